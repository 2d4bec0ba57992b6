"""What does `vigil import --json` print about a file?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.intake.judging import MEAN_WORD, PRESSURE_WORD, counted
from models.intake.values import Intake, Recording, Rejected
from models.intake.zones import iso
from models.vitals import Millis

Value = float | tuple[float, float]
_ORDER = ("heart_rate", PRESSURE_WORD, "spo2", "respiratory_rate", "temperature", MEAN_WORD)


def as_json(intake: Intake, *, stored: int = 0, duplicates: int = 0) -> dict[str, Any]:
    """The published object of `vigil import --json`. `stored` and `duplicates` are what the caller did with the file.

    Signals count valid and suspect readings of all recordings; `at` is in the zone of the settings, else UTC; temperature in °C.
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
        "signals": _signals(intake) if intake.verdict == "ready" else {},
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
    seen: dict[str, list[tuple[Millis, Value]]] = {}
    for recording in intake.recordings:
        for at, word, value in _readings(recording):
            seen.setdefault(word, []).append((at, value))
    return {word: _signal(seen[word], intake.settings.zone) for word in _ORDER if word in seen}


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
