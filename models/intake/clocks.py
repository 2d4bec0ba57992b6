"""When was each row of a table measured?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import repeat

from models.intake.columns import Column, Role
from models.intake.moments import NO_TIME, NOT_UNDERSTOOD, DateOrder, Written, beside_date, kind, serial, unix_millis, written
from models.intake.naming import compact
from models.intake.reckoning import Reckoning, reckoning
from models.intake.table import OVERFLOWING, Row, Table, cell, overflowing
from models.intake.values import Answers, Question
from models.intake.zones import TWICE, Timekeeper, Twice, zone_in, zone_named
from models.vitals import Millis

_LATEST: Millis = 250_000_000_000_000
_HALF_A_DAY = 43_200_000_000
_DAYS = frozenset({"day", "tag", "jour", "dag", "studyday", "daynumber", "dayno"})
_LONGEST_DAY = 4
_WHICH_ZONES = (
    'The rows name time zones that Vigil does not know ("{names}"). Write them as Europe/Berlin in the file. If one zone holds'
    ' for all rows, say so with --zone, and with --mapping that the column is not read: "{column}" = "ignore".'
)


@dataclass(frozen=True, slots=True)
class Times:
    """The instant of each row, or a str that says why it has none; what must be asked and what was used to find them."""

    stamps: Sequence[Millis | str] = ()
    questions: tuple[Question, ...] = ()
    zone: str | None = None
    order: DateOrder | None = None
    start: str | None = None


def timed(table: Table, columns: Sequence[Column], answers: Answers) -> Times | None:
    """The times of all rows in the order of the file; None when no column holds times."""
    found, asked = reckoning(table, columns, answers)
    if found is None:
        return None
    zones = _Zones(table, columns, answers, found.time)
    subjects = _subjects(table, columns)
    days = _days(found, table, subjects)
    stamps = [
        OVERFLOWING if overflowing(row, columns, table.delimiter) else _stamp(found, row, zones.of(row), day)
        for row, day in zip(table.rows, days, strict=False)
    ]
    resolved = _resolved(stamps, alone=len(set(subjects)) <= 1)
    start = answers.start if found.begun else None
    return Times(resolved, (*asked, *zones.questions()), zones.used() or found.zone, found.order, start)


def keeper(table: Table, answers: Answers, time: Column) -> Timekeeper:
    """The timekeeper of rows that say no zone of their own, whose times stand in this column."""
    return Timekeeper(answers, zone_in(time.name) or table.zone())


class _Zones:
    """The timekeeper of each row: by its zone column, else by the name of the times or above the rows, else as was answered."""

    def __init__(self, table: Table, columns: Sequence[Column], answers: Answers, time: Column) -> None:
        self._column = next((c for c in columns if c.role is Role.ZONE), None)
        self._answers, self._unknown = answers, list[str]()
        self._known = {"": keeper(table, answers, time)}

    def of(self, row: Row) -> Timekeeper:
        """The timekeeper for this row."""
        name = cell(row, self._column) if self._column else ""
        if name not in self._known:
            self._known[name] = Timekeeper(self._answers, name)
            self._unknown += [] if zone_named(name) else [name]
        return self._known[name]

    def questions(self) -> tuple[Question, ...]:
        """Each question once. One answer cannot stand for several zones."""
        if self._column and len(self._unknown) > 1:
            return (Question("zone", _WHICH_ZONES.format(names='" and "'.join(self._unknown[:3]), column=self._column.name)),)
        return tuple(dict.fromkeys(question for keeper in self._known.values() for question in keeper.questions()))

    def used(self) -> str | None:
        """The names of the zones that were needed."""
        return ", ".join(dict.fromkeys(name for keeper in self._known.values() if (name := keeper.zone_used()))) or None


def _subjects(table: Table, columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Whose rows they are: a new patient begins a new day, and one patient's rows say nothing about another's clock."""
    naming = [c for c in columns if c.role in {Role.PATIENT, Role.VISIT}]
    return [tuple(cell(row, c) for c in naming) for row in table.rows]


