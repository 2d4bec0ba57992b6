"""What does somebody read of a file that is imported, or would be? What is in it, and where it went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.commands.answers import moment, span
from models.entry import instant
from models.filed import Filed, Place
from models.intake import Intake
from models.intake import as_json as report

MOST = 20
"""How many events or notes are told one by one."""


@dataclass(frozen=True, slots=True)
class Said:
    """One file, what was or would be stored of it, and the clinic's zone, in which times are told.

    `saved_as` is the name under which what was said of it is remembered now, "" = it is not.
    """

    file: Intake
    filed: Filed
    zone: str
    dry_run: bool
    saved_as: str = ""


def words(said: Said) -> str:
    """The file as a nurse reads it before and after it is stored."""
    file, told = said.file, report(said.file)
    zone = f", times in {said.zone}" if file.recordings else ""
    lines = [f"{file.file}: {file.format}, {file.verdict}{zone}" + (f" - {file.reason}" if file.reason else "")]
    if file.recalled is not None:
        lines.append(f'  read as "{file.recalled.name}": {file.recalled.says}')
    lines += [f"  {name}: {value}" for name, value in told["settings"].items()]
    lines += [f"  {line}" for line in (*_held(told, said.zone), *_left(file), *_went(said))]
    return "\n".join(lines)


def _held(told: dict[str, Any], zone: str) -> Iterator[str]:
    """What is in the file, times in the clinic's zone."""
    for name, seen in (told["signals"] | told.get("scores", {})).items():
        yield f"{name}: {seen['count']}, {span(instant(seen['first']['at']), instant(seen['last']['at']), zone)}"
    for name, count in told.get("symptoms", {}).items():
        yield f"symptom {name}: {count}"
    yield from _each([f"event {_time(one, zone)}: {one['what']}" for one in told.get("events", ())], "events")
    yield from _each([f"note {_time(one, zone)}: {' '.join(one['text'].split())}" for one in told.get("notes", ())], "notes")


def _time(one: dict[str, Any], zone: str) -> str:
    return moment(instant(one["at"]), zone)


def _each(lines: Sequence[str], what: str) -> Iterator[str]:
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"and {len(lines) - MOST} more {what}"


def _left(file: Intake) -> Iterator[str]:
    """What of the file is not stored."""
    for rejected in file.rejected:
        where = "; ".join(f"{example.where}: {example.text}" for example in rejected.examples)
        yield f"rejected {rejected.count} {rejected.signal}: {rejected.reason} ({where})"
    yield from (f"skipped {skipped.count}: {skipped.what}" for skipped in file.skipped)


def _went(said: Said) -> Iterator[str]:
    """Where it went, or would go."""
    if not said.filed.places:
        if said.dry_run and said.file.verdict == "ready":
            yield "dry run: nothing was stored. Importing it needs --session, --patient or --new-session: whose is it?"
        return
    store = "dry run: nothing was stored; would store" if said.dry_run else "stored"
    yield f"{store} {said.filed.stored}, stored before {said.filed.duplicates}"
    if said.saved_as and said.file.learnt:
        yield f'{"would save" if said.dry_run else "saved"} as "{said.saved_as}", for files of this kind: {said.file.learnt.says}'
    for place in said.filed.places:
        yield _place(place, said.zone)


def _place(place: Place, zone: str) -> str:
    """A session with its patient, its time and the address of its page."""
    who = f"{place.identifier} {place.name}".strip()
    where = f"room {place.room}" if place.room else "no room"
    made = "new session" if place.made else "session"
    return f"{made} {place.session}: patient {who}, {where}, {span(place.first, place.last, zone)}, page /session/{place.session}"
