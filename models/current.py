"""What is true of a session now? Its log folded as far as it goes, and what has to be said of it that nobody said yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from models import alerts
from models.alerts import Alert, Picture, Rise
from models.entry import LATE
from models.facts import JUDGED, Amended, Fact, Raised, Voided, order, voids
from models.parts import standing
from models.protocol import Protocol
from models.stages import Progress, progress
from models.store import Line, SessionRow
from models.strip import Bulk, Strip, Struck
from models.vitals import Millis, ObservationSet, Signal

SAYS = "vigil"
"""Who vouches for what Vigil itself says."""
STEPS = 16
"""Entries that are taken one by one; for more, folding everything anew is quicker."""
BACK = 64
"""Facts before the last one that can still be put in place: a minute of a monitor, a whole session of a nurse."""
STAGED: Millis = 10_000
"""How often a running session is looked at anew only because time brings it on: "22 min to 2:00" becomes 21."""
_CORRECTIONS = (Amended, Voided)
Again = Callable[[], Sequence[Line]]
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


def _folded(protocol: Protocol, facts: Iterable[Fact | Bulk]) -> _Course:
    """The course of a whole log, in any order."""
    return _Course(alerts.fold(protocol, [fact for fact in facts if isinstance(fact, (Strip, Struck, *JUDGED, *_CORRECTIONS))]))


@dataclass(frozen=True, slots=True)
class Current:
    """A session as far as its log is known. `course` goes to the last fact, `ahead` to the last instant that was looked at.

    `said` is everything that was raised, by its id; of the alerts in `spoken` nothing is left to say. `seq` and `revision` are
    those of the last entry that is in it. `known` are the facts that hold and say how far the session is: all but what was
    raised, and sets without a pressure; of what struck readings through together the first voiding.
    """

    row: SessionRow
    protocol: Protocol
    course: _Course
    ahead: Picture
    revision: int = 0
    seq: int = 0
    said: Mapping[str, Raised] = field(default_factory=dict)
    spoken: tuple[Alert, ...] = ()
    known: tuple[Fact | Strip, ...] = ()

    @property
    def picture(self) -> Picture:
        """The session up to its last fact."""
        return self.course.picture

    @property
    def running(self) -> bool:
        """Whether the session has not ended."""
        return self.picture.ended_at is None

    def after(self, entries: Sequence[Line], again: Again) -> Current:
        """The session with more of its log. What came out of order, or corrects something, has it folded again from `again`."""
        fresh = [entry for entry in entries if entry.revision > self.revision]
        if not fresh:
            return self
        if fresh[0].first != self.revision + 1:
            return self.after(again(), again)
        last = fresh[-1]
        course = _on(self.course, [entry.fact for entry in fresh]) if len(fresh) <= STEPS else None
        known = (*self.known, *_telling(entry.fact for entry in fresh))
        if course is None:
            entries = again() if self.revision else fresh
            held = standing(entry.fact for entry in entries if entry.revision <= last.revision)
            whole = [*held.facts, *held.strips, *held.struck]
            course, known = _folded(self.protocol, whole), tuple(_telling(whole))
        ahead = self.ahead if course is self.course else course.picture
        said = {entry.fact.id: entry.fact for entry in fresh if isinstance(entry.fact, Raised)}
        heard = {**self.said, **said} if said else self.said
        after = replace(self, course=course, ahead=ahead, revision=last.revision, seq=last.seq, said=heard, known=known)
        return (
            after
            if after.unsaid(last.fact.last if isinstance(last.fact, Strip) else last.fact.at)
            else replace(after, spoken=ahead.alerts)
        )

    def at(self, now: Millis) -> Current:
        """The same session with its timers run to `now`."""
        return self if now <= self.ahead.now else replace(self, ahead=alerts.at(self.picture, now))

    @property
    def far(self) -> Progress:
        """How far the session was when it was looked at; only the patient's age is not in it."""
        return progress(self.ahead, self.known, self.ahead.now)

    def stirs(self, now: Millis) -> bool:
        """Whether time alone may have brought something about since the last look, or something is still to be said."""
        wake = self.ahead.wake
        woken = (wake is not None and wake <= now) or (self.running and now - self.ahead.now >= STAGED)
        return woken or bool(self.unsaid(now))

    def unsaid(self, now: Millis) -> tuple[Raised, ...]:
        """What must be said at `now` and was not: one fact for each level that an alert came up to, in the order of time."""
        owed = sorted(self._owed(), key=lambda one: one[0].at)
        return tuple(_raised(self.row.id, self.protocol, alert, rise, now) for rise, alert in owed)

    def _owed(self) -> Iterator[tuple[Rise, Alert]]:
        """The rises that were not said; alerts that are the very same as when all was said are not looked at again."""
        if self.ahead.alerts is self.spoken:
            return
        done = {id(alert) for alert in self.spoken}
        for alert in self.ahead.alerts:
            for rise in () if id(alert) in done else alert.rises:
                if _name(self.row.id, alert, rise) not in self.said:
                    yield rise, alert


def _telling(facts: Iterable[Fact | Bulk]) -> Iterator[Fact | Strip]:
    """What says how far the session is; of a strip the readings with a pressure."""
    for fact in facts:
        match fact:
            case Struck():
                yield next(voids(fact))
            case Strip():
                yield from _with_pressure(fact)
            case ObservationSet():
                yield from [fact] if fact.systolic is not None else []
            case Raised():
                pass
            case _:
                yield fact


def _with_pressure(strip: Strip) -> Iterator[Strip]:
    systolic = strip.of(Signal.SYSTOLIC)
    if systolic is not None and not np.isnan(systolic).all():
        yield strip.part(~np.isnan(systolic))


def begin(row: SessionRow, protocol: Protocol) -> Current:
    """A session before its first entry."""
    empty = _folded(protocol, ())
    return Current(row, protocol, empty, empty.picture)


def _on(course: _Course, facts: Iterable[Fact | Bulk]) -> _Course | None:
    """The course with more facts, or None when all must be folded again."""
    on: _Course | None = course
    for fact in facts:
        on = None if on is None or isinstance(fact, Bulk) else on.take(fact)
    return on


def sayings(session: str, picture: Picture, now: Millis | None = None) -> Iterator[Raised]:
    """The alerts of a picture as facts, one for each level that an alert came up to, in the order of time.

    They are said at `now`, or (None) each when it was time.
    """
    rises = [(rise, alert) for alert in picture.alerts for rise in alert.rises]
    for rise, alert in sorted(rises, key=lambda one: one[0].at):
        yield _raised(session, picture.protocol, alert, rise, rise.at if now is None else now)


def _name(session: str, alert: Alert, rise: Rise) -> str:
    """The id of what is said of a rise: the same from every process, so that nothing is said twice."""
    return f"{session}:{alert.signal}:{alert.direction}:{rise.at}:{rise.to.word}"


def _raised(session: str, protocol: Protocol, alert: Alert, rise: Rise, said: Millis) -> Raised:
    return Raised(
        id=_name(session, alert, rise),
        at=rise.at,
        by=SAYS,
        received=said,
        source=SAYS,
        signal=alert.signal,
        direction=alert.direction,
        priority=rise.to.word,
        rule=rise.rule,
        limit=rise.limit,
        value=rise.value,
        why=rise.why,
        digest=protocol.digest,
        late=said - rise.at > LATE,
    )
