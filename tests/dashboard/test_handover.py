"""Does the handover say of every room what the next nurse must know, with the time of each number?"""

from __future__ import annotations

import re

import pytest
from dash.development.base_component import Component

from dashboard.pages import handover, session
from dashboard.pages.visit import Visit
from models.clinic import Clinic, NewSession, Patient, User, device
from models.facts import Dose, HandedOver
from models.store import Store
from models.vitals import ObservationSet
from tests.browser.ward import ADMIN, NURSE, SESSION, Clock, bare_clinic, open_clinic

OTHER = User(name="nurse.b", full_name="Nurse B", role="nurse", password_hash="")


@pytest.fixture
def clinic(sqlite_store: Store) -> Clinic:
    """A clinic with one session, 38 min after the dose."""
    return open_clinic(sqlite_store, Clock())


def words(part: object) -> str:
    """Everything that is written in a part of the page."""
    if isinstance(part, Component):
        return words(getattr(part, "children", None))
    if isinstance(part, list | tuple):
        return "".join(words(one) for one in part)
    return "" if part is None else str(part)


def said(clinic: Clinic, reader: User = NURSE) -> str:
    """The rooms as somebody reads them."""
    return words(handover.rooms(clinic, reader, clinic.clock()))


def test_every_letter_says_its_part(clinic: Clinic) -> None:
    """Dose and time since, the last values, what was before the dose, the highest pressure, and what is due."""
    text = said(clinic)
    for part in ("Ketamine 35 mg IV", "+0:38 from the first dose", "BP 136/84", "SpO₂ 97", "Ketamine IV, 40 minutes"):
        assert part in text
    assert "Before the dose BP 125/79." in text
    assert "Highest since the dose: BP 140/86" in text
    assert "(+0:20)" in text
    assert "Next set due" in text
    assert "Open: infusion running" in text


def test_a_dose_in_devices_is_one_dose_with_the_time_of_each(clinic: Clinic) -> None:
    """Who takes over reads 84 mg with three times, not three doses to add up; the header of the session says the same."""
    patient = Patient(id="", name="LIND, Solveig", identifier="0043")
    opened = clinic.open_session(NewSession(room="1", patient=patient, protocol="esketamine-nasal"), NURSE).row.id
    for number in (1, 2, 3):
        given = Dose(
            id=f"device{number}",
            at=0,
            drug="Esketamine",
            amount=28,
            unit="mg",
            route="nasal",
            device=number,
            second="omar" if number < 3 else "",
            confirmed=True,
        )
        clinic.record(opened, given, NURSE)
    assert re.search(r"Esketamine 84 mg nasal at (\d\d:\d\d, ){2}\d\d:\d\d, checked by Omar Haddad\. \+0:0", said(clinic))
    assert "device 3 not checked by a second person" in said(clinic)
    assert "Esketamine 84 mg nasal" in words(session.layout(Visit(clinic, NURSE, clinic.clock(), opened)))


def test_no_number_is_without_its_age(clinic: Clinic) -> None:
    """Beside each last value stands how long ago it was measured."""
    rooms = handover.rooms(clinic, NURSE, clinic.clock())
    ages = [part for room in rooms for part in room._traverse() if getattr(part, "data-age", None)]  # noqa: SLF001
    assert [words(age) for age in ages] == ["8 min"] * 5


def test_distress_and_rass_are_handed_over_where_somebody_looked(clinic: Clinic) -> None:
    """Of distress and restlessness nothing is said until they were looked at; then both are there, RASS with its sign."""
    assert not re.search("Distress|RASS", said(clinic))
    clinic.record(SESSION, ObservationSet(id="restless", at=0, distress=3, agitation=1), NURSE)
    assert re.search(r"Distress 3 .*RASS \+1 ", said(clinic))


def test_what_was_not_measured_is_said(clinic: Clinic) -> None:
    """A room without a reading says so; nothing there reads as normal."""
    patient = Patient(id="", name="LIND, Solveig", identifier="0043")
    clinic.open_session(NewSession(room="1", patient=patient, protocol="esketamine-nasal"), NURSE)
    text = said(clinic)
    for part in (
        "No dose yet.",
        "BP not measured",
        "HR not measured",
        "No pressure before the dose.",
        "No pressure since the dose.",
    ):
        assert part in text


def test_the_highest_pressure_is_one_that_can_be(clinic: Clinic) -> None:
    """Half a pressure, or one that no cuff can have measured, is never told as the highest; one in doubt says why it is."""
    monitor = device("monitor-1")
    for name, high, low in (("half", 231.0, None), ("swapped", 210.0, 220.0), ("odd", 190.0, 60.0)):
        clinic.record(SESSION, ObservationSet(id=name, at=0, source="monitor-1", systolic=high, diastolic=low), monitor)
    assert re.search(r"Highest since the dose: BP 190/60 at \d\d:\d\d \(\+0:38, pulse pressure 130\)", said(clinic))


def test_an_empty_clinic_says_so(sqlite_store: Store) -> None:
    """Where nobody is treated there is nothing to hand over, and the page says that."""
    assert "Nobody is treated now" in said(bare_clinic(sqlite_store, Clock()))


def test_who_is_asked_may_take_over_and_nobody_else(clinic: Clinic) -> None:
    """The colleague who was named is offered the takeover; the one who handed over sees that it waits; who only looks none."""
    clinic.staff.add(OTHER, "correct horse battery", User(name="adam", full_name="Adam", role="administrator", password_hash=""))
    clinic.record(SESSION, HandedOver(id="h", at=0, to=OTHER.name), NURSE)
    assert "Take over room 3 from Nurse A" in said(clinic, OTHER)
    assert "Take over" not in said(clinic)
    assert "to Nurse B, not taken over yet" in said(clinic)
    assert "Hand over room" not in said(clinic, ADMIN)


def test_the_colleagues_are_who_looks_after_patients(clinic: Clinic) -> None:
    """Whom to hand over to is chosen among those who may record; their passwords go nowhere."""
    page = handover.layout(Visit(clinic, NURSE, clinic.clock()))
    assert page is not None
    found = clinic.staff.colleagues(NURSE)
    assert [one.name for one in found] == [NURSE.name, "omar"]
    assert all(not one.password_hash for one in found)
