"""Which readings does this Excel workbook (`.xlsx`) hold?

Its sheets are looked through for a table of readings, which is read as every table. A cell is taken for what it holds and not
for how it is shown: a date is a date, so that nobody must be asked which number is the day; 97 % is 97 although 0.97 is stored. A
formula counts by its last result; one that was never worked out is no number, and is rejected with its text. Rows that are hidden
(by a filter, say) are read like the others: hiding a reading does not unmake it.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any, NamedTuple
from zipfile import ZipFile

from models.intake import tabular, telling, zipped
from models.intake.columns import Role, role_of
from models.intake.kinds import of_sheets
from models.intake.merged import filled, merges
from models.intake.naming import compact
from models.intake.recalling import recalled
from models.intake.sections import holds_readings
from models.intake.table import Row, Table, among
from models.intake.values import Answers, Intake, Kind, Question, Skipped
from models.intake.zipped import Unpackable

FORMAT = "xlsx"
_HEART = "xl/workbook.xml"
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
_UNPACKED = 300_000_000
_MOST_SHEETS, _MOST_ROWS, _MOST_CELLS, _TOP = 60, 1_048_576, 15_000_000, 80
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_FIRST_DAY = date(1899, 12, 31)
_BROKEN = "This Excel workbook is damaged or locked and cannot be read. Open it in Excel, save it again, and import that."
_TOO_MANY = (
    'Sheet "{name}" reaches over more than 15 million cells, which no export of readings does. Copy the readings into a new'
    " workbook."
)
_NO_TABLE = (
    "Vigil found no table of vital signs in this workbook: no row of a sheet that is shown names a column of times together with"
    " heart rate, blood pressure, SpO₂ or another signal. Put the names of the columns above the readings, for example time,"
    " heart_rate, systolic, diastolic, spo2."
)
_WHICH = (
    "{count} sheets of this workbook hold readings ({names}), and it does not say that they are of one patient. Say which one"
    ' to read with --mapping, for example "{first}" = "sheet", and then the next.'
)


class Tab(NamedTuple):
    """A sheet of the workbook with the table in it, if there is one; `hidden` sheets are not read."""

    name: str
    hidden: bool
    table: Table | None


def is_workbook(names: frozenset[str]) -> bool:
    """Whether a zipped file with these members is a workbook of this kind."""
    return _HEART in names


def read(content: bytes, archive: ZipFile, answers: Answers) -> Intake:
    """The readings of the workbook; never raises."""
    try:
        zipped.check(archive.infolist(), _UNPACKED)
        tabs = _tabs(content, archive, formulas=_has_formulas(archive))
    except Unpackable as error:
        return telling.refused(FORMAT, str(error))
    except Exception:  # noqa: BLE001  # a damaged workbook fails in as many ways as there are parts in it
        return telling.refused(FORMAT, _BROKEN)
    return recalled(_kind(tabs), answers, lambda said: _read(tabs, said))


def _kind(tabs: Sequence[Tab]) -> Kind:
    """By the tables that may be read; where there are several, by the names of their sheets too."""
    found = _candidates(tabs)
    return of_sheets([(tab.name, tab.table) for tab in found if tab.table])


def _candidates(tabs: Sequence[Tab]) -> list[Tab]:
    tables = [tab for tab in tabs if tab.table and not tab.hidden]
    return _holding(tables) or tables[:1]


def _read(tabs: Sequence[Tab], answers: Answers) -> Intake:
    wanted = {compact(name) for name, role in answers.mapping if role.strip() == "sheet"}
    tables = [tab for tab in tabs if tab.table and not tab.hidden]
    found = [tab for tab in tables if compact(tab.name) in wanted] or _candidates(tabs)
    if not found or found[0].table is None:
        return telling.refused(FORMAT, _NO_TABLE)
    if len(found) > 1:
        names = ", ".join(f'"{tab.name}"' for tab in found[:8])
        asked = _WHICH.format(count=len(found), names=names, first=found[0].name)
        return telling.asking(FORMAT, (Question("mapping", asked),))
    taken = tabular.of(found[0].table, answers)
    return replace(taken, skipped=(*taken.skipped, *(_left(tab) for tab in tabs if tab is not found[0])))


def _holding(tabs: Sequence[Tab]) -> list[Tab]:
    """The tabs whose tables hold readings with their times; where none does, those that name a vital sign."""
    naming = [tab for tab in tabs if tab.table and holds_readings(tab.table)]
    return [tab for tab in naming if tab.table and tab.table.rows and Role.TIME in map(role_of, tab.table.header)] or naming


def _left(tab: Tab) -> Skipped:
    return Skipped(f'{"hidden " if tab.hidden else ""}sheet "{tab.name}"', 1)


def _has_formulas(archive: ZipFile) -> bool:
    sheets = [member for member in archive.infolist() if _SHEETS.fullmatch(member.filename)]
    return any(b"<f>" in piece or b"<f " in piece for member in sheets for piece in zipped.pieces(archive, member))


def _tabs(content: bytes, archive: ZipFile, *, formulas: bool) -> list[Tab]:
    """Each sheet with the table in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library does not know of a workbook (its drawings, its look) is of no matter
        sheets = _loaded(content, results=True)
        texts = _loaded(content, results=False) if formulas else [None] * len(sheets)
        several = len(sheets) > 1
        return [_tab(archive, sheet, text, several=several) for sheet, text in zip(sheets, texts, strict=True)]


