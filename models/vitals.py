"""What is measured: each signal with its unit, plausible range and codes, and the observation set that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from operator import attrgetter
from typing import Any

Millis = int
"""An instant as milliseconds since 1970-01-01T00:00:00Z. An integer cannot be naive, so no time here is ever without a zone."""

MINUTE: Millis = 60_000
OWN = "urn:vigil:signal"
"""The code system of what has no published code: the scales, by the names of `Signal`."""
OWN_FACT = "urn:vigil:fact"
"""The identifier system of the facts of a session, by which a dose that was sent away is known when it comes back."""
OWN_DEVICE = "urn:vigil:nasal-device"
"""The extension of an administration that says which nasal device of a session it was."""


class Signal(Enum):
    """One thing that is measured of a patient.

    `value` is its published name. `lowest`/`highest` are the hard range in `unit` (published quality-control
    filters; the scales by definition): a number outside is no reading of this signal. `digits` is how many decimals are shown.
    `physical` signals cannot be zero: a zero there means that the device had no signal.
    """

    HEART_RATE = ("heart_rate", "Heart rate", "HR", "/min", 20, 300, 0, True, "8867-4", 147842, "/min")
    SYSTOLIC = ("systolic", "Systolic pressure", "SBP", "mmHg", 40, 300, 0, True, "8480-6", 150021, "mm[Hg]")
    DIASTOLIC = ("diastolic", "Diastolic pressure", "DBP", "mmHg", 20, 200, 0, True, "8462-4", 150022, "mm[Hg]")
    MEAN = ("mean", "Mean pressure", "MAP", "mmHg", 30, 200, 0, True, "8478-0", 150023, "mm[Hg]")
    SPO2 = ("spo2", "Oxygen saturation", "SpO₂", "%", 50, 100, 0, True, "59408-5", 150456, "%")
    RESPIRATORY_RATE = ("respiratory_rate", "Respiratory rate", "RR", "/min", 4, 60, 0, True, "9279-1", 151562, "/min")
    TEMPERATURE = ("temperature", "Temperature", "Temp", "°C", 30, 45, 1, True, "8310-5", 150344, "Cel")
    SEDATION = ("sedation", "Sedation (MOAA/S)", "Sed", "", 0, 5, 0, False, None, None, "{score}")
    AGITATION = ("agitation", "Agitation (RASS)", "RASS", "", -5, 4, 0, False, None, None, "{score}")
    DISSOCIATION = ("dissociation", "Dissociation (0-4)", "Diss", "", 0, 4, 0, False, None, None, "{score}")
    DISTRESS = ("distress", "Distress (0-4)", "Distress", "", 0, 4, 0, False, None, None, "{score}")

    def __init__(  # noqa: PLR0917 - a row of the table above
        self,
        name: str,
        label: str,
        short: str,
        unit: str,
        lowest: float,
        highest: float,
        digits: int,
        physical: bool,
        loinc: str | None,
        mdc: int | None,
        ucum: str,
    ) -> None:
        self.word = name
        self.label = label
        self.short = short
        self.unit = unit
        self.lowest = lowest
        self.highest = highest
        self.digits = digits
        self.physical = physical
        self.loinc = loinc
        self.mdc = mdc
        self.ucum = ucum

    def shown(self, value: float) -> str:
        """The value as staff write it: RASS with its sign (+2, -1), all else without (84, 36.6)."""
        return f"{value:+g}" if self.lowest < 0 and value else f"{value:g}"

    @classmethod
    def named(cls, word: str) -> Signal:
        """The signal with this published name; ValueError when there is none."""
        return _BY_WORD[word] if word in _BY_WORD else _unknown(word)


def _unknown(word: str) -> Signal:
    raise ValueError(f"{word!r} is no signal; known are {', '.join(_BY_WORD)}")


_BY_WORD = {signal.word: signal for signal in Signal}
PRESSURE = (Signal.SYSTOLIC, Signal.DIASTOLIC)
WORDS = tuple(_BY_WORD)


class Quality(StrEnum):
    """How far a number can be trusted. Rejected ones are kept and shown hollow, never judged as a value."""

    VALID = "valid"
    SUSPECT = "suspect"
    REJECTED = "rejected"


class Symptom(StrEnum):
    """A symptom that staff can tick. `danger` ones alarm by themselves."""

    CHEST_PAIN = "chest_pain"
    SEVERE_HEADACHE = "severe_headache"
    BREATHLESSNESS = "breathlessness"
    NEUROLOGICAL = "neurological"
    VISUAL = "visual"
    VOMITING = "vomiting"
    NAUSEA = "nausea"
    DIZZINESS = "dizziness"
    ANXIETY = "anxiety"
    PALPITATIONS = "palpitations"
    OTHER = "other"

    @property
    def danger(self) -> bool:
        """Whether this symptom beside a high pressure means an emergency."""
        return self in _DANGER


_DANGER = frozenset(
    {
        Symptom.CHEST_PAIN,
        Symptom.SEVERE_HEADACHE,
        Symptom.BREATHLESSNESS,
        Symptom.NEUROLOGICAL,
        Symptom.VISUAL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationSet:
    """What a nurse or a device saw at one instant. None = not measured; it is never zero and never normal.

    `id` is unique for ever (the client's uuid, or made from the source's own id); `at` is when it was measured and `received`
    when Vigil got it; `by` is the person or device that vouches for it; `source` names the stream that it belongs to.
    Pressures are mmHg, rates per minute, SpO2 %, temperature °C; `sedation` is MOAA/S 0-5, `agitation` RASS -5..4,
    `dissociation` and `distress` 0-4. `moved` = the device flagged arm movement; `confirmed` = staff confirmed an unusual value.
    """

    id: str
    at: Millis
    by: str = ""
    received: Millis = 0
    source: str = "manual"
    heart_rate: float | None = None
    systolic: float | None = None
    diastolic: float | None = None
    mean: float | None = None
    spo2: float | None = None
    respiratory_rate: float | None = None
    temperature: float | None = None
    sedation: float | None = None
    agitation: float | None = None
    dissociation: float | None = None
    distress: float | None = None
    symptoms: tuple[Symptom, ...] = ()
    note: str = ""
    moved: bool = False
    confirmed: bool = False

    def measured(self) -> tuple[tuple[Signal, float], ...]:
        """The signals that have a number, in the order of `Signal`."""
        return tuple([(s, v) for s, v in zip(_SIGNALS, numbers(self), strict=True) if v is not None])


_SIGNALS = tuple(Signal)
_RANGES = tuple((signal.lowest, signal.highest) for signal in Signal)
numbers: Any = attrgetter(*WORDS)
"""The eleven numbers of an observation set (or None) in the order of `Signal`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one number of a set is worth: its quality and, when it is not valid, why in the ward's words."""

    signal: Signal
    value: float
    quality: Quality
    reason: str = ""


