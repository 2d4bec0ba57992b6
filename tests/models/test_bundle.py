"""Is a session that was taken elsewhere the same session there, and is a changed byte seen?"""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import reduce
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models import bundle, protocol
from models.alerts import fold
from models.bundle import Bundle, Origin, Person
from models.current import sayings
from models.errors import Refused, VigilError
from models.facts import Fact, Voided
from models.replay import NOW, OTHERWISE, SAME, THEN, replay
from models.store import Head, Patient, SessionRow, Store, chain, records
from models.store.records import LogRow, Place
from models.vitals import MINUTE, ObservationSet
from tests.models.logs import START, logs
from tests.models.store.ward import FACTS, append, open_sessions, reading

IV = protocol.load("iv-ketamine-40min")
ANNA = Patient(id="p1", name="Anna Müller", birth=date(1980, 2, 29), identifier="4711")
SESSION = SessionRow(id="s1", patient="p1", room="1", protocol=IV.digest, opened_at=START)
ORIGIN = Origin(clinic="Ward 3", zone="Europe/Berlin", made=START, head=chain.EMPTY, invented=False)


def rows_of(facts: list[Fact]) -> tuple[LogRow, ...]:
    """The facts as the log would hold them, each third one behind an act of somebody else."""

    def after(before: LogRow, numbered: tuple[int, Fact]) -> LogRow:
        number, fact = numbered
        gap = number % 3 == 0
        place = Place(before.seq + 1 + gap, "s1", number, START, "nora", None, "f" * 64 if gap else before.hash)
        return chain.sealed(records.row(place, fact))

    first = chain.sealed(records.row(Place(1, "s1", 1, START, "nora", None, chain.EMPTY.hash), facts[0]))
    return tuple(accumulate(enumerate(facts[1:], 2), after, initial=first))


def bundled(facts: list[Fact]) -> Bundle:
    rows = rows_of(facts)
    origin = replace(ORIGIN, head=Head(rows[-1].seq, rows[-1].hash))
    staff = (Person("nora", "Nora Lund", "nurse"),)
    return Bundle(origin=origin, session=SESSION, patient=ANNA, staff=staff, text=IV.text, rows=rows)


def said(facts: list[Fact]) -> list[Fact]:
    """The facts with everything that Vigil said of them."""
    return [*facts, *sayings("s1", fold(IV, facts))]


@settings(deadline=None, max_examples=60)
@given(logs())
def test_a_bundle_gives_the_same_picture(facts: list[Fact]) -> None:
    """What was packed is unpacked fact by fact, folds to the same picture, and says now what was said then."""
    again = bundle.read(bundle.written(bundled(said(facts))).encode())
    assert again == bundled(said(facts))
    assert again.facts == tuple(said(facts))
    assert fold(again.protocol, again.facts) == fold(IV, said(facts))
    assert [pair for pair in replay(again.protocol, again.facts).pairs if pair.told != SAME] == []


def test_every_kind_of_fact_survives() -> None:
    """Notes, ticks, doses, corrections and signatures come back as they were, to the last letter."""
    assert bundle.read(bundle.written(bundled(list(FACTS))).encode()).facts == FACTS


WHOLE = bundle.written(bundled(said(list(FACTS)))).encode()


@settings(deadline=None, max_examples=150)
@given(place=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255))
@example(place=len(WHOLE) - 1, byte=32)
def test_a_changed_byte_is_refused(place: int, byte: int) -> None:
    """Whichever byte is changed, in a value, a name or a blank, the bundle is refused and says where."""
    changed = WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :]
    if changed == WHOLE:
        assert bundle.read(changed).facts
        return
    with pytest.raises(Refused, match=r"not as Vigil wrote it|no session bundle|has version"):
        bundle.read(changed)


@pytest.mark.parametrize(
    ("was", "is_", "named"),
    [
        ('"systolic": 128.5', '"systolic": 118.5', "entry 3 (set f03, row 4 of the log) was changed"),
        ('"by": "nora"', '"by": "omar"', "entry 2 (dose f02"),
        ("Anna M", "Anne M", "the part 'patient'"),
        ("systolic_above = ", "systolic_above = 9", "the text of its protocol"),
        ("Nora Lund", "Nora Lind", "the part 'staff'"),
        ("}\n", "}\n\n", "line "),
    ],
)
def test_what_was_changed_is_named(was: str, is_: str, named: str) -> None:
    """A reader learns which entry or which part is not as it was."""
    text = WHOLE.decode()
    assert was in text
    front, _, rest = text.rpartition(was) if was == "}\n" else text.partition(was)
    with pytest.raises(Refused) as refused:
        bundle.read((front + is_ + rest).encode())
    assert named in str(refused.value)


