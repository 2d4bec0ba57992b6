"""`vigil judge`: what Vigil would have said of a recording."""

from __future__ import annotations

from pathlib import Path

import typer

from dashboard.commands.answers import QUESTION, REFUSED, USAGE, leave, print_json, table, told
from dashboard.settings import here
from models import intake, protocol
from models.entry import instant
from models.errors import Refused
from models.facts import Fact
from models.intake import Answers, Intake
from models.judge import Judgement, iso, judge
from models.vitals import Millis


def judge_file(file: Path, name: str, dose_at: str, zone: str, *, as_json: bool) -> None:
    """Print what would have been said of the recording in this file, under this protocol."""
    with told():
        said = judge(protocol.load(name), _facts(_read(file, zone)), _dose(dose_at))
    if as_json:
        print_json(said.as_json())
    else:
        typer.echo(_words(said))


def _read(file: Path, zone: str) -> Intake:
    chosen = here()
    try:
        content = file.read_bytes()
    except OSError as error:
        leave(f"{file} cannot be read: {error.strerror}.", USAGE)
    found = intake.read(file.name, content, Answers(zone=zone or None, clinic_zone=chosen.said_zone or None))
    if found.verdict == "question":
        leave(f"{file.name}: {' '.join(question.text for question in found.questions)}", QUESTION)
    if not found.recordings:
        leave(f"{file.name}: {found.reason}", REFUSED)
    return found


def _facts(found: Intake) -> list[Fact]:
    patients = list(dict.fromkeys((one.patient, one.visit) for one in found.recordings))
    if len(patients) > 1:
        names = ", ".join(patient for patient, _ in patients[:5])
        raise Refused(f"{found.file} holds {len(patients)} patients or visits ({names}). Judge them one by one.")
    return [fact for one in found.recordings for fact in (*one.sets, *one.events)]


def _dose(text: str) -> Millis | None:
    try:
        return instant(text) if text else None
    except ValueError:
        raise Refused(
            f"--dose-at is {text!r}. Give an ISO 8601 time with its offset, such as 2026-11-22T14:05:00+01:00."
        ) from None


def _words(said: Judgement) -> str:
    head = f"{said.protocol.name} {said.protocol.version}: {said.sets} observation sets, {len(said.alerts)} alerts"
    rows = [(iso(a.raised_at), a.highest.name, a.signal, a.direction, a.why) for a in said.alerts]
    return f"{head}\n{table(rows)}".rstrip()
