"""Which defects were read in the sources of peers, and does Vigil have none of them?

Each test is named after the peer and what went wrong there. `tests/spec/peers.py` lists all of them, also those that are shown
elsewhere.
"""

from __future__ import annotations

import pytest

from models import protocol
from models.alerts import fold
from models.entry import instant
from models.errors import Refused
from models.facts import Amended, Fact, Intervention, Opened
from models.limits import Level
from models.vitals import MINUTE, ObservationSet, Signal, Symptom
from tests.spec.anew import IV, Ward, loud
from tests.spec.ward import DAY, clock, facts, picture, usual


def test_nightscout_notifications_a_silence_of_high_is_none_of_low() -> None:
    """A fast heart is acknowledged: a slow one, of the same level, sounds all the same."""
    fast = f"{usual()}; 10:10-10:11 every 5 s HR 140; 10:11:02 acknowledge heart_rate"
    assert "heart_rate low" in loud(picture(f"{fast}; 10:11:05-10:12 every 5 s HR 36", "10:12"))


def test_nightscout_notifications_a_silence_ends_with_what_it_was_for() -> None:
    """A fast heart is acknowledged, twice even, and it passes: when it comes back, it sounds anew."""
    fast = f"{usual()}; 10:10-10:11 every 5 s HR 140; 10:11:02 acknowledge heart_rate; 10:11:03 acknowledge heart_rate"
    calm = f"{fast}; 10:11:05-10:12 every 5 s HR 72"
    assert "heart_rate high" not in loud(picture(calm, "10:12"))
    assert "heart_rate high" in loud(picture(f"{calm}; 10:12:05-10:13 every 5 s HR 140", "10:13"))


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


def test_nightscout_simple_alarms_what_was_over_before_it_was_entered_is_listed_and_not_heard(ward: Ward) -> None:
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
    """Without a baseline there is none, not a usual one; what nobody measured has no value, and the check of it is owed."""
    bare = "09:40 opened; 10:00 dose; 10:20 BP 148/88"
    assert picture(bare, "10:20").baseline(Signal.SYSTOLIC) is None
    nothing = picture("09:40 opened; 10:00 dose", "10:16")
    assert nothing.latest_of(Signal.SYSTOLIC) is None
    assert "check missing" in loud(nothing)


def test_openmrs_helpers_each_half_of_a_pressure_is_told() -> None:
    """The upper number is far too low and the lower one was far too high: both are said, neither hides the other."""
    now = picture(f"{usual()}; 10:12 BP 150/121; 10:14 BP 86/50", "10:14")
    said = {(alert.signal, alert.direction) for alert in now.standing}
    assert said >= {("systolic", "low"), ("diastolic", "high")}


def test_openmrs_vitals_chart_the_eleventh_reading_counts() -> None:
    """All readings of a session are judged, not the latest ten: the twentieth is as good as the first."""
    many = "; ".join(f"10:{minute:02d} HR 70" for minute in range(1, 20))
    latest = picture(f"{usual()}; {many}; 10:20 HR 71", "10:20").latest_of(Signal.HEART_RATE)
    assert latest is not None
    assert latest.value == 71


def test_openmrs_vitals_chart_a_mean_without_its_pressure_counts() -> None:
    """A mean whose two other numbers did not come is a value with its time."""
    half = picture(f"{usual()}; 10:20 MAP 92 from monitor", "10:20").latest_of(Signal.MEAN)
    assert half is not None
    assert half.value == 92


def test_openmrs_history_zero_is_a_value(ward: Ward) -> None:
    """A dissociation of 0 is kept as 0."""
    ward.see("zero", dissociation=0)
    latest = ward.view.picture.latest_of(Signal.DISSOCIATION)
    assert latest is not None
    assert latest.value == 0


def test_openmrs_history_tomorrow_is_refused_with_both_times(ward: Ward) -> None:
    """A time ahead of the server's clock is refused in words, never moved in silence."""
    with pytest.raises(Refused, match="must not be in the future"):
        ward.see("ahead", ago=-5 * MINUTE, heart_rate=70)


def test_open_eobs_a_value_of_zero_is_judged() -> None:
    """Nobody can be woken: MOAA/S 0 is a value, the worst there is, and not a missing one."""
    assert "sedation low" in loud(picture(f"{usual()}; 10:20 MOAA/S 0", "10:20"))


