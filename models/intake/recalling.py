"""How is a file read whose kind is known? By what was said of one like it, wherever it does not say itself; never in silence.

What somebody says of this very file comes first, then what the file itself proves, then what is remembered, and last the zone of
the clinic. An order of day and month that is remembered is used only where the dates of the file leave it open. Two names for
one kind decide nothing: which one it is, is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from models.intake import telling
from models.intake.naming import compact
from models.intake.values import Answers, Intake, Kind, Question, Remembered

Attempt = Callable[[Answers], Intake]
_WHICH = (
    "Files like this one are known as {names}, and they are not read in the same way: which one is it? Say it with"
    ' --mapping "{first}", or with --mapping none.'
)


def recalled(kind: Kind, answers: Answers, attempt: Attempt) -> Intake:
    """The file of this kind as it is read with these answers and what is remembered of its kind; `attempt` reads it once."""
    known = tuple(one for one in answers.known if kind.mark and one.kind == kind.mark)
    chosen = _chosen(known, answers)
    found, said = (attempt(answers), answers) if chosen is None else _filled(chosen, answers, attempt)
    if chosen is None and answers.named != "" and len(known) > 1 and _matters(known, answers, found):
        found = telling.asking(found.format, (_which(known), *found.questions))
    used = None if chosen is None else _used(kind, chosen, answers, said, found)
    names = tuple(one.name for one in known)
    return replace(found, kind=kind, known_as=names, recalled=used, learnt=_learnt(kind, said, found, used))


def _chosen(known: Sequence[Remembered], answers: Answers) -> Remembered | None:
    """What somebody named, unless other names know the kind and this one does not; else the only one that knows it."""
    named = next((one for one in answers.known if one.name == answers.named), None)
    if answers.named == "" or (named is not None and (named in known or not known)):
        return named
    return known[0] if len(known) == 1 else None


def _filled(chosen: Remembered, answers: Answers, attempt: Attempt) -> tuple[Intake, Answers]:
    """The file read with what is remembered where nobody said it, and all that was said then."""
    said = replace(answers, zone=answers.zone or chosen.zone, mapping=(*_left(chosen, answers), *answers.mapping))
    found = attempt(said)
    if chosen.date_order and not said.date_order and any(question.about == "date_order" for question in found.questions):
        said = replace(said, date_order=chosen.date_order)
        found = attempt(said)
    return found, said


def _left(chosen: Remembered, answers: Answers) -> tuple[tuple[str, str], ...]:
    """The columns that are remembered, without those of which somebody says something else now."""
    named = {compact(name) for name, _ in answers.mapping}
    sheet = any(_sheet(role) for _, role in answers.mapping)
    return tuple((name, role) for name, role in chosen.columns if compact(name) not in named and not (sheet and _sheet(role)))


def _sheet(role: str) -> bool:
    return role.strip() == "sheet"


def _matters(known: Sequence[Remembered], answers: Answers, found: Intake) -> bool:
    """Whether it makes a difference by which of these the file is read."""
    if found.verdict == "question":
        return True
    assumed = not answers.zone and found.settings.zone is not None and found.settings.zone == answers.clinic_zone
    return (assumed and any(one.zone for one in known)) or (not answers.mapping and any(one.columns for one in known))


def _which(known: Sequence[Remembered]) -> Question:
    names = " and ".join(f'"{one.name}" ({one.says})' for one in known)
    return Question("known_as", _WHICH.format(names=names, first=known[0].name))


def _used(kind: Kind, chosen: Remembered, answers: Answers, said: Answers, found: Intake) -> Remembered | None:
    """What of it was used for this file and not said by anybody now; where the file is not read yet, what was tried."""
    zone = chosen.zone if not answers.zone and _needed(chosen.zone, found) else None
    order = said.date_order if not answers.date_order else None
    columns = tuple(pair for pair in _left(chosen, answers) if compact(pair[0]) in kind.names)
    used = replace(chosen, zone=zone, date_order=order, columns=columns)
    return used if used.says else None


def _open(found: Intake) -> bool:
    return found.verdict != "ready"


def _needed(zone: str | None, found: Intake) -> bool:
    return _open(found) or zone in (found.settings.zone or "").split(", ")


def _learnt(kind: Kind, said: Answers, found: Intake, used: Remembered | None) -> Remembered | None:
    """What was said of the file and holds for its kind: what it was read by, and of its own columns only."""
    if not kind.mark or _open(found):
        return None
    told = {compact(name): (name, role) for name, role in said.mapping if compact(name) in kind.names}
    zone = said.zone if _needed(said.zone, found) else None
    order = said.date_order if said.date_order == found.settings.date_order else None
    learnt = Remembered(kind.mark, "", zone, order, tuple(told.values()))
    return learnt if learnt.says and not (used and learnt.as_said(used)) else None
