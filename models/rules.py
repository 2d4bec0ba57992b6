"""Is a limit passed now: one rule followed through the readings of one session."""

from __future__ import annotations

from dataclasses import dataclass

from models.limits import Level, Rule
from models.vitals import Millis

ABSOLUTE, SYMPTOM, RELATIVE, DATA, EVENT, OVERDUE, LOST = "absolute", "symptom", "relative", "data", "event", "overdue", "lost"


@dataclass(frozen=True, slots=True)
class Reading:
    """One number as a rule sees it. `spot` = it belongs to no stream; `gap` = nothing came for so long that a breach restarts."""

    at: Millis
    value: float
    spot: bool
    gap: bool
    suspect: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """A second pressure is awaited: one from `opens` to `by` (epoch ms, inclusive) decides about the first, none before."""

    opens: Millis
    by: Millis


class Condition:
    """Something that can be true of a session and then says `level`; `why` puts it into words."""

    __slots__ = ("satisfied", "value", "why")

    kind = DATA

    def __init__(self) -> None:
        self.satisfied = False
        self.value: float | str | None = None
        self.why = ""

    @property
    def level(self) -> Level:
        """The level that this condition asks for at this moment."""
        raise NotImplementedError

    @property
    def limit(self) -> float | None:
        """The limit that was passed, in the published unit; None where there is none."""
        return None

    def episode_over(self) -> None:
        """No condition of this signal and direction holds any more."""


class Flag(Condition):
    """A condition with one fixed level and limit: rejected data, an event, a lost stream's first or second stage."""

    __slots__ = ("_kind", "_level", "_limit")

    def __init__(self, kind: str, level: Level, limit: float | None = None) -> None:
        super().__init__()
        self._kind, self._level, self._limit = kind, level, limit

    @property
    def kind(self) -> str:  # type: ignore[override]
        """The published word for what sort of rule this is."""
        return self._kind

    @property
    def level(self) -> Level:
        """Its one level while it holds."""
        return self._level if self.satisfied else Level.NONE

    @property
    def limit(self) -> float | None:
        """Its limit in the published unit."""
        return self._limit

    def begin(self, value: float | str | None, why: str, *, level: Level | None = None, limit: float | None = None) -> None:
        """The condition holds from now on, at `level` and `limit` where they are given."""
        self.satisfied, self.value, self.why = True, value, why
        self._level = self._level if level is None else level
        self._limit = self._limit if limit is None else limit

    def end(self) -> None:
        """The condition holds no more."""
        self.satisfied = False


