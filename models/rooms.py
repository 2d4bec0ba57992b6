"""What do the screens look at? Rooms, and the sessions that run in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.alerts import Alert, Level, Picture
from models.entry import LATE
from models.facts import Raised
from models.parts import Part
from models.stages import Progress, progress
from models.store import Entry, Patient, SessionRow
from models.vitals import Millis

if TYPE_CHECKING:
    from models.trends import Past


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session at one instant: what was fixed when it was opened, whose it is, and its picture.

    `seq` and `revision` are those of the last entry that is in the picture: what comes later has a larger one. `said` is
    everything that Vigil has said in it, in the order in which it did; `log` the facts that say how far it is.
    """

    row: SessionRow
    patient: Patient
    picture: Picture
    seq: int
    revision: int
    said: tuple[Raised, ...] = ()
    log: tuple[Part, ...] = ()

    @property
    def progress(self) -> Progress:
        """How far the session is, and why not further."""
        return progress(self.picture, self.log, self.picture.now, self.patient.birth)

    def said_at(self, alert: Alert) -> Millis:
        """Since when staff can know how urgent an alert is: of what was entered late, since it was entered.

        It is never before the alert became so urgent. An entry that moves the beginning back does not begin the wait anew.
        """
        level = alert.rises[-1].to
        heard = (
            said.received
            for said in self.said
            if said.at >= alert.since
            and (said.signal, said.direction) == (alert.signal, alert.direction)
            and Level.named(said.priority) >= level
        )
        return max(alert.since, next(heard, alert.since))

    def sounds(self, alert: Alert) -> bool:
        """Whether an alert is to be heard: medium or high, not acknowledged, not over already when it was entered late."""
        if alert.level < Level.MEDIUM or alert.acknowledged_at is not None:
            return False
        late = self.said_at(alert) - alert.since > LATE
        return not late or self.picture.lasts(alert)

    @property
    def phase(self) -> str:
        """pre-dose, running or ended."""
        if self.picture.ended_at is not None:
            return "ended"
        return "pre-dose" if self.picture.first_dose is None else "running"


@dataclass(frozen=True, slots=True)
class RoomView:
    """One room of the board; `session` is None while it is free."""

    room: str
    session: SessionView | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it is stored, with the session after it. `new` is False when the same entry had been stored before."""

    entry: Entry
    view: SessionView
    new: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """All sessions of one patient, the oldest first, each judged by the protocol that was in force then."""

    patient: Patient
    sessions: tuple[Past, ...]
