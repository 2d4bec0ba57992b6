"""What may every test ask for? A store on each database, and a PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store import Store
from tests.databases import Postgres, absent, shared
from tests.shape.tree import ROOT

STRAY = ROOT / "vigil.db"
"""Where the default settings put the log of whoever runs Vigil in this folder."""
NOWHERE = "/nowhere/a-test-names-its-own/vigil.db"
DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(autouse=True)
def no_database_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reaches a real clinic's database, or leaves one where it was started: it names its own, or the store refuses."""
    for name in [name for name in os.environ if name.startswith("VIGIL_") and not name.startswith("VIGIL_TEST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("VIGIL_DATABASE_URL", f"sqlite:///{NOWHERE}")
    before = STRAY.exists()
    yield
    assert before or not STRAY.exists(), f"this test, or one beside it, used the default database: {STRAY}"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL 15 server that every worker of this run shares; it must not be restarted."""
    if absent():
        pytest.skip(absent())
    base = tmp_path_factory.getbasetemp()
    with shared(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) as server:
        yield server


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL 15 server of this test alone, which it may restart."""
    if absent():
        pytest.skip(absent())
    server = Postgres.make()
    yield server
    server.remove()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'vigil.db'}"


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database, once SQLite and once PostgreSQL."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("sqlite_url"))
        return
    server: Postgres = request.getfixturevalue("postgres")
    address = server.database()
    yield address
    server.drop(address)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An empty store, once on SQLite and once on PostgreSQL."""
    yield from opened(database)


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """An empty store on SQLite alone, for what does not depend on the database."""
    yield from opened(sqlite_url)


def opened(url: str) -> Iterator[Store]:
    """The store at this address, prepared, and closed after the test."""
    store = Store.open(url)
    store.migrate()
    yield store
    store.close()
