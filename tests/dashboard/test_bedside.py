"""Can a nurse take a whole session from arrival to signature over the published interface?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dashboard import openapi
from models.clinic import NewSession, Patient
from models.vitals import MINUTE
from tests.dashboard.clinics import OPERATOR, Browser, Office

FULL = {"heart_rate": 72, "systolic": 128, "diastolic": 84, "spo2": 97, "sedation": 5, "dissociation": 0}
PASSWORD = "lamps over quiet water"


def stage(nurse: Browser, session: str) -> dict[str, Any]:
    """How far the session is, as it travels."""
    found: dict[str, Any] = nurse.get(f"/api/v1/sessions/{session}/picture").json["stage"]
    return found


def tick(nurse: Browser, session: str, which: str) -> None:
    """Tick every line of a list that can be ticked."""
    for item in nurse.get(f"/api/v1/sessions/{session}/picture").json["lists"][which]:
        if not item["measured"]:
            assert nurse.enter(session, "ticks", item=item["item"], done=True).status_code == 201


@pytest.fixture
def nasal(office: Office) -> str:
    """A nasal session in room 2."""
    who = Patient(id="", name="Ruth Okafor", birth=date(1984, 3, 12), identifier="0070")
    return office.clinic.open_session(
        NewSession(room="2", patient=who, protocol="esketamine-nasal"), office.users["nurse"]
    ).row.id


def test_a_nasal_session_from_arrival_to_signature(office: Office, nasal: str) -> None:
    """Arrival, list, gate, three devices, watching, leaving and two signatures: each step is one entry, and the stage follows."""
    office.clinic.staff.reset("nina", PASSWORD, OPERATOR)
    office.clinic.staff.reset("cleo", PASSWORD, OPERATOR)
    nurse, clock = office.browser("nurse"), office.clock
    assert stage(nurse, nasal)["name"] == "scheduled"
    tick(nurse, nasal, "before")
    nurse.enter(nasal, **FULL | {"systolic": 152, "diastolic": 94})
    clock.wait(5)
    nurse.enter(nasal, **FULL | {"systolic": 149, "diastolic": 88})
    assert stage(nurse, nasal)["reasons"] == ["BP 149/88 above 140/90: the prescriber decides", "no dose recorded"]
    asked = nurse.enter(nasal, "doses", drug="Esketamine", amount=28, device=1)
    assert (asked.status_code, asked.json["errors"][0]["field"]) == (422, "confirmed")
    nurse.enter(nasal, "decisions", go=True, prescriber="Dr Lin", reason="usual for her")
    for number in (1, 2, 3):
        sent = {"drug": "Esketamine", "amount": 28, "device": number, "lot": "L77", "second": "cleo"}
        assert nurse.enter(nasal, "doses", **sent).status_code == 201
        clock.wait(5)
    first = stage(nurse, nasal)["first"]
    assert stage(nurse, nasal)["last"] == first + 10 * MINUTE
    for wait in (5, 20, 20, 25, 25, 15):
        clock.wait(wait)
        nurse.enter(nasal, **FULL)
    assert stage(nurse, nasal)["name"] == "recovery"
    assert nurse.enter(nasal, "interventions", what="reassured").status_code == 201
    assert nurse.enter(nasal, "scores", scale="CADSS-6", total=3).status_code == 201
    assert "discharge list: walks unaided" in nurse.enter(nasal, "end").json["errors"][0]["message"]
    tick(nurse, nasal, "discharge")
    assert stage(nurse, nasal)["name"] == "ready"
    assert nurse.enter(nasal, "end").json["picture"]["stage"]["name"] == "closed"
    _signed(office, nasal)


def _signed(office: Office, session: str) -> None:
    for role, meaning in (("nurse", "I cared for this patient"), ("clinician", "reviewed")):
        office.clock.wait(1)
        browser = office.browser(role)
        wrong = browser.enter(session, "signatures", password="guessed", meaning=meaning)
        assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "password")
        assert browser.enter(session, "signatures", password=PASSWORD, meaning=meaning).status_code == 201
    far = stage(office.browser("nurse"), session)
    assert [(one["by"], one["meaning"]) for one in far["signatures"]] == [
        ("nina", "I cared for this patient"),
        ("cleo", "reviewed"),
    ]
    assert far["signed"] == far["signatures"][0]
    late = office.browser("nurse").enter(session, "notes", text="one more thing")
    assert (late.status_code, "was signed by nina" in late.json["message"]) == (409, True)
    assert office.browser("nurse").enter(session, "notes", text="one more thing", reason="forgotten").status_code == 201


def test_the_password_is_nowhere_in_the_log(office: Office, session: str) -> None:
    """The password that signs is checked and goes nowhere: not into the log, not to a screen."""
    office.clinic.staff.reset("nina", PASSWORD, OPERATOR)
    nurse = office.browser("nurse")
    nurse.enter(session, "end")
    nurse.enter(session, "signatures", password=PASSWORD, meaning="reviewed")
    with office.clinic.store.reading() as db:
        assert not [row for row in db.rows() if PASSWORD in str(row)]
    assert PASSWORD not in nurse.get(f"/api/v1/sessions/{session}/since?after=0").text


def test_guessing_a_password_by_signing_is_slowed_down(office: Office, session: str) -> None:
    """Ten wrong passwords a minute are the most, whether somebody signs in or signs."""
    nurse = office.browser("nurse")
    nurse.enter(session, "end")
    tries = [nurse.enter(session, "signatures", password="guess", meaning="reviewed").status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]


def test_an_infusion_is_followed(office: Office, nurse: Browser, session: str) -> None:
    """An infusion begins with its dose, pauses, goes on and ends, each with its reason and its time."""
    nurse.enter(session, "doses", drug="Ketamine", amount=36, per_kg=0.5, weight=72, second="cleo", confirmed=True)
    assert stage(nurse, session)["infusion"] == "running"
    for step, state in (("paused", "paused"), ("resumed", "running"), ("finished", "finished")):
        office.clock.wait(1)
        assert nurse.enter(session, "infusions", step=step, reason="nausea").json["picture"]["stage"]["infusion"] == state
    said = nurse.get(f"/api/v1/sessions/{session}/since?after=0").json["entries"]
    assert next((one["step"], one["txt"]) for one in said if one["k"] == "infusion") == ("paused", "nausea")
    (dose,) = [one for one in said if one["k"] == "dose"]
    assert (dose["per_kg"], dose["weight"], dose["second"]) == (0.5, 72.0, "cleo")


def test_the_rate_of_an_infusion_travels(office: Office, nurse: Browser, session: str) -> None:
    """Pump and rate of an infusion, and each rate that comes later, reach every screen with their unit."""
    pump = {"pump": "B-12", "rate": 48, "rate_unit": "mL/h"}
    nurse.enter(session, "doses", drug="Ketamine", amount=36, second="cleo", confirmed=True, **pump)
    assert (stage(nurse, session)["pump"], stage(nurse, session)["rate"]) == ("B-12", "48 mL/h")
    office.clock.wait(1)
    unsaid = nurse.enter(session, "infusions", step="rate", rate=60)
    assert (unsaid.status_code, unsaid.json["errors"][0]["field"]) == (422, "rate_unit")
    assert nurse.enter(session, "infusions", step="rate", rate=60, rate_unit="mL/h").json["picture"]["stage"]["rate"] == "60 mL/h"
    said = nurse.get(f"/api/v1/sessions/{session}/since?after=0").json["entries"]
    (dose,), (step,) = ([one for one in said if one["k"] == kind] for kind in ("dose", "infusion"))
    assert {key: dose[key] for key in pump} == pump
    assert (step["step"], step["rate"], step["rate_unit"]) == ("rate", 60, "mL/h")


def test_the_gate_travels(nurse: Browser, session: str) -> None:
    """A screen is told the pressure, the limit and what was decided, by whom and why."""
    nurse.enter(session, systolic=152, diastolic=94)
    gate = nurse.get(f"/api/v1/sessions/{session}/picture").json["gate"]
    assert (gate["sys"], gate["dia"], gate["limit"], gate["go"], gate["prescriber"]) == (152, 94, "140/90", None, "")
    decided = nurse.enter(session, "decisions", go=False, prescriber="Dr Lin", reason="come back").json["picture"]["gate"]
    assert (decided["go"], decided["prescriber"], decided["reason"]) == (False, "Dr Lin", "come back")


def test_a_handover_has_two_halves(office: Office, nurse: Browser, session: str) -> None:
    """One hands over, the other takes over; an alert that nobody answered stands between them."""
    assert nurse.enter(session, "handovers", to="cleo").status_code == 201
    assert stage(nurse, session)["handed"]["to"] == "cleo"
    nurse.enter(session, systolic=201, diastolic=99)
    lin = office.browser("clinician")
    assert lin.enter(session, "takeovers", **{"from": "nina"}).status_code == 409
    nurse.enter(session, "acknowledgements", signal="systolic")
    office.clock.wait(1)
    assert lin.enter(session, "takeovers", **{"from": "nina"}).status_code == 201
    assert (stage(nurse, session)["nurse"], stage(nurse, session)["handed"]) == ("cleo", None)


def test_a_reading_moves_to_another_room(office: Office, nurse: Browser, session: str, nasal: str) -> None:
    """A reading of the wrong patient is moved with one request; the answer shows the room where it no longer is."""
    wrong = nurse.enter(session, heart_rate=91).json["id"]
    moved = nurse.enter(session, f"facts/{wrong}/move", to=nasal, reason="rooms swapped")
    assert (moved.status_code, moved.json["picture"]["latest"]) == (201, {})
    assert nurse.get(f"/api/v1/sessions/{nasal}/picture").json["latest"]["hr"]["v"] == 91


def test_a_reading_moves_into_a_signed_record(office: Office, session: str, nasal: str) -> None:
    """A script asks where a reading can belong; into a signed record it moves with reason, meaning and password, kept nowhere."""
    office.clinic.staff.reset("nina", PASSWORD, OPERATOR)
    nurse = office.browser("nurse")
    wrong = nurse.enter(session, heart_rate=91).json["id"]
    office.clock.wait(1)
    ended = nurse.enter(nasal, "end", reason="left").json["picture"]["ended"]
    assert nurse.enter(nasal, "signatures", password=PASSWORD, meaning="reviewed").status_code == 201
    address = f"facts/{wrong}/elsewhere"
    (found,) = nurse.get(f"/api/v1/sessions/{session}/{address}").json["sessions"]
    assert found == {"s": nasal, "room": "2", "name": "Ruth Okafor", "ended": ended, "signed": True}
    assert office.browser("administrator").get(f"/api/v1/sessions/{session}/{address}").status_code == 403
    sent = {"to": nasal, "reason": "rooms swapped"}
    asked = nurse.enter(session, f"facts/{wrong}/move", **sent)
    assert (asked.status_code, asked.json["errors"][0]["field"]) == (422, "meaning")
    moved = nurse.enter(session, f"facts/{wrong}/move", **sent, meaning="reviewed", password=PASSWORD)
    assert moved.status_code == 201
    with office.clinic.store.reading() as db:
        assert not [row for row in db.rows() if PASSWORD in str(row)]


@pytest.mark.parametrize(
    ("what", "sent", "field"),
    [
        ("ticks", {"item": "shoes"}, "item"),
        ("ticks", {}, "item"),
        ("decisions", {"go": "yes", "prescriber": "Dr Lin", "reason": "x"}, "go"),
        ("infusions", {"step": "faster"}, "step"),
        ("infusions", {"step": "paused"}, "step"),
        ("interventions", {"what": " "}, "what"),
        ("scores", {"scale": "CADSS", "total": 93}, "total"),
        ("scores", {"scale": "MOOD", "total": 9}, "scale"),
        ("signatures", {"meaning": "reviewed"}, "password"),
        ("handovers", {"to": "nobody"}, "to"),
        ("takeovers", {}, "from"),
        ("doses", {"drug": "Ketamine", "device": 1}, "device"),
        ("doses", {"drug": "Ketamine", "weight": 5}, "weight"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    nurse: Browser, session: str, what: str, sent: dict[str, Any], field: str
) -> None:
    """Whatever cannot be entered is refused at its field, in words, and nothing is stored."""
    answer = nurse.enter(session, what, **sent)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json["errors"]}
    assert len(nurse.get(f"/api/v1/sessions/{session}/since?after=0").json["entries"]) == 1


@pytest.mark.parametrize(
    "name", ["Tick", "Decision", "Infusion", "Stop", "Intervention", "Score", "End", "Handover", "Takeover", "Dose"]
)
def test_every_described_field_is_read(nurse: Browser, session: str, name: str) -> None:
    """Each field that openapi.json names for a step is a field that the server knows, and there is no other."""
    what = {"Infusion": "infusions", "End": "end", "Dose": "doses"}.get(name, f"{name.lower()}s")
    answer = nurse.enter(session, what, unknown=1)
    (said,) = [error["message"] for error in answer.json["errors"] if error["field"] == "unknown"]
    known = set(said.split("Known are ")[1].rstrip(".").split(", "))
    assert set(openapi.schemas()[name]["properties"]) == known


def test_times_are_told_with_the_step(nurse: Browser, session: str, office: Office) -> None:
    """What is entered a little later carries the time at which it was done."""
    office.clock.wait(6)
    at = office.clock.now - 4 * MINUTE
    sent = datetime.fromtimestamp(at / 1000, UTC).isoformat()
    nurse.enter(session, "interventions", what="oxygen given", at=sent)
    (said,) = [
        one for one in nurse.get(f"/api/v1/sessions/{session}/since?after=0").json["entries"] if one["k"] == "intervention"
    ]
    assert (said["t"], said["txt"]) == (at, "oxygen given")
