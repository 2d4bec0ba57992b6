"""The tables: both databases get the very same ones, and an older or a newer database is never misread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from models.errors import StoreFailed
from models.store import Store, migrating
from models.store.tables import metadata
from tests.models.store.ward import append, entries, ids, open_sessions, reading, sql


def test_the_migrations_make_the_tables_that_the_code_expects(store: Store, database: str) -> None:
    """A database that was brought here step by step is laid out as the code says, on both databases."""
    engine = create_engine(database)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    engine.dispose()
    assert differences == []


def test_migrating_again_changes_nothing(store: Store) -> None:
    """Every start may migrate; what is recorded stays."""
    open_sessions(store, "s")
    append(store, "s", reading("r"))
    store.migrate()
    assert store.is_current()
    assert ids(entries(store, "s")) == ["r"]


def test_the_last_migration_is_the_one_that_alembic_ends_with() -> None:
    """Whether a database is of this version is answered without loading what only an upgrade needs."""
    heads = ScriptDirectory(str(migrating.HERE)).get_heads()
    assert heads == [migrating.latest()]


def test_several_processes_may_migrate_at_once(sqlite_url: str) -> None:
    """The workers of a server that starts all find a database that is ready."""
    stores = [Store.open(sqlite_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Store.migrate, stores))
    assert [store.is_current() for store in stores] == [True] * 4
    for store in stores:
        store.close()


def test_a_database_that_is_not_prepared_says_what_to_do(sqlite_url: str) -> None:
    """Whoever opens an empty file is told to migrate it, and sees no traceback of the database."""
    store = Store.open(sqlite_url)
    assert not store.is_current()
    with pytest.raises(StoreFailed, match="vigil migrate"):
        store.head()
    store.close()


def test_a_newer_database_is_left_alone(store: Store, database: str) -> None:
    """A database of a later version is refused with a sentence, and nothing in it is changed."""
    sql(database, "UPDATE alembic_version SET version_num = '9999'")
    assert not store.is_current()
    with pytest.raises(StoreFailed, match="newer Vigil"):
        store.migrate()


def test_a_migration_that_fails_leaves_the_database_as_it_was(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are made all or none, also when the program is ended in between."""
    upgrade = command.upgrade

    def ends(*arguments: Any) -> None:
        upgrade(*arguments)
        raise KeyboardInterrupt

    store = Store.open(sqlite_url)
    with monkeypatch.context() as patched:
        patched.setattr(command, "upgrade", ends)
        with pytest.raises(KeyboardInterrupt):
            store.migrate()
    assert not store.is_current()
    store.migrate()
    assert store.is_current()
    store.close()


def test_every_migration_is_shipped() -> None:
    """The migrations are found beside the code that runs them, wherever that is installed."""
    assert {path.name for path in migrating.HERE.iterdir()} >= {"env.py", "script.py.mako", "versions"}
    assert Path(migrating.HERE, "versions", "r0001_the_log.py").exists()
