"""Imports: a file of any size gets in whole or not at all, and never keeps an entry waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from models.errors import Conflict, NotFound, Refused
from models.facts import Ended, Fact, Opened
from models.store import SessionRow, Store, Writer, batch, strips
from models.store.rows import Batch
from tests.models.store.heard import Heard
from tests.models.store.ward import ANNA, FACTS, append, entries, ids, open_sessions, reading

Item = tuple[str, Fact]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of ten facts, so that few facts make many."""
    monkeypatch.setattr(batch, "CHUNK", 10)
    monkeypatch.setattr(batch, "LOOSE", 1)
    monkeypatch.setattr(strips, "LONGEST", 10)


def items(count: int, session: str = "s") -> list[Item]:
    """So many readings of a session."""
    return [(session, reading(f"{session}{number}", at=number)) for number in range(count)]


def counted(done: Batch) -> tuple[int, int]:
    """What was stored, and what was there already."""
    assert done.completed is not None
    return done.stored, done.duplicates


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 45])
def test_every_fact_of_an_import_is_stored_in_its_order(store: Store, count: int) -> None:
    """Whatever the size of a file, all of it is there and nothing twice."""
    open_sessions(store, "s")
    assert counted(store.append_batch("b", items(count), "nora")) == (count, 0)
    assert [("s", entry.fact) for entry in entries(store, "s")] == items(count)
    assert store.verify().bad is None


def test_a_past_session_never_runs_while_it_comes_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that a file opens and ends is never shown as running, however many chunks there are before its end."""
    open_sessions(store, "s")
    append(store, "s", reading("live"))
    row = SessionRow(id="past", patient=ANNA.id, room="1", protocol="sha256:00", opened_at=1)
    facts = [("past", Opened(id="open", at=1)), *items(25, "past"), ("past", Ended(id="end", at=99))]
    seen = list[tuple[int, bool]]()

    def look(_: float) -> None:
        with store.reading() as reader:
            seen.append((len(reader.entries("past")), "past" in {row.id for row in reader.sessions(running=True)}))

    monkeypatch.setattr(batch.time, "sleep", look)
    store.append_batch("b", facts, prepare=lambda writer: writer.open_session(row))
    assert {11, 21} <= {count for count, _ in seen}
    assert not any(running for _, running in seen)


def test_a_session_that_runs_goes_on_running_while_a_file_comes_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A monitor's file that is imported into a session of now never takes that session off the board."""
    open_sessions(store, "s")
    append(store, "s", reading("live"))
    seen = list[bool]()

    def look(_: float) -> None:
        with store.reading() as reader:
            seen.append("s" in {row.id for row in reader.sessions(running=True)})

    monkeypatch.setattr(batch.time, "sleep", look)
    store.append_batch("b", items(25))
    store.append_batch("c", items(45))
    assert seen
    assert all(seen)


def test_every_kind_of_fact_can_be_imported(store: Store) -> None:
    """What comes from a file is stored as if it had been entered."""
    open_sessions(store, "s")
    store.append_batch("b", [("s", fact) for fact in FACTS])
    assert [entry.fact for entry in entries(store, "s")] == list(FACTS)


def test_the_same_import_again_stores_nothing(store: Store) -> None:
    """A file that is imported twice is stored once, whether as the same import or as a new one."""
    open_sessions(store, "s")
    first = store.append_batch("b", items(25))
    assert store.append_batch("b", items(25)) == first
    assert counted(store.append_batch("again", items(25))) == (0, 25)
    assert counted(store.append_batch("more", items(30) + items(5))) == (5, 30)
    assert len(entries(store, "s")) == 30


@pytest.mark.parametrize(
    ("last", "error"),
    [
        (("s", reading("s3", heart_rate=99)), Conflict),
        (("s", reading("stored", heart_rate=99)), Conflict),
        (("other", reading("stored")), Conflict),
        (("s", reading("nan", heart_rate=float("nan"))), Refused),
        (("nowhere", reading("lost")), NotFound),
    ],
)
def test_one_wrong_fact_keeps_the_whole_import_out(store: Store, last: Item, error: type[Exception]) -> None:
    """An import that contradicts the record or itself leaves nothing behind, and can be put right and tried again."""
    open_sessions(store, "s", "other")
    append(store, "s", reading("stored"))
    before = store.head()
    with pytest.raises(error):
        store.append_batch("b", [*items(25), last])
    assert store.head() == before
    with store.reading() as reader:
        assert reader.batch("b") is None
    assert counted(store.append_batch("b", items(25))) == (25, 0)


def test_a_session_can_be_opened_by_the_import_that_fills_it(store: Store) -> None:
    """A file that begins a session opens it together with its readings, or not at all."""
    open_sessions(store)
    row = SessionRow(id="new", patient=ANNA.id, room="1", protocol="sha256:00", opened_at=1)

    def opens(writer: Writer) -> None:
        writer.open_session(row)

    with pytest.raises(Refused):
        store.append_batch("b", [*items(12, "new"), ("new", reading("nan", heart_rate=float("nan")))], prepare=opens)
    with store.reading() as reader:
        assert reader.session("new") is None
    store.append_batch("b", items(12, "new"), prepare=opens)
    assert len(entries(store, "new")) == 12


def test_live_entries_get_their_turn_during_an_import(store: Store) -> None:
    """While a file is read and stored, a nurse's entry is stored at once, before the file is through."""
    open_sessions(store, "s", "live")
    seen = list[int]()

    def slowly() -> Iterator[Item]:
        for number, item in enumerate(items(40)):
            if number % 10 == 5:
                append(store, "live", reading(f"live{number}"))
                seen.append(len(entries(store, "s")))
            yield item

    store.append_batch("b", slowly())
    assert len(entries(store, "live")) == 4
    assert seen == [0, 0, 0, 0]


def test_an_interrupted_move_is_finished_by_the_next_start(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is ended after an import was decided on leaves it to the next start, which brings all of it in."""
    open_sessions(store, "s")
    moves = iter([False, True])
    move = batch.Importer.move

    def ends(importer: batch.Importer, id: str) -> bool:
        if next(moves):
            raise KeyboardInterrupt
        return move(importer, id)

    with monkeypatch.context() as patched:
        patched.setattr(batch.Importer, "move", ends)
        with pytest.raises(KeyboardInterrupt):
            store.append_batch("b", items(45))
    assert len(entries(store, "s")) == 10
    append(store, "s", reading("s30", at=30), replace(reading("s31", at=31), heart_rate=99))
    store.migrate()
    assert sorted(ids(entries(store, "s"))) == sorted(f"s{number}" for number in range(45))
    with store.reading() as reader:
        assert [line.about for line in reader.trail() if line.action == "import kept what was stored"] == ["s31"]


def test_an_import_is_heard_once_and_in_order(store: Store) -> None:
    """Every screen gets an import like any other readings."""
    open_sessions(store, "s")
    heard = Heard()
    stop = store.follow(heard)
    store.append_batch("b", items(45))
    assert heard.wait(45) == [f"s{number}" for number in range(45)]
    stop()
