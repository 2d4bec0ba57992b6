"""Does one nurse's afternoon with three devices of Spravato work from the arrival to the signature, on the screens alone?"""

from __future__ import annotations

from itertools import pairwise

from playwright.sync_api import expect

from models.facts import Acknowledged, Dose, Intervention, Outcome, Score, Signed, SkippedCheck, TakenOver
from models.vitals import MINUTE, ObservationSet
from tests.browser.conftest import Screen
from tests.browser.leaving_steps import (
    correct_the_last,
    end_the_session,
    hand_over,
    may_not_leave_because,
    nothing_but_corrections_is_taken,
    sign,
    take_over,
    the_flowsheet_can_be_printed,
)
from tests.browser.nurse_steps import (
    Bedside,
    answer_the_alarm,
    enter_a_score,
    enter_a_set,
    enter_a_set_while_the_network_is_cut,
    everybody_else_has_gone_home,
    give,
    give_what_was_put_off,
    it_is_minute,
    minutes_pass,
    next_set_is_due_at_minute,
    no_alarm_stands,
    not_further_because,
    note_by_phrase,
    put_the_dose_off,
    put_the_sheet_away,
    rest_runs,
    skip_the_check,
    stage,
    start_a_session_for_a_new_patient,
    tap,
    tick_every_line,
    type_a_dose,
)
from tests.browser.waiting import OTHER, add_other
from tests.browser.ward import NURSE, Ward

SPRAY = "Esketamine nasal"


def test_a_session_with_three_devices(ward: Ward, screen: Screen) -> None:
    """84 mg in three devices, five minutes between; an alarm at 204, great distress, a handover, two hours, a signature."""
    everybody_else_has_gone_home(ward)
    add_other(ward)
    first = start_a_session_for_a_new_patient(ward, screen("/"), "Moss, Ida", "esketamine-nasal")
    before_the_dose(first)
    three_devices(first)
    the_pressure_rises(first)
    the_peak(first)
    hand_over(first, OTHER)
    second = take_over(ward, screen("/handover", who=OTHER), first.session, NURSE)
    recovery(second)
    leaving(second)
    after_the_end(second)
    what_the_record_says(second)


def before_the_dose(bedside: Bedside) -> None:
    """Two quiet sets and the list; no gate, no word of a prescriber."""
    enter_a_set(bedside, heart_rate=70, systolic=126, diastolic=78, spo2=98, dissociation=0, sedation=5, respiratory_rate=14)
    not_further_because(bedside, "checklist: REMS enrolment checked", "checklist: no nasal spray for 1 hour", "no dose recorded")
    minutes_pass(bedside, 5)
    enter_a_set(bedside, heart_rate=72, systolic=124, diastolic=80)
    assert len(tick_every_line(bedside, "Before dose")) == 11
    expect(bedside.page.locator(".gate")).to_have_count(0)
    put_the_sheet_away(bedside)
    not_further_because(bedside, "no dose recorded")


def three_devices(bedside: Bedside) -> None:
    """28 mg each, the lot and who checked it; the second one is asked about while the rest runs, and is there afterwards."""
    give(bedside, SPRAY, device=1, amount=28, second="omar", lot="S-1")
    rest_runs(bedside)
    not_further_because(bedside, "rest after device 1")
    it_is_minute(bedside, 3)
    type_a_dose(bedside, SPRAY, device=2, amount=28, second="omar", lot="S-2")
    bedside.page.press("#dose-lot", "Enter")
    expect(bedside.page.locator("#dose-status")).to_contain_text("The rest after the last device is over at")
    put_the_dose_off(bedside)
    it_is_minute(bedside, 5.5)
    expect(bedside.page.locator(".stage .rest")).to_be_hidden()
    give_what_was_put_off(bedside, amount=28, second="omar", lot="S-2")
    it_is_minute(bedside, 11)
    expect(bedside.page.locator(".stage .rest")).to_be_hidden()
    give(bedside, SPRAY, device=3, amount=28, second="omar", lot="S-3")
    expect(bedside.page.locator(".identity")).to_contain_text("Esketamine 84 mg nasal")
    assert next_set_is_due_at_minute(bedside) == 20


