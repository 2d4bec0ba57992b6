"""What does somebody see who has no clinic? A throw-away one: invented patients, past sessions, simulated monitors."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from dashboard.commands.answers import step
from dashboard.settings import Settings
from models import alerts, protocol
from models.clinic import Clinic, Opening, Patient, SessionRow, User, device, operator
from models.current import sayings
from models.entry import MANUAL
from models.errors import VigilError
from models.facts import Fact, Signed
from models.signing import MEANINGS
from models.vitals import MINUTE, Millis, ObservationSet
from sample_data.cast import ROOMS, SEED, STAFF
from sample_data.monitor import SimulatedRoom, rooms
from sample_data.sessions import DemoSession, past

log = logging.getLogger(__name__)
PASSWORD = "just looking"  # noqa: S105  # of a database that lives as long as the process
SIGNED_AFTER: Millis = 3 * MINUTE
"""How long after the end of a past session its nurse signed."""
EVERY = 1.0
"""Seconds between two looks at what the simulated monitors have sent."""
MAKER = operator("demo")


@contextmanager
def throw_away(chosen: Settings) -> Iterator[Settings]:
    """Settings for a demo with a database of its own, which is gone afterwards.

    Nobody has to listen to invented patients: where the environment does not say otherwise, their sound is off until it is armed.
    """
    owner = os.getpid()
    folder = Path(tempfile.mkdtemp(prefix=f"vigil-demo-{owner}-"))
    try:
        ours = chosen.but(database_url=f"sqlite:///{folder / 'demo.db'}", clinic="Demo clinic", rooms=ROOMS, demo=True)
        yield ours if ("VIGIL_SOUND", "environment") in chosen.origins else ours.but(sound=False)
    finally:
        if os.getpid() == owner:  # a worker that ends leaves by the same way
            shutil.rmtree(folder, ignore_errors=True)


def furnish(clinic: Clinic, now: Millis) -> None:
    """Fill an empty clinic with what the first screen shows: staff, and the rooms that are busy at `now`."""
    clinic.papers.invent(MAKER)
    people = [User(name=one.name, full_name=one.full_name, role=one.role, password_hash="") for one in STAFF]
    with ThreadPoolExecutor() as hands:  # keeping a password safe takes long, and can be done for several at once
        list(hands.map(lambda one: clinic.staff.add(one, PASSWORD, MAKER), people))
    load(clinic, tuple(room.so_far(now) for room in rooms(SEED, now)))


def remember(clinic: Clinic, now: Millis) -> None:
    """Add what happened before: the sessions of the last weeks, each signed by its nurse."""
    sessions = past(SEED, now)
    load(clinic, sessions)
    for session in sessions:
        _sign(clinic, session)


def _sign(clinic: Clinic, session: DemoSession) -> None:
    """Sign as on a screen, so that the signature stands for the very log that is stored: no import could know its hash."""
    end = session.facts[-1]
    signed = Signed(id=f"{session.id}-signed", at=end.at + SIGNED_AFTER, meaning=MEANINGS[0])
    clinic.record(session.id, signed, _who(end))


def load(clinic: Clinic, sessions: tuple[DemoSession, ...]) -> None:
    """Store whole sessions, with what Vigil said in them at the time."""
    items = [(session.id, fact) for session in sessions for fact in (*session.facts, *_said(session))]
    clinic.files.take(f"demo {sessions[0].id}", items, [_opening(session) for session in sessions], MAKER, said=True)


def _said(session: DemoSession) -> Iterator[Fact]:
    return sayings(session.id, alerts.fold(protocol.load(session.protocol_name), session.facts))


def _opening(session: DemoSession) -> Opening:
    who, under = session.patient, protocol.load(session.protocol_name)
    patient = Patient(id=who.id, name=who.name, birth=who.birth, identifier=who.identifier, allergies=who.allergies)
    row = SessionRow(
        id=session.id,
        patient=who.id,
        room=session.room,
        protocol=under.digest,
        opened_at=session.facts[0].at,
        planned=session.planned,
    )
    return Opening(patient, row, under)


def say_ready(url: str) -> None:
    """Tell whoever started it where it is, and how to come in."""
    names = "\n".join(f"  {one.name:8} {one.role:14} {one.full_name}" for one in STAFF)
    sys.stdout.write(f"Vigil is at {url}\nDEMO: nothing here is real. Sign in as one of these, password: {PASSWORD}\n{names}\n")
    sys.stdout.flush()


def live(clinic: Clinic, start: Millis, stop: Event) -> None:
    """Let the demo live: what its rooms record until it must stop, and beside it its past, which no first screen needs.

    The past takes long; monitors that waited for it would be called lost.
    """
    Thread(target=_recall, args=(clinic, start), name="vigil-demo-past", daemon=True).start()
    feed(clinic, start, stop)


def _recall(clinic: Clinic, start: Millis) -> None:
    remember(clinic, start)
    step("The sessions of the last weeks are there too: trends are complete.")


def feed(clinic: Clinic, start: Millis, stop: Event) -> None:
    """Hand the clinic what monitors and staff of the rooms busy at `start` record, second by second, until told to stop."""
    busy, fed = rooms(SEED, start), start
    while not stop.wait(EVERY):
        now = clinic.clock()
        busy = tuple(room for room in busy if _fed(clinic, room, fed, now))
        fed = now


def _fed(clinic: Clinic, room: SimulatedRoom, start: Millis, end: Millis) -> bool:
    """Hand over what this room recorded; False once the clinic takes nothing more for it, because its session has ended."""
    for fact in room.between(start, end):
        try:
            clinic.record(room.session, fact, _who(fact))
        except VigilError as refused:
            log.info("room %s: %s", room.room, refused)
            return clinic.session_view(room.session, end).picture.ended_at is None
    return True


def _who(fact: Fact) -> User:
    """The monitor that measured it, or the nurse who wrote it."""
    if isinstance(fact, ObservationSet) and fact.source != MANUAL:
        return device(fact.by)
    return User(name=fact.by, full_name=fact.by, role="nurse", password_hash="")
