"""How does a table tell the time: by which columns, in which order of day and month, from which start?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from models.intake.columns import Column, Role, begins
from models.intake.moments import NO_TIME, DateOrder, Kind, kind, slashed, written
from models.intake.naming import parted
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


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How rows get their time.

    *moment*: `time` says it all; *parts*: `dated` and `time`; *unix*: a unix time; *clock*: a time of day on `day` (and the days
    after it), in the offset of the start where that was given; *since*: counted from `start` in steps of `scale` ms. `begun` = a
    person gave the start; `zone` = the zone that it was read in, if it had no offset.
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
        return Reckoning("moment", of["moment"])
    if "day" in of:
        return Reckoning("parts", of["clock"], of["day"]) if "clock" in of else Reckoning("moment", of["day"])
    if "clock" in of:
        return Reckoning("clock", of["clock"], day=_day_above(table, answers))
    return Reckoning("since", of["number"], scale=_scale(of["number"])) if "number" in of else None


def _kinds(table: Table, columns: Sequence[Column]) -> dict[Kind, Column]:
    """The first column of each kind; the start of something only where no other column holds times."""
    times = sorted((c for c in columns if c.role is Role.TIME), key=lambda c: not c.unit)
    kinds = [(kind, column) for column in times if (kind := _kind_of(table, column))]
    other = [(kind, column) for kind, column in kinds if not begins(column.name)]
    return dict(reversed(other or kinds))


def _kind_of(table: Table, column: Column) -> Kind:
    """What most cells of the column hold; cells that hold no time at all (a total, a repeated header) have no vote."""
    counts: dict[Kind, int] = {}
    for text in islice((text for row in table.rows if (text := cell(row, column))), _LOOKED_AT):
        sort = kind(text)
        counts[sort] = counts.get(sort, 0) + bool(sort)
    return max(counts, key=lambda k: counts[k], default="")


def _day_above(table: Table, answers: Answers) -> date | None:
    """The one date that stands above the rows (`Date,16-4-2021`)."""
    text = table.stated("date", "datum", "recordingdate", "measurementdate", "day")
    if text is None:
        return None
    pair = slashed(text)
    told = written(text, _answered(answers) or (_proved([pair]) if pair else None))
    return told.day if told else None


def _answered(answers: Answers) -> DateOrder | None:
    return next((order for order in _ORDERS if order == answers.date_order), None)


def _scale(column: Column) -> int:
    """Milliseconds per step, by a mapped unit or a word of the name (time_min, elapsed (s)); 0 = not said."""
    words = [column.unit, parted(column.name)[1], *re.split(r"[\s_()\[\]]+", column.name)]
    single = [word.casefold() if len(word) < 3 else word.casefold().rstrip("s") for word in words]
    return next((_SCALES[word] for word in single if word in _SCALES), 0)


def _ordered(found: Reckoning, table: Table, answers: Answers) -> tuple[Reckoning, tuple[Question, ...]]:
    """With the order of day and month: answered, or stated above, or proved by a number over 12 in any row; else a question."""
    column = found.dated or found.time
    open_dates = {pair: text for row in table.rows if (pair := slashed(text := cell(row, column)))}
    if not open_dates:
        return found, ()
    spelt = table.units[column.index] if column.index < len(table.units) else ""
    order = _answered(answers) or next((o for o in _ORDERS if _spells(spelt, o)), None) or _proved(open_dates)
    asked = () if order else (Question("date_order", _WHY_ORDER.format(text=next(iter(open_dates.values())))),)
    return replace(found, order=order or "dmy"), asked


def _spells(units: str, order: DateOrder) -> bool:
    """Whether a unit row spells the order: dd/mm/yyyy."""
    return "".join(dict.fromkeys(c for c in units.casefold().rpartition(" ")[2] if c in "dmy")) == order


def _proved(pairs: Iterable[tuple[int, int]]) -> DateOrder | None:
    pairs = tuple(pairs)
    day_first, month_first = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"


def _started(found: Reckoning, table: Table, answers: Answers) -> tuple[Reckoning, tuple[Question, ...]]:
    """With the start that a person gave; clock times count from it when they begin before it, at zero, or reach 24 h."""
    if found.how == "since" and not found.scale:
        return found, (Question("unit", _WHY_UNIT.format(name=found.time.name)),)
    if found.day is not None:
        return found, ()
    keeper = Timekeeper(answers)
    told = written(answers.start) if answers.start else None
    start = keeper.once(told) if told else NO_TIME
    if keeper.questions():
        return found, keeper.questions()
    if isinstance(start, str) or told is None:
        return found, (_ask_start(found, table, answers),)
    if found.how == "clock" and not _counts(found, table, told.micros or 0):
        return replace(found, day=told.day, offset=told.offset, begun=True), ()
    return replace(found, how="since", start=start, begun=True, zone=keeper.zone_used()), ()


def _ask_start(found: Reckoning, table: Table, answers: Answers) -> Question:
    unread = f'"{answers.start}" is no date and time. ' if answers.start else ""
    return Question("start", unread + (_WHY_START if found.how == "since" or _counts(found, table, 0) else _WHY_DAY))


def _counts(found: Reckoning, table: Table, begin: int) -> bool:
    """Whether hh:mm counts from the start rather than naming a time of day: over 24 h, from zero, or before the start itself."""
    told = [w.micros for row in table.rows if (w := written(cell(row, found.time))) and w.micros is not None]
    return bool(told) and (max(told) >= _DAY or told[0] == 0 or told[0] // 60_000_000 < begin // 60_000_000)
