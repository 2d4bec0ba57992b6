"""`vigil import`: files are read, shown, and stored whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from dashboard.commands.answers import QUESTION, REFUSED, USAGE, content, leave, print_json, told
from dashboard.commands.asked import check_start, check_zone
from dashboard.commands.imported import Said, words
from dashboard.filed import described
from dashboard.settings import here
from models import intake
from models.errors import Refused
from models.filed import Filed, Target
from models.intake import Answers, Half, Intake, Remembered
from models.intake import mapping as columns
from models.store import Store

T = TypeVar("T")
NOTHING = Filed(0, 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said on the command line: where the files go, and the answers to what they leave open ("" or None = not said)."""

    session: str
    patient: str
    new_session: bool
    zone: str
    date_order: str | None
    start: str
    mapping: str
    save_mapping: str

    def target(self) -> Target:
        """Where the files go."""
        if bool(self.session) + bool(self.patient) + self.new_session > 1:
            leave("Say only one of --session, --patient and --new-session.", USAGE)
        return Target(self.session, self.patient, self.new_session)

    def answers(self) -> Answers:
        """What is known of the files beforehand."""
        check_zone(self.zone)
        if self.start:
            check_start(self.start)
        file = Path(self.mapping) if self.mapping.endswith(".toml") or Path(self.mapping).is_file() else None
        pairs = () if file is None else columns.parse(content(file).decode("utf-8", "replace"))
        zone, named = here().said_zone or None, self.mapping or None
        answers = Answers(self.zone or None, zone, self.date_order, self.start or None, pairs)
        return answers if file else replace(answers, named=named)


def import_files(files: Sequence[Path], wanted: Wanted, *, dry_run: bool, as_json: bool) -> None:
    """Read all files; store them when every one is ready; print one report per file. A dry run refuses the same."""
    with told("vigil mappings list"):
        target, answers = wanted.target(), replace(wanted.answers(), beside=halves(files))
        answers = _recalling(answers, dry_run=dry_run)
        found = [intake.read(file.name, content(file), answers) for file in _waiting(files)]
        found, filed = _filed(found, target, wanted.save_mapping, dry_run=dry_run)
    saved = wanted.save_mapping if not worst(found) else ""
    for said in (Said(file, done, here().zone, dry_run, saved) for file, done in zip(found, filed, strict=True)):
        if as_json:
            print_json(described(said.file, said.filed, dry_run=dry_run) | ({"saved_as": saved} if saved else {}))
        else:
            sys.stdout.write(words(said) + "\n")
    if worst(found):
        leave(_why(found), worst(found))


def _recalling(answers: Answers, *, dry_run: bool) -> Answers:
    """The answers with what the clinic remembers of kinds of files; nothing where there is no record yet."""
    from dashboard.commands.opening import clinic_of, missing, nothing_yet, opened  # noqa: PLC0415  # slow to load

    absent = missing(here().database_url)
    if absent and answers.named is None:
        return answers
    with nothing_yet() if absent else opened(prepare=not dry_run) as store:
        return clinic_of(here(), store).mappings.answered(answers)


def halves(files: Sequence[Path]) -> tuple[Half, ...]:
    """Those of the files that may be one half of a recording, so that each finds the other."""
    return tuple(Half(file.name, content(file)) for file in files if intake.is_half(file.name))


def _filed(found: list[Intake], target: Target, save_as: str, *, dry_run: bool) -> tuple[list[Intake], list[Filed]]:
    """The files with the question to whom they belong, and what was or would be stored of each: nothing unless all are ready.

    A dry run that was not told whose they are looks at the files alone: each is as ready as it can be by itself.
    """
    from dashboard.commands.opening import clinic_of, me  # noqa: PLC0415  # a file that nobody can read needs no database

    if all(file.verdict != "ready" for file in found):
        return found, [NOTHING] * len(found)
    with _record(dry_run=dry_run) as store:
        clinic = clinic_of(here(), store)
        files = clinic.files
        asked = [files.asked(file, target) for file in found]
        if worst(asked):
            return (found if dry_run and target == Target() else asked), [NOTHING] * len(asked)
        learnt = _learnt(found) if save_as else None
        if learnt is not None:
            clinic.mappings.foreseen(save_as, *learnt, me())
        with _by_name(found):
            filed = files.foreseen(asked, target, me()) if dry_run else files.keep(asked, target, me(), _watched)
        if learnt is not None and not dry_run:
            clinic.mappings.save(save_as, *learnt, me())
        return asked, list(filed)


@contextmanager
def _by_name(found: Sequence[Intake]) -> Iterator[None]:
    """Say with every refusal which files were read by what is remembered: that may be why."""
    try:
        yield
    except Refused as error:
        read = [f'{file.file} was read as "{file.recalled.name}" ({file.recalled.says}).' for file in found if file.recalled]
        raise Refused(" ".join([str(error), *read, *(["Use --mapping none to read without."] if read else [])])) from error


def _learnt(found: Sequence[Intake]) -> tuple[Remembered, str]:
    """What was said of these files that holds for their kind, and how such files look. They must all be of one kind."""
    learnt = {file.learnt: file.kind.looks for file in found if file.learnt is not None}
    if not learnt:
        leave("Nothing is stored: nothing was said that holds for the next file too, such as --zone or --date-order.", REFUSED)
    if len(learnt) > 1:
        leave("Nothing is stored: these files are of several kinds. Use --save-mapping with files of one kind.", REFUSED)
    return next(iter(learnt.items()))


@contextmanager
def _record(*, dry_run: bool) -> Iterator[Store]:
    """The clinic's record; a dry run where there is none yet looks at an empty one, and leaves none behind."""
    from dashboard.commands.opening import missing, nothing_yet, opened  # noqa: PLC0415

    if dry_run and missing(here().database_url):
        with nothing_yet() as store:
            yield store
    else:
        with opened(prepare=not dry_run) as store:
            yield store


def worst(found: Sequence[Intake]) -> int:
    """The exit code for these files: nothing is stored while one is refused or a question is open."""
    verdicts = {file.verdict for file in found}
    return REFUSED if "refused" in verdicts else QUESTION if "question" in verdicts else 0


def _waiting(files: Sequence[Path]) -> Iterator[Path]:
    """The files, with a word on a terminal about the one that is being read."""
    for file in files:
        with Console(stderr=True).status(f"Reading {file.name}") if sys.stderr.isatty() else _quiet():
            yield file


@contextmanager
def _quiet() -> Iterator[None]:
    yield


def _watched(items: Sequence[T]) -> Iterator[T]:
    """The items, with a progress bar on a terminal."""
    shown = sys.stderr.isatty() and len(items) > 1000
    yield from track(items, "Storing", console=Console(stderr=True), transient=True, disable=not shown)


def _why(found: Sequence[Intake]) -> str:
    reasons = [f"{f.file}: {f.reason or ' '.join(q.text for q in f.questions)}" for f in found if f.verdict != "ready"]
    return "Nothing was stored. " + " ".join(reasons)
