"""`vigil sessions`: which sessions are stored, of which patients, and where is each on the screens?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from dashboard.commands.answers import USAGE, leave, moment, print_json, table, told
from dashboard.commands.opening import at_work, me
from models.clinic import Clinic
from models.intake.zones import iso
from models.limits import Level
from models.register import SessionLine
from models.vitals import Millis

HEADS = ("session", "opened", "ended", "room", "number", "patient", "worst alert")


def show_all(patient: str, since: str, limit: int, *, as_json: bool) -> None:
    """List the sessions, the latest first: all, or those of patients with this id, number, name or birth date, or since a day."""
    with told(), at_work() as clinic:
        zone, begin = clinic.zone, _begin(since, clinic.zone)
        lines = [line for line in _lines(clinic, patient, limit) if line.row.opened_at >= begin][:limit]
    if as_json:
        print_json([_described(line, zone) for line in lines])
    else:
        typer.echo(_words(lines, zone) if lines else "There is no such session.")


def _begin(since: str, zone: str) -> Millis:
    """The instant from which on sessions are listed: a day in the clinic's zone, or a time with its offset."""
    try:
        when = datetime.fromisoformat(since) if since else datetime.fromtimestamp(0, ZoneInfo(zone))
    except ValueError:
        leave(f"--since is {since!r}. Give a day such as 2026-11-22, or a time such as 2026-11-22T14:05:00+01:00.", USAGE)
    return round((when if when.tzinfo else when.replace(tzinfo=ZoneInfo(zone))).timestamp() * 1000)


def _lines(clinic: Clinic, patient: str, limit: int) -> list[SessionLine]:
    if not patient:
        return list(clinic.register.sessions(me(), limit).lines)
    found = [line for one in dict.fromkeys(_meant(clinic, patient)) for line in clinic.register.sessions(me(), limit, one).lines]
    return sorted(found, key=lambda line: -line.row.opened_at)


def _meant(clinic: Clinic, patient: str) -> Iterator[str]:
    """The ids of the patients who are meant: by a part of name or number, by a date of birth, or by the id itself."""
    yield from (line.patient.id for line in clinic.register.patients(patient, me()).lines)
    with clinic.store.reading() as db:
        if db.patient(patient) is not None:
            yield patient


def _described(line: SessionLine, zone: str) -> dict[str, object]:
    row, who = line.row, line.patient
    times = {"opened": iso(row.opened_at, zone), "ended": None if line.ended is None else iso(line.ended.at, zone)}
    more = {"room": row.room, "worst": None if line.worst is Level.NONE else line.worst.word}
    patient = {"id": who.id, "identifier": who.identifier, "name": who.name}
    return {"session": row.id, "patient": patient, **times, **more, "page": f"/session/{row.id}", "trend": f"/trends/{who.id}"}


def _words(lines: list[SessionLine], zone: str) -> str:
    shown = table([HEADS, *(_row(line, zone) for line in lines)])
    return f"{shown}\nTimes are in {zone}. The page of a session is /session/ and its id."


def _row(line: SessionLine, zone: str) -> tuple[str, ...]:
    row, who = line.row, line.patient
    ended = "running" if line.ended is None else moment(line.ended.at, zone)[:16]
    worst = "-" if line.worst is Level.NONE else line.worst.word
    return row.id, moment(row.opened_at, zone)[:16], ended, row.room or "-", who.identifier or "-", who.name, worst
