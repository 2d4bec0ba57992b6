"""What does the JSON interface answer? As published, for screens, scripts and gateways alike."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from dashboard import openapi
from models.vitals import MINUTE
from tests.dashboard.clinics import START, Browser, Office

FULL = {"heart_rate": 72, "systolic": 128, "diastolic": 84, "spo2": 97, "sedation": 5, "dissociation": 2}


def iso(at: int) -> str:
    """An instant as scripts write it."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat()


def messages(answer: object) -> dict[str, str]:
    """What was wrong, by field."""
    return {error["field"]: error["message"] for error in answer.json["errors"]}  # type: ignore[attr-defined]


def test_a_reading_is_stored_and_answered_with_the_picture(nurse: Browser, session: str) -> None:
    """A set that a nurse enters is acknowledged with its id, its place in the log and the session as it stands after it."""
    answer = nurse.enter(session, **FULL)
    assert answer.status_code == 201
    assert answer.json["revision"] == 2
    assert answer.json["picture"]["latest"]["sys"] == {"v": 128, "t": START, "q": "valid"}


def test_the_same_id_twice_is_stored_once(nurse: Browser, session: str) -> None:
    """A retry after a lost answer, even a minute later, stores nothing anew and gives the stored row."""
    sent = {"client_id": str(uuid4()), **FULL}
    first, second = nurse.enter(session, **sent), nurse.enter(session, **sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json["seq"] == second.json["seq"]


def test_a_retry_that_comes_later_is_the_same_reading(office: Office, nurse: Browser, session: str) -> None:
    """A reading without a time is of the moment it first arrived, however often and late it is sent again."""
    sent = {"client_id": str(uuid4()), **FULL}
    nurse.enter(session, **sent)
    office.clock.wait(3)
    assert nurse.enter(session, **sent).status_code == 200


def test_the_same_id_with_other_content_is_refused(nurse: Browser, session: str) -> None:
    """An id never changes what it stands for: nothing is overwritten."""
    sent = {"client_id": str(uuid4()), **FULL}
    nurse.enter(session, **sent)
    assert nurse.enter(session, **{**sent, "heart_rate": 73}).status_code == 409
    assert nurse.get(f"/api/v1/sessions/{session}/picture").json["latest"]["hr"]["v"] == 72


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"systolic": 80, "diastolic": 128}, "systolic", "Systolic must be higher than diastolic. You entered 80/128."),
        ({"systolic": 700, "diastolic": 80}, "systolic", "Systolic pressure must be 40 to 300 mmHg. You entered 700."),
        ({"systolic": 120}, "diastolic", "Diastolic pressure is missing. Enter both numbers. You entered 120/–."),
        ({"heart_rate": 0}, "heart_rate", "Heart rate must be 20 to 300 /min. You entered 0."),
        ({"heart_rate": "72"}, "heart_rate", "Heart rate must be a number, such as 72. You entered '72'."),
        ({"spo2": 44}, "spo2", "Oxygen saturation must be 50 to 100 %. You entered 44."),
        ({"sedation": 2.5}, "sedation", "Sedation (MOAA/S) must be a whole number, 0 to 5. You entered 2.5."),
        ({"hart_rate": 72}, "hart_rate", "hart_rate is no field here"),
        ({"symptoms": ["bored"]}, "symptoms", "must be one of chest_pain"),
        ({"heart_rate": 72, "at": "2026-11-18T12:00:00"}, "at", "an ISO 8601 time with its offset"),
        ({"heart_rate": 72, "at": "14:05"}, "at", "an ISO 8601 time with its offset"),
        ({"client_id": "mine", "heart_rate": 72}, "client_id", "Client id must be a UUID"),
    ],
)
def test_what_cannot_be_true_is_refused_in_words(
    nurse: Browser, session: str, values: dict[str, object], field: str, sentence: str
) -> None:
    """A value that cannot be true is refused at its field, with the range and what was entered; nothing is stored."""
    answer = nurse.enter(session, **values)
    assert answer.status_code == 422
    assert sentence in messages(answer)[field]
    assert len(nurse.get(f"/api/v1/sessions/{session}/since").json["entries"]) == 1


