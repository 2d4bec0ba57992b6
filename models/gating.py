"""Is the pressure before the dose above the gate, and what did the prescriber decide? A decision, never a lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from models.alerts import Picture
from models.facts import Decided, Fact
from models.protocol import Gate
from models.vitals import Millis, ObservationSet, usable

GATE = "gate"
"""What a decision about the pressure before the dose is about."""
OLDER = 65
"""From this age (years) the gate of the systolic pressure may be a higher one: as in the trials of esketamine."""


@dataclass(frozen=True, slots=True)
class AtGate:
    """A valid pressure (mmHg) before the dose that is above the gate, and what was decided about it.

    `limit` is the gate as staff read it, such as 140/90. `go` is None while nobody has decided; `prescriber` and `reason` are ""
    then. `again` = the pressure before it was above the gate too. `passed` = a dose was given, and nobody had said go.
    """

    systolic: float
    diastolic: float
    at: Millis
    limit: str
    again: bool
    go: bool | None
    prescriber: str
    reason: str
    passed: bool

    @property
    def words(self) -> str:
        """The pressure and the gate, such as BP 152/94 above 140/90."""
        return f"BP {self.systolic:g}/{self.diastolic:g} above {self.limit}"

    @property
    def holds(self) -> str:
        """Why the dose waits, "" once the prescriber has said go."""
        if self.go is None:
            return f"{self.words}: {'the prescriber decides' if self.again else 'measure again, or the prescriber decides'}"
        return "" if self.go else f"{self.words}: {self.prescriber} decided not to give it ({self.reason})"


def at_gate(picture: Picture, facts: Sequence[Fact], until: Millis, birth: date | None) -> AtGate | None:
    """Where the latest valid pressure before the first dose, or up to `until`, stands above the gate; None where it does not.

    `facts` are those that hold. An unknown date of birth has the lower gate.
    """
    before = until if picture.first_dose is None else min(picture.first_dose, until)
    gate, high = picture.protocol.gate, _systolic(picture.protocol.gate, birth, before)
    seen = [fact for fact in facts if isinstance(fact, ObservationSet) and fact.at <= before and usable(fact)]
    above = [_above(one, high, gate.diastolic) for one in seen]
    if not above or not above[-1]:
        return None
    said = _decision(facts, seen, before)
    return AtGate(
        *_pressure(seen[-1]),
        at=seen[-1].at,
        limit=f"{high:g}/{gate.diastolic:g}",
        again=any(above[-2:-1]),
        go=None if said is None else said.go,
        prescriber=said.prescriber if said else "",
        reason=said.reason if said else "",
        passed=picture.first_dose is not None and picture.first_dose <= until and not (said and said.go),
    )


def _decision(facts: Sequence[Fact], seen: Sequence[ObservationSet], before: Millis) -> Decided | None:
    """The last decision, unless a pressure higher than the one it was about has come since."""
    said = [fact for fact in facts if isinstance(fact, Decided) and fact.about == GATE and fact.at <= before]
    if not said:
        return None
    known = [_pressure(one) for one in seen if (one.at, one.received) <= (said[-1].at, said[-1].received)]
    later = [_pressure(one) for one in seen if (one.at, one.received) > (said[-1].at, said[-1].received)]
    return said[-1] if not later or (known and _within(later[-1], known[-1])) else None


def _systolic(gate: Gate, birth: date | None, at: Millis) -> float:
    day = datetime.fromtimestamp(at / 1000, UTC).date()
    if birth is None:
        return gate.systolic
    years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    return gate.systolic_from_65 if years >= OLDER else gate.systolic


def _pressure(seen: ObservationSet) -> tuple[float, float]:
    return seen.systolic or 0.0, seen.diastolic or 0.0


def _above(seen: ObservationSet, systolic: float, diastolic: float) -> bool:
    return not _within(_pressure(seen), (systolic, diastolic))


def _within(pressure: tuple[float, float], most: tuple[float, float]) -> bool:
    return pressure[0] <= most[0] and pressure[1] <= most[1]
