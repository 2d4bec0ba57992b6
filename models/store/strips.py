"""How do many readings of one device become one row of the log, and that row readings again?

A strip is a stretch of readings that came in together, of one session and one source, kept as columns. It has as many numbers
(`seq`, `revision`) as it has readings, the last of which are its row's; whoever reads the log meets its readings one by one.
Those of one subject have names that are worked out of what they say (`models.strip`); others keep their names beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby, islice, repeat
from math import isfinite, isnan
from operator import itemgetter
from typing import Any, NamedTuple, TypeGuard
from zlib import crc32

import numpy as np

from models.errors import Refused
from models.facts import Fact
from models.strip import Strip, Subject, Values, named
from models.vitals import WORDS, Millis, ObservationSet, numbers

STRIP = "strip"
"""The kind of a row that holds many readings."""
LONGEST = 2_500
"""Readings in one strip: storing them keeps a live entry waiting for some 25 ms."""
SHORTEST = 8
"""Fewer readings than this are rows of their own."""

Item = tuple[str, Fact | Strip]
"""A session and a fact of it, or a strip of readings of any length."""
Part = tuple[str, tuple[Fact, ...] | Strip]
"""A session and what becomes one row of its log: a fact, or the readings of a strip."""


class Written(NamedTuple):
    """A strip as a row of the log keeps it: whose readings, from when to when, how many, and their columns as JSON."""

    by: str
    received: Millis
    source: str
    stem: str
    first: Millis
    last: Millis
    readings: int
    body: str


def plain(fact: Fact) -> TypeGuard[ObservationSet]:
    """Whether a fact is numbers of one instant and nothing besides, as a strip can hold them."""
    return isinstance(fact, ObservationSet) and not (fact.symptoms or fact.note or fact.moved or fact.confirmed)


def cut(items: Iterable[Item]) -> Iterator[Part]:
    """The items in their order, in parts: each a strip, or a fact by itself."""
    for (session, whose), run in groupby(items, _whose):
        if isinstance(whose, Strip):
            yield from ((session, piece) for piece in whose.cut(LONGEST))
            continue
        facts = (fact for fact in map(itemgetter(1), run) if not isinstance(fact, Strip))
        while strip := tuple(islice(facts, LONGEST if whose else 1)):
            yield from [(session, strip)] if len(strip) >= SHORTEST else ((session, (fact,)) for fact in strip)


def _whose(item: Item) -> tuple[str, tuple[str, str, Millis] | Strip | None]:
    session, fact = item
    if isinstance(fact, Strip):
        return session, fact
    return session, (fact.source, fact.by, fact.received) if plain(fact) else None


def written(strip: Sequence[ObservationSet]) -> str:
    """The columns of a strip as JSON; one in which nothing was measured is left out. Refused when a number is not finite."""
    columns: dict[str, Any] = {"id": [seen.id for seen in strip], "at": [seen.at for seen in strip]}
    for word, values in zip(WORDS, zip(*map(numbers, strip), strict=True), strict=True):
        if any(value is not None for value in values):
            columns[word] = [finite(value) for value in values]
    return json.dumps(columns, separators=(",", ":"))


def finite(value: float | None) -> float | None:
    """The number as both databases give it back: a float, never -0.0; Refused when it is not finite."""
    if value is None:
        return None
    if not isfinite(value):
        raise Refused(f"{value} is no number that can be measured. Leave the field empty when nothing was measured.")
    return float(value) + 0.0


def columns_of(strip: Strip) -> Written:
    """The strip as it is kept; its times are its first and its step where it has one step. Refused as in `written`."""
    steps = np.unique(np.diff(strip.at))
    even = {"at": [strip.first], "every": int(steps[0])} if len(steps) == 1 else {"at": strip.at.tolist()}
    found = {signal.word: _short(values) for signal, values in strip.columns()}
    body = json.dumps({"of": [strip.whose.patient, strip.whose.visit], **even, **found}, separators=(",", ":"))
    said = strip.by, strip.received, strip.source, strip.whose.stem
    return Written(*said, strip.first, strip.last, len(strip), body)


def _short(values: Values) -> Sequence[float | None]:
    """The numbers as JSON has them in the fewest letters: 72 for 72.0, null where nothing was measured."""
    there = values[~np.isnan(values)]
    if not np.isfinite(there).all():
        raise Refused("A number that is not finite cannot be measured. Leave the field empty when nothing was measured.")
    if len(there) == len(values) and (there == np.rint(there)).all():
        whole: list[float] = values.astype(np.int64).tolist()
        return whole
    return [None if isnan(value) else value for value in (values + 0.0).tolist()]


def made(part: tuple[Fact, ...] | Strip) -> Iterator[tuple[Fact, ...] | Written]:
    """What becomes one row of the log; nothing where nothing is left of a strip."""
    if isinstance(part, Strip):
        yield from [columns_of(part)] if len(part) else []
    else:
        yield part


def name(part: tuple[Fact, ...] | Written) -> str:
    """How a part is called while it waits: no two parts of an import hold the same readings."""
    if not isinstance(part, Written):
        return part[0].id
    return f"{part.stem}:{part.first}:{sha256(part.body.encode()).hexdigest()[:16]}"  # two may begin at one instant


def read(body: str, by: str, received: Millis, source: str) -> Strip | list[ObservationSet]:
    """The readings of a row: a strip where they are of one subject, else one by one with their names."""
    columns = json.loads(body)
    if "of" not in columns:
        return _with_names(columns, by, received, source)
    words = [columns.get(word) for word in WORDS]
    found = tuple(None if values is None else np.array(values, np.float64) for values in words)
    at = np.array(columns["at"], np.int64)
    if "every" in columns:
        at = at[0] + columns["every"] * np.arange(len(next(values for values in words if values is not None)))
    patient, visit = columns["of"]
    return Strip(Subject(patient, visit, source), at, found, by, received)


def unfolded(body: str, by: str, received: Millis, source: str) -> list[ObservationSet]:
    """The readings of a row one by one, in their order."""
    found = read(body, by, received, source)
    return list(found.sets()) if isinstance(found, Strip) else found


def _with_names(columns: dict[str, Any], by: str, received: Millis, source: str) -> list[ObservationSet]:
    found = [columns.get(word) or repeat(None) for word in WORDS]
    return [
        ObservationSet(
            id=name, at=at, by=by, received=received, source=source, heart_rate=rate, systolic=systolic, diastolic=diastolic,
            mean=mean, spo2=spo2, respiratory_rate=breaths, temperature=warmth, sedation=sedation, agitation=agitation,
            dissociation=dissociation, distress=distress,
        )
        for name, at, rate, systolic, diastolic, mean, spo2, breaths, warmth, sedation, agitation, dissociation, distress
        in zip(columns["id"], columns["at"], *found)  # noqa: B905 - an absent column has no end
    ]  # fmt: skip


def mark(id: str) -> int:
    """A number by which the strip of a reading is found; two readings may share one."""
    return crc32(id.encode("utf-8", "surrogatepass"))


class Span(NamedTuple):
    """From when to when one row of the log holds readings whose names begin alike."""

    stem: str
    first: Millis
    last: Millis


def spans(ids: Iterable[str]) -> list[Span]:
    """Where readings of these names are found again by what the names say; those that somebody else gave are in none."""
    found = sorted(said for name in ids if (said := named(name)))
    groups = ((stem, [at for _, at in group]) for stem, group in groupby(found, itemgetter(0)))
    return [Span(stem, times[0], times[-1]) for stem, times in groups]
