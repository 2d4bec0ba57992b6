"""How does a reading get to the right patient? Struck through where it was wrong, entered where it belongs, a trail in both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from models import corrections, entry, signing
from models.current import Current
from models.errors import Conflict, Refused
from models.facts import Note, Voided
from models.people import Actor
from models.store import Entry, Reader
from models.vitals import Millis, ObservationSet


@dataclass(frozen=True, slots=True)
class Move:
    """A reading of the wrong patient, as somebody moves it: its id, the session where it belongs, and why (may be "").

    `id` names the move: the same one again changes nothing. `seen` is the revision of the wrong session on the screen.
    """

    id: str
    target: str
    to: str
    reason: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move writes: the reading struck through in one session, and the same reading with a note in the other."""

    void: Voided
    reading: ObservationSet
    trail: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Somebody who moves readings from one session to another, at `now`; `zone` is the clinic's."""

    db: Reader
    here: Current
    there: Current
    who: Actor
    now: Millis
    zone: ZoneInfo

    def moved(self, wanted: Move) -> Moved:
        """What this move writes; Refused or Conflict where it may not be. The reading keeps its time and who measured it."""
        if self.here.row.id == self.there.row.id:
            raise Refused("The reading is in this session already. Choose the session where it belongs.")
        seen = corrections.target(self.db.entries(self.here.row.id), wanted.target, wanted.seen)
        if not isinstance(seen, ObservationSet):
            raise Refused("Only readings can be moved. Strike this entry through and enter it where it belongs.")
        signing.unsealed(seen, self.there.log)
        entry.check_time(seen.at, self.now, self.there.row.opened_at, self.there.picture.ended_at, self.zone)
        reading = replace(seen, id=f"{wanted.id}:reading", received=self.now)
        return Moved(self._void(wanted), reading, self._trail(wanted, seen))

    def done(self, wanted: Move, stored: Entry) -> bool:
        """Whether what is stored under the id of this move is this very move; Conflict when it is something else."""
        known = stored.fact
        same = isinstance(known, Voided) and (known.target, known.reason) == (wanted.target, self._why(wanted))
        if not same or stored.session != self.here.row.id:
            raise Conflict(f"The id {wanted.id} was used before, for something else. Nothing was changed. Move it with a new id.")
        return True

    def _void(self, wanted: Move) -> Voided:
        by, why = self.who.name, self._why(wanted)
        return Voided(id=wanted.id, at=self.now, by=by, received=self.now, target=wanted.target, reason=why)

    def _why(self, wanted: Move) -> str:
        """Why the reading is struck through where it was; the other patient is named by the room only."""
        reason = entry.check_text("reason", wanted.reason)
        return f"wrong patient: moved to room {self.there.row.room}, by {self.who.name}{reason and f' ({reason})'}"

    def _trail(self, wanted: Move, seen: ObservationSet) -> Note:
        """Where the reading came from, for whoever reads the record of the right patient."""
        reason = entry.check_text("reason", wanted.reason)
        was = f"from room {self.here.row.room}, where {seen.by} entered it for the wrong patient"
        text = f"A reading was moved here {was}{reason and f' ({reason})'}."
        by, at = self.who.name, self.now
        return Note(id=f"{wanted.id}:trail", at=at, by=by, received=at, text=text, reason="wrong patient")
