"""Who wants to hear of changes? Subscribers get every change in order, or learn at once that they lost one."""

from __future__ import annotations

from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.rooms import SessionView
    from models.store import Entry

WAITING = 10_000
"""Changes that may wait for a slow subscriber; with one more it is dropped, and starts over instead of lagging."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened in one session: new entries (none when time did it), and the view when alerts, checks or state changed."""

    session: str
    entries: tuple[Entry, ...]
    view: SessionView | None
    running: bool = True


class Subscription:
    """The changes of one session, or (None) of all running ones, for one listener."""

    def __init__(self, hub: Hub, session: str | None) -> None:
        self.session = session
        self.lost = False
        self._hub = hub
        self._changes: SimpleQueue[Change | None] = SimpleQueue()

    def get(self, timeout: float) -> Change | None:
        """The next change; None when `timeout` seconds passed without one, or when the hub closed."""
        try:
            return self._changes.get(timeout=timeout)
        except Empty:
            return None

    def wants(self, change: Change) -> bool:
        """Whether this change is about what is listened to."""
        return change.running if self.session is None else change.session == self.session

    def put(self, change: Change | None) -> None:
        """Hand over a change (None = wake up, nothing more comes); a listener that is too slow is told that it lost some."""
        if change is None or self._changes.qsize() >= WAITING:
            self.lost = True
            change = None
        self._changes.put(change)

    def wake(self) -> None:
        """Have `get` return at once, with None."""
        self._changes.put(None)

    def close(self) -> None:
        """Hear nothing more."""
        self._hub.leave(self)


class Hub:
    """All subscriptions of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._subscriptions: tuple[Subscription, ...] = ()

    def subscribe(self, session: str | None) -> Subscription:
        """Hear of every change from now on."""
        subscription = Subscription(self, session)
        with self._lock:
            self._subscriptions += (subscription,)
        return subscription

    def leave(self, subscription: Subscription) -> None:
        """Forget a subscription."""
        with self._lock:
            self._subscriptions = tuple(s for s in self._subscriptions if s is not subscription)

    def publish(self, change: Change) -> None:
        """Hand a change to everybody who wants it."""
        for subscription in self._subscriptions:
            if subscription.wants(change):
                subscription.put(change)

    def close(self) -> None:
        """Tell everybody that something was lost: each starts over, and catches up from the log."""
        for subscription in self._subscriptions:
            subscription.put(None)
