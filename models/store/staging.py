"""How does a fact wait until its import is complete? As one text, a strip of readings or what strikes them through as another."""

from __future__ import annotations

import json
from collections.abc import Sequence

from models.facts import Fact
from models.store import strips
from models.store.records import WORD, decoded, encoded
from models.store.strips import STRIP, STRUCK, Strike, Whole, Written, plain

COLUMNS = "columns"
"""How a strip of one subject begins."""


def written(facts: Sequence[Fact] | Whole) -> str:
    """A fact, or what is a row by itself, as one text; `read` is its inverse."""
    if isinstance(facts, Whole):
        return f"{COLUMNS if isinstance(facts, Written) else STRUCK} {json.dumps(facts[:-1])}\n{facts.body}"
    first = facts[0]
    if len(facts) == 1:
        return f"{WORD[type(first)]} {encoded(first)}"
    whose = json.dumps([first.by, first.received, first.source])
    return f"{STRIP} {whose}\n{strips.written([seen for seen in facts if plain(seen)])}"


def read(record: str) -> tuple[Fact, ...] | Whole:
    """The facts of a staged record; a strip of one subject, and what strikes readings through, as it was written."""
    kind, _, body = record.partition(" ")
    if kind in {COLUMNS, STRUCK}:
        said, _, rest = body.partition("\n")
        return (Written if kind == COLUMNS else Strike)._make([*json.loads(said), rest])
    if kind != STRIP:
        return (decoded(kind, json.loads(body)),)
    whose, _, columns = body.partition("\n")
    return strips.unfolded(columns, *json.loads(whose))
