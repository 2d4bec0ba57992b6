"""What do the tests of the bedside enter, and what do they look at?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.clinic import NewSession, User
from models.facts import Dose
from models.stages import Progress
from models.store import Store
from models.vitals import MINUTE, ObservationSet
from tests.models.wards import NURSE, Ward, patient, ward

NASAL = "esketamine-nasal"
OMAR = User(name="omar", full_name="Omar Haddad", role="nurse", password_hash="")
FULL = {"heart_rate": 72.0, "systolic": 124.0, "diastolic": 78.0, "spo2": 97.0, "sedation": 5.0, "dissociation": 0.0}


def nasal_ward(store: Store) -> Ward:
    """A clinic with a nasal session in room 2, for a patient of more than 65 years."""
    made = ward(store)
    old = replace(patient("0070"), birth=date(1950, 1, 1))
    made.session = made.clinic.open_session(NewSession(room="2", patient=old, protocol=NASAL), NURSE).row.id
    return made


def staffed(here: Ward) -> Ward:
    """The same ward, where Nina and Omar may sign in."""
    with here.clinic.store.writing() as db:
        for one in (NURSE, OMAR):
            db.add_user(one, "test")
    return here


def measured(here: Ward) -> Ward:
    """The same ward, once there is staff and everything was measured five minutes ago: a dose may follow."""
    staffed(here)
    here.enter(ObservationSet(id="before", at=here.clock.now - 5 * MINUTE, **FULL))  # type: ignore[arg-type]
    return here


def now(here: Ward) -> Progress:
    """How far the session is."""
    return here.clinic.session_view(here.session, here.clock.now).progress


def device(number: int, **said: object) -> Dose:
    """One nasal device."""
    name = f"device-{number}-{said.get('confirmed', False)}"
    return Dose(id=name, at=0, drug="Esketamine", amount=28, device=number, **said)  # type: ignore[arg-type]


def infusion(**said: object) -> Dose:
    """An infusion of ketamine."""
    return Dose(id="pump", at=0, drug="Ketamine", amount=36, route="IV", **said)  # type: ignore[arg-type]
