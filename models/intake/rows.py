"""Which readings, events and notes does one row of a table hold?"""

from __future__ import annotations

from collections.abc import Sequence

from models.intake import plain
from models.intake.cells import NOT_MEASURED, blank, pair, reading
from models.intake.columns import GIVEN_NAMES, PATIENT_NAMES, PATIENT_NUMBERS, Column, Role
from models.intake.gathering import Gathering
from models.intake.naming import source_called
from models.intake.parameters import Parameters
from models.intake.people import NOBODY, whose
from models.intake.sheets import Sheet
from models.intake.table import Row, Table, cell
from models.intake.values import Reading
from models.strip import Subject
from models.vitals import Millis

_UNKNOWN_EVENT = "no event that Vigil knows: dose, stop, end, acknowledge:SIGNAL"
UNREAD = 'value of column "{name}", which is no vital sign that Vigil reads'
"""What is said of a column that is not read."""
_REMEMBERED = 5000
_NOBODY = frozenset({"anonymous", "anonym", "anonymous patient", "test"})


class _Cells:
    """The cells of one column as readings; the same text is read once."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._known: dict[str, tuple[Reading, ...]] = {}

    def of(self, row: Row) -> tuple[Reading, ...]:
        """One reading, two halves of a pressure, or nothing for an empty cell."""
        text = cell(row, self._column)
        if not text:
            return ()
        found = self._known.get(text)
        if found is None:
            found = self._read(text)
            if len(self._known) < _REMEMBERED:
                self._known[text] = found
        return found

    def _read(self, text: str) -> tuple[Reading, ...]:
        column = self._column
        if column.measure is None:
            return pair(column.method, text, column.unit)
        return (reading(column.measure, text, column.unit),)


class Rows:
    """Takes the rows of one sheet into a gathering. `signals` are the columns of signals that are believed."""

    def __init__(self, sheet: Sheet, signals: Sequence[Column], gathering: Gathering) -> None:
        self._gathering, self._source, self._place = gathering, sheet.table.format, sheet.table.place
        self._cells = [_Cells(c) for c in (*signals, *sheet.of(Role.PRESSURE))]
        self._doubled = _doubled(signals)
        self._notes, self._symptoms, self._events = sheet.of(Role.NOTE), sheet.of(Role.SYMPTOMS), sheet.of(Role.EVENT)
        self._moved, self._others = sheet.of(Role.MOVED), sheet.of(Role.OTHER)
        self._sources = sheet.of(Role.DEVICE, Role.METHOD)[:1]
        self._parameters = Parameters(sheet.columns, sheet.mapping) if sheet.of(Role.NAME) and sheet.of(Role.VALUE) else None
        self._whose = whose(sheet, self._stated(sheet.table))
        self._unread: dict[str, int] = {}

    def _stated(self, table: Table) -> tuple[tuple[int, str], ...]:
        """The patients whom the file names beside its rows, each with the number of the row from which on it is theirs."""
        if self._parameters:
            return self._parameters.people(table.rows)
        number, name, given = (_somebody(table.stated(*words) or "") for words in (PATIENT_NUMBERS, PATIENT_NAMES, GIVEN_NAMES))
        stated = number or f"{name} {given}".strip()
        return ((0, stated),) if stated else ()

    def take(self, row: Row, at: Millis | str) -> None:
        """One row, with its instant or with the reason why it has none."""
        readings = self._readings(row)
        note, symptoms, events = _text(self._notes, row), _text(self._symptoms, row), _text(self._events, row)
        where = f"{self._place} {row[0]}"
        if isinstance(at, str):
            if readings or note or symptoms or events:
                self._gathering.tally.reject("time", at, where, ", ".join(text for text in row[1][:4] if text))
            return
        if self._whose.unclear(row) and readings:
            self._gathering.tally.reject("patient", NOBODY, where, ", ".join(text for text in row[1][:4] if text))
            return
        self._count_others(row)
        subject = self.subject(row)
        self._happened(subject, at, where, events)
        known, unknown = plain.symptoms(symptoms)
        for word in unknown:
            self._gathering.tally.reject("symptom", "no symptom that Vigil knows", where, word)
        self._gathering.add(subject, at, where, readings, symptoms=known, note=note, moved=self._was_moved(row))

    def _readings(self, row: Row) -> Sequence[Reading]:
        found = [reading for cells in self._cells for reading in cells.of(row)]
        if self._doubled:
            found = self._firsts(found)
        return [*found, *self._parameters.readings(row, self._gathering.tally)] if self._parameters else found

    def _firsts(self, readings: Sequence[Reading]) -> list[Reading]:
        """Of several columns for one measure (an export with two RR), the first that has a value; other values are counted."""
        best: dict[object, Reading] = {}
        for found in readings:
            key = found.measure[:3]
            known = best.get(key)
            if known is None or (known.value is None and (found.value is not None or known.why == NOT_MEASURED)):
                best[key] = found
            elif found.value is not None:
                self._gathering.tally.skip(f"second column for {found.measure.method or found.measure.signal.label.lower()}")
        return list(best.values())

    def _happened(self, subject: Subject, at: Millis, where: str, text: str) -> None:
        for word in filter(None, map(str.strip, text.split(";"))):
            fact = plain.event(subject, at, word)
            if fact is None:
                self._gathering.tally.reject("event", _UNKNOWN_EVENT, where, word)
            else:
                self._gathering.event(subject, fact)

    def subject(self, row: Row) -> Subject:
        """Whose row it is, and whence."""
        source = " ".join(filter(None, (self._source, *(self._taken_by(row, c) for c in self._sources))))
        return Subject(*self._whose.of(row), source)

    def _taken_by(self, row: Row, column: Column) -> str:
        text = cell(row, column)
        return text if column.role is Role.DEVICE else source_called(text) or ""

    def _was_moved(self, row: Row) -> bool:
        return any(cell(row, c).casefold() in {"detected", "yes", "true", "1"} for c in self._moved)

    def _count_others(self, row: Row) -> None:
        for column in self._others:
            if not blank(cell(row, column)):
                self._unread[column.name] = self._unread.get(column.name, 0) + 1

    def end(self) -> None:
        """Say which columns were not read."""
        for name, count in self._unread.items():
            self._gathering.tally.skip(UNREAD.format(name=name), count)


def _somebody(stated: str) -> str:
    """The patient whom a line above the rows names, "" where it says that it names none (None, Anonymous)."""
    return "" if blank(stated) or stated.casefold() in _NOBODY else stated


def _text(columns: tuple[Column, ...], row: Row) -> str:
    return "; ".join(plain.note(text) for c in columns if not blank(text := cell(row, c)))


def _doubled(signals: Sequence[Column]) -> bool:
    measures = [c.measure[:3] for c in signals if c.measure]
    return len(set(measures)) < len(measures)
