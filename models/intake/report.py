"""What does `vigil import --json` print about a file?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from models.doses import stepped
from models.facts import Acknowledged, Dose, Ended, Fact, Infused, Intervention, Note, Score, Stopped
from models.intake.judging import MEAN_WORD, PRESSURE_WORD, counted
from models.intake.values import Intake, Recording, Rejected
from models.intake.zones import iso
from models.vitals import Millis, Signal

Value = float | tuple[float, float]
_SCALES = (Signal.SEDATION, Signal.AGITATION, Signal.DISSOCIATION, Signal.DISTRESS)
_ORDER = ("heart_rate", PRESSURE_WORD, "spo2", "respiratory_rate", "temperature", MEAN_WORD)


def as_json(intake: Intake, *, stored: int = 0, duplicates: int = 0) -> dict[str, Any]:
    """The published object of `vigil import --json`. `stored` and `duplicates` are what the caller did with the file.

    Signals count valid and suspect readings of all recordings; `at` is in the zone of the settings, else UTC; temperature in °C.
    Scores, symptoms, events and notes are no vital signs, and are stored with them. They are told too where all that is open is
    whose readings these are.
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
        "patients": list(dict.fromkeys(r.patient for r in intake.recordings if r.patient)),
        "recordings": [_recording(recording) for recording in intake.recordings],
        "signals": {} if intake.verdict == "refused" else _signals(intake),
        **({} if intake.verdict == "refused" else _beside(intake)),
        "rejected": [_rejected(rejected) for rejected in intake.rejected],
        "skipped": [{"what": skipped.what, "count": skipped.count} for skipped in intake.skipped],
        "stored": stored,
        "duplicates": duplicates,
    }


def _recording(recording: Recording) -> dict[str, Any]:
    told = {"patient": recording.patient, "visit": recording.visit, "source": recording.source}
    return {**told, "observation_sets": len(recording.sets), "events": len(recording.events)}


def _rejected(rejected: Rejected) -> dict[str, Any]:
    examples = [{"where": example.where, "text": example.text} for example in rejected.examples]
    return {"signal": rejected.signal, "reason": rejected.reason, "count": rejected.count, "examples": examples}


def _signals(intake: Intake) -> dict[str, Any]:
    seen = _by_word(reading for recording in intake.recordings for reading in _readings(recording))
    return {word: _signal(seen[word], intake.settings.zone) for word in _ORDER if word in seen}


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


def _signal(readings: list[tuple[Millis, Value]], zone: str | None) -> dict[str, Any]:
    """The count, and the first and last in time order (of several at one instant, the first as they stand in the file)."""
    first, last = min(readings, key=lambda r: r[0]), max(readings, key=lambda r: r[0])
    return {"count": len(readings), "first": _point(first, zone), "last": _point(last, zone)}


def _point(reading: tuple[Millis, Value], zone: str | None) -> dict[str, Any]:
    at, value = reading
    return {"at": iso(at, zone), "value": [_number(v) for v in value] if isinstance(value, tuple) else _number(value)}


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value
