"""What is said of one signal in one direction: one alert from the first breach until it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.facts import Acknowledged, Outcome
from models.limits import Level
from models.rules import ABSOLUTE, RELATIVE, SYMPTOM, Condition
from models.vitals import MINUTE, Millis

REMINDER = 2 * MINUTE
"""How long after an acknowledgement a lasting medium or high is said again."""

_PRECEDENCE = {ABSOLUTE: 3, SYMPTOM: 2, RELATIVE: 1}


@dataclass(frozen=True, slots=True)
class Rise:
    """An alert that became more urgent: when, to which level, and why."""

    at: Millis
    to: Level
    why: str


@dataclass(frozen=True, slots=True)
class Alert:
    """What is said of one signal in one direction, from when until when, and who has answered.

    `rule`, `limit` and `value` are as at the moment when `highest` was first reached. `level` is NONE once it is cleared.
    `value` is in the signal's unit, the word of an event, or None (a missed check, a lost stream).
    """

    signal: str
    direction: str
    level: Level
    highest: Level
    rule: str
    limit: float | None
    value: float | str | None
    why: str
    raised_at: Millis
    rises: tuple[Rise, ...] = ()
    acknowledged_at: Millis | None = None
    acknowledged_by: str = ""
    outcome: Outcome | None = None
    cleared_at: Millis | None = None

    @property
    def id(self) -> str:
        """The name of this alert within its session."""
        return f"{self.signal}-{self.direction}-{self.raised_at}"

    @property
    def since(self) -> Millis:
        """When it last became more urgent: whoever has not answered since then has not answered this."""
        return self.rises[-1].at if self.rises else self.raised_at

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
        self.over: list[Alert] = []

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
            self.alert = _raise(self.signal, self.direction, worst, at)

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
            self.over.append(alert)
            self.alert = None


def _rank(condition: Condition) -> tuple[int, int]:
    return condition.level, _PRECEDENCE.get(condition.kind, 0)


def _raise(signal: str, direction: str, worst: Condition, at: Millis) -> Alert:
    level = worst.level
    return Alert(signal, direction, level, level, worst.kind, worst.limit, worst.value, worst.why, at)


def _follow(alert: Alert, worst: Condition | None, at: Millis) -> Alert:
    level = worst.level if worst is not None else Level.NONE
    if worst is not None and level > alert.level:
        return _rise(alert, worst, at)
    if level == alert.level or alert.latched:
        return alert
    return replace(alert, level=level, cleared_at=None if level else at)


def _rise(alert: Alert, worst: Condition, at: Millis) -> Alert:
    level = worst.level
    risen = replace(
        alert,
        level=level,
        why=worst.why,
        rises=(*alert.rises, Rise(at, level, worst.why)),
        acknowledged_at=None,
        acknowledged_by="",
        outcome=None,
    )
    if level <= alert.highest:
        return risen
    return replace(risen, highest=level, rule=worst.kind, limit=worst.limit, value=worst.value)
