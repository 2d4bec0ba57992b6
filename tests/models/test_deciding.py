"""Is a session as far with a long recording as with each reading of it by itself?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models import protocol
from models.alerts import fold
from models.facts import Decided, Fact
from models.gating import GATE
from models.parts import Part
from models.protocol import Protocol
from models.stages import progress
from models.strip import Strip, Subject
from models.vitals import Signal, usable
from tests.models.columns import dices, happenings, strip

PROTOCOLS = st.sampled_from([protocol.load("iv-ketamine-40min"), protocol.load("esketamine-nasal")])
EXAMPLES = settings(max_examples=200, deadline=None)
DOUBTFUL = {
    Signal.SYSTOLIC: (30.0, 118.0, 250.0, 152.0, np.nan),
    Signal.DIASTOLIC: (60.0, 118.0, 110.0, 94.0, np.nan),
    Signal.MEAN: (0.0, 90.0, 140.0, np.nan),
}


def doubtful(dice: Random, whose: Subject) -> Strip:
    """A recording with a pressure, here and there one that is above the gate, in doubt, out of range, or but half of one."""
    recorded = strip(dice, whose, 60)
    numbers = {signal: np.full(len(recorded), usual) for signal, usual in zip(DOUBTFUL, (124.0, 78.0, np.nan), strict=True)}
    for signal, odd in DOUBTFUL.items():
        for place in dice.sample(range(len(recorded)), dice.choice([0, len(recorded) // 20, len(recorded) // 2])):
            numbers[signal][place] = dice.choice(odd)
    return replace(
        recorded, numbers=tuple(numbers.get(signal, values) for signal, values in zip(Signal, recorded.numbers, strict=True))
    )


@st.composite
def sessions(draw: st.DrawFn) -> tuple[list[Part], list[Fact]]:
    """The same session twice: with recordings, and with each reading by itself."""
    dice = draw(dices)
    strips = [found for source in ("csv", "art")[: dice.choice([1, 2])] if len(found := doubtful(dice, Subject("p", "", source)))]
    strips = strips or [doubtful(Random(1), Subject("p"))]  # nothing secret
    said = [
        Decided(
            id=f"g{n}",
            at=dice.randrange(strips[0].last + 1),
            about=GATE,
            go=dice.random() < 0.7,
            prescriber="Dr Lin",
            reason="usual",
            received=dice.choice([0, 9]),
        )
        for n in range(dice.choice([0, 1, 2]))
    ]
    facts = [*happenings(dice, strips), *said]
    return [*facts, *strips], [*facts, *(seen for one in strips for seen in one.sets())]


@EXAMPLES
@given(PROTOCOLS, sessions(), st.integers(0, 2**32))
def test_a_session_with_a_recording_is_as_far_as_with_its_readings(
    clinic: Protocol, told: tuple[list[Part], list[Fact]], die: int
) -> None:
    """At any instant a recording says of the stage, the gate and the leaving what its readings say one by one."""
    together, singly = told
    last = max(one.at for one in singly)
    for now in (Random(die).randrange(last + 1), last + 60_000):  # nothing secret
        seen = [
            part.part(part.at <= now) if isinstance(part, Strip) else part
            for part in together
            if isinstance(part, Strip) or part.at <= now
        ]
        picture = fold(clinic, together, now)
        assert progress(picture, [part for part in seen if not isinstance(part, Strip) or len(part)], now) == progress(
            picture, [one for one in singly if one.at <= now], now
        )


@EXAMPLES
@given(dices)
def test_a_pressure_is_as_usable_in_a_recording_as_by_itself(dice: Random) -> None:
    """A pressure that is in doubt, out of range or half is as little usable in a column as in a reading of its own."""
    recorded = doubtful(dice, Subject("p"))
    assert recorded.usable().tolist() == [usable(seen) for seen in recorded.sets()]
