"""Would an alarm still reach a screen? A test alert, worked out like any other, goes the whole way every half minute."""

from __future__ import annotations

from collections.abc import Callable

from models import protocol
from models.alerts import fold
from models.errors import VigilError
from models.facts import Fact, Opened
from models.hub import Change, Hub
from models.limits import Level
from models.rooms import SessionView
from models.store import Patient, SessionRow
from models.vitals import Millis, ObservationSet

NAME = "trial"
"""The session of the test alert: no session of the clinic has this name, and no screen shows it."""
EVERY: Millis = 30_000
STALE: Millis = 75_000
"""After this long without a test alert nothing can be relied on; a screen goes by the same time."""
_PROTOCOL = "iv-ketamine-40min"
_FACTS: tuple[Fact, ...] = (Opened(id="trial-open", at=1), ObservationSet(id="trial-set", at=2, systolic=210, diastolic=125))


class Untried(VigilError):
    """The test alert was not raised: real ones may not be raised either."""


def trial(now: Millis) -> SessionView:
    """A tiny session that is always the same and must raise a high alert; `Untried` when it does not. `now` is said in it."""
    under = protocol.load(_PROTOCOL)
    picture = fold(under, _FACTS, 3)
    if not any(alert.signal == "systolic" and alert.level is Level.HIGH for alert in picture.standing):
        raise Untried("The test alert was not raised: 210/125 mmHg must be high. Restart Vigil; watch the patients until it is.")
    row = SessionRow(id=NAME, patient=NAME, room=NAME, protocol=under.digest, opened_at=now)
    return SessionView(row, Patient(id=NAME, name=NAME), picture, 0, 0)


class Trials:
    """The test alerts of this process. `last` is the latest that was raised, for a screen that comes in between."""

    def __init__(self, hub: Hub, clock: Callable[[], Millis]) -> None:
        self._hub, self._clock = hub, clock
        self.last: SessionView | None = None

    def run(self) -> Millis:
        """Raise one and hand it to every screen that listens; when it was. `Untried` when there is none to hand out."""
        now = self._clock()
        self.last = trial(now)
        self._hub.publish(Change(NAME, (), self.last))
        return now
