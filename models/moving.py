"""How does a reading get to the right patient? Struck through where it was wrong, entered where it belongs, a trail in both.

A session that has ended takes it too, as an amendment: with a reason and, under a signature, with one more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from models import corrections, entry
from models.current import Current
from models.errors import Conflict, FieldError, Refused
from models.facts import Note, Signed, Voided
from models.people import Actor
from models.signing import MEANINGS
from models.store import Entry, Patient, Reader, SessionRow
from models.vitals import MINUTE, Millis, ObservationSet

LATELY: Millis = 7 * 24 * 60 * MINUTE
"""How long after its end a session is still offered for a reading that was entered for the wrong patient."""
LONGEST: Millis = 24 * 60 * MINUTE
"""No session lasts longer: one that was opened so long before a reading is not asked whether it could be its own."""


@dataclass(frozen=True, slots=True)
class Move:
    """A reading of the wrong patient, as somebody moves it: its id, the session where it belongs, and why (may be "").

    `id` names the move: the same one again changes nothing. `seen` is the revision of the wrong session on the screen. `meaning`
    is as what somebody signs a move into or out of a signed record, "" = nobody signs.
    """

    id: str
    target: str
    to: str
    reason: str = ""
    seen: int | None = None
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A session where a reading may belong: whose it is, when it ended (epoch ms, None = it runs), whether it is signed."""

    row: SessionRow
    patient: Patient
    ended: Millis | None
    signed: bool


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
        entry.check_time(seen.at, self.now, self.there.row.opened_at, self.there.picture.ended_at, self.zone)
        self._amends(wanted)
        reading = replace(seen, id=f"{wanted.id}:reading", received=self.now)
        return Moved(self._void(wanted), reading, self._trail(wanted, seen))

    def done(self, wanted: Move, stored: Entry) -> bool:
        """Whether what is stored under the id of this move is this very move; Conflict when it is something else."""
        known = stored.fact
        same = isinstance(known, Voided) and (known.target, known.reason) == (wanted.target, self._why(wanted, known.at))
        if not same or stored.session != self.here.row.id:
            raise Conflict(f"The id {wanted.id} was used before, for something else. Nothing was changed. Move it with a new id.")
        return True

    def _amends(self, wanted: Move) -> None:
        """What has ended is amended with a reason, and what was signed under one more signature."""
        over = next((one for one in (self.here, self.there) if not one.running), None)
        if over is not None and not wanted.reason.strip():
            where = f"The session in room {over.row.room} has ended: this is an amendment."
            raise Refused.of(FieldError("reason", f"{where} Say why the reading is moved."))
        if wanted.meaning and wanted.meaning not in MEANINGS:
            raise Refused.of(FieldError("meaning", f"The meaning must be one of: {', '.join(MEANINGS)}."))
        signed = next(filter(None, map(_signature, (self.here, self.there))), None)
        if signed is not None and not wanted.meaning:
            sign = "Sign the move: as what, and with your password."
            raise Refused.of(FieldError("meaning", f"The record was signed by {signed.by}. {sign}"))

    def _void(self, wanted: Move) -> Voided:
        by, why = self.who.name, self._why(wanted, self.now)
        return Voided(id=wanted.id, at=self.now, by=by, received=self.now, target=wanted.target, reason=why)

    def _why(self, wanted: Move, at: Millis) -> str:
        """Why the reading is struck through where it was; the other patient is named by the room only."""
        return f"wrong patient: moved to {self._place(self.there, at)}, by {self.who.name}{_because(wanted)}"

    def _trail(self, wanted: Move, seen: ObservationSet) -> Note:
        """Where the reading came from, for whoever reads the record of the right patient."""
        was = f"from {self._place(self.here, self.now)}, where {seen.by} entered it for the wrong patient"
        text = f"A reading was moved here {was}{_because(wanted)}."
        by, at = self.who.name, self.now
        return Note(id=f"{wanted.id}:trail", at=at, by=by, received=at, text=text, reason="wrong patient")

    def _place(self, one: Current, at: Millis) -> str:
        """The room; with the beginning of the session where that was over at `at`, for a room has many."""
        ended = one.picture.ended_at
        begun = f", session of {entry.clock(one.row.opened_at, self.zone)}" if ended is not None and ended <= at else ""
        return f"room {one.row.room}{begun}"


def _because(wanted: Move) -> str:
    """Why, and as what it was signed; "" where neither was said."""
    reason = entry.check_text("reason", wanted.reason)
    said = "; ".join(word for word in (reason, wanted.meaning and f"signed as: {wanted.meaning}") if word)
    return f" ({said})" if said else ""


def _signature(one: Current) -> Signed | None:
    return next((fact for fact in one.known if isinstance(fact, Signed)), None)


def elsewhere(db: Reader, of: Callable[[str], Current], here: Current, target: str, now: Millis) -> Iterator[Elsewhere]:
    """The other sessions in which this reading can have been taken: those that run, and those that ended within `LATELY`.

    `of` gives a session as it stands. Those that run come first, then what ended last.
    """
    at = corrections.original(db.entries(here.row.id), target).at
    rows = db.opened(max(at - LONGEST, now - LATELY - LONGEST), at + entry.BEFORE)
    found = [one for one in (of(row.id) for row in rows if row.id != here.row.id) if _open_to(one, at, now)]
    for one in sorted(found, key=lambda one: (not one.running, -(one.picture.ended_at or 0), one.row.room)):
        patient = db.patient(one.row.patient)
        if patient is not None:
            yield Elsewhere(one.row, patient, one.picture.ended_at, _signature(one) is not None)


def _open_to(one: Current, at: Millis, now: Millis) -> bool:
    ended = one.picture.ended_at
    return ended is None or (at <= ended and now - ended <= LATELY)
