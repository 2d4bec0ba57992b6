"""Which screens can be heard, and which are silent for a while? Their two addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response

from dashboard import access
from dashboard.desk import Desk, Route, answered, body
from dashboard.entries import AT, ID, Field, read, text, truth, whole
from models.attendance import LONGEST
from models.clinic import Screen
from models.errors import FieldError, Refused
from models.people import Act

MOST = 200
"""Rooms that a screen may name."""


@dataclass(frozen=True, slots=True)
class Hush:
    """One screen asks to be silent for so many ms; `id` is that of the fact, `at` when it was pressed (ms), None = now."""

    id: str
    screen: Screen
    lasting: int
    at: int | None = None


def rooms(name: str, value: object) -> tuple[str, ...]:
    """A list of rooms, such as ["3"]."""
    if not isinstance(value, list) or not all(isinstance(room, str) for room in value) or not 0 < len(value) <= MOST:
        raise Refused.of(
            FieldError(name, f'Rooms must be a list such as ["3"], or absent for all. You sent {str(value)[:60]!r}.')
        )
    return tuple(value)


SCREEN = (Field("screen", text, needed=True), Field("rooms", rooms))


def _screen(values: dict[str, Any], id: str) -> Screen:
    armed = values.get("armed", True)
    return Screen(id=id, name=values["screen"], rooms=values.get("rooms"), armed=armed, seen=0)


def screen(sent: object) -> Screen:
    """A screen that says whether it can be heard. Its `client_id` is its own, the same each time."""
    values = read(sent, ID, *SCREEN, Field("armed", truth, needed=True))
    return _screen(values, values["client_id"])


def hush(sent: object) -> Hush:
    """A screen that is to be silent; absent `seconds` = as long as may be, `at` = it has been since then, out of reach."""
    values = read(sent, ID, AT, *SCREEN, Field("seconds", whole))
    return Hush(values["client_id"], _screen(values, ""), 1000 * values.get("seconds", LONGEST // 1000), values.get("at"))


def listening(desk: Desk) -> Response:
    """A screen says that it can be heard, or no more."""
    kept = desk.clinic.attendance.hear(screen(body()), access.who())
    desk.clinic.sign_ins.hear(access.token(), armed=kept.armed, screen=kept.name)
    return answered({"now": kept.seen})


def silences(desk: Desk) -> Response:
    """One screen is silent for at most two minutes; the sessions that it listens to say who did it."""
    asked = hush(body())
    until = desk.clinic.attendance.silence(asked.id, asked.screen, asked.lasting, access.who(), asked.at)
    return answered({"until": until, "now": desk.clinic.clock()}, 201)


HEARING = (
    Route("POST", access.HEARTBEAT, Act.SEE, listening, "A screen says that it can be heard, every 10 s", "Listening"),
    Route("POST", "/api/v1/silences", Act.SEE, silences, "Silence one screen for at most 120 s", "Silence"),
)
