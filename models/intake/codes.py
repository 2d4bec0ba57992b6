"""Which signal does this LOINC, SNOMED CT or MDC code stand for?

LOINC and MDC (ISO/IEEE 11073-10101) numbers as listed in the project's clinical reference §6 and, for the further ones, in
public code systems and gateway maps; SNOMED CT concepts as in the vital signs of the German and British national profiles. A
number and a name that contradict each other stand for nothing: gateways do send 150017 under another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from models.intake.naming import ARTERIAL, CAPNOGRAPH, PULSE, is_pair, measure_of, pair_method, source_called
from models.intake.values import Measure
from models.vitals import OWN, WORDS, Signal

LOINC = "http://loinc.org"
MDC = "urn:iso:std:iso:11073:10101"
SNOMED = "http://snomed.info/sct"
_HR, _SYS, _DIA, _MEAN = Signal.HEART_RATE, Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.MEAN
_PULSE = Measure(_HR, PULSE, spare=True)
_BREATHS = Measure(Signal.RESPIRATORY_RATE)

_SYSTEMS = {
    LOINC: "http://loinc.org https://loinc.org http://www.loinc.org ln lnc loinc 2.16.840.1.113883.6.1",
    MDC: "urn:iso:std:iso:11073:10101 mdc iso11073 2.16.840.1.113883.6.24",
    SNOMED: "http://snomed.info/sct https://snomed.info/sct sct snm snomed snomed-ct snomedct 2.16.840.1.113883.6.96",
}
_SYSTEM = {name: system for system, names in _SYSTEMS.items() for name in names.split()}

PANELS = frozenset({"85354-9", "55284-4", "35094-2", "96607-7"})
PANEL_SNOMED = frozenset({"75367002"})
PANEL_MDC = frozenset({"150020", "MDC_PRESS_BLD_NONINV"})
_LOINC: dict[str, Measure] = {
    **dict.fromkeys(("8867-4", "76282-3", "40443-4", "68999-2", "69000-8", "69001-6"), Measure(_HR)),
    "8889-8": _PULSE, "8893-0": _PULSE,
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
    **dict.fromkeys(("75539-7", "76011-6", "60836-4", "60834-9", "60838-0", "8334-5"), Measure(Signal.TEMPERATURE)),
}  # fmt: skip
_SNOMED: dict[str, Measure] = {
    "364075005": Measure(_HR), "78564009": _PULSE, "86290005": _BREATHS, "271625008": _BREATHS,
    **dict.fromkeys(("271649006", "72313002", "251070002"), Measure(_SYS)),
    **dict.fromkeys(("271650006", "174255007"), Measure(_DIA)), "6797001": Measure(_MEAN),
    "251071003": Measure(_SYS, ARTERIAL), "251073000": Measure(_DIA, ARTERIAL), "251074006": Measure(_MEAN, ARTERIAL),
    "431314004": Measure(Signal.SPO2),
    **dict.fromkeys(("386725007", "276885007", "415945006", "307047009", "1222808002"), Measure(Signal.TEMPERATURE)),
}  # fmt: skip
_MDC: tuple[tuple[str, str, Measure], ...] = (
    ("147842", "MDC_ECG_HEART_RATE", Measure(_HR)),
    ("147842", "MDC_ECG_CARD_BEAT_RATE", Measure(_HR)),
    ("149514", "MDC_PULS_RATE", _PULSE),
    ("149522", "MDC_BLD_PULS_RATE_INV", _PULSE),
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
    ("150368", "MDC_TEMP_CORE", Measure(Signal.TEMPERATURE)),
    ("188436", "MDC_TEMP_BLD", Measure(Signal.TEMPERATURE)),
)
_MDC_NUMBER = {number: tuple(name for same, name, _ in _MDC if same == number) for number, _, _ in _MDC}
"""The names of each number: in older tables 147842 is the rate of cardiac beats."""
_MDC_NAME = {name: measure for _, name, measure in _MDC}
_SITES = frozenset({f"MDC_TEMP_{site}" for site in ("ORAL", "TYMP", "RECT", "AXIL", "EAR", "CORE", "ESOPH", "NASOPH")})
_LOINC_SHAPE = re.compile(r"\d{1,7}-\d")
_HEX = re.compile(r"([0-9a-fA-F]{4})-([0-9a-fA-F]{4})")


class Code(NamedTuple):
    """One coding: its system as written (URL, LN, MDC, a local name or ""), its id and its text."""

    system: str
    id: str
    text: str = ""


CONTRADICTED = "the number and the name of the code contradict each other"


def measure_by(codes: Iterable[Code]) -> Measure | str | None:
    """The measure of the codes that Vigil knows, that of the nearest where they differ: an arterial pressure is a pressure too.

    A str says why the codes cannot be believed; None when none of them is known.
    """
    found = [known for code in codes if (known := _one(code)) is not None]
    if any(isinstance(known, str) for known in found):
        return CONTRADICTED
    measures = [known for known in found if isinstance(known, Measure)]
    if len({m.signal for m in measures}) > 1:
        return CONTRADICTED
    return min(measures, key=lambda m: (m.spare, not m.method), default=None)


def is_panel(codes: Iterable[Code]) -> bool:
    """Whether the codes name a blood pressure as a whole, whose halves are components (or a text such as 120/80)."""
    return any(map(_names_panel, codes))


def panel_method(codes: Iterable[Code]) -> str:
    """The source of a blood pressure that its name states ("arterial"), "" where it states none."""
    local = (text for code in codes for text in (code.id * _bare(code), code.text * _local(code)) if text)
    return stated_source(local)


def stated_source(names: Iterable[str]) -> str:
    """The first source of a pressure that one of these names states, "" where none does."""
    found = (pair_method(name) if is_pair(name) else source_called(name) or "" for name in names)
    return next(filter(None, found), "")


def is_standard(code: Code) -> bool:
    """Whether it is of a code system that Vigil knows, whatever it stands for there."""
    return _system(code) in _SYSTEMS


def _names_panel(code: Code) -> bool:
    known = code.id in PANELS | PANEL_MDC | PANEL_SNOMED or code.text in PANEL_MDC
    return known or (_bare(code) and is_pair(code.id)) or (_local(code) and is_pair(code.text))


def _system(code: Code) -> str:
    """The code system by its address, however it is written; what looks like LOINC and names no system is LOINC."""
    plain = code.system.strip().rstrip("/").casefold().removeprefix("urn:oid:")
    return LOINC if not plain and code.id in _LOINC | dict.fromkeys(PANELS) else _SYSTEM.get(plain, code.system)


@lru_cache(maxsize=4096)
def _one(code: Code) -> Measure | str | None:
    system = _system(code)
    if system == OWN:
        return Measure(Signal.named(code.id)) if code.id in WORDS else None
    if system == LOINC and _LOINC_SHAPE.fullmatch(code.id):
        return _LOINC.get(code.id)
    if system == SNOMED:
        return _SNOMED.get(code.id)
    names = [text for text in (code.id, code.text) if text.startswith("MDC_")]
    if system == MDC or names:
        return _mdc(code.id, names)
    return _philips(code) or _by_word(code)


def _philips(code: Code) -> Measure | None:
    """An id of Philips is the MDC number in two halves (MDIL, 0002-4182); the text behind it is in the language of the ward."""
    found = _HEX.fullmatch(code.id) if code.system == "MDIL" else None
    names = _MDC_NUMBER.get(str(int(found[1], 16) << 16 | int(found[2], 16)), ()) if found else ()
    return _MDC_NAME[names[0]] if names else None


def _mdc(number: str, names: list[str]) -> Measure | str | None:
    """By number, by name behind a local id, or by both if they agree; an unknown name is believed to mean something else."""
    by_number = _MDC_NUMBER.get(number, ())
    if by_number and names and _MDC_NAME.get(names[0]) != _MDC_NAME[by_number[0]]:
        return CONTRADICTED
    if names and not by_number and number.isdigit() and names[0] in _MDC_NAME:
        return CONTRADICTED
    name = by_number[0] if by_number else (names[0] if names else "")
    return Measure(Signal.TEMPERATURE) if name in _SITES else _MDC_NAME.get(name)


def _bare(code: Code) -> bool:
    return code.system in {"", "L"} or code.system.startswith("99")


def _local(code: Code) -> bool:
    """Whether the system is one of the sender's own, so that the text says what is meant."""
    return _system(code) not in _SYSTEMS and not code.system.startswith(("http", "urn:"))


def _by_word(code: Code) -> Measure | None:
    """A bare word (HR, SPO2P), or the text of a local code; not what a code system that Vigil does not know calls something."""
    if not _local(code):
        return None
    return (measure_of(code.id) if _bare(code) else None) or measure_of(code.text)
