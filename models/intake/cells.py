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
NO_PRESSURE = "not a pressure such as 120/80"

_EMPTY_WORDS = frozenset(
    {
        "na",
        "n/a",
        "n.a.",
        "nan",
        "null",
        "none",
        "nil",
        "void",
        "nd",
        "n.d.",
        "#n/a",
        "#na",
        "#nv",
        "#n/d",
        "#nd",
        "#n/b",
        "missing",
        '""',
    }
) | {*("unknown", "unk", "not measured", "not available", "not done", "no reading", "kein wert", "nicht gemessen")}
_RULES = re.compile(r"[-–—_*?.\s/]+")
_NUMBER = re.compile(r"([+-]?(?:\d{1,9}(?:[.,]\d{0,20})?|[.,]\d{1,20})(?:[eE][+-]?\d{1,2})?)\s*(.*)", re.DOTALL)
_LIST_OF_ONE = re.compile(r"\[\s*(\d+(?:\.\d+)?)\s*\]")
_PAIR = re.compile(
    r"([^/]*)/\s*([^\s(\[]*)\s*(?P<before>[^()\[\]]*?)\s*(?:[(\[]\s*(?P<inside>[^()\[\]]*?)\s*[)\]])?\s*(?P<behind>[^()\[\]]*)"
)
_LONGEST_PAIR = 60
_ARMS = frozenset({"left", "right", "links", "rechts", "li", "re", "l", "r", "la", "ra"})
# What devices write for "no reading": all ones in 16, 24 and 32 bits (8388607 is the 24 bit of HL7 gateways), runs of nines.
_SENTINELS = frozenset({999.0, 999.9, 2047.0, 9999.0, 99999.0, 999999.0, 32767.0, 65535.0, 8388607.0, 8388608.0, 16777215.0})
_BELOW = frozenset({-1.0, -9.0, -99.0, -99.9, -100.0, -999.0, -999.9, -9999.0, -32767.0, -32768.0, -8388608.0})
# Of an oximeter, all ones in 7, 8 and 9 bits: no saturation and no rate of breathing, but a heart may beat 127 times.
_OF_SIGNAL = {
    Signal.SPO2: frozenset({127.0, 255.0, 511.0}),
    Signal.RESPIRATORY_RATE: frozenset({127.0, 255.0, 511.0}),
    Signal.HEART_RATE: frozenset({511.0}),
}


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
    listed = _LIST_OF_ONE.fullmatch(text)
    found = _NUMBER.fullmatch(listed[1] if listed else text)
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
    if measure.signal.physical and number <= 0:  # 25 °F is no number that a set may hold: nobody would hear of it again
        return Reading(measure, None, text, outside(measure.signal))
    return Reading(measure, number, text)


def outside(signal: Signal) -> str:
    """Why a number beyond the hard range of its signal is no reading."""
    unit = f" {signal.unit}" if signal.unit else ""
    return f"{signal.label[0].lower()}{signal.label[1:]} outside {signal.lowest:g}-{signal.highest:g}{unit}"


def no_reading(signal: Signal, value: float) -> str:
    """Why this number is no reading at all (zero of a physical signal, sentinels), or ""."""
    if value in _SENTINELS or value in _OF_SIGNAL.get(signal, ()) or (value in _BELOW and value < signal.lowest):
        return f"{value:.10g} stands for no reading"
    if signal.physical and value == 0:
        return NO_SIGNAL
    return NEGATIVE if signal.physical and value < 0 else ""


def pair(method: str, text: str, unit: str = "") -> tuple[Reading, ...]:
    """The halves of a pressure written as 120/80, and the mean of 120/80 (93); anything else gives halves without a number."""
    systolic, diastolic = Measure(Signal.SYSTOLIC, method), Measure(Signal.DIASTOLIC, method)
    found = None if blank(text) or len(text) > _LONGEST_PAIR else _PAIR.fullmatch(text.strip().replace("|", "/"))
    words = [word for word in found.group("before", "inside", "behind") if word] if found else []
    numbers = [word for word in words if _NUMBER.fullmatch(word)]
    units = [stated for word in words if (stated := unit_of(word))]
    known = all(word in numbers or unit_of(word) or word.casefold().strip(".") in _ARMS for word in words)
    if found is None or not known or (numbers and numbers != [found["inside"]]):
        why = NOT_MEASURED if blank(text) else NO_PRESSURE
        return Reading(systolic, None, text, why), Reading(diastolic, None, text, why)
    unit = units[0] if units else unit
    halves = reading(systolic, found[1], unit), reading(diastolic, found[2], unit)
    return (*halves, reading(Measure(Signal.MEAN, method), numbers[0], unit)) if numbers else halves
