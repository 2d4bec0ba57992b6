"""Does one nurse's morning with ketamine IV work from the arrival to the signature, on the screens alone?"""

from __future__ import annotations

from models.facts import Acknowledged, Decided, Dose, Infused, Outcome, Score, Signed, SkippedCheck, SkipReason, Ticked
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
    it_is_minute,
    minutes_pass,
    next_set_is_due_at_minute,
    no_alarm_stands,
    not_further_because,
    note_by_phrase,
    put_the_sheet_away,
    skip_the_check,
    stage,
    start_a_session_for_a_new_patient,
    step_of_the_infusion,
    tap,
    the_prescriber_goes_on,
    tick_every_line,
)
from tests.browser.waiting import OTHER, add_other
from tests.browser.ward import NURSE, Ward

IV = "iv-ketamine-40min"


def test_a_session_with_ketamine_iv(ward: Ward, screen: Screen) -> None:
    """0.5 mg/kg over 40 min: above the gate before it, 188 on the way, a handover, and the second nurse signs."""
    everybody_else_has_gone_home(ward)
    add_other(ward)
    first = start_a_session_for_a_new_patient(ward, screen("/"), "Lind, Sven", IV)
    before_the_dose(first)
    the_infusion_begins(first)
    the_pressure_rises(first)
    the_peak(first)
    hand_over(first, OTHER)
    second = take_over(ward, screen("/handover", who=OTHER), first.session, NURSE)
    recovery(second)
    leaving(second)
    after_the_end(second)
    what_the_record_says(second)


def before_the_dose(bedside: Bedside) -> None:
    """Twice 140/90 is exceeded; the list is asked, and the prescriber decides."""
    stage(bedside, "scheduled")
    minutes_pass(bedside, 4)
    enter_a_set(bedside, heart_rate=74, systolic=152, diastolic=94, spo2=98, dissociation=0, sedation=5, respiratory_rate=14)
    stage(bedside, "pre-dose")
    not_further_because(bedside, "BP 152/94 above 140/90: measure again, or the prescriber decides", "no dose recorded")
    minutes_pass(bedside, 5)
    enter_a_set(bedside, heart_rate=72, systolic=148, diastolic=92)
    assert len(tick_every_line(bedside, "Before dose")) == 10
    the_prescriber_goes_on(bedside, "Dr Lin", "usual for him")
    put_the_sheet_away(bedside)
    not_further_because(bedside, "no dose recorded")


def the_infusion_begins(bedside: Bedside) -> None:
    """72 kg at 0.5 mg/kg are 36 mg, which a second person has checked."""
    minutes_pass(bedside, 2)
    give(bedside, "Ketamine IV", amount=36, per_kg=0.5, weight=72, second="omar", lot="L-17")
    stage(bedside, "dosing")
    assert next_set_is_due_at_minute(bedside) == 10
    it_is_minute(bedside, 10)
    enter_a_set(bedside, heart_rate=78, systolic=158, diastolic=95, spo2=98, dissociation=1, sedation=5, respiratory_rate=14)
    tap(bedside, "Dissociation 2", "Distress 1")
    assert next_set_is_due_at_minute(bedside) == 20


def the_pressure_rises(bedside: Bedside) -> None:
    """186 is asked about and measured again; 188 a minute later is an alarm, and the infusion waits until it is down."""
    it_is_minute(bedside, 20)
    enter_a_set(bedside, heart_rate=86, systolic=186, diastolic=104, spo2=97, dissociation=3, sedation=4, respiratory_rate=14)
    minutes_pass(bedside, 1)
    enter_a_set(bedside, heart_rate=88, systolic=188, diastolic=106)
    step_of_the_infusion(bedside, "Pause", "paused", "Blood pressure")
    answer_the_alarm(bedside, "SBP 188 HIGH", "told the clinician")
    tap(bedside, "Clinician called", "Reassured", "Nausea", "Distress 3")
    it_is_minute(bedside, next_set_is_due_at_minute(bedside))
    enter_a_set(bedside, heart_rate=82, systolic=158, diastolic=94, spo2=97, dissociation=3, sedation=4, respiratory_rate=14)
    no_alarm_stands(bedside)
    step_of_the_infusion(bedside, "Resume", "running")


