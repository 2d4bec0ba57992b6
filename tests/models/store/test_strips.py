"""Strips: a long recording takes few rows of the log, and is read, corrected and checked reading by reading all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Conflict
from models.facts import Amended, Fact, Note, Voided
from models.store import Store, staging, strips
from models.vitals import WORDS, ObservationSet, Symptom, numbers
from tests.models.store.heard import Heard
from tests.models.store.test_chain import unlocked
from tests.models.store.ward import append, entries, ids, open_sessions, reading, sql

MANY = 25
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
measured = st.one_of(st.none(), st.floats(-1e6, 1e6), st.integers(0, 300))
plain = st.builds(ObservationSet, id=texts, at=st.integers(-(2**40), 2**45), **dict.fromkeys(WORDS, measured))


@pytest.fixture(autouse=True)
def short_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten readings make a strip."""
    monkeypatch.setattr(strips, "LONGEST", 10)


def recording(count: int = MANY) -> list[ObservationSet]:
    """What a monitor saw, second by second."""
    return [replace(reading(f"r{second}", at=1_000 * second), source="monitor", spo2=97) for second in range(count)]


@pytest.fixture
def stored(store: Store) -> Store:
    """A session with two readings by hand around an imported recording of 25."""
    open_sessions(store, "s", "other")
    append(store, "s", reading("before"))
    store.append_batch("b", [("s", fact) for fact in recording()], "nora")
    append(store, "s", reading("after"))
    return store


@given(st.lists(plain, min_size=2, max_size=30), texts, texts, st.integers(0, 2**45))
def test_a_strip_says_what_its_readings_say(readings: list[ObservationSet], by: str, source: str, received: int) -> None:
    """Nothing of any reading is lost or changed in a strip, and what was not measured is not measured afterwards."""
    seen = [replace(one, by=by, source=source, received=received) for one in readings]
    assert staging.read(staging.written(seen)) == tuple(seen)


@given(st.lists(st.one_of(plain, st.builds(Note, id=texts, at=st.just(1))), max_size=40))
def test_cutting_loses_nothing_and_keeps_the_order(facts: list[Fact]) -> None:
    """However a file is cut into strips, its facts come in their order, each once."""
    parts = [part for _, part in strips.cut(("s", fact) for fact in facts)]
    assert [fact for part in parts for fact in part] == facts
    assert all(len(part) == 1 or strips.SHORTEST <= len(part) <= strips.LONGEST for part in parts)


@pytest.mark.parametrize(
    "more",
    [{"note": "calm"}, {"moved": True}, {"confirmed": True}, {"symptoms": (Symptom.NAUSEA,)}],
    ids=lambda more: next(iter(more)),
)
def test_what_was_said_beside_the_numbers_is_a_row_of_its_own(more: dict[str, object]) -> None:
    """A reading with a note, a symptom or a flag never loses it in a strip."""
    facts = [*recording(10), replace(reading("said", at=99_000), **more), *recording(10)]  # type: ignore[arg-type]
    assert [len(part) for _, part in strips.cut(("s", fact) for fact in facts)] == [10, 1, 10]


def test_a_recording_takes_few_rows(stored: Store) -> None:
    """The audit trail names an imported recording by its strips, and says how many readings each holds."""
    with stored.reading() as reader:
        lines = [(line.action, line.detail) for line in reader.trail() if line.action == "strip"]
    assert lines == [("strip", "10 readings"), ("strip", "10 readings")]
    assert stored.verify().bad is None


def test_each_reading_has_its_own_number(stored: Store) -> None:
    """Whoever reads the session meets reading by reading, numbered without a gap, as if each had a row."""
    found = entries(stored, "s")
    assert [one.fact for one in found[1:-1]] == recording()
    assert [one.revision for one in found] == list(range(1, MANY + 3))
    first = found[1].seq
    assert [one.seq for one in found[1:-1]] == list(range(first, first + MANY))


@pytest.mark.parametrize("known", range(0, MANY + 2, 4))
def test_reading_goes_on_in_the_middle_of_a_strip(stored: Store, known: int) -> None:
    """A screen that was cut off in the middle of a recording gets the rest of it, and nothing twice."""
    found = entries(stored, "s")
    rest = [one for one in found if one.revision > known]
    seq = found[known - 1].seq if known else 0
    with stored.reading() as reader:
        assert reader.entries("s", after=known) == rest
        assert reader.since(seq, "s") == rest
        assert reader.since(seq, "s", limit=3) == rest[:3]
        assert reader.since(seq, limit=3) == rest[:3]
        assert reader.hash_of("s", known + 1) != ""


def test_a_follower_is_handed_each_reading_of_a_strip(stored: Store) -> None:
    """What another program imports shows up on the screens reading by reading."""
    heard = Heard()
    follower = stored.follow(heard, after=0)
    assert heard.wait(MANY + 2) == ids(entries(stored, "s"))
    follower()


def test_a_reading_of_a_strip_is_found_by_its_id(stored: Store) -> None:
    """A reading of a recording can be pointed at like any other."""
    with stored.reading() as reader:
        assert reader.fact("r13") == next(one for one in reader.entries("s") if one.fact.id == "r13")
        assert sorted(ids(reader.facts(["r3", "before", "r24", "none"]))) == ["before", "r24", "r3"]
        assert reader.fact("strip:1") is None


def test_an_id_of_a_strip_is_never_used_again(stored: Store) -> None:
    """The same reading again changes nothing; another one under its id, or in another session, is refused."""
    again = append(stored, "s", recording()[3])
    assert again == [one for one in entries(stored, "s") if one.fact.id == "r3"]
    with pytest.raises(Conflict):
        append(stored, "s", reading("r3", at=99))
    with pytest.raises(Conflict):
        append(stored, "other", recording()[3])
    done = stored.append_batch("again", [("s", fact) for fact in recording(30)], "nora")
    assert (done.stored, done.duplicates) == (5, 25)


def test_a_reading_of_a_strip_can_be_struck_and_amended(stored: Store) -> None:
    """A trend sees a recording as it holds after corrections of single readings of it."""
    with stored.reading() as reader:
        assert [row[1] for row in reader.columns(["s"])] == ["r0", "after", "before", *(f"r{n}" for n in range(1, MANY))]
    right = replace(recording()[4], heart_rate=99)
    append(stored, "s", Voided(id="v", at=99_000, target="r3"), Amended(id="a", at=99_000, target="r4", content=right))
    with stored.reading() as reader:
        rows = {row[1]: row for row in reader.columns(["s"])}
    assert "r3" not in rows
    assert rows["r4"] == ("s", "r4", 4_000, *numbers(right))


def test_a_changed_reading_of_a_strip_is_seen(stored: Store, database: str) -> None:
    """One number of a recording that somebody edits behind Vigil's back is found, and its strip named."""
    first = _strips(stored)[0]
    sql(database, *unlocked(database), "UPDATE log SET body = replace(body, '72.0', '73.0') WHERE kind = 'strip'")
    verdict = stored.verify()
    assert verdict.bad is not None
    assert verdict.bad <= first


def test_a_reading_that_was_taken_out_of_a_strip_is_seen(stored: Store, database: str) -> None:
    """A strip that says it holds fewer readings than were written is no part of the chain."""
    sql(database, *unlocked(database), "UPDATE log SET readings = 9 WHERE kind = 'strip'")
    assert stored.verify().bad is not None


def _strips(store: Store) -> list[int]:
    with store.reading() as reader:
        return [line.seq for line in reader.trail() if line.action == "strip"]
