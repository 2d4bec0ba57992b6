"""How do many readings of one device become one row of the log, and that row readings again?

A strip is a stretch of readings that came in together, of one session and one source, kept as columns. It has as many numbers
(`seq`, `revision`) as it has readings, the last of which are its row's; whoever reads the log meets its readings one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, repeat
from math import isfinite
from typing import Any, TypeGuard
from zlib import crc32

from models.errors import Refused
from models.facts import Fact
from models.vitals import WORDS, Millis, ObservationSet, numbers

STRIP = "strip"
"""The kind of a row that holds many readings."""
LONGEST = 2_500
"""Readings in one strip: storing them keeps a live entry waiting for some 25 ms."""
SHORTEST = 8
"""Fewer readings than this are rows of their own."""

Item = tuple[str, Fact]
"""A session and a fact of it."""
Part = tuple[str, tuple[Fact, ...]]
"""A session and a fact of it, or the readings of a strip."""


def plain(fact: Fact) -> TypeGuard[ObservationSet]:
    """Whether a fact is numbers of one instant and nothing besides, as a strip can hold them."""
    return isinstance(fact, ObservationSet) and not (fact.symptoms or fact.note or fact.moved or fact.confirmed)


def cut(items: Iterable[Item]) -> Iterator[Part]:
    """The items in their order, in parts: each a strip, or a fact by itself."""
    for (session, whose), run in groupby(items, _whose):
        facts = (fact for _, fact in run)
        while strip := tuple(islice(facts, LONGEST if whose else 1)):
            yield from [(session, strip)] if len(strip) >= SHORTEST else ((session, (fact,)) for fact in strip)


def _whose(item: Item) -> tuple[str, tuple[str, str, Millis] | None]:
    session, fact = item
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


def unfolded(body: str, by: str, received: Millis, source: str) -> list[ObservationSet]:
    """The readings of a strip, in their order."""
    columns = json.loads(body)
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
