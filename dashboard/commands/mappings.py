"""`vigil mappings`: what is remembered of kinds of files."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from dashboard.commands.answers import moment, print_json, table, told
from dashboard.commands.opening import at_work, me
from dashboard.mappings import described
from dashboard.settings import here
from models.clinic import KeptMapping

LISTS = "vigil mappings list"
NOBODY = "None yet: vigil import FILE --zone Europe/Berlin --save-mapping NAME saves one."


def show_all(*, as_json: bool) -> None:
    """List every mapping."""
    with told(), at_work() as clinic:
        found = clinic.mappings.all(me())
    if as_json:
        print_json([described(kept) | {"at": datetime.fromtimestamp(kept.at / 1000, UTC).isoformat()} for kept in found])
    else:
        typer.echo(table([_line(kept, here().zone) for kept in found]) or NOBODY)


def rename(name: str, to: str) -> None:
    """Give one another name."""
    with told(LISTS), at_work() as clinic:
        kept = clinic.mappings.rename(name, to, me())
    typer.echo(f"{name} is called {kept.name} now.")


def remove(name: str) -> None:
    """Forget one."""
    with told(LISTS), at_work() as clinic:
        kept = clinic.mappings.remove(name, me())
    typer.echo(f"{kept.name} is forgotten. Files of its kind are asked about again.")


def _line(kept: KeptMapping, zone: str) -> tuple[str, ...]:
    return kept.name, str(described(kept)["says"]), kept.looks, f"saved by {kept.by}", moment(kept.at, zone)[:16]
