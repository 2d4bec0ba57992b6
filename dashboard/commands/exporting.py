"""`vigil export`: a session as a file."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from dashboard.commands.answers import USAGE, leave, told
from dashboard.commands.opening import at_work
from models.outgo import plain

BUILT = ("csv",)


def export_session(session: str, form: str, out: Path | None) -> None:
    """Write a session in this form to a file, or to standard output."""
    if form not in BUILT:
        leave(f"Export as {form} is not built yet. Use --as csv.", USAGE)
    with told("vigil sessions list"), at_work() as clinic:
        text = plain.table((entry.fact for entry in clinic.entries(session)), ZoneInfo(clinic.zone))
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        leave(f"{out} was not written: {error.strerror}. Choose another name.", USAGE)
