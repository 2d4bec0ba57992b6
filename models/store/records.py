"""How does a fact become a row, and a row a fact?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, cast

from models.errors import Refused
from models.facts import (
    Acknowledged,
    Amended,
    Decided,
    Dose,
    Ended,
    Fact,
    HandedOver,
    Infused,
    InfusionStep,
    Intervention,
    Listening,
    Note,
    Opened,
    Outcome,
    Raised,
    Score,
    Signed,
    Silenced,
    SkippedCheck,
    SkipReason,
    Stopped,
    TakenOver,
    Ticked,
    Voided,
)
from models.store import strips
from models.store.strips import STRIP, STRUCK, Strike, Whole, Written, plain
from models.store.tables import millis
from models.vitals import WORDS, Millis, ObservationSet, Symptom, numbers

ACT = "act"
"""The kind of a row that is no fact of a session but an act of staff: a new user, a sign-in, an adopted protocol."""

KINDS: dict[str, type] = {
    "set": ObservationSet,
    "open": Opened,
    "dose": Dose,
    "note": Note,
    "intervention": Intervention,
    "score": Score,
    "skip": SkippedCheck,
    "amend": Amended,
    "void": Voided,
    "ack": Acknowledged,
    "raised": Raised,
    "silence": Silenced,
    "handover": HandedOver,
    "takeover": TakenOver,
    "tick": Ticked,
    "decision": Decided,
    "infusion": Infused,
    "listening": Listening,
    "stop": Stopped,
    "end": Ended,
    "sign": Signed,
}
WORD = {kind: word for word, kind in KINDS.items()}
_TYPED = frozenset({"id", "at", "by", "received", "source", "target"})


class LogRow(NamedTuple):
    """A row of the log, its columns in the order of the table; times are epoch milliseconds, the numbers as in `vitals`."""

    seq: int
    session: str
    revision: int
    id: str
    kind: str
    at: Millis
    received: Millis
    logged: Millis
    by: str
    actor: str
    source: str
    target: str | None = None
    batch: str | None = None
    body: str | None = None
    note: str | None = None
    symptoms: str | None = None
    readings: int | None = None
    moved: bool | None = None
    confirmed: bool | None = None
    heart_rate: float | None = None
    systolic: float | None = None
    diastolic: float | None = None
    mean: float | None = None
    spo2: float | None = None
    respiratory_rate: float | None = None
    temperature: float | None = None
    sedation: float | None = None
    agitation: float | None = None
    dissociation: float | None = None
    distress: float | None = None
    prev: str = ""
    hash: str = ""


EVENT = ("id", "at", "by", "received", "source")
SET = (*EVENT, "note", "moved", "confirmed", *WORDS)
"""The columns of an observation set; the first of them are those of every fact."""
FACT_COLUMNS = ("seq", "session", "revision", "kind", "target", "body", "symptoms", "readings", *SET)
"""The columns that `entry` reads, in its order."""


class Place(NamedTuple):
    """Where a row goes: its numbers, when and by whom it was logged, the import that it belongs to and the hash before it."""

    seq: int
    session: str
    revision: int
    logged: Millis
    actor: str
    batch: str | None
    prev: str


def row(place: Place, fact: Fact) -> LogRow:
    """The row of a fact, without its hash.

    Refused when a text or a number cannot be stored; TypeError for a time without a zone.
    """
    made = _placed(place, fact, fact.id, WORD[type(fact)], fact.at)
    return _with_set(made, fact) if isinstance(fact, ObservationSet) else made._replace(body=encoded(fact, _TYPED))


def part(place: Place, what: Sequence[Fact] | Whole) -> LogRow:
    """The row of a fact, of the readings of a strip, or of what strikes them through. Raises as `row` does."""
    if isinstance(what, Written):
        return _bulk(place, what, (STRIP, what.first), what.readings, what.body)
    if isinstance(what, Strike):
        return _bulk(place, what, (STRUCK, what.at), what.readings, what.body)
    if len(what) == 1:
        return row(place, what[0])
    readings = [seen for seen in what if plain(seen)]
    _text("id", "".join(seen.id for seen in readings))
    first = min(millis(seen.at) for seen in readings)
    return _bulk(place, readings[0], (STRIP, first), len(readings), strips.written(readings))


def _bulk(place: Place, said: Whole | ObservationSet, what: tuple[str, Millis], readings: int, body: str) -> LogRow:
    """The row of many facts of which the first goes to `place`, without its hash; `what` is its kind and its instant."""
    last = place._replace(seq=place.seq + readings - 1, revision=place.revision + readings - 1)
    made = _placed(last, said, f"{what[0]}:{last.seq}", *what)
    return made._replace(readings=readings, body=body)


def _placed(place: Place, fact: Fact | Whole, id: str, kind: str, at: Millis) -> LogRow:
    event: Any = fact
    return LogRow(
        seq=place.seq,
        session=_text("session", place.session),
        revision=place.revision,
        id=_text("id", id),
        kind=kind,
        at=millis(at),
        received=millis(event.received),
        logged=place.logged,
        by=_text("by", event.by),
        actor=_text("actor", place.actor),
        source=_text("source", event.source),
        target=event.target if isinstance(fact, Amended | Voided | Strike) else None,
        batch=place.batch,
        prev=place.prev,
    )


def act(place: Place, action: str, about: str, detail: str) -> LogRow:
    """The row of an act of staff, without its hash."""
    body = json.dumps({"action": action, "about": about, "detail": detail}, sort_keys=True)
    name, at = f"{ACT}:{place.seq}", place.logged
    return LogRow(
        seq=place.seq,
        session=place.session,
        revision=place.revision,
        id=name,
        kind=ACT,
        at=at,
        received=at,
        logged=at,
        by=_text("actor", place.actor),
        actor=place.actor,
        source=ACT,
        body=body,
        prev=place.prev,
    )


def _with_set(made: LogRow, seen: ObservationSet) -> LogRow:
    said: dict[str, Any] = dict(zip(WORDS, map(strips.finite, numbers(seen)), strict=True))
    said |= {"note": _text("note", seen.note), "symptoms": ";".join(seen.symptoms)}
    return made._replace(moved=bool(seen.moved), confirmed=bool(seen.confirmed), **said)


def _text(name: str, value: str) -> str:
    """The text; Refused when PostgreSQL could not store it (NUL, half a surrogate pair), so that both databases take the same."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Refused(f"The {name} {value!r} holds half a character. Type it again.") from error
    if "\0" in value:
        raise Refused(f"The {name} {value!r} holds a NUL character, which cannot be stored. Type it again.")
    return value


