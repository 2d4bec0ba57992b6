"""Is somebody guessing passwords? At most so many tries a minute for each name and address."""

from __future__ import annotations

from collections import OrderedDict, deque
from threading import Lock

from models.errors import TooMany
from models.vitals import MINUTE, Millis


class Throttle:
    """Counts tries per key over the last minute; `most` are let through. It remembers at most `keys` keys, the latest ones."""

    def __init__(self, most: int, keys: int = 10_000) -> None:
        self.most, self.keys = most, keys
        self._tries: OrderedDict[str, deque[Millis]] = OrderedDict()
        self._lock = Lock()

    def count(self, key: str, now: Millis) -> None:
        """Count one try; `TooMany` when there were `most` in the minute before, and then it does not count."""
        with self._lock:
            tries = self._tries.setdefault(key, deque(maxlen=self.most))
            self._tries.move_to_end(key)
            if len(tries) == self.most and now - tries[0] < MINUTE:
                raise TooMany(f"Too many tries. Wait {max(1, (tries[0] + MINUTE - now) // 1000)} s and try again.")
            tries.append(now)
            while len(self._tries) > self.keys:
                self._tries.popitem(last=False)