@pytest.mark.parametrize("value", ["0", "-1"])
def test_open_eobs_no_pulse_is_no_missing_pulse(value: str) -> None:
    """A heart rate of 0, or the sign of a monitor that has none, is neither a value nor an answer: the check is still owed."""
    log = f"{usual()}; 10:10 HR {value} BP 124/78 SpO2 97 MOAA/S 5 Diss 0 from monitor"
    now = picture(log, "10:16")
    assert "check missing" in loud(now)
    latest = now.latest_of(Signal.HEART_RATE)
    assert latest is not None
    assert (latest.value, latest.at) == (70, clock("09:55"))


def test_open_eobs_dates_are_iso() -> None:
    """2 July cannot become 7 February: a date in an order that one must know is refused."""
    with pytest.raises(ValueError, match="Invalid isoformat"):
        instant("02/07/2026 14:05")


def test_open_eobs_an_escalation_is_of_its_own_alert(ward: Ward) -> None:
    """Each alert waits for its own answer, whatever else was raised since."""
    ward.see("first", systolic=204, diastolic=84)
    ward.now += 90_000
    ward.see("second", sedation=3)
    waits = {alert.signal: ward.now - ward.view.said_at(alert) for alert in ward.view.picture.standing}
    assert (waits["systolic"], waits["sedation"]) == (90_000, 0)


def test_care_no_pressure_is_drawn_as_minus_one() -> None:
    """A monitor that sends -1 for a pressure that it has not: there is none, and the one before keeps its own time."""
    now = picture(f"{usual()}; 10:20 BP -1/-1 from monitor", "10:20")
    latest = now.latest_of(Signal.SYSTOLIC)
    assert latest is not None
    assert (latest.value, latest.at) == (124, clock("09:55"))


@pytest.mark.parametrize(("every", "needed"), [(1, 15), (5, 15), (7, 21)])
def test_loopfollow_a_breach_lasts_seconds_and_not_samples(every: int, needed: int) -> None:
    """An SpO2 of 92 is MEDIUM after fifteen seconds, whether a value comes each second or every seven."""
    log = f"{usual()}; 10:09-10:10 every 10 s SpO2 97; 10:10:01-10:10:40 every {every} s SpO2 92"
    under, begun = protocol.load(IV), clock("10:10:01")
    before, then = begun + 1000 * needed - 1, begun + 1000 * needed
    pictures = [fold(under, [one for one in facts(log) if one.at <= at], at) for at in (before, then)]
    assert ["spo2 low" in loud(one) for one in pictures] == [False, True]


def test_loopfollow_no_reading_at_all_is_a_missed_one() -> None:
    """Whoever was never measured after the dose is overdue like anybody else."""
    assert "check missing" in loud(picture("09:40 opened; 10:00 dose", "10:16"))


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


@pytest.mark.parametrize("name", protocol.shipped())
@pytest.mark.parametrize(("seen", "alert"), [("HR 200", "heart_rate"), ("BP 220/110", "systolic"), ("SpO2 70", "spo2")])
def test_ppn_the_worst_level_is_reached_first(name: str, seen: str, alert: str) -> None:
    """Heart rate 200, systolic 220 and SpO2 70 are HIGH: no milder level is asked first and keeps them."""
    now = picture(f"{usual()}; 10:20-10:20:20 every 5 s {seen} from monitor", "10:20:20", name)
    assert {one.level for one in now.standing if one.signal == alert} == {Level.HIGH}


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


def test_ppn_an_adverse_event_is_kept(ward: Ward) -> None:
    """What was ticked of a symptom and what went badly are in the log after a restart, with who and when, and were said."""
    ward.see("ticked", symptoms=(Symptom.CHEST_PAIN,))
    ward.enter(Intervention(id="did", at=0, what="reassured"))
    ward.restart()
    kept = {entry.fact.id: entry.fact for entry in ward.clinic.entries(ward.session)}
    assert isinstance(kept["ticked"], ObservationSet)
    assert (kept["ticked"].symptoms, kept["ticked"].by, kept["ticked"].at) == ((Symptom.CHEST_PAIN,), "nina", ward.now)
    assert isinstance(kept["did"], Intervention)
    assert "event high" in loud(ward.view.picture)
