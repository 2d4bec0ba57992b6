"""Is the past of the demo clinic complete, credible and repeatable?"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from models import alerts, protocol
from models.doses import remarks
from models.facts import Acknowledged, Dose, Ended, Note, Opened
from models.limits import Level
from models.vitals import MINUTE, ObservationSet, Quality, assess
from sample_data.cast import NURSES, SEED, STAFF, bookings
from sample_data.sessions import DAY, WEEKS, DemoSession, dates, past

NOW = 1_764_000_000_000


@pytest.fixture(scope="module")
def sessions() -> tuple[DemoSession, ...]:
    """The past of the demo as it is shipped."""
    return past(SEED, NOW)


def picture(session: DemoSession) -> alerts.Picture:
    """What Vigil makes of a session."""
    return alerts.fold(protocol.load(session.protocol_name), session.facts)


def sets(session: DemoSession) -> list[ObservationSet]:
    """The observation sets of a session."""
    return [fact for fact in session.facts if isinstance(fact, ObservationSet)]


def test_the_same_seed_gives_the_same_past(sessions: tuple[DemoSession, ...]) -> None:
    """Two demos of one seed at one time show the same facts; another seed shows others."""
    assert past(SEED, NOW) == sessions
    assert past(SEED + 1, NOW) != sessions


def test_ten_patients_have_four_to_nine_sessions(sessions: tuple[DemoSession, ...]) -> None:
    """Ten patients have four to nine sessions each, numbered by time, in the six rooms, on working days of the last ten weeks."""
    longest = WEEKS * 7 * DAY
    counts = [sum(session.patient == booking.patient for session in sessions) for booking in bookings()]
    assert len(counts) == 10
    assert all(4 <= count <= 9 for count in counts)
    assert {session.room for session in sessions} == set("123456")
    assert all(session.facts[0].at > NOW - longest and session.facts[-1].at < NOW - DAY / 2 for session in sessions)
    assert all(datetime.fromtimestamp(session.planned / 1000, UTC).weekday() < 5 for session in sessions)


def test_dates_hold_on_every_day_of_the_week() -> None:
    """On whatever day the demo is started, no session is at a weekend, in the future, or older than ten weeks."""
    for day in range(7):
        now = NOW + day * DAY
        planned = [at for index, booking in enumerate(bookings()) for at in dates(booking, index, now)]
        assert all(datetime.fromtimestamp(at / 1000, UTC).weekday() < 5 for at in planned)
        assert all(DAY < now - at < WEEKS * 7 * DAY for at in planned)


def test_no_room_holds_two_patients_at_once(sessions: tuple[DemoSession, ...]) -> None:
    """A room is free before the next patient is brought in."""
    for room in "123456":
        here = sorted((s for s in sessions if s.room == room), key=lambda session: session.planned)
        assert all(earlier.facts[-1].at < later.facts[0].at for earlier, later in pairwise(here))


def test_everybody_is_invented(sessions: tuple[DemoSession, ...]) -> None:
    """Every patient carries a DEMO number, and every fact is vouched for by demo staff."""
    assert all(session.patient.identifier.startswith("DEMO-") for session in sessions)
    assert {fact.by for session in sessions for fact in session.facts} <= set(NURSES) <= {one.name for one in STAFF}


def test_each_session_is_whole(sessions: tuple[DemoSession, ...]) -> None:
    """Each session is opened, has two sets before the dose, a dose, a note at leaving, and an end; in order, each fact once."""
    for session in sessions:
        kinds = [type(fact) for fact in session.facts]
        dosed = next(fact.at for fact in session.facts if isinstance(fact, Dose))
        before = [seen for seen in sets(session) if seen.at < dosed]
        assert (kinds[0], kinds[-2:]) == (Opened, [Note, Ended])
        assert len(before) == 2
        assert [fact.at for fact in session.facts] == sorted(fact.at for fact in session.facts)
    ids = [fact.id for session in sessions for fact in session.facts]
    assert len(ids) == len(set(ids))


def test_a_nasal_dose_is_given_device_by_device(sessions: tuple[DemoSession, ...]) -> None:
    """An infusion is one dose; into the nose each device holds 28 mg, is numbered, and comes five minutes after the last."""
    given = {session.id: [fact for fact in session.facts if isinstance(fact, Dose)] for session in sessions}
    nasal = [given[session.id] for session in sessions if session.protocol_name == "esketamine-nasal"]
    assert all([(d.amount, d.device) for d in doses] == [(28, n) for n in range(1, len(doses) + 1)] for doses in nasal)
    assert all(later.at - earlier.at == 5 * MINUTE for doses in nasal for earlier, later in pairwise(doses))
    assert {len(doses) for doses in nasal} == {1, 2, 3}
    assert {len(given[session.id]) for session in sessions if session.protocol_name == "iv-ketamine-40min"} == {1}
    assert not [word for doses in given.values() for word in remarks(doses, protocol.load("esketamine-nasal").stay)]


def test_no_number_of_the_past_is_rejected(sessions: tuple[DemoSession, ...]) -> None:
    """Every number of every set could have been entered by a nurse: none is rejected or in doubt."""
    findings = [finding for session in sessions for seen in sets(session) for finding in assess(seen)]
    assert {finding.quality for finding in findings} == {Quality.VALID}


def test_nothing_was_left_undone(sessions: tuple[DemoSession, ...]) -> None:
    """No check was missed, and nothing that sounded was left without an acknowledgement."""
    said = [alert for session in sessions for alert in picture(session).alerts]
    assert not [alert for alert in said if alert.signal == "check"]
    assert not [alert for alert in said if alert.audible and alert.acknowledged_at is None]


def test_the_past_shows_something_of_everything(sessions: tuple[DemoSession, ...]) -> None:
    """Quiet sessions are the rule, and there is at least one confirmed high pressure, one vomiting, one low saturation."""
    pictures = [picture(session) for session in sessions]
    said = {(alert.signal, alert.highest) for one in pictures for alert in one.alerts}
    quiet = sum(not any(alert.audible for alert in one.alerts) for one in pictures)
    assert {("systolic", Level.HIGH), ("event", Level.MEDIUM), ("spo2", Level.MEDIUM), ("sedation", Level.MEDIUM)} <= said
    assert quiet > 0.6 * len(pictures)
    assert any(isinstance(fact, Acknowledged) and fact.outcome for session in sessions for fact in session.facts)
