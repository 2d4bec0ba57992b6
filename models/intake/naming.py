"""Which signal does this name of a column or parameter stand for?

A name is known only when all of it is known: "room temperature" is no temperature, "HR rhythm" no heart rate. What is left over
never decides. RR is the respiratory rate unless its unit or its cells say pressure (German RR, Riva-Rocci).
"""

from __future__ import annotations

import re
import unicodedata

from models.intake.units import CELSIUS, FAHRENHEIT, PER_MINUTE, unit_of
from models.intake.values import Measure
from models.vitals import Signal

PULSE, CAPNOGRAPH, ARTERIAL, MANUAL = "pulse", "capnograph", "arterial", "manual"

LONGEST = 120
_ECG, _BREATHS, _WARMTH = Measure(Signal.HEART_RATE), Measure(Signal.RESPIRATORY_RATE), Measure(Signal.TEMPERATURE)
_WORDS = (
    (_ECG, "hr heartrate heartrateecg heartrt hrecg ecghr ecgheartrate hrate heartratebpm herzfrequenz herzrate"),
    (_ECG, "frequencecardiaque frecuenciacardiaca frequenzacardiaca hartslag"),
    (_ECG._replace(method=PULSE, spare=True), "pulse pulserate pr puls pulsfrequenz plethpulse hrpulse pouls pulso polso pols"),
    (_ECG._replace(method=PULSE, spare=True), "spo2pr prspo2 spo2r spo2hr hrspo2 pulsspo2 pulsespo2 spo2pulse spo2pulserate"),
    (_ECG._replace(method=PULSE, spare=True), "nibppr nibphr nbphr nbppr nibppulse nbppulse ar1r art1r"),
    (
        Measure(Signal.SPO2),
        "spo2 spo2p spo2spo2 spo2sat spo2saturation satspo2 spo2plus o2sat o2saturation oxygensaturation oxygensat oxsat",
    ),
    (Measure(Signal.SPO2), "pulseox pulseoximetry o2saturationpulseoxymetry o2saturationpulseoximetry saturation sats"),
    (Measure(Signal.SPO2), "sauerstoffsättigung sättigung saturationo2"),
    (_BREATHS, "rr resp resprr resprate resprt respiratoryrate respirationrate respiration respirations respirate rrimp rrecg"),
    (_BREATHS, "breathingrate breathrate breaths atemfrequenz frequencerespiratoire frecuenciarespiratoria ademfrequentie"),
    (_BREATHS._replace(method=CAPNOGRAPH, spare=True), "co2rr rrco2 co2resp etco2rr awrr rrawy co2resprate"),
    (_WARMTH, "temp tmp1 tempt1 t1 temp1 temperature bodytemp bodytemperature coretemp coretemperature tcore tempcore"),
    (_WARMTH, "tblood temptympanic"),
    (_WARMTH, "temperatur körpertemperatur temperatura température"),
    (_WARMTH._replace(unit=CELSIUS), "tempc temperaturec temperaturecelsius tempcelsius bodytempc tempdegc"),
    (_WARMTH._replace(unit=FAHRENHEIT), "tempf temperaturef temperaturefahrenheit tempfahrenheit bodytempf tempdegf"),
    (Measure(Signal.MEAN), "map mad meanarterialpressure meanarterialbp"),
    (Measure(Signal.SEDATION), "moaas moaass"),
    (Measure(Signal.AGITATION), "rass"),
    (Measure(Signal.DISSOCIATION), "dissociation"),
    (Measure(Signal.DISTRESS), "distress"),
)
_NAMES = {word: measure for measure, words in _WORDS for word in words.split()}
# HF is also a power of heart rate variability and AF a rhythm: these abbreviations count only with "/min" beside them.
_WITH_UNIT = {"hf": _ECG, "fc": _ECG, "af": _BREATHS, "fr": _BREATHS}

