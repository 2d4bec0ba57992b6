"""What has a follower handed out so far?"""

from __future__ import annotations

import threading

from models.store import Entry

PATIENCE = 60.0
"""Seconds after which a test gives up waiting for something that should have happened at once."""


class Heard:
    """Collects entries from the thread of a follower, and waits for them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._came = threading.Condition()

    def __call__(self, page: list[Entry]) -> None:
        with self._came:
            self.entries += page
            self._came.notify_all()

    @property
    def ids(self) -> list[str]:
        """The ids of the facts, in the order in which they were handed out."""
        return [entry.fact.id for entry in self.entries]

    def wait(self, count: int) -> list[str]:
        """The ids, as soon as there are this many."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.entries) >= count, PATIENCE), f"only {len(self.entries)} of {count} came"
            return self.ids
