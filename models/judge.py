"""What would Vigil have said of this recording?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from models.alerts import Alert, Picture, Rise, fold
from models.facts import Dose, Opened
from models.parts import Part, count, span
from models.protocol import Protocol
from models.strip import Strip
from models.vitals import Millis, ObservationSet


@dataclass(frozen=True, slots=True)
class Judgement:
    """One session as it would have been judged: `sets` observation sets, and every alert in the order in which it was raised."""

    protocol: Protocol
    sets: int
    alerts: tuple[Alert, ...]

    def as_json(self) -> dict[str, object]:
        """The published object of `vigil judge --json`; times are ISO 8601 with offset, in UTC."""
        return {
            "protocol": self.protocol.name,
            "version": self.protocol.version,
            "digest": self.protocol.digest,
            "observation_sets": self.sets,
            "alerts": [_alert(alert) for alert in self.alerts],
        }


def judge(protocol: Protocol, facts: Iterable[Part], dose_at: Millis | None = None) -> Judgement:
    """What would have been said of these facts of one session, which opens with the first of them.

    `dose_at` (epoch ms) is a dose that the recording itself does not hold. Timers run to the last fact.
    """
    known = list(facts)
    sets = [fact for fact in known if isinstance(fact, ObservationSet | Strip)]
    return Judgement(protocol, count(sets), recorded(protocol, known, dose_at).alerts if known else ())


def recorded(protocol: Protocol, facts: Sequence[Part], dose_at: Millis | None = None) -> Picture:
    """The picture of a recording of at least one fact: the session opens with its first row."""
    first, last = span(facts)
    opened = [] if any(isinstance(fact, Opened) for fact in facts) else [Opened(id="opened", at=first)]
    dose = [] if dose_at is None else [Dose(id="dose", at=dose_at)]
    return fold(protocol, [*opened, *dose, *facts], last)


def iso(at: Millis) -> str:
    """The instant as ISO 8601 text in UTC with its offset, to the millisecond where it has any."""
    text = datetime.fromtimestamp(at / 1000, UTC)
    return text.isoformat(timespec="milliseconds" if at % 1000 else "seconds")


def _alert(alert: Alert) -> dict[str, object]:
    return {
        "signal": alert.signal,
        "direction": alert.direction,
        "priority": alert.highest.word,
        "rule": alert.rule,
        "limit": _plain(alert.limit),
        "value": _plain(alert.value),
        "raised_at": iso(alert.raised_at),
        "escalated": [_rise(rise) for rise in alert.rises[1:]],
        "acknowledged_at": None if alert.acknowledged_at is None else iso(alert.acknowledged_at),
        "cleared_at": None if alert.cleared_at is None else iso(alert.cleared_at),
        "audible": alert.audible,
    }


def _rise(rise: Rise) -> dict[str, object]:
    return {"at": iso(rise.at), "to": rise.to.word, "why": rise.why}


def _plain(value: float | str | None) -> float | int | str | None:
    """A whole number without its ".0"."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
