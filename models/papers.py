"""What is taken to paper? All that is known of one session, and the row of the log which notes who printed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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

    def copy(self, session: str, who: Actor) -> Copied:
        """Everything of a session, for its flowsheet; NotFound when there is none."""
        allow(who, Act.SEE)
        now = self.clock()
        with self.store.reading() as db:
            view = self.sessions.view(db, self.sessions.of(db, session), now)
            facts = tuple(entry.fact for entry in db.entries(session) if entry.revision <= view.revision)
            staff, end = tuple(db.users()), db.end()
            invented = any(first.action == INVENTED for first in db.trail(limit=1))
        note = self._note(view, who)
        return Copied(view, facts, staff, now, note or end, noted=note is not None, invented=invented)

    def _note(self, view: SessionView, who: Actor) -> Head | None:
        """The row of the log that notes a printing; None where nothing can be written: then paper is needed most."""
        try:
            with self.store.writing() as db:
                db.audit(who.name, "print", view.row.id, f"flowsheet up to row {view.seq}")
                return db.end()
        except StoreFailed:
            return None
