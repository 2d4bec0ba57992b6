"""Who was treated here, and when? The patients and their sessions, a page of them at a time, whoever looks for somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from models import forms
from models.admission import known
from models.facts import Dose, Ended, Fact, Raised, Stopped, standing
from models.limits import Level
from models.people import Act, Actor, allow
from models.protocol import parse
from models.store import Patient, PatientLine, Reader, SessionRow, Sought, Store

LONGEST = 80
"""Letters of what somebody types that are looked at."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_DAY_FIRST = re.compile(r"\b(?P<day>\d{1,2})[ ./-]+(?P<month>\d{1,2}|[A-Za-z]{3,9})[ ./-]+(?P<year>\d{4})\b")

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Found(Generic[Line]):
    """A page of a list, and how long the whole list is."""

    lines: tuple[Line, ...]
    count: int


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in a few words. `doses` are those that stand; `ended` is None while it runs; `stopped` = an infusion was stopped.

    `worst` is the most urgent that Vigil said in it, at the time or late; NONE = nothing was said. `form` is what must be sent
    afterwards, None where nothing must.
    """

    row: SessionRow
    patient: Patient
    doses: tuple[Dose, ...]
    ended: Ended | None
    stopped: bool
    worst: Level
    form: forms.Form | None = None


class Register:
    """The lists of one clinic. Each answers with few statements and a page of rows, however many years there are."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def patients(self, find: str, who: Actor, limit: int = 50) -> Found[PatientLine]:
        """The patients who are meant by what was typed (`sought`), who was here last first; everybody where nothing was typed."""
        allow(who, Act.SEE)
        meant = sought(find)
        with self.store.reading() as db:
            return Found(tuple(db.seek(meant, limit)), db.sought(meant))

    def sessions(self, who: Actor, limit: int = 50, patient: str = "") -> Found[SessionLine]:
        """The sessions of the clinic, or of one patient, the latest first; NotFound where there is no such patient."""
        allow(who, Act.SEE)
        with self.store.reading() as db:
            whose = known(db, patient).id if patient else None
            return Found(tuple(_lines(db, db.latest(limit, whose))), db.count_sessions(whose))

    def patient(self, id: str, who: Actor) -> Patient:
        """The patient with this id; NotFound when there is none."""
        allow(who, Act.SEE)
        with self.store.reading() as db:
            return known(db, id)


def sought(find: str) -> Sought:
    """What somebody means who types this: a day (day first, or 1984-03-12) is a date of birth, the rest parts of name and ID."""
    typed = "".join(letter for letter in find[:LONGEST] if letter.isprintable())
    for form in (_ISO, _DAY_FIRST):
        found = form.search(typed)
        day = _day(found) if found else None
        if found and day:
            typed = typed[: found.start()] + " " + typed[found.end() :]
            return Sought(_words(typed), day)
    return Sought(_words(typed))


def _words(typed: str) -> tuple[str, ...]:
    return tuple(re.split(r"[\s,;]+", typed.strip(" ,;"))) if typed.strip(" ,;") else ()


def _day(found: re.Match[str]) -> date | None:
    named = found["month"][:3].lower()
    with suppress(ValueError):
        month = MONTHS.index(named) + 1 if named.isalpha() else int(named)
        return date(int(found["year"]), month, int(found["day"]))
    return None


def _lines(db: Reader, rows: list[SessionRow]) -> Iterator[SessionLine]:
    told: dict[str, list[Fact]] = {row.id: [] for row in rows}
    for entry in db.told(list(told)):
        told[entry.session].append(entry.fact)
    routes = {digest: parse(db.protocol_text(digest) or "").route for digest in {row.protocol for row in rows}}
    people = {one.id: one for one in db.patients_of({row.patient for row in rows})}
    for row in rows:
        yield _line(row, people[row.patient], standing(told[row.id]), routes[row.protocol])


def _line(row: SessionRow, patient: Patient, facts: list[Fact], route: str) -> SessionLine:
    return SessionLine(
        row=row,
        patient=patient,
        doses=tuple(fact for fact in facts if isinstance(fact, Dose)),
        ended=next((fact for fact in facts if isinstance(fact, Ended)), None),
        stopped=any(isinstance(fact, Stopped) for fact in facts),
        worst=max((Level.named(fact.priority) for fact in facts if isinstance(fact, Raised)), default=Level.NONE),
        form=forms.form(route, facts),
    )
