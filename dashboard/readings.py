"""Which numbers of a log are drawn, and how: as a stream's line, as a spot check's mark, or struck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from models.facts import Amended, Fact, Voided, standing
from models.people import NOBODY, Names
from models.vitals import Millis, ObservationSet, Quality, Signal, assess, in_order

MANUAL = "manual"
"""The source of what staff enter: never a stream, however fast it is typed."""


class Reading(NamedTuple):
    """One number as it is drawn. `struck` = it was corrected or voided later; `words` say by whom, and why it is in doubt."""

    signal: Signal
    at: Millis
    value: float
    quality: Quality
    source: str
    words: str
    struck: bool = False

    @property
    def hollow(self) -> bool:
        """Whether it is drawn, but is part of no line and of no judgement."""
        return self.struck or self.quality is Quality.REJECTED


def readings(log: Iterable[Fact], names: Names = NOBODY) -> list[Reading]:
    """Every number of the log in the order of time; those that no longer hold are `struck`. `names` is how staff are called.

    What a correction left as it was is one number, which holds.
    """
    known = list(log)
    held = [fact for fact in standing(known) if isinstance(fact, ObservationSet)]
    found = [reading for seen in held for reading in _of(seen, names)]
    struck = [reading for seen, reason in _struck(known) for reading in _of(seen, names, reason)]
    same = {(r.signal, r.at, r.value, r.source) for r in found} if struck else set()
    found += [r for r in struck if (r.signal, r.at, r.value, r.source) not in same]
    return sorted(found, key=attrgetter("at"))


def _struck(known: list[Fact]) -> Iterator[tuple[ObservationSet, str]]:
    """Each set that no longer holds, as recorded or as corrected once, with the reason of what put an end to it."""
    changes = sorted((fact for fact in known if isinstance(fact, Amended | Voided)), key=lambda fact: (fact.received, fact.id))
    targets = {change.target for change in changes}
    held: dict[str, Fact] = {fact.id: fact for fact in known if fact.id in targets}
    for change in changes:
        wrong = held.pop(change.target, None)
        if isinstance(wrong, ObservationSet):
            yield wrong, change.reason
        if isinstance(change, Amended) and change.content is not None and wrong is not None:
            held[change.target] = change.content


def _of(seen: ObservationSet, names: Names, gone: str | None = None) -> Iterator[Reading]:
    struck = "" if gone is None else f"struck: {gone or 'no reason given'}"
    if in_order(seen):
        words = ", ".join(word for word in (names.of(seen.by), struck) if word)
        for signal, value in seen.measured():
            yield Reading(signal, seen.at, value, Quality.VALID, seen.source, words, gone is not None)
        return
    for finding in assess(seen):
        words = ", ".join(word for word in (names.of(seen.by), finding.reason, struck) if word)
        yield Reading(finding.signal, seen.at, finding.value, finding.quality, seen.source, words, gone is not None)


def runs(drawn: Iterable[Reading], signal: Signal, gap: Millis) -> list[list[Reading]]:
    """The readings of one signal that hold, parted wherever more than `gap` ms lie between two of one source.

    `drawn` is in the order of time. A run of one is a spot check. A line is only drawn within a run: across missing readings it
    would be a claim.
    """
    held = sorted((r for r in drawn if r.signal is signal and not r.hollow), key=attrgetter("source"))
    return [run for _, group in groupby(held, key=attrgetter("source")) for run in _parted(list(group), gap)]


def _parted(group: list[Reading], gap: Millis) -> Iterator[list[Reading]]:
    run = group[:1]
    for before, after in pairwise(group):
        if after.at - before.at > gap or after.source == MANUAL:
            yield run
            run = []
        run.append(after)
    yield run


def thinned(run: list[Reading], buckets: int) -> list[Reading]:
    """At most four readings for each of `buckets` stretches of time: first, lowest, highest, last. No extreme is ever lost."""
    if len(run) <= 4 * buckets:
        return run
    width = max(1, (run[-1].at - run[0].at) // buckets)
    kept: list[Reading] = []
    for _, group in groupby(run, key=lambda r: (r.at - run[0].at) // width):
        bucket = list(group)
        ends = {id(r): r for r in (bucket[0], min(bucket, key=_value), max(bucket, key=_value), bucket[-1])}
        kept += sorted(ends.values(), key=lambda r: r.at)
    return kept


def _value(reading: Reading) -> float:
    return reading.value