def test_an_empty_set_is_refused(nurse: Browser, session: str) -> None:
    """Saving nothing is not a reading."""
    assert "Nothing was entered" in nurse.enter(session).json["message"]


def test_a_time_in_the_future_is_refused(nurse: Browser, session: str) -> None:
    """Nobody measures more than two minutes ahead."""
    assert nurse.enter(session, heart_rate=72, at=iso(START + 1 * MINUTE)).status_code == 201
    answer = nurse.enter(session, heart_rate=72, at=iso(START + 3 * MINUTE))
    assert "must not be in the future" in messages(answer)["at"]


def test_a_closed_session_takes_nothing_new(office: Office, nurse: Browser, session: str) -> None:
    """After the end only what was seen before it may still come, late from an outbox; it says so."""
    office.clock.wait(10)
    assert nurse.enter(session, "end").status_code == 201
    office.clock.wait(1)
    assert "The session is closed" in messages(nurse.enter(session, heart_rate=72))["at"]
    assert nurse.enter(session, heart_rate=72, at=iso(START + 5 * MINUTE)).status_code == 201


def test_aliases_of_scripts_are_understood(nurse: Browser, session: str) -> None:
    """The columns of the plain form, moaas and rass, are sedation and agitation."""
    latest = nurse.enter(session, moaas=4, rass=-1).json["picture"]["latest"]
    assert (latest["sed"]["v"], latest["rass"]["v"]) == (4, -1)


def test_a_high_pressure_alarms_in_the_answer(nurse: Browser, session: str) -> None:
    """What a reading makes Vigil say is in the answer to it, with limit, value and why."""
    (alert,) = nurse.enter(session, systolic=201, diastolic=99).json["picture"]["alerts"][:1]
    assert (alert["signal"], alert["level"], alert["limit"], alert["text"]) == ("systolic", "high", 200, "SBP 201 HIGH")


def test_a_low_pressure_never_reads_as_a_high_one(nurse: Browser, session: str) -> None:
    """A pressure says which way it is beyond its limit wherever its urgency could be read as that."""
    alerts = nurse.enter(session, systolic=84, diastolic=50).json["picture"]["alerts"]
    assert [alert["text"] for alert in alerts if alert["signal"] == "systolic"] == ["SBP 84 too low, MEDIUM"]
    alerts = nurse.enter(session, systolic=166, diastolic=80).json["picture"]["alerts"]
    assert [alert["text"] for alert in alerts if alert["direction"] == "high"] == ["SBP 166 too high, LOW"]


def test_an_alert_is_acknowledged_by_name(nurse: Browser, session: str) -> None:
    """Who acknowledged and what was made of it stays visible; an alert that does not stand cannot be acknowledged."""
    nurse.enter(session, systolic=201, diastolic=99)
    done = nurse.enter(session, "acknowledgements", signal="systolic", direction="high", outcome="acted")
    alert = next(a for a in done.json["picture"]["alerts"] if a["signal"] == "systolic")
    assert (alert["acked_by"], alert["outcome"]) == ("nina", "acted")
    assert nurse.enter(session, "acknowledgements", signal="spo2", direction="low").status_code == 422


def test_the_alerts_of_a_session_are_listed_with_who_answered(nurse: Browser, session: str) -> None:
    """Each alert with its highest level, value and limit, who acknowledged it with what, and when it was over; newest first."""
    assert nurse.get(f"/api/v1/sessions/{session}/alerts").json == {"now": START, "alerts": []}
    nurse.enter(session, heart_rate=80, systolic=204, diastolic=96)
    nurse.enter(session, "acknowledgements", signal="systolic", direction="high", outcome="acted")
    nurse.enter(session, distress=4)
    newest, first = nurse.get(f"/api/v1/sessions/{session}/alerts").json["alerts"]
    assert (newest["text"], newest["level"], newest["answers"]) == ("Distress 4 too high", "medium", [])
    assert newest["unanswered"] == newest["at"]
    assert (first["text"], first["level"], first["value"], first["limit"]) == ("SBP 204 too high", "high", 204, 200)
    assert [(one["outcome"], bool(one["by"])) for one in first["answers"]] == [("acted", True)]
    assert (first["unanswered"], first["over"], first["late"], first["withdrawn"]) == (None, None, None, None)