_HALVES = {
    Signal.SYSTOLIC: "s sys syst systole systolic systolisch systolique sistolica",
    Signal.DIASTOLIC: "d dia dias diast diastole diastolic diastolisch diastolique diastolica",
    Signal.MEAN: "m mean map mittel moyenne media",
}
_HALF = {word: signal for signal, words in _HALVES.items() for word in words.split()}
_PRESSURE = "bp|bloodpressure|pressure|press|blutdruck|arterialpressure"
_CUFF = "nbp|nibp|ni|nonin|noninvasive|noninvasivebp|noninvasivebloodpressure|cuff|cuffbp|cuffpressure"
_LINE = "ar1|art|art1|artbp|abp|ibp|arterial|arterialbp|arterialbloodpressure|invasive|invasivebp|invasivebloodpressure"
_HAND = "manual|manualbp|manualbloodpressure"
_SIDE = "left|right|lying|supine|sitting|standing"
_SHORT = {"sbp": "sysbp", "dbp": "diabp", "mbp": "meanbp", "sabp": "sysabp", "dabp": "diaabp", "mabp": "meanabp"}
# German charts write RR (Riva-Rocci) before the halves of a pressure; "RR mean" may be the length of a beat.
_SHORT |= {f"rr{half}": f"{half}bp" for half in ("sys", "syst", "systolisch", "dia", "diast", "diastolisch")}
_HALVES_PATTERN = "|".join(sorted(_HALF, key=len, reverse=True))
_PARTS = re.compile(
    rf"(?P<before>{_CUFF}|{_LINE}|{_HAND}|i?p\d|{_PRESSURE})?(?P<half>{_HALVES_PATTERN})"
    rf"(?P<behind>{_LINE}|{_PRESSURE})?(?P<side>{_SIDE})?"
)
_CHANNEL_PULSE = re.compile(r"i?p\d(?:hr|pr)")
_PAIRS = re.compile(rf"(?:{_CUFF}|{_LINE}|{_HAND}|bp|bloodpressure|blutdruck|rr|ta|pa|sysdia|systolicdiastolic|bpsysdia)")
_BRACKET = re.compile(r"(.*?)[\[({]([^\])}]*)[\])}]\W*", re.DOTALL)
_SUFFIX = re.compile(r"(.+?)[\s._-]+(mm\s?hg|kpa|bpm|pct|percent|degc|degf|celsius|fahrenheit)\W*", re.IGNORECASE)


def compact(text: str) -> str:
    """The letters and digits of a name in small letters: `Sys.mmHg.`, `SYS (mmHg)` and `sys_mmhg` all give sysmmhg."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def parted(text: str) -> tuple[str, str]:
    """A name without its unit, and the unit it states ("" = none that Vigil knows)."""
    for pattern in (_BRACKET, _SUFFIX) if len(text) <= LONGEST else ():
        found = pattern.fullmatch(text.strip())
        if found and unit_of(found[2].replace(" ", "")):
            return found[1], unit_of(found[2])
    return text, ""


def measure_of(text: str) -> Measure | None:
    """What a name stands for with the unit it states, or None when Vigil does not know it."""
    name, unit = parted(text)
    word = compact(name)
    if _CHANNEL_PULSE.fullmatch(word):
        return Measure(Signal.HEART_RATE, PULSE, spare=True)
    measure = _NAMES.get(word) or _pressure(word) or (_WITH_UNIT.get(word) if unit == PER_MINUTE else None)
    return measure._replace(unit=unit) if measure and unit else measure


def _pressure(word: str) -> Measure | None:
    """systolic, sbp, NBPSys, ART BP Diastolic, NISysABP, P1 Mean ..."""
    word = _SHORT.get(word, word)
    found = _PARTS.fullmatch(word)
    if (
        found is None
        or (len(found["half"]) == 1 and not found["before"])
        or (found["half"] in {"mean", "media"} and word == found["half"])
    ):
        return None
    return Measure(_HALF[found["half"]], _method(found["before"] or "", found["behind"] or "", found["side"] or ""))


def _method(before: str, behind: str, side: str) -> str:
    if re.fullmatch(r"i?p\d", before):
        return before
    if re.fullmatch(_CUFF, before):
        return side
    if re.fullmatch(_LINE, before) or behind in {"abp", "ibp"}:
        return "art bp" if before == "artbp" else ARTERIAL
    return f"{MANUAL} {side}".strip() if re.fullmatch(_HAND, before) else side


def is_pair(text: str) -> bool:
    """Whether a name is that of a pressure written as 120/80. RR is one only if its unit is a pressure."""
    name, unit = parted(text)
    word = compact(name)
    return _PAIRS.fullmatch(word) is not None and (word not in {"rr", "ta", "pa"} or unit in {"mmHg", "kPa"})


def pair_method(text: str) -> str:
    """The source of a pressure written as 120/80, by its name."""
    return _method(compact(parted(text)[0]), "", "")
