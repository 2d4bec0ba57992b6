"""Which running session is a reading of a gateway for? Found by the patient's number, the bed or the device; never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.errors import NotFound, Refused
from models.intake.envelope import Whose
from models.store import Patient, Reader, SessionRow

_ROOM = re.compile(r"(?:room|bed|zimmer|bett|raum)[\s._-]*(?=\w)")
SETTING = "Name the bed or the device with its room in VIGIL_MONITORS"


@dataclass(frozen=True, slots=True)
class Beds:
    """The sessions that run, each with its patient; the rooms of the clinic, and which bed or device stands in which of them.

    The names of `rooms` and of `monitors` are `plain`.
    """

    running: tuple[tuple[SessionRow, Patient], ...]
    monitors: Mapping[str, str]
    rooms: frozenset[str]

    def session(self, whose: Whose) -> str:
        """The id of the session; NotFound when none runs for them, Refused when what is said points at two."""
        rooms = self._rooms(whose)
        here = [one for one in self.running if plain(one[0].room) in rooms]
        theirs = [one for one in self.running if whose.patient and whose.patient in {one[1].id, one[1].identifier}]
        if theirs and (theirs[0] in here or not here):
            return theirs[0][0].id
        if here and whose.patient:
            raise Refused(_another(whose, *here[0]))
        if len(rooms) > 1:
            raise Refused(f"{_place(whose)} could be room {' or '.join(sorted(rooms))}. {SETTING}.")
        if not here:
            raise NotFound(_nobody(whose))
        return here[0][0].id

    def _rooms(self, whose: Whose) -> frozenset[str]:
        """The rooms that are meant: those that the clinic has set for the bed or the device; else by the name of the bed.

        A device without a bed may be called after its room.
        """
        known = {plain(name) for name in (*whose.beds, *whose.devices)} & self.monitors.keys()
        if known:
            return frozenset(plain(self.monitors[name]) for name in known)
        return self.rooms & {plain(name) for name in whose.beds or whose.devices}


def beds(db: Reader, monitors: Mapping[str, str], rooms: Iterable[str]) -> Beds:
    """The sessions that run now, in these rooms and in any other."""
    rows = db.sessions(running=True)
    patients = {patient.id: patient for patient in db.patients_of({row.patient for row in rows})}
    named = frozenset(plain(room) for room in (*rooms, *(row.room for row in rows)))
    return Beds(tuple((row, patients[row.patient]) for row in rows), monitors, named)


def plain(name: str) -> str:
    """The name of a room, a bed or a device as it is compared: `ROOM 3`, `Bed 3` and `3` are one."""
    small = " ".join(name.casefold().split())
    return _ROOM.sub("", small, count=1) if _ROOM.match(small) else small


def _another(whose: Whose, row: SessionRow, patient: Patient) -> str:
    told = patient.identifier or f"{patient.name}, who has no number"
    return f"The message is of patient {whose.patient}, and in room {row.room} is {told}. Check the monitor."


def _nobody(whose: Whose) -> str:
    who = f"patient {whose.patient}" if whose.patient else "a patient whom the message does not name"
    return f"No session runs for {who} at {_place(whose)}. Open one in Vigil, or check the bed at the monitor. {SETTING}."


def _place(whose: Whose) -> str:
    return ", ".join((*whose.beds, *whose.devices)[:4]) or "a bed that is not named"
