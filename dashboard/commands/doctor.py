"""`vigil doctor`: what is set, where does it come from, and is all there that Vigil needs?"""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import typer

from dashboard.commands.answers import UNEXPECTED, counted, leave, moment, print_json, table
from dashboard.commands.record import Record, file_of, looked_at
from dashboard.parcel import ASSETS
from dashboard.settings import SETTINGS, Settings, here, shown
from models.entry import AHEAD
from models.errors import VigilError
from models.outgo.flowsheet import NotPrinted, proof
from models.people import Role
from models.store import wall_clock

SPACE = 500
"""MB that should be free on the disk of the database."""
ADD = "Run `vigil users add NAME --full-name NAME --role administrator`."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `ok` None = not wrong, but somebody should know."""

    name: str
    ok: bool | None
    said: str


def examine(*, as_json: bool) -> None:
    """Print every setting and check; exit 1 when something keeps Vigil from working."""
    try:
        chosen = here()
    except VigilError as error:
        leave(str(error), UNEXPECTED)
    checks = list(_checks(chosen, looked_at(chosen)))
    values = [(s.name, shown(chosen, s), dict(chosen.origins)[s.name], s.help) for s in SETTINGS]
    if as_json:
        keys = ("name", "value", "origin", "help")
        print_json({"settings": [dict(zip(keys, v, strict=True)) for v in values], "checks": [_described(c) for c in checks]})
    else:
        marks = {True: "ok", False: "WRONG", None: "note"}
        typer.echo(f"{table(values)}\n\n{table([(marks[c.ok], c.name, c.said) for c in checks])}")
    wrong = [f"{check.name}: {check.said}" for check in checks if check.ok is False]
    if wrong:
        leave(" ".join(wrong), UNEXPECTED)


def _described(check: Check) -> dict[str, object]:
    return {"name": check.name, "ok": check.ok, "said": check.said}


def _checks(chosen: Settings, record: Record) -> Iterator[Check]:
    """What was looked at, in the order in which it is told."""
    yield Check("versions", ok=True, said=f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    zone = chosen.said_zone
    yield Check("zone", True if zone else None, zone or "Not set: times are shown in UTC. Set VIGIL_ZONE, such as Europe/Berlin.")
    yield _charts()
    yield paper()
    yield _database(record)
    yield _disk(chosen)
    yield _clock(chosen, record)
    yield _people(record)
    yield from _protocols(chosen, record)


def _charts() -> Check:
    there = any(ASSETS.glob("vendor/plotly*.js"))
    return Check("charts", there, "The chart library is there." if there else f"{ASSETS}/vendor is empty. Install Vigil again.")


def paper() -> Check:
    """Whether a flowsheet can be set here, and with which letters."""
    try:
        made = proof(wall_clock())
    except NotPrinted as error:
        return Check(
            "paper", ok=False, said=f"{error} Is `typst` installed as requirements.txt says? Nobody can print a session."
        )
    rare = (
        "" if made.rare else " No font here has Chinese or Arabic letters: they are printed by their numbers, such as [U+738B]."
    )
    return Check("paper", ok=True, said=f"A flowsheet can be set.{rare}")


def _database(record: Record) -> Check:
    if record.wrong:
        return Check("database", ok=False, said=record.wrong)
    if not record.there:
        return Check("database", ok=None, said="Not there yet. Run `vigil migrate`; `vigil serve` makes it too.")
    return Check("database", ok=True, said=f"Prepared for this version, {counted(record.rows, 'row')} in its log.")


def _disk(chosen: Settings) -> Check:
    file = file_of(chosen)
    if file is None:
        return Check("disk", ok=None, said="The disk of PostgreSQL cannot be seen from here.")
    place = next(folder for folder in file.parents if folder.is_dir())
    free = shutil.disk_usage(place).free // 1_000_000
    said = f"{free:,} MB free at {place}."
    return Check("disk", free > SPACE, said if free > SPACE else f"{said} Make room: below {SPACE} MB it may soon be full.")


def _clock(chosen: Settings, record: Record) -> Check:
    """Whether this machine's time can be: the log cannot come from the future."""
    now = wall_clock()
    said = f"{moment(now, chosen.zone)} in {chosen.zone}."
    if record.last <= now + AHEAD:
        return Check("clock", ok=True, said=said)
    return Check("clock", ok=False, said=f"{said} The log goes to {moment(record.last, chosen.zone)}: set this machine's clock.")


def _people(record: Record) -> Check:
    users = [user for user in record.users if not user.disabled]
    if any(user.role == Role.ADMINISTRATOR for user in users):
        return Check("people", ok=True, said=f"{counted(len(users), 'person', 'people')} may sign in.")
    if record.wrong:
        return Check("people", ok=None, said="Not known while the database cannot be asked.")
    return Check("people", ok=None, said=f"{'No administrator' if users else 'Nobody'} may sign in yet. {ADD}")


def _protocols(chosen: Settings, record: Record) -> Iterator[Check]:
    """Whether the first one is there, and who stands for each."""
    names = [one.name for one in record.protocols]
    if chosen.protocol not in names:
        said = f"VIGIL_PROTOCOL is {chosen.protocol!r}. There are {', '.join(names)}: adopt it, or name one."
        yield Check("protocol", False if record.known else None, said)
    for one in record.protocols:
        said = f"{one.name} {one.version}, " + ("offered first, " if one.name == chosen.protocol else "")
        if one.approved_by:
            yield Check("protocol", ok=True, said=f"{said}approved by {one.approved_by}.")
        else:
            yield Check("protocol", ok=None, said=f"{said}a proposal: a medical director must approve it (approved_by).")
