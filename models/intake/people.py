"""Whose is a row of a table: which patient, in which visit?

A number goes before a name, and either before whoever the device or the program calls its user. Names of one person stand in
several columns; a second number that tells people apart whom the first one does not goes to the visit, so that nobody is merged.
Where a file names visits but no patients, the visit stands for the patient.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.intake.columns import PATIENT_NAMES, UNSURE, Column, Role
from models.intake.naming import compact
from models.intake.sheets import Sheet
from models.intake.table import Row, cell

_GENERAL = frozenset({"id", "recordid", "caseid", "studyid"})
_NAMES = frozenset(
    (*PATIENT_NAMES, "nachname", "surname", "lastname", "firstname", "vorname", "nom", "prenom", "nombre", "naam", "nome")
)
_USERS = UNSURE | {"client", "clientid", "clientname", "userid", "member", "memberid"}
_RANKS = (_GENERAL, _NAMES - _USERS, _USERS)
_NAMED = 2


class Whose(NamedTuple):
    """The columns that say whose a row is; `stated` is the patient whom the file names once for all rows."""

    patients: tuple[Column, ...]
    visits: tuple[Column, ...]
    stated: str

    def of(self, row: Row) -> tuple[str, str]:
        """The patient and the visit of a row, "" = it does not say."""
        patient = _joined(row, self.patients) or self.stated
        visit = _joined(row, self.visits)
        return (patient, visit) if patient else (visit, "")


def whose(sheet: Sheet, stated: str) -> Whose:
    """Which columns of a sheet say whose its rows are."""
    known = sorted(sheet.of(Role.PATIENT), key=_rank)
    first = tuple(c for c in known if _rank(c) == _rank(known[0]) == _NAMED) or tuple(known[:1])
    more = [c for c in known if c not in first and not _rank(c) and _tells_apart(sheet.table.rows, first[0], c)]
    return Whose(first, (*sheet.of(Role.VISIT), *more), stated)


def _rank(column: Column) -> int:
    """Which column goes before which: 0 = the number of a patient, then any number, a name, whoever uses the device."""
    word = compact(column.name)
    return next((i for i, words in enumerate(_RANKS, 1) if word in words), 0)


def _joined(row: Row, columns: Sequence[Column]) -> str:
    return " ".join(dict.fromkeys(text for c in columns if (text := cell(row, c))))


def _tells_apart(rows: Sequence[Row], known: Column, other: Column) -> bool:
    """Whether rows of one and the same patient differ in another number."""
    seen: dict[str, str] = {}
    told = ((cell(row, known), cell(row, other)) for row in rows if cell(row, other) != other.name)
    return any(text and seen.setdefault(patient, text) != text for patient, text in told)
