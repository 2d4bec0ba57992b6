"""What is taken to paper, or away? All that is known of one session, and the row of the log which notes who took it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models import doses
from models.bundle import Bundle, Origin, Person
from models.errors import Conflict, StoreFailed
from models.facts import Fact
from models.people import Act, Actor, allow
from models.rooms import SessionView
from models.sessions import Sessions
from models.store import Head, Store, User
from models.vitals import Millis


@dataclass(frozen=True, slots=True)
class Copied:
    """One session as it was when it was printed.

    `facts` are the whole log of it, as far as the view goes. `head` is the end of the log of everything: where `noted`, the very
    row which says who printed this. It is False where the log could not be written; what is known can still be printed.
    `invented` = nothing in this database is real, as its very first row says.
    """

    view: SessionView
    facts: tuple[Fact, ...]
    staff: tuple[User, ...]
    at: Millis
    head: Head
    noted: bool
    invented: bool


INVENTED = "invented"
"""The first row of a log in which nothing is real."""


class Papers:
    """The door for what leaves on paper. Each printing is noted in the log, as every disclosure must be."""

    def __init__(self, store: Store, sessions: Sessions, clock: Callable[[], Millis]) -> None:
        self.store, self.sessions, self.clock = store, sessions, clock

    def invent(self, who: Actor) -> None:
        """Say in the first row of an empty log that nothing here is real, so that whatever prints it says so; else Conflict."""
        allow(who, Act.KEEP)
        with self.store.writing() as db:
            if db.trail(limit=1):
                raise Conflict("This database is in use. Only an empty one can become a demo.")
            db.audit(who.name, INVENTED, "", "invented patients and staff, simulated monitors")

    def copy(self, session: str, who: Actor, action: str = "print", form: str = "flowsheet") -> Copied:
        """Everything of a session, for its flowsheet or another form of it; NotFound when there is none."""
        allow(who, Act.SEE)
        now = self.clock()
        with self.store.reading() as db:
            view = self.sessions.view(db, self.sessions.of(db, session), now)
            facts = tuple(entry.fact for entry in db.entries(session) if entry.revision <= view.revision)
            staff, end = tuple(db.users()), db.end()
            invented = any(first.action == INVENTED for first in db.trail(limit=1))
        note = self._note(who, action, session, f"{form} up to row {view.seq}")
        return Copied(view, facts, staff, now, note or end, noted=note is not None, invented=invented)

    def bundle(self, session: str, who: Actor, clinic: str, zone: str) -> Bundle:
        """Everything of a session with what another machine needs to check and to judge it; NotFound when there is none."""
        allow(who, Act.SEE)
        with self.store.reading() as db:
            view = self.sessions.view(db, self.sessions.of(db, session), self.clock())
            rows, users, end = tuple(db.rows_of(session)), db.users(), db.end()
            checkers = doses.checkers(entry.fact for entry in db.entries(session))
            invented = any(first.action == INVENTED for first in db.trail(limit=1))
        note = self._note(who, "export", session, f"bundle up to row {rows[-1].seq if rows else 0}")
        names = {name for row in rows for name in (row.by, row.actor)} | checkers
        staff = tuple(Person(user.name, user.full_name, user.role) for user in users if user.name in names)
        origin = Origin(clinic=clinic, zone=zone, made=self.clock(), head=note or end, invented=invented)
        text = view.picture.protocol.text
        return Bundle(origin=origin, session=view.row, patient=view.patient, staff=staff, text=text, rows=rows)

    def _note(self, who: Actor, action: str, session: str, detail: str) -> Head | None:
        """The row of the log that notes a disclosure; None where nothing can be written: then paper is needed most."""
        try:
            with self.store.writing() as db:
                db.audit(who.name, action, session, detail)
                return db.end()
        except StoreFailed:
            return None
