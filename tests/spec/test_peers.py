"""Which defects were read in the sources of peers, and does Vigil have none of them?

What needs a browser to be seen is in `tests/browser/test_alarms.py` under the same name.
"""

from __future__ import annotations

import pytest

from models import protocol
from models.alerts import fold
from models.entry import instant
from models.errors import Refused
from models.facts import Amended, Fact, Opened
from models.limits import Level
from models.vitals import MINUTE, ObservationSet, Signal
from tests.spec.anew import Ward, loud
from tests.spec.ward import DAY, clock, picture, usual


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
