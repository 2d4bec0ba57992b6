"""Which clinic are the screens' server tests about? One of each role, three rooms, and a clock that a test moves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import uuid4

from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard import access
from dashboard.app import create_app
from dashboard.settings import Settings, read
from models.clinic import Clinic, House, NewSession, Patient, User, operator
from models.store import Store
from models.vitals import MINUTE, Millis

START: Millis = 1_795_000_000_000
OPERATOR = operator("test")
ROLES = {"nurse": "nina", "clinician": "cleo", "administrator": "adam"}


@dataclass
class Clock:
    """The clinic's clock; it stands still until a test moves it."""

    now: Millis = START

    def __call__(self) -> Millis:
        return self.now

    def wait(self, minutes: float) -> None:
        """Let time pass."""
        self.now += round(minutes * MINUTE)


def clinic_on(store: Store, clock: Clock) -> Clinic:
    """A clinic with rooms 1 to 3 on a prepared store, nobody in it yet."""
    return Clinic(store, clock, "Europe/Berlin", "Clinic North", House(rooms=("1", "2", "3")))


def staffed(clinic: Clinic, password_hash: str = "") -> dict[str, User]:
    """One user of each role."""
    users = {
        role: User(name=name, full_name=name.title(), role=role, password_hash=password_hash) for role, name in ROLES.items()
    }
    with clinic.store.writing() as db:
        for user in users.values():
            db.add_user(user, "test")
    return users


def new_session(room: str = "1", identifier: str = "0042", planned: Millis | None = None) -> NewSession:
    """A session under the infusion protocol for a new patient."""
    patient = Patient(id="", name=f"Patient {identifier}", identifier=identifier)
    return NewSession(room=room, patient=patient, protocol="iv-ketamine-40min", planned=planned)


@dataclass
class Browser:
    """Somebody at a screen, or a script, with the cookies that it was given."""

    client: FlaskClient

    @property
    def csrf(self) -> str:
        """The token that our scripts echo."""
        cookie = self.client.get_cookie(access.CSRF_COOKIE)
        return cookie.value if cookie else ""

    def get(self, path: str) -> TestResponse:
        """Ask for something."""
        return self.client.get(path)

    def post(self, path: str, body: object = None) -> TestResponse:
        """Send JSON with the CSRF token."""
        return self.client.post(path, json=body or {}, headers={access.CSRF_HEADER: self.csrf})

    def enter(self, session: str, what: str = "observations", /, **values: object) -> TestResponse:
        """Enter something into a session, under a new id unless `client_id` is said."""
        return self.post(f"/api/v1/sessions/{session}/{what}", {"client_id": str(uuid4()), **values})

    def callback(self, output: str, *inputs: tuple[str, str, object]) -> TestResponse:
        """Call a Dash callback as its renderer does: inputs are (id, property, value)."""
        sent = [{"id": name, "property": prop, "value": value} for name, prop, value in inputs]
        changed = [f"{name}.{prop}" for name, prop, _ in inputs]
        name, prop = output.rsplit(".", 1)
        body = {"output": output, "outputs": {"id": name, "property": prop}, "inputs": sent, "changedPropIds": changed}
        return self.post("/_dash-update-component", body)


@dataclass
class Office:
    """A whole application: its clinic, clock, users by role, and a browser for whoever asks."""

    clinic: Clinic
    clock: Clock
    users: dict[str, User]
    app: Dash

    def browser(self, role: str = "") -> Browser:
        """A new browser, signed in when a role is said."""
        client = self.app.server.test_client()
        if role:
            token = self.clinic.sign_ins.begin(self.users[role])
            client.set_cookie(access.COOKIE, token)
            client.set_cookie(access.CSRF_COOKIE, access.csrf_of(token))
        return Browser(client)

    def stop(self) -> None:
        """Stop what runs in the background."""
        self.app.server.extensions["vigil"].stop()


def office(store: Store, *, live: bool = False, **changes: object) -> Office:
    """An application around a staffed clinic."""
    clock = Clock()
    clinic = clinic_on(store, clock)
    users = staffed(clinic)
    return Office(clinic, clock, users, create_app(clinic, settings(**changes), live=live))


def settings(**changes: object) -> Settings:
    """The settings of an empty environment, changed."""
    return read({}).but(**changes)


@dataclass(frozen=True, slots=True)
class Heard:
    """One server-sent event; of a picture `data` is all that is known by it, and `came` the names of what came with it."""

    event: str
    seq: int | None
    data: dict[str, object]
    came: frozenset[str]


def heard(frames: Iterator[bytes]) -> Iterator[Heard]:
    """The events in these bytes, as a browser hears them: a picture after the first says only what is different."""
    known: dict[str, dict[str, object]] = {}
    for chunk in frames:
        for block in chunk.decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if "event" in lines:
                data = came = json.loads(lines["data"])
                if lines["event"] == "p":
                    data = known[came["s"]] = known.get(came["s"], {}) | came
                yield Heard(lines["event"], int(lines["id"]) if "id" in lines else None, data, frozenset(came))


def gapless(numbers: list[int]) -> bool:
    """Whether each number follows the one before."""
    return all(later == earlier + 1 for earlier, later in pairwise(numbers))
