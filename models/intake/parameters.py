"""Which reading does a row of a long table (a name and a value) hold?"""

from __future__ import annotations

from collections.abc import Sequence

from models.intake.cells import blank, pair, reading
from models.intake.columns import Column, Role, mapped
from models.intake.doubts import ask_unit, unit_by
from models.intake.naming import ARTERIAL, INVASIVE, compact, is_pair, pair_method
from models.intake.table import Row, cell
from models.intake.tally import Tally
from models.intake.terms import measure_called
from models.intake.units import FAHRENHEIT, unit_of
from models.intake.values import Measure, Question, Reading
from models.vitals import PRESSURE, Signal, out_of_range

_OPEN = (Signal.TEMPERATURE, Signal.SPO2)
_ENOUGH = 200
_PATIENT_WORDS = frozenset({"recordid", "patientid", "mrn", "subjectid"})


class Parameters:
    """Knows the names in a long table.

    Several columns may name one row (vital_name and vital_category): the first name that Vigil knows gives the signal, any
    of them the source (arterial, manual) and the unit. A mapping may name a parameter as it names a column.
    """

    def __init__(self, columns: Sequence[Column], mapping: Sequence[tuple[str, str]] = ()) -> None:
        self._mapped = {compact(name): mapped(0, name, role) for name, role in mapping}
        self._names = [c for c in columns if c.role is Role.NAME]
        self._value = next((c for c in columns if c.role is Role.VALUE), None)
        self._unit = next((c for c in columns if c.role is Role.UNIT), None)
        self._known: dict[tuple[str, ...], tuple[Measure, ...]] = {}
        self._line = False
        self._units: dict[tuple[str, ...], str] = {}
        self.questions: tuple[Question, ...] = ()

    @property
    def temperature(self) -> str | None:
        """The unit that was found for a temperature that stated none."""
        return next((unit for unit in self._units.values() if unit == FAHRENHEIT), None)

    def known(self, rows: Sequence[Row]) -> bool:
        """Whether any row names a vital sign; also settles what only all rows together say.

        That is whether a bare mean is that of an arterial line (MAP beside NIMAP, or where every pressure is of the line), and in
        which unit numbers without one are; what they do not prove is in `questions`.
        """
        names = {tuple(cell(row, c) for c in self._names) for row in rows}
        self._line = self._has_line(names)
        self._find_units(rows, [several for several in names if any(m.signal in _OPEN for m in self._measures(several))])
        return any(self._measures(several) or any(map(is_pair, several)) for several in names)

    def _has_line(self, names: set[tuple[str, ...]]) -> bool:
        words = {compact(text) for several in names for text in several}
        called = (self._called(text, c.name) for several in names for text, c in zip(several, self._names, strict=True))
        halves = {measure.method for measure in called if measure and measure.signal in PRESSURE}
        return "map" in words and (bool(words & INVASIVE) or halves == {ARTERIAL})

    def _find_units(self, rows: Sequence[Row], open_names: Sequence[tuple[str, ...]]) -> None:
        numbers: dict[tuple[str, ...], list[float]] = {several: [] for several in open_names}
        for row in rows if open_names and self._value else ():
            found = numbers.get(tuple(cell(row, c) for c in self._names))
            if found is not None and len(found) < _ENOUGH and self._value and not (self._unit and unit_of(cell(row, self._unit))):
                value = reading(self._measures(tuple(cell(row, c) for c in self._names))[0], cell(row, self._value)).value
                found += [] if value is None else [value]
        asked = []
        for several, found in numbers.items():
            measure = self._measures(several)[0]
            unit = unit_by(measure.signal, found) if found and not measure.unit else ""
            if unit == "?":
                asked.append(ask_unit(next(filter(None, several)), measure.signal, found))
            elif unit:
                self._units[several] = unit
        self.questions = tuple(asked)

    def people(self, rows: Sequence[Row]) -> tuple[tuple[int, str], ...]:
        """The patients that rows name (`00:00,RecordID,132540`), each with the number of its row; settles what `known` does."""
        self.known(rows)
        naming = {names for names in {self._called_in(row) for row in rows} if any(compact(n) in _PATIENT_WORDS for n in names)}
        told = ((row[0], cell(row, self._value)) for row in rows if naming and self._value and self._called_in(row) in naming)
        return tuple((number, text) for number, text in told if text)

    def measured(self, row: Row) -> bool:
        """Whether a row names a vital sign."""
        names = self._called_in(row)
        return bool(self._measures(names)) or any(map(is_pair, names))

    def _called_in(self, row: Row) -> tuple[str, ...]:
        return tuple(cell(row, c) for c in self._names)

    def readings(self, row: Row, tally: Tally) -> tuple[Reading, ...]:
        """The reading of the row: none, one, or the two halves of a pressure."""
        names = tuple(cell(row, c) for c in self._names)
        text = cell(row, self._value) if self._value else ""
        unit = (unit_of(cell(row, self._unit)) if self._unit else "") or self._units.get(names, "")
        measures = self._measures(names)
        if measures and "/" not in text:
            return (_fitting(measures, text, unit),)
        paired = next((name for name in names if is_pair(name) or compact(name) == "rr"), None)
        if paired and "/" in text:
            return pair(pair_method(paired), text, unit)
        if not blank(text) and not any(compact(name) in _PATIENT_WORDS for name in names):
            tally.skip(next(filter(None, names), "value without a name"))
        return ()

    def _measures(self, names: tuple[str, ...]) -> tuple[Measure, ...]:
        if names not in self._known:
            self._known[names] = self._measured(names)
        return self._known[names]

    def _called(self, name: str, column: str) -> Measure | None:
        chosen = self._mapped.get(compact(name))
        if chosen is None or not name:
            return measure_called(name, column)
        return chosen.measure._replace(unit=chosen.unit) if chosen.measure else None

    def _measured(self, names: tuple[str, ...]) -> tuple[Measure, ...]:
        """One measure per unit that the names state."""
        found = [m for name, c in zip(names, self._names, strict=True) if (m := self._called(name, c.name))]
        if not found:
            return ()
        alike = [m for m in found if m.signal is found[0].signal]
        method = next((m.method for m in alike if m.method), "")
        if self._line and not method and compact(names[0]) == "map":
            method = ARTERIAL
        units = list(dict.fromkeys(m.unit for m in alike if m.unit)) or [""]
        return tuple(Measure(found[0].signal, method, all(m.spare for m in alike), unit) for unit in units)


def _fitting(measures: tuple[Measure, ...], text: str, unit: str) -> Reading:
    """Where names contradict each other about the unit (Temperature Fahrenheit, temp_c), that in which the number is possible."""
    tried = [reading(measure, text, unit) for measure in measures]
    return next((r for r in tried if r.value is not None and not out_of_range(r.measure.signal, r.value)), tried[0])
