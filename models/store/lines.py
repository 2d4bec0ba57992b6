"""Which facts does a row of the log hold, and where is each of them?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from models.facts import Fact
from models.store import strips
from models.store.records import EVENT, SET, decoded, ticked
from models.store.rows import Entry, Line, Stretch
from models.store.strips import STRIP
from models.strip import Strip
from models.vitals import ObservationSet


def entries(found: Sequence[Any]) -> list[Entry]:
    """The entry of a row that was read with `FACT_COLUMNS`, or those of its strip."""
    seq, session, revision, kind, target, body, symptoms, *rest = found
    if kind != STRIP:
        return [Entry(seq, session, revision, _seen(symptoms, rest) if kind == "set" else _other(kind, target, body, rest))]
    _, _, by, received, source, *_ = rest
    return _numbered(seq, session, revision, strips.unfolded(body, by, received, source))


def lines(found: Sequence[Any]) -> Sequence[Line]:
    """As `entries`, but a strip of one subject whole."""
    seq, session, revision, kind, _, body, _, _, _, by, received, source, *_ = found
    if kind != STRIP:
        return entries(found)
    read = strips.read(body, by, received, source)
    return [Stretch(seq, session, revision, read)] if isinstance(read, Strip) else _numbered(seq, session, revision, read)


def _numbered(seq: int, session: str, revision: int, seen: Sequence[ObservationSet]) -> list[Entry]:
    before = len(seen) - 1
    return [Entry(seq - before + n, session, revision - before + n, one) for n, one in enumerate(seen)]


def _seen(symptoms: str, rest: Sequence[Any]) -> ObservationSet:
    felt = ticked(symptoms.split(";")) if symptoms else ()
    return ObservationSet(symptoms=felt, **dict(zip(SET, rest, strict=True)))


def _other(kind: str, target: str | None, body: str, rest: Sequence[Any]) -> Fact:
    values = json.loads(body) | dict(zip(EVENT, rest, strict=False))
    return decoded(kind, values if target is None else values | {"target": target})
