"""Which signal does this name of a column or parameter stand for?

A name is known only when all of it is known: "room temperature" is no temperature, "HR rhythm" no heart rate. What is left over
never decides. RR is the respiratory rate unless its unit or its cells say pressure (German RR, Riva-Rocci).
"""

from __future__ import annotations

import re
import unicodedata

from models.intake.units import CELSIUS, FAHRENHEIT, KPA, MMHG, PER_MINUTE, PERCENT, unit_of
from models.intake.values import Measure
from models.vitals import Signal

PULSE, CAPNOGRAPH, ARTERIAL, MANUAL = "pulse", "capnograph", "arterial", "manual"

LONGEST = 120
INVASIVE = frozenset({"nimap", "sysabp", "diasabp"})
"""Names beside which MAP is the mean of an arterial line: whoever writes them calls that of a cuff otherwise."""
_ECG, _BREATHS, _WARMTH = Measure(Signal.HEART_RATE), Measure(Signal.RESPIRATORY_RATE), Measure(Signal.TEMPERATURE)
_PULSE, _SATURATION = _ECG._replace(method=PULSE, spare=True), Measure(Signal.SPO2)
# Without accents: `compact` takes them away.
_WORDS = (
    (
        _ECG,
        "hr heartrate heartrateecg heartratemonitored heartrt hrecg ecghr ecgheartrate hrate heartratebpm herzfrequenz herzrate",
    ),
    (_ECG, "frequencecardiaque frecuenciacardiaca frequenzacardiaca frequenciacardiaca hartslag hartfrequentie freqcardiaque"),
    (_ECG, "freqcard freccardiaca freccard freqcardiaca"),
    (
        _PULSE,
        "pulse pulserate pr pul pls puls pulsfrequenz pulsschlag plethpulse hrpulse pouls pulso pulsaciones polso pols polsslag",
    ),
    (_PULSE, "spo2pr prspo2 spo2r spo2hr hrspo2 pulsspo2 pulsespo2 spo2pulse spo2pulserate beatsperminute beatsmin plethhr"),
    (_PULSE, "nibppr nibphr nbphr nbppr nibppulse nbppulse ar1r art1r peripheralpulserate"),
    (
        _SATURATION,
        "spo2 spo2p spo2spo2 spo2sat spo2saturation satspo2 spo2plus o2sat o2saturation oxygensaturation oxygensat",
    ),
    (_SATURATION, "pulseox pulseoximetry o2saturationpulseoxymetry o2saturationpulseoximetry saturation sats oxsat"),
    (
        _SATURATION,
        "plethspo2 plethsato2 oxygenlevel bloodoxygen bloodoxygensaturation bloodoxygenlevel peripheraloxygensaturation",
    ),
    (
        _SATURATION,
        "o2satt o2sat sauerstoffsatt sauerstoffsat o2sats o2satn spo2ra spo2roomair saturaciono2 saturazioneo2 satdeo2",
    ),
    (_SATURATION, "oxygensaturationinarterialblood oxygensaturationinarterialbloodbypulseoximetry"),
    (
        _SATURATION,
        "sauerstoffsattigung sattigung o2sattigung saturacao saturationo2 saturationenoxygene sato2 saturacion saturacionoxigeno",
    ),
    (_SATURATION, "saturaciondeoxigeno saturatie zuurstofsaturatie saturazione saturazioneossigeno"),
    (_BREATHS, "rr resp resprr resprate resprt respiratoryrate respirationrate respiration respirations respirate rrimp rrecg"),
    (_BREATHS, "breathingrate breathrate breaths breathsperminute atemfrequenz frequencerespiratoire frecuenciarespiratoria"),
    (
        _BREATHS,
        "breathsmin frequenciarespiratoria resps atmung atemzuge atemfreq freqresp frequenceresp frecresp freqrespiratoire",
    ),
    (_BREATHS, "frecrespiratoria respiraciones"),
    (_BREATHS, "ademfrequentie ademhaling ademhalingsfrequentie frequenzarespiratoria"),
    (_BREATHS._replace(method=CAPNOGRAPH, spare=True), "co2rr rrco2 co2resp etco2rr awrr rrawy co2resprate"),
    (_WARMTH, "temperatureoral temperaturetympanic temperatureaxillary temperaturerectal temperaturecore oraltemperature"),
    (
        _WARMTH,
        "temp tmp1 tempt1 temperature bodytemp bodytemperature coretemp coretemperature tcore tempcore tblood t1 temptympanic",
    ),
    (
        _WARMTH,
        "temp1 temperatur korpertemperatur korpertemp temperatura temperatuur lichaamstemperatuur temperaturacorporal",
    ),
    (_WARMTH, "tempcorporelle tempcorporal temperaturecorporelle"),
    (_WARMTH._replace(unit=CELSIUS), "tempc temperaturec temperaturecelsius tempcelsius bodytempc tempdegc"),
    (_WARMTH._replace(unit=FAHRENHEIT), "tempf temperaturef temperaturefahrenheit tempfahrenheit bodytempf tempdegf"),
    (Measure(Signal.MEAN), "map mad tam mitteldruck meanarterialpressure meanarterialbp"),
    (Measure(Signal.SYSTOLIC), "tas bovendruk highpressure highbloodpressure"),
    (Measure(Signal.DIASTOLIC), "tad onderdruk lowpressure lowbloodpressure"),
    (Measure(Signal.SEDATION), "moaas moaass"),
    (Measure(Signal.AGITATION), "rass"),
    (Measure(Signal.DISSOCIATION), "dissociation"),
    (Measure(Signal.DISTRESS), "distress"),
)
_NAMES = {word: measure for measure, words in _WORDS for word in words.split()}
# What these say is open (HF is also a power of heart rate variability, AF a rhythm): they count only beside such a unit.
_RATE, _DEGREES, _OF_PRESSURE = frozenset({PER_MINUTE}), frozenset({CELSIUS, FAHRENHEIT}), frozenset({MMHG, KPA})
_WITH_UNIT = {
    **dict.fromkeys(("hf", "fc"), (_ECG, _RATE)),
    **dict.fromkeys(("af", "fr"), (_BREATHS, _RATE)),
    "p": (_PULSE, _RATE),
    "sat": (_SATURATION, frozenset({PERCENT})),
    "t": (_WARMTH, _DEGREES),
    **dict.fromkeys(("high", "upper"), (Measure(Signal.SYSTOLIC), _OF_PRESSURE)),
    **dict.fromkeys(("low", "lower"), (Measure(Signal.DIASTOLIC), _OF_PRESSURE)),
}

