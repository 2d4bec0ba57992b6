"""Is it seen when somebody changes the record behind Vigil's back? And can anybody, while Vigil's rules are in the database?"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from hashlib import sha256

import pytest
from sqlalchemy.exc import DBAPIError

from models.store import Head, Store, User, records
from models.store.chain import EMPTY, sealed, walk
from models.store.records import LogRow, Place
from tests.conftest import opened
from tests.databases import Postgres
from tests.models.store.ward import append, open_sessions, reading, sql

UNLOCKED = {
    "sqlite": ("DROP TRIGGER log_no_update", "DROP TRIGGER log_no_delete", "DROP TRIGGER log_next"),
    "postgresql": ("ALTER TABLE log DISABLE TRIGGER USER",),
}
COLUMNS = ", ".join(name for name in LogRow._fields if name not in {"seq", "id", "revision"})
COPY = f"INSERT INTO log (seq, id, revision, {COLUMNS}) SELECT {{}}, 'forged', 99, {COLUMNS} FROM log WHERE seq = 6"  # noqa: S608  # a test
SWAP = "UPDATE log SET seq = {} WHERE seq = {}"

TAMPERED = {
    "edited": (6, ["UPDATE log SET heart_rate = 60 WHERE seq = 6"]),
    "its time edited": (6, ["UPDATE log SET at = at + 1 WHERE seq = 6"]),
    "a note added": (6, ["UPDATE log SET note = 'well' WHERE seq = 6"]),
    "deleted": (6, ["DELETE FROM log WHERE seq = 6"]),
    "the first deleted": (1, ["DELETE FROM log WHERE seq = 1"]),
    "inserted at the end": (14, [COPY.format(14)]),
    "put in the place of another": (8, ["DELETE FROM log WHERE seq = 8", COPY.format(8)]),
    "reordered": (6, [SWAP.format(-1, 6), SWAP.format(6, 7), SWAP.format(7, -1)]),
    "moved to another session": (6, ["UPDATE log SET session = 'b', revision = 99 WHERE seq = 6"]),
    "its hash edited": (6, ["UPDATE log SET hash = 'ab' WHERE seq = 6"]),
}


@pytest.fixture
def log(store: Store) -> Store:
    """A log of thirteen rows: four acts, eight readings, another act."""
    open_sessions(store, "a", "b")
    append(store, "a", *(reading(f"r{number}", at=number) for number in range(8)))
    with store.writing() as writer:
        writer.add_user(User(name="nora", full_name="Nora N.", role="nurse", password_hash="-"))
    return store


def test_an_untouched_log_is_sound(log: Store) -> None:
    """What nobody touched is found sound, to its end, and against every checkpoint that was taken of it."""
    verdict = log.verify()
    assert (verdict.bad, verdict.checked, verdict.head) == (None, 13, log.head())
    earlier = log.head()
    append(log, "b", reading("later"))
    assert log.verify(against=earlier).bad is None


@pytest.mark.parametrize("name", TAMPERED)
def test_the_first_row_that_was_tampered_with_is_named(log: Store, database: str, name: str) -> None:
    """A row that somebody edited, deleted, inserted or moved, with the rights to do it, is found and named."""
    bad, statements = TAMPERED[name]
    sql(database, *unlocked(database), *statements)
    verdict = log.verify()
    assert verdict.bad == bad
    assert "entry" in verdict.why


def test_a_log_that_was_cut_short_is_seen_by_a_checkpoint(log: Store, database: str) -> None:
    """Taking the last rows away leaves a sound chain; a checkpoint that was kept elsewhere shows what is missing."""
    checkpoint = log.head()
    sql(database, *unlocked(database), "DELETE FROM log WHERE seq > 9")
    assert log.verify().bad is None
    verdict = log.verify(against=checkpoint)
    assert verdict.bad == 10
    assert "10 to 13 are missing" in verdict.why


def test_another_log_in_its_place_is_seen_by_a_checkpoint(log: Store) -> None:
    """A database that was put in the place of another is sound in itself, but not the one that the checkpoint names."""
    verdict = log.verify(against=(9, "0" * 64))
    assert verdict.bad == 9
    assert "another log" in verdict.why


def test_an_old_file_in_its_place_is_seen_by_a_checkpoint(sqlite_store: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Restoring yesterday's file over today's loses today, and the checkpoint says from which row on."""
    open_sessions(sqlite_store, "a")
    old = tmp_path_factory.mktemp("old") / "vigil.db"
    sqlite_store.backup(old)
    append(sqlite_store, "a", reading("today"))
    restored = Store.open(f"sqlite:///{old}")
    assert restored.verify().bad is None
    assert restored.verify(against=sqlite_store.head()).bad == sqlite_store.head().seq
    restored.close()


