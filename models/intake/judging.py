"""Which numbers of an observation set count as readings, and what is said of those that do not?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.intake.cells import NOT_MEASURED, outside
from models.intake.halves import UNPAIRED
from models.intake.tally import Tally
from models.intake.values import Reading
from models.vitals import PRESSURE, Finding, ObservationSet, Quality, Signal, assess, in_order, out_of_range

PRESSURE_WORD, MEAN_WORD = "blood_pressure", "mean_pressure"
REPORTED = (Signal.HEART_RATE, Signal.MEAN, Signal.SPO2, Signal.RESPIRATORY_RATE, Signal.TEMPERATURE)


def word_of(signal: Signal) -> str:
    """The name of the signal in the report of an import."""
    if signal in PRESSURE:
        return PRESSURE_WORD
    return MEAN_WORD if signal is Signal.MEAN else signal.word


def counted(seen: ObservationSet) -> tuple[tuple[str, float | tuple[float, float]], ...]:
    """The vital signs of the set that count (valid or suspect): (word, value), the pressure as (systolic, diastolic)."""
    good = {f.signal: f.value for f in assess(seen) if f.quality is not Quality.REJECTED}
    found: list[tuple[str, float | tuple[float, float]]] = [(word_of(s), good[s]) for s in REPORTED if s in good]
    if all(half in good for half in PRESSURE):
        found.append((PRESSURE_WORD, (good[Signal.SYSTOLIC], good[Signal.DIASTOLIC])))
    return tuple(found)


def account(tally: Tally, seen: ObservationSet, gone: Sequence[tuple[str, Reading]], where: Callable[[Signal], str]) -> None:
    """Tell the tally of every number of the set that is rejected, and of every reading (with its place) that had no number."""
    if not gone and in_order(seen):
        return
    for finding in assess(seen):
        if finding.quality is Quality.REJECTED and finding.signal not in PRESSURE:
            tally.reject(word_of(finding.signal), _reason(finding), where(finding.signal), f"{finding.value:.10g}")
    for place, reading in gone:
        if reading.measure.signal not in PRESSURE:
            _absent(tally, word_of(reading.measure.signal), place, reading.why, reading.text)
    told = sorted(gone, key=lambda one: one[1].why != NOT_MEASURED)  # of two rows of an instant the one that says why
    _pressure(
        tally,
        seen,
        {reading.measure.signal: (place, reading) for place, reading in told if reading.measure.signal in PRESSURE},
        where,
    )


def _pressure(
    tally: Tally, seen: ObservationSet, gone: dict[Signal, tuple[str, Reading]], where: Callable[[Signal], str]
) -> None:
    systolic, diastolic = seen.systolic, seen.diastolic
    text = _halves(systolic, diastolic, {signal: reading.text for signal, (_, reading) in gone.items()})
    if systolic is None and diastolic is None:
        if gone:
            place, first = next(((p, r) for p, r in gone.values() if r.why != NOT_MEASURED), next(iter(gone.values())))
            _absent(tally, PRESSURE_WORD, place, first.why, text)
    elif systolic is None or diastolic is None:
        why = next((reading.why for _, reading in gone.values() if reading.why == UNPAIRED), "half a pressure")
        tally.reject(PRESSURE_WORD, why, where(Signal.DIASTOLIC if systolic is None else Signal.SYSTOLIC), text)
    elif diastolic >= systolic:
        tally.reject(PRESSURE_WORD, "diastolic not below systolic", where(Signal.SYSTOLIC), text)
    elif out_of_range(Signal.SYSTOLIC, systolic):
        tally.reject(PRESSURE_WORD, outside(Signal.SYSTOLIC), where(Signal.SYSTOLIC), text)
    elif out_of_range(Signal.DIASTOLIC, diastolic):
        tally.reject(PRESSURE_WORD, outside(Signal.DIASTOLIC), where(Signal.DIASTOLIC), text)


def _halves(systolic: float | None, diastolic: float | None, gone: dict[Signal, str]) -> str:
    told = [gone.get(signal, "") for signal in PRESSURE]
    if systolic is None and diastolic is None and told[0] == told[1] and "/" in told[0]:
        return told[0]
    shown = [text if value is None else f"{value:.10g}" for value, text in zip((systolic, diastolic), told, strict=True)]
    return "/".join(shown)


def _absent(tally: Tally, word: str, where: str, why: str, text: str) -> None:
    if why == NOT_MEASURED:
        tally.skip(f"{word.replace('_', ' ')} {NOT_MEASURED}")
    else:
        tally.reject(word, why, where, text)


def _reason(finding: Finding) -> str:
    return outside(finding.signal) if out_of_range(finding.signal, finding.value) else finding.reason
