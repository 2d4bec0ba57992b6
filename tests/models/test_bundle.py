"""Is a session that was taken elsewhere the same session there, and is a changed byte seen?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import accumulate

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models import bundle, protocol
from models.alerts import fold
from models.bundle import Bundle, Origin, Person
from models.current import sayings
from models.errors import Refused
from models.facts import Fact, Voided
from models.replay import NOW, OTHERWISE, SAME, THEN, replay
from models.store import Head, Patient, SessionRow, chain, records
from models.store.records import LogRow, Place
from models.vitals import MINUTE, ObservationSet
from tests.models.logs import START, logs
from tests.models.store.ward import FACTS

IV = protocol.load("iv-ketamine-40min")
ANNA = Patient(id="p1", name="Anna Müller", birth=date(1980, 2, 29), identifier="4711")
SESSION = SessionRow(id="s1", patient="p1", room="1", protocol=IV.digest, opened_at=START)


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
    origin = Origin(clinic="Ward 3", zone="Europe/Berlin", made=START, head=Head(rows[-1].seq, rows[-1].hash), invented=False)
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


def test_a_bundle_of_nonsense_with_true_digests_is_refused() -> None:
    """Somebody who can work out digests still cannot make Vigil stumble over what is no session."""
    document = json.loads(WHOLE)
    document["patient"]["birth"] = 7
    document["digests"]["patient"] = bundle._digest(document["patient"])  # noqa: SLF001
    document["digest"] = bundle._digest(document["digests"])  # noqa: SLF001
    with pytest.raises(Refused, match="cannot be read"):
        bundle.read(json.dumps(document, indent=1).encode())


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
