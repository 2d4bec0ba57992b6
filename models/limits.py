"""What one limit is: its number, its direction, its level, and when it holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from models.vitals import Signal


class Level(IntEnum):
    """How urgent an alert is. NONE says nothing; LOW is silent advice; MEDIUM and HIGH sound."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """The published word of the level."""
        return self.name.lower()

    @classmethod
    def named(cls, word: str) -> Level:
        """The level with this published word; KeyError when there is none."""
        return cls[word.upper()]


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit of one signal: beyond it, something of `level` is said.

    `op` is ">=", ">", "<=" or "<" and is meant literally. `number` is the limit itself (absolute) or the distance from the
    baseline (relative, negative for under). `floor` is a second limit that must be passed too. `hold` is in milliseconds and
    counts for streamed readings; `spots` is how many spot checks in a row it takes. A symptom rule needs its `companion` within
    `within` ms. Baseline bounds and minutes from the first dose (in ms) narrow when it holds.
    """

    signal: Signal
    level: Level
    op: str
    number: float
    relative: bool = False
    floor: float | None = None
    hold: int = 0
    spots: int = 1
    confirm: bool = False
    companion: str = ""
    within: int = 0
    unless_baseline_below: float | None = None
    only_baseline_below: float | None = None
    from_dose: int | None = None
    only_at: int | None = None
    hysteresis: float = 0

    @property
    def direction(self) -> str:
        """The published word: high or low."""
        return "high" if self.op[0] == ">" else "low"

    @property
    def kind(self) -> str:
        """The published word for what sort of rule this is: absolute, relative or symptom."""
        return "symptom" if self.companion else "relative" if self.relative else "absolute"

    def limit(self, baseline: float | None) -> float | None:
        """The very number that is judged, in the signal's unit; None where the rule does not hold for this baseline."""
        if not self._holds_for(baseline):
            return None
        if not self.relative or baseline is None:
            return self.number
        resulting = baseline + self.number
        return resulting if self.floor is None else max(resulting, self.floor)

    def _holds_for(self, baseline: float | None) -> bool:
        if self.relative and baseline is None:
            return False
        if self.only_baseline_below is not None:
            return baseline is not None and baseline < self.only_baseline_below
        return self.unless_baseline_below is None or baseline is None or baseline >= self.unless_baseline_below
