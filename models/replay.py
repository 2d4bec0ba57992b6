"""Is what was said then what would be said now? The alerts that were raised, beside those that the same facts raise today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.alerts import Alert, Picture, Rise, fold
from models.facts import Fact, Raised, standing
from models.protocol import Protocol
from models.vitals import Millis

SAME, THEN, NOW, OTHERWISE = "then and now", "only then", "only now", "otherwise now"
"""How what was said then and what is said now lie beside each other."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Something was said: at which instant, of what, how urgent, by which rule and why, on which value beyond which limit."""

    at: Millis
    signal: str
    direction: str
    priority: str
    rule: str
    why: str
    value: float | str | None
    limit: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing as it was said then, and as it is said now; one of the two may be None."""

    then: Saying | None
    now: Saying | None

    @property
    def told(self) -> str:
        """Both alike, only one of them, or both but with another reason, value or limit."""
        if self.then is None:
            return NOW
        if self.now is None:
            return THEN
        return SAME if self.then == self.now else OTHERWISE

    @property
    def shown(self) -> Saying:
        """What was said then, or where nothing was, what is said now."""
        said = self.then or self.now
        if said is None:
            raise ValueError("a pair of nothing: at least one side must be given")
        return said


@dataclass(frozen=True, slots=True)
class Replay:
    """A session folded anew: its picture up to its last fact, and everything that was said then or is said now, in its order."""

    picture: Picture
    pairs: tuple[Pair, ...]

    @property
    def differences(self) -> tuple[Pair, ...]:
        """What is not the same. A corrected reading is one reason: then it alarmed, and now it is struck through."""
        return tuple(pair for pair in self.pairs if pair.told != SAME)


def replay(protocol: Protocol, facts: Iterable[Fact]) -> Replay:
    """Everything that was said in one session, beside what this protocol says of its facts, timers run to the last of them."""
    known = standing(facts)
    picture = fold(protocol, known, max((fact.at for fact in known), default=None))
    then = {_key(said): said for said in map(_then, (fact for fact in known if isinstance(fact, Raised)))}
    now = {_key(said): said for said in _now(picture)}
    return Replay(picture, tuple(Pair(then.get(key), now.get(key)) for key in sorted(then.keys() | now.keys())))


def _key(said: Saying) -> tuple[Millis, str, str, str]:
    return said.at, said.signal, said.direction, said.priority


def _then(said: Raised) -> Saying:
    return Saying(said.at, said.signal, said.direction, said.priority, said.rule, said.why, said.value, said.limit)


def _now(picture: Picture) -> Iterator[Saying]:
    for alert in picture.alerts:
        yield from (_rise(alert, rise) for rise in alert.rises)


def _rise(alert: Alert, rise: Rise) -> Saying:
    return Saying(rise.at, alert.signal, alert.direction, rise.to.word, rise.rule, rise.why, rise.value, rise.limit)
