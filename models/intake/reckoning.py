"""How does a table tell the time: by which columns, in which order of day and month, from which start?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from models.intake.columns import Column, Role, begins
from models.intake.moments import NO_TIME, DateOrder, Kind, Written, is_beside_date, kind, serial, slashed, written
from models.intake.naming import compact, parted
from models.intake.table import Table, cell
from models.intake.values import Answers, Question
from models.intake.zones import Timekeeper
from models.vitals import Millis

How = Literal["moment", "parts", "unix", "since", "clock"]
_LOOKED_AT = 400
_DAY = 86_400_000_000
_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
_STEPS = {1: "ms msec millisecond", 1000: "s sec second", 60_000: "min minute", 3_600_000: "h hr hour"}
_SCALES = {word: step for step, words in _STEPS.items() for word in words.split()}
_EXAMPLE = "for example --start 2024-03-14T09:30+01:00."
_WHY_ORDER = 'The dates can be read in two ways ("{text}": day first or month first?). Say --date-order dmy or --date-order mdy.'
_WHY_START = f"The times count from a start that the file does not name. Give the start, {_EXAMPLE}"
_WHY_DAY = f"The rows carry clock times without a date. Give the date and time of the first row, {_EXAMPLE}"
_WHY_UNIT = (
    'Column "{name}" counts from the start, but in which unit? Map it with --mapping: "{name}" = "time [s]" (or ms, min, h).'
)
_WHY_EXCEL = (
    ' If its numbers are dates as Excel stores them, map it to "time [excel]", or format the column as a date and save it again.'
)
_DATED = frozenset({"date", "datum", "fecha", "datetime", "dateheure", "fechahora", "datumuhrzeit", "datumzeit", "dateandtime"})
_STARTS = ("start", "starttime", "startdate", "recordingstart", "recordingstarttime", "startofrecording", "sessionstart")
_GERMAN_STARTS = ("beginn", "aufnahmebeginn", "startzeit", "startzeitpunkt")
_TWO_DIGITS = re.compile(r"(?<![\d:])(\d{2})[-/](\d{1,2})[-/](\d{2})(?![\d:])")
_DATE = re.compile(r".*?(\d{1,2}[-/]\d{1,2}[-/]\d{2,4}).*", re.DOTALL)
_D, _M, _Y = r"(?:d{1,2}|t{1,2}|j{1,2})", r"m{1,2}", r"(?:y{2,4}|j{2,4}|a{2,4})"
_SPELLINGS: dict[DateOrder, re.Pattern[str]] = {
    "dmy": re.compile(rf"\b{_D}[-/.]?{_M}[-/.]?{_Y}\b", re.IGNORECASE),
    "mdy": re.compile(rf"\b{_M}[-/.]?{_D}[-/.]?{_Y}\b", re.IGNORECASE),
    "ymd": re.compile(rf"\b{_Y}[-/.]?{_M}[-/.]?{_D}\b", re.IGNORECASE),
}
_MINUTES = re.compile(r"(?<![:\w])m{1,2}:s{1,2}\b|\bmin:sec\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How rows get their time.

    *moment*: `time` says it all; *parts*: `dated` and `time`; *unix*: a unix time; *clock*: a time of day on `day` (and the days
    after it), in the offset of the start where that was given; *since*: counted from `start` in steps of `scale` ms. `begun` = a
    person gave the start; `zone` = the zone that it was read in, if it had no offset. `stored` = dates are
    Excel's numbers; `midnight` = they say nothing of the time of day; `minutes` = 05:30 since the start are minutes and seconds.
    """

    how: How
    time: Column
    dated: Column | None = None
    order: DateOrder | None = None
    day: date | None = None
    offset: timedelta | None = None
    start: Millis = 0
    scale: int = 0
    begun: bool = False
    zone: str | None = None
    stored: bool = False
    midnight: bool = False
    minutes: bool = False


def reckoning(table: Table, columns: Sequence[Column], answers: Answers) -> tuple[Reckoning | None, tuple[Question, ...]]:
    """How this table tells the time, and what must be asked for it; None when no column holds times."""
    found = _found(table, columns, answers)
    if found is None or found.how == "unix":
        return found, ()
    return _ordered(found, table, answers) if found.how in {"moment", "parts"} else _started(found, table, answers)


