"""The database: how it is opened, and what is said when it cannot be used."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from models.errors import StoreFailed
from models.store import Store, engines
from tests.databases import Postgres
from tests.models.store.ward import append, entries, ids, open_sessions, reading
from tests.shape.tree import ROOT


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "mysql://root@localhost/vigil", "vigil.db", ""])
def test_an_address_that_cannot_be_used_says_which_can(address: str) -> None:
    """A mistyped setting is answered with the two forms that work."""
    with pytest.raises(StoreFailed, match="sqlite:///FILE or postgresql://"):
        Store.open(address)


def test_a_password_is_not_repeated() -> None:
    """The message about an address does not show its password."""
    with pytest.raises(StoreFailed) as refused:
        Store.open("mysql://root:geheim@localhost/vigil")
    assert "geheim" not in str(refused.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A file that cannot be made is named with the reason."""
    with pytest.raises(StoreFailed, match=r"nowhere.*No such file"):
        Store.open(f"sqlite:///{tmp_path}/nowhere/vigil.db")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    """A path that is a folder is named as what it is not."""
    with pytest.raises(StoreFailed, match="is no file that can be read and written"):
        Store.open(f"sqlite:///{tmp_path}")


def test_opening_it_a_second_time_takes_nothing_away(sqlite_store: Store, sqlite_url: str) -> None:
    """Whoever holds the record open keeps it, also after it was opened twice here and another program has come and gone."""
    open_sessions(sqlite_store, "s")
    Store.open(sqlite_url).close()
    command = [sys.executable, "-m", "tests.faults.writing", sqlite_url, "s", "w", "3"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    append(sqlite_store, "s", reading("r"))
    with closing(Store.open(sqlite_url)) as other:
        assert ids(entries(sqlite_store, "s")) == ids(entries(other, "s")) == ["w-0", "w-1", "w-2", "r"]


def test_nobody_else_on_the_machine_can_read_the_record(sqlite_store: Store, tmp_path: Path) -> None:
    """The database, its log and its backups belong to the account that runs Vigil and to nobody else."""
    sqlite_store.backup(tmp_path / "copy.db")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert set(modes) >= {"vigil.db", "vigil.db-wal", "copy.db"}
    assert set(modes.values()) == {0o600}


def test_every_connection_is_set_up_to_lose_nothing(sqlite_url: str) -> None:
    """Each commit is synced to the disk, references are checked, and replacing a row counts as deleting it."""
    at = engines.engines(sqlite_url)
    with engines.to_write(at.writes) as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
        assert [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked] == ["wal", 2, 1, 1, 0]
    at.dispose()


def test_a_writer_that_never_gets_its_turn_says_so(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another program holds the database, the entry is refused with a sentence, and the next one works."""
    monkeypatch.setattr(engines, "PATIENCE", 0.05)
    open_sessions(sqlite_store, "s")
    with closing(sqlite3.connect(tmp_path / "vigil.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFailed, match="Not saved: another program has been writing for"):
            append(sqlite_store, "s", reading("r"))
        other.execute("ROLLBACK")
    append(sqlite_store, "s", reading("r"))


def test_reading_does_not_wait_for_a_writer(store: Store) -> None:
    """A screen shows what was stored last while somebody is saving."""
    open_sessions(store, "s")
    append(store, "s", reading("1"))
    with store.writing() as writer:
        writer.append("s", [reading("2")])
        assert ids(entries(store, "s")) == ["1"]
    assert ids(entries(store, "s")) == ["1", "2"]


def test_a_reader_sees_one_state(store: Store) -> None:
    """What is read together belongs together, whatever is stored meanwhile."""
    open_sessions(store, "s")
    append(store, "s", reading("1"))
    with store.reading() as reader:
        assert ids(reader.entries("s")) == ["1"]
        append(store, "s", reading("2"))
        assert ids(reader.entries("s")) == ["1"]
        assert reader.head() == reader.entries("s")[-1].seq


def test_a_reader_cannot_write(store: Store) -> None:
    """Questions never change the record."""
    open_sessions(store, "s")
    with pytest.raises(StoreFailed), store.reading() as reader:
        reader._db.exec_driver_sql("INSERT INTO rooms (position, name) VALUES (1, 'x')")  # noqa: SLF001  # what it must refuse
    with store.reading() as reader:
        assert reader.rooms() == ()


def test_a_full_disk_is_said_and_the_next_entry_works(sqlite_store: Store) -> None:
    """On a full disk an entry is refused in words; once there is space the same entry is stored without a restart."""
    open_sessions(sqlite_store, "s")
    readings = [reading(f"r{number}") for number in range(500)]
    with sqlite_store.writing() as writer:
        writer._db.exec_driver_sql("PRAGMA max_page_count=1")  # noqa: SLF001  # a disk that has no space for more
    with pytest.raises(StoreFailed, match="disk of the database is full"):
        append(sqlite_store, "s", *readings)
    with sqlite_store.writing() as writer:
        writer._db.exec_driver_sql("PRAGMA max_page_count=100000")  # noqa: SLF001
    append(sqlite_store, "s", *readings)
    assert len(entries(sqlite_store, "s")) == 500
    assert sqlite_store.verify().bad is None


def test_an_error_of_the_database_shows_no_patient(store: Store) -> None:
    """What a driver says about a statement that failed does not carry the values of the statement."""
    with pytest.raises(StoreFailed) as refused, store.writing() as writer:
        writer._db.exec_driver_sql("INSERT INTO nowhere VALUES ('Anna Muster')")  # noqa: SLF001
    assert "Muster" not in str(refused.value)


def test_a_backup_is_one_file_that_holds_everything(sqlite_store: Store, tmp_path: Path) -> None:
    """A copy that is made while readings come in is sound, complete up to its moment, and readable on its own."""
    open_sessions(sqlite_store, "s")
    append(sqlite_store, "s", reading("1"))
    head = sqlite_store.head()
    sqlite_store.backup(tmp_path / "copy.db")
    append(sqlite_store, "s", reading("2"))
    copy = Store.open(f"sqlite:///{tmp_path / 'copy.db'}")
    assert copy.verify(against=head).head == head
    assert ids(entries(copy, "s")) == ["1"]
    copy.close()


def test_a_backup_overwrites_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    """A file that is there already is left as it is."""
    there = tmp_path / "there.txt"
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(StoreFailed, match=r"there\.txt was not made"):
        sqlite_store.backup(there)
    assert there.read_text(encoding="utf-8") == "mine"


@pytest.mark.postgres
def test_postgresql_is_backed_up_by_its_own_tool(postgres: Postgres, tmp_path: Path) -> None:
    """Vigil says so instead of making half a backup."""
    store = Store.open(postgres.database())
    with pytest.raises(StoreFailed, match="pg_dump"):
        store.backup(tmp_path / "copy.db")
    store.close()
