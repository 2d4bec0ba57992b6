"""What is said of one signal in one direction: one alert from the first breach until it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from models.facts import Acknowledged, Outcome
from models.limits import Level
from models.rules import ABSOLUTE, RELATIVE, SYMPTOM, Condition
from models.vitals import MINUTE, Millis

REMINDER = 2 * MINUTE
"""How long after an acknowledgement a lasting medium or high is said again."""

_PRECEDENCE = {ABSOLUTE: 3, SYMPTOM: 2, RELATIVE: 1}


@dataclass(frozen=True, slots=True)
class Rise:
    """An alert began or became more urgent: when, to which level, and why; `rule`, `limit` and `value` as they were then.

    `limit` and `value` are in the signal's unit. `value` is the word of an event, or None (a missed check, a lost stream).
    """

    at: Millis
    to: Level
    why: str
    rule: str
    limit: float | None
    value: float | str | None


@dataclass(frozen=True, slots=True)
class Alert:
    """What is said of one signal in one direction, from when until when, and who has answered.

    `rises` is every level that it came up to, the one with which it began first. `level` is NONE once it is cleared.
    """

    signal: str
    direction: str
    level: Level
    rises: tuple[Rise, ...]
    acknowledged_at: Millis | None = None
    acknowledged_by: str = ""
    outcome: Outcome | None = None
    cleared_at: Millis | None = None

    @property
    def id(self) -> str:
        """The name of this alert within its session."""
        return f"{self.signal}-{self.direction}-{self.raised_at}"

    @property
    def newest(self) -> Rise:
        """The rise that stands: what was reached, when and why, as it last became more urgent. A screen shows it as a whole."""
        return self.rises[-1]

    @property
    def since(self) -> Millis:
        """When it last became more urgent: whoever has not answered since then has not answered this."""
        return self.newest.at

    @property
    def raised_at(self) -> Millis:
        """When it began."""
        return self.rises[0].at

    @property
    def why(self) -> str:
        """Why it is as urgent as it last became."""
        return self.newest.why

    @property
    def peak(self) -> Rise:
        """The moment when it first was as urgent as it ever was."""
        return max(self.rises, key=attrgetter("to"))

    @property
    def highest(self) -> Level:
        """The most urgent that it ever was."""
        return self.peak.to

    @property
    def rule(self) -> str:
        """The published word for the rule that made it as urgent as it ever was."""
        return self.peak.rule

    @property
    def limit(self) -> float | None:
        """The limit of that rule, None where there is none."""
        return self.peak.limit

    @property
    def value(self) -> float | str | None:
        """The value at that moment."""
        return self.peak.value

    @property
    def audible(self) -> bool:
        """Whether it has been medium or high: low is always silent."""
        return self.highest >= Level.MEDIUM

    @property
    def latched(self) -> bool:
        """Whether it stands until somebody acknowledges it, whatever the value does."""
        return self.level is Level.HIGH and self.acknowledged_at is None


def reminders(alert: Alert, now: Millis) -> tuple[Millis, ...]:
    """When an acknowledged alert was said again up to `now`: every 120 s while it is still medium or high."""
    if alert.acknowledged_at is None or alert.level < Level.MEDIUM:
        return ()
    return tuple(range(alert.acknowledged_at + REMINDER, now + 1, REMINDER))


class Episode:
    """The conditions of one signal and direction, and the alert that speaks for them while any of them holds."""

    __slots__ = ("alert", "conditions", "direction", "over", "signal")

    def __init__(self, signal: str, direction: str, conditions: Sequence[Condition]) -> None:
        self.signal, self.direction, self.conditions = signal, direction, conditions
        self.alert: Alert | None = None
        self.over: tuple[Alert, ...] = ()

    @property
    def level(self) -> Level:
        """The worst level that a condition asks for now, whatever the standing alert says."""
        return max((c.level for c in self.conditions if c.satisfied), default=Level.NONE)

    def settle(self, at: Millis) -> None:
        """Let the alert follow its conditions as they are at this instant."""
        holding = [c for c in self.conditions if c.satisfied]
        if not holding:
            for condition in self.conditions:
                condition.episode_over()
        worst = max(holding, key=_rank, default=None)
        if self.alert is not None:
            self._keep(_follow(self.alert, worst, at))
        elif worst is not None and worst.level:
            self.alert = Alert(self.signal, self.direction, worst.level, (_rise(worst, at),))

    def acknowledge(self, by: Acknowledged) -> None:
        """A named person has seen it: a latched alert follows its conditions again.

        The first time and person are kept; a later acknowledgement can still say what was made of it.
        """
        if self.alert is None:
            return
        if self.alert.acknowledged_at is not None:
            self.alert = replace(self.alert, outcome=by.outcome or self.alert.outcome)
        else:
            self.alert = replace(self.alert, acknowledged_at=by.at, acknowledged_by=by.by, outcome=by.outcome)
            self.settle(by.at)

    def _keep(self, alert: Alert) -> None:
        if alert.cleared_at is None:
            self.alert = alert
        else:
            self.over = (*self.over, alert)
            self.alert = None


def _rank(condition: Condition) -> tuple[int, int]:
    return condition.level, _PRECEDENCE.get(condition.kind, 0)


def _rise(worst: Condition, at: Millis) -> Rise:
    return Rise(at, worst.level, worst.why, worst.kind, worst.limit, worst.value)


def _follow(alert: Alert, worst: Condition | None, at: Millis) -> Alert:
    level = worst.level if worst is not None else Level.NONE
    if worst is not None and level > alert.level:
        return _risen(alert, _rise(worst, at))
    if level == alert.level or alert.latched:
        return alert
    return replace(alert, level=level, cleared_at=None if level else at)


def _risen(alert: Alert, rise: Rise) -> Alert:
    """The alert with one more rise, which nobody has acknowledged yet."""
    rises = (*alert.rises, rise)
    return replace(alert, level=rise.to, rises=rises, acknowledged_at=None, acknowledged_by="", outcome=None)