def test_an_empty_log_is_sound(store: Store) -> None:
    """A clinic that has not begun has nothing that could be wrong."""
    assert store.head() == EMPTY
    assert store.verify(against=EMPTY) == walk([])


def test_the_hash_is_over_all_that_a_row_says() -> None:
    """The chain can be checked by anybody with a SHA-256: previous hash, then the row as JSON with sorted keys."""
    row = sealed(records.row(Place(1, "s", 1, 1_000, "omar", None, EMPTY.hash), reading("r", at=60_000)))
    said = (
        '{"actor":"omar","at":60000,"by":"nora","confirmed":false,"heart_rate":72.0,"id":"r","kind":"set","logged":1000,"moved":false,'
        '"note":"","received":0,"revision":1,"seq":1,"session":"s","source":"manual","symptoms":""}'
    )
    assert row.hash == sha256(("0" * 64 + said).encode()).hexdigest()
    assert walk([row]).head == Head(1, row.hash)


@pytest.mark.parametrize("switch", ["ON", "OFF"])
@pytest.mark.parametrize("table", ["log", "sessions", "protocols", "patients", "users"])
def test_sqlite_refuses_to_replace_a_row(sqlite_url: str, table: str, switch: str) -> None:
    """INSERT OR REPLACE, which takes a row away without a delete trigger, is refused however the connection is set up."""
    with contextmanager(opened)(sqlite_url) as store:
        open_sessions(store, "a")
        with store.writing() as writer:
            writer.add_user(User(name="nora", full_name="Nora N.", role="nurse", password_hash="-"))
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as raw:
            raw.execute(f"PRAGMA recursive_triggers={switch}")
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608  # words of this test


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE log",
        "TRUNCATE sessions, protocols",
        "TRUNCATE patients CASCADE",
        f"{COPY.format(6)} ON CONFLICT (seq) DO UPDATE SET note = ''",
    ],
)
@pytest.mark.postgres
def test_postgresql_refuses_to_truncate_and_to_overwrite(postgres: Postgres, statement: str) -> None:
    """The ways by which PostgreSQL changes rows without UPDATE and DELETE are refused too."""
    url = postgres.database()
    with contextmanager(opened)(url) as store:
        open_sessions(store, "a")
        append(store, "a", *(reading(f"r{number}") for number in range(8)))
    with pytest.raises(DBAPIError, match="append-only"):
        sql(url, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET heart_rate = 60",
        "UPDATE log SET heart_rate = 60 WHERE seq = 6",
        "DELETE FROM log WHERE seq = 12",
        "DELETE FROM log",
        COPY.format(6),
        COPY.format(14),
        COPY.format(99),
        "UPDATE sessions SET room = '9'",
        "DELETE FROM sessions",
        "UPDATE protocols SET text = ''",
        "DELETE FROM protocols",
        "DELETE FROM patients",
        "DELETE FROM users",
    ],
)
def test_the_database_refuses_to_change_the_record(log: Store, database: str, statement: str) -> None:
    """Somebody who reaches the database itself can neither edit, nor take away, nor put in between."""
    before = log.head()
    with pytest.raises(DBAPIError, match="append-only"):
        sql(database, statement)
    assert log.verify(against=before).bad is None


def unlocked(url: str) -> tuple[str, ...]:
    """What somebody does who owns the database, before tampering with it."""
    return UNLOCKED["sqlite" if url.startswith("sqlite") else "postgresql"]
