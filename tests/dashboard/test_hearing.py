"""Does the server know which screens can be heard, and does it notice when an alarm would no longer reach one?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from dashboard.watchman import Watchman
from models.facts import Listening, Silenced
from models.store import Store
from models.trials import Untried
from models.vitals import MINUTE
from tests.dashboard.clinics import START, Browser, Clock, Office, new_session
from tests.dashboard.clinics import office as make
from tests.dashboard.listening import listen, until

DESK = {"client_id": str(uuid4()), "screen": "desk", "armed": True, "rooms": None}


@pytest.fixture
def office(sqlite_store: Store) -> Iterator[Office]:
    """An application that hears what is written."""
    made = make(sqlite_store, live=True)
    yield made
    made.stop()


@pytest.fixture
def nurse(office: Office) -> Browser:
    """The browser of a nurse who is signed in."""
    return office.browser("nurse")


@pytest.fixture
def running(office: Office) -> str:
    """A session in room 1."""
    return office.clinic.open_session(new_session(), office.users["nurse"]).row.id


def test_a_screen_that_speaks_is_counted(office: Office, nurse: Browser, running: str) -> None:
    """A screen at the desk that says it can be heard listens to the session; its picture names it."""
    office.clock.wait(1)
    assert nurse.post("/api/v1/listening", DESK).status_code == 200
    office.clinic.tick()
    picture = nurse.get(f"/api/v1/sessions/{running}/picture").get_json()
    assert picture["sound"] == {"screens": 1, "where": "desk"}


def test_where_nobody_listens_every_screen_is_told(office: Office, nurse: Browser, running: str) -> None:
    """Half a minute after the last screen has gone, the alert is on the stream of all screens in words."""
    office.clock.wait(1)
    nurse.post("/api/v1/listening", DESK)
    office.clinic.tick()
    events = listen(office)
    office.clock.wait(1)
    office.clinic.tick()
    until(events, lambda e: e.event == "p" and any(a["text"] == "NOBODY IS LISTENING" for a in e.data["alerts"]))
    told = [e.fact.screens for e in office.clinic.entries(running) if isinstance(e.fact, Listening)]
    assert told == [1, 0]


@pytest.mark.parametrize(
    "wrong", [{"screen": ""}, {"screen": "a,b"}, {"rooms": []}, {"rooms": "3"}, {"armed": "yes"}, {"client_id": "x"}]
)
def test_a_screen_that_makes_no_sense_is_refused(nurse: Browser, wrong: dict[str, object]) -> None:
    """What no screen of ours sends is refused by field, and counts for nothing."""
    answer = nurse.post("/api/v1/listening", DESK | wrong)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.get_json()["errors"]] == list(wrong)


def test_a_silence_is_logged_with_its_screen(office: Office, nurse: Browser, running: str) -> None:
    """The answer says until when; the session's log says who silenced which screen."""
    answer = nurse.post("/api/v1/silences", {"client_id": str(uuid4()), "screen": "room 1", "rooms": ["1"]})
    assert (answer.status_code, answer.get_json()["until"]) == (201, START + 2 * MINUTE)
    (fact,) = [e.fact for e in office.clinic.entries(running) if isinstance(e.fact, Silenced)]
    assert (fact.screen, fact.by, fact.until) == ("room 1", "nina", START + 2 * MINUTE)


def test_a_silence_of_a_screen_that_was_cut_off_has_the_time_of_its_press(office: Office, nurse: Browser, running: str) -> None:
    """Sent a minute late with the time of the press, the log has it as of then, once, however often it is sent."""
    sent = {
        "client_id": str(uuid4()),
        "screen": "room 1",
        "rooms": ["1"],
        "at": datetime.fromtimestamp(START / 1000, UTC).isoformat(),
    }
    office.clock.wait(1)
    answers = [nurse.post("/api/v1/silences", sent) for _ in range(2)]
    assert [answer.get_json()["until"] for answer in answers] == [START + 2 * MINUTE] * 2
    (fact,) = [e.fact for e in office.clinic.entries(running) if isinstance(e.fact, Silenced)]
    assert (fact.at, fact.received, fact.until) == (START, START + MINUTE, START + 2 * MINUTE)


def test_a_silence_of_other_rooms_is_not_logged_here(office: Office, nurse: Browser, running: str) -> None:
    """A screen of room 2 that is silent is nothing to room 1."""
    nurse.post("/api/v1/silences", {"client_id": str(uuid4()), "screen": "room 2", "rooms": ["2"]})
    assert not [e for e in office.clinic.entries(running) if isinstance(e.fact, Silenced)]


def test_nobody_is_silent_for_ever(nurse: Browser) -> None:
    """More than two minutes are refused in words."""
    answer = nurse.post("/api/v1/silences", {"client_id": str(uuid4()), "screen": "desk", "seconds": 121})
    assert answer.status_code == 422
    assert "0 to 120 s" in answer.get_json()["errors"][0]["message"]


def test_a_heartbeat_keeps_no_sign_in_alive(office: Office, nurse: Browser) -> None:
    """A screen that only says it can be heard is left by its person like any other: the sign-in ends after half an hour."""
    for _ in range(31):
        office.clock.wait(1)
        nurse.post("/api/v1/listening", DESK)
    assert (nurse.get("/api/v1/board").status_code, nurse.post("/api/v1/sign-in").status_code) == (401, 401)


def test_the_test_alert_reaches_a_screen_of_all_rooms(office: Office, running: str) -> None:
    """A screen that comes gets the latest test alert, and the next one half a minute later; none is a picture of a patient."""
    events = listen(office)
    first = until(events, lambda e: e.event == "t")[-1]
    assert (first.data["at"], [a["level"] for a in first.data["alerts"]]) == (START, ["high", "high"])
    office.clock.wait(0.5)
    office.app.server.extensions["vigil"].watchman.look()
    later = until(events, lambda e: e.event == "t")
    assert later[-1].data["at"] == START + 30_000
    assert not [e for e in later if e.event == "p" and e.data["s"] != running]


def test_a_screen_that_polls_gets_the_test_alert_too(office: Office, nurse: Browser) -> None:
    """Where no stream is free, the board brings it."""
    assert nurse.get("/api/v1/board").get_json()["trial"]["at"] == START


def test_health_says_when_test_alerts_fail(clock: Clock) -> None:
    """Rules that raise nothing are not healthy at once; a thread that stands still is not after 75 s."""
    fails = [False]

    def trial() -> int:
        if fails[0]:
            raise Untried("nothing was raised")
        return clock.now

    watchman = Watchman(clock, clock, trial)
    watchman.start()
    watchman.stop()
    assert watchman.complaint() == ""
    fails[0] = True
    clock.wait(1)
    watchman.look()
    assert watchman.complaint() == "the test alert could not be raised"
    fails[0] = False
    clock.wait(1)
    watchman.look()
    assert watchman.complaint() == ""


def test_a_look_that_fails_does_not_keep_the_test_alert_from_it(clock: Clock) -> None:
    """One session that cannot be judged takes nothing from the test alert."""
    raised = list[int]()

    def look() -> int:
        raise Untried("a session could not be judged")

    def trial() -> int:
        raised.append(clock.now)
        return clock.now

    watchman = Watchman(look, clock, trial)
    for _ in range(61):
        watchman.look()
        clock.now += 1000
    assert raised == [START, START + 30_000, START + 60_000]


@pytest.fixture
def clock() -> Clock:
    """A clock that a test moves."""
    return Clock()
