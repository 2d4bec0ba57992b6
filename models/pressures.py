"""Is a pressure worth repeating: unusable ones in a row, doubts, and jumps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.limits import Level
from models.rules import DATA, Flag
from models.vitals import MINUTE, Finding, Millis, Quality

JUMP, JUMP_WITHIN, JUMP_HEART = 40, 10 * MINUTE, 10
"""A jump is more than 40 mmHg systolic in 10 min with the heart rate changing by less than 10."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Staff are asked to repeat a measurement: since when, and why."""

    at: Millis
    why: str


class Pressures:
    """The pressures of one session, one after the other. `sets` counts the usable ones since a set with a bad value."""

    __slots__ = ("asks", "before", "refused", "sets", "unusable")

    def __init__(self) -> None:
        self.asks: tuple[Ask, ...] = ()
        self.before: tuple[Millis, float, float | None] | None = None
        self.refused = self.sets = 0
        self.unusable = Flag(DATA, Level.LOW)

    @property
    def last_at(self) -> Millis | None:
        """When the last usable pressure was taken; None before the first."""
        return None if self.before is None else self.before[0]

    def read(self, at: Millis, halves: Sequence[Finding], heart_rate: float | None) -> None:
        """Take the systolic and diastolic finding of one set (or the half that there is)."""
        if any(half.quality is Quality.REJECTED for half in halves):
            self._refuse(at, halves[0])
        elif halves:
            self._take(at, halves[0], heart_rate)

    def _refuse(self, at: Millis, half: Finding) -> None:
        self.refused += 1
        self.asks = (Ask(at, f"pressure not usable ({half.reason}): repeat it"),)
        if self.refused >= 2:
            self.unusable.begin(None, "two pressures in a row were not usable")

    def _take(self, at: Millis, systolic: Finding, heart_rate: float | None) -> None:
        self.refused = 0
        self.sets += 1
        suspect = systolic.quality is Quality.SUSPECT
        asks = [f"pressure in doubt ({systolic.reason}): repeat it"] if suspect else []
        if self._jumped(at, systolic.value, heart_rate):
            asks.append("systolic jumped: repeat it (it may be the drug)")
        if not suspect:
            self.unusable.end()
        self.asks = tuple(Ask(at, why) for why in asks)
        self.before = (at, systolic.value, heart_rate)

    def _jumped(self, at: Millis, systolic: float, heart_rate: float | None) -> bool:
        if self.before is None:
            return False
        before, then, heart_then = self.before
        steady = heart_rate is not None and heart_then is not None and abs(heart_rate - heart_then) < JUMP_HEART
        return steady and at - before <= JUMP_WITHIN and abs(systolic - then) > JUMP
