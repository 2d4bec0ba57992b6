"""In which ways have other alarms gone silent, and does Vigil in none of them?

N1 to N11 are the ways in which a well-known browser alarm goes silent; the others are defects read in the sources of peers. What
needs a browser to be seen is in `tests/browser/test_alarms.py` under the same name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import protocol
from models.alerts import Picture, fold, reminders
from models.attendance import GONE, LONGEST
from models.clinic import Clinic, House, NewSession, Patient, Screen, User, device
from models.current import Current
from models.entry import instant
from models.errors import Forbidden, Refused
from models.facts import Acknowledged, Amended, Fact, Opened, Raised
from models.limits import Level
from models.rooms import SessionView
from models.sessions import Unjudged
from models.store import Store
from models.vitals import MINUTE, Millis, ObservationSet, Signal
from tests.spec.ward import DAY, clock, facts, picture, standing, usual

HIGH = "10:20 BP 204/104"
NURSE = User(name="nina", full_name="Nina", role="nurse", password_hash="")
IV = "iv-ketamine-40min"


# -- a ward whose server can be started anew ---------------------------------------------------------------------------------


class Ward:
    """A clinic with one session in room 1, on a clock that a test moves."""

    def __init__(self, store: Store) -> None:
        self.now: Millis = DAY
        self.clinic = Clinic(store, lambda: self.now, house=House(rooms=("1",), sound=True))
        wanted = NewSession(room="1", patient=Patient(id="", name="Ruth", identifier="1"), protocol=IV)
        self.session = self.clinic.open_session(wanted, NURSE).row.id

    def enter(self, fact: Fact, who: User = NURSE) -> None:
        """Somebody enters something."""
        self.clinic.record(self.session, fact, who)

    def see(self, name: str, ago: Millis = 0, **values: float) -> None:
        """The nurse enters a set, measured `ago` ms ago."""
        self.enter(ObservationSet(id=name, at=self.now - ago, **values))  # type: ignore[arg-type]

    def acknowledge(self, name: str, signal: str = "systolic", who: User = NURSE) -> None:
        """Somebody answers an alert."""
        self.enter(Acknowledged(id=name, at=0, signal=signal), who)

    def restart(self) -> None:
        """The server is gone, and comes back with what is in the database."""
        self.clinic = Clinic(self.clinic.store, self.clinic.clock, house=self.clinic.house)

    @property
    def view(self) -> SessionView:
        """The session as every screen shows it now."""
        return self.clinic.session_view(self.session, self.now)

    def said(self) -> list[Raised]:
        """What Vigil said, in the order of the log."""
        return [entry.fact for entry in self.clinic.entries(self.session) if isinstance(entry.fact, Raised)]


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    """A ward on an empty database."""
    store = Store.open(f"sqlite:///{tmp_path / 'ward.db'}")
    store.migrate()
    yield Ward(store)
    store.close()


def loud(now: Picture) -> set[str]:
    """Which alerts are to be heard, as signal and direction."""
    return {f"{a.signal} {a.direction}" for a in now.standing if a.level >= Level.MEDIUM and a.acknowledged_at is None}


# -- N1 to N11 ---------------------------------------------------------------------------------------------------------------


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


# -- defects read in the sources of peers ------------------------------------------------------------------------------------


def test_nightscout_notifications_a_silence_is_not_shared_nor_outlives_its_cause() -> None:
    """A fast heart is acknowledged: a slow one sounds; when it was over and comes back, it sounds anew."""
    fast = f"{usual()}; 10:10-10:11 every 5 s HR 140; 10:11:02 acknowledge heart_rate"
    assert "heart_rate low" in loud(picture(f"{fast}; 10:11:05-10:12 every 5 s HR 36", "10:12"))
    again = f"{fast}; 10:11:05-10:12 every 5 s HR 72; 10:12:05-10:13 every 5 s HR 140"
    assert "heart_rate high" in loud(picture(again, "10:13"))


def test_nightscout_alarm_socket_a_refused_answer_says_so(ward: Ward) -> None:
    """An acknowledgement that is not taken is refused with a sentence, and the alert goes on sounding."""
    ward.see("first", systolic=204, diastolic=104)
    with pytest.raises(Refused, match="no standing alert heart_rate"):
        ward.acknowledge("ack", "heart_rate")
    assert "systolic high" in loud(ward.view.picture)


def test_nightscout_simple_alarms_what_comes_late_alarms_too(ward: Ward) -> None:
    """A high pressure of twenty minutes ago is said, marked late, and sounds, because it still stands."""
    ward.now += 30 * MINUTE
    ward.see("late", ago=20 * MINUTE, systolic=204, diastolic=100)
    (said,) = [one for one in ward.said() if (one.signal, one.priority) == ("systolic", "high")]
    assert said.late
    assert [ward.view.sounds(alert) for alert in ward.view.picture.standing if alert.signal == "systolic"] == [True]


def test_what_was_over_before_it_was_entered_is_listed_and_not_heard(ward: Ward) -> None:
    """A late high pressure after which a good one is known stands until somebody answers it, without a sound."""
    ward.now += 30 * MINUTE
    ward.see("good", ago=5 * MINUTE, systolic=124, diastolic=78)
    ward.see("late", ago=20 * MINUTE, systolic=204, diastolic=90)
    (alert,) = [alert for alert in ward.view.picture.standing if alert.signal == "systolic"]
    assert (alert.level, ward.view.sounds(alert)) == (Level.HIGH, False)


def test_loopfollow_alarm_manager_one_alarm_does_not_hide_another() -> None:
    """Two breaches at one instant are two alerts; the worse one comes first, and is the one that sounds."""
    now = picture(f"{usual()}; 10:20 BP 204/84 MOAA/S 3", "10:20")
    assert loud(now) >= {"systolic high", "sedation low"}
    assert now.standing[0].signal == "systolic"


def test_openmrs_helpers_what_was_not_assessed_is_not_normal() -> None:
    """Without a baseline nothing is called normal, and each half of a pressure is judged by itself."""
    bare = "09:40 opened; 10:00 dose; 10:20 BP 88/112"
    assert picture(bare, "10:20").baseline(Signal.SYSTOLIC) is None
    assert picture("09:40 opened; 10:00 dose", "10:00").latest_of(Signal.SYSTOLIC) is None
    now = picture("09:40 opened; 10:00 dose; 10:10 BP 86/50; 10:12 BP 86/50; 10:14 BP 150/121", "10:14")
    assert {alert.signal for alert in now.alerts} >= {"systolic", "diastolic"}


def test_openmrs_vitals_chart_the_eleventh_reading_and_half_a_pressure_count() -> None:
    """All readings of a session are judged, and half a pressure keeps its mean."""
    many = "; ".join(f"10:{minute:02d} HR 70" for minute in range(1, 20))
    latest = picture(f"{usual()}; {many}; 10:20 HR 71", "10:20").latest_of(Signal.HEART_RATE)
    half = picture(f"{usual()}; 10:20 MAP 92 from monitor", "10:20").latest_of(Signal.MEAN)
    assert (latest and latest.value, half and half.value) == (71, 92)


def test_openmrs_history_zero_is_a_value_and_tomorrow_is_not(ward: Ward) -> None:
    """A dissociation of 0 is kept as 0; a time ahead of the server's clock is refused with both times, never moved in silence."""
    ward.see("zero", dissociation=0)
    latest = ward.view.picture.latest_of(Signal.DISSOCIATION)
    assert latest is not None
    assert latest.value == 0
    with pytest.raises(Refused, match="must not be in the future"):
        ward.see("ahead", ago=-5 * MINUTE, heart_rate=70)


