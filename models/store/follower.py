"""What is new? A thread that hands every new fact, in order and exactly once, to whoever shows it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from models.errors import VigilError
from models.store.engines import to_watch
from models.store.reader import Reader
from models.store.rows import Entry
from models.vitals import Millis

logger = logging.getLogger(__name__)

POLL = 0.05
"""Seconds between two looks at `PRAGMA data_version`, which tells of commits of other processes (p95 56 ms, 1.9 % of a core)."""
LISTEN = 0.25
"""Seconds that PostgreSQL may say nothing before it is asked, so that a lost connection is noticed."""
RETRY = 0.1
"""Seconds before a lost database is tried again."""
PAGE = 10_000
CHANNEL = "vigil"

Callback = Callable[[list[Entry]], None]
Reading = Callable[[], AbstractContextManager[Reader]]
Bell = Callable[[], bool]
"""Waits a moment; whether there may be something new."""


class Follower:
    """Follows the log from `after` on. Calling it stops it. An error of the callback is logged; its page is not handed out again.

    `checked` is when the database was last seen to answer, by the store's clock: a screen that shows it cannot be stale unseen.
    """

    def __init__(self, engine: Engine, reading: Reading, clock: Callable[[], Millis], callback: Callback, after: int) -> None:
        self._engine = engine
        self._reading = reading
        self._clock = clock
        self._callback = callback
        self._last = after
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self.checked: Millis = clock()
        self._thread = threading.Thread(target=self._run, name="vigil-follower", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def wake(self) -> None:
        """Look at once: this process has committed something."""
        self._woken.set()

    def __call__(self) -> None:
        """Stop, and wait until the callback has returned; a callback that stops its own follower does not wait for itself."""
        self._stopped.set()
        self._woken.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                with self._bell() as rings:
                    self._follow(rings)
            except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error, VigilError) as error:
                logger.warning("The database does not answer the follower (%s); it is tried again.", type(error).__name__)
                self._stopped.wait(RETRY)

    def _follow(self, rings: Bell) -> None:
        """Hand out what was missed before the bell was hung up, then whatever it rings for."""
        self._catch_up()
        while not self._stopped.is_set():
            if rings():
                self._catch_up()
            self.checked = self._clock()

    def _catch_up(self) -> None:
        more = True
        while more and not self._stopped.is_set():
            with self._reading() as reader:
                head, page = reader.head(), reader.since(self._last, limit=PAGE)
            more = len(page) == PAGE
            self._last = page[-1].seq if more else max(head, self._last)
            if page:
                self._hand_out(page)

    def _hand_out(self, page: list[Entry]) -> None:
        try:
            self._callback(page)
        except Exception:
            logger.exception("Entries %s to %s could not be shown.", page[0].seq, page[-1].seq)

    def _bell(self) -> AbstractContextManager[Bell]:
        return _data_version(self._engine, self._woken) if self._engine.dialect.name == "sqlite" else _notified(self._engine)


@contextmanager
def _data_version(engine: Engine, woken: threading.Event) -> Iterator[Bell]:
    """Rings when this process wakes it, and when SQLite says that another connection has committed."""
    with to_watch(engine) as connection:
        seen = version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()

        def rings() -> bool:
            nonlocal seen, version
            local = woken.wait(POLL)
            woken.clear()
            seen, version = version, connection.exec_driver_sql("PRAGMA data_version").scalar_one()
            return local or seen != version

        yield rings


@contextmanager
def _notified(engine: Engine) -> Iterator[Bell]:
    """Rings when PostgreSQL notifies, and every `LISTEN` seconds; what it notifies of is read from the log."""
    with to_watch(engine) as connection:
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")
        raw: Any = connection.connection.driver_connection

        def rings() -> bool:
            for _ in raw.notifies(timeout=LISTEN, stop_after=1):
                pass
            return True

        try:
            yield rings
        finally:
            connection.invalidate()  # a connection that listens does not go back to the pool
