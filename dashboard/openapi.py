"""What does the interface look like to somebody who writes a script? /api/openapi.json, built from the table of routes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response

from dashboard.access import COOKIE, CSRF_COOKIE, CSRF_HEADER
from dashboard.api import ROUTES, answered
from dashboard.replies import ANSWERS, JSON, operation
from models.doses import RATE_UNITS
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
_BEYOND = "What staff enter beyond it is refused; what a device sends is kept as rejected, and never counts."
_SEEN: dict[str, Any] = {
    **{
        s.word: {"type": "number", "description": f"{s.label}, {s.lowest:g} to {s.highest:g} {s.unit}. {_BEYOND}"} for s in Signal
    },
    "moaas": {"type": "number", "description": "Another name of sedation"},
    "rass": {"type": "number", "description": "Another name of agitation"},
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


_RATE: dict[str, Any] = {
    "rate": {"type": "number", "description": "How fast an infusion runs from then on, in `rate_unit`"},
    "rate_unit": {"type": "string", "enum": list(RATE_UNITS)},
}
_GIVEN: dict[str, Any] = {
    "drug": _TEXT,
    "amount": {"type": "number", "description": "What was given, in `unit`"},
    "unit": {"type": "string", "default": "mg"},
    "route": _TEXT,
    "lot": _text("The batch on the package"),
    "device": {"type": "integer", "minimum": 1, "description": "Which nasal device; absent = none"},
    "per_kg": {"type": "number", "description": "mg/kg as ordered"},
    "weight": {"type": "number", "description": "kg"},
    "pump": _text("Which pump gives an infusion"),
    **_RATE,
    "second": _text("Sign-in name of the colleague who also checked it, not of whoever records it; absent = nobody did"),
    "confirmed": {"type": "boolean", "description": "Staff were asked (422 with the field `confirmed`) and said yes"},
}


def _body(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    allowed = {name: schema if name in required else _absent(schema) for name, schema in properties.items()}
    return {"type": "object", "required": list(required), "properties": allowed, "additionalProperties": False}


def _absent(schema: dict[str, Any]) -> dict[str, Any]:
    """What may be left out may be null as well, which says the same: it was not measured, or nobody said it."""
    words = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return schema | words | {"nullable": True}


def _entry(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return _body(("client_id", *required), client_id=_ID, at=_AT, **properties)


def schemas() -> dict[str, Any]:
    """What is sent, by name."""
    reasons, outcomes = [r.value for r in SkipReason], [o.value for o in Outcome]
    return {
        "Observations": _entry(**_SEEN),
        "Dose": _entry(("drug",), **_GIVEN),
        "Note": _entry(("text",), text=_TEXT, reason=_text("Why it is added after the signature; needed then")),
        "Acknowledgement": _entry(("signal",), signal=_TEXT, direction=_TEXT, outcome=_words(outcomes)),
        "Skip": _entry(("due", "reason"), due={"type": "integer"}, reason={"type": "string", "enum": reasons}),
        **_steps(),
        **_screens(),
        "Void": _body(("client_id", "reason"), client_id=_ID, reason=_TEXT, revision=_REVISION),
        "Amendment": _entry(("reason",), reason=_TEXT, revision=_REVISION, **_SEEN),
        "Import": _files(),
        **_remembered(),
        "DoseAmendment": _entry(("drug", "reason"), reason=_TEXT, revision=_REVISION, **_GIVEN),
        "Session": _body(("room", "patient", "protocol"), room=_TEXT, patient=_PATIENT, protocol=_TEXT, planned=_AT),
    }


def _files() -> dict[str, Any]:
    """What is sent with files."""
    many = {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "256 MB together at most"}
    lines = _text("Lines such as `Value = heart_rate`")
    return _body(
        ("files",),
        files=many,
        session=_text("Into this session"),
        patient=_text("To this patient, by id or identifier"),
        new={"type": "string", "enum": ["yes"], "description": "Into a session of its own"},
        zone=_text("Such as Europe/Berlin, for times that say none"),
        date_order=_words(("dmy", "mdy", "ymd")),
        start=_text("ISO 8601, for times that count from a start"),
        mapping=lines,
        read_as=_text("Name of a mapping, or none; absent = the one that knows the kind of the file"),
        digest=_text("Of the files as they were shown; absent = show them, store nothing"),
        id=_text("Names the import, so that it can be undone"),
    )


def _remembered() -> dict[str, Any]:
    """What is sent about mappings, by name."""
    said = {"zone": _text("Such as Europe/Berlin"), "date_order": _words(("dmy", "mdy", "ymd"))}
    columns = {"type": "object", "additionalProperties": {"type": "string"}, "description": "Columns and their roles"}
    kind, looks = _text("`kind.mark` of the file as it was told"), _text("`kind.looks` of the file")
    instead = {"type": "boolean", "description": "In place of the answers that stand under this name"}
    name = {"type": "string", "description": "2 to 60 letters, such as Omron of clinic B"}
    mapping = _body(("name", "kind"), name=name, kind=kind, looks=looks, **said, columns=columns, instead=instead)
    return {"Mapping": mapping, "NewName": _body(("to",), to=name)}


def _screens() -> dict[str, Any]:
    """What a screen says of itself, by name."""
    name = _text("Where it is, such as desk or room 3")
    rooms = {"type": "array", "items": {"type": "string"}, "description": "absent or null = all"}
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
            at=_AT | {"description": "When it was pressed on a screen that was cut off; absent = now"},
        ),
    }


def _steps() -> dict[str, Any]:
    """What is sent about the way of a session, by name."""
    yes, why = {"type": "boolean"}, _text("Why")
    return {
        "Tick": _entry(("item",), item=_text("A name on the protocol's checklists"), done={**yes, "default": True}, note=_TEXT),
        "Decision": _entry(("go", "prescriber", "reason"), go=yes, prescriber=_text("Who decided"), reason=why),
        "Infusion": _entry(("step",), step=_words(s.value for s in InfusionStep), reason=why, **_RATE),
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
            ("client_id", "to"),
            client_id=_ID,
            to=_text("The session where it belongs"),
            reason=_text("Why; needed where either session has ended"),
            revision=_REVISION,
            meaning=_words(MEANINGS) | {"description": "Needed, with the password, where either record is signed"},
            password=_text("Of whoever signs"),
        ),
    }


SECURITY: dict[str, Any] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "From POST /sign-in with name and password",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": CSRF_HEADER,
        "description": f"What the cookie {CSRF_COOKIE} holds; POST /sign-in with JSON answers it as `csrf`",
    },
    "device": {
        "type": "http",
        "scheme": "bearer",
        "description": "From `vigil tokens add`. A device sends only what it measures: no judgement (sedation, agitation, "
        "dissociation, distress), no symptoms, no note, no confirmation. Its name is the source. Where a token is sent, "
        "cookies are not looked at, and nothing needs to be echoed.",
    },
}
"""How somebody or something says who it is, by name."""


def document() -> dict[str, Any]:
    """The whole description, as OpenAPI 3.0."""
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(address_of(route.path), {})[route.method.lower()] = operation(route)
    for name, kind in (("healthz", JSON), ("readyz", JSON), ("metrics", "text/plain")):
        paths[f"/{name}"] = {"get": _open(f"Is this process well ({name})", kind, name)}
    paths["/api/openapi.json"] = {"get": _open("This description", JSON, ENDPOINT)}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Vigil",
            "version": "1",
            "description": "For scripts of people who sign in, and for devices with a token. What changes nothing is a GET.",
        },
        "paths": paths,
        "components": {"schemas": schemas() | ANSWERS, "securitySchemes": SECURITY},
    }


def _open(summary: str, kind: str, name: str) -> dict[str, Any]:
    """What anybody may ask."""
    answers = {"200": {"description": "Yes", "content": {kind: {}}}}
    if name in {"healthz", "readyz"}:
        answers["503"] = {"description": "No, and why", "content": {kind: {}}}
    return {"summary": summary, "operationId": name, "security": [], "responses": answers}


def address_of(path: str) -> str:
    """An address of Flask as OpenAPI writes it."""
    return re.sub(r"<(\w+)>", r"{\1}", path)


def register(server: Flask) -> None:
    """Put /api/openapi.json on the server."""

    def openapi() -> Response:
        return answered(document())

    server.add_url_rule("/api/openapi.json", ENDPOINT, openapi)
