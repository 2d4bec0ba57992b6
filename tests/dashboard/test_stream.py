"""Does every open screen hear of a reading at once, in order, without a gap, and only while it may?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest

from dashboard import stream as streams
from models.clinic import device
from models.vitals import MINUTE, ObservationSet
from tests.dashboard.clinics import START, Browser, Heard, Office, gapless, heard, new_session
from tests.dashboard.listening import is_set, listen, observe, office_streams, until

ENTER = """
import sys
from models.clinic import Clinic, device
from models.store import Store
from models.vitals import ObservationSet
store = Store.open(sys.argv[1])
clinic = Clinic(store, lambda: int(sys.argv[3]))
clinic.record(sys.argv[2], ObservationSet(id="elsewhere", at=0, heart_rate=88, source="monitor-1"), device("monitor-1"))
store.close()
"""


def alarmed(event: Heard) -> bool:
    """Whether it is a picture with an alert of the systolic pressure."""
    return event.event == "p" and any(alert["signal"] == "systolic" for alert in event.data["alerts"])  # type: ignore[attr-defined]


def test_a_new_screen_is_greeted(live: Office, running: str) -> None:
    """A stream begins with the keep-alive, so that the watchdog is armed, and the picture of each running session."""
    events = listen(live)
    first, second = next(events), next(events)
    assert (first.event, first.data["now"]) == ("k", START)
    assert (second.event, second.data["s"]) == ("p", running)


def test_a_reading_reaches_every_screen_at_once(live: Office, running: str) -> None:
    """A reading is on the board's stream and on its session's stream within a moment."""
    board, own = listen(live), listen(live, running)
    next(board), next(own)
    begun = monotonic()
    observe(live, running, 1)
    for events in (board, own):
        until(events, is_set("m1"))
    assert monotonic() - begun < 2


def test_a_screen_that_was_away_misses_nothing(live: Office, running: str) -> None:
    """A stream that resumes behind an entry hears every later one once, in order, while new ones keep coming."""
    for number in range(5):
        observe(live, running, number)
    after = live.clinic.entries(running)[2].seq
    events = listen(live, running, after)
    next(events)
    writer = Thread(target=lambda: [observe(live, running, number) for number in range(5, 40)])
    writer.start()
    seqs = [event.seq for event in until(events, is_set("m39")) if event.event == "f" and event.seq]
    writer.join()
    assert seqs == sorted(set(seqs))
    assert gapless(seqs)
    assert seqs[0] == after + 1


def test_readings_of_several_rooms_at_once_are_all_heard(live: Office, running: str) -> None:
    """While two rooms are written at once and the clock is looked at, every entry comes once, in the order of the log."""
    other = live.clinic.open_session(new_session("2", "77"), live.users["nurse"]).row.id
    events, head = listen(live), live.clinic.head()
    next(events)

    def write(session: str, name: str) -> None:
        for number in range(20):
            seen = ObservationSet(id=f"{name}{number}", at=0, source=name, systolic=120.0 + 2 * number, diastolic=80)
            live.clinic.record(session, seen, device(name))
            live.clinic.tick()

    writers = [Thread(target=write, args=(running, "a")), Thread(target=write, args=(other, "b"))]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    live.clinic.record(running, ObservationSet(id="last", at=0, heart_rate=70), live.users["nurse"])
    told = [event.seq for event in until(events, is_set("last")) if event.event == "f" and event.seq]
    assert (told[0], gapless(told)) == (head + 1, True)


def test_a_late_entry_says_when_it_was_entered(live: Office, running: str) -> None:
    """The table marks an entry of twenty minutes ago as late at once; what comes at once carries no second time."""
    live.clock.wait(20)
    events = listen(live, running)
    until(events, lambda e: e.event == "p")
    live.clinic.record(running, ObservationSet(id="late", at=START, systolic=201, diastolic=99), live.users["nurse"])
    came = until(events, is_set("late"))
    assert (came[-1].data["t"], came[-1].data["rt"]) == (START, START + 20 * MINUTE)
    if not any(map(alarmed, came)):  # the clock may have told of it a moment before the reading itself comes
        came = until(events, alarmed)
    (alert,) = [a for a in next(filter(alarmed, came)).data["alerts"] if a["signal"] == "systolic"]  # type: ignore[attr-defined]
    assert (alert["since"], alert["said"]) == (START, START + 20 * MINUTE)
    observe(live, running, 1)
    assert "rt" not in until(events, is_set("m1"))[-1].data


def test_the_picture_comes_only_when_something_but_a_reading_changed(live: Office, running: str) -> None:
    """A quiet reading is a few bytes; a reading that alarms also brings the picture with the alert."""
    live.clinic.record(running, ObservationSet(id="first", at=0, heart_rate=70, spo2=98), live.users["nurse"])
    events = listen(live, running)
    observe(live, running, 0)
    until(events, is_set("m0"))
    observe(live, running, 1, heart_rate=71)
    observe(live, running, 2, heart_rate=72)
    assert [e.event for e in until(events, is_set("m2"))] == ["f", "f"]
    observe(live, running, 3, systolic=205, diastolic=99)
    told = until(events, lambda e: e.event == "p")
    assert [alert["signal"] for alert in told[-1].data["alerts"]] == ["systolic"]  # type: ignore[attr-defined]


def test_time_alone_brings_the_picture(live: Office, running: str) -> None:
    """A check that nobody made is said on every screen without any new reading."""
    events = listen(live, running)
    live.clock.wait(14)
    live.clinic.tick()
    told = until(events, lambda e: e.event == "p" and bool(e.data["alerts"]))
    assert [alert["text"] for alert in told[-1].data["alerts"]] == ["CHECK OVERDUE LOW"]  # type: ignore[attr-defined]
    assert any(e.data.get("k") == "raised" for e in told)


def test_what_another_process_writes_is_heard(live: Office, running: str, sqlite_url: str) -> None:
    """A reading that another program stores in the same database is on the open screens."""
    events = listen(live)
    until(events, lambda e: e.event == "p")
    command = [sys.executable, "-c", ENTER, sqlite_url, running, str(START)]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])
    assert until(events, is_set("elsewhere"))[-1].data["v"] == {"hr": 88}


def test_an_old_recording_does_not_flood_the_board(live: Office, running: str) -> None:
    """Readings of sessions that ended long ago are on no board's stream, only on their own."""
    live.clinic.record(running, ObservationSet(id="before", at=0, heart_rate=70), live.users["nurse"])
    old = live.clinic.open_session(new_session("2", "77"), live.users["nurse"]).row.id
    browser = live.browser("nurse")
    live.clock.wait(1)
    assert browser.enter(old, "end").status_code == 201
    after = live.clinic.head()
    live.clock.wait(120)
    late = ObservationSet(id="late", at=START + 30_000, heart_rate=70)
    live.clinic.record(old, late, live.users["nurse"])
    observe(live, running, 1)
    names = [e.data.get("i") for e in until(listen(live, None, after), is_set("m1")) if e.event == "f"]
    assert "late" not in names
    assert until(listen(live, old, after), is_set("late"))