def the_pressure_rises(bedside: Bedside) -> None:
    """204 is an alarm at once; five minutes later it is down, and the distress is not."""
    it_is_minute(bedside, 20)
    enter_a_set(bedside, heart_rate=88, systolic=204, diastolic=98, spo2=97, dissociation=3, sedation=4, respiratory_rate=15)
    answer_the_alarm(bedside, "SBP 204 HIGH", "acted")
    tap(bedside, "Clinician called", "Dizzy", "Dissociation 4")
    it_is_minute(bedside, next_set_is_due_at_minute(bedside))
    enter_a_set(bedside, heart_rate=84, systolic=148, diastolic=88, spo2=97, dissociation=3, sedation=4, respiratory_rate=15)
    no_alarm_stands(bedside)
    tap(bedside, "Distress 4")
    answer_the_alarm(bedside, "Distress 4 MEDIUM", "expected effect")
    tap(bedside, "Reassured", "Distress 2")
    no_alarm_stands(bedside)


def the_peak(bedside: Bedside) -> None:
    """The closer looks until the pressure is good twice, the set at 40 min that nobody may forget, and CADSS."""
    it_is_minute(bedside, next_set_is_due_at_minute(bedside))
    enter_a_set(bedside, heart_rate=80, systolic=142, diastolic=86, spo2=97, dissociation=3, sedation=4, respiratory_rate=15)
    assert next_set_is_due_at_minute(bedside) == 40
    it_is_minute(bedside, 39)
    not_further_because(bedside, "40-min BP missing", "peak window: 6 min to 0:45")
    it_is_minute(bedside, 40)
    enter_a_set_while_the_network_is_cut(
        bedside, heart_rate=79, systolic=140, diastolic=85, spo2=97, dissociation=3, sedation=4, respiratory_rate=14
    )
    enter_a_score(bedside, "CADSS", 44)
    note_by_phrase(bedside, "Talking")


def recovery(bedside: Bedside) -> None:
    """The second nurse lets her sleep at 60 min; at 90 she is awake, and a mistyped pressure is put right."""
    it_is_minute(bedside, 60)
    stage(bedside, "recovery")
    skip_the_check(bedside, "asleep")
    assert next_set_is_due_at_minute(bedside) == 90
    it_is_minute(bedside, 75)
    tap(bedside, "MOAA/S 4", "Dissociation 1")
    it_is_minute(bedside, 90)
    enter_a_set(bedside, heart_rate=72, systolic=138, diastolic=82, spo2=98, dissociation=0, sedation=5, respiratory_rate=14)
    correct_the_last(bedside, "138/82", systolic=128)


def leaving(bedside: Bedside) -> None:
    """Two hours from the first device; the list says what is missing until nothing is."""
    it_is_minute(bedside, 98.5)
    may_not_leave_because(bedside, "22 min to 2:00", "7 lines are not ticked")
    assert len(tick_every_line(bedside, "Leaving")) == 7
    put_the_sheet_away(bedside)
    it_is_minute(bedside, 110.5)
    may_not_leave_because(bedside, "Not ready to leave: 10 min to 2:00.")
    stage(bedside, "recovery")
    it_is_minute(bedside, 120)
    enter_a_set(bedside, heart_rate=71, systolic=126, diastolic=80, spo2=98, dissociation=0, sedation=5, respiratory_rate=14)
    stage(bedside, "ready")
    end_the_session(bedside)


def after_the_end(bedside: Bedside) -> None:
    """Signed with the password; from then on only corrections and notes with a reason, and the flowsheet."""
    sign(bedside, "I cared for this patient")
    nothing_but_corrections_is_taken(bedside)
    correct_the_last(bedside, "142/86", diastolic=84)
    the_flowsheet_can_be_printed(bedside)


def what_the_record_says(bedside: Bedside) -> None:
    """What was done on the screens is in the log, by whom it was done."""
    doses = bedside.stored(Dose)
    assert [(dose.device, dose.amount, dose.lot, dose.second, dose.confirmed) for dose in doses] == [
        (number, 28, f"S-{number}", "omar", False) for number in (1, 2, 3)
    ]
    assert all(later.at - earlier.at >= 5 * MINUTE for earlier, later in pairwise(doses))
    assert [one.outcome for one in bedside.stored(Acknowledged)] == [None, Outcome.ACTED, None, Outcome.EXPECTED]
    assert [one.what for one in bedside.stored(Intervention)] == ["clinician called", "reassured"]
    assert [one.distress for one in bedside.stored(ObservationSet) if one.distress is not None] == [4, 2]
    assert [(score.scale, score.total) for score in bedside.stored(Score)] == [("CADSS", 44)]
    assert [skip.by for skip in bedside.stored(SkippedCheck)] == [OTHER.name]
    assert [(one.by, one.frm) for one in bedside.stored(TakenOver)] == [(OTHER.name, NURSE.name)]
    assert [one.by for one in bedside.stored(Signed)] == [OTHER.name]
