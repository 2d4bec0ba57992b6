"""Which results of a stream of HL7 messages stand, and which halves make one pressure?

A result that is sent again as corrected (C) takes the place of the earlier one of the same instant, code, place (OBX-4) and
device, and so does a final one that of a preliminary one (P, R, S, I); one that is deleted (D) or wrong (W) takes the earlier one
away. Where a message has several pressures of one instant, their halves are those of one place; where places say nothing, those
that stand beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from models.intake.cells import NOT_MEASURED
from models.intake.gathering import Gathering
from models.intake.judging import word_of
from models.intake.values import Reading
from models.strip import Subject
from models.vitals import PRESSURE, Millis, Signal

REPLACED = "result that its sender replaced or took back"
TAKES_BACK = frozenset({"D", "W"})
_REPLACES = TAKES_BACK | {"C"}
_PRELIMINARY = frozenset({"P", "R", "S", "I"})
_HALVES = (*PRESSURE, Signal.MEAN)


class Result(NamedTuple):
    """One OBX. `place` is its OBX-4, `status` its OBX-11, `device` its OBX-18.

    `at` is a str where it has no usable time, which says why; `note` is what must be known of it.
    """

    message: int
    where: str
    subject: Subject
    at: Millis | str
    place: str
    status: str
    readings: tuple[Reading, ...]
    device: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What it has in common with an earlier result that it replaces."""
        return self.subject, self.at, self.place, self.device, *(reading.measure for reading in self.readings)

    @property
    def half(self) -> bool:
        """Whether it is one number of a pressure."""
        return len(self.readings) == 1 and self.readings[0].measure.signal in _HALVES

    @property
    def empty(self) -> bool:
        """Whether nothing was measured."""
        return all(reading.value is None and reading.why == NOT_MEASURED for reading in self.readings)


def gather(results: Sequence[Result], gathering: Gathering) -> None:
    """All that stands goes into the gathering, all else into its tally."""
    for group in _grouped(_standing(results, gathering)):
        first = group[0]
        if isinstance(first.at, str):
            for one in group:
                _reject(one, gathering)
        elif all(one.empty for one in group):
            for one in group:
                gathering.tally.skip(f"{word_of(one.readings[0].measure.signal).replace('_', ' ')} {NOT_MEASURED}")
        else:
            found = [reading for one in group for reading in one.readings]
            gathering.add(first.subject, first.at, first.where, found, note=first.note)


def _reject(one: Result, gathering: Gathering) -> None:
    shown = "/".join(reading.text for reading in one.readings)
    gathering.tally.reject(word_of(one.readings[0].measure.signal), str(one.at), one.where, shown)


def _standing(results: Sequence[Result], gathering: Gathering) -> Iterator[Result]:
    """The results without those that were replaced or taken back later in the stream."""
    known: dict[tuple[object, ...], _Known] = {}
    over: set[int] = set()
    for index, one in enumerate(results):
        over.update(known.setdefault(one.key, _Known([], [])).over(index, one.status))
    gathering.tally.skip(REPLACED, len(over))
    yield from (one for index, one in enumerate(results) if index not in over)


class _Known(NamedTuple):
    """Which results of one instant, code, place and device stand so far."""

    preliminary: list[int]
    final: list[int]

    def over(self, index: int, status: str) -> list[int]:
        """Which of them do not stand any more once this one has come; itself where it comes too late."""
        if status in _PRELIMINARY:
            (self.preliminary if not self.final else []).append(index)
            return [index] if self.final else []
        gone = [*self.preliminary, *(self.final if status in _REPLACES else ())]
        self.preliminary.clear()
        if status in _REPLACES:
            self.final.clear()
        if status not in TAKES_BACK:
            self.final.append(index)
        return gone


def _grouped(results: Iterable[Result]) -> Iterator[list[Result]]:
    """Each result for itself, the halves of one pressure together."""
    groups: dict[tuple[object, ...], list[Result]] = {}
    for index, one in enumerate(results):
        key = (one.message, one.subject, one.at, one.readings[0].measure.method) if one.half else (index,)
        groups.setdefault(key, []).append(one)
    for group in groups.values():
        yield from _paired(group) if len(group) > 1 else (group,)


def _paired(halves: list[Result]) -> Iterator[list[Result]]:
    places: dict[str, list[Result]] = {}
    for one in halves:
        places.setdefault(one.place.rpartition(".")[0] or one.place, []).append(one)
    whole = all({*PRESSURE} <= {one.readings[0].measure.signal for one in group} for group in places.values())
    for group in places.values() if whole else (halves,):
        yield from _in_turn(group)


def _in_turn(halves: list[Result]) -> Iterator[list[Result]]:
    """A new pressure begins where a half comes a second time."""
    group: list[Result] = []
    for one in halves:
        if any(one.readings[0].measure.signal is other.readings[0].measure.signal for other in group):
            yield group
            group = []
        group.append(one)
    yield group
