"""Which Observations does a set make? US Core vital signs with LOINC and MDC codes; what was corrected says so.

A number that cannot be a reading (half a pressure, 80/128) leaves as absent with what was entered in a note: the next system must
not chart what Vigil does not. LOINC and MDC (ISO/IEEE 11073-10101) codes are those of `vitals`; profiles are those of US Core.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from models.outgo.fhir.record import LOINC, MDC, TERMS, UCUM, Record, Resource, concept, noted
from models.vitals import OWN, PRESSURE, Finding, ObservationSet, Quality, Signal, assess

_PROFILES = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-"
PROFILES = {
    Signal.HEART_RATE: "heart-rate",
    Signal.SPO2: "pulse-oximetry",
    Signal.RESPIRATORY_RATE: "respiratory-rate",
    Signal.TEMPERATURE: "body-temperature",
}
MDC_NAMES = {
    Signal.HEART_RATE: "MDC_ECG_HEART_RATE",
    Signal.SYSTOLIC: "MDC_PRESS_BLD_NONINV_SYS",
    Signal.DIASTOLIC: "MDC_PRESS_BLD_NONINV_DIA",
    Signal.MEAN: "MDC_PRESS_BLD_NONINV_MEAN",
    Signal.SPO2: "MDC_PULS_OXIM_SAT_O2",
    Signal.RESPIRATORY_RATE: "MDC_RESP_RATE",
    Signal.TEMPERATURE: "MDC_TEMP",
}
PANEL = (
    (LOINC, "85354-9", "Blood pressure panel with all children optional"),
    (MDC, "150020", "MDC_PRESS_BLD_NONINV"),
)
OXIMETRY = (LOINC, "2708-6", "Oxygen saturation in Arterial blood")
ERROR, FINAL, AMENDED = "entered-in-error", "final", "amended"


@dataclass(frozen=True, slots=True)
class Standing:
    """A set as it leaves: what it says, how it stands (final, amended, entered-in-error), and why it was corrected."""

    seen: ObservationSet
    status: str = FINAL
    why: str = ""


def observations(record: Record, told: Standing) -> Iterator[Resource]:
    """The Observations of one set: its pressure as a panel, every other number by itself, its symptoms together."""
    worth = {finding.signal: finding for finding in assess(told.seen)}
    measured = dict(told.seen.measured())
    pressure = [signal for signal in (*PRESSURE, Signal.MEAN) if signal in measured]
    whole = any(half in measured for half in PRESSURE)
    if whole:
        yield _panel(record, told, worth, pressure)
    for signal in measured:
        if not (whole and signal in pressure):
            yield _one(record, told, signal, worth.get(signal))
    if told.seen.symptoms:
        yield _symptoms(record, told)


def gone(then: ObservationSet, now: ObservationSet) -> ObservationSet:
    """What a correction took away: the set as it was, with only the numbers that no longer are in it."""
    still = {signal for signal, _ in now.measured()}
    half = any(signal in still for signal in PRESSURE)
    left: dict[str, Any] = {
        signal.word: None for signal, _ in then.measured() if signal in still or (half and signal in PRESSURE)
    }
    return replace(then, symptoms=() if now.symptoms else then.symptoms, note="", **left)


def _panel(record: Record, told: Standing, worth: dict[Signal, Finding], measured: list[Signal]) -> Resource:
    """A blood pressure: both halves always, the mean where there is one."""
    parts = [signal for signal in (*PRESSURE, Signal.MEAN) if signal in PRESSURE or signal in measured]
    values = dict(told.seen.measured())
    doubts = _doubts(*(worth.get(signal) for signal in parts))
    begun = _begun(record, told, "blood_pressure", concept("Blood pressure", *PANEL), profile=f"{_PROFILES}blood-pressure")
    components = [{"code": _code(signal), **_value(signal, values.get(signal), worth.get(signal))} for signal in parts]
    entered = _entered({signal: values[signal] for signal in measured if not _counts(worth.get(signal))})
    return begun | noted(told.seen.note, told.why, doubts, entered) | {"component": components}


def _one(record: Record, told: Standing, signal: Signal, finding: Finding | None) -> Resource:
    value, scale = dict(told.seen.measured())[signal], signal.loinc is None
    profile = f"{_PROFILES}{PROFILES[signal]}" if signal in PROFILES else ""
    begun = _begun(record, told, signal.word, _code(signal), profile=profile, survey=scale)
    entered = "" if _counts(finding) else _entered({signal: value})
    return begun | _value(signal, value, finding) | noted(told.seen.note, told.why, _doubts(finding), entered)


def _symptoms(record: Record, told: Standing) -> Resource:
    begun = _begun(record, told, "symptoms", concept("Symptoms", (OWN, "symptoms", "")), survey=True)
    words = [(OWN, symptom.value, "") for symptom in told.seen.symptoms]
    shown = ", ".join(symptom.value.replace("_", " ") for symptom in told.seen.symptoms)
    return begun | {"valueCodeableConcept": concept(shown, *words)} | noted(told.seen.note, told.why)


def _begun(record: Record, told: Standing, word: str, code: Resource, *, profile: str = "", survey: bool = False) -> Resource:
    """What all Observations of a set have in common."""
    seen = told.seen
    category, shown = ("survey", "Survey") if survey else ("vital-signs", "Vital Signs")
    return {
        **record.resource("Observation", seen.id, word, profile=profile),
        "status": told.status,
        "category": [concept(shown, (f"{TERMS}/observation-category", category, shown))],
        "code": code,
        "subject": record.subject,
        "encounter": record.encounter,
        "effectiveDateTime": record.time(seen.at),
        **({"issued": record.time(seen.received)} if seen.received else {}),
        **({"performer": [record.who(seen.by)]} if seen.by else {}),
        **({} if seen.source == "manual" else {"device": record.reference("Device", seen.source, identifier=seen.source)}),
    }


def _code(signal: Signal) -> Resource:
    """The codes of a signal; a scale, for which there are none, has Vigil's own word."""
    if signal.loinc is None:
        return concept(signal.label, (OWN, signal.word, ""))
    further = (OXIMETRY,) if signal is Signal.SPO2 else ()
    return concept(signal.label, (LOINC, signal.loinc, ""), *further, (MDC, str(signal.mdc), MDC_NAMES[signal]))


def _value(signal: Signal, value: float | None, finding: Finding | None) -> Resource:
    """The number, or why there is none: not measured, or no reading."""
    if value is None or not _counts(finding):
        word = "not-performed" if value is None else "error"
        return {"dataAbsentReason": concept(word, (f"{TERMS}/data-absent-reason", word, ""))}
    number = int(value) if value == int(value) else value
    return {"valueQuantity": {"value": number, "unit": signal.unit or "score", "system": UCUM, "code": signal.ucum}}


def _counts(finding: Finding | None) -> bool:
    return finding is not None and finding.quality is not Quality.REJECTED


def _doubts(*findings: Finding | None) -> str:
    """What speaks against these numbers, each reason once."""
    reasons = [f"{one.quality.value}: {one.reason}" for one in findings if one is not None and one.reason]
    return "; ".join(dict.fromkeys(reasons))


def _entered(values: dict[Signal, float]) -> str:
    """What was entered and is no reading."""
    told = ", ".join(f"{signal.label.lower()} {value:g}" for signal, value in values.items())
    return f"entered, and no reading: {told}" if told else ""
