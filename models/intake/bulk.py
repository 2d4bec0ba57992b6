"""How do the cells of a long table become columns of instants and numbers, without looking at them one by one?"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from pyarrow import compute, csv

from models.intake.cells import blank
from models.intake.columns import Column, Role
from models.intake.reckoning import Reckoning
from models.intake.table import Row, Table, unquoted
from models.intake.units import converted
from models.intake.values import Measure
from models.strip import Instants, Mask, Values
from models.vitals import PRESSURE, Signal

Cells = Any
"""The cells of one column, as pyarrow holds them."""

LONG = 1_000
"""Lines from which on a table is worth it."""
_FIRST = 200
"""Rows by which is seen that the cells are those of the table, and whether there are blanks around them."""
_ENOUGH, _MOST = 50, 1_000
"""Filled rows that show how a column is written, and words of one that are looked at."""
_FEW = 5_000
"""Rows in which those that fill a column are sought first."""
_HEAD = 1 << 18
"""How much of the text (characters) is looked at to find the table in it."""
_NUMBER = r"^\d{1,9}(\.\d{1,15})?$"
_SHORT = 9
"""Letters of a cell that can hold no number which is read otherwise one by one."""
_COUNTED = r"^\d{1,7}(\.\d{1,9})?$"
_BLANK_BEFORE_QUOTE = ' "'
"""What pyarrow takes for a part of the cell, and nobody else does."""
_MOMENT = r"^(19[5-9]\d|20[0-2]\d|203[0-6])-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?"
_UNIX = {r"^\d{10}$": 1000.0, r"^\d{13}$": 1.0}
_PAIR = r"^(?P<systolic>\d{1,9})\s*/\s*(?P<diastolic>\d{1,9})$"
_ROLES = frozenset({Role.TIME, Role.SIGNAL, Role.PRESSURE, Role.OTHER})


class Long(NamedTuple):
    """A long table: its cells column by column, and the line of its first row; every line after it is a row."""

    columns: tuple[Cells, ...]
    line: int

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.columns[0])

    def rows(self, which: Sequence[int]) -> list[Row]:
        """Some of its rows, as a short table has them."""
        found = [column.take(pa.array(which, pa.int64())).to_pylist() if which else [] for column in self.columns]
        return [(self.line + n, list(map(unquoted, cells))) for n, *cells in zip(which, *found, strict=True)]

    def shown(self, column: Column) -> list[Row]:
        """Rows that show of a column what all rows would: its words where each counts, else the first that have a digit in it."""
        if column.role in _ROLES:
            return self._filled(column, _ENOUGH)
        words = compute.unique(self.columns[column.index])
        several = [] if len(words) == self.height else [words[0]] * 2
        return [(0, [""] * column.index + [unquoted(word.as_py())]) for word in (*several, *words[:_MOST])]

    def _filled(self, column: Column, most: int) -> list[Row]:
        for among in (_FEW, self.height):
            there = compute.match_substring_regex(self.columns[column.index][:among], r"\d")
            if (compute.sum(there).as_py() or 0) >= most:
                break
        return self.rows(np.flatnonzero(there.to_numpy())[:most].tolist())


def head(text: str, lines: int) -> str:
    """The beginning of a text, up to the end of a line; "" where it has less than so many lines."""
    if text.count("\n") < lines:
        return ""
    return text[: text.rfind("\n", 0, _HEAD) + 1]


def split(text: str, table: Table) -> Long | None:
    """All rows of the text whose table was found in its head; None where they have not all the same shape."""
    if not table.delimiter or not table.rows or _BLANK_BEFORE_QUOTE in text:
        return None
    line = table.rows[0][0]
    names = [str(n) for n in range(len(table.header))]
    try:
        found = csv.read_csv(
            pa.py_buffer((text.rstrip("\r\n") if text.endswith(("\n\n", "\n\r\n")) else text).encode()),
            csv.ReadOptions(skip_rows=line - 1, column_names=names),
            csv.ParseOptions(delimiter=table.delimiter, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeEncodeError):
        return None
    if line - 1 + found.num_rows != _lines(text):
        return None  # a cell of several lines
    columns = tuple(found.combine_chunks().columns)
    if any(cell != cell.strip() for column in columns for cell in column[:_FIRST].to_pylist()):
        columns = tuple(compute.utf8_trim_whitespace(column) for column in columns)
    known, first = Long(columns, line), table.rows[:_FIRST]
    return known if known.rows(range(min(len(first), known.height))) == first else None


def _lines(text: str) -> int:
    """How many lines there are, not counting empty ones at the end."""
    end = len(text)
    while text.endswith(("\n", "\r"), 0, end):
        end -= 1
    return 1 + text.count("\n", 0, end) + text.count("\r", 0, end) - text.count("\r\n", 0, end)


def readable(columns: Sequence[Column]) -> bool:
    """Whether no single row can change what the columns mean: times, vital signs each once in Vigil's own units, others."""
    measures = [one for column in columns for one in _measures(column)]
    plain = all(not (one.method or one.spare) and one.signal.physical for one in measures)
    owns = all(converted(one.signal, 100.0, one.unit) == 100.0 for one in measures)  # unchanged
    once = len({one.signal for one in measures}) == len(measures) > 0
    return plain and owns and once and all(column.role in _ROLES for column in columns)


def _measures(column: Column) -> list[Measure]:
    """What stands in a column, each with its unit: a vital sign, or the two halves of a pressure."""
    if column.role is Role.PRESSURE:
        return [Measure(half, column.method, unit=column.unit) for half in PRESSURE]
    measure = column.measure if column.role is Role.SIGNAL else None
    return [measure._replace(unit=column.unit or measure.unit)] if measure else []


