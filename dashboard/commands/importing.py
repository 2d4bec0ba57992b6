"""`vigil import`: files are read, shown, and stored whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import track

from dashboard.commands.answers import QUESTION, REFUSED, USAGE, leave, print_json, told
from dashboard.settings import here
from models import intake
from models.filed import Filed, Target
from models.intake import Answers, Intake
from models.intake import as_json as report
from models.intake import mapping as mappings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said on the command line: where the files go, and the answers to what they leave open ("" or None = not said)."""

    session: str
    patient: str
    new_session: bool
    zone: str
    date_order: str | None
    start: str
    mapping: Path | None

    def target(self) -> Target:
        """Where the files go."""
        if bool(self.session) + bool(self.patient) + self.new_session > 1:
            leave("Say only one of --session, --patient and --new-session.", USAGE)
        return Target(self.session, self.patient, self.new_session)

    def answers(self) -> Answers:
        """What is known of the files beforehand."""
        pairs = () if self.mapping is None else mappings.parse(_content(self.mapping).decode("utf-8", "replace"))
        zone = here().said_zone or None
        return Answers(self.zone or None, zone, self.date_order, self.start or None, pairs)


def import_files(files: Sequence[Path], wanted: Wanted, *, dry_run: bool, as_json: bool) -> None:
    """Read all files; store them when every one is ready; print one report per file. A dry run needs no database."""
    with told():
        target, answers = wanted.target(), wanted.answers()
        found = [intake.read(file.name, _content(file), answers) for file in files]
        stored = [Filed(0, 0)] * len(found)
        if not dry_run:
            found, stored = _kept(found, target)
    for file, filed in zip(found, stored, strict=True):
        if as_json:
            print_json(report(file, stored=filed.stored, duplicates=filed.duplicates))
        else:
            typer.echo(_words(file, filed, dry_run=dry_run))
    if worst(found):
        leave(_why(found), worst(found))


def _kept(found: list[Intake], target: Target) -> tuple[list[Intake], list[Filed]]:
    """The files with the question to whom they belong, and what was stored of each: nothing unless all are ready."""
    from dashboard.commands.opening import clinic_of, me, opened  # noqa: PLC0415  # a dry run needs no database

    with opened(prepare=True) as store:
        clinic = clinic_of(here(), store)
        asked = [clinic.files.asked(file, target) for file in found]
        if worst(asked):
            return asked, [Filed(0, 0)] * len(asked)
        return asked, list(clinic.files.keep(asked, target, me(), _watched))


def worst(found: Sequence[Intake]) -> int:
    """The exit code for these files: nothing is stored while one is refused or a question is open."""
    verdicts = {file.verdict for file in found}
    return REFUSED if "refused" in verdicts else QUESTION if "question" in verdicts else 0


def _watched(items: Sequence[T]) -> Iterator[T]:
    """The items, with a progress bar on a terminal."""
    shown = sys.stderr.isatty() and len(items) > 1000
    yield from track(items, "Storing", console=Console(stderr=True), transient=True, disable=not shown)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        leave(f"{file} cannot be read: {error.strerror}.", USAGE)


def _words(file: Intake, filed: Filed, *, dry_run: bool) -> str:
    """A file as a nurse reads it before and after it is stored."""
    told = report(file)
    lines = [f"{file.file}: {file.format}, {file.verdict}" + (f" - {file.reason}" if file.reason else "")]
    lines += [f"  {name}: {value}" for name, value in told["settings"].items()]
    lines += [f"  {name}: {s['count']} from {s['first']['at']} to {s['last']['at']}" for name, s in told["signals"].items()]
    for rejected in file.rejected:
        where = "; ".join(f"{example.where}: {example.text}" for example in rejected.examples)
        lines.append(f"  rejected {rejected.count} {rejected.signal}: {rejected.reason} ({where})")
    lines += [f"  skipped {skipped.count}: {skipped.what}" for skipped in file.skipped]
    if file.verdict == "ready":
        lines.append("  dry run: nothing was stored" if dry_run else f"  stored {filed.stored}, stored before {filed.duplicates}")
    return "\n".join(lines)


def _why(found: Sequence[Intake]) -> str:
    reasons = [f"{f.file}: {f.reason or ' '.join(q.text for q in f.questions)}" for f in found if f.verdict != "ready"]
    return "Nothing was stored. " + " ".join(reasons)
