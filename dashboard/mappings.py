"""How do pages and scripts keep what is remembered of a kind of file? They list it, save it, rename it, and have it forgotten."""

from __future__ import annotations

from typing import Any

from flask import Response

from dashboard import access, entries
from dashboard.desk import Desk, Route, answered, body
from dashboard.entries import Field
from models.clinic import KeptMapping
from models.errors import FieldError, Refused
from models.mappings import remembered
from models.people import Act
from models.uploads import Remembered

PLACE = "/api/v1/mappings"


def mappings(desk: Desk) -> Response:
    """Every mapping."""
    return answered({"mappings": [described(kept) for kept in desk.clinic.mappings.all(access.who())]})


def save_mapping(desk: Desk) -> Response:
    """Remember what was said of a file for all of its kind: 201, or 200 when it was there already."""
    said = entries.read(body(), *FIELDS)
    learnt = Remembered(said["kind"], "", said.get("zone"), said.get("date_order"), said.get("columns", ()))
    instead = said.get("instead", False)
    done = desk.clinic.mappings.save(said["name"], learnt, said.get("looks", ""), access.who(), instead=instead)
    return answered(described(done.kept), 201 if done.new else 200)


def rename_mapping(desk: Desk, name: str) -> Response:
    """Give a mapping another name."""
    said = entries.read(body(), Field("to", entries.text, needed=True))
    return answered(described(desk.clinic.mappings.rename(name, said["to"], access.who())))


def remove_mapping(desk: Desk, name: str) -> Response:
    """Forget a mapping: files of its kind are asked about again."""
    return answered(described(desk.clinic.mappings.remove(name, access.who())))


def described(kept: KeptMapping) -> dict[str, Any]:
    """The published object of a mapping."""
    one = remembered(kept)
    answers = {"zone": one.zone, "date_order": one.date_order, "columns": dict(one.columns)}
    return {"name": kept.name, "says": one.says, "looks": kept.looks, **answers, "by": kept.by, "at": kept.at}


def _columns(name: str, value: object) -> tuple[tuple[str, str], ...]:
    """Columns and their roles, as a JSON object of texts."""
    if not isinstance(value, dict) or not all(isinstance(role, str) for role in value.values()):
        raise Refused.of(FieldError(name, 'Columns must be an object, such as {"Value": "heart_rate"}.'))
    return tuple((str(column), role) for column, role in value.items())


FIELDS = (
    *(Field(name, entries.text, needed=True) for name in ("name", "kind")),
    *(Field(name, entries.text) for name in ("looks", "zone", "date_order")),
    Field("columns", _columns),
    Field("instead", entries.truth),
)
MAPPINGS = (
    Route("GET", PLACE, Act.SEE, mappings, "What is remembered of kinds of files"),
    Route("POST", PLACE, Act.IMPORT, save_mapping, "Remember what was said of a file for all of its kind", "Mapping"),
    Route("POST", f"{PLACE}/<name>/rename", Act.MAPPINGS, rename_mapping, "Rename a mapping", "NewName"),
    Route("POST", f"{PLACE}/<name>/remove", Act.MAPPINGS, remove_mapping, "Forget a mapping"),
)
