"""Which recordings of columns do the tests of strips try? Quiet and wild ones, with gaps, holes and several sources."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
from hypothesis import strategies as st

from models.facts import Acknowledged, Amended, Dose, Ended, Fact, Listening, Opened, Voided
from models.strip import Strip, Subject, Values
from models.vitals import ObservationSet, Signal

GAPS = (20_000, 31_000, 45_000, 61_000, 300_000)
USUAL = {Signal.HEART_RATE: (60, 90), Signal.SPO2: (95, 99), Signal.RESPIRATORY_RATE: (12, 18), Signal.SYSTOLIC: (115, 135)}
WILD = {Signal.HEART_RATE: (30, 170), Signal.SPO2: (80, 100), Signal.RESPIRATORY_RATE: (5, 30), Signal.SYSTOLIC: (86, 215)}


def strip(dice: Random, whose: Subject, most: int = 600) -> Strip:
    """A recording of up to so many readings, every 0.5 s to 5 min, that may leave out, break off and go beyond every limit."""
    count, step = dice.choice([5, 60, most]), dice.choice([500, 1_000, 1_000, 5_000, 60_000, 300_000])
    steps = [step if dice.random() < 0.97 else dice.choice(GAPS) for _ in range(count)]
    numbers: dict[Signal, Values] = {}
    wild = dice.choice([0, 0, 0.002, 0.02, 0.2])
    for signal in dice.sample(list(USUAL), dice.randint(1, 4)):
        values = (dice.randint(*(WILD if dice.random() < wild else USUAL)[signal]) for _ in range(count))
        holes = dice.choice([0, 0, 0.02, 0.5])
        numbers[signal] = np.array([np.nan if dice.random() < holes else value for value in values], np.float64)
    if Signal.SYSTOLIC in numbers:
        numbers[Signal.DIASTOLIC] = numbers[Signal.SYSTOLIC] - dice.randint(16, 46)
        if dice.random() < 0.3:
            numbers[Signal.MEAN] = np.rint(numbers[Signal.SYSTOLIC] - 30 + dice.choice([0, 9]))
    at = np.cumsum(steps, dtype=np.int64) + dice.choice([0, 500])
    made = Strip(whose, at, tuple(numbers.get(signal) for signal in Signal), whose.source, 5)
    return made.part(~np.all([np.isnan(values) for values in numbers.values()], axis=0))


def happenings(dice: Random, strips: Sequence[Strip]) -> list[Fact]:
    """What else happens in a session with these recordings: doses, answers, a reading by hand, corrections, the end."""
    last = max(one.last for one in strips)
    found: list[Fact] = [Opened(id="o", at=0)]
    found += [Dose(id=f"d{n}", at=dice.randrange(last + 1) // 1000 * 1000) for n in range(dice.choice([0, 1, 1, 2]))]
    seen = [one for strip in strips for one in strip.sets()]
    wrong, gone = dice.choice(seen), dice.choice(seen)
    by_hand = ObservationSet(id="m", at=dice.randrange(last + 1) // 1000 * 1000, heart_rate=80, systolic=150, diastolic=80)
    right = ObservationSet(id=wrong.id, at=wrong.at, source=wrong.source, systolic=190, diastolic=80)
    several: tuple[Fact, ...] = (
        by_hand,
        Acknowledged(id="a", at=dice.randrange(last + 1), by="nora", signal="systolic"),
        Listening(id="l", at=dice.randrange(last + 1), screens=dice.choice([0, 1])),
        Voided(id="v", at=last, target=gone.id),
        Amended(id="c", at=last, target=wrong.id, content=right),
        Ended(id="e", at=dice.randrange(last + 1)),
    )
    return found + [one for one in several if dice.random() < 0.3]


dices = st.builds(Random, st.integers(0, 2**32))
"""A die of its own for each example: Hypothesis need not draw, and remember, each of its thousands of throws."""


@st.composite
def recordings(draw: st.DrawFn) -> tuple[list[Fact], list[Strip]]:
    """What happened in a session one by one, and one or two recordings of it."""
    dice = draw(dices)
    strips = [strip(dice, Subject("p", "", source)) for source in dice.choice([["csv"], ["csv"], ["monitor", "csv art"]])]
    strips = [one for one in strips if len(one)] or [strip(Random(0), Subject("p", "", "csv"))]  # nothing secret
    return happenings(dice, strips), strips