@pytest.mark.parametrize("out", [0, 5])
def test_an_entry_that_was_taken_out_is_missed(out: int) -> None:
    """Also where the digests of all parts were written anew, an entry that is missing before others shows in their numbers."""
    whole = bundled(list(FACTS))
    rows = [row for row in whole.rows if row is not whole.rows[out]]
    with pytest.raises(Refused, match="one is missing"):
        bundle.read(bundle.written(replace(whole, rows=tuple(rows))).encode())


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": "vigil-session-bundle", "version": 2}', "[" * 100_000, "\xff"])
def test_what_is_no_bundle_is_refused(text: str) -> None:
    """Whatever else is given is refused with a sentence, never with a traceback."""
    with pytest.raises(Refused):
        bundle.read(text.encode("latin-1"))


def leaves(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a document."""
    if isinstance(part, dict | list):
        for key, inner in part.items() if isinstance(part, dict) else enumerate(part):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def forged(path: tuple[Any, ...], value: object) -> bytes:
    """The bundle with another value in one place, and all its digests worked out anew."""
    document = json.loads(WHOLE)
    reduce(operator.getitem, path[:-1], document)[path[-1]] = value
    for found in document["log"]:
        found["hash"] = chain.digest(LogRow(**found["content"], prev=found["prev"], hash=""))
    sums = {name: bundle._digest(document[name]) for name in bundle.PARTS}  # noqa: SLF001
    return bundle._shown(document | {"digests": sums, "digest": bundle._digest(sums)}).encode()  # noqa: SLF001


PLACES = [path for path in leaves(json.loads(WHOLE)) if path[0] in bundle.PARTS and path[-1] not in {"hash", "prev"}]


@settings(deadline=None, max_examples=150)
@given(path=st.sampled_from(PLACES), value=st.sampled_from([None, -1, 7.5, "x", [], {}, 10**20]))
@example(path=("patient", "birth"), value=7)
@example(path=("log", 0, "content", "at"), value=10**17)
def test_a_forger_cannot_make_vigil_stumble(path: tuple[Any, ...], value: object) -> None:
    """Somebody who works out all digests anew may tell another story, or is refused: there is no traceback and no hang."""
    refused = ""
    try:
        whole = bundle.read(forged(path, value))
        assert replay(whole.protocol, whole.facts).picture.protocol == whole.protocol
    except VigilError as error:
        refused = str(error)
    assert not refused or refused.endswith(".")


def test_the_rows_of_a_session_are_those_of_the_log(store: Store) -> None:
    """On either database, what is taken along is the log word for word, and each row has its hash."""
    open_sessions(store, "s1", "s2")
    for number, fact in enumerate(FACTS):
        append(store, "s1", fact)
        append(store, "s2", reading(f"r{number}"))
    with store.reading() as db:
        rows, all_rows = db.rows_of("s1"), tuple(db.rows())
    assert rows == [row for row in all_rows if row.session == "s1" and row.kind != "act"]
    assert [chain.digest(row) for row in rows] == [row.hash for row in rows]
    whole = replace(bundled(list(FACTS)), rows=tuple(rows), origin=replace(ORIGIN, head=store.head()))
    assert bundle.read(bundle.written(whole).encode()).facts == FACTS


def high(name: str, minute: int, systolic: float) -> ObservationSet:
    return ObservationSet(id=name, at=START + minute * MINUTE, systolic=systolic, diastolic=90, heart_rate=70, spo2=98)


def test_what_was_said_of_a_reading_that_is_struck_through_is_told() -> None:
    """An alert of then that nothing raises now is named as such, and not left out."""
    facts: list[Fact] = [high("a", 0, 120), high("b", 5, 205), high("c", 6, 204)]
    known = [*said(facts), *(Voided(id=f"v{n}", at=START + 7 * MINUTE, target=n) for n in ("b", "c"))]
    pairs = replay(IV, known).pairs
    assert {pair.told for pair in pairs} == {THEN}
    assert {pair.shown.signal for pair in pairs} == {"systolic"}


def test_another_protocol_says_something_else() -> None:
    """The same facts under other limits: what only they say is named, and so is what they say with another limit."""
    lower = protocol.parse(IV.text.replace("at_least = 165", "at_least = 155"))
    known = said([high("a", 0, 120), high("b", 5, 168), high("c", 10, 120), high("d", 15, 157)])
    pairs = [pair for pair in replay(lower, known).pairs if pair.shown.signal == "systolic"]
    assert [(pair.told, pair.then and pair.then.limit, pair.now and pair.now.limit) for pair in pairs] == [
        (OTHERWISE, 165, 155),
        (NOW, None, 155),
    ]


def test_a_bundle_holds_a_recording_by_its_strips(store: Store) -> None:
    """An imported recording leaves as few entries, is unpacked reading by reading, and a changed reading of it is seen."""
    readings = [reading(f"r{second}", at=START + second * 1_000) for second in range(200)]
    open_sessions(store, "s1")
    append(store, "s1", reading("first", at=START))
    store.append_batch("b", [("s1", one) for one in readings], "nora")
    with store.reading() as reader:
        rows = tuple(reader.rows_of("s1"))
    staff = (Person("nora", "Nora Lund", "nurse"),)
    made = Bundle(origin=replace(ORIGIN, head=store.head()), session=SESSION, patient=ANNA, staff=staff, text=IV.text, rows=rows)
    text = bundle.written(made)
    assert len(rows) == 2
    assert bundle.read(text.encode()).facts == (reading("first", at=START), *readings)
    with pytest.raises(Refused, match="was changed"):
        bundle.read(text.replace("72.0,72.0", "72.0,73.0", 1).encode())
