"""How is the database reached? Connections to SQLite and PostgreSQL, made so that what was acknowledged survives."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models.errors import Conflict, StoreFailed

PATIENCE = 10.0
"""Seconds that a writer waits for its turn before it says that it could not."""
RECONNECT = 2.0
"""Seconds that PostgreSQL may be away, as when it restarts, before a caller is told; nothing was sent until then."""
NAP = 0.001
"""Seconds between two tries for the lock of SQLite: its own busy_timeout naps 100 ms and starves behind an import."""
LOCK = int.from_bytes(b"vigil", "big")
"""The advisory lock by which the writers of a PostgreSQL database take turns."""
PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON")

_PLAIN = "begin"
"""The execution option that holds the statement by which SQLite begins; "" for none."""


class Engines(NamedTuple):
    """Where is read and where is written: writers have one connection per process, so they wait in line and not in a race."""

    reads: Engine
    writes: Engine

    @property
    def sqlite(self) -> bool:
        """Whether it is the embedded database."""
        return self.reads.dialect.name == "sqlite"

    def dispose(self) -> None:
        """Close every connection."""
        self.reads.dispose()
        self.writes.dispose()


def engines(address: str) -> Engines:
    """Connect to `sqlite:///FILE` or `postgresql://…`; StoreFailed for any other address.

    A SQLite file that is made here can be read by its owner only.
    """
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        _own(Path(str(url.database)))
        reads, writes = _sqlite(url, pool_size=10, max_overflow=30), _sqlite(url, pool_size=1, max_overflow=0)
        event.listen(reads, "connect", _only_read)
        return Engines(reads, writes)
    return Engines(_postgresql(url, pool_size=10, max_overflow=30), _postgresql(url, pool_size=1, max_overflow=0))


def _url(address: str) -> URL:
    known = "Use sqlite:///FILE or postgresql://USER@HOST/NAME."
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise StoreFailed(f"The address of the database cannot be read. {known}") from error
    if url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}:
        return url.set(drivername="sqlite")
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise StoreFailed(f"The database {url.render_as_string()} cannot be used. {known}")


def _own(path: Path) -> None:
    """Make the file before SQLite does, so that nobody else on the machine can read it; -wal and -shm take its mode.

    One that is there is not opened: closing it again would end the locks that this process holds on it through SQLite, and
    another process that closes would then take the write-ahead log away from under it.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        if not (path.is_file() and os.access(path, os.R_OK | os.W_OK)):
            raise StoreFailed(f"The database {path} is no file that can be read and written. Check it and its rights.") from error
    except OSError as error:
        raise StoreFailed(f"The database {path} cannot be opened: {error.strerror}. Check the folder and its rights.") from error


def _sqlite(url: URL, **pool: int) -> Engine:
    engine = create_engine(url, connect_args={"isolation_level": None}, pool_timeout=PATIENCE, hide_parameters=True, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in PRAGMAS:
        _set(connection, f"PRAGMA {pragma}")


def _set(connection: sqlite3.Connection, pragma: str) -> None:
    """SQLite does not wait for its turn to make a new file one with a write-ahead log: programs that start together failed."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute(pragma).close()
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(NAP)
        else:
            return


def _only_read(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON").close()


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get(_PLAIN, "BEGIN")
    if statement == "BEGIN IMMEDIATE":
        _take_turn(connection.connection.driver_connection)
    elif statement:
        connection.exec_driver_sql(statement)


def _take_turn(raw: Any) -> None:
    """BEGIN IMMEDIATE as soon as no other process writes; StoreFailed after `PATIENCE`."""
    raw.execute("PRAGMA busy_timeout=0").close()
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE").close()
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY:
                raise StoreFailed(sentence(error)) from error
            if time.monotonic() > deadline:
                raise StoreFailed(f"Not saved: another program has been writing for {PATIENCE:g} s. Enter it again.") from error
            time.sleep(NAP)
        else:
            return


def _postgresql(url: URL, **pool: int) -> Engine:
    limits = {"options": f"-c lock_timeout={int(PATIENCE * 1000)} -c timezone=UTC", "connect_timeout": int(PATIENCE)}
    return create_engine(url, connect_args=limits, pool_pre_ping=True, pool_timeout=PATIENCE, hide_parameters=True, **pool)


@contextmanager
def to_read(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that sees one state of the database from its first read to its end."""
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with connected(engine).execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def to_write(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that is alone in writing, committed at the end, rolled back when an error leaves it."""
    with connected(engine).execution_options(begin="BEGIN IMMEDIATE") as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        yield connection


@contextmanager
def to_watch(engine: Engine) -> Iterator[Connection]:
    """A connection outside any transaction."""
    # on SQLite this level would, when the connection goes back to the pool, bring back transactions that the driver begins
    options = {"begin": ""} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    with connected(engine).execution_options(**options) as connection:
        yield connection


def connected(engine: Engine) -> Connection:
    """A connection; PostgreSQL is tried for `RECONNECT` seconds."""
    deadline = time.monotonic() + RECONNECT
    while True:
        try:
            return engine.connect()
        except OperationalError:
            if engine.dialect.name == "sqlite" or time.monotonic() > deadline:
                raise
            time.sleep(50 * NAP)


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database says into the errors of Vigil, in a sentence, without the values of the statement."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(f"Not saved: it contradicts what is stored already ({_first_line(error)}).") from error
    except DBAPIError as error:
        raise StoreFailed(sentence(error.orig)) from error
    except PoolTimeout as error:
        raise StoreFailed(f"The database is busy: no turn came within {PATIENCE:g} s. Nothing was saved: try again.") from error
    except SQLAlchemyError as error:
        raise StoreFailed(f"The database could not be used: {_first_line(error)}.") from error


def sentence(error: BaseException | None) -> str:
    """What happened and what to do, for one error of a driver."""
    code = _code(error)
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    if code == sqlite3.SQLITE_FULL or "DiskFull" in type(error).__name__:
        return "Not saved: the disk of the database is full. Free space, then enter it again."
    if "no such table" in said or "UndefinedTable" in type(error).__name__:
        return "The database is not prepared for this version. Run `vigil migrate`."
    return f"The database could not be used: {said}. What was not acknowledged is not saved: enter it again."


def torn(error: BaseException | None) -> bool:
    """Whether the file could not be written or synced: nothing more may be promised of it until it was opened anew."""
    return _code(error) == sqlite3.SQLITE_IOERR


def _code(error: BaseException | None) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _first_line(error: SQLAlchemyError) -> str:
    said = str(getattr(error, "orig", None) or error).splitlines()
    return said[0] if said else type(error).__name__