def the_peak(bedside: Bedside) -> None:
    """The set at half an hour waits for the network; at 40 min CADSS, and what is left runs in until minute 45."""
    it_is_minute(bedside, 30)
    enter_a_set_while_the_network_is_cut(
        bedside, heart_rate=80, systolic=156, diastolic=93, spo2=97, dissociation=3, sedation=4, respiratory_rate=13
    )
    note_by_phrase(bedside, "Tearful")
    it_is_minute(bedside, 40)
    not_further_because(bedside, "infusion running")
    enter_a_set(bedside, heart_rate=81, systolic=154, diastolic=92, spo2=97, dissociation=2, sedation=4, respiratory_rate=13)
    enter_a_score(bedside, "CADSS", 31)
    it_is_minute(bedside, 45)
    step_of_the_infusion(bedside, "Finished", "finished")


def recovery(bedside: Bedside) -> None:
    """The second nurse makes the sets every 15 min; one is skipped because he sleeps, one was mistyped."""
    it_is_minute(bedside, 55)
    stage(bedside, "recovery")
    skip_the_check(bedside, "asleep")
    assert next_set_is_due_at_minute(bedside) == 70
    it_is_minute(bedside, 70)
    enter_a_set(bedside, heart_rate=97, systolic=146, diastolic=88, spo2=98, dissociation=1, sedation=5, respiratory_rate=14)
    correct_the_last(bedside, "97", heart_rate=79)
    it_is_minute(bedside, 85)
    enter_a_set(bedside, heart_rate=76, systolic=140, diastolic=86, spo2=98, dissociation=0, sedation=5, respiratory_rate=14)


def leaving(bedside: Bedside) -> None:
    """An hour after the infusion with an escort, two without; the list says what is missing until nothing is."""
    it_is_minute(bedside, 93.5)
    alone = "72 min to 2:00 after the end of infusion, or 1:00 with an escort"
    may_not_leave_because(bedside, alone, "7 lines are not ticked")
    assert len(tick_every_line(bedside, "Leaving")) == 8
    put_the_sheet_away(bedside)
    it_is_minute(bedside, 94.5)
    may_not_leave_because(bedside, "Not ready to leave: 11 min to 1:00 after the end of infusion.")
    it_is_minute(bedside, 100)
    enter_a_set(bedside, heart_rate=74, systolic=138, diastolic=86, spo2=98, dissociation=0, sedation=5, respiratory_rate=14)
    it_is_minute(bedside, 106)
    stage(bedside, "ready")
    end_the_session(bedside)


def after_the_end(bedside: Bedside) -> None:
    """Signed with the password; from then on only corrections and notes with a reason, and the flowsheet."""
    sign(bedside, "I cared for this patient")
    nothing_but_corrections_is_taken(bedside)
    correct_the_last(bedside, "154/92", systolic=156)
    the_flowsheet_can_be_printed(bedside)


def what_the_record_says(bedside: Bedside) -> None:
    """What was done on the screens is in the log, by whom it was done."""
    (dose,), (decided,), (score,) = (bedside.stored(kind) for kind in (Dose, Decided, Score))
    assert (dose.amount, dose.per_kg, dose.weight, dose.second, dose.lot) == (36, 0.5, 72, "omar", "L-17")
    assert (decided.go, decided.prescriber, decided.reason, score.total) == (True, "Dr Lin", "usual for him", 31)
    assert [(step.step, step.reason) for step in bedside.stored(Infused)] == [
        ("paused", "Blood pressure"),
        ("resumed", ""),
        ("finished", ""),
    ]
    assert [said.outcome for said in bedside.stored(Acknowledged)] == [None, Outcome.TOLD]
    assert [(skip.reason, skip.by) for skip in bedside.stored(SkippedCheck)] == [(SkipReason.ASLEEP, OTHER.name)]
    assert len(bedside.stored(Ticked)) == 18
    assert [(one.by, one.meaning) for one in bedside.stored(Signed)] == [(OTHER.name, "I cared for this patient")]