_HALVES = {
    Signal.SYSTOLIC: "s sys sbp syst sist systole systolic systolisch systolischer systolische systolique sistolica sistolico",
    Signal.DIASTOLIC: "d dia dbp dias diast diastole diastolic diastolisch diastolischer diastolische diastolique diastolica"
    " diastolico",
    Signal.MEAN: "m mean map mbp mittel moyenne media",
}
_HALF = {word: signal for signal, words in _HALVES.items() for word in words.split()}
_ROMANCE = "(?:tension|pression|presion|pressao)(?:arterielle|arterial)?|pressione(?:arteriosa)?"
_PRESSURE = f"bp|bloodpressure|pressure|press|blutdruck|bloeddruk|arterialpressure|{_ROMANCE}"
_CUFF = "nbp|nibp|ni|nonin|noninvasive|noninvasivebp|noninvasivebloodpressure|cuff|cuffbp|cuffpressure"
_LINE = "artline|arterialline|arteriallinebp|ar1|art|art1|artbp|abp|ibp|"
_LINE += "arterial|arterialbp|arterialbloodpressure|invasive|invasivebp|invasivebloodpressure|systemic"
_HAND = "manual|manualbp|manualbloodpressure"
_SIDE = "left|right|lying|supine|sitting|standing"
_SHORT = {"sbp": "sysbp", "dbp": "diabp", "mbp": "meanbp", "sabp": "sysabp", "dabp": "diaabp", "mabp": "meanabp"}
_SHORT |= {"sbpni": "nisysbp", "dbpni": "nidiabp", "mbpni": "nimeanbp"}
# In French, Spanish and Italian PA and TA are the arterial pressure; an English PA is another artery.
_SHORT |= {f"{word}sistolica": "sysbp" for word in ("pa", "ta")} | {f"{word}diastolica": "diabp" for word in ("pa", "ta")}
_SHORT |= {f"{word}systolique": "sysbp" for word in ("pa", "ta")} | {f"{word}diastolique": "diabp" for word in ("pa", "ta")}
_SHORT |= {f"{word}{half}": "sysbp" for word in ("pa", "ta") for half in ("sys", "syst", "sist")}
_SHORT |= {f"{word}{half}": "diabp" for word in ("pa", "ta") for half in ("dia", "diast")}
_GERMAN_HALVES = ("sys", "syst", "systolisch", "dia", "diast", "diastolisch")
# German charts write RR (Riva-Rocci) before the halves of a pressure; "RR mean" may be the length of a beat.
_SHORT |= {name: f"{half}bp" for half in _GERMAN_HALVES for name in (f"rr{half}", f"{half}rr")}
_HALVES_PATTERN = "|".join(sorted(_HALF, key=len, reverse=True))
_PARTS = re.compile(
    rf"(?P<front>{_SIDE})?(?P<before>{_CUFF}|{_LINE}|{_HAND}|i?p\d|{_PRESSURE})?(?P<half>{_HALVES_PATTERN})"
    rf"(?P<behind>{_LINE}|{_PRESSURE})?(?P<side>{_SIDE})?"
)
_CHANNEL_PULSE = re.compile(r"i?p\d(?:hr|pr)")
_BOTH = (
    "sysdia|sysdiast|systdia|systdiast|sistdiast|systolicdiastolic|systolischdiastolisch"
    "|systoliquediastolique|sistolicadiastolica|sd"
)
_PAIRS = re.compile(
    rf"(?:{_CUFF}|{_LINE}|{_HAND}|bp|bloodpressure|blutdruck|bloeddruk|rr|ta|pa|{_ROMANCE})(?:{_BOTH})?(?:{_SIDE})?|(?:{_BOTH})"
)
_PAIR_PARTS = re.compile(rf"(.*?)(?:{_BOTH})?({_SIDE})?")
_OPEN_PAIRS = frozenset({"rr", "ta", "pa", "sd", "tension", "pression", "presion", "pressione"})
# Of apps, and of the monitors that Vital Recorder names before each track.
_PREFIX = re.compile(
    r"(?:[a-z][a-z0-9_]*\.){3,}(?=\w)|HKQuantityTypeIdentifier(?=\w)|(?:Solar\d+|Intellivue|Bx50|Root|Carescape)/(?=\w)"
)
_BRACKET = re.compile(r"(.*?)[\[({]([^\])}]*)[\])}]\W*", re.DOTALL)
_A_MINUTE = "p(?:ro|er|ar|or) min(?:ute|uto)?"
_SUFFIX = re.compile(
    r"(.+?)[\s._,:/-]+(?:in\s+)?"
    rf"(mm\s?hg|kpa|bpm|rpm|brpm|pct|percent|deg\s?[cf]|celsius|fahrenheit|(?:beats|breaths|1)?/min|{_A_MINUTE}|fraction)\W*"
    r"|(.+?)[\s._,:/-]*(?:(?<=\s)in\s+)?(%|[°º]\s?[cf]|/min)\W*",
    re.IGNORECASE,
)


