"""Whose is a row of a table: which patient, in which visit?

A number goes before a name, which stands in for it where a row has none, and either before whoever the device or the program
calls its user. Names of one person stand in several columns; a second number that tells people apart whom the first one does not
goes to the visit, so that nobody is merged.
Where a file names visits but no patients, the visit stands for the patient.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from models.intake.cells import blank
from models.intake.columns import NAME_PARTS, PATIENT_NAMES, UNSURE, Column, Role
from models.intake.naming import compact
from models.intake.parameters import Parameters
from models.intake.sheets import Sheet
from models.intake.table import Row, cell
from models.intake.values import Question

_GENERAL = frozenset({"id", "recordid", "caseid", "studyid"})
_NAMES = frozenset((*PATIENT_NAMES, *NAME_PARTS, "nom", "nombre", "naam", "nome"))
_USERS = UNSURE | {"client", "clientid", "clientname", "userid", "member", "memberid"}
_OR_STAFF = UNSURE | {"name", "nom", "nombre", "naam", "nome"}
"""Names that may be those of who wrote the row: of the patient only where nothing above the rows says who that is."""
_RANKS = (_GENERAL, _NAMES - _USERS, _USERS)
_NAMED = 2
NOBODY = "the row does not say whose it is"
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_SHORT = (
    'A spreadsheet has shortened the numbers in column "{name}" ({text}), so that several people may have the same one. Export'
    ' the file again. If all rows are of one patient, say with --mapping that the column is not read: "{name}" = "ignore".'
)
_MIXED = (
    "This table holds several patients ({names}), and readings of one stand before the row that names the next ({place} {row}),"
    " so that nobody can say whose they are. Export each patient into a file of its own."
)


class Whose(NamedTuple):
    """The columns that say whose a row is.

    `stated` are those whom the file names beside its rows, or once for the rows below, each with their first row. `several` = the
    columns name several people. `names` stand in for the patient where a row lacks the number.
    """

    patients: tuple[Column, ...]
    visits: tuple[Column, ...]
    names: tuple[Column, ...]
    stated: tuple[tuple[int, str], ...]
    several: bool = False

    def unclear(self, row: Row) -> bool:
        """Whether a row of a table of several people names none of them."""
        return self.several and not (_joined(row, self.patients or self.visits) or _joined(row, self.names))

    def of(self, row: Row) -> tuple[str, str]:
        """The patient and the visit of a row, "" = it does not say."""
        patient = _joined(row, self.patients) or _joined(row, self.names) or self._above(row[0])
        visit = _joined(row, self.visits)
        return (patient, visit) if patient else (visit, "")

    def _above(self, number: int) -> str:
        """Who was named last; somebody who is the only one, for the rows above too."""
        if len(self.stated) < 2:
            return self.stated[0][1] if self.stated else ""
        place = bisect(self.stated, number, key=itemgetter(0))
        return self.stated[place - 1][1] if place else ""


def whose(sheet: Sheet, stated: Sequence[tuple[int, str]]) -> Whose:
    """Which columns of a sheet say whose its rows are; `stated` as in `Whose`."""
    known = sorted((c for c in sheet.of(Role.PATIENT) if not stated or compact(c.name) not in _OR_STAFF), key=_rank)
    first = tuple(c for c in known if _rank(c) == _rank(known[0]) == _NAMED) or tuple(known[:1])
    names = tuple(c for c in known if c not in first and _rank(c) == _NAMED)
    more = [c for c in known if c not in first and not _rank(c) and _tells_apart(sheet.table.rows, first[0], c)]
    named = tuple(stated) if len({name for _, name in stated}) > 1 else tuple(stated[:1])
    visits = (*sheet.of(Role.VISIT), *more)
    heads = {column.name for column in (*first, *visits)}  # where exports were put one behind the other
    told = [(row[0], text) for row in sheet.table.rows if (text := _joined(row, first or visits)) and text not in heads]
    several = len({text for _, text in told}) > 1
    if several and first and _once(told, sheet.table.rows):
        return Whose(first, visits, names, tuple(told))
    return Whose(first, visits, names, named, several)


def _once(told: Sequence[tuple[int, str]], rows: Sequence[Row]) -> bool:
    """Whether each patient is written once, above the rest of the rows that are theirs."""
    return len(told) < len(rows) and told[0][0] == rows[0][0] and len({text for _, text in told}) == len(told)


def mixed(sheet: Sheet, parameters: Parameters) -> str:
    """Why nobody can say whose the rows are of a table that names several patients in rows of their own; "" = one can."""
    named, rows, times = dict(parameters.people(sheet.table.rows)), sheet.table.rows, sheet.of(Role.TIME)
    if len(set(named.values())) < 2 or sheet.of(Role.PATIENT) or not times:
        return ""
    measured, latest = False, ""
    for row in rows:
        measured = parameters.measured(row) or (measured and cell(row, times[0]) == latest)
        latest = cell(row, times[0])
        if measured and row[0] in named:
            return _MIXED.format(names=", ".join(list(dict.fromkeys(named.values()))[:3]), place=sheet.table.place, row=row[0])
    return ""


def shortened(sheet: Sheet) -> tuple[Question, ...]:
    """What must be asked where a spreadsheet has shortened the numbers of the patients (2.02E+09)."""
    said = {compact(name) for name, _ in sheet.mapping}
    for column in sheet.of(Role.PATIENT, Role.VISIT):
        text = next((text for row in sheet.table.rows if _SHORTENED.fullmatch(text := cell(row, column))), "")
        if text and compact(column.name) not in said:
            return (Question("mapping", _SHORT.format(name=column.name, text=text)),)
    return ()


def _rank(column: Column) -> int:
    """Which column goes before which: 0 = the number of a patient, then any number, a name, whoever uses the device."""
    word = compact(column.name)
    return next((i for i, words in enumerate(_RANKS, 1) if word in words), 0)


def _joined(row: Row, columns: Sequence[Column]) -> str:
    return " ".join(dict.fromkeys(text for c in columns if not blank(text := cell(row, c))))


def _tells_apart(rows: Sequence[Row], known: Column, other: Column) -> bool:
    """Whether rows of one and the same patient differ in another number."""
    seen: dict[str, str] = {}
    told = ((cell(row, known), cell(row, other)) for row in rows if cell(row, other) != other.name)
    return any(text and seen.setdefault(patient, text) != text for patient, text in told)