def encoded(fact: Fact, omit: frozenset[str] = frozenset()) -> str:
    """The fact as canonical JSON (sorted keys, ASCII) without the fields in `omit`. Refused when a number is not finite."""
    try:
        return json.dumps(_plain(fact, omit), sort_keys=True, separators=(",", ":"), allow_nan=False)
    except ValueError as error:
        raise Refused(f"A number of {WORD[type(fact)]} {fact.id} is not finite. Leave it out if it was not measured.") from error


def _plain(value: Any, omit: frozenset[str] = frozenset()) -> Any:
    if names := _names(value.__class__):
        return {name: _plain(getattr(value, name)) for name in names if name not in omit}
    return list(value) if isinstance(value, tuple) else value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a kind of fact; () for what is none."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def decoded(kind: str, values: dict[str, Any]) -> Fact:
    """The fact of this kind with these fields as JSON gives them."""
    for name, revive in _REVIVE.get(kind, {}).items():
        if values[name] is not None:
            values[name] = revive(values[name])
    return cast(Fact, KINDS[kind](**values))


def _amended(values: dict[str, Any]) -> ObservationSet | Dose:
    """What an amendment holds: of the two only a dose has a drug."""
    return cast(ObservationSet | Dose, decoded("dose" if "drug" in values else "set", values))


def ticked(words: Sequence[str]) -> tuple[Symptom, ...]:
    """The symptoms of these names."""
    return tuple(map(Symptom, words))


_REVIVE: dict[str, dict[str, Callable[[Any], Any]]] = {
    "set": {"symptoms": ticked},
    "amend": {"content": _amended},
    "skip": {"reason": SkipReason},
    "ack": {"outcome": Outcome},
    "infusion": {"step": InfusionStep},
}


def same(one: Fact, other: Fact) -> bool:
    """Whether two facts say the same, whenever Vigil received them: a retry is stamped later than the first try."""
    return type(one) is type(other) and _said(one) == _said(other)


def _said(fact: Fact) -> tuple[Any, ...]:
    """What a fact says, but not when it was received."""
    if isinstance(fact, Amended) and fact.content is not None:
        fact = replace(fact, content=replace(fact.content, received=0))
    event: Any = fact
    return _unstamped(event.__class__)(event)


@cache
def _unstamped(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    said: Any = kind
    return attrgetter(*(name for name in _names(said) if name != "received"))
