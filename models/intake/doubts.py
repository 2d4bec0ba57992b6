"""Do the numbers of a column fit its name, and is its temperature in Celsius or Fahrenheit?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from models.intake.cells import reading
from models.intake.columns import Column
from models.intake.judging import word_of
from models.intake.table import Row, cell
from models.intake.units import FAHRENHEIT, FRACTION
from models.intake.values import Question
from models.vitals import Millis, Signal, out_of_range

LOOKED_AT = 2000
"""Cells of a column that are looked at, from all over it."""
_ENOUGH = 20
_OFTEN, _APART, _MINUTE = 5, 25, 60_000
_RATES = (Signal.HEART_RATE, Signal.RESPIRATORY_RATE)
_WAVE = 'column "{name}" rises and falls many times within a second: the wave of a sensor and no rate'
# No living body is at 86-113 °C and none at 30-45 °F: the two ranges are the same (86 °F = 30 °C, 113 °F = 45 °C).
_FAHRENHEIT = (86.0, 113.0)


@dataclass(frozen=True, slots=True)
class Untrue:
    """A column whose numbers cannot be what its name says."""

    signal: str
    why: str
    where: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the numbers say about the names of their columns. `units` = unit found by the numbers, per column index."""

    untrue: tuple[Untrue, ...] = ()
    not_believed: frozenset[int] = frozenset()
    units: tuple[tuple[int, str], ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def temperature(self) -> str | None:
        """The unit that was found for a temperature that stated none."""
        return next((unit for _, unit in self.units if unit == FAHRENHEIT), None)

    def believed(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """The columns that are what they say, with the unit found for them."""
        found = dict(self.units)
        return tuple(replace(c, unit=found.get(c.index, c.unit)) for c in columns if c.index not in self.not_believed)

    def nothing_left(self, columns: Sequence[Column]) -> bool:
        """Whether the table has columns of signals and none of them is believed."""
        return bool(columns) and not [c for c in columns if c.index not in self.not_believed]


def doubts(rows: Sequence[Row], columns: Sequence[Column], place: str = "line") -> Doubts:
    """A column is not believed when more than half of at least 20 numbers are outside the hard range of its signal.

    `place` = what the number of a row counts.
    """
    untrue, not_believed, units, questions = [], set(), [], []
    for column in columns:
        numbers = _numbers(rows, column)
        if not column.measure or not numbers:
            continue
        unit = column.unit or unit_by(column.measure.signal, numbers)
        if unit == "?":
            questions.append(ask_unit(column.name, column.measure.signal, numbers))
        elif not column.unit and unit:
            units.append((column.index, unit))
        elif len(numbers) >= _ENOUGH and 2 * sum(1 for n in numbers if out_of_range(column.measure.signal, n)) > len(numbers):
            untrue.append(_untrue(rows, column, numbers, place))
            not_believed.add(column.index)
    return Doubts(tuple(untrue), frozenset(not_believed), tuple(units), tuple(questions))


def waved(found: Doubts, rows: Sequence[Row], columns: Sequence[Column], stamps: Sequence[Millis | str], place: str) -> Doubts:
    """The same, without rates that rise and fall many times within a second: the raw wave of a sensor, whatever it is called."""
    for column in columns:
        if column.measure and column.measure.signal in _RATES and column.index not in found.not_believed:
            numbers = _timed(rows, column, stamps)
            if _is_wave(numbers):
                untrue = replace(_untrue(rows, column, [n for _, n in numbers], place), why=_WAVE.format(name=column.name))
                found = replace(found, untrue=(*found.untrue, untrue), not_believed=found.not_believed | {column.index})
    return found


def _timed(rows: Sequence[Row], column: Column, stamps: Sequence[Millis | str]) -> list[tuple[Millis, float]]:
    read = (
        (at, reading(column.measure, cell(row, column), column.unit).value)
        for row, at in zip(rows[:LOOKED_AT], stamps, strict=False)
        if column.measure and isinstance(at, int)
    )
    return [(at, value) for at, value in read if value is not None]


def _is_wave(numbers: Sequence[tuple[Millis, float]]) -> bool:
    """Whether most seconds with at least five numbers hold very different ones. Times without seconds are taken by the minute."""
    step = 1000 if any(at % _MINUTE for at, _ in numbers) else _MINUTE
    seconds: dict[Millis, list[float]] = {}
    for at, value in numbers:
        seconds.setdefault(at // step, []).append(value)
    full = [values for values in seconds.values() if len(values) * 1000 >= _OFTEN * step]
    return len(numbers) >= _ENOUGH and 2 * sum(1 for values in full if max(values) - min(values) > _APART) > len(seconds)


def _numbers(rows: Sequence[Row], column: Column) -> list[float]:
    """A sample from all over the column, converted where the unit is known."""
    step = max(1, len(rows) // LOOKED_AT)
    found = (
        reading(column.measure, cell(row, column), column.unit).value for row in islice(rows, 0, None, step) if column.measure
    )
    return [value for value in found if value is not None]


def unit_by(signal: Signal, numbers: Sequence[float]) -> str:
    """The unit that the numbers themselves prove, "" = Vigil's own, "?" = they contradict each other.

    Fahrenheit when at least nine of ten can be nothing else, Celsius when at least nine of ten can be that; the others are then
    outliers, which will be rejected. A saturation that never exceeds 1 may be a fraction or no saturation at all.
    """
    if signal is Signal.TEMPERATURE:
        warm = sum(1 for n in numbers if _FAHRENHEIT[0] <= n <= _FAHRENHEIT[1])
        mild = sum(1 for n in numbers if not out_of_range(signal, n))
        if warm and 10 * warm >= 9 * (warm + mild):
            return FAHRENHEIT
        return "?" if 10 * warm > warm + mild and len(numbers) >= _ENOUGH else ""
    return "?" if signal is Signal.SPO2 and len(numbers) > 1 and all(n <= 1 for n in numbers) else ""


def ask_unit(name: str, signal: Signal, numbers: Sequence[float]) -> Question:
    """Which unit the numbers of this name are in."""
    unit = FRACTION if max(numbers) <= 1 else "degF"
    text = (
        f'In which unit is "{name}"? Its numbers go from {min(numbers):g} to {max(numbers):g}.'
        f' Map it with --mapping, for example "{name}" = "{signal.word} [{unit}]".'
    )
    return Question("unit", text)


def _untrue(rows: Sequence[Row], column: Column, numbers: Sequence[float], place: str) -> Untrue:
    signal = column.measure.signal if column.measure else Signal.HEART_RATE
    why = f'column "{column.name}" holds numbers from {min(numbers):g} to {max(numbers):g}, which are no {signal.label.lower()}'
    filled = [row for row in rows if cell(row, column)]
    return Untrue(word_of(signal), why, f"{place} {filled[0][0]}", cell(filled[0], column), len(filled))
