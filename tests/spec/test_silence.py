"""In which ways has a well-known browser alarm gone silent, and does Vigil in none of them?

N1 to N11 are those ways. What needs a browser to be seen is in `tests/browser/test_alarms.py` under the same name.
"""

from __future__ import annotations

import pytest

from models import protocol
from models.alerts import fold, reminders
from models.attendance import GONE, LONGEST
from models.clinic import Screen, device
from models.current import Current
from models.errors import Forbidden
from models.limits import Level
from models.sessions import Unjudged
from models.vitals import MINUTE, Signal
from tests.spec.anew import HIGH, IV, NURSE, Ward, loud
from tests.spec.ward import clock, facts, picture, standing, usual


def test_n1_answering_high_does_not_silence_low() -> None:
    """A high pressure is acknowledged; the low one that follows is a new alert that nobody has answered."""
    assert loud(picture(f"{usual()}; {HIGH}; 10:21 acknowledge systolic; 10:25 BP 84/50", "10:25")) >= {"systolic low"}


def test_n2_an_answer_is_for_that_alert_and_not_for_half_an_hour() -> None:
    """Another signal sounds after an acknowledgement, so does the same one when it gets worse; what lasts is said again."""
    answered = f"{usual()}; 10:20 BP 168/88; 10:20:30 acknowledge systolic"
    assert "heart_rate high" in loud(picture(f"{answered}; 10:21-10:22 every 5 s HR 140", "10:22"))
    assert "systolic high" in loud(picture(f"{answered}; 10:22 BP 204/104", "10:22"))
    alert = standing(f"{usual()}; {HIGH}; 10:24 acknowledge systolic", "10:29", "systolic", "high")
    assert alert is not None
    assert [at - clock("10:24") for at in reminders(alert, clock("10:29"))] == [2 * MINUTE, 4 * MINUTE]


@pytest.mark.parametrize("last", ["10:00", "10:10", "10:22"])
def test_n3_no_minute_is_neither_current_nor_overdue(last: str) -> None:
    """Whatever the last set, at each instant of two hours it is younger than its interval allows, or an alert stands."""
    log, begun = f"{usual()}; {last} complete", clock(last)
    for at in range(begun, begun + 120 * MINUTE, 30_000):
        now = fold(protocol.load(IV), facts(log), at)
        latest = now.latest_of(Signal.SYSTOLIC)
        assert latest is not None
        assert at - latest.at <= 16 * MINUTE or loud(now), at


def test_n4_a_session_without_any_reading_is_overdue() -> None:
    """Opened at 09:40 and nothing measured: said low at 09:53, loud from 09:56 on."""
    assert picture("09:40 opened", "09:53").standing[0].signal == "check"
    assert loud(picture("09:40 opened", "09:56")) == {"check missing"}


@pytest.mark.parametrize(("seen", "alert"), [("SpO2 44", "spo2 low"), ("HR 15", "heart_rate low"), ("BP 30/15", "systolic low")])
def test_n5_the_lowest_values_alarm(seen: str, alert: str) -> None:
    """A value too low to be true is no skip: somebody is told to look at the patient, then at the sensor."""
    assert alert in loud(picture(f"{usual()}; 10:20 {seen} from monitor", "10:20"))


def test_n6_time_alone_is_enough() -> None:
    """No new data comes: the pressure that nobody repeated is high at exactly three minutes, by the one clock that there is."""
    log = f"{usual()}; 10:20 BP 182/96"
    levels = [standing(log, at, "systolic", "high") for at in ("10:22:59", "10:23:00")]
    assert [alert and alert.level for alert in levels] == [Level.MEDIUM, Level.HIGH]


def test_n6_a_silence_ends_by_the_clock_of_the_server(ward: Ward) -> None:
    """A silence is until an instant, not until new data comes."""
    desk = Screen(id="a", name="desk", rooms=None, armed=True, seen=0)
    assert ward.clinic.attendance.silence("q", desk, LONGEST, NURSE) == ward.now + 2 * MINUTE


def test_n7_a_restart_forgets_nothing(ward: Ward) -> None:
    """The server starts anew: what was acknowledged stays so, what waited for its repeat becomes high in time."""
    ward.see("first", systolic=182, diastolic=125)
    ward.acknowledge("ack", "diastolic")
    ward.restart()
    by = {alert.signal: alert.acknowledged_by for alert in ward.view.picture.standing}
    assert (by["diastolic"], by["systolic"]) == ("nina", "")
    ward.now += 3 * MINUTE
    ward.clinic.tick()
    assert "high" in {one.priority for one in ward.said() if one.signal == "systolic"}


def test_n8_what_cannot_be_judged_is_said(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while judging is no quiet return: the look fails, so that every screen says that alerts are not checked."""
    ward.restart()
    monkeypatch.setattr(Current, "after", lambda *_: 1 // 0)
    with pytest.raises(Unjudged, match="could not be checked"):
        ward.clinic.tick()


def test_n8_nothing_but_a_person_silences(ward: Ward) -> None:
    """A device can neither acknowledge an alert nor silence a screen."""
    ward.see("first", systolic=204, diastolic=104)
    desk = Screen(id="a", name="desk", rooms=None, armed=True, seen=0)
    with pytest.raises(Forbidden):
        ward.acknowledge("ack", who=device("monitor-1"))
    with pytest.raises(Forbidden):
        ward.clinic.attendance.silence("q", desk, LONGEST, device("monitor-1"))
    assert "systolic high" in loud(ward.view.picture)


def test_n9_others_see_who_answered_and_what_lasts() -> None:
    """One answer is no all-clear: the alert stays in every list, with who answered and when, until its condition ends."""
    alert = standing(f"{usual()}; {HIGH}; 10:24 acknowledge systolic by Nurse B", "10:40", "systolic", "high")
    assert alert is not None
    assert (alert.acknowledged_by, alert.acknowledged_at, alert.level) == ("Nurse B", clock("10:24"), Level.HIGH)


def test_n10_a_screen_that_cannot_sound_is_nobody(ward: Ward) -> None:
    """A screen whose sound is blocked, off or untested counts for nothing: after half a minute every screen says so."""
    for _ in range(60):
        ward.now += 1_000
        ward.clinic.attendance.hear(Screen(id="a", name="desk", rooms=None, armed=False, seen=0), NURSE)
        ward.clinic.tick()
    assert "listening missing" in loud(ward.view.picture)
    ward.clinic.attendance.hear(Screen(id="a", name="desk", rooms=None, armed=True, seen=0), NURSE)
    ward.clinic.tick()
    assert "listening missing" not in loud(ward.view.picture)
    assert GONE < 30_000


def test_n11_what_was_answered_is_not_said_again_at_once() -> None:
    """For 120 s after an acknowledgement the same alert stays silent, however many readings confirm it."""
    log = f"{usual()}; {HIGH}; 10:20:10 acknowledge systolic; 10:21 BP 206/104; 10:22 BP 203/103"
    alert = standing(log, "10:22:09", "systolic", "high")
    assert alert is not None
    assert alert.acknowledged_by == "Nurse A"
    assert reminders(alert, clock("10:22:09")) == ()
