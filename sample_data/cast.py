"""Who appears in the demo: invented staff and patients, and which treatment each patient is having."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from random import Random

from models.vitals import Millis, Symptom
from sample_data.population import Person, Route, person

SEED = 7
"""The seed of the demo, chosen because its ten weeks show something of everything: highs, sickness, sedation, quiet days."""
ROOMS = ("1", "2", "3", "4", "5", "6")
"""The rooms of the demo clinic."""

PROTOCOLS = ((Route.IV, "iv-ketamine-40min"), (Route.NASAL, "esketamine-nasal"))


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """Somebody who can sign in to the demo; `name` is what facts carry in `by`."""

    name: str
    full_name: str
    role: str


STAFF = (
    DemoStaff("petra", "Petra Demo", "nurse"),
    DemoStaff("omar", "Omar Demo", "nurse"),
    DemoStaff("lin", "Dr Lin Demo", "clinician"),
    DemoStaff("kit", "Kit Demo", "administrator"),
)
NURSES = tuple(one.name for one in STAFF if one.role == "nurse")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPatient:
    """An invented patient; `identifier` always begins with DEMO-."""

    id: str
    name: str
    birth: date
    identifier: str
    allergies: str = "none known"

    def age(self, at: Millis) -> float:
        """Age in years at this instant."""
        return (datetime.fromtimestamp(at / 1000, tz=UTC).date() - self.birth).days / 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One patient's course: by which route, how many sessions so far, where and at which hour (UTC).

    `prone` is what makes the demo show something of everything: a fixed leaning where the dice could leave the ten patients dull.
    """

    patient: DemoPatient
    route: Route
    count: int
    room: str
    hour: int
    prone: str = ""

    @property
    def protocol_name(self) -> str:
        """The shipped protocol of this route."""
        return dict(PROTOCOLS)[self.route]

    def person(self, seed: int, at: Millis) -> Person:
        """The body of this patient: the same for a seed, whichever session is asked for."""
        drawn = person(Random(f"{seed}/{self.patient.id}"), self.route, self.patient.age(at))
        return _leaning(drawn, self.prone)


def _leaning(drawn: Person, prone: str) -> Person:
    if prone == "pressure":
        return replace(drawn, systolic=136.0, diastolic=85.0, lean=(2.4, 1.3))
    if prone == "dissociation":
        return replace(drawn, drifts=True, depth=3, troubled_by=(Symptom.DIZZINESS, Symptom.ANXIETY))
    if prone == "sickness":
        return replace(drawn, drowses=True, troubled_by=(Symptom.NAUSEA, Symptom.VOMITING, Symptom.DIZZINESS))
    if prone == "oxygen":
        return replace(drawn, drowses=True, desaturates=True, spo2=96.6)
    return drawn


def _patient(number: int, name: str, birth: str, allergies: str = "none known") -> DemoPatient:
    return DemoPatient(
        id=f"demo-{number:02}",
        name=name,
        birth=date.fromisoformat(birth),
        identifier=f"DEMO-{1000 + number}",
        allergies=allergies,
    )


def bookings() -> tuple[Booking, ...]:
    """The ten courses of the demo clinic; the first four patients are being treated now, in rooms 1 to 4."""
    iv, nasal = Route.IV, Route.NASAL
    return (
        Booking(patient=_patient(1, "Ada Teststone", "1984-03-12"), route=nasal, count=9, room="1", hour=9),
        Booking(patient=_patient(2, "Bo Samplewell", "1971-11-02"), route=iv, count=7, room="2", hour=9, prone="pressure"),
        Booking(patient=_patient(3, "Cleo Mockridge", "1992-06-25", "penicillin"), route=nasal, count=8, room="3", hour=9),
        Booking(patient=_patient(4, "Dov Fakenby", "1966-01-30"), route=iv, count=7, room="4", hour=9, prone="dissociation"),
        Booking(patient=_patient(5, "Esme Placeholder", "1952-08-17", "latex"), route=nasal, count=7, room="5", hour=9),
        Booking(patient=_patient(6, "Finn Demoway", "1999-04-04"), route=iv, count=5, room="6", hour=9),
        Booking(patient=_patient(7, "Gus Trialby", "1978-12-21"), route=nasal, count=4, room="1", hour=13, prone="sickness"),
        Booking(
            patient=_patient(8, "Hana Specimen", "1988-02-09"), route=nasal, count=8, room="2", hour=13, prone="dissociation"
        ),
        Booking(patient=_patient(9, "Ivo Nonesuch", "1963-07-06", "ondansetron"), route=iv, count=4, room="3", hour=13),
        Booking(patient=_patient(10, "June Makebelieve", "1975-10-14"), route=nasal, count=6, room="4", hour=13, prone="oxygen"),
    )
