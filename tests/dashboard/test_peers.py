"""Which defects were seen on the screens of peers, and does a page of Vigil have none of them?

Each test is named after the peer and what went wrong there; `tests/spec/peers.py` lists all of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboard.ids import Session
from dashboard.pages import session as page_of_a_session
from dashboard.pages.visit import Visit
from models.clinic import Clinic
from models.facts import Ended, Opened
from models.store import Store
from models.vitals import MINUTE, ObservationSet
from tests.browser.ward import NURSE, PATIENT, SESSION, Clock, add_session, open_clinic
from tests.dashboard.clinics import Office


@pytest.fixture
def clinic(sqlite_store: Store) -> Clinic:
    """A clinic with one session, 38 min after the dose."""
    return open_clinic(sqlite_store, Clock())


def parts(clinic: Clinic, session: str = SESSION) -> list[Component]:
    """Everything on the page of a session, as a nurse opens it."""
    made = page_of_a_session.layout(Visit(clinic, NURSE, clinic.clock(), session))
    return [made, *(part for part in made._traverse() if isinstance(part, Component))]  # noqa: SLF001 - how Dash walks its own trees


def drawn(clinic: Clinic, feed: str) -> dict[str, Any]:
    """The trace of the chart with this feed."""
    (figure,) = [part.data for part in parts(clinic) if getattr(part, "id", "") == Session.FIGURE]
    found: dict[str, Any] = next(trace for trace in figure["data"] if trace["meta"]["feed"] == feed)
    return found


def see(clinic: Clinic, minutes: float, name: str, source: str = "manual", **values: float) -> None:
    """A set that was measured some minutes ago is recorded now."""
    at = clinic.clock() - round(minutes * MINUTE)
    clinic.record(SESSION, ObservationSet(id=name, at=at, source=source, **values), NURSE)  # type: ignore[arg-type]


def afterwards(clinic: Clinic) -> str:
    """The session is over, and the same patient comes to the same room again."""
    clinic.record(SESSION, Ended(id="over", at=clinic.clock(), reason="went home"), NURSE)
    add_session(clinic, "s2", "3", replace(PATIENT, id="p2", identifier="0043"), [Opened(id="again", at=clinic.clock())])
    return "s2"


def test_openmrs_vitals_chart_every_reading_of_a_session_is_drawn(clinic: Clinic) -> None:
    """After twenty readings more all twenty are on the chart and in the table, not only the latest ten."""
    for number in range(20):
        see(clinic, 7 - number / 3, f"r{number}", heart_rate=90 + number)
    assert drawn(clinic, "heart_rate.spot")["y"][-20:] == [90 + number for number in range(20)]
    listed = {entry.fact.id for entry in page_of_a_session.listed(clinic.entries(SESSION))}
    assert {f"r{number}" for number in range(20)} <= listed


def test_openmrs_vitals_chart_half_a_pressure_is_drawn(clinic: Clinic) -> None:
    """A diastolic whose systolic did not come is on the chart, hollow, and joins no line."""
    see(clinic, 2, "half", source="monitor-3", diastolic=83)
    assert 83 in drawn(clinic, "hollow.y")["y"]
    assert 83 not in drawn(clinic, "diastolic.spot")["y"]


def test_openmrs_history_zero_is_drawn(clinic: Clinic) -> None:
    """A dissociation of 0 is a point at zero, not a hole."""
    see(clinic, 1, "zero", dissociation=0)
    assert drawn(clinic, "dissociation.spot")["y"][-1] == 0


def test_openmrs_history_the_axis_is_time(clinic: Clinic) -> None:
    """What is entered late stands where it was measured, and the distance of two marks is the time between them."""
    see(clinic, 1, "now", heart_rate=88)
    see(clinic, 5, "late", heart_rate=99)
    trace = drawn(clinic, "heart_rate.spot")
    times = [datetime.fromisoformat(at) for at in trace["x"]]
    assert times == sorted(times)
    assert trace["y"][-2:] == [99, 88]
    assert round((times[-1] - times[-2]).total_seconds() / 60) == 4


def test_ppn_the_clock_is_not_that_of_the_session_before(clinic: Clinic) -> None:
    """The next session in the room has no dose: its clock does not run, and nothing of the one before is among its values."""
    (running,) = [part for part in parts(clinic) if getattr(part, "className", "") == "clock"]
    later = parts(clinic, afterwards(clinic))
    (waiting,) = [part for part in later if getattr(part, "className", "") == "clock"]
    assert (running.role, waiting.children) == ("timer", "no dose yet")
    assert not [part for part in later if getattr(part, "role", "") == "timer"]


def test_nightscout_alarm_socket_an_answer_without_the_right_is_refused_in_words(office: Office, session: str) -> None:
    """Who may only look cannot acknowledge: the answer says so, and the alert stands unanswered for everybody."""
    nurse = office.browser("nurse")
    nurse.enter(session, systolic=204, diastolic=104)
    refused = office.browser("administrator").enter(session, "acknowledgements", signal="systolic")
    assert refused.status_code == 403
    assert refused.json["message"]
    alerts = nurse.get(f"/api/v1/sessions/{session}/picture").json["alerts"]
    assert [(one["acked"], one["level"]) for one in alerts if one["signal"] == "systolic"] == [(None, "high")]


def test_open_eobs_a_pulse_of_zero_is_refused_in_words(office: Office, session: str) -> None:
    """A typed heart rate of 0 is neither stored nor dropped without a word: the answer names the field and its range."""
    answer = office.browser("nurse").enter(session, heart_rate=0, spo2=97)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json["errors"]] == ["heart_rate"]
