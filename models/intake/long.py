"""What does a long table hold? Its plain rows are read column by column, the others one by one.

A row is *plain* when each of its cells is empty or a number in the range of its signal, its pressure (if any) is whole, and no
other row is of its instant. A table of which anything is open, or whose rows have not all one shape, is read as a short one is:
both ways say the same of it.
"""

from __future__ import annotations

import numpy as np

from models.intake import bulk, telling
from models.intake.bulk import Long
from models.intake.clocks import keeper, timed
from models.intake.columns import Role
from models.intake.dating import dated
from models.intake.doubts import LOOKED_AT, Doubts, doubts, waved
from models.intake.gathering import Gathering
from models.intake.reckoning import reckoning
from models.intake.rows import UNREAD, Rows
from models.intake.sections import sections
from models.intake.sheets import Sheet, sheet
from models.intake.table import Table, find
from models.intake.values import Answers, Intake, Settings
from models.strip import Instants, Mask, Strip, Values
from models.vitals import PRESSURE, Signal


def begun(text: str, lines: int = bulk.LONG) -> Table | None:
    """The table in the beginning of a text of at least so many lines; None where it is shorter. Unreadable as `table.find`."""
    beginning = bulk.head(text, lines)
    return find(beginning) if beginning else None


def read(text: str, table: Table, answers: Answers) -> Intake | None:
    """The readings of a long text that begins with this table; None where it must be read as a short one."""
    long = bulk.split(text, table) if dated(table) == table and sections(table) == (table,) else None
    if long is None:
        return None
    known = sheet(table, answers, long.shown)
    if not bulk.readable(known.columns):
        return None
    sample = long.rows(range(0, long.height, max(1, long.height // LOOKED_AT)))
    times = timed(table, known.columns, answers)
    open_ = times is None or times.questions or doubts(sample, known.of(Role.SIGNAL), table.place) != Doubts()
    at = None if open_ else _instants(known, long, answers)
    if at is None or times is None or _waves(known, long, at):
        return None
    settings = Settings(zone=times.zone, date_order=times.order, start=times.start)
    return telling.finished(table.format, _gathered(known, long, at), settings)


def _waves(known: Sheet, long: Long, at: Instants) -> bool:
    """Whether a rate is the raw wave of a sensor, by its first rows."""
    first = long.rows(range(min(LOOKED_AT, long.height)))
    return waved(Doubts(), first, known.of(Role.SIGNAL), at[:LOOKED_AT].tolist(), known.table.place) != Doubts()


def _instants(known: Sheet, long: Long, answers: Answers) -> Instants | None:
    found, asked = reckoning(known.table, known.columns, answers)
    return None if found is None or asked else bulk.instants(long, found, keeper(known.table, answers, found.time).zone)


def _gathered(known: Sheet, long: Long, at: Instants) -> Gathering:
    gathering, signals = Gathering(), known.of(Role.SIGNAL)
    rows = Rows(_without_others(known), signals, gathering)
    numbers, odd = _numbers(known, long)
    odd |= bulk.again(at)
    others = np.flatnonzero(odd).tolist()
    for row, when in zip(long.rows(others), at[others].tolist(), strict=True):
        rows.take(row, when)
    for name, count in bulk.unread(long, known.of(Role.OTHER)):
        gathering.tally.skip(UNREAD.format(name=name), count)
    empty = np.all([np.isnan(values) for values in numbers if values is not None], axis=0)
    strip = Strip(rows.subject((0, [])), at, numbers, by=known.table.format)
    left = strip.part(~(odd | empty)) if (odd | empty).any() else strip
    gathering.stretch(left if (np.diff(left.at) > 0).all() else left.part(np.argsort(left.at)))
    return gathering


def _numbers(known: Sheet, long: Long) -> tuple[tuple[Values | None, ...], Mask]:
    """The numbers of every signal, and which rows are not plain."""
    found, odd = dict[Signal, Values](), np.zeros(long.height, bool)
    for column in known.of(Role.SIGNAL):
        if column.measure:
            found[column.measure.signal], strange = bulk.values(long.columns[column.index], column.measure.signal)
            odd |= strange
    for column in known.of(Role.PRESSURE):
        *halves, strange = bulk.pairs(long.columns[column.index])
        found |= dict(zip(PRESSURE, halves, strict=True))
        odd |= strange
    numbers = tuple(found.get(signal) for signal in Signal)
    broken = bulk.broken(numbers)
    return numbers, odd if broken is None else odd | broken


def _without_others(known: Sheet) -> Sheet:
    """The sheet without the columns that are not read: they are counted column by column."""
    return known._replace(columns=tuple(c for c in known.columns if c.role is not Role.OTHER))
