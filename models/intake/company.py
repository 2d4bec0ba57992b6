"""What does a name that is open by itself mean beside the other names of its table?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from models.intake.columns import NAME_PARTS, Column, Role
from models.intake.naming import ARTERIAL, INVASIVE, bare, compact, may_be_pair, parted
from models.intake.values import Measure
from models.vitals import PRESSURE, Signal


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BESIDE_VALUES = _set("type code description name field test loinc loinccode nom nombre naam")
_PEOPLE = NAME_PARTS | _set("name nom nombre naam nome fullname person")
_GERMAN = _set(
    "datum uhrzeit zeit zeitpunkt zeitstempel messzeit datumuhrzeit puls temperatur bemerkung blutdruck"
    " uhr herzfrequenz sattigung atemfrequenz"
)
_ROMANCE = _set(
    "heure horodatage dateheure fecha hora fechahora ora data pouls pulso remarques observaciones"
    " frequence cardiaque cardiaca pression saturacion respiratoire respiratoria temperatura"
)
_BEDS = _set("bed bedid bedno bednumber room roomid zimmer bett chair lit chambre cama bedlabel")
_WHOSE = (Role.PATIENT, Role.VISIT)
_BREATHS = Measure(Signal.RESPIRATORY_RATE)
_ABBREVIATED = {
    "hf": (Measure(Signal.HEART_RATE), _GERMAN),
    "af": (_BREATHS, _GERMAN),
    "fc": (Measure(Signal.HEART_RATE), _ROMANCE),
    "fr": (_BREATHS, _ROMANCE),
    "sao2": (Measure(Signal.SPO2), _set("observationoffset")),
    "pas": (Measure(Signal.SYSTOLIC), _ROMANCE),
    "pad": (Measure(Signal.DIASTOLIC), _ROMANCE),
    "pam": (Measure(Signal.MEAN), _ROMANCE),
}
_LETTERS = re.compile(r"[^\W\d_]+")
_VARIABILITY = frozenset({"lf", "lfhf", "sdnn", "rmssd", "hrv", "hrvms"})


def is_open(name: str) -> bool:
    """Whether a name may be that of a vital sign, beside others that say so or by its cells (HF, TA)."""
    return parted(name)[0].replace(".", "").strip().casefold() in _ABBREVIATED or may_be_pair(name)


def in_company(columns: Sequence[Column], chosen: frozenset[str]) -> tuple[Column, ...]:
    """The columns, with those whose names are open settled by the others; not those that a person has `chosen`."""
    words = frozenset(word for c in columns for word in (compact(c.name), *map(compact, _LETTERS.findall(c.name))))
    for settle in (_on_the_wrist, _bare_mean, _abbreviated, _bare_t, _what_it_is, _of_whom, _in_which_bed):
        columns = [c if compact(c.name) in chosen else settle(c, columns, words) for c in columns]
    return tuple(columns)


def _on_the_wrist(column: Column, _columns: Sequence[Column], words: frozenset[str]) -> Column:
    """The temperature that a wristband reports beside why it was not worn is that of the skin, and no body temperature."""
    warm = column.measure and column.measure.signal is Signal.TEMPERATURE and "missingvaluereason" in words
    return Column(column.index, column.name, Role.OTHER) if warm else column


def _bare_mean(column: Column, columns: Sequence[Column], words: frozenset[str]) -> Column:
    """A column called only "mean" is the mean pressure beside one called systolic or sys; MAP is that of a line.

    The latter beside NIMAP, or where every pressure is of the line.
    """
    if compact(column.name) == "map" and (words & INVASIVE or _methods(columns) == {ARTERIAL}):
        return replace(column, measure=Measure(Signal.MEAN, ARTERIAL))
    beside = [c.measure for c in columns if c.measure and c.measure.signal is Signal.SYSTOLIC]
    if column.role is Role.OTHER and compact(bare(column.name)) == "mean" and len(beside) == 1 and beside[0]:
        return replace(column, role=Role.SIGNAL, measure=Measure(Signal.MEAN, beside[0].method))
    return column


def _methods(columns: Sequence[Column]) -> set[str]:
    """How the pressures of a table were taken ("" = with a cuff, or nobody says)."""
    halves = {c.measure.method for c in columns if c.measure and c.measure.signal in PRESSURE}
    return halves | {c.method for c in columns if c.role is Role.PRESSURE}


def _abbreviated(column: Column, _columns: Sequence[Column], words: frozenset[str]) -> Column:
    """HF, FC, PAS and the like, where another column is named in the language of the abbreviation (SaO2: of eICU's monitors)."""
    name, unit = parted(column.name)
    measure, language = _ABBREVIATED.get(name.replace(".", "").strip().casefold(), (None, frozenset()))
    if column.role is Role.OTHER and measure and words & language and not words & _VARIABILITY:
        return replace(column, role=Role.SIGNAL, measure=measure, unit=column.unit or unit)
    return column


def _bare_t(column: Column, columns: Sequence[Column], _words: frozenset[str]) -> Column:
    """T is the time only where no other column is; beside one it may be the temperature, and is left out with its count."""
    if column.role is Role.TIME and compact(column.name) == "t" and sum(1 for c in columns if c.role is Role.TIME) > 1:
        return replace(column, role=Role.OTHER)
    return column


def _what_it_is(column: Column, columns: Sequence[Column], words: frozenset[str]) -> Column:
    """In a table with a column of values and none of names, "type" or "description" says what the value is."""
    roles = {c.role for c in columns}
    if compact(column.name) == "nursingchartcelltypevallabel" and "nursingchartcelltypevalname" in words:
        return replace(column, role=Role.OTHER)
    if column.role is Role.OTHER and compact(column.name) in _BESIDE_VALUES and Role.VALUE in roles:
        return column if Role.NAME in roles and compact(column.name) in _PEOPLE else replace(column, role=Role.NAME)
    return column


def _in_which_bed(column: Column, columns: Sequence[Column], _words: frozenset[str]) -> Column:
    """Where nothing else tells patients apart, beds do."""
    if column.role is Role.OTHER and compact(column.name) in _BEDS and not any(c.role in _WHOSE for c in columns):
        return replace(column, role=Role.VISIT)
    return column


def _of_whom(column: Column, columns: Sequence[Column], _words: frozenset[str]) -> Column:
    """A column of names is one of people where nothing else says whose rows they are."""
    known = NAME_PARTS if any(c.role is Role.PATIENT for c in columns) else _PEOPLE
    if column.role is Role.OTHER and compact(column.name) in known:
        return replace(column, role=Role.PATIENT)
    return column
