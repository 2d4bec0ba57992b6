"""Which running session is a reading of a gateway for? Found by the patient's number, the bed or the device; never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.errors import NotFound, Refused
from models.intake.envelope import Whose
from models.store import Patient, Reader, SessionRow

_ROOM = re.compile(r"(?:room|bed|zimmer|bett|raum)[\s._-]*(?=\w)")
SETTING = "Name the bed or the device with its room in VIGIL_MONITORS"


@dataclass(frozen=True, slots=True)
class Beds:
    """The sessions that run, each with its patient; `monitors` says which bed or device (`plain`) stands in which room."""

    running: tuple[tuple[SessionRow, Patient], ...]
    monitors: Mapping[str, str]

    def session(self, whose: Whose) -> str:
        """The id of the session; NotFound when none runs for them, Refused when what is said points at two."""
        here = [one for one in self.running if plain(one[0].room) in self._rooms(whose.names)]
        theirs = [one for one in self.running if whose.patient and whose.patient in {one[1].id, one[1].identifier}]
        if len(here) > 1:
            rooms = " and ".join(row.room for row, _ in here)
            raise Refused(f"{_said(whose.names)} could be room {rooms}. {SETTING}.")
        if not here and not theirs:
            raise NotFound(_nobody(whose))
        if here and theirs != here and whose.patient:
            row, patient = here[0]
            told = patient.identifier or f"{patient.name}, who has no number"
            raise Refused(f"The message is of patient {whose.patient}, and in room {row.room} is {told}. Check the monitor.")
        return (theirs or here)[0][0].id

    def _rooms(self, names: Sequence[str]) -> set[str]:
        """The rooms that are meant: where the clinic has said where one stands, only that counts."""
        known = [plain(name) for name in names]
        return {plain(self.monitors[name]) for name in known if name in self.monitors} or set(known)


def beds(db: Reader, monitors: Mapping[str, str]) -> Beds:
    """The sessions that run now."""
    rows = db.sessions(running=True)
    patients = {patient.id: patient for patient in db.patients_of({row.patient for row in rows})}
    return Beds(tuple((row, patients[row.patient]) for row in rows), monitors)


def plain(name: str) -> str:
    """The name of a room, a bed or a device as it is compared: `ROOM 3`, `Bed 3` and `3` are one."""
    small = " ".join(name.casefold().split())
    return _ROOM.sub("", small, count=1) if _ROOM.match(small) else small


def _nobody(whose: Whose) -> str:
    who = f"patient {whose.patient}" if whose.patient else "a patient whom the message does not name"
    return f"No session runs for {who} at {_said(whose.names)}. Open one in Vigil, or check the bed at the monitor. {SETTING}."


def _said(names: Sequence[str]) -> str:
    return ", ".join(names[:4]) or "a bed that is not named"
