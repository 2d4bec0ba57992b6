"""`vigil doctor`: what is set, where does it come from, and is all there that Vigil needs?"""

from __future__ import annotations

import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from dashboard.commands.answers import UNEXPECTED, leave, print_json, table
from dashboard.commands.opening import SQLITE, missing
from dashboard.settings import SETTINGS, Settings, here, shown
from dashboard.parcel import ASSETS
from models import protocol
from models.errors import VigilError
from models.store import Store

SPACE = 500_000_000
"""Bytes that should be free on the disk of the database."""


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
    checks = list(_checks(chosen))
    values = [(s.name, shown(chosen, s), dict(chosen.origins)[s.name], s.help) for s in SETTINGS]
    if as_json:
        keys = ("name", "value", "origin", "help")
        print_json({"settings": [dict(zip(keys, v, strict=True)) for v in values], "checks": [_described(c) for c in checks]})
    else:
        marks = {True: "ok", False: "WRONG", None: "note"}
        typer.echo(f"{table(values)}\n\n{table([(marks[c.ok], c.name, c.said) for c in checks])}")
    wrong = [check.name for check in checks if check.ok is False]
    if wrong:
        leave(f"Wrong: {', '.join(wrong)}.", UNEXPECTED)


def _described(check: Check) -> dict[str, object]:
    return {"name": check.name, "ok": check.ok, "said": check.said}


def _checks(chosen: Settings) -> Iterator[Check]:
    yield Check("versions", ok=True, said=f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    yield Check(
        "zone", ok=True if chosen.said_zone else None, said=chosen.said_zone or "not set: times are shown in UTC; set VIGIL_ZONE"
    )
    yield Check("charts", ok=any(ASSETS.glob("vendor/plotly*.js")), said="the chart library is in dashboard/assets/vendor")
    yield _try("protocol", lambda: _protocol(chosen))
    yield _try("database", lambda: _database(chosen))
    if chosen.database_url.startswith(SQLITE):
        free = shutil.disk_usage(Path(chosen.database_url.removeprefix(SQLITE)).absolute().parent).free
        yield Check("disk", ok=free > SPACE, said=f"{free // 1_000_000} MB free")


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, said=look())
    except (VigilError, OSError) as error:
        return Check(name, ok=False, said=str(error))


def _protocol(chosen: Settings) -> str:
    if chosen.protocol not in protocol.shipped():
        return f"{chosen.protocol} is one of the clinic's own"
    one = protocol.load(chosen.protocol)
    return f"{one.title}: " + (
        f"approved by {one.approved_by}" if one.approved_by else "a proposal; a medical director must approve it"
    )


def _database(chosen: Settings) -> str:
    """Look without making anything: a file that is not there yet is made by `vigil serve`."""
    if missing(chosen.database_url):
        return "not there yet: vigil serve makes it"
    store = Store.open(chosen.database_url)
    try:
        if not store.is_current():
            return "not prepared for this version: run vigil migrate"
        return f"prepared, {store.head().seq} rows in its log"
    finally:
        store.close()
