"""Who is listening? Screens say every few seconds that they can be heard; a session is told when that changes for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from models.current import SAYS, Current
from models.entry import AHEAD, check_text
from models.errors import FieldError, Refused
from models.facts import Listening, Signed, Silenced
from models.people import Act, Actor, allow
from models.sessions import Sessions
from models.store import Reader, Screen, SessionRow, Store
from models.vitals import MINUTE, Millis

GONE: Millis = 25_000
"""A screen that has said nothing for longer does not count: it speaks every 10 s."""
LONGEST: Millis = 2 * MINUTE
"""How long one screen may be silenced: a temporary pause, always shown with its countdown."""
FORGOTTEN: Millis = 24 * 60 * MINUTE
LATEST = 200
"""Sessions among which those are sought that have ended since a screen was silenced out of reach: more than a day has."""
NAME = 40
"""Characters of the name of a screen."""


def listeners(screens: Sequence[Screen], room: str, now: Millis) -> tuple[Screen, ...]:
    """The screens on which alarms of this room can be heard at `now`."""
    return tuple(screen for screen in screens if screen.armed and screen.covers(room) and now - screen.seen <= GONE)


def roll(heard: Sequence[Screen]) -> str:
    """Screens as staff call them, each name once: "desk, room 3"."""
    return ", ".join(sorted({screen.name for screen in heard}))


class Attendance:
    """Which screens of the clinic can be heard. What is known of a screen is in the database, so that it outlives every process.

    `required` = every running session must be listened to; otherwise one only after some screen has listened to it.
    """

    def __init__(self, store: Store, sessions: Sessions, clock: Callable[[], Millis], *, required: bool) -> None:
        self.store, self.sessions, self.clock, self.required = store, sessions, clock, required
        self._began = clock()

    def hear(self, screen: Screen, who: Actor) -> Screen:
        """Note that a screen can be heard, or no more; `seen` is set here. `Refused` for a name that nobody can read."""
        allow(who, Act.SEE)
        now = self.clock()
        kept = replace(screen, name=_name(screen.name), seen=now)
        with self.store.writing() as db:
            db.keep_screen(kept, now - FORGOTTEN)
        return kept

    def silence(self, id: str, screen: Screen, lasting: Millis, who: Actor, at: Millis | None = None) -> Millis:
        """Silence one screen for `lasting` ms, at most 120 s (0 = it may sound again); until when.

        The log of every running session that it listens to says who did it. Nothing else is silenced, and nothing acknowledged.
        `at` is when it was pressed on a screen that Vigil could not reach (None = now): then the sessions that ran at that
        instant are told, once, however often it is sent. `Refused` when that is in the future, or more than a day ago.
        """
        allow(who, Act.SEE)
        if not 0 <= lasting <= LONGEST:
            said = f"A screen can be silent for 0 to {LONGEST // 1000} s. You asked for {lasting // 1000} s."
            raise Refused.of(FieldError("seconds", said))
        now, name = self.clock(), _name(screen.name)
        begun = now if at is None else _pressed(at, now)
        quiet = Silenced(id=id, at=begun, by=who.name, received=now, screen=name, until=begun + lasting)
        with self.store.writing() as db:
            rows = self._silent(db, screen, at)
            facts = [replace(quiet, id=f"{row}:{id}") for row in rows]
            done = [self.sessions.add(db, self.sessions.of(db, r), [f], who.name)[0] for r, f in zip(rows, facts, strict=True)]
        for current in done:
            self.sessions.keep(current)
        return quiet.until

    def _silent(self, db: Reader, screen: Screen, at: Millis | None) -> list[str]:
        """The sessions that a silent screen listened to: those that run, or (`at`) ran then and are not signed by now."""
        running = [row for row in db.sessions(running=True) if screen.covers(row.room)]
        if at is None:
            return [row.id for row in running]
        since = [row for row in db.latest(LATEST) if screen.covers(row.room) and row.opened_at > at - FORGOTTEN]
        ended = [row for row in since if row not in running and _ran(self.sessions.of(db, row.id), at)]
        return [row.id for row in (*running, *ended) if row.opened_at <= at]

    def settle(self, now: Millis) -> None:
        """Tell each running session whose listeners have changed.

        A process that has just started waits until screens had time to come back: they lost it, not their sound.
        """
        if now - self._began < GONE:
            return
        with self.store.reading() as db:
            screens, rows = db.screens(), db.sessions(running=True)
        for row in rows:
            known = self.sessions.known(row.id)
            if known is not None and self._owed(known, screens, now) is not None:
                self._tell(row, screens, now)

    def _tell(self, row: SessionRow, screens: Sequence[Screen], now: Millis) -> None:
        with self.store.writing() as db:
            current = self.sessions.of(db, row.id)
            fact = self._owed(current, screens, now)
            if fact is None:
                return
            after, _ = self.sessions.add(db, current, [fact], SAYS)
        self.sessions.keep(after)

    def _owed(self, current: Current, screens: Sequence[Screen], now: Millis) -> Listening | None:
        """What the session must be told, None where it knows."""
        heard, last = listeners(screens, current.row.room, now), current.picture.listening
        said = (len(heard), roll(heard))
        if not current.running or (last is None and not heard and not self.required):
            return None
        if last is not None and said == (last.screens, last.where):
            return None
        at = now if heard else min(now, max(self._left(current, screens), 0 if last is None else last.at))
        name = f"{current.row.id}:listening:{current.revision + 1}"
        return Listening(id=name, at=at, by=SAYS, received=now, source=SAYS, screens=said[0], where=said[1])

    def _left(self, current: Current, screens: Sequence[Screen]) -> Millis:
        """Since when nobody listens: since the last one was heard of, not since it was missed."""
        seen = (screen.seen for screen in screens if screen.covers(current.row.room))
        return max([current.row.opened_at, self._began, *seen])


def _pressed(at: Millis, now: Millis) -> Millis:
    """When a silence was pressed, where that can be."""
    if at > now + AHEAD:
        raise Refused.of(FieldError("at", "The time of a silence must not be in the future."))
    if at < now - FORGOTTEN:
        raise Refused.of(FieldError("at", "A silence can be told of at most a day later."))
    return at


def _ran(current: Current, at: Millis) -> bool:
    """Whether a session that is over ran at an instant, and can still be told of it."""
    ended = current.picture.ended_at
    return ended is not None and at <= ended and not any(isinstance(fact, Signed) for fact in current.known)


def _name(text: str) -> str:
    name = check_text("screen", text, needed=True)
    if len(name) > NAME or "," in name:
        raise Refused.of(FieldError("screen", f"Name the screen in 1 to {NAME} characters without a comma, such as desk."))
    return name
