"""A session as it leaves as FHIR, and what the next system finds in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from fhir.resources.R4B.bundle import Bundle

from models.alerts import fold
from models.current import sayings
from models.facts import Fact
from models.outgo import fhir
from models.protocol import load
from models.vitals import MINUTE, ObservationSet
from tests.models.logs import START

IV = load("iv-ketamine-40min")


def record(facts: Iterable[Fact], *, invented: bool = False) -> fhir.Record:
    known = tuple(facts)
    picture = fold(IV, known)
    return fhir.Record(
        session="s1",
        room="3",
        patient="p1",
        name="Anna Müller",
        birth=date(1980, 2, 29),
        identifier="4711",
        clinic="Ward 3",
        facts=(*known, *sayings("s1", picture)),
        picture=picture,
        made=START,
        staff={"nora": "Nora Lund"},
        zone=ZoneInfo("Europe/Berlin"),
        invented=invented,
    )


def resources(text: str, kind: str = "") -> list[dict[str, Any]]:
    """The resources of a bundle, which must be valid FHIR R4B as a library reads it, and whose references must lead somewhere."""
    assert Bundle.model_validate_json(text).get_resource_type() == "Bundle"
    whole = json.loads(text)
    found = [entry["resource"] for entry in whole["entry"]]
    urls = [entry["fullUrl"] for entry in whole["entry"]]
    assert urls == [f"urn:uuid:{one['id']}" for one in found]
    assert len(set(urls)) == len(urls)
    assert set(references(found)) <= set(urls)
    return [one for one in found if not kind or one["resourceType"] == kind]


def references(part: Any) -> Iterable[str]:
    """Every reference in a part of a bundle."""
    if isinstance(part, list):
        yield from (one for inner in part for one in references(inner))
    elif isinstance(part, dict):
        yield from ([part["reference"]] if isinstance(part.get("reference"), str) else [])
        yield from references(list(part.values()))


def seen(name: str, minute: float, source: str = "manual", **values: Any) -> ObservationSet:
    return ObservationSet(id=name, at=START + round(minute * MINUTE), by="nora", source=source, **values)