_DEGREES_OF = re.compile(r"t(?:emp)?\.? ?[°ºª]", re.IGNORECASE)
"""T° (and Tª, which French and Spanish charts write for it): nothing but a temperature has degrees."""


def compact(text: str) -> str:
    """The letters and digits of a name in small letters without accents: `Sys.mmHg.`, `SYS (mmHg)` give sysmmhg."""
    folded = unicodedata.normalize("NFKC", text.replace("º", "°")).casefold()
    return "".join(c for c in unicodedata.normalize("NFD", folded) if c.isalnum())


def bare(text: str) -> str:
    """A name without what an app puts before each of its names (`com.samsung.health.blood_pressure.systolic`, `Solar8000/HR`)."""
    found = _PREFIX.match(text)
    return text[found.end() :] if found else text


def parted(text: str) -> tuple[str, str]:
    """A name without its unit, and the unit it states ("" = none that Vigil knows)."""
    for pattern in (_BRACKET, _SUFFIX) if len(text) <= LONGEST else ():
        found = pattern.fullmatch(text.strip())
        name, unit = [part for part in found.groups() if part is not None] if found else ("", "")
        if unit_of(unit):
            return name, unit_of(unit)
    return text, ""


def measure_of(text: str) -> Measure | None:
    """What a name stands for with the unit it states, or None when Vigil does not know it."""
    if len(text) > LONGEST:
        return None
    name, unit = parted(bare(text))
    word = compact(name)
    if _DEGREES_OF.fullmatch(name.strip()):
        return _WARMTH._replace(unit=unit)
    if _CHANNEL_PULSE.fullmatch(word) or name.strip().casefold() == "bpm":
        return Measure(Signal.HEART_RATE, PULSE, spare=True)
    measure = _NAMES.get(word) or _pressure(word) or _by_unit(word, unit) or _explained(name) or _NAMES.get(compact(text))
    return measure._replace(unit=unit) if measure and unit else measure


