"""Can a past session be found, and does its line say when, how much, how it ended, and whether anything was said?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard import pages
from dashboard.pages import past, patients, sessions
from dashboard.pages.visit import Visit
from models.clinic import Found, Patient, PatientLine, SessionLine, SessionRow
from models.facts import Dose, Ended
from models.limits import Level
from models.vitals import MINUTE, ObservationSet
from tests.dashboard.clinics import START, Browser, Office, new_session
from tests.dashboard.test_components import parts, words

ZONE = ZoneInfo("Europe/Berlin")
WHO = Patient(id="p1", name="Okafor, Ruth", identifier="0042")
DOSE = Dose(id="d", at=START + 5 * MINUTE, drug="Esketamine", amount=84, unit="mg", route="nasal")
LINE = SessionLine(
    row=SessionRow(id="s1", patient="p1", room="3", protocol="x", opened_at=START),
    patient=WHO,
    doses=(DOSE,),
    ended=Ended(id="e", at=START + 130 * MINUTE),
    stopped=False,
    worst=Level.HIGH,
)


def drawn(office: Office, path: str, role: str = "nurse") -> Any:
    """A page as this person sees it."""
    return pages.draw(path, Visit(office.clinic, office.users[role], office.clock.now))


def links(page: Any) -> set[str]:
    """Where a page leads."""
    return {part.href for part in parts(page) if type(part).__name__ == "Link"}


def test_a_session_in_one_line() -> None:
    """The line says the doses, when it ended and how long after the dose, and the most urgent that was said, in words."""
    assert past.doses(LINE) == "Esketamine 84 mg nasal"
    assert past.ending(LINE, ZONE) == "ended 14:16, 2 h 05 min after the dose"
    assert past.said(LINE) == "▲▲ HIGH"


def test_what_did_not_happen_is_said() -> None:
    """No dose, no end and no alert are words, never an empty cell."""
    line = replace(LINE, doses=(), ended=None, worst=Level.NONE)
    assert (past.doses(line), past.ending(line, ZONE), past.said(line)) == ("no dose", "still running", "none")
    ended = replace(LINE, doses=(), ended=Ended(id="e", at=START + 9 * MINUTE))
    assert past.ending(ended, ZONE) == "ended 12:15, 9 min after the opening"


def test_an_infusion_that_was_stopped_is_said() -> None:
    """How a session ended includes that its infusion was stopped early."""
    assert past.ending(replace(LINE, stopped=True), ZONE).startswith("infusion stopped early, ended 14:16")


def test_a_recording_does_not_pretend_that_somebody_ended_it() -> None:
    """The end of an imported recording is where its rows end; nobody pressed anything."""
    line = replace(LINE, ended=Ended(id="e", at=START + 60 * MINUTE, source="file"))
    assert past.ending(line, ZONE) == "recording ends 13:06, 55 min after the dose"


def test_an_end_on_another_day_has_its_date() -> None:
    """A session that ran past midnight does not seem to have ended before it began."""
    line = replace(LINE, ended=Ended(id="e", at=START + 24 * 60 * MINUTE))
    assert "19 Nov 2026 12:06" in past.ending(line, ZONE)


def test_the_length_of_a_list_is_honest() -> None:
    """Where not everybody is shown, the page says how many there are; a date of birth is said back in words."""
    someone = PatientLine(WHO, 2, START)
    assert patients.words(Found((someone,), 1), "") == "1 patient."
    assert patients.words(Found((someone,), 4312), "") == "4,312 patients; the 1 who were here last are shown."
    assert patients.words(Found((someone,), 1), "12 3 1984") == "1 patient born 12 Mar 1984."
    assert sessions.words(Found((LINE,), 4312)).startswith("The latest 1 of 4,312 sessions.")
    assert sessions.words(Found((LINE,), 1)) == "1 session in all."


@pytest.mark.parametrize(("presses", "lines"), [(None, 50), (1, 100), (3, 200), (-5, 50), (10**9, 1000)])
def test_more_is_shown_in_steps_with_an_end(presses: int | None, lines: int) -> None:
    """Each press shows fifty more; nobody can ask for all the years at once."""
    assert sessions.limit(presses) == lines


def test_everybody_is_listed_with_the_way_to_the_sessions(office: Office, session: str) -> None:
    """A nurse finds the patient, opens that patient's sessions, and from there the session and the trend."""
    row = office.clinic.session_view(session, START).row
    assert f"/patients/{row.patient}" in links(drawn(office, "/patients"))
    assert {f"/session/{session}", f"/trends/{row.patient}"} <= links(drawn(office, f"/patients/{row.patient}"))
    assert {f"/session/{session}", f"/patients/{row.patient}"} <= links(drawn(office, "/sessions"))


def test_an_administrator_sees_sessions_and_no_trend(office: Office, session: str) -> None:
    """Who runs the clinic finds every session, also an imported one, and is not offered the trend that is refused anyway."""
    row = office.clinic.session_view(session, START).row
    assert f"/session/{session}" in links(drawn(office, f"/patients/{row.patient}", "administrator"))
    assert f"/trends/{row.patient}" not in links(drawn(office, f"/patients/{row.patient}", "administrator"))


def test_an_empty_clinic_says_what_to_do(office: Office) -> None:
    """Before the first session both lists say that there is nothing yet, and where it begins; a wrong address says so too."""
    assert "No patients yet" in words(drawn(office, "/patients"))
    assert "No sessions yet" in words(drawn(office, "/sessions"))
    assert "There is no patient nobody" in words(drawn(office, "/patients/nobody"))


def found(nurse: Browser, typed: str) -> str:
    """What the search answers."""
    places = [("patients-list", "children"), ("patients-said", "children"), ("patients-more", "hidden")]
    inputs = [{"id": "patients-wanted", "property": "data", "value": typed}, {"id": "patients-more", "property": "n_clicks"}]
    body = {
        "output": f"..{'...'.join(f'{name}.{prop}' for name, prop in places)}..",
        "outputs": [{"id": name, "property": prop} for name, prop in places],
        "inputs": inputs,
        "changedPropIds": ["patients-wanted.data"],
    }
    return nurse.post("/_dash-update-component", body).get_data(as_text=True)


def test_typing_finds_and_says_when_nobody_is_meant(office: Office, nurse: Browser, session: str) -> None:
    """A part of the ID finds the patient; where nobody is meant the page says what to try."""
    office.clinic.open_session(new_session("2", "0077"), office.users["nurse"])
    assert "Patient 0042" in found(nurse, "42")
    assert "Patient 0077" not in found(nurse, "42")
    assert "Nobody found for" in found(nurse, "zz")
    assert "the day first" in found(nurse, "zz")


def test_a_monitors_stream_costs_the_list_nothing(office: Office, session: str) -> None:
    """A session with thousands of readings is listed like any other: readings are not read for it."""
    stream = [ObservationSet(id=f"m{n}", at=START + n, source="monitor", heart_rate=70) for n in range(300)]
    with office.clinic.store.writing() as db:
        db.append(session, stream, "monitor")
        told = db.told([session])
    assert not any(isinstance(entry.fact, ObservationSet) for entry in told)
    assert session in str(links(drawn(office, "/sessions")))