def assess(seen: ObservationSet) -> tuple[Finding, ...]:
    """Each number of the set with its quality, rejected, suspect or valid.

    Zero of a physical signal and negative physical values are no reading at all and yield no finding.
    """
    values = {s: v for s, v in seen.measured() if not (s.physical and v <= 0)}
    pressure = _pressure_reason(values)
    doubt = "" if pressure else _doubt(values, moved=seen.moved)
    return tuple(_finding(s, v, values, pressure, doubt) for s, v in values.items())


def usable(seen: ObservationSet) -> bool:
    """Whether both halves of the pressure of a set are there and valid."""
    halves = [finding for finding in assess(seen) if finding.signal in PRESSURE]
    return len(halves) == len(PRESSURE) and all(half.quality is Quality.VALID for half in halves)


def _finding(signal: Signal, value: float, values: dict[Signal, float], pressure: str, doubt: str) -> Finding:
    reason = out_of_range(signal, value)
    if signal in PRESSURE and pressure:
        return Finding(signal, value, Quality.REJECTED, reason or pressure)
    if signal is Signal.MEAN and pressure and all(half in values for half in PRESSURE):
        return Finding(signal, value, Quality.REJECTED, reason or pressure)
    if reason:
        return Finding(signal, value, Quality.REJECTED, reason)
    if doubt and (signal in PRESSURE or signal is Signal.MEAN):
        return Finding(signal, value, Quality.SUSPECT, doubt)
    return Finding(signal, value, Quality.VALID)


def out_of_range(signal: Signal, value: float) -> str:
    """Why this number cannot be a reading of the signal, or "" when it can."""
    if in_range(signal, value):
        return ""
    return f"{signal.label.lower()} {value:g}{signal.unit and ' ' + signal.unit} is outside {signal.lowest:g}-{signal.highest:g}"


def in_range(signal: Signal, value: Any) -> Any:
    """Whether this number can be a reading of the signal. Of a column, where it can."""
    return (value >= signal.lowest) & (value <= signal.highest)


def _pressure_reason(values: dict[Signal, float]) -> str:
    """Why the pressure of a set is rejected as a whole, or "" (also when there is none)."""
    systolic, diastolic = values.get(Signal.SYSTOLIC), values.get(Signal.DIASTOLIC)
    if systolic is None and diastolic is None:
        return ""
    if systolic is None or diastolic is None:
        return "half a pressure"
    if diastolic >= systolic:
        return "diastolic not below systolic"
    return out_of_range(Signal.SYSTOLIC, systolic) or out_of_range(Signal.DIASTOLIC, diastolic)


def _doubt(values: dict[Signal, float], *, moved: bool) -> str:
    """Why a pressure is suspect, or "": pulse pressure <15 or >120, a mean that does not fit, movement."""
    systolic, diastolic = values.get(Signal.SYSTOLIC), values.get(Signal.DIASTOLIC)
    if systolic is None or diastolic is None:
        return "arm moved" if moved else ""
    pulse, mean = systolic - diastolic, values.get(Signal.MEAN)
    if not even_pulse(pulse):
        return f"pulse pressure {pulse:g}"
    if mean is not None and not out_of_range(Signal.MEAN, mean) and odd_mean(systolic, diastolic, mean):
        return f"mean {mean:g} does not fit {systolic:g}/{diastolic:g}"
    return "arm moved" if moved else ""


def in_order(seen: ObservationSet) -> bool:
    """Whether `assess` would find every number of the set valid; a short way for the many sets of which that is so."""
    within = (value is None or low <= value <= high for value, (low, high) in zip(numbers(seen), _RANGES, strict=True))
    return all(within) and sound(seen)


def sound(seen: ObservationSet) -> bool:
    """Whether the pressure of a set whose numbers are all in range, or its mean alone, is valid as `assess` finds it."""
    systolic, diastolic = seen.systolic, seen.diastolic
    if systolic is None or diastolic is None:
        return systolic is diastolic and not seen.moved
    even = seen.mean is None or not odd_mean(systolic, diastolic, seen.mean)
    return even and even_pulse(systolic - diastolic) and not seen.moved


def even_pulse(pulse: Any) -> Any:
    """Whether a pulse pressure (mmHg) speaks for its pressure: 15 to 120. Of columns, where it does."""
    return (pulse >= 15) & (pulse <= 120)


def odd_mean(systolic: Any, diastolic: Any, mean: Any) -> Any:
    """Whether a mean does not fit its pressure (mmHg): more than 15 from a third of the way up. Of columns, where it does not."""
    return (mean <= diastolic) | (mean >= systolic) | (abs(mean - diastolic - (systolic - diastolic) / 3) > 15)
