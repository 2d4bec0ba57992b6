"""Which sessions are being watched, and what changed in them? Keeps each running session folded, and says what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from threading import Lock

from models import protocol
from models.current import SAYS, Current, begin
from models.errors import NotFound, StoreFailed, VigilError
from models.facts import Fact
from models.hub import Change, Hub
from models.rooms import SessionView
from models.store import Entry, Reader, Store, Writer
from models.vitals import MINUTE, Millis

log = logging.getLogger(__name__)
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
        self._faces: dict[str, object] = {}
        self._failing: set[str] = set()
        self._lock = Lock()
        self._telling = Lock()

    def of(self, db: Reader, id: str) -> Current:
        """The session as far as this transaction sees its log; NotFound when there is none."""
        known = self._known.get(id) or self._begun(db, id)
        return self.keep(known.after(db.entries(id, known.revision), lambda: db.entries(id)))

    def keep(self, current: Current) -> Current:
        """Remember a session as it is after a commit, unless a later state of it is known."""
        with self._lock:
            known = self._known.get(current.row.id)
            if known is None or current.revision >= known.revision:
                self._known[current.row.id] = current
            if len(self._known) > KEPT:
                self._forget()
        return current

    def _forget(self) -> None:
        ended = [session for session, current in self._known.items() if not current.running]
        for session in ended[: KEPT // 2]:
            del self._known[session]
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
        return SessionView(current.row, patient, current.at(now).ahead, current.seq, current.revision)

    def add(self, db: Writer, current: Current, facts: Sequence[Fact], actor: str) -> tuple[Current, list[Entry]]:
        """Append facts and, in the same transaction, what they make Vigil say. Keep the result only after the commit."""
        now, session = self.clock(), current.row.id
        stored = db.append(session, facts, actor)
        current = current.after(stored, lambda: db.entries(session)).at(now)
        said = db.append(session, current.unsaid(now), SAYS)
        return current.after(said, lambda: db.entries(session)), stored

    # ------------------------------------------------------------------------------------------------- what changed
    def heard(self, entries: Sequence[Entry]) -> None:
        """Tell everybody who listens what was written, by whichever process: the store hands it over in order, once."""
        found: dict[str, list[Entry]] = {}
        for one in entries:
            found.setdefault(one.session, []).append(one)
        try:
            with self.store.reading() as db:
                running = {row.id for row in db.sessions(running=True)}
                for session, some in found.items():
                    self._tell(db, session, tuple(some), live=session in running or session in self._known)
        except VigilError:
            self.hub.close()
            raise

    def _tell(self, db: Reader, session: str, entries: tuple[Entry, ...], *, live: bool) -> None:
        if not live:
            self.hub.publish(Change(session, entries, None, running=False))
            return
        try:
            current = self.of(db, session)
        except StoreFailed:
            raise
        except Exception:
            log.exception("session %s could not be judged", session)
            self.hub.publish(Change(session, entries, None))
        else:
            self._publish(db, current, entries)

    def _publish(self, db: Reader, current: Current, entries: tuple[Entry, ...]) -> None:
        """One change for everybody; with the view only when something that the screens show besides readings is different."""
        now, session = self.clock(), current.row.id
        current = self.keep(current.at(now))
        with self._telling:
            face, ended = _face(current), current.picture.ended_at
            view = self.view(db, current, now) if self._faces.get(session) != face else None
            self._faces[session] = face
            if entries or view is not None:
                self.hub.publish(Change(session, entries, view, running=ended is None or now - ended < FRESH))

    # --------------------------------------------------------------------------------------------- what time brings
    def tick(self) -> Millis:
        """Say what time alone has made due in every running session; the instant that was looked at.

        One session that cannot be judged does not keep the others from it; `Unjudged` names it when all have been tried.
        """
        now = self.clock()
        with self.store.reading() as db:
            ids = [row.id for row in db.sessions(running=True)]
        failed = [session for session in ids if not self._ticked(session, now)]
        if failed:
            raise Unjudged(f"The alerts of {len(failed)} of {len(ids)} sessions could not be checked: {', '.join(failed)}.")
        return now

    def _ticked(self, id: str, now: Millis) -> bool:
        try:
            self._look(id, now)
        except Exception:
            if id not in self._failing:
                log.exception("session %s could not be judged", id)
            self._failing.add(id)
            return False
        self._failing.discard(id)
        return True

    def _look(self, id: str, now: Millis) -> None:
        current = self._known.get(id)
        if current is not None and not current.stirs(now):
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
            if not self.keep(self.of(db, id).at(now)).unsaid(now):
                return
        with self.store.writing() as db:
            current = self.of(db, id).at(now)
            said = db.append(id, current.unsaid(now), SAYS)
            current = current.after(said, lambda: db.entries(id))
        self.keep(current)


def _face(current: Current) -> object:
    """What screens show of a session besides its readings."""
    picture = current.ahead
    return picture.standing, picture.next_check, picture.asks, picture.doses, picture.ended_at, picture.baselines, current.row