def _loaded(content: bytes, *, results: bool) -> list[Any]:
    """The sheets, to be read row by row; formulas by their last result, or by their text."""
    from openpyxl import load_workbook  # noqa: PLC0415  # takes as long to load as everything else here, and few files are workbooks

    return list(load_workbook(io.BytesIO(content), read_only=True, data_only=results, keep_links=False).worksheets[:_MOST_SHEETS])


def _tab(archive: ZipFile, sheet: Any, text: Any, *, several: bool) -> Tab:
    name = str(sheet.title)
    if sheet.sheet_state != "visible":
        return Tab(name, hidden=True, table=None)
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    reaching = merges(archive, path) if path in archive.namelist() else ()
    rows = filled(list(_rows(_lines(sheet), _lines(text) if text else ())), reaching)
    width = max((len(cells) for _, cells in rows[:_TOP]), default=0)
    top = [(number, cells + [""] * (width - len(cells))) for number, cells in rows[:_TOP]]
    found = among([*top, *rows[_TOP:]], FORMAT, f'sheet "{name}", row' if several else "row")
    return Tab(name, hidden=False, table=found)


def _lines(sheet: Any) -> Iterator[Sequence[Any]]:
    """The rows of the sheet, whatever size it says it has.

    Raises:
        Unpackable: they would be more than a machine can hold.
    """
    sheet.reset_dimensions()
    cells = 0
    for line in sheet.iter_rows(max_row=_MOST_ROWS):
        cells += len(line)
        if cells > _MOST_CELLS:
            raise Unpackable(_TOO_MANY.format(name=sheet.title))
        yield line


def _rows(lines: Iterable[Sequence[Any]], texts: Iterable[Sequence[Any]]) -> Iterator[Row]:
    """The rows that are not empty, as text, without the empty cells at their ends."""
    for number, (line, told) in enumerate(zip_longest(lines, texts, fillvalue=()), 1):
        cells = ["" if cell.value is None else written(cell) for cell in line]
        for index, cell in enumerate(told):
            if isinstance(cell.value, str) and cell.value.startswith("=") and not cells[index]:
                cells[index] = cell.value
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def written(cell: Any) -> str:
    """What a cell that is not empty holds, as text: times in ISO 8601, numbers with a point, percentages with their sign."""
    value = cell.value
    if isinstance(value, datetime):
        return _moment(value, cell.number_format)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _elapsed(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value * 100:.10g}%" if "%" in _QUOTED.sub("", cell.number_format) else f"{value:.15g}"
    return " ".join(str(value).split())


def _moment(value: datetime, format: str) -> str:
    """A date alone where no clock is shown and none is stored; days of 1900 are hours beyond 24 since a start."""
    if value.year <= 1900:
        return _elapsed(value - datetime.combine(_FIRST_DAY, time()))
    shown = _QUOTED.sub("", format).casefold()
    if value.time() == time() and "h" not in shown and "s" not in shown:
        return value.date().isoformat()
    return value.isoformat(" ", "milliseconds" if value.microsecond else "seconds")


def _elapsed(value: timedelta) -> str:
    seconds = value.total_seconds()
    return f"{seconds // 3600:.0f}:{seconds % 3600 // 60:02.0f}:{seconds % 60:06.3f}".removesuffix(".000")
