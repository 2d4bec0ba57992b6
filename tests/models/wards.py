"""Which clinic are the tests of the door about? A nurse, a session in room 1, and a clock that a test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from models.clinic import Clinic, House, NewSession, Patient, Recorded, User, operator
from models.facts import Fact
from models.store import Store
from models.vitals import MINUTE, Millis, ObservationSet

START: Millis = 1_795_000_000_000
NURSE = User(name="nina", full_name="Nina", role="nurse", password_hash="")
OPERATOR = operator("test")
IV = "iv-ketamine-40min"


@dataclass
class Clock:
    """The clinic's clock; it stands still until a test moves it."""

    now: Millis = START

    def __call__(self) -> Millis:
        return self.now


@dataclass
class Ward:
    """A clinic with one session, and how a test enters something."""

    clinic: Clinic
    clock: Clock
    session: str = ""
    numbers: count[int] = field(default_factory=count)

    def wait(self, minutes: float) -> None:
        """Let time pass."""
        self.clock.now += round(minutes * MINUTE)

    def enter(self, fact: Fact) -> Recorded:
        """The nurse enters something."""
        return self.clinic.record(self.session, fact, NURSE)

    def see(self, ago: float = 0, **values: float) -> Recorded:
        """The nurse enters a set, measured `ago` minutes ago."""
        at = self.clock.now - round(ago * MINUTE)
        return self.enter(ObservationSet(id=f"set-{next(self.numbers)}", at=at, **values))  # type: ignore[arg-type]


def patient(identifier: str = "0042") -> Patient:
    """A patient who is new."""
    return Patient(id="", name=f"Patient {identifier}", identifier=identifier)


def ward(store: Store) -> Ward:
    """A clinic with rooms 1 and 2, and a session in room 1 under the infusion protocol."""
    clock = Clock()
    made = Ward(Clinic(store, clock, "Europe/Berlin", house=House(rooms=("1", "2"))), clock)
    made.session = made.clinic.open_session(NewSession(room="1", patient=patient(), protocol=IV), NURSE).row.id
    return made
