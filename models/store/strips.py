"""How do many readings of one device become one row of the log, and that row readings again?

A strip is a stretch of readings that came in together, of one session and one source, kept as columns. It has as many numbers
(`seq`, `revision`) as it has readings, the last of which are its row's; whoever reads the log meets its readings one by one.
Those of one subject have names that are worked out of what they say (`models.strip`); others keep their names beside them.
A strike is a row that strikes readings of a strip through: it names the row and which of them, and counts as a voiding of each.
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
from models.strip import Bulk, Readings, Strip, Struck, Subject, Values, named, those
from models.vitals import WORDS, Millis, ObservationSet, numbers

STRIP = "strip"
"""The kind of a row that holds many readings."""
STRUCK = "struck"
"""The kind of a row that strikes many readings through."""
LONGEST = 2_500
"""Readings in one strip: storing them keeps a live entry waiting for some 25 ms."""
SHORTEST = 8
"""Fewer readings than this are rows of their own."""

Item = tuple[str, Fact | Bulk]
"""A session and a fact of it, a strip of readings of any length, or what strikes readings of one row through."""
Part = tuple[str, tuple[Fact, ...] | Bulk]
"""A session and what becomes one row of its log: a fact, the readings of a strip, or what strikes them through."""


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


class Strike(NamedTuple):
    """What strikes readings through as a row of the log keeps it: of which row (`target`), how many, and which as JSON."""

    by: str
    received: Millis
    source: str
    at: Millis
    target: str
    readings: int
    body: str


Whole = Written | Strike
"""What is a row of the log by itself, whose facts are worked out when somebody asks for them."""


def plain(fact: Fact) -> TypeGuard[ObservationSet]:
    """Whether a fact is numbers of one instant and nothing besides, as a strip can hold them."""
    return isinstance(fact, ObservationSet) and not (fact.symptoms or fact.note or fact.moved or fact.confirmed)


def cut(items: Iterable[Item]) -> Iterator[Part]:
    """The items in their order, in parts: each a strip, or a fact by itself."""
    for (session, whose), run in groupby(items, _whose):
        if isinstance(whose, Bulk):
            yield from ((session, piece) for piece in (whose.cut(LONGEST) if isinstance(whose, Strip) else [whose]))
            continue
        facts = (fact for fact in map(itemgetter(1), run) if not isinstance(fact, Bulk))
        while strip := tuple(islice(facts, LONGEST if whose else 1)):
            yield from [(session, strip)] if len(strip) >= SHORTEST else ((session, (fact,)) for fact in strip)


def _whose(item: Item) -> tuple[str, tuple[str, str, Millis] | Bulk | None]:
    session, fact = item
    if isinstance(fact, Bulk):
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
    whose = [strip.whose.patient, strip.whose.visit, *([strip.whose.again] if strip.whose.again > 1 else [])]
    body = json.dumps({"of": whose, **even, **found}, separators=(",", ":"))
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


def strike_of(struck: Struck) -> Strike:
    """What strikes readings through as it is kept."""
    which = {} if struck.which is None else {"which": struck.which}
    body = json.dumps({"reason": struck.reason, **which}, separators=(",", ":"))
    return Strike(struck.by, struck.received, struck.source, struck.at, struck.row, len(struck), body)


def made(part: tuple[Fact, ...] | Bulk) -> Iterator[tuple[Fact, ...] | Whole]:
    """What becomes one row of the log; nothing where nothing is left of a strip."""
    if isinstance(part, Strip):
        yield from [columns_of(part)] if len(part) else []
    else:
        yield strike_of(part) if isinstance(part, Struck) else part


def name(part: tuple[Fact, ...] | Whole) -> str:
    """How a part is called while it waits: no two parts of an import hold the same readings, or strike them through."""
    if isinstance(part, Strike):
        return f"{STRUCK}:{part.target}"
    if not isinstance(part, Written):
        return part[0].id
    return f"{part.stem}:{part.first}:{sha256(part.body.encode()).hexdigest()[:16]}"  # two may begin at one instant


def read(body: str, by: str, received: Millis, source: str) -> Readings:
    """The readings of a row: a strip where they are of one subject, else one by one with their names."""
    columns = json.loads(body)
    if "of" not in columns:
        return tuple(_with_names(columns, by, received, source))
    words = [columns.get(word) for word in WORDS]
    found = tuple(None if values is None else np.array(values, np.float64) for values in words)
    at = np.array(columns["at"], np.int64)
    if "every" in columns:
        at = at[0] + columns["every"] * np.arange(len(next(values for values in words if values is not None)))
    patient, visit, *again = columns["of"]
    return Strip(Subject(patient, visit, source, *again), at, found, by, received)


def struck(strike: Strike, row: Readings) -> Struck:
    """What strikes these readings of a row through; ValueError where the row does not have them."""
    said = json.loads(strike.body)
    which = tuple(said["which"]) if "which" in said else None
    there = all(type(n) is int and 0 <= n < len(row) for n in which or ())
    if not there or strike.readings != len(row if which is None else which):
        raise ValueError(f"{strike.target} does not hold what is struck through in it")
    return Struck(strike.target, which, those(row, which), strike.at, strike.by, strike.received, said["reason"], strike.source)


def unfolded(body: str, by: str, received: Millis, source: str) -> tuple[ObservationSet, ...]:
    """The readings of a row one by one, in their order."""
    found = read(body, by, received, source)
    return tuple(found.sets()) if isinstance(found, Strip) else found


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