def test_beyond_the_cap_a_screen_is_told_to_poll(live: Office, nurse_of: Callable[[Office], Browser], running: str) -> None:
    """A stream too many is refused at once with 503, and every other request is answered; a place that is left is free."""
    browser = nurse_of(live)
    kept = [browser.get("/api/v1/stream") for _ in range(3)]
    refused = browser.get("/api/v1/stream")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert browser.get("/api/v1/board").status_code == 200
    kept[0].close()
    again = browser.get(f"/api/v1/sessions/{running}/stream")
    assert (again.status_code, again.mimetype) == (200, "text/event-stream")
    for answer in (*kept, again):
        answer.close()
    assert office_streams(live).open == 0


@pytest.fixture
def nurse_of() -> Callable[[Office], Browser]:
    """Signs a nurse in."""
    return lambda office: office.browser("nurse")


def test_a_stream_ends_with_its_sign_in(live: Office, nurse_of: Callable[[Office], Browser]) -> None:
    """Whoever signs out hears nothing more: the open stream says goodbye at once."""
    browser = nurse_of(live)
    answer = browser.get("/api/v1/stream")
    events = heard(iter(answer.response))  # type: ignore[arg-type]
    next(events)
    browser.post("/sign-out")
    assert until(events, lambda e: e.event == "bye")[-1].data == {}
    answer.close()


def test_a_stream_of_a_sign_in_that_ran_out_says_goodbye(live: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream does not outlive the idle limit, and does not keep the sign-in alive."""
    monkeypatch.setattr(streams, "ALIVE_EVERY", 0.05)
    lasts = iter([True, True, False])
    events = until(listen(live, welcome=lambda: next(lasts)), lambda e: e.event == "bye")
    assert [e.event for e in events if e.event in {"k", "bye"}] == ["k", "k", "k", "bye"]


def test_the_keep_alive_comes_however_busy_the_stream_is(live: Office, running: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`checked` is told every ten seconds also while readings pour in: a screen sees when nobody judges them."""
    monkeypatch.setattr(streams, "ALIVE_EVERY", 0.1)
    events, stopped = listen(live, running), []
    writer = Thread(target=lambda: [observe(live, running, n) for n in range(2000) if not stopped])
    writer.start()
    until(events, lambda e: e.event == "f")
    alive = [until(events, lambda e: e.event == "k")[-1] for _ in range(3)]
    stopped.append(True)
    writer.join()
    assert len(alive) == 3


def test_checked_stands_still_while_judging_fails(live: Office, running: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the alerts cannot be worked out, no screen is told that they were; /healthz says so."""
    watchman = live.app.server.extensions["vigil"].watchman
    watchman.stop()
    before = watchman.checked
    monkeypatch.setattr(live.clinic.sessions, "_look", lambda *_: 1 // 0)
    live.clock.wait(1)
    watchman.look()
    assert watchman.checked == before
    health = live.browser().get("/healthz")
    assert (health.status_code, health.json["why"]) == (503, "the alerts of a running session could not be checked")


def test_a_watchman_that_stopped_is_noticed(live: Office) -> None:
    """When nobody looks at the clock any more, /healthz fails within fifteen seconds."""
    live.app.server.extensions["vigil"].watchman.stop()
    assert live.browser().get("/healthz").status_code == 200
    live.clock.now += MINUTE
    assert live.browser().get("/healthz").status_code == 503


def test_a_slow_screen_starts_over(live: Office, running: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen that does not read loses its stream instead of memory; it comes back and catches up."""
    monkeypatch.setattr("models.hub.WAITING", 5)
    events = listen(live, running)
    until(events, lambda e: e.event == "p")
    told = live.clinic.subscribe(running)
    for number in range(12):
        observe(live, running, number)
        while not ((change := told.get(60)) and change.entries):  # each is told by itself, else one change may hold them all
            assert change is not None
    last = [event.seq for event in events if event.event == "f"]
    missed = [
        e.seq
        for e in until(listen(live, running, last[-1] if last else live.clinic.entries(running)[0].seq), is_set("m11"))
        if e.seq
    ]
    assert gapless([seq for seq in (*last, *missed) if seq])
