"""What is in a recording, however its facts are held: from when to when, how many, and as they happened?"""

from __future__ import annotations

from collections.abc import Iterable

from models.facts import Fact, standing
from models.strip import Strip
from models.vitals import Millis

Part = Fact | Strip
"""A fact, or a strip of readings."""


def span(parts: Iterable[Part]) -> tuple[Millis, Millis]:
    """The first and the last instant; ValueError where there is nothing."""
    ends = [(part.first, part.last) if isinstance(part, Strip) else (part.at, part.at) for part in parts]
    return min(first for first, _ in ends), max(last for _, last in ends)


def count(parts: Iterable[Part]) -> int:
    """How many facts these are, reading by reading."""
    return sum(len(part) if isinstance(part, Strip) else 1 for part in parts)


def told(facts: Iterable[Part]) -> tuple[Fact, ...]:
    """The facts that hold after corrections, as they happened; those of one instant in the order in which Vigil got them.

    A nurse who says that the pump was paused and went on within one minute says so in that order.
    """
    return tuple(sorted(standing(facts), key=lambda fact: (fact.at, fact.received)))
