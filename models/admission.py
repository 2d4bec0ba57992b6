"""How does a session begin? A known or a new patient, a free room, a protocol that is kept word for word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from secrets import token_hex

from models.entry import check_text
from models.errors import Conflict, FieldError, NotFound, Refused
from models.protocol import Protocol
from models.store import Patient, Reader, SessionRow, Writer
from models.vitals import MINUTE, Millis

FARTHEST: Millis = 24 * 60 * MINUTE
"""How far from now a first dose may be planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session as somebody asks for it. A patient with an empty id is new; `protocol` is a name or a digest."""

    room: str
    patient: Patient
    protocol: str
    planned: Millis | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A session that comes with a recording: whose, its row, and the protocol that judges it."""

    patient: Patient
    row: SessionRow
    under: Protocol


def file_session(db: Writer, opening: Opening, actor: str) -> None:
    """Keep a recorded session as it was: its protocol, its patient when not known, and its row."""
    db.keep_protocol(opening.under.text, opening.under.digest, opening.under.name, opening.under.version, actor)
    db.admit(opening.patient, actor)
    db.open_session(opening.row, actor)


def open_session(db: Writer, wanted: NewSession, under: Protocol, actor: str, now: Millis) -> SessionRow:
    """Keep the session, its protocol and, when new, its patient; Conflict when the room or the patient is in a session."""
    room = check_text("room", wanted.room, needed=True)
    if wanted.planned is not None and abs(wanted.planned - now) > FARTHEST:
        raise Refused.of(FieldError("planned", "The planned start must lie within a day of now. Check the date."))
    patient = _patient(db, wanted.patient, actor)
    for running in db.sessions(running=True):
        if running.room == room:
            raise Conflict(f"A session runs in room {room} already. End it first, or choose another room.")
        if running.patient == patient.id:
            raise Conflict(f"{patient.name} is in a session already, in room {running.room}.")
    db.keep_protocol(under.text, under.digest, under.name, under.version, actor)
    row = SessionRow(id=token_hex(8), patient=patient.id, room=room, protocol=under.digest, opened_at=now, planned=wanted.planned)
    db.open_session(row, actor)
    return row


def _patient(db: Writer, wanted: Patient, actor: str) -> Patient:
    return known(db, wanted.id) if wanted.id else admit(db, wanted, actor)


def known(db: Reader, id: str) -> Patient:
    """The patient with this id; NotFound when there is none."""
    found = db.patient(id)
    if found is None:
        raise NotFound(f"There is no patient {id}.")
    return found


def admit(db: Writer, wanted: Patient, actor: str) -> Patient:
    """Keep a new patient. Two people are never made one: an identifier that is known is a Conflict that says whose it is."""
    name, number = check_text("name", wanted.name, needed=True), check_text("identifier", wanted.identifier)
    other = db.find_patient(number)
    if other is not None:
        born = f", born {other.birth}" if other.birth else ""
        raise Conflict(f"The identifier {other.identifier} is {other.name}{born}. Choose that patient, or check the number.")
    allergies = check_text("allergies", wanted.allergies)
    patient = replace(wanted, id=token_hex(8), name=name, identifier=number, allergies=allergies)
    db.admit(patient, actor)
    return patient
