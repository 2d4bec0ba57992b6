"""How are very many readings of one source held and named, without an object for each of them?"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models.vitals import PRESSURE, WORDS, Millis, ObservationSet, Signal, even_pulse, in_range, odd_mean

Instants = NDArray[np.int64]
"""Epoch milliseconds."""
Values = NDArray[np.float64]
"""The numbers of one signal in its unit, NaN where it was not measured."""
Mask = NDArray[np.bool_]
"""Which readings are meant."""

UNDONE = ":undone"
"""How the id of what strikes a reading through with all others of its import goes on after the id of the reading."""
_STEM, _CONTENT, _AGAIN = 20, 16, "~"


class Subject(NamedTuple):
    """Whose readings they are and whence: the three things that are never merged.

    `again` is 2 for readings that come in once more because their import was undone, then 3: each time they have other ids.
    """

    patient: str = ""
    visit: str = ""
    source: str = ""
    again: int = 1

    @property
    def stem(self) -> str:
        """How the id of everything that was recorded of this subject begins."""
        return _stem(self)


@lru_cache(maxsize=1024)
def _stem(whose: Subject) -> str:
    return hashlib.sha256("\x1f".join(whose[:3]).encode("utf-8", "surrogatepass")).hexdigest()[:_STEM]


def fact_id(whose: Subject, at: Millis, *content: str) -> str:
    """The id of an imported fact: the same source, patient, visit, instant and content always give the same one."""
    told = "\x1f".join(content).encode("utf-8", "surrogatepass")
    return again(f"{whose.stem}:{at}:{hashlib.sha256(told).hexdigest()[:_CONTENT]}", whose.again)


def again(id: str, time: int) -> str:
    """The id of what comes in for this time, by the id that it has the first time."""
    return id if time == 1 else f"{id}{_AGAIN}{time}"


class Named(NamedTuple):
    """What an id that `fact_id` made says of its fact."""

    stem: str
    at: Millis


def named(id: str) -> Named | None:
    """What an id says of its fact; None where somebody else made it."""
    stem, at, said = (*id.split(":"), "", "")[:3]
    content, mark, time = said.partition(_AGAIN)
    told = len(stem) == _STEM and len(content) == _CONTENT and at.removeprefix("-").isdecimal() and id.count(":") == 2
    told = told and time.isdecimal() == bool(mark)
    return Named(stem, int(at)) if told else None


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """Readings of one subject, one at each instant, in the order of time: numbers and nothing besides.

    `at` are the instants; `numbers` has a column for each signal in the order of `Signal`, None where none of them was measured.
    `by` and `received` are those of every reading. The id of each is that of a reading by itself (`fact_id`).
    """

    whose: Subject
    at: Instants
    numbers: tuple[Values | None, ...]
    by: str = ""
    received: Millis = 0

    def __len__(self) -> int:
        return len(self.at)

    def __eq__(self, other: object) -> bool:
        said = isinstance(other, Strip) and (self.whose, self.by, self.received) == (other.whose, other.by, other.received)
        return said and isinstance(other, Strip) and self.digest == other.digest

    __hash__ = None  # type: ignore[assignment]  # its columns could be changed

    @property
    def source(self) -> str:
        """The stream that they belong to."""
        return self.whose.source

    @property
    def first(self) -> Millis:
        """When it begins."""
        return int(self.at[0])

    @property
    def last(self) -> Millis:
        """When it ends."""
        return int(self.at[-1])

    @property
    def digest(self) -> str:
        """A name for all that these readings say: other readings have another one."""
        columns = (b"" if values is None else values.tobytes() for values in self.numbers)
        return hashlib.sha256(
            b"\x1f".join((again(self.whose.stem, self.whose.again).encode(), self.at.tobytes(), *columns))
        ).hexdigest()

    def of(self, signal: Signal) -> Values | None:
        """The numbers of a signal; None where it was never measured."""
        return self.numbers[_PLACE[signal]]

    def usable(self) -> Mask:
        """Where both halves of the pressure are there and valid, as `vitals.usable` finds it of a reading by itself."""
        empty = np.full(len(self), np.nan)
        found = (empty if values is None else values for values in map(self.of, _PRESSURES))
        systolic, diastolic, mean = found
        odd = odd_mean(systolic, diastolic, mean) & in_range(Signal.MEAN, mean)
        within = in_range(Signal.SYSTOLIC, systolic) & in_range(Signal.DIASTOLIC, diastolic)
        sound: Mask = within & even_pulse(systolic - diastolic) & ~odd
        return sound

    def columns(self) -> Iterator[tuple[Signal, Values]]:
        """The signals that were measured, with their numbers."""
        return ((signal, values) for signal, values in zip(Signal, self.numbers, strict=True) if values is not None)

    def part(self, which: slice | Mask | NDArray[np.intp]) -> Self:
        """Some of the readings."""
        found = tuple(None if values is None else values[which] for values in self.numbers)
        return replace(self, at=self.at[which], numbers=found)

    def cut(self, longest: int) -> Iterator[Self]:
        """The same in pieces of at most `longest` readings."""
        return (self.part(slice(start, start + longest)) for start in range(0, len(self), longest))

    def sets(self) -> Iterator[ObservationSet]:
        """Its readings one by one."""
        columns: list[Any] = [repeat(None) if values is None else _plain(values) for values in self.numbers]
        return (self._set(at, found) for at, *found in zip(self.at.tolist(), *columns))  # noqa: B905  # an absent column has no end

    def one(self, n: int) -> ObservationSet:
        """The reading with this number, from 0."""
        return next(self.part(slice(n, n + 1)).sets())

    def _set(self, at: Millis, found: list[float | None]) -> ObservationSet:
        said: dict[str, Any] = dict(zip(WORDS, found, strict=True))
        content = [f"{word}={value!r}" for word, value in sorted(said.items()) if value is not None]
        name = fact_id(self.whose, at, *content, "", "")  # nothing noted, not moved
        return ObservationSet(id=name, at=at, by=self.by, received=self.received, source=self.source, **said)

    def met(self, other: Self) -> Mask:
        """Which of these readings the other strip holds too: the same numbers of the same subject at the same instant."""
        found = np.zeros(len(self), bool)
        within = slice(*np.searchsorted(self.at, [other.first, other.last + 1]).tolist())
        if self.whose == other.whose and within.start < within.stop:
            found[within] = _also(self.part(within), other)
        return found

    def held(self, id: str) -> int | None:
        """The number of the reading with this id, None where there is none."""
        told = named(id)
        if told is None or told.stem != self.whose.stem:
            return None
        n = int(np.searchsorted(self.at, told.at))
        return n if n < len(self) and self.at[n] == told.at and self.one(n).id == id else None


Readings = Strip | tuple[ObservationSet, ...]
"""Readings as a strip, or one by one where they have names of their own."""


def those(readings: Readings, which: Sequence[int] | None) -> Readings:
    """Some of the readings by their numbers from 0, None = all of them."""
    if which is None:
        return readings
    return readings.part(np.array(which)) if isinstance(readings, Strip) else tuple(readings[n] for n in which)


@dataclass(frozen=True, slots=True)
class Struck:
    """Readings that are struck through together, as one voiding of each of them would do it.

    `row` is the id of the row of the log in which they came, `which` their numbers in it from 0, None = all of it; `readings` are
    they themselves. `at`, `by`, `received` and `reason` are those of every voiding.
    """

    row: str
    which: tuple[int, ...] | None
    readings: Readings
    at: Millis
    by: str = ""
    received: Millis = 0
    reason: str = ""
    source: str = "manual"

    def __len__(self) -> int:
        return len(self.readings)

    def near(self, strip: Strip) -> bool:
        """Whether readings of the strip may be among them."""
        here = self.readings
        if not len(strip) or not isinstance(here, Strip):
            return bool(len(strip))
        return here.whose == strip.whose and here.first <= strip.last and strip.first <= here.last

    def of(self, strip: Strip) -> Mask:
        """Which readings of the strip are among them."""
        if isinstance(self.readings, Strip):
            return ~np.zeros(len(strip), bool) if self.readings is strip else strip.met(self.readings)
        return np.isin(np.arange(len(strip)), [place for seen in self.readings if (place := strip.held(seen.id)) is not None])


Bulk = Strip | Struck
"""Very many facts as one value."""


def _also(strip: Strip, other: Strip) -> Mask:
    """As `met`, where every reading of the strip is of a time of the other."""
    place = np.searchsorted(other.at, strip.at)
    same: Mask = other.at[place] == strip.at
    for mine, theirs in zip(strip.numbers, other.numbers, strict=True):
        if mine is not None or theirs is not None:
            same &= _alike(mine, None if theirs is None else theirs[place])
    return same


_PRESSURES = (*PRESSURE, Signal.MEAN)
_PLACE = {signal: place for place, signal in enumerate(Signal)}


def _plain(values: Values) -> list[float | None]:
    """The numbers as Python has them, None for NaN."""
    found: list[Any] = values.tolist()
    return [None if math.isnan(one) else one for one in found] if np.isnan(values).any() else found


def _alike(mine: Values | None, theirs: Values | None) -> Any:
    """Where both have the same number, or none."""
    left = np.float64("nan") if mine is None else mine
    right = np.float64("nan") if theirs is None else theirs
    return (left == right) | (np.isnan(left) & np.isnan(right))
