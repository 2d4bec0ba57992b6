"""Can a whole session be taken elsewhere in one file, and be checked there without the database that it came from?

A bundle holds the session's rows of the log word for word, each with its two hashes, the protocol's text, whose session it was,
who vouches, and the end of the log when it was made. What a sound bundle proves: nothing in the file was changed, unless
all of its digests were written anew; entries that were cut off its end then leave no trace either. Whoever doubts that compares
the hash of its last entry with the log of the clinic, whose own rows lie between those of the session and hold them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import accumulate, pairwise, zip_longest
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from models import protocol
from models.errors import Refused
from models.facts import Fact
from models.protocol import Protocol
from models.store.chain import digest
from models.store.lines import entries
from models.store.records import FACT_COLUMNS, LogRow
from models.store.rows import Head, Patient, SessionRow
from models.vitals import MINUTE, Millis, ObservationSet

FORMAT = "vigil-session-bundle"
VERSION = 1
PARTS = ("origin", "session", "patient", "staff", "protocol", "log")
LONGEST: Millis = 10 * 366 * 24 * 60 * MINUTE
"""From the opening to the last correction: timers that would run for longer come from no session."""
LATEST: Millis = 7_258_118_400_000
"""The year 2200."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who vouches for an entry: the name that the log uses, the full name, and the role."""

    name: str
    full_name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a bundle comes from: the clinic, its IANA zone, when it was made (epoch ms), and the end of the whole log then.

    `invented` = nothing in that database is real.
    """

    clinic: str
    zone: str
    made: Millis
    head: Head
    invented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One session, whole. `rows` are its rows of the log in their order, `text` the protocol that it ran under."""

    origin: Origin
    session: SessionRow
    patient: Patient
    staff: tuple[Person, ...]
    text: str
    rows: tuple[LogRow, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact in the order in which it was written."""
        rows = {row.id: [getattr(row, name) for name in FACT_COLUMNS] for row in self.rows}
        return tuple(one.fact for row in self.rows for one in entries(rows[row.id], rows.__getitem__))

    @property
    def protocol(self) -> Protocol:
        """The protocol that the session ran under; ProtocolError where this version cannot read its text."""
        return protocol.parse(self.text)

    @property
    def links(self) -> int:
        """How many entries follow right upon one another, so that the hash of one holds the other too."""
        return sum(later.seq == row.seq + (later.readings or 1) for row, later in pairwise(self.rows))


# ---------------------------------------------------------------------------------------------------------------- writing
def written(bundle: Bundle) -> str:
    """The bundle as JSON text in ASCII, the same for the same bundle; `read` is its inverse."""
    parts = _parts(bundle)
    digests = {name: _digest(parts[name]) for name in PARTS}
    return _shown({"format": FORMAT, "version": VERSION, **parts, "digests": digests, "digest": _digest(digests)})


def _shown(document: Any) -> str:
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def _parts(bundle: Bundle) -> dict[str, Any]:
    return {
        "origin": asdict(bundle.origin) | {"head": bundle.origin.head._asdict()},
        "session": asdict(bundle.session),
        "patient": asdict(bundle.patient) | {"birth": bundle.patient.birth and bundle.patient.birth.isoformat()},
        "staff": [asdict(person) for person in bundle.staff],
        "protocol": {"digest": bundle.session.protocol, "text": bundle.text},
        "log": [_entry(row) for row in bundle.rows],
    }


def _entry(row: LogRow) -> dict[str, Any]:
    """What was written, empty columns left out, and the two hashes: the second is that of the first and of the content."""
    content = {name: value for name, value in row._asdict().items() if value is not None and name not in {"prev", "hash"}}
    return {"content": content, "prev": row.prev, "hash": row.hash}


def _digest(part: Any) -> str:
    """SHA-256 of a part as JSON with sorted keys and no blanks."""
    return _named(json.dumps(part, sort_keys=True, separators=(",", ":"), allow_nan=False))


def _named(text: str) -> str:
    return "sha256:" + sha256(text.encode()).hexdigest()


# ---------------------------------------------------------------------------------------------------------------- reading
def is_bundle(data: bytes) -> bool:
    """Whether these bytes say of themselves that they are a bundle."""
    return f'"{FORMAT}"'.encode() in data[:200]


def read(data: bytes) -> Bundle:
    """The bundle of a file, with every digest checked; Refused names the entry, the part or the line that was changed."""
    document = _document(data)
    rows = _tried("log", lambda: tuple(map(_row, document["log"])))
    for fault in (*_entries(rows), *_tried("digests", lambda: tuple(_sums(document)))):
        raise _changed(fault)
    made = _tried("session", lambda: _bundle(document, rows))
    for fault in _between(made, data):
        raise _changed(fault)
    return made


def _changed(fault: str) -> Refused:
    return Refused(f"This bundle is not as Vigil wrote it: {fault}. Ask for it to be exported again.")


def _document(data: bytes) -> Any:
    try:
        document = json.loads(data.decode("ascii"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _changed(f"it cannot be read ({error})") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Refused("This file is no session bundle. Make one with `vigil export SESSION --as bundle -o FILE`.")
    if document.get("version") != VERSION:
        said = f"This bundle has version {document.get('version')!r}, and this Vigil reads version {VERSION}."
        raise Refused(f"{said} Read it with the Vigil that made it.")
    return document


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _tried(part: str, made: Callable[[], T]) -> T:
    """What is made of a part, unless it is not of the right shape."""
    try:
        return made()
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise _changed(f"its {part} cannot be read ({type(error).__name__} {error})") from None


def _row(found: Any) -> LogRow:
    row = LogRow(**found["content"], prev=found["prev"], hash=found["hash"])
    _typed(row)
    return row


def _entries(rows: tuple[LogRow, ...]) -> Iterator[str]:
    """What is wrong with single entries, and with how they follow each other."""
    numbers = accumulate(row.readings or 1 for row in rows)
    for number, row in zip(numbers, rows, strict=True):
        if _tried("log", lambda row=row: digest(row)) != row.hash:  # type: ignore[misc]
            yield f"entry {number} ({row.kind} {row.id}, row {row.seq} of the log) was changed after it was written"
        elif row.revision != number:
            yield f"entry {number} says that it is number {row.revision}: one is missing or was put in"
    for row, later in pairwise(rows):
        if later.seq <= row.seq or (later.seq == row.seq + (later.readings or 1) and later.prev != row.hash):
            yield f"entry {later.revision} ({later.kind} {later.id}) does not follow entry {row.revision}"


def _sums(document: Any) -> Iterator[str]:
    """Which parts do not have their digests, the protocol's own among them."""
    text, said = document["protocol"]["text"], document["digests"]
    if _named(text) != document["protocol"]["digest"]:
        yield "the text of its protocol is not the one that the digest names"
    yield from (f"the part {name!r} does not have its digest" for name in PARTS if _digest(document[name]) != said[name])
    if _digest(said) != document["digest"]:
        yield "its digests do not have their digest"


def _bundle(document: Any, rows: tuple[LogRow, ...]) -> Bundle:
    origin, patient = document["origin"], document["patient"]
    made = Bundle(
        origin=Origin(**origin | {"head": Head(**origin["head"])}),
        session=SessionRow(**document["session"]),
        patient=Patient(**patient | {"birth": patient["birth"] and date.fromisoformat(patient["birth"])}),
        staff=tuple(Person(**person) for person in document["staff"]),
        text=document["protocol"]["text"],
        rows=rows,
    )
    for thing in (made.origin, made.origin.head, made.session, made.patient, *made.staff, *made.facts):
        _typed(thing)
    ZoneInfo(made.origin.zone)
    times = [fact.at for fact in made.facts]  # each fact must be one that this version knows
    if times and not 0 <= min(times) <= max(times) <= min(min(times) + LONGEST, LATEST):
        raise ValueError("its times are further apart than those of a session")
    return made


def _typed(thing: Any) -> None:
    """Raise TypeError where a field holds what it cannot: digests may be true of nonsense too."""
    for name, kinds in _kinds(thing.__class__):
        value = getattr(thing, name)
        if type(value) not in kinds and not (float in kinds and type(value) is int):
            raise TypeError(f"{name} {value!r} of {type(thing).__name__}")
        if isinstance(value, ObservationSet):
            _typed(value)


@cache
def _kinds(kind: type) -> tuple[tuple[str, tuple[type, ...]], ...]:
    """Of each field, the types that it may have."""
    hints = {name: hint for name, hint in get_type_hints(kind).items() if name[0] != "_"}
    return tuple((name, tuple(get_origin(one) or one for one in _either(hint))) for name, hint in hints.items())


def _either(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


def _between(made: Bundle, data: bytes) -> Iterator[str]:
    """What is wrong between parts that are sound by themselves, and the first line that Vigil would have written otherwise."""
    if any(row.session != made.session.id for row in made.rows):
        yield "entries of another session are in it"
    if _named(made.text) != made.session.protocol:
        yield "its protocol is not the one that the session ran under"
    head = made.origin.head
    if made.rows and (head.seq < made.rows[-1].seq or (head.seq == made.rows[-1].seq and head.hash != made.rows[-1].hash)):
        yield "the end of the log that it names is not that of its last entry"
    yield from _otherwise(written(made).encode().split(b"\n"), data.split(b"\n"))


def _otherwise(ours: list[bytes], theirs: list[bytes]) -> Iterator[str]:
    """The lines that are not byte for byte those that Vigil writes; what comes after the last of them is one too."""
    for number, (line, other) in enumerate(zip_longest(ours, theirs), 1):
        if line != other:
            yield f"line {number} was changed"
