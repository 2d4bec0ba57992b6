"""What do the readers of files say to each other and to the world?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from models.facts import Fact
from models.strip import Strip
from models.vitals import ObservationSet, Signal

Verdict = Literal["ready", "question", "refused"]
About = Literal["zone", "date_order", "start", "mapping", "patient", "unit", "known_as"]
_TOLD = 4
_FIRST = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


class Half(NamedTuple):
    """A file that was given together with another, of which it may be the other half (WFDB: `.hea` and `.dat`)."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """By what files of one device are known again: `mark` is the same for all of them, "" = by nothing.

    `looks` says it to people. `names` are the columns and sheets, as `naming.compact` writes them. No reading is in it.
    """

    mark: str = ""
    looks: str = ""
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Remembered:
    """What somebody said of one file that holds for every file of its kind, under a name ("" = it has none yet).

    Fields as in `Answers`. When a recording began, who the patient is and where it goes belong to one file, and are not in it.
    """

    kind: str
    name: str = ""
    zone: str | None = None
    date_order: str | None = None
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def says(self) -> str:
        """The answers in words, "" when there are none; of many columns the first few."""
        order, more = _FIRST.get(self.date_order or ""), len(self.columns) - _TOLD
        columns = [f'"{name}" is {role}' for name, role in self.columns[:_TOLD]] + [f"{more} more columns"] * (more > 0)
        return ", ".join(filter(None, (order, self.zone, *columns)))

    def as_said(self, other: Remembered) -> bool:
        """Whether both say the same, whatever they are called."""
        return replace(self, name="") == replace(other, name="")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person has said about a file beforehand; None or empty = not said.

    `zone` and `clinic_zone` are names such as Europe/Berlin, or an offset such as +01:00 (`zone` wins; both are used only
    for times that carry none themselves). `date_order` is dmy, mdy or ymd. `start` is an ISO 8601 time. `mapping` names
    columns: pairs of (column as it stands in the file, role), see `models.intake.mapping`. `beside` = files that were given
    together with this one. `known` is what is remembered of files; `named` is the one of these to read this file by, "" = none of
    them, None = that which knows its kind.
    """

    zone: str | None = None
    clinic_zone: str | None = None
    date_order: str | None = None
    start: str | None = None
    mapping: tuple[tuple[str, str], ...] = ()
    beside: tuple[Half, ...] = ()
    known: tuple[Remembered, ...] = ()
    named: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What must be answered before the file can be read; `text` says how."""

    about: About
    text: str


@dataclass(frozen=True, slots=True)
class Settings:
    """How the file was read, where that was not plain from the file alone; None = it did not matter."""

    zone: str | None = None
    date_order: str | None = None
    start: str | None = None
    temperature: str | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """What one source saw of one patient in one visit; "" = the file does not say which.

    `strips` hold the readings of a long table that are in order each; every other one is among the `sets`.
    """

    patient: str
    source: str
    sets: tuple[ObservationSet, ...] = ()
    events: tuple[Fact, ...] = ()
    visit: str = ""
    strips: tuple[Strip, ...] = ()

    @property
    def count(self) -> int:
        """How many observation sets it holds."""
        return len(self.sets) + sum(map(len, self.strips))

    @property
    def parts(self) -> tuple[Fact | Strip, ...]:
        """All that it holds."""
        return (*self.sets, *self.strips, *self.events)


@dataclass(frozen=True, slots=True)
class Example:
    """One place in the file (`line 12`, `Observation/7`, `message 3, OBX 4`) and what stands there."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Numbers that are no reading of `signal`, and why; at most three examples of `count`."""

    signal: str
    reason: str
    count: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Things in the file that are no vital signs or hold none."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Intake:
    """What one file holds.

    *ready*: all that is needed is known. *question*: `questions` must be answered first; nothing else is filled. *refused*:
    nothing in it counts; `reason` says why in words for a nurse and what to do. A refused file may still carry recordings
    of rejected numbers (a judge of recordings wants them); an import stores them only when the verdict is ready.

    `known_as` names what is remembered of its kind. `recalled` is what of it was used here, None = nothing. `learnt` is what was
    said of this file beyond that and holds for its kind, None = nothing.
    """

    file: str
    format: str
    verdict: Verdict
    reason: str = ""
    questions: tuple[Question, ...] = ()
    settings: Settings = Settings()
    recordings: tuple[Recording, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    kind: Kind = Kind()
    known_as: tuple[str, ...] = ()
    recalled: Remembered | None = None
    learnt: Remembered | None = None

    def of(self, file: str) -> Intake:
        """The same, under the name of its file."""
        return replace(self, file=file)


class Measure(NamedTuple):
    """What a name or code in a file stands for.

    `method` parts sources that must not be merged ("arterial", "manual"); a `spare` measure is a second way to the same signal
    (pulse for heart rate), which gives way to the first. `unit` is the unit that the name itself states ("temp_f").
    """

    signal: Signal
    method: str = ""
    spare: bool = False
    unit: str = ""


class Reading(NamedTuple):
    """One cell, component or OBX: a number, or (value None) why there is none. `text` is what stands in the file."""

    measure: Measure
    value: float | None
    text: str
    why: str = ""
