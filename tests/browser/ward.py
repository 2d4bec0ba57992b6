"""What does a story in the browser begin with? A small clinic with one session that runs, and a server that can be cut off."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from time import time
from urllib.request import Request, urlopen

from werkzeug.serving import BaseWSGIServer, make_server

from dashboard.app import create_app
from dashboard.settings import read
from models import protocol
from models.clinic import Clinic, House, User, operator
from models.facts import Dose, Fact, Opened
from models.outgo.flowsheet import Press
from models.store import Patient, SessionRow, Store
from models.vitals import MINUTE, Millis, ObservationSet

NURSE = User(name="nurse.a", full_name="Nurse A", role="nurse", password_hash="")
OMAR = User(name="omar", full_name="Omar Haddad", role="nurse", password_hash="")
ADMIN = User(name="admin", full_name="Ada Min", role="administrator", password_hash="")
PASSWORD = "correct horse battery"
SESSION = "s1"
HOUSE = House(rooms=("1", "2", "3"))
PATIENT = Patient(id="p1", name="OKAFOR, Ruth", birth=None, identifier="0042", allergies="Penicillin")


@dataclass
class Clock:
    """The clinic's clock, which a story can put forward."""

    ahead: Millis = 0

    def __call__(self) -> Millis:
        return round(time() * 1000) + self.ahead


@dataclass
class Ward:
    """A clinic, its server, and how a story enters something from elsewhere. `database` is where both keep the log."""

    clinic: Clinic
    clock: Clock
    database: str
    port: int = 0
    press: Press = field(default_factory=Press)
    numbers: Iterator[int] = field(default_factory=count)
    running: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        """Where its screens are."""
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Start the server; the second time at the same place as before."""
        store = Store.open(self.database, self.clock)
        self.running.callback(store.close)
        clinic = Clinic(store, self.clock, zone=self.clinic.zone, name=self.clinic.name, house=self.clinic.house)
        server = self.running.enter_context(served(clinic, self.port))
        self.port, self.press = server.port, server.app.extensions["vigil"].press  # type: ignore[attr-defined]

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """The server is gone for a while; what other clinics' processes store meanwhile is not lost."""
        self.running.close()
        yield
        self.open()

    def emptied(self, database: str) -> None:
        """The server is that of another clinic, which has staff and nothing else; `database` is where it keeps its log."""
        with self.cut_off():
            self.database = database
            store = Store.open(database)
            store.migrate()
            bare_clinic(store, self.clock)
            store.close()

    def sets(self) -> list[ObservationSet]:
        """Every set that is stored."""
        return [entry.fact for entry in self.clinic.entries(SESSION) if isinstance(entry.fact, ObservationSet)]

    def seen(self, minutes: float = 0, session: str = SESSION, **values: object) -> None:
        """Another screen enters a set, measured some minutes ago."""
        at = self.clock() - round(minutes * MINUTE)
        self.clinic.record(session, ObservationSet(id=f"other-{next(self.numbers)}", at=at, **values), NURSE)  # type: ignore[arg-type]

    def monitor(self, heart_rate: float, at: Millis) -> None:
        """A monitor sends a heart rate."""
        seen = ObservationSet(id=f"m-{next(self.numbers)}", at=at, source="monitor-3", heart_rate=heart_rate)
        self.clinic.record(SESSION, seen, NURSE)


def past(now: Millis, name: str = "") -> list[Fact]:
    """A session that was opened an hour ago, with a dose 38 minutes ago and quiet sets until 8 minutes ago.

    Ids begin with `name`: they are unique in a clinic.
    """
    start = now - 38 * MINUTE
    facts: list[Fact] = [
        Opened(id=f"{name}open", at=start - 20 * MINUTE, received=start - 20 * MINUTE, by="nurse.a", planned=start)
    ]
    quiet = [(-15, 70, 124, 78, 0), (-5, 72, 126, 80, 0), (10, 80, 136, 84, 1), (20, 84, 140, 86, 2), (30, 80, 136, 84, 2)]
    for minute, rate, high, low, dissociation in quiet:
        at = start + minute * MINUTE
        facts.append(
            ObservationSet(
                id=f"{name}set{minute}", at=at, received=at, by="nurse.a", heart_rate=rate, systolic=high, diastolic=low, spo2=97,
                sedation=5, dissociation=dissociation,
            )
        )  # fmt: skip
    dose = Dose(id=f"{name}dose", at=start, received=start, by="nurse.a", drug="Ketamine", amount=35, unit="mg", route="IV")
    return [*facts, dose]


def bare_clinic(store: Store, clock: Clock, house: House = HOUSE) -> Clinic:
    """A clinic with one nurse and a colleague, and nobody who was ever treated."""
    clinic = Clinic(store, clock, zone="Europe/Berlin", name="Clinic North", house=house)
    clinic.staff.add(NURSE, PASSWORD, operator("test"))
    with store.writing() as db:
        db.add_user(OMAR, "test")
    return clinic


def open_clinic(store: Store, clock: Clock, house: House = HOUSE) -> Clinic:
    """A clinic with one nurse and one session."""
    clinic = bare_clinic(store, clock, house)
    add_session(clinic, SESSION, "3", PATIENT, past(clock()))
    return clinic


def add_session(clinic: Clinic, id: str, room: str, patient: Patient, facts: Iterable[Fact]) -> None:
    """Keep a session with what happened in it so far."""
    under, log = protocol.load("iv-ketamine-40min"), sorted(facts, key=lambda fact: fact.at)
    with clinic.store.writing() as db:
        db.keep_protocol(under.text, under.digest, under.name, under.version, "test")
        db.admit(patient, "test")
        row = SessionRow(id=id, patient=patient.id, room=room, protocol=under.digest, opened_at=log[0].at, planned=None)
        db.open_session(row, "test")
        db.append(id, log, "test")


@contextmanager
def served(clinic: Clinic, port: int = 0) -> Iterator[BaseWSGIServer]:
    """The clinic's screens on a port of this machine, in a thread."""
    app = create_app(clinic, read({}).but(clinic=clinic.name, zone=clinic.zone), live=True)
    server = make_server("127.0.0.1", port, app.server, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        app.server.extensions["vigil"].stop()
        server.shutdown()
        thread.join()
        server.server_close()


def sign_in(url: str, name: str = NURSE.name) -> list[dict[str, str]]:
    """The cookies of somebody who signed in."""
    body = json.dumps({"name": name, "password": PASSWORD}).encode()
    request = Request(f"{url}/sign-in", body, {"Content-Type": "application/json", "Origin": url})
    with urlopen(request, timeout=10) as answer:
        lines = answer.headers.get_all("Set-Cookie")
    pairs = [line.split(";")[0].split("=", 1) for line in lines]
    return [{"name": name, "value": value, "url": url} for name, value in pairs]
