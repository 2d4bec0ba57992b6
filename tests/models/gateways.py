"""A gateway in front of a clinic, for tests of what it takes."""

from __future__ import annotations

from dataclasses import dataclass, field

import hl7

from models.clinic import NewSession
from models.gateway import Gateway
from models.intake import Answers
from models.intake.mllp import Frame
from models.store import Rejection
from models.vitals import ObservationSet
from tests.models.wards import IV, NURSE, OPERATOR, Ward, patient
from tests.monitors import at, message

MONITORS = {"ICU^2^A": "2", "B7": "1"}


@dataclass
class Line:
    """A gateway in front of a clinic: patient 0042 is in room 1, nobody is in room 2."""

    ward: Ward
    gateway: Gateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = Gateway(self.ward.clinic, Answers(clinic_zone="Europe/Berlin"), MONITORS)

    def send(self, text: str, fault: str = "") -> tuple[str, str]:
        """MSA-1 and MSA-3 of the answer to a message."""
        answer = hl7.parse(self.gateway.take(Frame(text.encode(), fault), "10.0.0.7").decode())
        said = answer.segment("MSA")
        return str(said[1]), str(said[3]).replace(r"\S" "\\", "^") if len(said) > 3 else ""

    def sends(self, bed: str = "^^1", who: str = "0042", device: str = "", **values: float | str) -> tuple[str, str]:
        """The answer to a message of now with these values."""
        return self.send(message("1", at=at(self.ward.clock.now), bed=bed, patient=who, device=device, **values))

    def open(self, room: str, identifier: str) -> str:
        """Somebody else comes into a room."""
        wanted = NewSession(room=room, patient=patient(identifier), protocol=IV)
        return self.ward.clinic.open_session(wanted, NURSE).row.id

    def stored(self, session: str = "") -> list[tuple[str, float | None]]:
        """Who measured which heart rate in a session."""
        facts = [entry.fact for entry in self.ward.clinic.entries(session or self.ward.session)]
        return [(fact.by, fact.heart_rate) for fact in facts if isinstance(fact, ObservationSet)]

    def rejected(self) -> list[Rejection]:
        """What was kept for the administrator."""
        return list(self.gateway.rejected(OPERATOR, 5_000))