def test_open_eobs_dates_are_iso_and_an_escalation_is_of_its_own_alert(ward: Ward) -> None:
    """2 July cannot become 7 February; each alert waits for its own answer, whatever else was raised since."""
    with pytest.raises(ValueError, match="Invalid isoformat"):
        instant("02/07/2026 14:05")
    ward.see("first", systolic=204, diastolic=84)
    ward.now += 90_000
    ward.see("second", sedation=3)
    waits = {alert.signal: ward.now - ward.view.said_at(alert) for alert in ward.view.picture.standing}
    assert (waits["systolic"], waits["sedation"]) == (90_000, 0)


def test_care_hl7_monitor_a_dropped_link_is_an_alert_and_values_keep_their_age() -> None:
    """The monitor falls silent: the stream is called lost, and the last value still carries the time at which it was measured."""
    now = picture(f"{usual()}; 10:01-10:05 every 5 s HR 72 SpO2 97 from monitor", "10:08")
    assert loud(now) >= {"heart_rate missing", "spo2 missing"}
    latest = now.latest_of(Signal.HEART_RATE)
    assert latest is not None
    assert latest.at == clock("10:05")


@pytest.mark.parametrize("name", protocol.shipped())
def test_ppn_every_high_limit_can_be_reached(name: str) -> None:
    """No limit is beyond what can be measured: each absolute high limit of a shipped protocol is reached by a possible value."""
    under = protocol.load(name)
    for rule in (one for one in under.rules if one.level is Level.HIGH and not one.relative and not one.companion):
        step = 1 if rule.op[0] == ">" else -1
        value = min(max(rule.number + step, rule.signal.lowest), rule.signal.highest)
        log: list[Fact] = [Opened(id="open", at=DAY)]
        log += [ObservationSet(id=f"r{n}", at=DAY + n * 5_000, **_pair(rule.signal, value)) for n in range(60)]  # type: ignore[arg-type]
        reached = [alert.highest for alert in fold(under, log).alerts if alert.signal == rule.signal.word]
        assert Level.HIGH in reached, rule


def _pair(signal: Signal, value: float) -> dict[str, float]:
    """The value, with the other half where it is a pressure."""
    halves = {Signal.SYSTOLIC: ("diastolic", value - 45), Signal.DIASTOLIC: ("systolic", value + 45)}
    other = halves.get(signal)
    return {signal.word: value} | ({} if other is None else {other[0]: max(other[1], 20.0)})


def test_ppn_a_correction_is_judged_as_it_was_entered(ward: Ward) -> None:
    """A typing error that hid a high pressure is corrected: the alert stands, and the old value is still in the log."""
    ward.see("typo", systolic=124, diastolic=80)
    right = ObservationSet(id="", at=0, systolic=204, diastolic=104)
    ward.enter(Amended(id="fix", at=0, target="typo", reason="typing error", content=right))
    assert "systolic high" in loud(ward.view.picture)
    assert [e.fact.systolic for e in ward.clinic.entries(ward.session) if isinstance(e.fact, ObservationSet)] == [124]
