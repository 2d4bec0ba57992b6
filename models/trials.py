"""Would an alarm still reach a screen? A test alert, stored and judged like any other, goes the whole way every half minute."""

from __future__ import annotations

from collections.abc import Callable

from models import protocol
from models.alerts import fold
from models.errors import VigilError
from models.facts import Fact, Opened
from models.hub import Change, Hub
from models.limits import Level
from models.rooms import SessionView
from models.store import Patient, SessionRow, Store, Tried
from models.vitals import Millis, ObservationSet

NAME = "trial"
"""The session of the test alert: no session of the clinic has this name, and no screen shows it."""
EVERY: Millis = 30_000
STALE: Millis = 75_000
"""After this long without a test alert nothing can be relied on; a screen goes by the same time."""
_PROTOCOL = "iv-ketamine-40min"
_SYSTOLIC, _DIASTOLIC = 210.0, 125.0


class Untried(VigilError):
    """The test alert was not raised: real ones may not be raised either."""


def trial(tried: Tried) -> SessionView:
    """A tiny session with this one pressure, which must raise a high alert; `Untried` when it does not. It says `tried.at`."""
    under, now = protocol.load(_PROTOCOL), tried.at
    seen = ObservationSet(id="trial-set", at=2, systolic=tried.systolic, diastolic=tried.diastolic)
    facts: tuple[Fact, ...] = (Opened(id="trial-open", at=1), seen)
    picture = fold(under, facts, 3)
    if not any(alert.signal == "systolic" and alert.level is Level.HIGH for alert in picture.standing):
        raise Untried("The test alert was not raised: 210/125 mmHg must be high. Restart Vigil; watch the patients until it is.")
    row = SessionRow(id=NAME, patient=NAME, room=NAME, protocol=under.digest, opened_at=now)
    return SessionView(row, Patient(id=NAME, name=NAME), picture, 0, 0)


class Trials:
    """The test alerts of this process. `last` is the latest that was raised, for a screen that comes in between."""

    def __init__(self, store: Store, hub: Hub, clock: Callable[[], Millis]) -> None:
        self._store, self._hub, self._clock = store, hub, clock
        self.last: SessionView | None = None

    def run(self) -> Millis:
        """Store one, read it back, judge it and hand it to every screen that listens; when it was.

        `Untried` when there is none to hand out, `StoreFailed` when it cannot be stored: then no reading can.
        """
        now = self._clock()
        with self._store.writing() as db:
            db.keep_trial(Tried(now, _SYSTOLIC, _DIASTOLIC))
        with self._store.reading() as db:
            kept = db.trial()
        if kept is None or kept.at < now - EVERY:  # another process may have written a later one meanwhile
            raise Untried("The test alert was written and is not there. Look at the database; watch the patients.")
        self.last = trial(kept)
        self._hub.publish(Change(NAME, (), self.last))
        return now