def test_dose_note_skip_and_stop_are_entered(office: Office, nurse: Browser, session: str) -> None:
    """Everything that happens to a patient has its own entry, and the picture shows it."""
    dose = nurse.enter(session, "doses", drug="Ketamine", amount=36, unit="mg", route="IV", confirmed=True)
    assert dose.json["picture"]["drug"] == "Ketamine 36 mg IV"
    due = dose.json["picture"]["next"]["due"]
    assert nurse.enter(session, "notes", text="calm").status_code == 201
    assert nurse.enter(session, "skips", due=due, reason="asleep").status_code == 201
    assert nurse.enter(session, "skips", due=due + 1, reason="asleep").status_code == 422
    stopped = nurse.enter(session, "stops").json["picture"]["alerts"]
    assert [alert["signal"] for alert in stopped] == ["event"]


def test_a_dose_without_a_drug_is_refused(nurse: Browser, session: str) -> None:
    """A dose says what was given; an amount is more than nothing."""
    assert "drug" in messages(nurse.enter(session, "doses", amount=36))
    assert "amount" in messages(nurse.enter(session, "doses", drug="Ketamine", amount=-1))


def test_a_reading_is_corrected_and_the_old_one_stays(nurse: Browser, session: str) -> None:
    """A correction says why and by whom; the wrong numbers stay in the log and count no more."""
    wrong = nurse.enter(session, systolic=208, diastolic=84).json["id"]
    fixed = nurse.enter(session, f"facts/{wrong}/amend", reason="typo", systolic=128, diastolic=84)
    assert fixed.status_code == 201
    assert fixed.json["picture"]["latest"]["sys"]["v"] == 128
    kinds = [entry["k"] for entry in nurse.get(f"/api/v1/sessions/{session}/since").json["entries"]]
    assert kinds == ["open", "set", "raised", "amend"]


def test_a_reading_is_struck_through_once(nurse: Browser, session: str) -> None:
    """A reading that should not be there is struck through with a reason; twice, or somebody else's session, is refused."""
    wrong = nurse.enter(session, heart_rate=72).json["id"]
    assert nurse.enter(session, f"facts/{wrong}/void").status_code == 422
    assert nurse.enter(session, f"facts/{wrong}/void", reason="wrong patient").json["picture"]["latest"] == {}
    assert nurse.enter(session, f"facts/{wrong}/void", reason="again").status_code == 409
    assert nurse.enter(session, "facts/unknown/void", reason="typo").status_code == 404


def test_two_corrections_of_one_reading_do_not_overwrite_each_other(nurse: Browser, office: Office, session: str) -> None:
    """Whoever corrects what a colleague has just corrected is told so, by name; nothing is overwritten in silence."""
    wrong = nurse.enter(session, heart_rate=172).json
    sent = {"reason": "typo", "revision": wrong["revision"]}
    assert office.browser("clinician").enter(session, f"facts/{wrong['id']}/amend", heart_rate=72, **sent).status_code == 201
    second = nurse.enter(session, f"facts/{wrong['id']}/amend", heart_rate=71, **sent)
    assert (second.status_code, "cleo has corrected this entry" in second.json["message"]) == (409, True)
    assert nurse.get(f"/api/v1/sessions/{session}/picture").json["latest"]["hr"]["v"] == 72


def test_a_session_is_opened_for_a_new_patient(nurse: Browser) -> None:
    """A session opens in a free room; the same identifier, room or patient again is refused with whose it is."""
    who = {"name": "OKAFOR, Ruth", "birth": "1984-03-12", "identifier": "0042", "allergies": "Penicillin"}
    wanted = {"room": "2", "patient": who, "protocol": "esketamine-nasal", "planned": None}
    opened = nurse.post("/api/v1/sessions", wanted)
    assert opened.status_code == 201
    assert opened.json["picture"]["patient"]["birth"] == "1984-03-12"
    assert "OKAFOR, Ruth, born 1984-03-12" in nurse.post("/api/v1/sessions", {**wanted, "room": "3"}).json["message"]
    taken = nurse.post("/api/v1/sessions", {**wanted, "patient": {"name": "Somebody", "identifier": "7"}})
    assert (taken.status_code, "room 2" in taken.json["message"]) == (409, True)


