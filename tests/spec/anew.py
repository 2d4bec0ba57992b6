"""What do the stories of silence need? A clinic of one session on a clock that a test moves, whose server can be started anew."""

from __future__ import annotations

from models.alerts import Picture
from models.clinic import Clinic, House, NewSession, Patient, User
from models.facts import Acknowledged, Fact, Raised
from models.limits import Level
from models.rooms import SessionView
from models.store import Store
from models.vitals import Millis, ObservationSet
from tests.spec.ward import DAY

HIGH = "10:20 BP 204/104"
NURSE = User(name="nina", full_name="Nina", role="nurse", password_hash="")
IV = "iv-ketamine-40min"


class Ward:
    """A clinic with one session in room 1, on a clock that a test moves."""

    def __init__(self, store: Store) -> None:
        self.now: Millis = DAY
        self.clinic = Clinic(store, lambda: self.now, house=House(rooms=("1",), sound=True))
        wanted = NewSession(room="1", patient=Patient(id="", name="Ruth", identifier="1"), protocol=IV)
        self.session = self.clinic.open_session(wanted, NURSE).row.id

    def enter(self, fact: Fact, who: User = NURSE) -> None:
        """Somebody enters something."""
        self.clinic.record(self.session, fact, who)

    def see(self, name: str, ago: Millis = 0, **values: float) -> None:
        """The nurse enters a set, measured `ago` ms ago."""
        self.enter(ObservationSet(id=name, at=self.now - ago, **values))  # type: ignore[arg-type]

    def acknowledge(self, name: str, signal: str = "systolic", who: User = NURSE) -> None:
        """Somebody answers an alert."""
        self.enter(Acknowledged(id=name, at=0, signal=signal), who)

    def restart(self) -> None:
        """The server is gone, and comes back with what is in the database."""
        self.clinic = Clinic(self.clinic.store, self.clinic.clock, house=self.clinic.house)

    @property
    def view(self) -> SessionView:
        """The session as every screen shows it now."""
        return self.clinic.session_view(self.session, self.now)

    def said(self) -> list[Raised]:
        """What Vigil said, in the order of the log."""
        return [entry.fact for entry in self.clinic.entries(self.session) if isinstance(entry.fact, Raised)]


def loud(now: Picture) -> set[str]:
    """Which alerts are to be heard, as signal and direction."""
    return {f"{a.signal} {a.direction}" for a in now.standing if a.level >= Level.MEDIUM and a.acknowledged_at is None}
