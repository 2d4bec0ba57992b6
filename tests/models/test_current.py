"""Does a live session, entered in whatever order, always show what folding its whole log shows?"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import alerts, protocol
from models.current import BACK, Current, begin
from models.facts import Acknowledged, Dose, Fact, Opened, Voided
from models.parts import count
from models.stages import progress
from models.store import Entry, Line, SessionRow
from models.store.rows import Stretch
from models.strip import Strip, Subject
from models.vitals import MINUTE, ObservationSet, Signal
from tests.models.logs import START, logs

IV = protocol.load("iv-ketamine-40min")
ROW = SessionRow(id="s", patient="p", room="1", protocol=IV.digest, opened_at=START)


class Session:
    """A session that is followed entry by entry; `folds` counts how often its whole log was asked for."""

    def __init__(self) -> None:
        self.log: list[Entry] = []
        self.current: Current = begin(ROW, IV)
        self.folds = 0

    def whole(self) -> list[Entry]:
        """The whole log."""
        self.folds += 1
        return self.log

    def arrive(self, *facts: Fact) -> Session:
        """Facts arrive, one after the other."""
        for fact in facts:
            number = len(self.log) + 1
            self.log.append(Entry(number, "s", number, fact))
            self.current = self.current.after(self.log[-1:], self.whole)
        return self


@settings(max_examples=60, deadline=None)
@given(logs(), st.integers())
def test_the_order_of_arrival_does_not_matter(log: list[Fact], seed: int) -> None:
    """Whatever came late, and however late, the picture is that of the whole log."""
    dice = Random(seed)
    arriving = sorted(log, key=lambda fact: fact.at + dice.randrange(5) * MINUTE)
    now = max(fact.at for fact in log) + 10 * MINUTE
    shown = alerts.at(Session().arrive(*arriving).current.picture, now)
    assert shown == replace(alerts.fold(IV, log, now), watch=shown.watch)


def streamed(count: int) -> list[Fact]:
    """A monitor that sends a heart rate every second."""
    sets = [ObservationSet(id=f"m{n:05}", at=START + (n + 1) * 1000, source="m", heart_rate=70) for n in range(count)]
    return [Opened(id="open", at=START), *sets]


def test_a_little_late_is_put_in_its_place() -> None:
    """A nurse's set that is half a minute old is taken without folding a long stream again."""
    session = Session().arrive(*streamed(100))
    seen = ObservationSet(id="nurse", at=START + 70_500, systolic=185, diastolic=99)
    shown = session.arrive(seen).current.picture
    assert session.folds == 0
    assert shown == replace(alerts.fold(IV, [*streamed(100), seen]), watch=shown.watch)


@pytest.mark.parametrize(
    "late",
    [
        lambda: Dose(id="dose", at=START + 2500),
        lambda: Voided(id="void", at=START + 60_000, target="m00003"),
        lambda: ObservationSet(id="same instant", at=START + 70_000, systolic=120, diastolic=80),
    ],
)
def test_what_cannot_be_put_in_place_has_all_folded_again(late: Callable[[], Fact]) -> None:
    """What is older than the steps that are kept, a correction, and a second set of one instant ask for the whole log."""
    session = Session().arrive(*streamed(BACK + 20), late())
    facts = [entry.fact for entry in session.log]
    assert session.folds == 1
    assert session.current.picture == replace(alerts.fold(IV, facts), watch=session.current.picture.watch)


