"""The log: what was recorded is there once, in its place, and says what it said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from models.errors import Conflict, NotFound, Refused
from models.facts import Ended, Fact, Note, Voided, standing
from models.store import Store
from models.store.records import KINDS, LogRow
from models.store.tables import EpochMs, log, millis
from models.vitals import ObservationSet, numbers
from tests.models.store.ward import FACTS, append, entries, ids, open_sessions, reading


def test_every_kind_of_fact_comes_back_as_it_was(store: Store) -> None:
    """What staff recorded, of whatever kind, is read back word for word and number for number."""
    open_sessions(store, "s")
    append(store, "s", *FACTS)
    assert [entry.fact for entry in entries(store, "s")] == list(FACTS)
    assert {type(fact) for fact in FACTS} == set(KINDS.values())


def test_seq_and_revision_have_no_gaps(store: Store) -> None:
    """The facts of a session are numbered without a gap, and so is everything that was ever logged."""
    open_sessions(store, "a", "b")
    for number in range(6):
        append(store, "ab"[number % 2], reading(f"r{number}"), reading(f"q{number}"))
    assert [entry.revision for entry in entries(store, "a")] == [1, 2, 3, 4, 5, 6]
    with store.reading() as reader:
        assert [line.seq for line in reader.trail()] == list(range(1, reader.head() + 1))


def test_the_same_entry_twice_is_stored_once(store: Store) -> None:
    """An entry that is sent again, because its answer was lost, changes nothing and is answered with the stored one."""
    open_sessions(store, "s")
    first = append(store, "s", reading("r"), *FACTS)
    again = append(store, "s", replace(reading("r"), received=99), reading("new"), *FACTS)
    assert [first[0], *first[1:]] == [again[0], *again[2:]]
    assert len(entries(store, "s")) == len(FACTS) + 2


def test_one_append_may_name_an_entry_twice(store: Store) -> None:
    """A file that holds a reading twice stores it once."""
    open_sessions(store, "s")
    one, two = append(store, "s", reading("r"), reading("r"))
    assert one == two
    assert len(entries(store, "s")) == 1


@pytest.mark.parametrize("other", [reading("r", heart_rate=73), reading("r", at=2), Note(id="r", at=1, by="nora")])
def test_the_same_id_with_other_content_is_refused(store: Store, other: Fact) -> None:
    """An id that was used is never used for something else, and nothing of that transaction is stored."""
    open_sessions(store, "s")
    append(store, "s", reading("r"))
    with pytest.raises(Conflict, match="r is stored already"):
        append(store, "s", reading("fine"), other)
    assert ids(entries(store, "s")) == ["r"]


def test_the_same_id_in_another_session_is_refused(store: Store) -> None:
    """A reading of one patient cannot become one of another."""
    open_sessions(store, "a", "b")
    append(store, "a", reading("r"))
    with pytest.raises(Conflict):
        append(store, "b", reading("r"))


def test_a_session_that_was_never_opened_is_refused(store: Store) -> None:
    """Nothing is recorded where nobody is treated."""
    with pytest.raises(NotFound, match="no session s"):
        append(store, "s", reading("r"))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(store: Store, value: float) -> None:
    """Not-a-number is no reading on either database."""
    open_sessions(store, "s")
    with pytest.raises(Refused, match="no number"):
        append(store, "s", reading("r", heart_rate=value))


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_text_that_only_one_database_takes_is_refused(store: Store, text: str) -> None:
    """A note is stored on every database or on none."""
    open_sessions(store, "s")
    with pytest.raises(Refused, match="Type it again"):
        append(store, "s", ObservationSet(id="r", at=1, note=text))


def test_an_error_leaves_the_transaction_usable(store: Store) -> None:
    """Who catches a refusal and goes on writes where the log ends."""
    open_sessions(store, "s")
    with store.writing() as writer:
        with pytest.raises(Refused):
            writer.append("s", [reading("a"), reading("b", heart_rate=float("nan"))])
        writer.append("s", [reading("c")])
    assert ids(entries(store, "s")) == ["c"]
    assert store.verify().bad is None


def test_an_error_takes_the_whole_transaction_back(store: Store) -> None:
    """Half of what belongs together is never stored."""
    open_sessions(store, "s")

    def fails() -> None:
        with store.writing() as writer:
            writer.append("s", [reading("r")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert entries(store, "s") == []


def test_several_threads_record_at_once(store: Store) -> None:
    """The requests of eight screens are stored one after the other, each of them once."""
    open_sessions(store, "s")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: append(store, "s", reading(f"r{number}")), range(80)))
    found = entries(store, "s")
    assert sorted(ids(found)) == sorted(f"r{number}" for number in range(80))
    assert [entry.revision for entry in found] == list(range(1, 81))


def test_reading_goes_on_where_it_stopped(store: Store) -> None:
    """A screen that was away asks for what came since, of its session or of all, and gets it in order."""
    open_sessions(store, "a", "b")
    first = append(store, "a", reading("1"))[0]
    append(store, "b", reading("2"))
    append(store, "a", reading("3"), reading("4"))
    with store.reading() as reader:
        assert ids(reader.since(first.seq)) == ["2", "3", "4"]
        assert ids(reader.since(first.seq, "a")) == ["3", "4"]
        assert ids(reader.since(first.seq, limit=1)) == ["2"]
        assert ids(reader.entries("a", after=1)) == ["3", "4"]
        assert reader.fact("2") == reader.since(first.seq)[0]
        assert reader.fact("none") is None


def test_columns_are_the_readings_that_stand(store: Store) -> None:
    """A trend sees what was really measured: voided readings are gone, amended ones are as amended."""
    open_sessions(store, "a", "b", "c")
    append(store, "a", *FACTS, Voided(id="v", at=20, target="f04"))
    append(store, "b", reading("b2", at=2), reading("b1", at=1))
    append(store, "c", reading("c1"))
    sets = [(name, found.fact) for name in "ab" for found in entries(store, name)]
    stand = {fact.id for fact in standing(fact for _, fact in sets)}
    with store.reading() as reader:
        rows = reader.columns(["a", "b"])
    assert [row[1] for row in rows] == ["b1", "b2", "f03"]
    assert rows[2] == ("a", "f03", 3, *numbers(ObservationSet(id="", at=0, systolic=118, diastolic=84)))
    assert {row[1] for row in rows} <= stand


def test_a_session_runs_until_an_end_stands(store: Store) -> None:
    """An end that was a mistake and was voided does not end the session."""
    open_sessions(store, "a", "b", "c")
    append(store, "b", Ended(id="end b", at=5))
    append(store, "c", Ended(id="end c", at=5), Voided(id="oops", at=6, target="end c"))
    with store.reading() as reader:
        assert [row.id for row in reader.sessions(running=True)] == ["a", "c"]
        assert [row.id for row in reader.sessions(running=False)] == ["b"]
        assert [row.id for row in reader.sessions()] == ["a", "b", "c"]


def test_the_row_has_the_columns_of_the_table() -> None:
    """No column of the table is left out of the row, and so of its hash."""
    assert LogRow._fields == tuple(column.name for column in log.columns)


@pytest.mark.parametrize("instant", [datetime(2026, 3, 29, 1, 30), "2026", 1.5, True])  # noqa: DTZ001  # the naive one is the point
def test_a_time_without_a_zone_is_no_instant(store: Store, instant: Any) -> None:
    """A wall clock time, which means two instants on the night the clocks change, cannot be stored."""
    open_sessions(store, "s")
    with pytest.raises(TypeError):
        append(store, "s", ObservationSet(id="r", at=instant))
    with pytest.raises(TypeError):
        EpochMs().process_bind_param(instant, sqlite.dialect())


def test_a_time_with_a_zone_is_an_instant() -> None:
    """A time that says its zone is stored as the instant that it is."""
    assert millis(datetime(1970, 1, 1, 0, 1, tzinfo=UTC)) == millis(60_000) == 60_000
    assert EpochMs().process_bind_param(None, sqlite.dialect()) is None
