"""Which sessions are being watched, and what changed in them? Keeps each running session folded, and says what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from threading import Lock
from typing import TypeVar

from models import protocol
from models.current import SAYS, STAGED, Current, begin
from models.entry import MANUAL
from models.errors import NotFound, VigilError
from models.facts import Fact
from models.hub import Change, Hub
from models.rooms import SessionView
from models.stages import Progress
from models.store import Entry, Reader, Store, Writer
from models.vitals import MINUTE, Millis, ObservationSet

log = logging.getLogger(__name__)
T = TypeVar("T")
FRESH: Millis = 60 * MINUTE
"""How long after its end a session is still on the stream of all screens."""
KEPT = 128
"""Sessions that are kept folded; beyond it those that have ended are forgotten first."""


class Unjudged(VigilError):
    """The alerts of a running session could not be worked out: screens and /healthz must say so."""


class Sessions:
    """The sessions of one process: a cache that cannot be stale, because each is caught up by its revision before use."""

    def __init__(self, store: Store, clock: Callable[[], Millis], hub: Hub) -> None:
        self.store, self.clock, self.hub = store, clock, hub
        self._known: dict[str, Current] = {}
        self._faces: dict[str, _Face] = {}
        self._failing: set[str] = set()
        self._lock = Lock()
        self._telling = Lock()

    def of(self, db: Reader, id: str) -> Current:
        """The session as far as this transaction sees its log; NotFound when there is none."""
        known = self._known.get(id) or self._begun(db, id)
        return self.keep(known.after(db.lines(id, known.revision), lambda: db.lines(id)))

    def known(self, id: str) -> Current | None:
        """The session as far as it was last looked at, without asking the log; None where it was not, or could not be judged."""
        return self._known.get(id)

    def keep(self, current: Current) -> Current:
        """Remember a session as it is after a commit, unless a later state of it is known."""
        with self._lock:
            self._known[current.row.id] = max(current, self._known.get(current.row.id, current), key=_age)
            if len(self._known) > KEPT:
                self._make_room()
        return current

    def _make_room(self) -> None:
        ended = [session for session, current in self._known.items() if not current.running]
        for session in ended[: KEPT // 2]:
            self._forget(session)

    def _forget(self, session: str) -> None:
        """Whoever wants this session next reads all of its log, and everybody is told anew what it shows."""
        self._known.pop(session, None)
        self._faces.pop(session, None)

    def _begun(self, db: Reader, id: str) -> Current:
        row = db.session(id)
        if row is None:
            raise NotFound(f"There is no session {id}.")
        return begin(row, self.protocol(db, row.protocol))

    def protocol(self, db: Reader, digest: str) -> protocol.Protocol:
        """The protocol with this digest, as it was kept when the session was opened."""
        text = db.protocol_text(digest)
        if text is None:
            raise NotFound(f"The protocol {digest} is not kept in this database.")
        return protocol.parse(text)

    def view(self, db: Reader, current: Current, now: Millis) -> SessionView:
        """The session at `now`, with its patient."""
        patient = db.patient(current.row.patient)
        if patient is None:
            raise NotFound(f"The patient of session {current.row.id} is not in this database.")
        said = tuple(current.said.values())
        return SessionView(current.row, patient, current.at(now).ahead, current.seq, current.revision, said, current.known)

    def add(self, db: Writer, current: Current, facts: Sequence[Fact], actor: str) -> tuple[Current, list[Entry]]:
        """Append facts and, in the same transaction, what they make Vigil say. Keep the result only after the commit."""
        now, session = self.clock(), current.row.id
        stored = db.append(session, facts, actor)
        current = current.after(stored, lambda: db.lines(session)).at(now)
        said = db.append(session, current.unsaid(now), SAYS)
        return current.after(said, lambda: db.lines(session)), stored

    # ------------------------------------------------------------------------------------------------- what changed
    def heard(self, entries: Sequence[Entry]) -> None:
        """Tell everybody who listens what was written, by whichever process: the store hands it over in order, once.

        Whatever goes wrong, nobody loses an entry: everybody who listens starts over, and catches up from the log.
        """
        try:
            with self.store.reading() as db:
                self._tell(db, entries)
        except Exception:
            self.hub.close()
            raise

    def _tell(self, db: Reader, entries: Sequence[Entry]) -> None:
        """Tell of each run of entries of one session by itself: who hears of all sessions hears them in the order of the log."""
        running = {row.id for row in db.sessions(running=True)}
        runs = [tuple(run) for _, run in groupby(entries, attrgetter("session"))]
        last = {run[0].session: run for run in runs}
        known = [session for session in last if session in running or session in self._known]
        live = {session: self._tried(session, partial(self.of, db, session)) for session in known}
        for run in runs:
            session = run[0].session
            current = live.get(session)
            if current is None or run is not last[session] or not self._tried(session, partial(self._publish, db, current, run)):
                shown = session in live and (current is None or self._fresh(current))
                self.hub.publish(Change(session, run, None, running=shown))

    def _tried(self, session: str, work: Callable[[], T]) -> T | None:
        """What `work` gives, None when it fails: then the session is read anew at the next look, and `tick` complains of it."""
        try:
            return work()
        except Exception:
            if session not in self._failing:
                log.exception("session %s could not be judged", session)
            self._failing.add(session)
            with self._lock:
                self._forget(session)
            return None

    def _fresh(self, current: Current) -> bool:
        """Whether the session is on the stream of all screens."""
        ended = current.picture.ended_at
        return ended is None or self.clock() - ended < FRESH

    def _publish(self, db: Reader, current: Current, entries: tuple[Entry, ...]) -> bool:
        """One change for everybody; with the view only when something that the screens show besides readings is different.

        One thread at a time, each with the latest state that is known, so that no screen is taken back to an earlier one.
        """
        session = current.row.id
        with self._telling:
            now = self.clock()
            current = self.keep(max(current, self._known.get(session, current), key=_age).at(now))
            known = self._faces.get(session)
            face = _face(current, entries, known)
            view = self.view(db, current, now) if known is None or face.differs(known) else None
            self._faces[session] = face
            if entries or view is not None:
                self.hub.publish(Change(session, entries, view, running=self._fresh(current)))
        return True

    # --------------------------------------------------------------------------------------------- what time brings
    def tick(self) -> Millis:
        """Say what time alone has made due in every running session; the instant that was looked at.

        One session that cannot be judged does not keep the others from it; `Unjudged` names it when all have been tried.
        """
        now = self.clock()
        with self.store.reading() as db:
            ids = [row.id for row in db.sessions(running=True)]
        failed = [session for session in ids if self._tried(session, partial(self._looked, session, now)) is None]
        self._failing.intersection_update(failed)
        if failed:
            raise Unjudged(f"The alerts of {len(failed)} of {len(ids)} sessions could not be checked: {', '.join(failed)}.")
        return now

    def _looked(self, id: str, now: Millis) -> bool:
        self._look(id, now)
        return True

    def _look(self, id: str, now: Millis) -> None:
        known = self._known.get(id)
        if known is not None and not known.stirs(now):
            return
        with self.store.reading() as db:
            current = self.keep(self.of(db, id).at(now))
            if not current.unsaid(now):
                self._publish(db, current, ())
                return
        self.say(id, now)

    def say(self, id: str, now: Millis) -> None:
        """Append what is to be said at `now`; the ids are the same from every process, so that nothing is said twice."""
        with self.store.reading() as db:
            current = self.keep(self.of(db, id).at(now))
        if not current.unsaid(now):
            return
        with self.store.writing() as db:
            current = current.after(db.lines(id, current.revision), lambda: db.lines(id)).at(now)
            said = db.append(id, current.unsaid(now), SAYS)
            current = current.after(said, lambda: db.lines(id))
        self.keep(current)


def _age(current: Current) -> tuple[int, Millis]:
    """How far a state of a session goes: in its log, then in time."""
    return current.revision, current.ahead.now


@dataclass(frozen=True, slots=True)
class _Face:
    """What screens show of a session besides its readings: what was `shown`, and its `way`, as it was worked out at `looked`."""

    shown: object
    way: Progress
    looked: Millis

    def differs(self, other: _Face) -> bool:
        """Whether screens show something else."""
        return (self.shown, self.way) != (other.shown, other.way)


def _face(current: Current, entries: Sequence[Entry], known: _Face | None) -> _Face:
    """The face of a session after these entries. For what only a monitor sends, its way is worked out every `STAGED` ms."""
    picture = current.ahead
    said = picture.standing, picture.next_check, picture.asks, picture.listening
    shown = (*said, picture.doses, picture.ended_at, picture.baselines, current.row)
    if known is not None and _sent(entries) and picture.now - known.looked < STAGED:
        return _Face(shown, known.way, known.looked)
    return _Face(shown, _way(current.far), picture.now)


def _sent(entries: Sequence[Entry]) -> bool:
    """Whether all of it came from a monitor."""
    return bool(entries) and all(isinstance(one.fact, ObservationSet) and one.fact.source != MANUAL for one in entries)


def _way(far: Progress) -> Progress:
    """How far a session is, but not when what readings decide was last seen to hold: a monitor says that anew each second."""
    items = (replace(item, at=None) if item.measured and item.done else item for item in far.discharge)
    return replace(far, discharge=tuple(items))
