"""The follower: every screen hears of every reading, once, in order, whoever recorded it."""

from __future__ import annotations

import logging
import threading

import pytest

from models.store import Entry, Store
from tests.faults.writing import nurse
from tests.models.store.heard import PATIENCE, Heard
from tests.models.store.ward import append, open_sessions, reading


@pytest.fixture
def heard() -> Heard:
    """What was handed out."""
    return Heard()


@pytest.fixture
def ward(store: Store) -> Store:
    """A store with two sessions."""
    open_sessions(store, "a", "b")
    return store


def test_what_this_process_appends_is_heard(ward: Store, heard: Heard) -> None:
    """A reading that is recorded here is handed out here, with its place in the log."""
    stop = ward.follow(heard)
    first = append(ward, "a", reading("1"))
    second = append(ward, "b", reading("2"), reading("3"))
    assert heard.wait(3) == ["1", "2", "3"]
    assert heard.entries == first + second
    stop()


def test_what_was_there_before_is_not_news(ward: Store, heard: Heard) -> None:
    """Following begins at the present, or behind the entry that a screen saw last."""
    first = append(ward, "a", reading("old"))[0]
    append(ward, "a", reading("missed"))
    from_now, from_then = heard, Heard()
    stops = ward.follow(from_now), ward.follow(from_then, after=first.seq)
    assert from_then.wait(1) == ["missed"]
    append(ward, "a", reading("new"))
    assert from_then.wait(2) == ["missed", "new"]
    assert from_now.wait(1) == ["new"]
    for stop in stops:
        stop()


def test_an_act_of_staff_is_no_fact(ward: Store, heard: Heard) -> None:
    """A sign-in is in the audit trail and on no screen."""
    stop = ward.follow(heard)
    with ward.writing() as db:
        db.audit("nora", "sign in", "nora")
    append(ward, "a", reading("1"))
    assert heard.wait(1) == ["1"]
    stop()


def test_what_is_taken_back_is_not_heard(ward: Store, heard: Heard) -> None:
    """A reading of a transaction that failed is shown nowhere."""
    stop = ward.follow(heard)

    def fails() -> None:
        with ward.writing() as db:
            db.append("a", [reading("never")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    append(ward, "a", reading("1"))
    assert heard.wait(1) == ["1"]
    stop()


def test_what_another_process_appends_is_heard(ward: Store, database: str, heard: Heard) -> None:
    """A reading that is recorded elsewhere shows here, although nothing happens here."""
    stop = ward.follow(heard)
    with nurse(database, "a", "other", 3) as other:
        assert heard.wait(3) == list(other.acknowledged()) == ["other-0", "other-1", "other-2"]
    stop()


def test_everything_is_heard_once_and_in_order_whichever_process_wrote_it(ward: Store, database: str, heard: Heard) -> None:
    """While this process and another one record, every screen gets each reading once, in the order of the log."""
    stop = ward.follow(heard)
    with nurse(database, "a", "other", 60) as other:
        for number in range(60):
            append(ward, "b", reading(f"here-{number}"))
        acknowledged = list(other.acknowledged())
    heard.wait(120)
    stop()
    seqs = [entry.seq for entry in heard.entries]
    assert seqs == sorted(set(seqs))
    assert set(heard.ids) == {f"here-{number}" for number in range(60)} | set(acknowledged)
    assert len(acknowledged) == 60


def test_several_followers_hear_the_same(ward: Store) -> None:
    """A second follower takes nothing away from the first."""
    both = Heard(), Heard()
    stops = [ward.follow(one) for one in both]
    append(ward, "a", *(reading(str(number)) for number in range(20)))
    assert both[0].wait(20) == both[1].wait(20)
    for stop in stops:
        stop()


def test_more_than_a_page_is_heard_in_order(sqlite_store: Store, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large import comes in pages, none lost at their edges."""
    monkeypatch.setattr("models.store.follower.PAGE", 7)
    open_sessions(sqlite_store, "a")
    stop = sqlite_store.follow(heard)
    append(sqlite_store, "a", *(reading(str(number)) for number in range(100)))
    assert heard.wait(100) == [str(number) for number in range(100)]
    stop()


def test_an_error_of_one_screen_does_not_end_the_news(
    sqlite_store: Store, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    """When showing one entry fails it is logged, without what it says, and the next ones are shown."""
    open_sessions(sqlite_store, "a")
    failed = threading.Event()

    def shows(page: list[Entry]) -> None:
        if not failed.is_set():
            failed.set()
            raise RuntimeError("no screen")
        heard(page)

    stop = sqlite_store.follow(shows)
    append(sqlite_store, "a", reading("1"))
    assert failed.wait(PATIENCE)
    append(sqlite_store, "a", reading("2"))
    assert heard.wait(1) == ["2"]
    assert stop.alive
    stop()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "could not be shown" in caplog.text


def test_a_follower_says_when_it_last_looked(sqlite_url: str, heard: Heard) -> None:
    """Whoever shows the news can show how old they are: the time at which the database last answered moves on by itself."""
    now = [1_000]
    looked = threading.Event()

    def clock() -> int:
        if now[0] > 1_000:
            looked.set()
        return now[0]

    store = Store.open(sqlite_url, clock)
    store.migrate()
    stop = store.follow(heard)
    assert stop.checked == 1_000
    now[0] = 2_000
    assert looked.wait(PATIENCE)
    stop()
    assert stop.checked == 2_000
    store.close()


def test_closing_a_store_stops_its_followers(sqlite_store: Store, heard: Heard) -> None:
    """Nothing goes on in the background when the store is closed."""
    follower = sqlite_store.follow(heard)
    sqlite_store.close()
    assert not follower.alive
