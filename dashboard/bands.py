"""Where on a chart do the limits lie? The bands of one signal, drawn from the very rules that raise the alerts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from models.alerts import Picture
from models.limits import Level, Rule
from models.vitals import Millis, Signal

ALWAYS: Millis = -(1 << 62)
"""The beginning of a limit that has held since before the session."""
FOREVER: Millis = 1 << 62
"""The end of a limit that still holds."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The number beyond which this level is said for the signal, while it holds from `since` to `until`.

    `strict` = the number itself is not beyond.
    """

    signal: Signal
    level: Level
    direction: str
    number: float
    since: Millis
    until: Millis
    strict: bool = False

    def beyond(self, other: Limit) -> bool:
        """Whether this limit lies further out than the other."""
        return self.number > other.number if self.direction == "high" else self.number < other.number


@dataclass(frozen=True, slots=True)
class Band:
    """A limit with the number (`end`) at which the next worse one begins; None where the band is open."""

    limit: Limit
    end: float | None


def limits(picture: Picture, signal: Signal) -> tuple[Limit, ...]:
    """Every limit of the signal that the protocol judges, in its unit: for each stretch of time the first one of a level.

    Relative limits begin with the first dose and need a baseline. A limit with a companion lies on an absolute one and is
    left out; so is one that is judged at a single instant.
    """
    rules = [rule for rule in picture.protocol.rules if rule.signal is signal and not rule.companion and rule.only_at is None]
    starts = sorted({ALWAYS, FOREVER, *(_since(rule, picture) for rule in rules)})
    return tuple(limit for since, until in pairwise(starts) for limit in _of_stretch(rules, picture, since, until))


def bands(picture: Picture, signal: Signal) -> tuple[Band, ...]:
    """The limits of the signal as bands that do not overlap; a milder one that lies beyond a worse one is not drawn."""
    known = limits(picture, signal)
    return tuple(band for limit in known for band in _band(limit, known))


def _since(rule: Rule, picture: Picture) -> Millis:
    """From when on the rule holds in this session."""
    if not rule.relative and rule.from_dose is None and rule.only_baseline_below is None:
        return ALWAYS
    return FOREVER if picture.first_dose is None else picture.first_dose + (rule.from_dose or 0)


def _of_stretch(rules: list[Rule], picture: Picture, since: Millis, until: Millis) -> Iterator[Limit]:
    found: dict[tuple[str, Level], Limit] = {}
    for rule in rules:
        baseline = picture.baseline(rule.signal) if since != ALWAYS else None
        number = rule.limit(baseline) if _since(rule, picture) <= since else None
        if number is None:
            continue
        limit = Limit(rule.signal, rule.level, rule.direction, number, since, until, strict=len(rule.op) == 1)
        nearer = found.get((rule.direction, rule.level))
        if nearer is None or nearer.beyond(limit):
            found[rule.direction, rule.level] = limit
    return iter(found.values())


def _band(limit: Limit, known: tuple[Limit, ...]) -> Iterator[Band]:
    beside = [o for o in known if o.since == limit.since and o.direction == limit.direction and o.level > limit.level]
    if not any(limit.beyond(worse) or limit.number == worse.number for worse in beside):
        worst = min(beside, key=lambda o: abs(o.number - limit.number), default=None)
        yield Band(limit, None if worst is None else worst.number)