def _found(table: Table, columns: Sequence[Column], answers: Answers) -> Reckoning | None:
    """Unix time before a moment before a date with a clock time before a lone clock time before a number since the start."""
    of = _kinds(table, columns)
    if "unix" in of:
        return Reckoning("unix", of["unix"])
    if "moment" in of:
        return Reckoning("moment", of["moment"], stored=_stored(table, of["moment"]))
    if "day" in of:
        return _dated(table, of)
    if "clock" in of:
        minutes = _MINUTES.search(f"{of['clock'].name} {_unit_row(table, of['clock'])}") is not None
        return Reckoning("clock", of["clock"], day=None if minutes else _day_above(table, answers), minutes=minutes)
    return (
        Reckoning("since", of["number"], scale=_scale(of["number"], _unit_row(table, of["number"]))) if "number" in of else None
    )


def _dated(table: Table, of: dict[Kind, Column]) -> Reckoning:
    """A date with the time of day beside it, which may be written with a dot or as Excel stores it; or a date alone."""
    day = of["day"]
    clock = of.get("clock") or (of["number"] if "number" in of and _are_clocks(_cells(table, of["number"])) else None)
    stored = _stored(table, day)
    return Reckoning("parts", clock, day, stored=stored) if clock else Reckoning("moment", day, stored=stored, midnight=True)


def _are_clocks(texts: Sequence[str]) -> bool:
    """Whether numbers beside a date are times of day. 1030 may be minutes of the day, unless some begin with 0."""
    minutes = all(len(text) == 4 and text.isdigit() and text[0] != "0" for text in texts)
    return all(map(is_beside_date, texts)) and not minutes


def _kinds(table: Table, columns: Sequence[Column]) -> dict[Kind, Column]:
    """The first column of each kind; the start of something only where no other column holds times."""
    times = sorted((c for c in columns if c.role is Role.TIME), key=lambda c: not c.unit)
    kinds = [(kind, column) for column in times if (kind := _kind_of(table, column))]
    other = [(kind, column) for kind, column in kinds if not begins(column.name)]
    return dict(reversed(other or kinds))


def _cells(table: Table, column: Column) -> list[str]:
    return list(islice((text for row in table.rows if (text := cell(row, column))), _LOOKED_AT))


def _unit_row(table: Table, column: Column) -> str:
    return table.units[column.index] if column.index < len(table.units) else ""


def _stored(table: Table, column: Column) -> bool:
    """Whether the column holds dates as the numbers that Excel stores: mapped so, or called a date and all of them possible."""
    called = column.unit == "excel" or compact(parted(column.name)[0]) in _DATED
    return called and all(serial(text) is not None for text in _cells(table, column))


def _kind_of(table: Table, column: Column) -> Kind:
    """What most cells of the column hold; cells that hold no time at all (a total, a repeated header) have no vote."""
    texts = _cells(table, column)
    counts: dict[Kind, int] = {}
    for text in texts:
        sort = kind(text)
        counts[sort] = counts.get(sort, 0) + bool(sort)
    nothing: Kind = ""
    most = max(counts, key=lambda k: counts[k], default=nothing)
    if most == "number" and _stored(table, column):
        return "moment" if any((told := serial(text)) and told.micros for text in texts) else "day"
    return "day" if most == "moment" and _only_midnights(texts) else most


def _only_midnights(texts: Sequence[str]) -> bool:
    """Whether moments name days and nothing more: several, and each at 00:00."""
    told = [found for text in texts if (found := written(text, "dmy") or written(text, "mdy"))]
    return len({found.day for found in told}) > 1 and not any(found.micros for found in told)


def _day_above(table: Table, answers: Answers) -> date | None:
    """The one date that stands above the rows (`Date,16-4-2021`); None also where its order is open."""
    text = _day_text(table)
    pair = slashed(text)
    told = written(text, _answered(answers) or (_proved([pair]) if pair else None))
    return told.day if told else None


def _day_text(table: Table) -> str:
    return table.stated("date", "datum", "recordingdate", "measurementdate", "day", "fecha", "examdate", "studydate") or ""


def _answered(answers: Answers) -> DateOrder | None:
    return next((order for order in _ORDERS if order == answers.date_order), None)


def _scale(column: Column, below: str) -> int:
    """Milliseconds per step, by a mapped unit, a word of the name (time_min, elapsed (s)) or the unit below it; 0 = not said."""
    words = [column.unit, below.strip("[]() "), parted(column.name)[1], *re.split(r"[\s_()\[\]]+", column.name)]
    single = [word.casefold() if len(word) < 3 else word.casefold().rstrip("s") for word in words]
    return next((_SCALES[word] for word in single if word in _SCALES), 0)


