"""What does the interface look like to somebody who writes a script? /api/openapi.json, built from the table of routes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response

from dashboard.access import FOR_HEADER
from dashboard.api import PDF, ROUTES, STREAM, Route, answered
from dashboard.desk import DEVICE_HEADER
from models.facts import InfusionStep, Outcome, SkipReason
from models.ratings import INTERVENTIONS, SCALES
from models.signing import MEANINGS
from models.vitals import Signal, Symptom

ENDPOINT = "openapi"
_ID = {"type": "string", "format": "uuid", "description": "Made by the sender; the same id again stores nothing anew"}
_AT = {"type": "string", "format": "date-time", "description": "When it happened, with offset; absent = now"}
_TEXT = {"type": "string", "maxLength": 2000}
_REVISION = {
    "type": "integer",
    "description": "The revision on the screen; 409 when somebody has corrected the entry since",
}
_SEEN: dict[str, Any] = {
    **{
        s.word: {"type": "number", "minimum": s.lowest, "maximum": s.highest, "description": f"{s.label} {s.unit}".strip()}
        for s in Signal
    },
    "moaas": {"type": "integer", "description": "Another name of sedation"},
    "rass": {"type": "integer", "description": "Another name of agitation"},
    "symptoms": {"type": "array", "items": {"type": "string", "enum": [s.value for s in Symptom]}},
    "note": _TEXT,
    "source": {"type": "string", "maxLength": 40, "description": "The stream of a device; absent = entered by hand"},
    "moved": {"type": "boolean", "description": "The device flagged movement of the arm"},
    "confirmed": {"type": "boolean", "description": "Staff confirmed an unusual value"},
}
_PATIENT = {
    "type": "object",
    "description": "A known patient by id, or a new one by the rest",
    "properties": {
        "id": {"type": "string"},
        "name": _TEXT,
        "birth": {"type": "string", "format": "date"},
        "identifier": _TEXT,
        "allergies": _TEXT,
    },
}


def _text(description: str) -> dict[str, Any]:
    return _TEXT | {"description": description}


def _words(words: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}


_GIVEN: dict[str, Any] = {
    "drug": _TEXT,
    "amount": {"type": "number", "description": "What was given, in `unit`"},
    "unit": {"type": "string", "default": "mg"},
    "route": _TEXT,
    "lot": _text("The batch on the package"),
    "device": {"type": "integer", "minimum": 1, "description": "Which nasal device; absent = none"},
    "per_kg": {"type": "number", "description": "mg/kg as ordered"},
    "weight": {"type": "number", "description": "kg"},
    "second": _text("Who else checked it, not whoever records it; absent = not checked by a second person"),
    "confirmed": {"type": "boolean", "description": "Staff were asked (422 with the field `confirmed`) and said yes"},
}


def _body(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def _entry(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return _body(("client_id", *required), client_id=_ID, at=_AT, **properties)


def schemas() -> dict[str, Any]:
    """What is sent, by name."""
    reasons, outcomes = [r.value for r in SkipReason], [o.value for o in Outcome]
    return {
        "Observations": _entry(**_SEEN),
        "Dose": _entry(("drug",), **_GIVEN),
        "Note": _entry(("text",), text=_TEXT, reason=_text("Why it is added after the signature; needed then")),
        "Acknowledgement": _entry(
            ("signal",), signal=_TEXT, direction=_TEXT, outcome={"type": "string", "enum": outcomes, "nullable": True}
        ),
        "Skip": _entry(("due", "reason"), due={"type": "integer"}, reason={"type": "string", "enum": reasons}),
        **_steps(),
        **_screens(),
        "Void": _body(("client_id", "reason"), client_id=_ID, reason=_TEXT, revision=_REVISION),
        "Amendment": _entry(("reason",), reason=_TEXT, revision=_REVISION, **_SEEN),
        "Session": _body(("room", "patient", "protocol"), room=_TEXT, patient=_PATIENT, protocol=_TEXT, planned=_AT),
    }


def _screens() -> dict[str, Any]:
    """What a screen says of itself, by name."""
    name = _text("Where it is, such as desk or room 3")
    rooms = {"type": "array", "items": {"type": "string"}, "nullable": True, "description": "absent or null = all"}
    return {
        "Listening": _body(
            ("client_id", "screen", "armed"),
            client_id=_ID | {"description": "The screen's own, the same each time"},
            screen=name,
            rooms=rooms,
            armed={"type": "boolean", "description": "Sound was tested, is on and is not blocked"},
        ),
        "Silence": _body(
            ("client_id", "screen"),
            client_id=_ID,
            screen=name,
            rooms=rooms,
            seconds={"type": "integer", "minimum": 0, "maximum": 120, "description": "absent = 120, 0 = it may sound again"},
        ),
    }


def _steps() -> dict[str, Any]:
    """What is sent about the way of a session, by name."""
    yes, why = {"type": "boolean"}, _text("Why")
    return {
        "Tick": _entry(("item",), item=_text("A name on the protocol's checklists"), done={**yes, "default": True}, note=_TEXT),
        "Decision": _entry(("go", "prescriber", "reason"), go=yes, prescriber=_text("Who decided"), reason=why),
        "Infusion": _entry(("step",), step=_words(s.value for s in InfusionStep), reason=why),
        "Stop": _entry(reason=why),
        "Intervention": _entry(("what",), what=_text(f"Such as {', '.join(INTERVENTIONS)}")),
        "Score": _entry(("scale", "total"), scale=_words(one.name for one in SCALES), total={"type": "integer", "minimum": 0}),
        "End": _entry(reason=_text("Needed where the patient is not ready to leave: 422 says what speaks against it")),
        "Signature": _entry(
            ("password", "meaning"), password=_text("Of whoever is signed in, once more"), meaning=_words(MEANINGS)
        ),
        "Handover": _entry(("to",), to=_text("The sign-in name of whoever takes over")),
        "Takeover": _entry(("from",), **{"from": _text("The sign-in name of whoever handed over")}),
        "Move": _body(
            ("client_id", "to"), client_id=_ID, to=_text("The session where it belongs"), reason=why, revision=_REVISION
        ),
    }


def document() -> dict[str, Any]:
    """The whole description, as OpenAPI 3.0."""
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(address_of(route.path), {})[route.method.lower()] = _operation(route)
    for name in ("healthz", "readyz", "metrics"):
        paths[f"/{name}"] = {
            "get": {"summary": f"Is this process well ({name})", "security": [], "responses": {"200": {"description": "Yes"}}}
        }
    paths["/api/openapi.json"] = {
        "get": {"summary": "This description", "security": [], "responses": {"200": {"description": "It"}}}
    }
    scheme = {
        "type": "apiKey",
        "in": "cookie",
        "name": "vigil_session",
        "description": "From POST /sign-in with name and password",
    }
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Vigil",
            "version": "1",
            "description": "Every POST echoes the cookie _csrf_token in the header X-CSRFToken.",
        },
        "security": [{"session": []}],
        "paths": paths,
        "components": {"schemas": schemas(), "securitySchemes": {"session": scheme}},
    }


def address_of(path: str) -> str:
    """An address of Flask as OpenAPI writes it."""
    return re.sub(r"<(\w+)>", r"{\1}", path)


def _operation(route: Route) -> dict[str, Any]:
    kind = {"stream": STREAM, "pdf": PDF}.get(re.split(r"[/.]", route.path)[-1], "application/json")
    done = "201" if route.body else "200"
    answers = {done: {"description": "Done", "content": {kind: {}}}}
    answers |= {code: {"description": why} for code, why in _REFUSALS.items() if route.body or code in ("401", "403", "404")}
    names = re.findall(r"<(\w+)>", route.path)
    operation: dict[str, Any] = {
        "summary": route.summary,
        "operationId": route.answer.__name__,
        "parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names],
        "responses": answers,
    }
    if route.body:
        operation["parameters"] += _HEADERS
        schema = {"$ref": f"#/components/schemas/{route.body}"}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


_HEADERS = [
    {
        "name": DEVICE_HEADER,
        "in": "header",
        "schema": {"type": "integer"},
        "description": "What the sender's own clock showed at the entry, ms since 1970; sent where that clock is far off",
    },
    {
        "name": FOR_HEADER,
        "in": "header",
        "schema": {"type": "string"},
        "description": "Sent by pages: for whom the page was opened; 401 with `other` when somebody else is signed in by now",
    },
]
_REFUSALS = {
    "200": "The same id with the same content was stored before",
    "401": "Nobody is signed in. `ran_out`: the time of the sign-in is over; `hears`: its screen still hears the stream",
    "403": "This person may not do this, or the X-CSRFToken header is missing",
    "404": "There is no such session or entry",
    "409": "The id was used before with other content, the room or patient is in a session, or the record is signed",
    "422": "What is wrong, field by field: {message, errors: [{field, message}]}",
    "503": "Nothing was stored; send it again with the same id",
}


def register(server: Flask) -> None:
    """Put /api/openapi.json on the server."""

    def openapi() -> Response:
        return answered(document())

    server.add_url_rule("/api/openapi.json", ENDPOINT, openapi)
