"""Which reading does a row of a long table (a name and a value) hold?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.intake.cells import blank, pair, reading
from models.intake.columns import Column, Role
from models.intake.naming import ARTERIAL, compact, is_pair, pair_method
from models.intake.table import Row, cell
from models.intake.tally import Tally
from models.intake.terms import measure_called
from models.intake.units import unit_of
from models.intake.values import Measure, Reading
from models.vitals import out_of_range

_PATIENT_WORDS = frozenset({"recordid", "patientid", "mrn", "subjectid"})


class Parameters:
    """Knows the names in a long table.

    Several columns may name one row (vital_name and vital_category): the first name that Vigil knows gives the signal, any
    of them the source (arterial, manual) and the unit.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._names = [c for c in columns if c.role is Role.NAME]
        self._value = next((c for c in columns if c.role is Role.VALUE), None)
        self._unit = next((c for c in columns if c.role is Role.UNIT), None)
        self._known: dict[tuple[str, ...], tuple[Measure, ...]] = {}
        self._line = False

    def known(self, rows: Iterable[Row]) -> bool:
        """Whether any row names a vital sign; also notes whether a bare mean (MAP beside NIMAP) is that of an arterial line."""
        names = {tuple(cell(row, c) for c in self._names) for row in rows}
        self._line = {"map", "nimap"} <= {compact(text) for several in names for text in several}
        return any(self._measures(several) or any(map(is_pair, several)) for several in names)

    def patient(self, rows: Sequence[Row]) -> str:
        """The patient that a row names (`00:00,RecordID,132540`), "" when none does; also settles what `known` settles."""
        self.known(rows)
        of = (
            cell(row, self._value)
            for row in rows[:50]
            if self._value and any(compact(cell(row, c)) in _PATIENT_WORDS for c in self._names)
        )
        return next(of, "")

    def readings(self, row: Row, tally: Tally) -> tuple[Reading, ...]:
        """The reading of the row: none, one, or the two halves of a pressure."""
        names = tuple(cell(row, c) for c in self._names)
        text = cell(row, self._value) if self._value else ""
        unit = unit_of(cell(row, self._unit)) if self._unit else ""
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

    def _measured(self, names: tuple[str, ...]) -> tuple[Measure, ...]:
        """One measure per unit that the names state."""
        found = [m for name, c in zip(names, self._names, strict=True) if (m := measure_called(name, c.name))]
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
