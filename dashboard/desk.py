"""What do all routes of the interface share? What they work with, how they read a body, and how they answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from dashboard import access, wire
from dashboard.stream import Broadcast
from models.clinic import Clinic, Recorded
from models.errors import Refused, VigilError
from models.facts import Fact
from models.outgo.flowsheet import Press
from models.people import Act
from models.vitals import ObservationSet

JSON = "application/json"
SESSION = "/api/v1/sessions/<session>"
DEVICE_HEADER = "X-Vigil-Device-At"
"""What the clock of a browser showed when an entry was made (ms since 1970), where it was far off."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes work with: the clinic's door, this process's open streams and its press. `demo` marks what is printed.

    `zone` is the one that somebody chose for the clinic, "" = nobody did: then a file without a zone is asked about.
    """

    clinic: Clinic
    broadcast: Broadcast
    press: Press
    demo: bool = False
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One address: who may ask it, what answers it, and what /api/openapi.json says of it (`body`: the name of its schema).

    `device` = something that measures may ask it too, with its token.
    """

    method: str
    path: str
    act: Act
    answer: Callable[..., Response]
    summary: str
    body: str = ""
    device: bool = False

    @property
    def endpoint(self) -> str:
        """Its name in Flask."""
        return f"api.{self.answer.__name__}"


def answered(value: object, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(wire.compact(value), status, mimetype=JSON)


def wrong(error: VigilError) -> dict[str, Any]:
    """What is wrong, in words, and field by field, as it is sent."""
    fields = error.fields if isinstance(error, Refused) else ()
    return {"message": str(error), "errors": [{"field": one.field, "message": one.message} for one in fields]}


def body() -> object:
    """The JSON that was sent, None where it is none."""
    return request.get_json(silent=True)


def record(desk: Desk, session: str, fact: Fact, seen: int | None = None) -> Response:
    """Store a fact: 201 when it is new, 200 when the same one was stored before."""
    return receipt(desk.clinic.record(session, fact, access.who(), seen, _shown()))


def measured(desk: Desk, session: str, seen: ObservationSet) -> Response:
    """Store what somebody or a device saw. A device is told that it is stored, and nothing of the patient."""
    token = access.device()
    if token is None:
        return record(desk, session, seen)
    done = desk.clinic.devices.record(session, seen, token, _shown())
    return answered(_place(done), 201 if done.new else 200)


def _shown() -> int | None:
    text = request.headers.get(DEVICE_HEADER, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def receipt(done: Recorded) -> Response:
    """What was stored, and the session after it."""
    return answered(_place(done) | {"picture": wire.picture(done.view)}, 201 if done.new else 200)


def _place(done: Recorded) -> dict[str, Any]:
    return {"id": done.entry.fact.id, "seq": done.entry.seq, "revision": done.entry.revision}
