"""Which facts of a session say how far it is, without looking at every reading of a long recording?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from models.facts import Decided, Fact
from models.parts import Part, as_they_happened, standing
from models.strip import Strip
from models.vitals import Millis, ObservationSet

_ENOUGH = 2
"""How many pressures decide: the last one, and the one before it."""


def deciding(log: Iterable[Part], dosed: Millis | None, until: Millis) -> tuple[Fact, ...]:
    """The facts that hold as `parts.told` gives them; of a strip only the readings that may decide how far a session is.

    These are the last usable pressures of all, before the first dose (`dosed`) or `until`, and before each decision about them,
    and the last reading, which says that something was recorded.
    """
    held = standing(log)
    decided = (fact.at for fact in held.facts if isinstance(fact, Decided))
    moments = {until if dosed is None else min(dosed, until), *decided}
    readings = {seen.id: seen for strip in held.strips for seen in _of(strip, moments)}
    return as_they_happened([*held.facts, *readings.values()])


def _of(strip: Strip, moments: Iterable[Millis]) -> Iterator[ObservationSet]:
    yield strip.one(len(strip) - 1)
    usable = strip.part(strip.usable())
    for moment in (strip.last, *moments):
        end = int(np.searchsorted(usable.at, moment, "right"))
        yield from usable.part(slice(max(0, end - _ENOUGH), end)).sets()
