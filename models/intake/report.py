"""What does `vigil import --json` print about a file?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from models.doses import stepped
from models.facts import Acknowledged, Dose, Ended, Fact, Infused, Intervention, Note, Score, Stopped
from models.intake.judging import MEAN_WORD, PRESSURE_WORD, counted, word_of
from models.intake.values import Intake, Recording, Rejected, Remembered
from models.intake.zones import iso
from models.strip import Strip
from models.vitals import PRESSURE, Millis, ObservationSet, Signal

Value = float | tuple[float, float]
_SCALES = (Signal.SEDATION, Signal.AGITATION, Signal.DISSOCIATION, Signal.DISTRESS)
_ORDER = ("heart_rate", PRESSURE_WORD, "spo2", "respiratory_rate", "temperature", MEAN_WORD)


def as_json(intake: Intake, *, stored: int = 0, duplicates: int = 0) -> dict[str, Any]:
    """The published object of `vigil import --json`. `stored` and `duplicates` are what the caller did with the file.

    Signals count valid and suspect readings of all recordings; `at` is in the zone of the settings, else UTC; temperature in °C.
    Scores, symptoms, events and notes are no vital signs, and are stored with them. They are told too where all that is open is
    whose readings these are. `mapping` is what is remembered of files of this kind and was used; `learnt` is what could be
    remembered of this one.
    """
    settings = {"zone": intake.settings.zone, "date_order": intake.settings.date_order, "start": intake.settings.start}
    settings["temperature"] = intake.settings.temperature
    return {
        "file": intake.file,
        "format": intake.format,
        "verdict": intake.verdict,
        "reason": intake.reason,
        "questions": [{"about": question.about, "text": question.text} for question in intake.questions],
        "settings": {name: value for name, value in settings.items() if value is not None},
        "mapping": _remembered(intake.recalled),
        "known_as": list(intake.known_as),
        "kind": {"mark": intake.kind.mark, "looks": intake.kind.looks} if intake.kind.mark else None,
        "learnt": _remembered(intake.learnt),
        "patients": list(dict.fromkeys(r.patient for r in intake.recordings if r.patient)),
        "recordings": [_recording(recording) for recording in intake.recordings],
        "signals": {} if intake.verdict == "refused" else _signals(intake),
        **({} if intake.verdict == "refused" else _beside(intake)),
        "rejected": [_rejected(rejected) for rejected in intake.rejected],
        "skipped": [{"what": skipped.what, "count": skipped.count} for skipped in intake.skipped],
        "stored": stored,
        "duplicates": duplicates,
    }


def _remembered(one: Remembered | None) -> dict[str, Any] | None:
    """What is remembered of a kind of file, or could be: its name ("" = none yet), in words, and answer by answer."""
    if one is None:
        return None
    answers = {"zone": one.zone, "date_order": one.date_order, "columns": dict(one.columns)}
    return {"name": one.name, "says": one.says} | {name: value for name, value in answers.items() if value}


def _recording(recording: Recording) -> dict[str, Any]:
    told = {"patient": recording.patient, "visit": recording.visit, "source": recording.source}
    return {**told, "observation_sets": recording.count, "events": len(recording.events)}


def _rejected(rejected: Rejected) -> dict[str, Any]:
    examples = [{"where": example.where, "text": example.text} for example in rejected.examples]
    return {"signal": rejected.signal, "reason": rejected.reason, "count": rejected.count, "examples": examples}


def _signals(intake: Intake) -> dict[str, Any]:
    seen, zone = _by_word(reading for recording in intake.recordings for reading in _readings(recording)), intake.settings.zone
    found = {word: [_told(readings)] for word, readings in seen.items()}
    for word, told in (one for recording in intake.recordings for strip in recording.strips for one in _of_strip(strip)):
        found.setdefault(word, []).append(told)
    return {word: _as_signal(found[word], zone) for word in _ORDER if word in found}


def _of_strip(strip: Strip) -> Iterator[tuple[str, _Told]]:
    """The signals of a strip, in which every number counts; the pressure as its two halves."""
    for signal, values in strip.columns():
        there = np.flatnonzero(~np.isnan(values))
        if signal is not Signal.DIASTOLIC and len(there):
            first, last = (_at_point(one, signal) for one in strip.part(there[[0, -1]]).sets())
            yield word_of(signal), _Told(len(there), first, last)


def _at_point(seen: ObservationSet, signal: Signal) -> tuple[Millis, Value]:
    said = dict(seen.measured())
    return seen.at, tuple(said[half] for half in PRESSURE) if signal in PRESSURE else said[signal]  # type: ignore[return-value]


def _by_word(readings: Iterable[tuple[Millis, str, Value]]) -> dict[str, list[tuple[Millis, Value]]]:
    seen: dict[str, list[tuple[Millis, Value]]] = {}
    for at, word, value in readings:
        seen.setdefault(word, []).append((at, value))
    return seen


def _beside(intake: Intake) -> dict[str, Any]:
    """What is stored beside the vital signs."""
    zone, sets = intake.settings.zone, [seen for one in intake.recordings for seen in one.sets]
    events = [fact for one in intake.recordings for fact in one.events]
    totals = [(fact.at, fact.scale, fact.total) for fact in events if isinstance(fact, Score)]
    scores = [(seen.at, signal.word, value) for seen in sets for signal, value in seen.measured() if signal in _SCALES]
    notes = [(fact.at, fact.text) for fact in events if isinstance(fact, Note)]
    notes += [(seen.at, seen.note) for seen in sets if seen.note]
    return {
        "scores": {word: _signal(found, zone) for word, found in _by_word([*scores, *totals]).items()},
        "symptoms": dict(Counter(symptom.value for seen in sets for symptom in seen.symptoms)),
        "events": [{"at": iso(fact.at, zone), "what": what} for fact in events if (what := _what(fact))],
        "notes": [{"at": iso(at, zone), "text": text} for at, text in sorted(notes)],
    }


def _what(fact: Fact) -> str:
    """An event in the words of the plain form; "" for what is told elsewhere."""
    match fact:
        case Dose():
            given = "" if fact.amount is None else f"{fact.amount:g} {fact.unit}"
            return " ".join(word for word in ("dose", fact.drug, given, fact.route) if word)
        case Infused():
            return stepped(fact)
        case Stopped() | Ended():
            return "stop" if isinstance(fact, Stopped) else "end"
        case Acknowledged():
            return f"acknowledge:{fact.signal}"
        case Intervention():
            return fact.what
        case _:
            return ""


def _readings(recording: Recording) -> Iterable[tuple[Millis, str, Value]]:
    return ((one.at, word, value) for one in recording.sets for word, value in counted(one))


class _Told(NamedTuple):
    """How many readings there are, and the first and last in time order."""

    readings: int
    first: tuple[Millis, Value]
    last: tuple[Millis, Value]


def _told(readings: list[tuple[Millis, Value]]) -> _Told:
    """Of several at one instant, the first as they stand in the file."""
    return _Told(len(readings), min(readings, key=itemgetter(0)), max(readings, key=itemgetter(0)))


def _signal(readings: list[tuple[Millis, Value]], zone: str | None) -> dict[str, Any]:
    return _as_signal([_told(readings)], zone)


def _as_signal(parts: list[_Told], zone: str | None) -> dict[str, Any]:
    first, last = min((part.first for part in parts), key=itemgetter(0)), max((part.last for part in parts), key=itemgetter(0))
    return {"count": sum(part.readings for part in parts), "first": _point(first, zone), "last": _point(last, zone)}


def _point(reading: tuple[Millis, Value], zone: str | None) -> dict[str, Any]:
    at, value = reading
    return {"at": iso(at, zone), "value": [_number(v) for v in value] if isinstance(value, tuple) else _number(value)}


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value