def test_what_is_wrong_with_a_new_patient_is_said_by_field(nurse: Browser) -> None:
    """Each field of the form is told what it lacks."""
    answer = nurse.post("/api/v1/sessions", {"room": "1", "patient": {"birth": "12.3.84"}, "protocol": "esketamine-nasal"})
    assert set(messages(answer)) == {"patient.name", "patient.birth"}


def test_known_patients_are_found_by_name_or_number(nurse: Browser, session: str) -> None:
    """Two letters find a patient; one finds nobody, so that no list of all patients is handed out."""
    assert [p["identifier"] for p in nurse.get("/api/v1/patients?find=004").json["patients"]] == ["0042"]
    assert nurse.get("/api/v1/patients?find=0").json["patients"] == []


def test_the_board_shows_every_room(nurse: Browser, session: str) -> None:
    """Rooms keep their order, free ones too."""
    rooms = nurse.get("/api/v1/board").json["rooms"]
    assert [(room["room"], room["session"] and room["session"]["s"]) for room in rooms] == [
        ("1", session),
        ("2", None),
        ("3", None),
    ]


def test_since_gives_what_was_written_later(nurse: Browser, session: str) -> None:
    """A screen that missed something asks for it by the number of the last entry that it has."""
    first = nurse.enter(session, heart_rate=72).json["seq"]
    nurse.enter(session, heart_rate=74)
    later = nurse.get(f"/api/v1/sessions/{session}/since?after={first}").json
    assert [(entry["n"], entry["v"]) for entry in later["entries"]] == [(first + 1, {"hr": 74})]
    assert later["seq"] == first + 1
    assert nurse.get(f"/api/v1/sessions/{session}/since?after=x").status_code == 422


@pytest.mark.parametrize("path", ["/api/v1/sessions/nope/picture", "/api/v1/nothing", "/api/v1/sessions/nope/stream"])
def test_what_is_not_there_is_a_404_in_json(nurse: Browser, path: str) -> None:
    """A script that asks for nothing gets a sentence, never a page."""
    answer = nurse.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_a_body_that_is_no_json_is_refused(nurse: Browser, session: str) -> None:
    """Whatever is sent, the answer says what to send."""
    headers = {"X-CSRFToken": nurse.csrf, "Content-Type": "application/json"}
    answer = nurse.client.post(f"/api/v1/sessions/{session}/observations", data="{", headers=headers)
    assert (answer.status_code, "JSON object" in answer.json["message"]) == (422, True)


def test_nan_is_no_number(nurse: Browser, session: str) -> None:
    """Python reads NaN from JSON; nobody measures it."""
    headers = {"X-CSRFToken": nurse.csrf, "Content-Type": "application/json"}
    body = f'{{"client_id": "{uuid4()}", "heart_rate": NaN}}'
    assert nurse.client.post(f"/api/v1/sessions/{session}/observations", data=body, headers=headers).status_code == 422


def test_a_device_is_never_refused_a_value_that_cannot_be_true(nurse: Browser, session: str) -> None:
    """What a monitor sends is kept as rejected and alarms: check the patient, then the sensor."""
    answer = nurse.enter(session, source="monitor-1", spo2=44)
    assert answer.status_code == 201
    assert [(a["signal"], a["rule"]) for a in answer.json["picture"]["alerts"]] == [("spo2", "data")]


def test_every_address_is_described(office: Office) -> None:
    """openapi.json describes every address of the interface that the server answers, and no other."""
    rules = office.app.server.url_map.iter_rules()
    served = {
        openapi.address_of(rule.rule) for rule in rules if rule.rule.startswith(("/api/", "/healthz", "/readyz", "/metrics"))
    }
    assert set(office.browser().get("/api/openapi.json").json["paths"]) == served


def test_the_described_fields_are_the_ones_that_are_read(nurse: Browser, session: str) -> None:
    """Each field that openapi.json names for a set is accepted by the server."""
    named = set(openapi.schemas()["Observations"]["properties"])
    answer = nurse.enter(session, unknown=1)
    known = set(messages(answer)["unknown"].split("Known are ")[1].rstrip(".").split(", "))
    assert named == known | {"moaas", "rass"}
