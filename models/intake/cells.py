"""Which number stands in this cell, and if none does, why?"""

from __future__ import annotations

import re

from models.intake.units import converted, unit_of
from models.intake.values import Measure, Reading
from models.vitals import Signal

NOT_MEASURED = "not measured"
NO_SIGNAL = "0 means that the device had no signal"
NEGATIVE = "a negative number is no reading"
NO_NUMBER = "not a number"
TWO_NUMBERS = "more than one number in one place"

_EMPTY_WORDS = frozenset(
    {"na", "n/a", "n.a.", "nan", "null", "none", "nil", "void", "nd", "n.d.", "#n/a", "#na", "missing", '""'}
) | {*("unknown", "unk", "not measured", "not available", "not done", "no reading", "kein wert", "nicht gemessen")}
_RULES = re.compile(r"[-–—_*?.\s/]+")
_NUMBER = re.compile(r"([+-]?(?:\d{1,9}(?:[.,]\d{0,20})?|[.,]\d{1,20})(?:[eE][+-]?\d{1,2})?)\s*(.*)", re.DOTALL)
_HALF = re.compile(r"([^\s(]*)\s*\(?([^()]*)\)?")
# What devices write for "no reading": all ones in 16, 24 and 32 bits (8388607 is the 24 bit of HL7 gateways), runs of nines.
_SENTINELS = frozenset({999.0, 999.9, 9999.0, 99999.0, 999999.0, 32767.0, 65535.0, 8388607.0, 8388608.0, 16777215.0})
_BELOW = frozenset({-1.0, -9.0, -99.0, -99.9, -100.0, -999.0, -999.9, -9999.0, -32767.0, -32768.0, -8388608.0})


def blank(text: str) -> bool:
    """Whether this text says that nothing was measured: empty, dashes, NA, null and the like."""
    return not text or _RULES.fullmatch(text) is not None or text.casefold() in _EMPTY_WORDS


def reading(measure: Measure, text: str, unit: str = "") -> Reading:
    """What the cell says of this measure. `unit` is the unit stated outside the cell; one inside the cell wins.

    The number stays raw where it is out of range (models.vitals.assess judges that), but zeros of physical signals,
    negative ones and sentinels never become numbers.
    """
    text = text.strip()
    if blank(text):
        return Reading(measure, None, text, NOT_MEASURED)
    found = _NUMBER.fullmatch(text)
    if found is None:
        return Reading(measure, None, text, NO_NUMBER)
    return _with_unit(measure, found[1].replace(",", "."), found[2].strip(), text, unit)


def _with_unit(measure: Measure, digits: str, behind: str, text: str, unit: str) -> Reading:
    if behind and (behind[0].isdigit() or not unit_of(behind)):
        return Reading(measure, None, text, TWO_NUMBERS if any(c.isdigit() for c in behind) else NO_NUMBER)
    return judged(measure, float(digits), text, unit_of(behind) or unit or measure.unit)


def judged(measure: Measure, value: float, text: str, unit: str) -> Reading:
    """The reading of a number in a known unit ("" = Vigil's own): sentinels taken out, converted."""
    why = no_reading(measure.signal, value)
    if why:
        return Reading(measure, None, text, why)
    number = converted(measure.signal, value, unit)
    if number is None:
        return Reading(measure, None, text, f"{unit} is no unit of {measure.signal.label.lower()}")
    return Reading(measure, number, text)


def no_reading(signal: Signal, value: float) -> str:
    """Why this number is no reading at all (zero of a physical signal, sentinels), or ""."""
    if value in _SENTINELS or (value in _BELOW and value < signal.lowest):
        return f"{value:.10g} stands for no reading"
    if signal.physical and value == 0:
        return NO_SIGNAL
    return NEGATIVE if signal.physical and value < 0 else ""


def pair(method: str, text: str, unit: str = "") -> tuple[Reading, Reading]:
    """The two halves of a pressure written as 120/80; a blank cell or something else gives two halves without a number."""
    systolic, diastolic = Measure(Signal.SYSTOLIC, method), Measure(Signal.DIASTOLIC, method)
    first, slash, second = text.replace("|", "/").partition("/")
    found = _HALF.fullmatch(second.strip()) if slash and not blank(text) else None
    if found is None:
        why = NOT_MEASURED if blank(text) else "not a pressure such as 120/80"
        return Reading(systolic, None, text, why), Reading(diastolic, None, text, why)
    unit = unit_of(found[2]) or unit
    return reading(systolic, first, unit), reading(diastolic, found[1], unit)