class Judge(Condition):
    """One rule of the protocol, judged reading by reading: streams and spot checks, back inside, confirmed by a repeat.

    `threshold` is the very number judged (None while the rule does not hold); `since` the start of an unbroken breach; `count`
    the spot checks in a row; `pending` the first reading beyond a confirm limit, until it is repeated; `full` = confirmed once in
    this episode; `lowered` = only suspect readings were beyond.
    """

    __slots__ = (
        "count",
        "full",
        "high",
        "lowered",
        "pending",
        "repeat_from",
        "repeat_to",
        "rule",
        "since",
        "strict",
        "threshold",
    )

    def __init__(self, rule: Rule, repeat_from: Millis, repeat_to: Millis) -> None:
        super().__init__()
        self.rule = rule
        self.repeat_from, self.repeat_to = repeat_from, repeat_to
        self.high = rule.op[0] == ">"
        self.strict = len(rule.op) == 1
        later = rule.relative or rule.from_dose is not None or rule.only_at is not None
        self.threshold: float | None = None if later else rule.limit(None)
        self.since: Millis | None = None
        self.count = 0
        self.pending: Millis | None = None
        self.full = self.lowered = False

    @property
    def kind(self) -> str:  # type: ignore[override]
        """The published word for what sort of rule this is."""
        return self.rule.kind

    @property
    def level(self) -> Level:
        """The rule's level, one lower while a repeat is awaited and one lower while only suspect readings were beyond."""
        if not self.satisfied:
            return Level.NONE
        return Level(max(0, self.rule.level - (self.pending is not None) - self.lowered))

    @property
    def limit(self) -> float | None:
        """The very number that is judged."""
        return self.threshold

    @property
    def resting(self) -> bool:
        """Whether a reading well inside the limit would change nothing but the count of spot checks."""
        return not self.satisfied and self.since is None

    @property
    def waits(self) -> bool:
        """Whether a reading alone cannot begin this rule: it needs a companion, or its timer."""
        return bool(self.rule.companion) or self.rule.only_at is not None

    def beyond(self, value: float) -> bool:
        """Whether the value is beyond the limit; the signs are meant literally."""
        limit = self.threshold
        if limit is None or (value == limit and self.strict):
            return False
        return value >= limit if self.high else value <= limit

    def back_inside(self, value: float) -> bool:
        """Whether the value is far enough inside to end the rule (hysteresis); without one, whether it is not beyond."""
        slack, limit = self.rule.hysteresis, self.threshold
        if limit is None or slack == 0:
            return not self.beyond(value)
        return value <= limit - slack if self.high else value >= limit + slack

    def see(self, reading: Reading) -> None:
        """Take one reading that is not rejected into account."""
        if self.waits and not self.satisfied:
            return
        beyond = self.beyond(reading.value)
        if reading.suspect:
            if beyond and not self.satisfied:
                self.begin(reading.at, reading.value, lowered=True)
        elif beyond:
            self._breach(reading)
        else:
            self._inside(reading)

    def _breach(self, reading: Reading) -> None:
        if self.since is None or reading.gap:
            self.since = reading.at
        self.count += reading.spot
        if self.satisfied:
            self._still_beyond(reading)
        elif self.count >= self.rule.spots if reading.spot else reading.at >= self.since + self.rule.hold:
            self.begin(reading.at, reading.value)

    def _still_beyond(self, reading: Reading) -> None:
        self.value = reading.value
        if self.lowered:
            self.lowered, self.why = False, self._words("valid reading")
        if self._repeats(reading):
            self._confirmed("confirmed")

    def _inside(self, reading: Reading) -> None:
        self.since = None
        if reading.spot:
            self.count = 0
        if not self.satisfied:
            return
        if self._repeats(reading) if self.pending is not None else self.back_inside(reading.value):
            self.end()

    def _repeats(self, reading: Reading) -> bool:
        """Whether this reading is the repeat that was asked for: nearer ones belong to the same measurement."""
        return self.pending is not None and self.repeat_from <= reading.at - self.pending <= self.repeat_to

    def begin(self, at: Millis, value: float, *, lowered: bool = False) -> None:
        """The rule holds from now on, one level lower while a confirm limit waits for its repeat."""
        self.satisfied, self.value, self.lowered = True, value, lowered
        waits = self.rule.confirm and not self.full
        self.pending = at if waits else None
        self.why = self._words(f"repeat within {self._minutes}" if waits else "")

    def not_repeated(self) -> None:
        """Nobody repeated the pressure in time: the full level holds."""
        self._confirmed(f"not repeated in {self._minutes}")

    def _confirmed(self, how: str) -> None:
        self.pending, self.full, self.why = None, True, how

    def end(self) -> None:
        """The rule holds no more."""
        self.satisfied = self.lowered = False
        self.pending = None

    def stand_down(self) -> None:
        """The rule does not hold in this part of the session: forget everything it has seen."""
        self.end()
        self.threshold, self.since, self.count = None, None, 0

    def episode_over(self) -> None:
        """The next breach asks for a repeat anew."""
        self.full = False

    def _words(self, more: str) -> str:
        words = f"{self.value:g} {self.rule.op} {self.threshold or 0:g}"
        return f"{words}, {more}" if more else words

    @property
    def _minutes(self) -> str:
        return f"{self.repeat_to / 60_000:g} min"
