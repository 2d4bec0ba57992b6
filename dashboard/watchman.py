"""Is anybody still looking at the clock? One thread that says what time alone makes due, and can be seen to do so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from models.errors import VigilError
from models.vitals import Millis

log = logging.getLogger(__name__)
EVERY = 1.0
"""Seconds between two looks: an overdue check is said within this time."""
STALE: Millis = 15_000
"""After this long without a complete look the process is not healthy."""


class Watchman:
    """Calls `look` every second. `checked` is when the last complete look was; it stands still while looking fails."""

    def __init__(self, look: Callable[[], Millis], clock: Callable[[], Millis]) -> None:
        self._look, self._clock = look, clock
        self._stop = Event()
        self._thread: Thread | None = None
        self.checked: Millis = 0
        self.trouble = ""

    @property
    def watching(self) -> bool:
        """Whether it was started, and not stopped since."""
        return self._thread is not None and not self._stop.is_set()

    def start(self) -> None:
        """Look once, then go on in a thread of its own."""
        self.look()
        self._thread = Thread(target=self._run, name="vigil-watchman", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)

    def look(self) -> None:
        """One look. Whatever goes wrong is kept for /healthz and tried again: the next look may succeed."""
        try:
            self.checked = self._look()
            self.trouble = ""
        except VigilError as error:
            if str(error) != self.trouble:
                log.warning("The alerts could not be checked: %s", error)
            self.trouble = str(error)
        except Exception as error:
            if repr(error) != self.trouble:
                log.exception("The alerts could not be checked.")
            self.trouble = repr(error)

    def complaint(self) -> str:
        """Why the alerts cannot be relied on, "" when they can, or when nobody asked for watching."""
        if self._thread is None:
            return ""
        if self.trouble:
            return "the alerts of a running session could not be checked"
        late = self._clock() - self.checked
        return f"the alerts were last checked {late // 1000} s ago" if late > STALE else ""

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            self.look()
