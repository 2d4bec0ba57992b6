"""What do facts say, however they are held: from when to when, how many, what of them holds, and as they happened?"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from models import facts as singly
from models.facts import Amended, Fact, Voided
from models.strip import Bulk, Strip, Struck, named
from models.vitals import Millis, ObservationSet

Part = Fact | Strip
"""A fact, or a strip of readings."""


def span(parts: Iterable[Part]) -> tuple[Millis, Millis]:
    """The first and the last instant; ValueError where there is nothing."""
    ends = [(part.first, part.last) if isinstance(part, Strip) else (part.at, part.at) for part in parts]
    return min(first for first, _ in ends), max(last for _, last in ends)


def count(parts: Iterable[Fact | Bulk]) -> int:
    """How many facts these are, one by one."""
    return sum(len(part) if isinstance(part, Bulk) else 1 for part in parts)


# -- what holds -------------------------------------------------------------------------------------------------------------


class Held(NamedTuple):
    """What holds after corrections: facts in their total order, strips, and what struck readings of them through.

    What a strip held and was corrected is among the facts; what was struck through is in none of them.
    """

    facts: list[Fact]
    strips: list[Strip]
    struck: list[Struck]


def standing(facts: Iterable[Fact | Bulk]) -> Held:
    """The same as `facts.standing` of the facts one by one, without looking at each of them."""
    known, strips, struck = list[Fact](), list[Strip](), list[Struck]()
    for fact in facts:
        match fact:
            case Strip():
                strips.append(fact)
            case Struck():
                struck.append(fact)
            case _:
                known.append(fact)
    changed = Ids(fact.target for fact in known if isinstance(fact, Amended | Voided))
    parted = [_without(_left(strip, struck), changed) for strip in strips]
    loose = (seen for taken, _ in parted for seen in taken)
    gone = _gone(struck, Ids(seen.id for seen in known if isinstance(seen, ObservationSet))) if struck else ()
    held = singly.standing(fact for fact in [*known, *loose] if fact.id not in gone)
    return Held(held, [left for _, left in parted if len(left)], struck)


def _left(strip: Strip, struck: Iterable[Struck]) -> Strip:
    """A strip without the readings that are struck through."""
    for one in struck:
        if one.near(strip) and (gone := one.of(strip)).any():
            strip = strip.part(~gone)
    return strip


def _gone(struck: Iterable[Struck], alone: Ids) -> set[str]:
    """The ids of readings that are struck through and that came one by one."""
    found = set[str]()
    for one in struck:
        if isinstance(one.readings, Strip):
            found.update(one.readings.one(place).id for place in alone.places(one.readings))
        else:
            found.update(seen.id for seen in one.readings)
    return found


class Ids:
    """Ids that readings of strips may have, by how they begin and by their instants."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._groups = defaultdict[str, list[tuple[Millis, str]]](list)
        for name in ids:
            if told := named(name):
                self._groups[told.stem].append((told.at, name))
        for group in self._groups.values():
            group.sort()

    def places(self, strip: Strip) -> list[int]:
        """The numbers of the readings of a strip that have one of these ids, in their order."""
        group = self._groups.get(strip.whose.stem, []) if len(strip) else []
        near = group[bisect_left(group, (strip.first, "")) : bisect_left(group, (strip.last + 1, ""))] if group else []
        return [place for _, name in near if (place := strip.held(name)) is not None]


def _without(strip: Strip, changed: Ids) -> tuple[list[ObservationSet], Strip]:
    """The readings of a strip that somebody corrected, and the strip without them."""
    places = changed.places(strip)
    if not places:
        return [], strip
    return [strip.one(place) for place in places], strip.part(~np.isin(np.arange(len(strip)), places))


def told(facts: Iterable[Part]) -> tuple[Fact, ...]:
    """The facts that hold after corrections, as they happened; those of one instant in the order in which Vigil got them.

    A nurse who says that the pump was paused and went on within one minute says so in that order.
    """
    return as_they_happened(singly.standing(facts))


def steps(facts: Iterable[Part]) -> tuple[Fact, ...]:
    """As `told`, without what strips hold: what staff did and entered."""
    return as_they_happened(standing(facts).facts)


def as_they_happened(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts that hold in the order of `told`."""
    return tuple(sorted(sorted(facts, key=singly.order), key=lambda fact: (fact.at, fact.received)))
