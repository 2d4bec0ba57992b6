"""Which unit does this text mean, and what is this number in Vigil's own unit?"""

from __future__ import annotations

import re
import unicodedata

from models.vitals import Signal

MMHG, KPA, PER_MINUTE, PERCENT, FRACTION, CELSIUS, FAHRENHEIT, SCORE = "mmHg", "kPa", "/min", "%", "1", "°C", "°F", "score"
KPA_IN_MMHG = 7.500615

# The degree that another program has read in the wrong encoding is â°, ø or ¡.
_SPELT = {
    MMHG: "mmhg mm[hg] mm(hg) mdc_dim_mmhg 266016 torr millimeterofmercury millimetersofmercury",
    KPA: "kpa k[pa] mdc_dim_kilo_pascal 265987",
    PER_MINUTE: "/min 1/min min-1 min^-1 bpm pm rpm brpm lpm perminute /minute s/min count/min schläge/min {beats}/min {beat}/min"
    " beats/min beats/minute beatsperminute [beats]/min {heartbeats}/min breaths/min breaths/minute breathsperminute"
    " {breaths}/min {breath}/min {respirations}/min resp/min insp/min ppm lat/min bat/min batt/min batt./min puls/min slagen/min"
    " br/min cycles/min cycle/min atemzüge/min atz/min züge/min respiraciones/min latidos/min pulsaciones/min pulsations/min"
    " battements/min bpm/min schl/min schl./min promin prominute parmin parminute pormin porminuto"
    " beat/min breath/min #/min b/min resps/min beat/minute breath/minute resp/minute respirations/minute 1/minute permin"
    " cpm beat(s)/min breath(s)/min mdc_dim_beat_per_min mdc_dim_resp_per_min mdc_dim_per_min 264864 264928",
    PERCENT: "% percent pct prozent procent mdc_dim_percent 262688 %saturation %sat %o2 %spo2 %sao2",
    FRACTION: "1 fraction frac anteil",
    CELSIUS: "c °c cel celsius degc degreec degreesc degreecelsius degreescelsius gradcelsius gradc °celsius oc â°c øc ¡c deg.c"
    " cels mdc_dim_degc 268192",
    FAHRENHEIT: "f °f [degf] degf degreef degreesf fahrenheit °fahrenheit deg.f degreefahrenheit degreesfahrenheit 266560"
    " mdc_dim_fahr",
    SCORE: "{score} score points",
}
_UNITS = {word: unit for unit, words in _SPELT.items() for word in words.split()}
_ANNOTATION = re.compile(r"\{[^{}]*\}")
"""What stands in braces is a remark in UCUM and changes no unit: {beats}/min, %{O2Hb}."""
_PRESSURES = (Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.MEAN)
_OWN = {Signal.HEART_RATE: PER_MINUTE, Signal.RESPIRATORY_RATE: PER_MINUTE, Signal.SPO2: PERCENT, Signal.TEMPERATURE: CELSIUS}
_OTHER = {(Signal.SPO2, FRACTION): 100.0, **{(pressure, KPA): KPA_IN_MMHG for pressure in _PRESSURES}}


def unit_of(text: str) -> str:
    """The unit that this text spells (UCUM, MDC and everyday forms), or "" when it is none that Vigil knows."""
    word = "".join(unicodedata.normalize("NFKC", text.replace("º", "°")).split()).casefold()
    return _UNITS.get(word) or ("{" in word and _UNITS.get(_ANNOTATION.sub("", word))) or ""


def own_unit(signal: Signal) -> str:
    """The unit in which Vigil keeps this signal: mmHg, /min, %, °C or score."""
    return MMHG if signal in _PRESSURES else _OWN.get(signal, SCORE)


def converted(signal: Signal, value: float, unit: str) -> float | None:
    """The value in Vigil's unit, or None when a number in `unit` cannot be this signal. No unit ("") = Vigil's own is meant."""
    if not unit or unit == own_unit(signal):
        return value
    if signal is Signal.TEMPERATURE and unit == FAHRENHEIT:
        return round((value - 32) * 5 / 9, 2)
    factor = _OTHER.get((signal, unit))
    return None if factor is None else round(value * factor, 1)
