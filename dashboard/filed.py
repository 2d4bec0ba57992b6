"""What is published of a file that was or would be imported? One object, the same for the command, a script and the page."""

from __future__ import annotations

from typing import Any

from models.filed import Filed, Place
from models.uploads import Intake, as_json, iso


def described(file: Intake, done: Filed, *, dry_run: bool) -> dict[str, Any]:
    """The published object of one file; `dry_run` = `done` is what would be stored. Times in the zone of the file, else UTC."""
    told = as_json(file, stored=0 if dry_run else done.stored, duplicates=done.duplicates)
    would = {"would_store": done.stored} if dry_run else {}
    return told | would | {"sessions": [_place(place, file.settings.zone) for place in done.places]}


def _place(place: Place, zone: str | None) -> dict[str, object]:
    who = {"patient": place.patient, "name": place.name, "identifier": place.identifier}
    times = {"first": iso(place.first, zone), "last": iso(place.last, zone)}
    return {"session": place.session, **who, "room": place.room, **times, "new": place.made, "page": f"/session/{place.session}"}