def _explained(name: str) -> Measure | None:
    """Heart rate (HR), RR (respiratory rate): a name with its abbreviation, where both mean the same."""
    found = _BRACKET.fullmatch(name)
    outside, inside = (measure_of(found[1]), measure_of(found[2])) if found else (None, None)
    return outside if outside and inside and outside.signal is inside.signal else None


def _by_unit(word: str, unit: str) -> Measure | None:
    measure, units = _WITH_UNIT.get(word, (None, frozenset()))
    return measure if unit in units else None


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
    return Measure(
        _HALF[found["half"]], _method(found["before"] or "", found["behind"] or "", found["side"] or found["front"] or "")
    )


def _method(before: str, behind: str, side: str) -> str:
    if re.fullmatch(r"i?p\d", before):
        return before
    if re.fullmatch(_CUFF, before):
        return side
    if re.fullmatch(_LINE, before) or behind in {"abp", "ibp"}:
        return "art bp" if before == "artbp" else ARTERIAL
    return f"{MANUAL} {side}".strip() if re.fullmatch(_HAND, before) else side


def is_pair(text: str) -> bool:
    """Whether a name is that of a pressure written as 120/80. RR, TA and PA are one only if their unit is a pressure."""
    if len(text) > LONGEST:
        return False
    name, unit = parted(text)
    found = None if may_be_pair(name) else _BRACKET.fullmatch(name)
    if found:
        return is_pair(found[1]) and may_be_pair(found[2])
    return may_be_pair(name) and (compact(name) not in _OPEN_PAIRS or unit in _OF_PRESSURE)


def may_be_pair(text: str) -> bool:
    """Whether a name is that of a pressure if its cells read 120/80."""
    return _PAIRS.fullmatch(compact(parted(text)[0])) is not None


def pair_method(text: str) -> str:
    """The source of a pressure written as 120/80, by its name."""
    name = parted(text)[0]
    explained = None if may_be_pair(name) else _BRACKET.fullmatch(name)
    found = _PAIR_PARTS.fullmatch(compact(explained[1] if explained else name))
    return _method(found[1], "", found[2] or "") if found else ""


def source_called(text: str) -> str | None:
    """The source that a cell names (NIBP = "", ART = arterial, manual); None when it names none of these."""
    word = compact(text)
    return _method(word, "", "") if re.fullmatch(f"{_CUFF}|{_LINE}|{_HAND}", word) else None
