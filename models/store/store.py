"""Where is the record? The append-only log of a clinic, opened by its address."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from models.errors import StoreFailed
from models.store import batch, chain, migrating, strips
from models.store.engines import Engines, engines, to_read, to_write, told, torn
from models.store.follower import CHANNEL, Callback, Follower
from models.store.reader import Reader
from models.store.rows import Batch, Head, Verdict
from models.store.writer import Writer
from models.vitals import Millis

W = TypeVar("W", bound=Writer)


def wall_clock() -> Millis:
    """Now, by the machine's clock."""
    return time.time_ns() // 1_000_000


class Store:
    """The record of a clinic. Any number of threads and processes may share it; writers take turns.

    `clock` stamps what is logged. Every method may raise StoreFailed with a sentence that says what to do.
    """

    def __init__(self, at: Engines, clock: Callable[[], Millis] = wall_clock) -> None:
        self._at = at
        self._clock = clock
        self._followers: list[Follower] = []
        self.broken = ""
        """Why nothing more is written until the program is started anew; "" while all is well."""

    @classmethod
    def open(cls, url: str, clock: Callable[[], Millis] = wall_clock) -> Store:
        """The store at `sqlite:///FILE` or `postgresql://USER@HOST/NAME`. It is not prepared before `migrate`."""
        return cls(engines(url), clock)

    def close(self) -> None:
        """Stop the followers and close every connection."""
        for follower in self._followers:
            follower()
        self._at.dispose()

    def migrate(self) -> None:
        """Bring the tables to this version and finish an import that was interrupted; nothing happens where nothing is due."""
        if not self.is_current():
            with told(), to_write(self._at.writes) as connection:
                migrating.upgrade(connection)
        with self._turn(batch.Importer, "") as importer:
            interrupted = importer.interrupted()
        for name in interrupted:
            batch.finish(lambda: self._turn(batch.Importer, ""), name)

    def is_current(self) -> bool:
        """Whether the tables are those of this version."""
        with told(), to_read(self._at.reads) as connection:
            return migrating.is_current(connection)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """One state of the store, to ask questions of."""
        with told(), to_read(self._at.reads) as connection:
            yield Reader(connection)

    @contextmanager
    def writing(self, actor: str = "") -> Iterator[Writer]:
        """A transaction that is alone in writing; all of it is durable when the block has ended, or none of it is there.

        `actor` is who is signed in. It cannot be nested. After StoreFailed at its end the transaction may be stored or not:
        the same facts again, with the same ids, are stored once.
        """
        with self._turn(Writer, actor) as writer:
            yield writer

    @contextmanager
    def _turn(self, kind: type[W], actor: str) -> Iterator[W]:
        if self.broken:
            raise StoreFailed(self.broken)
        with told(), self._watched(), to_write(self._at.writes) as connection:
            writer = kind(connection, self._clock, actor)
            yield writer
            if writer.wrote and not self._at.sqlite:
                connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
        for follower in self._followers:
            follower.wake()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Break the store when a write or a sync failed: memory may differ from the disk, a retry acknowledge a loss."""
        try:
            yield
        except DBAPIError as error:
            if torn(error.orig):
                self.broken = f"Not saved: {error.orig}. Check the disk. Nothing more is written until Vigil is started anew."
            raise

    def append_batch(
        self, id: str, items: Iterable[strips.Item], actor: str = "", prepare: batch.Prepare = lambda _: None
    ) -> Batch:
        """Import facts of any number, all or nothing, letting live entries through; the same batch id again stores nothing.

        `items` are (session, fact) and are read once; `prepare` writes what must be there with them, such as new sessions.
        Raises as `Writer.append` does, and then nothing of it was stored.
        """
        done = batch.run(lambda: self._turn(batch.Importer, actor), id, items, prepare)
        if done is None:
            raise StoreFailed(f"The import {id} was taken away while it ran. Nothing was stored: import it again.")
        return done

    def follow(self, callback: Callback, after: int | None = None) -> Follower:
        """Hand every later fact, whichever process appended it, to the callback: in order, exactly once, from its own thread.

        `after` is the seq to begin behind, the present head when it is None. Call what is returned to stop.
        """
        start = self.head().seq if after is None else after
        follower = Follower(self._at.reads, self.reading, self._clock, callback, start)
        self._followers.append(follower)
        return follower

    def head(self) -> Head:
        """The end of the log: kept elsewhere it is a checkpoint for `verify`."""
        with self.reading() as reader:
            return reader.end()

    def verify(self, against: tuple[int, str] | None = None) -> Verdict:
        """Follow the hash chain from the first row to the last; `against` is a head that was kept elsewhere. See `chain`."""
        with self.reading() as reader, closing(reader.rows()) as rows:
            return chain.walk(rows, None if against is None else Head(*against))

    def backup(self, path: Path) -> None:
        """Copy a SQLite database to a new file while it is in use; StoreFailed when there is such a file, and on PostgreSQL."""
        if not self._at.sqlite:
            raise StoreFailed("Only the embedded database is backed up by Vigil. Use pg_dump for PostgreSQL.")
        try:
            _copy(Path(str(self._at.reads.url.database)), path)
        except (sqlite3.Error, OSError) as error:
            raise StoreFailed(f"The backup {path} was not made: {error}.") from error


def _copy(source: Path, target: Path) -> None:
    """Copy through SQLite's own backup, so that a copy is one state of the database, and check it."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE").close()  # one file, readable from a disk that cannot be written
            (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    except BaseException:
        target.unlink()
        raise
    if found != "ok":
        target.unlink()
        raise sqlite3.DatabaseError(f"the copy is damaged: {found}")