def _ordered(found: Reckoning, table: Table, answers: Answers) -> tuple[Reckoning, tuple[Question, ...]]:
    """With the order of day and month: answered, or stated above, or proved by a number over 12 in any row; else a question."""
    column = found.dated or found.time
    open_dates = {_DATE.sub(r"\1", text): pair for row in table.rows if (pair := slashed(text := cell(row, column)))}
    if not open_dates:
        return found, ()
    order = _answered(answers) or _spelt(f"{column.name} {_unit_row(table, column)}")
    order = order or _year_first(open_dates) or _proved(open_dates.values())
    asked = () if order else (Question("date_order", _WHY_ORDER.format(text=next(iter(open_dates)))),)
    return replace(found, order=order or "dmy"), asked


def _year_first(dates: Iterable[str]) -> DateOrder | None:
    """24/03/14, 24/03/15: of two-digit numbers the one that stays the same is the year."""
    found = [parts for text in dates if (parts := _TWO_DIGITS.search(text))]
    firsts, lasts = {parts[1] for parts in found}, {parts[3] for parts in found}
    return "ymd" if len(firsts) == 1 < len(lasts) and int(next(iter(firsts))) > 12 else None


def _spelt(text: str) -> DateOrder | None:
    """The order that a name or a unit spells: Date (MM/DD/YYYY), dd/mm/yyyy, TT/MM/JJJJ, JJ/MM/AAAA."""
    return next((order for order, spelling in _SPELLINGS.items() if spelling.search(text)), None)


def _proved(pairs: Iterable[tuple[int, int]]) -> DateOrder | None:
    pairs = tuple(pairs)
    day_first, month_first = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"


def _started(found: Reckoning, table: Table, answers: Answers) -> tuple[Reckoning, tuple[Question, ...]]:
    """With the start that was given; clock times count from it when they begin before it, at zero, or reach 24 h."""
    if found.how == "since" and not found.scale:
        excel = _WHY_EXCEL if all(serial(text) for text in _cells(table, found.time)) else ""
        return found, (Question("unit", _WHY_UNIT.format(name=found.time.name) + excel),)
    either = written(_day_text(table), "dmy") or written(_day_text(table), "mdy")
    if found.how == "clock" and found.day is None and not found.minutes and either and either.day and not answers.start:
        return replace(found, day=either.day), (Question("date_order", _WHY_ORDER.format(text=_day_text(table))),)
    return (found, ()) if found.day is not None else _counted(found, table, answers)


def _counted(found: Reckoning, table: Table, answers: Answers) -> tuple[Reckoning, tuple[Question, ...]]:
    keeper = Timekeeper(answers, table.zone())
    told = written(answers.start) if answers.start else _start_above(table, answers)
    start = keeper.once(told) if told else NO_TIME
    if keeper.questions():
        return found, keeper.questions()
    if isinstance(start, str) or told is None:
        return found, (_ask_start(found, table, answers),)
    begun = bool(answers.start)
    if found.how == "clock" and not found.minutes and not _counts(found, table, told.micros or 0):
        return replace(found, day=told.day, offset=told.offset, begun=begun), ()
    return replace(found, how="since", start=start, begun=begun, zone=keeper.zone_used()), ()


def _start_above(table: Table, answers: Answers) -> Written | None:
    """The start that stands above the rows: a day and time in one, or a time beside a date of its own."""
    text = table.stated(*_STARTS, *_GERMAN_STARTS)
    told = written(text, _answered(answers)) if text else None
    return told._replace(day=_day_above(table, answers)) if told and told.day is None else told


def _ask_start(found: Reckoning, table: Table, answers: Answers) -> Question:
    unread = f'"{answers.start}" is no date and time. ' if answers.start else ""
    return Question(
        "start", unread + (_WHY_START if found.how == "since" or found.minutes or _counts(found, table, 0) else _WHY_DAY)
    )


def _counts(found: Reckoning, table: Table, begin: int) -> bool:
    """Whether hh:mm counts from the start rather than naming a time of day: over 24 h, from zero, or before the start itself."""
    told = [w.micros for row in table.rows if (w := written(cell(row, found.time))) and w.micros is not None]
    return bool(told) and (max(told) >= _DAY or told[0] == 0 or told[0] // 60_000_000 < begin // 60_000_000)
