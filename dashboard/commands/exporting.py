"""`vigil export`: a session as a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from dashboard import paper
from dashboard.commands.answers import USAGE, leave, told
from dashboard.commands.opening import at_work, me
from models import bundle
from models.clinic import Clinic
from models.outgo import fhir, plain
from models.outgo.flowsheet import Press


def export_session(session: str, form: str, out: Path | None) -> None:
    """Write a session in this form to a file, or to standard output."""
    if form == "pdf" and out is None and sys.stdout.isatty():
        leave("A PDF is no text for a terminal. Name a file: -o flowsheet.pdf", USAGE)
    with told("vigil sessions list"), at_work() as clinic:
        made = FORMS[form](clinic, session)
    if out is None:
        typer.echo(made if form == "pdf" else made.decode(), nl=False)
        return
    try:
        with out.open("xb") as file:
            file.write(made)
    except OSError as error:
        leave(f"{out} was not written: {error.strerror}. Choose another name.", USAGE)


def _table(clinic: Clinic, session: str) -> bytes:
    return plain.table(clinic.papers.copy(session, me(), "export", "csv").facts, ZoneInfo(clinic.zone)).encode()


def _fhir(clinic: Clinic, session: str) -> bytes:
    copied = clinic.papers.copy(session, me(), "export", "fhir")
    row, whose = copied.view.row, copied.view.patient
    record = fhir.Record(
        session=row.id,
        room=row.room,
        patient=whose.id,
        name=whose.name,
        birth=whose.birth,
        identifier=whose.identifier,
        clinic=clinic.name,
        facts=copied.facts,
        picture=copied.view.picture,
        made=copied.at,
        staff={user.name: user.full_name for user in copied.staff},
        zone=ZoneInfo(clinic.zone),
        invented=copied.invented,
    )
    return fhir.text(record).encode()


def _flowsheet(clinic: Clinic, session: str) -> bytes:
    return paper.printed(clinic, Press(), session, me())


def _bundle(clinic: Clinic, session: str) -> bytes:
    return bundle.written(clinic.papers.bundle(session, me(), clinic.name, clinic.zone)).encode()


FORMS: dict[str, Callable[[Clinic, str], bytes]] = {"csv": _table, "pdf": _flowsheet, "fhir": _fhir, "bundle": _bundle}
"""How a session becomes each form."""
