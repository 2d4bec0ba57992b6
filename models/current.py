"""What is true of a session now? Its log folded as far as it goes, and what has to be said of it that nobody said yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from models import alerts
from models.alerts import Alert, Level, Picture
from models.entry import LATE
from models.facts import JUDGED, Amended, Fact, Raised, Voided, order
from models.protocol import Protocol
from models.store import Entry, SessionRow
from models.vitals import Millis

SAYS = "vigil"
"""Who vouches for what Vigil itself says."""
STEPS = 16
"""Entries that are taken one by one; for more, folding everything anew is quicker."""
BACK = 64
"""Facts before the last one that can still be put in place: a minute of a monitor, a whole session of a nurse."""
_CORRECTIONS = (Amended, Voided)
Again = Callable[[], list[Entry]]
"""Reads the whole log of the session, for when it must be folded again."""


@dataclass(frozen=True, slots=True)
class _Course:
    """The picture up to the last fact, and the latest steps that led to it: each fact with the picture before it, in order."""

    picture: Picture
    steps: tuple[tuple[Picture, Fact], ...] = ()

    def take(self, fact: Fact) -> _Course | None:
        """The course with one more fact; None when all must be folded again: a correction, or a fact from further back."""
        if isinstance(fact, _CORRECTIONS):
            return None
        if not isinstance(fact, JUDGED):
            return self
        later = [known for _, known in self.steps if order(known) > order(fact)]
        kept = len(self.steps) - len(later)
        course: _Course | None = _Course(self.steps[kept][0] if later else self.picture, self.steps[:kept])
        for one in (fact, *later):
            course = None if course is None else course.on(one)
        return course

    def on(self, fact: Fact) -> _Course | None:
        """The course with the next fact in order; None when it does not come last."""
        stepped = alerts.step(self.picture, fact)
        if stepped is None:
            return None
        return _Course(stepped, () if stepped.ended_at else (*self.steps, (self.picture, fact))[-BACK:])


def _folded(protocol: Protocol, facts: Iterable[Fact]) -> _Course:
    """The course of a whole log, in any order."""
    return _Course(alerts.fold(protocol, [fact for fact in facts if isinstance(fact, JUDGED + _CORRECTIONS)]))


@dataclass(frozen=True, slots=True)
class Current:
    """A session as far as its log is known. `course` goes to the last fact, `ahead` to the last instant that was looked at.

    `said` are the ids of everything that was raised. `seq` and `revision` are those of the last entry that is in it.
    """

    row: SessionRow
    protocol: Protocol
    course: _Course
    ahead: Picture
    revision: int = 0
    seq: int = 0
    said: frozenset[str] = frozenset()

    @property
    def picture(self) -> Picture:
        """The session up to its last fact."""
        return self.course.picture

    @property
    def running(self) -> bool:
        """Whether the session has not ended."""
        return self.picture.ended_at is None

    def after(self, entries: list[Entry], again: Again) -> Current:
        """The session with more of its log. What came out of order, or corrects something, has it folded again from `again`."""
        fresh = [entry for entry in entries if entry.revision > self.revision]
        if not fresh:
            return self
        if fresh[0].revision != self.revision + 1:
            return self.after(again(), again)
        last = fresh[-1]
        course = _on(self.course, [entry.fact for entry in fresh]) if len(fresh) <= STEPS else None
        if course is None:
            course = _folded(self.protocol, [entry.fact for entry in again() if entry.revision <= last.revision])
        ahead = self.ahead if course is self.course else course.picture
        said = self.said | {entry.fact.id for entry in fresh if isinstance(entry.fact, Raised)}
        return replace(self, course=course, ahead=ahead, revision=last.revision, seq=last.seq, said=said)

    def at(self, now: Millis) -> Current:
        """The same session with its timers run to `now`."""
        return self if now <= self.ahead.now else replace(self, ahead=alerts.at(self.picture, now))

    def stirs(self, now: Millis) -> bool:
        """Whether time alone has brought something about since the last look, or something is still to be said."""
        wake = self.ahead.wake
        return (wake is not None and wake <= now) or bool(self.unsaid(now))

    def unsaid(self, now: Millis) -> tuple[Raised, ...]:
        """What must be said at `now` and was not: one fact per alert and rise. Ids tell the same thing from everywhere."""
        return tuple(raised for raised in sayings(self.row.id, self.ahead, now) if raised.id not in self.said)


def begin(row: SessionRow, protocol: Protocol) -> Current:
    """A session before its first entry."""
    empty = _folded(protocol, ())
    return Current(row, protocol, empty, empty.picture)


def _on(course: _Course, facts: Iterable[Fact]) -> _Course | None:
    """The course with more facts, or None when all must be folded again."""
    on: _Course | None = course
    for fact in facts:
        on = None if on is None else on.take(fact)
    return on


def sayings(session: str, picture: Picture, now: Millis | None = None) -> Iterator[Raised]:
    """The alerts of a picture as facts: one where each began, one for each rise; said at `now`, or (None) when it was time."""
    for alert in picture.alerts:
        rises = [(rise.at, rise.to, rise.why) for rise in alert.rises]
        first = [] if rises else [(alert.raised_at, alert.highest, alert.why)]
        for at, level, why in first + rises:
            yield _raised(session, picture.protocol, alert, Saying(at, level, why, at if now is None else now))


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing to say: of which instant, how urgent, why, and when it is said."""

    at: Millis
    level: Level
    why: str
    said: Millis


def _raised(session: str, protocol: Protocol, alert: Alert, saying: Saying) -> Raised:
    return Raised(
        id=f"{session}:{alert.signal}:{alert.direction}:{saying.at}:{saying.level.word}",
        at=saying.at,
        by=SAYS,
        received=saying.said,
        source=SAYS,
        signal=alert.signal,
        direction=alert.direction,
        priority=saying.level.word,
        rule=alert.rule,
        limit=alert.limit,
        value=alert.value,
        why=saying.why,
        digest=protocol.digest,
        late=saying.said - saying.at > LATE,
    )