def _days(found: Reckoning, table: Table, subjects: Sequence[tuple[str, ...]]) -> Iterable[date | None]:
    """The date of each row that has a clock time of its own: that beside it, or the one above where the date is written once.

    Where no row has a date it is a day later after each midnight of the same patient. A clock that goes back below a date written
    once has no date: nobody has said that midnight passed.
    """
    if found.how == "parts":
        return _written_once(found, table, subjects)
    if found.how != "clock" or found.day is None:
        return repeat(None)
    numbers = _day_numbers(table)
    if numbers:
        return [found.day + timedelta(days=number - numbers[0]) for number in numbers]
    days, last = [], dict[tuple[str, ...], tuple[date, int]]()
    for row, subject in zip(table.rows, subjects, strict=True):
        day, before = last.get(subject, (found.day, 0))
        told = written(cell(row, found.time))
        if told and told.micros is not None:
            day += timedelta(days=told.micros < before - _HALF_A_DAY)
            last[subject] = day, told.micros
        days.append(day)
    return days


def _day_numbers(table: Table) -> list[int]:
    """The number of the day in each row (Day, Time, HR), where there is one in each; the first is that of the start."""
    index = next((i for i, name in enumerate(table.header) if compact(name) in _DAYS), None)
    if index is None:
        return []
    texts = [cells[index] if index < len(cells) else "" for _, cells in table.rows]
    return [int(text) for text in texts] if all(text.isdigit() and len(text) < _LONGEST_DAY for text in texts) else []


def _written_once(found: Reckoning, table: Table, subjects: Sequence[tuple[str, ...]]) -> Iterable[date | None]:
    last = dict[tuple[str, ...], tuple[date | None, int]]()
    for row, subject in zip(table.rows, subjects, strict=True):
        text = cell(row, found.dated) if found.dated else ""
        told = (serial(text) if found.stored else written(text, found.order)) if text else None
        clock = beside_date(cell(row, found.time))
        micros = clock.micros if clock and clock.micros is not None else -1
        day, before = last.get(subject, (None, 0))
        day = (told.day if told else None) if text else day if micros >= before else None
        last[subject] = day, max(micros, 0)
        yield day


def _stamp(found: Reckoning, row: Row, keeper: Timekeeper, day: date | None) -> Millis | Twice | str:
    text = cell(row, found.time)
    if not text and not (found.dated and cell(row, found.dated)):
        return NO_TIME
    if found.how == "unix":
        return NOT_UNDERSTOOD if (at := unix_millis(text)) is None else at
    if found.how == "since":
        return _since(found, text)
    if found.how == "parts":
        return keeper.at(_beside(day, text, found.order) if text else Written(day))
    told = serial(text) if found.stored else written(text, found.order)
    if told is None or told.day is not None:
        return keeper.at(told._replace(micros=None) if told and found.midnight else told)
    return keeper.at(told._replace(day=day, offset=told.offset or found.offset))


def _beside(day: date | None, text: str, order: DateOrder | None) -> Written | None:
    """A time of day with its date; a cell that has its own date keeps it."""
    told = written(text, order)
    if told and told.day:
        return told
    clock = beside_date(text)
    return clock._replace(day=day) if clock and day else None


def _since(found: Reckoning, text: str) -> Millis | str:
    before = -1 if text.startswith("-") else 1
    told = written(text.removeprefix("-"))
    if told and told.day is None and told.micros is not None:
        elapsed = before * told.micros // (60_000 if found.minutes and text.count(":") == 1 else 1000)
    elif kind(text) in {"number", "unix"} and found.scale:
        elapsed = round(float(text.replace(",", ".")) * found.scale)
    else:
        return NOT_UNDERSTOOD
    return found.start + elapsed if abs(found.start + elapsed) < _LATEST else NOT_UNDERSTOOD


def _resolved(stamps: list[Millis | Twice | str], *, alone: bool) -> list[Millis | str]:
    """The hour that the clocks repeat: one step back in rows of one patient shows which rows were before it; else unknown."""
    plain = [stamp for stamp in stamps if isinstance(stamp, int)]
    falling = len(plain) > 1 and plain[0] > plain[-1]
    done: list[Millis | str] = []
    run: list[Twice] = []
    for stamp in reversed(stamps) if falling else stamps:
        if isinstance(stamp, Twice):
            run.append(stamp)
            continue
        done += _told_apart(run, alone=alone)
        run = []
        done.append(stamp)
    done += _told_apart(run, alone=alone)
    return done[::-1] if falling else done


def _told_apart(run: list[Twice], *, alone: bool) -> list[Millis | str]:
    back = [i for i in range(1, len(run)) if run[i].first < run[i - 1].first]
    if len(back) != 1 or not alone:
        return [TWICE] * len(run)
    return [*(twice.first for twice in run[: back[0]]), *(twice.second for twice in run[back[0] :])]
