"""What does each address ask for and answer? An operation of /api/openapi.json, from its row in the table of routes."""

from __future__ import annotations

import re
from typing import Any

from dashboard.access import FOR_HEADER
from dashboard.api import PDF, STREAM, Route
from dashboard.desk import DEVICE_HEADER
from dashboard.imports import LINES

JSON = "application/json"
PERSON: dict[str, list[str]] = {"session": []}
DEVICE: dict[str, list[str]] = {"device": []}
ECHOED = PERSON | {"csrf": []}
"""What a person needs to change something: the sign-in, and the token that no other site knows."""


def _object(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


_WHOLE, _TEXT = {"type": "integer"}, {"type": "string"}
_PICTURE = {"type": "object", "description": "The session as it stands after it"}
_MOMENT = _WHOLE | {"description": "ms since 1970"}
ANSWERS: dict[str, Any] = {
    "Error": _object(
        ("message", "errors"),
        message=_TEXT | {"description": "What is wrong and what to do, for people"},
        errors={"type": "array", "items": _object(("field", "message"), field=_TEXT, message=_TEXT)},
        other={"type": "boolean", "description": "With 401: somebody else is signed in on this browser by now"},
    ),
    "Receipt": _object(
        ("id", "seq", "revision"),
        id=_TEXT | {"description": "The entry's id, as it was sent"},
        seq=_WHOLE | {"description": "Its place in the log"},
        revision=_WHOLE | {"description": "Its place in the session"},
        picture=_PICTURE | {"description": "The session after it; a device gets none"},
    ),
    "NewSession": _object(("id", "picture"), id=_TEXT, picture=_PICTURE),
    "Silent": _object(("until", "now"), until=_MOMENT, now=_MOMENT),
    "Heard": _object(("now",), now=_MOMENT),
    "Undone": _object(("undone",), undone=_WHOLE | {"description": "Entries that were struck through"}),
    "Kept": _object(
        ("name", "says", "looks", "zone", "date_order", "columns", "by", "at"),
        **dict.fromkeys(("name", "says", "looks", "by"), _TEXT),
        **dict.fromkeys(("zone", "date_order"), _TEXT | {"nullable": True}),
        columns={"type": "object", "additionalProperties": _TEXT},
        at=_MOMENT,
    ),
    "Ending": _object(("now", "ends", "final", "idle"), now=_MOMENT, ends=_MOMENT, final={"type": "boolean"}, idle=_WHOLE),
}
"""What is answered, by name."""
SENT = {"imports": "multipart/form-data"}
"""How something is sent that is no JSON, by operation."""
DONE = {
    "imports": ("200", ""),
    "open_session": ("201", "NewSession"),
    "silences": ("201", "Silent"),
    "listening": ("200", "Heard"),
    "undo_import": ("200", "Undone"),
    "save_mapping": ("201", "Kept"),
    "rename_mapping": ("200", "Kept"),
    "remove_mapping": ("200", "Kept"),
    "sign_in_ending": ("200", "Ending"),
    "stay_signed_in": ("200", "Ending"),
}
"""The status and the schema of what is no receipt of an entry, by operation."""
AFTER = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1, "description": "The seq of the last entry that is known"}
ASKED: dict[str, dict[str, Any]] = {
    "patients": {"find": _TEXT | {"description": "Two letters or more of the name or the identifier, or a date of birth"}},
    "since": {"after": AFTER},
    "stream": {"after": AFTER},
    "stream_all": {"after": AFTER},
}
"""What may stand behind the ? of an address, by operation."""
HEADERS = [
    {
        "name": DEVICE_HEADER,
        "in": "header",
        "schema": _TEXT,
        "description": "What the sender's own clock showed at the entry, whole ms since 1970, sent where that clock is far off; "
        "anything else is not noted: no entry is lost for it",
    },
    {
        "name": FOR_HEADER,
        "in": "header",
        "schema": {"type": "string"},
        "description": "Sent by pages: for whom the page was opened; 401 with `other` when somebody else is signed in by now",
    },
]
ALWAYS = {
    "401": "Nobody is signed in (`ran_out`: its time is over; `hears`: it still hears), or the token is wrong or revoked",
    "403": "This person or device may not do this, or the X-CSRFToken header is missing",
    "404": "There is no such session or entry, or none ran in the room then",
    "429": "Too many tries or too many at once; Retry-After says how long to wait",
    "503": "Nothing was stored; send it again with the same id",
}
REFUSALS = ALWAYS | {
    "409": "The id was used before with other content, the room or patient is in a session, or the record is signed",
    "413": "The body is larger than 1 MB, or files than 256 MB",
    "422": "What is wrong, field by field",
}
"""Why something that is sent may be refused, by status."""


def operation(route: Route) -> dict[str, Any]:
    """One address as OpenAPI describes it."""
    name = route.answer.__name__
    asked = [{"name": word, "in": "query", "schema": schema} for word, schema in ASKED.get(name, {}).items()]
    found: dict[str, Any] = {
        "summary": route.summary,
        "operationId": name,
        "security": _security(route),
        "parameters": [*_places(route.path), *asked, *(HEADERS if route.body else [])],
        "responses": _responses(route, name),
    }
    if route.body:
        found["requestBody"] = {"required": True, "content": _shown(route.body, SENT.get(name, JSON))}
    return found


def _security(route: Route) -> list[dict[str, Any]]:
    person = PERSON if route.method == "GET" else ECHOED
    return [person, DEVICE] if route.device else [person]


def _places(path: str) -> list[dict[str, Any]]:
    """The parts of an address that are filled in."""
    return [{"name": n, "in": "path", "required": True, "schema": _TEXT} for n in re.findall(r"<(\w+)>", path)]


def _responses(route: Route, name: str) -> dict[str, Any]:
    kind = {"stream": STREAM, "pdf": PDF, "imports": LINES}.get(re.split(r"[/.]", route.path)[-1], JSON)
    status, schema = DONE.get(name, ("201", "Receipt") if route.body else ("200", ""))
    done = _shown(schema) if schema else {kind: {}}
    answers: dict[str, Any] = {status: {"description": "Done", "content": done}}
    if schema == "Receipt" or (status, schema) == ("201", "Kept"):
        answers["200"] = {"description": "The same id with the same content was stored before", "content": done}
    asked = ALWAYS | {"422": REFUSALS["422"]} if name in ASKED else ALWAYS
    refusals = asked if route.method == "GET" else REFUSALS
    return answers | {code: {"description": why, "content": _shown("Error")} for code, why in refusals.items()}


def _shown(schema: str, kind: str = JSON) -> dict[str, Any]:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
