"""What was said in a session, and who answered? Every alert that the record amounts to, and what was said and no longer holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from models.alerts import Alert, Rise
from models.facts import Acknowledged, Fact, Raised
from models.limits import Level
from models.vitals import Millis


@dataclass(frozen=True, slots=True)
class Listed:
    """One alert on the list of a session's alerts, on screen and on paper. All instants are epoch ms.

    `rises` is every level that it came up to, the one with which it began first. `answers` is everybody who acknowledged it while
    it stood. `over` is None while it stands. `late` is when it was said, where that was later than it should have been.
    `withdrawn` is when it was said, of what no longer holds since a correction or a later entry.
    """

    signal: str
    direction: str
    rises: tuple[Rise, ...]
    answers: tuple[Acknowledged, ...] = ()
    over: Millis | None = None
    late: Millis | None = None
    withdrawn: Millis | None = None

    @property
    def at(self) -> Millis:
        """When it began."""
        return self.rises[0].at

    @property
    def peak(self) -> Rise:
        """The moment when it first was as urgent as it ever was."""
        return max(self.rises, key=attrgetter("to"))

    @property
    def unanswered(self) -> Millis | None:
        """Since when nobody has answered it; None where somebody has, or where nobody had to: low, or it no longer holds."""
        since = self.rises[-1].at
        if self.withdrawn is not None or (self.answers and self.answers[-1].at >= since):
            return None
        return since if self.answers or self.peak.to > Level.LOW else None


def listed(alerts: Iterable[Alert], facts: Iterable[Fact], end: Millis) -> tuple[Listed, ...]:
    """The alerts of a session in the order in which they began, from its whole log as far as `end`."""
    derived, log = tuple(alerts), tuple(facts)
    raised = [fact for fact in log if isinstance(fact, Raised)]
    answers = sorted((fact for fact in log if isinstance(fact, Acknowledged)), key=attrgetter("at"))
    found = [_holding(alert, raised, answers, end) for alert in derived]
    known = {(alert.signal, alert.direction, rise.at, rise.to.word) for alert in derived for rise in alert.rises}
    found += [_withdrawn(said) for said in raised if (*_key(said), said.priority) not in known]
    return tuple(sorted(found, key=attrgetter("at")))


def _holding(alert: Alert, raised: Iterable[Raised], answers: Iterable[Acknowledged], end: Millis) -> Listed:
    until = end if alert.cleared_at is None else alert.cleared_at
    first = next((said for said in raised if _key(said) == (alert.signal, alert.direction, alert.raised_at)), None)
    return Listed(
        alert.signal,
        alert.direction,
        alert.rises,
        answers=tuple(fact for fact in answers if _about(fact, alert) and fact.at <= until),
        over=alert.cleared_at,
        late=first.received if first is not None and first.late else None,
    )


def _withdrawn(said: Raised) -> Listed:
    rise = Rise(said.at, Level.named(said.priority), said.why, said.rule, said.limit, said.value)
    return Listed(said.signal, said.direction, (rise,), withdrawn=said.received)


def _about(fact: Acknowledged, alert: Alert) -> bool:
    return fact.signal == alert.signal and fact.direction in ("", alert.direction) and fact.at >= alert.raised_at


def _key(fact: Raised) -> tuple[str, str, Millis]:
    return fact.signal, fact.direction, fact.at
