"""What does somebody say of a file on its way in, and what became of it?"""

from __future__ import annotations

from dataclasses import dataclass

from models.vitals import Millis


@dataclass(frozen=True, slots=True)
class Target:
    """Where somebody says that a file goes: into a session, to a patient (id or identifier), or into new sessions."""

    session: str = ""
    patient: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where one visit of a file went: which session, whose, and from its `first` reading or event to its `last` (epoch ms).

    `made`: the session did not exist before and comes with the file. `room` is "" for a session that was never on the board.
    """

    session: str
    patient: str
    name: str
    identifier: str
    room: str
    first: Millis
    last: Millis
    made: bool


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one file, or would: how many of its facts are new, how many were stored before, and where they are."""

    stored: int
    duplicates: int
    places: tuple[Place, ...] = ()
