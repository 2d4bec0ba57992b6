"""Whom does a locked screen name, and what is written on it? Nobody and nothing, in any byte that the server sends it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

import pytest

from dashboard.access import CSRF_HEADER, FOR_HEADER
from dashboard.locked import ALERT, PICTURE
from models.clinic import NewSession, Patient, User
from models.facts import Acknowledged, Decided, Dose, HandedOver, Intervention, Note
from models.vitals import ObservationSet
from tests.dashboard.clinics import Browser, Heard, Office, heard
from tests.dashboard.listening import until
from tests.dashboard.test_access import OPEN_TO, PUBLIC

NURSE = User(name="quirin.z", full_name="Quirin Zapf", role="nurse", password_hash="")
CHECKER = User(name="dr.yps", full_name="Dr. Yps", role="clinician", password_hash="")
PATIENT = Patient(id="", name="XANTIPPE, Wolke", birth=date(1937, 3, 12), identifier="77-4711", allergies="Quittenkerne")
SECRET = ("quirin", "Zapf", "XANTIPPE", "Wolke", "1937-03-12", "77-4711", "Quitten", "Zwirn", "Dr. Yps", "dr.yps", "Xylamid")
"""What names the patient or staff here, or was written by them."""
DESK = {"client_id": str(uuid4()), "screen": "desk", "armed": True, "rooms": None}
BEAT, STREAM = "/api/v1/listening", "/api/v1/stream"
LONG = 31
"""Minutes without use after which a screen is locked."""


@dataclass(frozen=True, slots=True)
class Told:
    """A clinic in which one session is full of names and words, and the browser of whoever treats it."""

    office: Office
    browser: Browser
    session: str
    room: str = "2"

    def record(self, *facts: object) -> None:
        """Staff enter something elsewhere."""
        for fact in facts:
            self.office.clinic.record(self.session, fact, NURSE)  # type: ignore[arg-type]

    def beats(self, minutes: int) -> None:
        """A screen that nobody uses says every minute that it can be heard."""
        for _ in range(minutes):
            assert self.browser.post(BEAT, DESK).status_code == 200
            self.office.clock.wait(1)


def busy(office: Office) -> Told:
    """A session with a high alert, in which everything that can hold a name or a word holds one."""
    with office.clinic.store.writing() as db:
        db.add_user(NURSE, "test")
        db.add_user(CHECKER, "test")
    office.users["quirin"] = NURSE
    opened = office.clinic.open_session(NewSession(room="2", patient=PATIENT, protocol="iv-ketamine-40min"), NURSE)
    told = Told(office, office.browser("quirin"), opened.row.id)
    told.record(
        ObservationSet(id="gate", at=0, systolic=170, diastolic=100, note="Zwirn before the dose"),
        Decided(id="go", at=0, about="gate", go=True, prescriber="Dr. Yps", reason="Zwirn is used to it"),
        Dose(id="dose", at=0, drug="Xylamid", amount=35, unit="mg", route="IV", second=CHECKER.name, confirmed=True),
        Note(id="note", at=0, text="Zwirn at the window"),
        Intervention(id="done", at=0, what="Zwirn was given"),
        ObservationSet(id="high", at=0, heart_rate=90, systolic=204, diastolic=84, note="Zwirn"),
        Acknowledged(id="seen", at=0, signal="systolic"),
        HandedOver(id="hand", at=0, to="nina"),
    )
    return told


@pytest.fixture
def told(office: Office) -> Told:
    """The busy session of a clinic in which nothing runs in the background."""
    return busy(office)


def bare(text: str) -> set[str]:
    """What of the secrets stands in a text."""
    return {word for word in SECRET if word.casefold() in text.casefold()}


def asked(told: Told, rule: str) -> str:
    """All that one address sends back, also what it says in its headers; of a stream the first look at every session."""
    path = rule.replace("<session>", told.session).replace("<path:path>", f"session/{told.session}")
    answer = told.browser.get(path)
    head = "".join(f"{name}: {value}\n" for name, value in answer.headers)
    if not answer.is_streamed or answer.mimetype != "text/event-stream":
        return head + answer.get_data().decode("latin-1")
    events = until(heard(iter(answer.response)), lambda event: event.event in "pu")  # type: ignore[arg-type]  # frames, as they come
    answer.close()
    return head + str(events)


def pages(office: Office) -> list[str]:
    """Every address that answers GET and says something of its own: all but programs and styles."""
    plain = {"/assets/<path:filename>", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"}
    return [rule for method, rule in (*OPEN_TO, *sorted(PUBLIC)) if method == "GET" and rule not in plain]


def test_whoever_is_signed_in_is_told_all_of_it(told: Told) -> None:
    """The words that are looked for here are really told to somebody who is signed in: by pages, lists and stream."""
    found = set[str]().union(*(bare(asked(told, rule)) for rule in pages(told.office)))
    assert found == set(SECRET)


def test_no_address_names_anybody_to_a_locked_screen(told: Told) -> None:
    """Not one byte of what a locked screen can fetch names the patient or staff, or holds what somebody wrote."""
    told.beats(LONG)
    assert {rule: bare(text) for rule in pages(told.office) if bare(text := asked(told, rule))} == {}


def test_a_locked_screen_enters_nothing_and_no_refusal_names_anybody(told: Told) -> None:
    """Whatever a locked screen sends is refused without a name; all that is taken is that it can be heard."""
    told.beats(LONG)
    known = told.office.clinic.entries(told.session)
    for rule in (rule for method, rule in OPEN_TO if method == "POST" and rule != BEAT):
        said = told.browser.post(rule.replace("<session>", told.session).replace("<fact>", "high").replace("<room>", "2"))
        assert (rule, said.status_code, bare(said.get_data(as_text=True))) == (rule, 401, set())
    assert told.office.clinic.entries(told.session) == known


def test_a_page_of_somebody_else_is_not_told_whose_screen_is_locked(told: Told) -> None:
    """A tab that a colleague left open hears that another person signed in there; once that is locked, not who."""
    asked_by = {CSRF_HEADER: told.browser.csrf, FOR_HEADER: "0" * 16}
    said = told.browser.client.post(BEAT, json=DESK, headers=asked_by)
    assert (said.status_code, bare(said.get_data(as_text=True))) == (401, {"quirin", "Zapf"})
    told.beats(LONG)
    said = told.browser.client.post(BEAT, json=DESK, headers=asked_by)
    assert (said.status_code, said.json["other"], bare(said.get_data(as_text=True))) == (401, True, set())  # type: ignore[index]


def test_a_locked_screen_is_told_how_each_room_is(told: Told) -> None:
    """The stream of a locked screen tells in which room what alarms, since when, and the last numbers with their times."""
    told.beats(LONG)
    answer = told.browser.get(STREAM)
    events = until(heard(iter(answer.response)), lambda event: event.event == "u")  # type: ignore[arg-type]
    seen = events[-1].data
    assert (seen["room"], {alert["text"] for alert in seen["alerts"]} >= {"SBP 204 HIGH"}) == ("2", True)  # type: ignore[attr-defined]
    assert seen["latest"]["hr"] == {"v": 90, "t": told.office.clock.now - LONG * 60_000, "q": "valid"}  # type: ignore[index]
    assert set(seen) == {*PICTURE, "alerts"}
    assert all(set(alert) == set(ALERT) for alert in seen["alerts"])  # type: ignore[attr-defined]
    assert not [event for event in events if event.event in "fp" or event.seq is not None]
    answer.close()


def test_a_stream_that_is_open_when_the_lock_falls_says_nothing_more(told: Told) -> None:
    """What is entered after the idle time is over does not go out on a stream that began before: it ends, and begins anew."""
    told.beats(1)
    answer = told.browser.get(STREAM)
    events = heard(iter(answer.response))  # type: ignore[arg-type]
    until(events, lambda event: event.event == "p")
    told.beats(LONG - 1)
    told.record(Note(id="late", at=0, text="Zwirn is back"))
    rest = list(events)
    assert [event.event for event in rest if event.event != "k"][-1] == "bye"
    assert not bare(str(rest))


def test_nothing_is_lost_between_lock_and_unlock(told: Told) -> None:
    """Who signs in again is told, after the last entry that the screen knew, every one that was made meanwhile, once."""
    told.beats(1)
    answer = told.browser.get(f"{STREAM}?after=0")
    known = until(heard(iter(answer.response)), lambda event: event.event == "p")  # type: ignore[arg-type]
    last = max(event.seq for event in known if event.seq is not None)
    told.beats(LONG - 1)
    answer.close()
    told.record(*(Note(id=f"n{number}", at=0, text=f"Zwirn {number}") for number in range(3)))
    between = told.browser.get(STREAM)
    assert "u" in {event.event for event in until(heard(iter(between.response)), lambda event: event.event == "u")}  # type: ignore[arg-type]
    between.close()
    again = replace(told, browser=told.office.browser("quirin"))
    answer = again.browser.client.get(STREAM, headers={"Last-Event-ID": str(last)})
    after: list[Heard] = until(heard(iter(answer.response)), lambda event: event.event == "p")  # type: ignore[arg-type]
    assert [event.data["i"] for event in after if event.data.get("k") == "note"] == ["n0", "n1", "n2"]
    assert after[-1].data["patient"]["name"] == PATIENT.name  # type: ignore[index]
    answer.close()


# ------------------------------------------------------------------------------------------------- loaded anew
def way(browser: Browser, path: str) -> str:
    """Where an address leads, "" where it is answered itself."""
    return str(browser.get(path).headers.get("Location", ""))


def test_a_page_of_a_locked_screen_leads_to_the_lock_and_back(told: Told) -> None:
    """Loaded anew, a locked screen is locked again; who signs in gets the page that was there, and only an address of ours."""
    page = f"/session/{told.session}"
    told.beats(LONG)
    lock = f"/locked?next={page}"
    assert (way(told.browser, page), way(told.browser, "/")) == (lock, "/locked")
    assert (told.browser.get(lock).status_code, "data-alone" in told.browser.get(lock).get_data(as_text=True)) == (200, True)
    back = told.office.browser("quirin")
    assert {path: way(back, path) for path in (lock, "/locked?next=//elsewhere.example", "/locked?next=/locked")} == {
        lock: page,
        "/locked?next=//elsewhere.example": "/",
        "/locked?next=/locked": "/",
    }


def test_a_lock_that_hears_nothing_any_more_leads_to_the_sign_in(told: Told) -> None:
    """As old as it may be, signed out, or never there: no sign-in hears, and the page says so by asking who it is."""
    told.beats(LONG)
    told.office.clock.wait(12 * 60)
    assert way(told.browser, "/locked?next=/handover") == "/sign-in?next=/handover"
    assert (way(told.office.browser(), "/locked"), way(told.office.browser(), "/handover")) == (
        "/sign-in",
        "/sign-in?next=/handover",
    )
