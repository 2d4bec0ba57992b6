"""Which signal does this LOINC or MDC code stand for?

LOINC and MDC (ISO/IEEE 11073-10101) numbers as listed in the project's clinical reference §6 and, for the further ones, in
public code systems and gateway maps. A number and a name that contradict each other stand for nothing: gateways do send
150017 under another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from models.intake.naming import ARTERIAL, CAPNOGRAPH, PULSE, is_pair, measure_of
from models.intake.values import Measure
from models.vitals import OWN, WORDS, Signal

LOINC = "http://loinc.org"
MDC = "urn:iso:std:iso:11073:10101"
_HR, _SYS, _DIA, _MEAN = Signal.HEART_RATE, Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.MEAN
_PULSE = Measure(_HR, PULSE, spare=True)
_BREATHS = Measure(Signal.RESPIRATORY_RATE)

PANELS = frozenset({"85354-9", "55284-4", "35094-2", "96607-7"})
PANEL_MDC = frozenset({"150020", "MDC_PRESS_BLD_NONINV"})
_LOINC: dict[str, Measure] = {
    "8867-4": Measure(_HR), "76282-3": Measure(_HR), "8889-8": _PULSE, "8893-0": _PULSE,
    "8480-6": Measure(_SYS), "8462-4": Measure(_DIA), "8478-0": Measure(_MEAN),
    "76534-7": Measure(_SYS), "76535-4": Measure(_DIA), "76536-2": Measure(_MEAN),
    "76215-3": Measure(_SYS, ARTERIAL), "76213-8": Measure(_DIA, ARTERIAL), "76214-6": Measure(_MEAN, ARTERIAL),
    "75997-7": Measure(_SYS, "continuous"), "75995-1": Measure(_DIA, "continuous"),
    "8459-0": Measure(_SYS, "sitting"), "8453-3": Measure(_DIA, "sitting"),
    "8460-8": Measure(_SYS, "standing"), "8454-1": Measure(_DIA, "standing"),
    "8461-6": Measure(_SYS, "supine"), "8455-8": Measure(_DIA, "supine"),
    "59408-5": Measure(Signal.SPO2), "2708-6": Measure(Signal.SPO2),
    "9279-1": _BREATHS,
    **dict.fromkeys(("8310-5", "8331-1", "8332-9", "8328-7", "8329-5", "8333-7"), Measure(Signal.TEMPERATURE)),
    **dict.fromkeys(("75539-7", "76011-6", "60836-4"), Measure(Signal.TEMPERATURE)),
}  # fmt: skip
_MDC: tuple[tuple[str, str, Measure], ...] = (
    ("147842", "MDC_ECG_HEART_RATE", Measure(_HR)),
    ("149514", "MDC_PULS_RATE", _PULSE),
    ("149530", "MDC_PULS_OXIM_PULS_RATE", _PULSE),
    ("149546", "MDC_PULS_RATE_NON_INV", _PULSE),
    ("150021", "MDC_PRESS_BLD_NONINV_SYS", Measure(_SYS)),
    ("150022", "MDC_PRESS_BLD_NONINV_DIA", Measure(_DIA)),
    ("150023", "MDC_PRESS_BLD_NONINV_MEAN", Measure(_MEAN)),
    ("150301", "MDC_PRESS_CUFF_SYS", Measure(_SYS)),
    ("150302", "MDC_PRESS_CUFF_DIA", Measure(_DIA)),
    ("150303", "MDC_PRESS_CUFF_MEAN", Measure(_MEAN)),
    ("150017", "MDC_PRESS_BLD_SYS", Measure(_SYS, "invasive")),
    ("150018", "MDC_PRESS_BLD_DIA", Measure(_DIA, "invasive")),
    ("150019", "MDC_PRESS_BLD_MEAN", Measure(_MEAN, "invasive")),
    ("150033", "MDC_PRESS_BLD_ART_SYS", Measure(_SYS, ARTERIAL)),
    ("150034", "MDC_PRESS_BLD_ART_DIA", Measure(_DIA, ARTERIAL)),
    ("150035", "MDC_PRESS_BLD_ART_MEAN", Measure(_MEAN, ARTERIAL)),
    ("150037", "MDC_PRESS_BLD_ART_ABP_SYS", Measure(_SYS, ARTERIAL)),
    ("150038", "MDC_PRESS_BLD_ART_ABP_DIA", Measure(_DIA, ARTERIAL)),
    ("150039", "MDC_PRESS_BLD_ART_ABP_MEAN", Measure(_MEAN, ARTERIAL)),
    ("150456", "MDC_PULS_OXIM_SAT_O2", Measure(Signal.SPO2)),
    ("151562", "MDC_RESP_RATE", _BREATHS),
    ("151578", "MDC_TTHOR_RESP_RATE", _BREATHS),
    ("151594", "MDC_CO2_RESP_RATE", Measure(Signal.RESPIRATORY_RATE, CAPNOGRAPH, spare=True)),
    ("150344", "MDC_TEMP", Measure(Signal.TEMPERATURE)),
    ("150364", "MDC_TEMP_BODY", Measure(Signal.TEMPERATURE)),
)
_MDC_NUMBER = {number: name for number, name, _ in _MDC}
_MDC_NAME = {name: measure for _, name, measure in _MDC}
_SITES = frozenset({f"MDC_TEMP_{site}" for site in ("ORAL", "TYMP", "RECT", "AXIL", "EAR", "CORE", "ESOPH", "NASOPH")})
_LOINC_SHAPE = re.compile(r"\d{1,7}-\d")


class Code(NamedTuple):
    """One coding: its system as written (URL, LN, MDC, a local name or ""), its id and its text."""

    system: str
    id: str
    text: str = ""


CONTRADICTED = "the number and the name of the code contradict each other"


def measure_by(codes: Iterable[Code]) -> Measure | str | None:
    """The measure of the first code that Vigil knows; a str says why the codes cannot be believed; None when none is known."""
    found = [known for code in codes if (known := _one(code)) is not None]
    if any(isinstance(known, str) for known in found):
        return CONTRADICTED
    measures = [known for known in found if isinstance(known, Measure)]
    if len({m.signal for m in measures}) > 1:
        return CONTRADICTED
    return measures[0] if measures else None


def is_panel(codes: Iterable[Code]) -> bool:
    """Whether the codes name a blood pressure as a whole, whose halves are components (or a text such as 120/80)."""
    return any(c.id in PANELS or c.id in PANEL_MDC or c.text in PANEL_MDC or (_bare(c) and is_pair(c.id)) for c in codes)


def _one(code: Code) -> Measure | str | None:
    if code.system == OWN:
        return Measure(Signal.named(code.id)) if code.id in WORDS else None
    if code.system in {LOINC, "LN", "LOINC"} and _LOINC_SHAPE.fullmatch(code.id):
        return _LOINC.get(code.id)
    names = [text for text in (code.id, code.text) if text.startswith("MDC_")]
    if code.system in {MDC, "MDC"} or names:
        return _mdc(code.id, names)
    return _by_word(code)


def _mdc(number: str, names: list[str]) -> Measure | str | None:
    """By number, by name behind a local id, or by both if they agree; an unknown name is believed to mean something else."""
    by_number = _MDC_NUMBER.get(number)
    if by_number and names and by_number not in names:
        return CONTRADICTED
    if names and not by_number and number.isdigit() and names[0] in _MDC_NAME:
        return CONTRADICTED
    name = by_number or (names[0] if names else "")
    return Measure(Signal.TEMPERATURE) if name in _SITES else _MDC_NAME.get(name)


def _bare(code: Code) -> bool:
    return code.system in {"", "L"} or code.system.startswith("99")


def _by_word(code: Code) -> Measure | None:
    """A bare word (HR, SPO2P), or the text of a local code; not what a code system that Vigil does not know calls something."""
    if code.system in {LOINC, "LN", "LOINC"} or code.system.startswith(("http", "urn:")):
        return None
    return (measure_of(code.id) if _bare(code) else None) or measure_of(code.text)
