"""Does a clinic know until when the form of a nasal session must be sent, and who has sent it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from dashboard import pages, rems
from dashboard.pages.visit import Visit
from models.facts import Dose, Ended, Signed, Ticked
from models.forms import REMS, Form, form
from models.store import Store
from models.vitals import MINUTE
from tests.dashboard.clinics import START, Office, new_session
from tests.dashboard.clinics import office as opened
from tests.dashboard.test_components import words

ZONE = ZoneInfo("Europe/Berlin")
DAY = 24 * 60 * MINUTE


@pytest.fixture
def office(sqlite_store: Store) -> Iterator[Office]:
    """An application with nobody in it."""
    office = opened(sqlite_store)
    yield office
    office.stop()


def closed(office: Office, protocol: str = "esketamine-nasal") -> str:
    """A session with a dose that has ended after two hours."""
    nurse = office.users["nurse"]
    session = office.clinic.open_session(replace(new_session(), protocol=protocol), nurse).row.id
    dose = Dose(id="d", at=office.clock.now, drug="Esketamine", amount=28, device=0, confirmed=True)
    office.clinic.record(session, dose, nurse)
    office.clock.wait(125)
    office.clinic.record(session, Ended(id="e", at=office.clock.now, reason="late"), nurse)
    return session


def shown(office: Office, path: str, role: str = "nurse") -> str:
    """A page in words, as this person sees it."""
    return words(pages.draw(path, Visit(office.clinic, office.users[role], office.clock.now)))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "REMS form due by 25 Nov, 7 days left"),
        (6, "REMS form due by 25 Nov, 1 day left"),
        (7, "REMS form due by 25 Nov, today is the last day"),
        (9, "REMS form OVERDUE: it was due by 25 Nov, 2 days ago"),
    ],
)
def test_the_days_that_are_left_are_said(days: int, said: str) -> None:
    """Seven calendar days after the session, counted in the clinic's zone; what is overdue is said plainly."""
    assert rems.words(Form(START, None, ""), START + days * DAY, ZONE) == said


def test_the_day_is_that_of_the_clinic() -> None:
    """A session late in the evening belongs to the day of the clinic's own calendar, also where the clocks change meanwhile."""
    late = 1_792_877_400_000  # 24 Oct 2026 23:30 in Berlin; the clocks go back in the night
    assert Form(late, None, "").due(ZONE) == date(2026, 10, 31)


def test_the_list_and_the_session_say_what_is_due(office: Office) -> None:
    """Both lists of sessions and the page of the session say until when; nothing is said while the session runs."""
    session = closed(office)
    office.clock.wait(2 * 24 * 60)
    patient = office.clinic.session_view(session, office.clock.now).patient.id
    for path in ("/sessions", f"/patients/{patient}", f"/session/{session}"):
        assert "REMS form due by 25 Nov, 5 days left" in shown(office, path)
    assert "REMS form was sent" in shown(office, f"/session/{session}")


def test_only_nasal_sessions_with_a_dose_that_have_ended_ask_for_it(office: Office) -> None:
    """An infusion, a session that runs and one without a dose say nothing of a form, and refuse that it was sent."""
    session = closed(office, "iv-ketamine-40min")
    assert "REMS" not in shown(office, "/sessions") + shown(office, f"/session/{session}")
    answer = office.browser("nurse").enter(session, "ticks", item=REMS, done=True)
    assert (answer.status_code, "No REMS form is asked for" in answer.get_json()["message"]) == (422, True)
    dose, end = Dose(id="d", at=START), Ended(id="e", at=START + MINUTE)
    assert form("nasal", [dose]) is None
    assert form("nasal", [end]) is None
    assert form("nasal", [dose, end]) == Form(START, None, "")


def test_one_tap_records_who_sent_it_and_when_also_under_a_signature(office: Office) -> None:
    """Five days later, with the record signed, a nurse says that it was sent; the signature still stands for what was signed."""
    session = closed(office)
    with office.clinic.store.writing() as db:
        db.append(session, [Signed(id="s", at=office.clock.now, by="nina", meaning="reviewed")], "nina")
    office.clock.wait(5 * 24 * 60)
    assert office.browser("nurse").enter(session, "ticks", item=REMS, done=True).status_code == 201
    for path in ("/sessions", f"/session/{session}"):
        assert "REMS form sent 23 Nov 14:11 by Nina" in shown(office, path)
    assert "REMS form was sent" not in shown(office, f"/session/{session}")
    assert "Not sent after all" in shown(office, f"/session/{session}")
    assert "Not sent after all" not in shown(office, f"/session/{session}", "administrator")
    refused = office.browser("nurse").enter(session, "ticks", item="escort", done=True)
    assert refused.status_code == 409


def test_a_tap_too_many_is_taken_back() -> None:
    """Whoever finds that it was not sent says so, and it is due again."""
    facts = [Dose(id="d", at=START), Ended(id="e", at=START + MINUTE), Ticked(id="1", at=START + DAY, item=REMS, by="nina")]
    assert form("nasal", facts) == Form(START, START + DAY, "nina")
    assert form("nasal", [*facts, Ticked(id="2", at=START + 2 * DAY, item=REMS, done=False)]) == Form(START, None, "")
