"""What is left when the program, the computer or the database is ended in the middle?"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from models.errors import StoreFailed
from models.store import Entry, Store
from tests.conftest import opened
from tests.databases import Postgres
from tests.faults.importing import importing
from tests.faults.writing import FAILED, nurse
from tests.models.store.heard import Heard
from tests.models.store.ward import append, entries, ids, open_sessions, reading
from tests.shape.tree import ROOT

CUTS = 150


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(sqlite_url: str, tmp_path: Path) -> None:
    """Of twenty programs that are killed while they record, no acknowledged reading is lost, none is doubled."""
    chance, acknowledged = random.Random(20), list[str]()
    with contextmanager(opened)(sqlite_url) as store:
        open_sessions(store, "s")
    for kill in range(20):
        with nurse(sqlite_url, "s", f"w{kill}", 100_000) as other:
            acknowledged += other.acknowledged(chance.randint(1, 150))
            acknowledged += other.kill()
        assert integrity(tmp_path / "vigil.db") == "ok"
    assert not [line for line in acknowledged if line.startswith(FAILED)]
    with contextmanager(opened)(sqlite_url) as store:
        stored = ids(entries(store, "s"))
        assert set(acknowledged) <= set(stored)
        assert len(stored) == len(set(stored))
        assert len(stored) - len(acknowledged) <= 20  # stored, and killed before it could say so
        assert store.verify().bad is None


def test_several_writers_lose_nothing(store: Store, database: str) -> None:
    """Four programs that record into one session at once get every reading in, each with a number of its own, and no error."""
    open_sessions(store, "s")
    names = ["w0", "w1", "w2", "w3"]
    with ExitStack() as ward:
        nurses = [ward.enter_context(nurse(database, "s", name, 100)) for name in names]
        said = [line for one in nurses for line in one.acknowledged()]
    found = entries(store, "s")
    assert sorted(said) == sorted(ids(found)) == sorted(f"{name}-{number}" for name in names for number in range(100))
    assert [entry.revision for entry in found] == list(range(1, 401))
    assert store.verify().bad is None


@pytest.mark.slow
def test_a_killed_import_is_in_whole_or_not_at_all(sqlite_url: str) -> None:
    """Whenever an import is killed, the next start finds all of it or none, and importing again completes it without a double."""
    chance = random.Random(6)
    with contextmanager(opened)(sqlite_url) as store:
        open_sessions(store, *(f"s{kill}" for kill in range(6)))
    for kill in range(6):
        start_and_kill(sqlite_url, f"s{kill}", chance.choice([f"read {chance.randrange(400)}", "sealing"]), chance)
        with contextmanager(opened)(sqlite_url) as store:
            assert len(entries(store, f"s{kill}")) in {0, 400}
            assert importing(store, f"s{kill}", 400).completed
            assert len(entries(store, f"s{kill}")) == 400
            assert store.verify().bad is None


def start_and_kill(url: str, session: str, until: str, chance: random.Random) -> None:
    """Kill an import of four hundred readings a moment after it has printed this."""
    command = [sys.executable, "-m", "tests.faults.importing", url, session, "400"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == until:
                break
        try:
            process.wait(chance.uniform(0, 0.05))
        except subprocess.TimeoutExpired:
            process.kill()


def test_a_power_cut_leaves_a_beginning_of_what_was_recorded(sqlite_url: str, tmp_path: Path) -> None:
    """However much of what was not yet synced is lost, the file is sound and holds the first readings, without a hole."""
    chance = random.Random(3)
    with contextmanager(opened)(sqlite_url) as store:
        open_sessions(store, "s")
        for number in range(40):
            append(store, "s", reading(f"r{number}"))
        base, wal = ((tmp_path / f"vigil.db{end}").read_bytes() for end in ("", "-wal"))
    expected = [f"r{number}" for number in range(40)]
    lengths = {len(after_a_cut(tmp_path / "cut.db", base, torn(wal, chance), expected)) for _ in range(CUTS)}
    assert len(lengths) > 10


def torn(wal: bytes, chance: random.Random) -> bytes:
    """The write-ahead log with its end missing, zeroed or garbled from some byte on."""
    cut = chance.randrange(len(wal))
    rest = len(wal) - cut
    return wal[:cut] + chance.choice([b"", bytes(rest), chance.randbytes(rest)])


def after_a_cut(path: Path, base: bytes, wal: bytes, expected: list[str]) -> list[str]:
    """The readings that are left, which are the first of those that are expected."""
    path.write_bytes(base)
    Path(f"{path}-wal").write_bytes(wal)
    Path(f"{path}-shm").unlink(missing_ok=True)
    assert integrity(path) == "ok"
    with closing(sqlite3.connect(path)) as raw:
        if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'log'").fetchone():
            return []
        found = [name for (name,) in raw.execute("SELECT id FROM log WHERE kind = 'set' ORDER BY seq")]
    assert found == expected[: len(found)]
    return found


def integrity(path: Path) -> str:
    """What SQLite says of the file."""
    with closing(sqlite3.connect(path)) as raw:
        return str(raw.execute("PRAGMA integrity_check").fetchone()[0])


@pytest.mark.postgres
def test_a_restart_of_postgresql_loses_nothing(own_postgres: Postgres) -> None:
    """When PostgreSQL crashes and comes back, every acknowledged reading is there once and every screen hears of it once."""
    heard = Heard()
    with contextmanager(opened)(own_postgres.database()) as store:
        open_sessions(store, "s")
        stop = store.follow(heard)
        before = [stored(store, f"before {number}") for number in range(5)]
        heard.wait(5)
        own_postgres.restart()
        after = [stored(store, f"after {number}") for number in range(5)]
        heard.wait(10)
        stop()
        assert heard.entries == entries(store, "s") == before + after
        assert store.verify().bad is None


def stored(store: Store, id: str) -> Entry:
    """The entry of a reading that is sent until it is acknowledged, always with the same id."""
    for _ in range(50):
        try:
            return append(store, "s", reading(id))[0]
        except StoreFailed:
            continue
    raise AssertionError(f"{id} was never stored")
