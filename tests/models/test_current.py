"""Does a live session, entered in whatever order, always show what folding its whole log shows?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import alerts, protocol
from models.current import BACK, Current, begin
from models.facts import Dose, Fact, Opened, Voided
from models.store import Entry, SessionRow
from models.vitals import MINUTE, ObservationSet
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
