"""Is anybody still looking at the clock? One thread that says what time alone makes due, and can be seen to do so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from models.errors import VigilError
from models.trials import EVERY as TRIAL_EVERY
from models.trials import STALE as TRIAL_STALE
from models.vitals import Millis

log = logging.getLogger(__name__)
EVERY = 1.0
"""Seconds between two looks: an overdue check is said within this time."""
STALE: Millis = 15_000
"""After this long without a complete look the process is not healthy."""
Work = Callable[[], Millis]
"""Something that is done again and again; what it gives is when it was done."""


class Duty:
    """Work that is done again and again. `done` is when it last succeeded; it stands still while it fails, `trouble` says why."""

    def __init__(self, work: Work, failing: str) -> None:
        self._work, self._failing = work, failing
        self.done: Millis = 0
        self.trouble = ""

    def do(self) -> None:
        """Once. Whatever goes wrong is kept for /healthz and tried again: the next time may succeed."""
        try:
            self.done = self._work()
            self.trouble = ""
        except VigilError as error:
            if str(error) != self.trouble:
                log.warning("%s: %s", self._failing, error)
            self.trouble = str(error)
        except Exception as error:
            if repr(error) != self.trouble:
                log.exception("%s.", self._failing)
            self.trouble = repr(error)


class Watchman:
    """Calls `look` every second and, where there is one, `trial` every half minute: neither keeps the other from it."""

    def __init__(self, look: Work, clock: Callable[[], Millis], trial: Work | None = None) -> None:
        self._looking = Duty(look, "The alerts could not be checked")
        self._trying = None if trial is None else Duty(trial, "The test alert could not be raised")
        self._clock = clock
        self._next: Millis = 0
        self._stop = Event()
        self._thread: Thread | None = None

    @property
    def checked(self) -> Millis:
        """When the last complete look was; it stands still while looking fails."""
        return self._looking.done

    @property
    def trouble(self) -> str:
        """Why the last look failed, "" when it did not."""
        return self._looking.trouble

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
        """One look, and the test alert when it is due."""
        self._looking.do()
        now = self._clock()
        if self._trying is not None and not self._next - TRIAL_EVERY <= now < self._next:
            self._next = now + TRIAL_EVERY
            self._trying.do()

    def complaint(self) -> str:
        """Why the alerts cannot be relied on, "" when they can, or when nobody asked for watching."""
        if self._thread is None:
            return ""
        if self.trouble:
            return "the alerts of a running session could not be checked"
        late = self._clock() - self.checked
        return f"the alerts were last checked {late // 1000} s ago" if late > STALE else self._untried()

    def _untried(self) -> str:
        """Why a real alarm might not reach a screen, "" when the test alert does."""
        if self._trying is None:
            return ""
        if self._trying.trouble:
            return "the test alert could not be raised"
        late = self._clock() - self._trying.done
        return f"the last test alert was raised {late // 1000} s ago" if late > TRIAL_STALE else ""

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            self.look()
