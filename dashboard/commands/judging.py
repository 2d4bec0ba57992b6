"""`vigil judge`: what Vigil would have said of a recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from dashboard.commands.answers import QUESTION, REFUSED, content, counted, leave, moment, print_json, table, told
from dashboard.commands.asked import check_start, check_zone
from dashboard.commands.importing import halves
from dashboard.settings import here
from models import bundle, intake, protocol
from models.alerts import Alert
from models.entry import instant
from models.errors import Refused
from models.facts import standing
from models.intake import Answers, Intake
from models.judge import Judgement, judge
from models.parts import Part
from models.protocol import Protocol, ProtocolError
from models.rules import LOST, OVERDUE
from models.vitals import Millis, Signal

HEADS = ("time", "signal", "level", "why", "value", "limit", "escalations", "acknowledged", "cleared")
TIMED = {OVERDUE: "min", LOST: "s"}
UNITS = {signal.word: signal.unit for signal in Signal}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a file that does not say it itself; "" and None = nothing."""

    zone: str = ""
    date_order: str | None = None
    start: str = ""

    def answers(self) -> Answers:
        """The same as the readers of files ask for it."""
        check_zone(self.zone)
        if self.start:
            check_start(self.start)
        return Answers(self.zone or None, here().said_zone or None, self.date_order, self.start or None)


def judge_file(files: Sequence[Path], name: str, dose_at: str, known: Said, *, as_json: bool) -> None:
    """Print what would have been said of the recording in this file, or in all of its parts together, under this protocol."""
    with told():
        said = judge(chosen(name), _recording(files, known.answers()), _dose(dose_at))
    if as_json:
        print_json(said.as_json())
    else:
        typer.echo(_words(said, here().zone))


def chosen(name: str) -> Protocol:
    """A shipped protocol or a file; where it cannot be used, the file is named too."""
    try:
        return protocol.load(name)
    except ProtocolError as error:
        raise Refused(f"{name} cannot be used. {error}" if error.mistakes else str(error)) from error


def _recording(files: Sequence[Path], answers: Answers) -> Sequence[Part]:
    """The facts that a file holds: those of a bundle with its corrections applied, or whatever can be imported."""
    file, *more = files
    beside = halves(files)
    if more and len(beside) < len(files):
        raise Refused("One recording is judged at a time; only the parts of a WFDB record are given together.")
    data = content(file)
    if bundle.is_bundle(data):
        return standing(bundle.read(data).facts)
    return _facts(_read(file, data, replace(answers, beside=beside)))


def _read(file: Path, data: bytes, answers: Answers) -> Intake:
    found = intake.read(file.name, data, answers)
    if found.verdict == "question":
        leave(f"{file.name}: {' '.join(question.text for question in found.questions)}", QUESTION)
    if not found.recordings:
        leave(f"{file.name}: {found.reason}", REFUSED)
    return found


def _facts(found: Intake) -> list[Part]:
    patients = list(dict.fromkeys((one.patient, one.visit) for one in found.recordings))
    if len(patients) > 1:
        names = ", ".join(patient for patient, _ in patients[:5])
        raise Refused(f"{found.file} holds {len(patients)} patients or visits ({names}). Judge them one by one.")
    return [part for one in found.recordings for part in one.parts]


def _dose(text: str) -> Millis | None:
    try:
        return instant(text) if text else None
    except ValueError:
        raise Refused(
            f"--dose-at is {text!r}. Give an ISO 8601 time with its offset, such as 2026-11-22T14:05:00+01:00."
        ) from None


def _words(said: Judgement, zone: str) -> str:
    """What was said as a table, one row an alert, times in the clinic's zone."""
    sets, alerts = counted(said.sets, "observation set"), counted(len(said.alerts), "alert")
    head = f"{said.protocol.name} {said.protocol.version}: {sets}, {alerts}; times in {zone}"
    return "\n".join([head, *([table([HEADS, *(_row(alert, zone) for alert in said.alerts)])] if said.alerts else [])])


def _row(alert: Alert, zone: str) -> tuple[str, ...]:
    """One alert: since when, of what, how urgent it became and why, on which value beyond which limit, and how it went on."""
    rises = "; ".join(f"{_clock(rise.at, zone)} {rise.to.word}: {rise.why}" for rise in alert.rises[1:])
    return (
        moment(alert.raised_at, zone),
        f"{alert.signal} {alert.direction}",
        alert.highest.word,
        alert.peak.why,
        _number(alert, alert.value),
        _number(alert, alert.limit),
        rises or "-",
        _clock(alert.acknowledged_at, zone),
        _clock(alert.cleared_at, zone),
    )


def _clock(at: Millis | None, zone: str) -> str:
    """The time of day; the day is that of the row."""
    return "-" if at is None else moment(at, zone)[11:]


def _number(alert: Alert, value: float | str | None) -> str:
    """A value or a limit with its unit; "-" where there is none, never 0."""
    if value is None or isinstance(value, str):
        return value or "-"
    unit = TIMED.get(alert.rule) or UNITS.get(alert.signal, "")
    return f"{value:g} {unit}".strip()
