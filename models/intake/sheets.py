"""What is each column of this table for, by its name and by its cells?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

from models.intake.cells import blank
from models.intake.columns import UNSURE, Column, Role, arranged
from models.intake.company import in_company
from models.intake.naming import LONGEST, compact, may_be_pair, pair_method, source_called
from models.intake.table import Row, Table, cell
from models.intake.values import Answers

_MOST_DEVICES = 20


class Sheet(NamedTuple):
    """A table with its columns sorted by what they are for, and what a person said of its names."""

    table: Table
    columns: tuple[Column, ...]
    mapping: tuple[tuple[str, str], ...] = ()

    def of(self, *roles: Role) -> tuple[Column, ...]:
        """The columns with one of these roles, in the order of the table."""
        return tuple(c for c in self.columns if c.role in roles)


def sheet(table: Table, answers: Answers, rows: Callable[[Column], Sequence[Row]]) -> Sheet:
    """The table with its columns; `rows` are those in which a column is looked at: all, or the first that are filled."""
    chosen = frozenset(compact(name) for name, _ in answers.mapping)
    columns = in_company(arranged(table.header, table.units, table.groups, answers.mapping), chosen)
    known = tuple(c if compact(c.name) in chosen else _by_cells(c, rows(c)) for c in columns)
    return Sheet(table, known, answers.mapping)


def _row_number(column: Column, rows: Sequence[Row]) -> bool:
    """Whether a column called id numbers the rows (each has another) and so names no patient."""
    if column.role is not Role.PATIENT or compact(column.name) not in {"id", "recordid", "caseid"} or len(rows) < 3:
        return False
    return len({cell(row, column) for row in rows}) == len(rows)


def _told(column: Column, rows: Sequence[Row]) -> set[str]:
    """What stands in a column, without its name where exports were put one behind the other."""
    told, name = {text for row in rows if (text := cell(row, column))}, compact(column.name)
    return {text for text in told if len(text) > LONGEST or compact(text) != name}


def _one_user(column: Column, rows: Sequence[Row]) -> bool:
    """Whether all rows are of one user, who need not be the patient."""
    return compact(column.name) in UNSURE and len(_told(column, rows)) < 2


def _parts_sources(column: Column, rows: Sequence[Row]) -> bool:
    """Whether the cells name several devices, or one of them how a pressure was taken."""
    told = _told(column, rows)
    if column.role is Role.DEVICE:
        return 1 < len(told) <= _MOST_DEVICES
    return any(source_called(text) is not None for text in told)


def _by_cells(column: Column, rows: Sequence[Row]) -> Column:
    """What the cells say against the name: an id that numbers the rows, or a rate written as 120/80 (German RR)."""
    if (
        _row_number(column, rows)
        or _one_user(column, rows)
        or (column.role is Role.VALUE and all(blank(cell(row, column)) for row in rows))
    ):
        return Column(column.index, column.name, Role.OTHER)
    if column.role in {Role.DEVICE, Role.METHOD}:
        return column if _parts_sources(column, rows) else Column(column.index, column.name, Role.OTHER)
    if column.role not in {Role.SIGNAL, Role.OTHER} or not may_be_pair(column.name):
        return column
    sample = list(islice((text for row in rows if not blank(text := cell(row, column))), 50))
    written_as_pair = sum(1 for text in sample if re.fullmatch(r"\d{2,3}\s*/\s*\d{2,3}.*", text))
    if not sample or 2 * written_as_pair <= len(sample):
        return column
    return Column(column.index, column.name, Role.PRESSURE, None, pair_method(column.name), column.unit)
