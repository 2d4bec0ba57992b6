"""What becomes of files that somebody drops on a page? They are read apart, shown, and stored whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore

import numpy as np

from models.errors import TooMany
from models.filed import Filed, Target
from models.files import Files, Progress
from models.intake import Answers, Half, Intake, Remembered, apart, as_json, mapping
from models.intake.zones import iso
from models.mappings import Mappings
from models.people import Act, Actor, allow
from models.strip import Instants, Strip, Values
from models.vitals import Millis, Signal

__all__ = [
    "Answers",
    "Course",
    "Half",
    "Intake",
    "Remembered",
    "Target",
    "Upload",
    "Uploads",
    "as_json",
    "courses",
    "iso",
    "mapping",
]

AT_ONCE = 2
"""Uploads that are read at one time, so that a row of clicks starts no row of programs beside the alarms."""
BUSY = "Other files are being read at this moment. Try again in a minute."
MOST = 1500
"""Points of one signal that are drawn."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Files as they were sent, with what somebody said of them and where they are to go."""

    files: tuple[Half, ...]
    answers: Answers
    target: Target


@dataclass(frozen=True, slots=True)
class Course:
    """One signal of what is to be stored: (epoch ms, value) in the order of time; `count` is how many there are, drawn or not."""

    signal: Signal
    count: int
    points: tuple[tuple[Millis, float], ...]


class Uploads:
    """The door for files of a page."""

    def __init__(self, files: Files, mappings: Mappings) -> None:
        self.files, self.mappings = files, mappings
        self._room = BoundedSemaphore(AT_ONCE)

    def read(self, upload: Upload, who: Actor) -> tuple[Intake, ...]:
        """What the files hold, with what is left to ask. Nothing is stored. TooMany while others are being read.

        What nobody said of them and they do not prove is what is remembered of their kind; each says by which mapping.
        """
        allow(who, Act.IMPORT)
        answers = self.mappings.answered(upload.answers)
        if not self._room.acquire(blocking=False):
            raise TooMany(BUSY)
        try:
            found = apart.read(upload.files, answers)
        finally:
            self._room.release()
        return tuple(self.files.asked(one, upload.target) for one in found)

    def foreseen(self, found: Sequence[Intake], upload: Upload, who: Actor) -> tuple[Filed, ...]:
        """What would be stored of each, and where; nothing of any while one of them is not ready."""
        return self.files.foreseen(found, upload.target, who) if ready(found) else tuple(Filed(0, 0) for _ in found)

    def keep(self, found: Sequence[Intake], upload: Upload, who: Actor, id: str, progress: Progress) -> tuple[Filed, ...]:
        """Store all of them as the import `id`, or nothing."""
        return self.files.keep(found, upload.target, who, progress, id)


def ready(found: Sequence[Intake]) -> bool:
    """Whether all of these files can be stored."""
    return all(file.verdict == "ready" for file in found)


def courses(found: Iterable[Intake]) -> tuple[Course, ...]:
    """The signals of these files, each with its lowest and highest value of every stretch of time, so that no peak is lost."""
    seen: dict[Signal, list[tuple[Millis, float]]] = {}
    recordings = [recording for file in found for recording in file.recordings]
    for one in (one for recording in recordings for one in recording.sets):
        for signal, value in one.measured():
            seen.setdefault(signal, []).append((one.at, value))
    strips = [strip for recording in recordings for strip in recording.strips]
    columns = {signal: _column(signal, seen.get(signal, []), strips) for signal in Signal}
    return tuple(Course(signal, len(values), _thinned(at, values)) for signal, (at, values) in columns.items() if len(at))


def _column(signal: Signal, points: list[tuple[Millis, float]], strips: Sequence[Strip]) -> tuple[Instants, Values]:
    """All numbers of a signal in the order of time."""
    found = [(strip.at, values) for strip in strips if (values := strip.of(signal)) is not None]
    found.append((np.array([at for at, _ in points], np.int64), np.array([value for _, value in points], np.float64)))
    at, values = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((values, at))
    order = order[~np.isnan(values[order])]
    return at[order], values[order]


def _thinned(at: Instants, values: Values) -> tuple[tuple[Millis, float], ...]:
    step = -(-2 * len(at) // MOST)
    if step > 2:
        begins = range(0, len(at), step)
        ends = {begin + int(end(values[begin : begin + step])) for begin in begins for end in (np.argmin, np.argmax)}
        at, values = at[sorted(ends)], values[sorted(ends)]
    return tuple(zip(at.tolist(), values.tolist(), strict=True))
