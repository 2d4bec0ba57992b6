"""Which results of a stream of HL7 messages stand, and which halves make one pressure?

A result that is sent again as corrected (C) takes the place of the earlier one of the same instant, code, place (OBX-4) and
device, and so does a final one that of a preliminary one (P, R, S, I); one that is deleted (D) or wrong (W) takes the earlier one
away. Where a message has several pressures of one instant, their halves are those of one place; where places say nothing, those
that stand beside each other in the same order. Halves that could belong to more than one pressure are none.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from models.intake.cells import NOT_MEASURED
from models.intake.gathering import Gathering
from models.intake.judging import word_of
from models.intake.values import Reading
from models.strip import Subject
from models.vitals import PRESSURE, Millis, Signal

REPLACED = "result that its sender replaced or took back"
UNPAIRED = "several pressures at one instant, whose halves cannot be told apart"
HALF = "half a pressure"
_NOWHERE = frozenset({UNPAIRED, HALF})
TAKES_BACK = frozenset({"D", "W"})
_REPLACES = TAKES_BACK | {"A", "C"}
_PRELIMINARY = frozenset({"P", "R", "S", "I"})
_HALVES = (*PRESSURE, Signal.MEAN)


class Result(NamedTuple):
    """One OBX. `place` is its OBX-4, `status` its OBX-11, `device` its OBX-18.

    `at` is a str where it has no usable time, which says why; `note` is what must be known of it. `bound`: its half of a pressure
    belongs to others of its place only.
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
    bound: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What it has in common with an earlier result that it replaces."""
        return self.subject, self.at, self.place, self.device, *(reading.measure for reading in self.readings)

    @property
    def half(self) -> bool:
        """Whether it is one number of a pressure."""
        return len(self.readings) == 1 and self.readings[0].measure.signal in _HALVES

    @property
    def why(self) -> str:
        """Why it cannot be put anywhere, whatever its number is; "" when it can."""
        return self.at if isinstance(self.at, str) else next((one.why for one in self.readings if one.why in _NOWHERE), "")

    @property
    def signals(self) -> frozenset[Signal]:
        """Of what it has a number."""
        return frozenset(reading.measure.signal for reading in self.readings if reading.value is not None)

    def without(self, why: str, signals: Container[Signal] = PRESSURE) -> Result:
        """The same without its numbers of these signals, for this reason; what has none keeps its own."""
        gone = (one for one in self.readings if one.value is not None and one.measure.signal in signals)
        return self._replace(readings=tuple(one._replace(value=None, why=why) for one in gone) or self.readings)

    @property
    def empty(self) -> bool:
        """Whether nothing was measured."""
        return all(reading.value is None and reading.why == NOT_MEASURED for reading in self.readings)


def gather(results: Sequence[Result], gathering: Gathering) -> None:
    """All that stands goes into the gathering, all else into its tally."""
    for group in _grouped(_standing(results, gathering)):
        for one in group:
            if one.empty:
                gathering.tally.skip(f"{word_of(one.readings[0].measure.signal).replace('_', ' ')} {NOT_MEASURED}")
            elif one.why:
                shown = "/".join(reading.text for reading in one.readings)
                gathering.tally.reject(word_of(one.readings[0].measure.signal), one.why, one.where, shown)
        told = [one for one in group if not one.empty and not one.why]
        if told:
            first, found = told[0], [reading for one in told for reading in one.readings]
            gathering.add(first.subject, Millis(first.at), first.where, found, note=first.note)


def _standing(results: Sequence[Result], gathering: Gathering) -> Iterator[Result]:
    """The results without those that were replaced or taken back later in the stream; what replaces one stands in its place."""
    known: dict[tuple[object, ...], _Known] = {}
    over: set[int] = set()
    place: dict[int, int] = {}
    for index, one in enumerate(results):
        if one.empty and one.status not in TAKES_BACK:
            continue
        gone = known.setdefault(one.key, _Known([], [])).over(index, one.status)
        over.update(gone)
        if gone and index not in gone:
            place[index] = place.get(gone[0], gone[0])
    gathering.tally.skip(REPLACED, len(over))
    order = sorted((place.get(index, index), index) for index in range(len(results)) if index not in over)
    yield from (results[index]._replace(message=results[first].message) for first, index in order)


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
    """Each result for itself, the halves of one pressure together; also where each stands in a message of its own."""
    groups: dict[tuple[object, ...], list[Result]] = {}
    alone: dict[tuple[object, ...], list[Result]] = {}
    for index, one in enumerate(results):
        whose: tuple[object, ...] = (one.message, one.subject, one.at, one.readings[0].measure.method)
        key = whose if one.half else (index,)
        groups.setdefault(key, []).append(one)
    for key, group in groups.items():
        for pressure in _paired(group):
            if group[0].half and _open(pressure):
                alone.setdefault(key[1:], []).extend(pressure)
            else:
                yield pressure
    for halves in alone.values():
        yield from _told_apart(_in_turn(halves))


def _paired(halves: list[Result]) -> list[list[Result]]:
    """The pressures of one instant: by their places where these hold whole ones, else as they stand; a half alone is none."""
    places: dict[str, list[Result]] = {}
    for one in halves:
        places.setdefault(one.place.rpartition(".")[0] or one.place, []).append(one)
    by_place = any(_whole(group) for group in places.values()) or any(one.bound for one in halves)
    groups = [pair for group in (places.values() if by_place else (halves,)) for pair in _in_turn(group)]
    return _told_apart(groups)


def _told_apart(groups: list[list[Result]]) -> list[list[Result]]:
    """Of several pressures, a half whose other one is missing is never put beside that of another."""
    return [_left(group) if len(groups) > 1 and _open(group) else group for group in groups]


def _whole(group: Iterable[Result]) -> bool:
    return {*PRESSURE} <= set(map(_signal, group))


def _open(group: Iterable[Result]) -> bool:
    """Whether it has one number of a pressure without the other."""
    return len({*PRESSURE} & {signal for one in group for signal in one.signals}) == 1


def _left(group: Iterable[Result]) -> list[Result]:
    """What is left of a pressure of which one number is missing: its mean, and that it is half a one."""
    return [one.without(HALF) for one in group if one.signals or one.empty]


def _in_turn(halves: list[Result]) -> list[list[Result]]:
    """A new pressure begins where a half comes a second time; none is sure where the halves come in more than one order."""
    groups: list[list[Result]] = [[]]
    for one in halves:
        if one.readings[0].measure.signal in map(_signal, groups[-1]):
            groups.append([])
        groups[-1].append(one)
    if len(groups) == 1 or len({(_signal(one), one.readings[0].value) for one in halves}) == len(set(map(_signal, halves))):
        return [halves]
    orders = {tuple(signal for signal in map(_signal, group) if signal in PRESSURE) for group in groups}
    unsure = any(sum(len(order) == size for order in orders) > 1 for size in (1, 2))
    alone = any(set(map(_signal, group)) == {Signal.MEAN} for group in groups)
    gone = (*(PRESSURE if unsure else ()), *((Signal.MEAN,) if unsure or alone else ()))
    return [[one.without(UNPAIRED, gone) for one in group] for group in groups]


def _signal(half: Result) -> Signal:
    return half.readings[0].measure.signal