# -- when -----------------------------------------------------------------------------------------------------------------


def instants(long: Long, how: Reckoning, zone: tzinfo | None) -> Instants | None:
    """The instant of every row; None where the rows do not all say it in one plain way."""
    cells = long.columns[how.time.index]
    match how.how:
        case "moment":
            return _moments(cells, zone)
        case "unix":
            scale = next((scale for form, scale in _UNIX.items() if _all(cells, form)), None)
            return None if scale is None else _rounded(_numbers(cells) * scale)
        case "since" if how.scale and _all(cells, _COUNTED):
            return _rounded(_numbers(cells) * how.scale) + how.start
        case _:
            return None


def _moments(cells: Cells, zone: tzinfo | None) -> Instants | None:
    """Of ISO 8601 with seconds, all with an offset or all without one; None where an hour happened twice, or not at all."""
    if not _all(cells, _MOMENT + r"(Z|[+-]\d\d:\d\d)$"):
        return _local(cells, zone) if zone is not None and _all(cells, _MOMENT + "$") else None
    try:
        found = compute.cast(cells, pa.timestamp("ns", "UTC"))
    except pa.ArrowInvalid:
        return None
    return _millis(found)


def _local(cells: Cells, zone: tzinfo) -> Instants | None:
    try:
        local = compute.cast(cells, pa.timestamp("ns"))
        if isinstance(zone, ZoneInfo):
            local = compute.assume_timezone(local, zone.key, ambiguous="raise", nonexistent="raise")
    except pa.ArrowInvalid:
        return None
    offset = timedelta(0) if isinstance(zone, ZoneInfo) else zone.utcoffset(None) or timedelta(0)
    return _millis(local) - offset // timedelta(milliseconds=1)


def _millis(moments: Cells) -> Instants:
    return np.asarray(compute.cast(moments, pa.int64()).to_numpy() // 1_000_000, np.int64)


def _all(cells: Cells, form: str) -> bool:
    return bool(compute.all(compute.match_substring_regex(cells, form)).as_py())


def _numbers(cells: Cells) -> Values:
    return np.asarray(compute.cast(cells, pa.float64()).to_numpy(), np.float64)


def _rounded(values: Values) -> Instants:
    return np.rint(values).astype(np.int64)


# -- what -----------------------------------------------------------------------------------------------------------------


def values(cells: Cells, signal: Signal) -> tuple[Values, Mask]:
    """The numbers of a column, NaN where there is none, and where a cell is neither empty nor a number in range."""
    found = _read(cells)
    found = np.where((found < signal.lowest) | (found > signal.highest), np.nan, found)
    empty = np.asarray(compute.equal(cells, "").to_numpy(), bool)
    return found, np.isnan(found) & ~empty


def _read(cells: Cells) -> Values:
    """The numbers of a column, NaN where a cell is none. Short ones are tried all at once, and sorted out where that fails."""
    if (compute.max(compute.utf8_length(cells)).as_py() or 0) <= _SHORT:
        with suppress(pa.ArrowInvalid):
            return _numbers(cells)
    number = compute.match_substring_regex(cells, _NUMBER)
    return _numbers(compute.if_else(number, cells, pa.scalar("nan")))


def pairs(cells: Cells) -> tuple[Values, Values, Mask]:
    """The halves of a column of pressures such as 120/80, and where a cell is neither empty nor such a pressure in range."""
    found = compute.extract_regex(cells, _PAIR)
    halves = []
    for half in PRESSURE:
        text = compute.struct_field(found, half.word)
        read, _ = values(compute.fill_null(text, ""), half)
        halves.append(read)
    empty = np.asarray(compute.equal(cells, "").to_numpy(), bool)
    return halves[0], halves[1], (np.isnan(halves[0]) | np.isnan(halves[1])) & ~empty


def broken(numbers: Sequence[Values | None]) -> Mask | None:
    """Where a pressure is not whole or upside down; `numbers` in the order of `Signal`. None = there is no pressure."""
    systolic, diastolic = (numbers[list(Signal).index(half)] for half in PRESSURE)
    if systolic is None and diastolic is None:
        return None
    if systolic is None or diastolic is None:
        other = diastolic if systolic is None else systolic
        return None if other is None else ~np.isnan(other)
    return ~((diastolic < systolic) | (np.isnan(systolic) & np.isnan(diastolic)))


def again(at: Instants) -> Mask:
    """Which rows are not alone at their instant."""
    if (np.diff(at) > 0).all():
        return np.zeros(len(at), bool)
    _, where, counts = np.unique(at, return_inverse=True, return_counts=True)
    return np.asarray(counts[where] > 1)


def unread(long: Long, columns: Sequence[Column]) -> list[tuple[str, int]]:
    """The columns that are not read, each with how many of its cells are not blank, in the order in which the first is met."""
    found = list[tuple[int, int, str, int]]()
    for column in columns:
        there = _told(long.columns[column.index])
        if there.any():
            found.append((int(there.argmax()), column.index, column.name, int(there.sum())))
    return [(name, count) for _, _, name, count in sorted(found)]


def _told(cells: Cells) -> Mask:
    """Which cells are not blank. Of those that are no numbers, each word is looked at once."""
    number = compute.match_substring_regex(cells, _NUMBER)
    words = compute.unique(compute.filter(cells, compute.invert(number))).to_pylist()
    said = pa.array([word for word in words if not blank(unquoted(word))], pa.string())
    return np.asarray(compute.or_(number, compute.is_in(cells, said)).to_numpy(), bool)
