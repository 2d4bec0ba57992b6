"""Which facts does a row of the log hold, and where is each of them?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from models.facts import Fact, voids
from models.store import strips
from models.store.records import EVENT, SET, decoded, ticked
from models.store.rows import Entry, Imported, Line, Stretch
from models.store.strips import STRIP, STRUCK, Strike
from models.strip import Strip, Struck
from models.vitals import ObservationSet

RowOf = Callable[[str], Sequence[Any]]
"""Gives the row of the log that has this id, as it is read with `FACT_COLUMNS`."""


def entries(found: Sequence[Any], row: RowOf) -> list[Entry]:
    """The entry of a row that was read with `FACT_COLUMNS`, or those of its strip; `row` gives what is struck through in it."""
    seq, session, revision, kind, target, body, symptoms, _, *rest = found
    if kind == STRUCK:
        return _numbered(seq, session, revision, tuple(voids(_struck(found, row))))
    if kind != STRIP:
        return [Entry(seq, session, revision, _seen(symptoms, rest) if kind == "set" else _other(kind, target, body, rest))]
    _, _, by, received, source, *_ = rest
    return _numbered(seq, session, revision, strips.unfolded(body, by, received, source))


def lines(found: Sequence[Any], row: RowOf) -> Sequence[Line]:
    """As `entries`, but a strip of one subject, and what strikes readings through, whole."""
    seq, session, revision, kind, _, body, _, _, _, _, by, received, source, *_ = found
    if kind == STRUCK:
        return [Stretch(seq, session, revision, _struck(found, row))]
    if kind != STRIP:
        return entries(found, row)
    read = strips.read(body, by, received, source)
    return [Stretch(seq, session, revision, read)] if isinstance(read, Strip) else _numbered(seq, session, revision, read)


def imported(found: Sequence[Any], row: RowOf) -> Imported:
    """As `lines`, but the whole row as one, with its id."""
    _, session, _, kind, _, body, _, _, name, _, by, received, source, *_ = found
    if kind == STRIP:
        return Imported(session, name, strips.read(body, by, received, source))
    (line,) = lines(found, row)
    return Imported(session, name, line.fact)


def _struck(found: Sequence[Any], row: RowOf) -> Struck:
    """What a row strikes through, as it stands in the row that it names; ValueError where that holds something else."""
    _, session, _, _, target, body, _, readings, _, at, by, received, source, *_ = found
    _, home, _, kind, _, columns, _, _, _, _, whose, got, whence, *_ = row(target)
    if (kind, home) != (STRIP, session):
        raise ValueError(f"{target} holds no readings of this session")
    return strips.struck(Strike(by, received, source, at, target, readings, body), strips.read(columns, whose, got, whence))


def _numbered(seq: int, session: str, revision: int, seen: Sequence[Fact]) -> list[Entry]:
    before = len(seen) - 1
    return [Entry(seq - before + n, session, revision - before + n, one) for n, one in enumerate(seen)]


def _seen(symptoms: str, rest: Sequence[Any]) -> ObservationSet:
    felt = ticked(symptoms.split(";")) if symptoms else ()
    return ObservationSet(symptoms=felt, **dict(zip(SET, rest, strict=True)))


def _other(kind: str, target: str | None, body: str, rest: Sequence[Any]) -> Fact:
    values = json.loads(body) | dict(zip(EVENT, rest, strict=False))
    return decoded(kind, values if target is None else values | {"target": target})
