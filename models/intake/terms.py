"""Which vital sign does this name or code in a table stand for?

Besides the words of `models.intake.naming`: LOINC and MDC codes, the names of Philips' monitors, and the numbers by which the
databases of intensive care (MIMIC, OMOP) call their items. A number counts only in a column of such numbers.
"""

from __future__ import annotations

from models.intake.codes import Code, measure_by
from models.intake.naming import ARTERIAL, CAPNOGRAPH, MANUAL, PULSE, bare, compact, measure_of
from models.intake.units import CELSIUS, FAHRENHEIT
from models.intake.values import Measure
from models.vitals import Signal

_HR, _SYS, _DIA, _MEAN = Signal.HEART_RATE, Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.MEAN
_PULSE = Measure(_HR, PULSE, spare=True)
_WARMTH, _BREATHS, _SATURATION = Measure(Signal.TEMPERATURE), Measure(Signal.RESPIRATORY_RATE), Measure(Signal.SPO2)
_PHILIPS = {
    "NOM_ECG_CARD_BEAT_RATE": Measure(_HR),
    "NOM_PLETH_PULS_RATE": _PULSE,
    "NOM_PRESS_BLD_NONINV_PULS_RATE": _PULSE,
    "NOM_AWAY_RESP_RATE": _BREATHS._replace(method=CAPNOGRAPH, spare=True),
}
_ITEMS: tuple[tuple[str, Measure], ...] = (
    ("220045 211 3027018 4239408", Measure(_HR)),
    ("4301868", _PULSE),
    ("220179 455 3004249 4152194", Measure(_SYS)),
    ("220180 8441 3012888 4154790", Measure(_DIA)),
    ("220181 456 3027598", Measure(_MEAN)),
    ("220050 51", Measure(_SYS, ARTERIAL)),
    ("220051 8368", Measure(_DIA, ARTERIAL)),
    ("220052 52", Measure(_MEAN, ARTERIAL)),
    ("225309", Measure(_SYS, "art bp")),
    ("225310", Measure(_DIA, "art bp")),
    ("225312", Measure(_MEAN, "art bp")),
    ("224167", Measure(_SYS, f"{MANUAL} left")),
    ("224643", Measure(_DIA, f"{MANUAL} left")),
    ("227243", Measure(_SYS, f"{MANUAL} right")),
    ("227242", Measure(_DIA, f"{MANUAL} right")),
    ("220210 618 3024171 4313591", _BREATHS),
    ("220277 646 40762499", _SATURATION),
    ("223762 676", _WARMTH._replace(unit=CELSIUS)),
    ("223761 678", _WARMTH._replace(unit=FAHRENHEIT)),
    ("3020891 4302666", _WARMTH),
)
_ITEM = {number: measure for numbers, measure in _ITEMS for number in numbers.split()}
_NUMBERED = frozenset({"itemid", "measurementconceptid"})


def measure_called(text: str, column: str = "") -> Measure | None:
    """The measure of this name, or of this code in the column of that name; None when Vigil does not know it."""
    if text.isdigit():
        return _ITEM.get(text) if compact(column) in _NUMBERED else None
    word = bare(text.strip())
    return measure_of(word) or _PHILIPS.get(word) or _coded(word)


def _coded(text: str) -> Measure | None:
    name = f"MDC_{text.removeprefix('NOM_')}" if text.startswith("NOM_") else text
    found = measure_by([Code("" if name.startswith("MDC_") else "LN", name)])
    return found if isinstance(found, Measure) else None