def flapping(count: int) -> list[Fact]:
    """A pressure that goes in and out of a limit every ten seconds and is answered each time, until all is calm for a minute."""
    systolic = [190.0 if n < count and n // 10 % 2 else 120.0 for n in range(count + 60)]
    seen = {"source": "m", "heart_rate": 70, "diastolic": 80}
    sets = [ObservationSet(id=f"m{n:05}", at=START + n * 1000, systolic=systolic[n], **seen) for n in range(1, count + 60)]  # type: ignore[arg-type]
    times = range(START + 11_001, START + (count + 60) * 1000, 10_000)
    answers = [Acknowledged(id=f"a{at}", at=at, signal="systolic", by="A") for at in times]
    return [Opened(id="open", at=START), Dose(id="dose", at=START + 500), *sets, *answers]


def counted(work: Callable[[], object]) -> int:
    """How many calls of functions some work takes: the same on a busy machine and on an idle one."""
    calls = [0]
    sys.setprofile(lambda _frame, event, _arg: calls.__setitem__(0, calls[0] + event.endswith("call")))
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls[0]


def effort(log: list[Fact]) -> int:
    """What one more calm reading costs on top of this log, with what is to be said of it."""
    entries = [Entry(n, "s", n, fact) for n, fact in enumerate(log, 1)]
    current = begin(ROW, IV).after(entries, lambda: entries)
    said = current.unsaid(current.picture.now)
    entries += [Entry(n, "s", n, one) for n, one in enumerate(said, len(entries) + 1)]
    current, now = current.after(entries, lambda: entries), current.picture.now + 1000
    more = ObservationSet(id="more", at=now, source="m", heart_rate=70, systolic=120, diastolic=80)
    entries.append(Entry(len(entries) + 1, "s", len(entries) + 1, more))
    return counted(lambda: current.after(entries[-1:], lambda: entries).at(now).unsaid(now))


def test_one_more_reading_costs_the_same_after_hours() -> None:
    """However many alerts there were, and however long a monitor has sent, one more calm reading takes the same work.

    Only the checks that nobody made, one in a quarter of an hour, are looked at again.
    """
    assert len(alerts.fold(IV, flapping(3600)).alerts) > 3 * len(alerts.fold(IV, flapping(900)).alerts)
    assert effort(flapping(3600)) < 1.1 * effort(flapping(900))
    assert effort(streamed(3600)) < 1.1 * effort(streamed(900))


def test_a_long_wait_for_the_dose_is_not_copied() -> None:
    """The readings that may become the baseline are kept once, however often the session is followed."""
    picture = alerts.fold(IV, streamed(900))
    follow = picture.watch.copy()
    assert [track.early for track in follow.tracks] == [track.early for track in picture.watch.tracks]
    assert all(mine.early is theirs.early for mine, theirs in zip(picture.watch.tracks, follow.tracks, strict=True))


FULL = {"heart_rate": 70, "systolic": 120, "diastolic": 80, "spo2": 97, "sedation": 5, "dissociation": 0}


def left_open(hours: int, *, looked: bool) -> Current:
    """A session that nobody has ended: nobody came near it, or somebody looked at each due time."""
    often = [ObservationSet(id=f"q{n}", at=START + (11 + 15 * n) * MINUTE, **FULL) for n in range(4 * hours - 1)]  # type: ignore[arg-type]
    log = [Opened(id="open", at=START), Dose(id="dose", at=START + MINUTE), *(often if looked else often[:1])]
    entries = [Entry(n, "s", n, fact) for n, fact in enumerate(log, 1)]
    now = START + 60 * MINUTE * hours
    current = begin(ROW, IV).after(entries, lambda: entries).at(now)
    entries += [Entry(n, "s", n, one) for n, one in enumerate(current.unsaid(now), len(entries) + 1)]
    seen = ObservationSet(id="seen", at=now, **FULL)  # type: ignore[arg-type]
    entries.append(Entry(len(entries) + 1, "s", len(entries) + 1, seen))
    return current.after(entries[current.revision :], lambda: entries)


def next_look(current: Current) -> tuple[int, int]:
    """What one more reading costs, and what a quarter of an hour without one costs."""
    now, number = current.picture.now, current.revision + 1
    more = Entry(number, "s", number, ObservationSet(id="more", at=now + 5000, **FULL))  # type: ignore[arg-type]
    return counted(lambda: current.after([more], list)), counted(lambda: current.at(now + 15 * MINUTE))


@pytest.mark.parametrize("looked", [False, True])
def test_a_session_that_nobody_ends_is_as_quick_as_one_of_today(*, looked: bool) -> None:
    """After three weeks one more set, and the time between two, take the same work as after three hours.

    Neither what nobody made nor what was made is looked at again.
    """
    reading, waiting = next_look(left_open(3, looked=looked))
    late_reading, late_waiting = next_look(left_open(21 * 24, looked=looked))
    assert late_reading < 1.1 * reading
    assert late_waiting < 1.1 * waiting


def opening(hours: int) -> int:
    """What it takes to read a session in which nothing happened after the dose."""
    log: list[Fact] = [Opened(id="open", at=START), Dose(id="dose", at=START + MINUTE)]
    return counted(lambda: alerts.fold(IV, log, START + 60 * MINUTE * hours))


def test_weeks_are_read_in_proportion() -> None:
    """To open a session that was left alone takes twice the work for twice the time, and not four times."""
    assert opening(21 * 24) < 2.2 * opening(21 * 12)


def test_what_nobody_made_is_ticked_off_together() -> None:
    """Whoever comes after three weeks and looks once has made up for every check that was missed; all of them are still told."""
    checks = left_open(21 * 24, looked=False).picture.checks
    assert len(checks) > 2000
    assert not [check for check in checks if check.owed]


def test_of_a_long_recording_only_its_pressures_say_how_far_the_session_is() -> None:
    """Whoever looks at a session with hours of a monitor's heart rates waits no longer for it than without them."""
    at = START + np.arange(1, 3_001) * 1_000
    pressure = np.where(at % 300_000 == 0, 120.0, np.nan)
    numbers = {Signal.HEART_RATE: np.full(3_000, 70.0), Signal.SYSTOLIC: pressure, Signal.DIASTOLIC: pressure - 40}
    strip = Strip(Subject("p", "", "csv"), at, tuple(numbers.get(signal) for signal in Signal))
    log: list[Line] = [Entry(1, "s", 1, Opened(id="o", at=START)), Stretch(3_001, "s", 3_001, strip)]
    current = begin(ROW, IV).after(log, lambda: log)
    assert count(current.known) == 1 + 10
    assert current.far == progress(current.ahead, [log[0].fact, *strip.sets()], current.ahead.now)
