"""How does a fact wait until its import is complete? As one text, a strip of readings as another."""

from __future__ import annotations

import json
from collections.abc import Sequence

from models.facts import Fact
from models.store import strips
from models.store.records import WORD, decoded, encoded
from models.store.strips import STRIP, plain


def written(facts: Sequence[Fact]) -> str:
    """A fact, or the readings of a strip, as one text; `read` is its inverse."""
    first = facts[0]
    if len(facts) == 1:
        return f"{WORD[type(first)]} {encoded(first)}"
    whose = json.dumps([first.by, first.received, first.source])
    return f"{STRIP} {whose}\n{strips.written([seen for seen in facts if plain(seen)])}"


def read(record: str) -> tuple[Fact, ...]:
    """The facts of a staged record."""
    kind, _, body = record.partition(" ")
    if kind != STRIP:
        return (decoded(kind, json.loads(body)),)
    whose, _, columns = body.partition("\n")
    return tuple(strips.unfolded(columns, *json.loads(whose)))
