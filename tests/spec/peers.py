"""Which defects were read in the sources and in the trackers of peers, and which tests show that Vigil has none of them?"""

from __future__ import annotations

from dataclasses import dataclass

SPEC, PAGES = "tests/spec/test_peers.py::test_", "tests/dashboard/test_peers.py::test_"
SILENT, SEEN = "tests/spec/test_silence.py::test_", "tests/browser/test_peers.py::test_"


@dataclass(frozen=True, slots=True)
class Defect:
    """What went wrong at a peer, in one sentence, and the tests ("file::name") that show that it does not here."""

    peer: str
    defect: str
    shown: tuple[str, ...]


READ = (
    Defect(
        "Nightscout notifications.js",
        "A silence is shared by HIGH and LOW of the same level.",
        (f"{SPEC}nightscout_notifications_a_silence_of_high_is_none_of_low", f"{SILENT}n1_answering_high_does_not_silence_low"),
    ),
    Defect(
        "Nightscout notifications.js",
        "A second answer is refused, so that an all-clear cannot end a silence.",
        (f"{SPEC}nightscout_notifications_a_silence_ends_with_what_it_was_for",),
    ),
    Defect(
        "Nightscout alarmSocket.js",
        "An answer without the right to it is dropped without a word.",
        (f"{PAGES}nightscout_alarm_socket_an_answer_without_the_right_is_refused_in_words",),
    ),
    Defect(
        "Nightscout alarmSocket.js",
        "The screen looks silenced although nothing was taken.",
        (
            f"{SPEC}nightscout_alarm_socket_a_refused_answer_says_so",
            "tests/browser/test_alarms.py::test_what_is_refused_goes_on_sounding_and_says_so",
        ),
    ),
    Defect(
        "Nightscout simplealarms.js",
        "A reading older than ten minutes can never alarm.",
        (
            f"{SPEC}nightscout_simple_alarms_what_comes_late_alarms_too",
            f"{SPEC}nightscout_simple_alarms_what_was_over_before_it_was_entered_is_listed_and_not_heard",
        ),
    ),
    Defect(
        "Nightscout",
        "Alarms live in the memory of the process and answers name nobody: a restart forgets both.",
        (f"{SILENT}n7_a_restart_forgets_nothing", f"{SILENT}n9_others_see_who_answered_and_what_lasts"),
    ),
    Defect(
        "Nightscout",
        "That nothing comes any more is not said by the server, and the screen says it in silence.",
        (
            f"{SILENT}n3_no_minute_is_neither_current_nor_overdue",
            "tests/browser/test_board.py::test_a_lost_connection_takes_the_whole_width_and_goes_again",
            "tests/browser/test_alarm_reach.py::test_u39_a_dead_server_is_a_fault_on_every_screen",
        ),
    ),
    Defect(
        "LoopFollow AlarmManager",
        "One alarm per look, then no more.",
        (f"{SPEC}loopfollow_alarm_manager_one_alarm_does_not_hide_another",),
    ),
    Defect(
        "LoopFollow AlarmManager",
        "An alarm that sounds hides the others.",
        (
            "tests/browser/test_alert_bar.py::test_more_alerts_are_behind_a_number",
            "tests/browser/test_urgency.py::test_the_worse_one_comes_first",
        ),
    ),
    Defect(
        "LoopFollow",
        "How long a breach lasts is counted in samples, so that another pace means another limit.",
        (f"{SPEC}loopfollow_a_breach_lasts_seconds_and_not_samples",),
    ),
    Defect(
        "LoopFollow",
        "Where there is no reading at all, none is missed.",
        (
            f"{SPEC}loopfollow_no_reading_at_all_is_a_missed_one",
            f"{SILENT}n4_a_session_without_any_reading_is_overdue",
        ),
    ),
    Defect(
        "OpenMRS helpers.ts",
        "What has no reference range is normal.",
        (
            f"{SPEC}openmrs_helpers_what_was_not_assessed_is_not_normal",
            "tests/dashboard/test_figures.py::test_without_a_baseline_no_limit_is_made_up",
            "tests/dashboard/test_trends.py::test_no_baseline_is_said_in_words",
        ),
    ),
    Defect(
        "OpenMRS helpers.ts",
        "A systolic that is critically low is hidden by a diastolic that is critically high.",
        (
            f"{SPEC}openmrs_helpers_each_half_of_a_pressure_is_told",
            "tests/browser/test_session_values.py::test_two_alerts_of_one_pressure_are_two_badges",
        ),
    ),
    Defect(
        "OpenMRS vitals-chart",
        "A pressure of which one half is missing is dropped.",
        (
            f"{PAGES}openmrs_vitals_chart_half_a_pressure_is_drawn",
            f"{SPEC}openmrs_vitals_chart_a_mean_without_its_pressure_counts",
        ),
    ),
    Defect(
        "OpenMRS vitals-chart",
        "The eleventh reading cannot be seen.",
        (
            f"{PAGES}openmrs_vitals_chart_every_reading_of_a_session_is_drawn",
            f"{SPEC}openmrs_vitals_chart_the_eleventh_reading_counts",
        ),
    ),
    Defect(
        "OpenMRS history",
        "Zero is taken for missing.",
        (f"{SPEC}openmrs_history_zero_is_a_value", f"{PAGES}openmrs_history_zero_is_drawn"),
    ),
    Defect(
        "OpenMRS history",
        "The order of the rows is the reverse of what its arrow says.",
        (f"{SEEN}openmrs_history_the_rows_are_in_the_order_of_time",),
    ),
    Defect("OpenMRS history", "The scale of the time axis is wrong.", (f"{PAGES}openmrs_history_the_axis_is_time",)),
    Defect(
        "OpenMRS history",
        "A device whose clock is ahead of the server's cannot save.",
        (
            "tests/browser/test_outbox.py::test_a_device_whose_clock_is_wrong_is_told",
            f"{SPEC}openmrs_history_tomorrow_is_refused_with_both_times",
        ),
    ),
    Defect(
        "Open-eObs ews.py",
        "A pulse of 0 is scored as no pulse at all.",
        (
            f"{SPEC}open_eobs_a_value_of_zero_is_judged",
            f"{SPEC}open_eobs_no_pulse_is_no_missing_pulse",
            f"{PAGES}open_eobs_a_pulse_of_zero_is_refused_in_words",
        ),
    ),
    Defect(
        "Open-eObs",
        "2 July is read as 7 February.",
        (f"{SPEC}open_eobs_dates_are_iso", "tests/models/intake/test_times.py::test_a_date_in_an_open_order_is_no_date_yet"),
    ),
    Defect(
        "Open-eObs",
        "An escalation follows the risk of now and not the one that set it off.",
        (f"{SPEC}open_eobs_an_escalation_is_of_its_own_alert",),
    ),
    Defect(
        "CARE useHL7VitalsMonitor",
        "The last value stays on the screen when the line is lost.",
        (
            f"{SPEC}care_hl7_monitor_a_dropped_link_is_an_alert_and_values_keep_their_age",
            "tests/browser/test_session_values.py::test_a_monitor_that_stops_is_old_after_a_minute",
        ),
    ),
    Defect(
        "CARE useHL7VitalsMonitor",
        "Only one of the values says how old it is.",
        ("tests/browser/test_ux_ages.py::test_every_number_says_how_old_it_is",),
    ),
    Defect("CARE", "A pressure that was not measured is drawn as -1.", (f"{SPEC}care_no_pressure_is_drawn_as_minus_one",)),
    Defect(
        "PPN",
        "The worst level is asked for last and cannot be reached.",
        (f"{SPEC}ppn_every_high_limit_can_be_reached", f"{SPEC}ppn_the_worst_level_is_reached_first"),
    ),
    Defect("PPN", "A usual value is filled in before anybody measured.", (f"{SEEN}ppn_no_vital_sign_is_filled_in",)),
    Defect(
        "PPN",
        "What was typed for one patient comes up for the next.",
        (
            "tests/browser/test_drafts.py::test_what_was_typed_stays_with_its_patient",
            "tests/browser/test_session_entry.py::test_another_session_takes_nothing_over",
        ),
    ),
    Defect(
        "PPN",
        "That something was not saved is swallowed.",
        (
            "tests/browser/test_session_entry.py::test_what_is_refused_stays_typed",
            "tests/faults/test_disk.py::test_a_full_disk_refuses_in_words_and_recovers",
            "tests/browser/test_unsent.py::test_a_refused_entry_is_corrected",
        ),
    ),
    Defect(
        "PPN",
        "Drafts that nobody finished are counted.",
        (
            "tests/browser/test_drafts.py::test_a_reload_keeps_what_is_typed",
            "tests/models/test_trends.py::test_ppn_an_abandoned_session_changes_no_figure",
        ),
    ),
    Defect("PPN", "The chart is empty after a reload.", (f"{SEEN}ppn_a_reload_restores_everything",)),
    Defect("PPN", "The clock of one session goes on in the next.", (f"{PAGES}ppn_the_clock_is_not_that_of_the_session_before",)),
    Defect(
        "PPN",
        "The panel of adverse events breaks the page of the dose.",
        (f"{SEEN}ppn_a_broken_panel_of_events_leaves_the_dose",),
    ),
    Defect(
        "PPN",
        "Adverse events are not saved.",
        (
            f"{SPEC}ppn_an_adverse_event_is_kept",
            "tests/browser/test_bedside.py::test_events_are_one_tap_with_the_time_of_the_tap",
        ),
    ),
    Defect("PPN", "A correction is not judged.", (f"{SPEC}ppn_a_correction_is_judged_as_it_was_entered",)),
    Defect(
        "Osmind",
        "The values of the session before are filled in for staff to look through.",
        (f"{SEEN}ppn_no_vital_sign_is_filled_in",),
    ),
    Defect(
        "Dash 4.4.1",
        "A live update throws away the part of the chart that somebody looks at.",
        ("tests/browser/test_session_live.py::test_the_zoom_survives_three_updates",),
    ),
    Defect(
        "Dash polling",
        "A reading is seen elsewhere only when the next look is due.",
        ("tests/browser/test_board.py::test_a_reading_from_another_screen_is_on_the_board_at_once",),
    ),
    Defect(
        "Plain charts",
        "Two hours of a monitor are drawn whole, or what is left out was the peak.",
        (
            "tests/dashboard/test_figures.py::test_a_long_recording_keeps_every_extreme",
            "tests/dashboard/test_imports.py::test_a_preview_loses_no_peak",
        ),
    ),
)
"""Read in a source, or met when it was run."""


def _way(number: int, defect: str, *shown: str) -> Defect:
    return Defect(f"N{number}", defect, shown)


WENT_SILENT = (
    _way(1, "Who answers HIGH silences LOW.", f"{SILENT}n1_answering_high_does_not_silence_low"),
    _way(
        2,
        "An answer silences for half an hour.",
        f"{SILENT}n2_an_answer_is_for_that_alert_and_not_for_half_an_hour",
        "tests/browser/test_sounder.py::test_n2_an_answered_alert_is_said_again_after_two_minutes",
    ),
    _way(3, "For five minutes a reading is neither new nor old.", f"{SILENT}n3_no_minute_is_neither_current_nor_overdue"),
    _way(4, "No data at all is never old.", f"{SILENT}n4_a_session_without_any_reading_is_overdue"),
    _way(5, "The lowest readings raise nothing.", f"{SILENT}n5_the_lowest_values_alarm"),
    _way(
        6,
        "A silence ends, and a limit is looked at, only when new data comes.",
        f"{SILENT}n6_time_alone_is_enough",
        f"{SILENT}n6_a_silence_ends_by_the_clock_of_the_server",
    ),
    _way(7, "A restart forgets what was answered and what waits.", f"{SILENT}n7_a_restart_forgets_nothing"),
    _way(
        8,
        "What cannot be judged is passed over, and a part of the program may silence another.",
        f"{SILENT}n8_what_cannot_be_judged_is_said",
        f"{SILENT}n8_nothing_but_a_person_silences",
    ),
    _way(9, "One answer is an all-clear for everybody.", f"{SILENT}n9_others_see_who_answered_and_what_lasts"),
    _way(
        10,
        "The browser may not sound, or sleeps, and nobody knows.",
        f"{SILENT}n10_a_screen_that_cannot_sound_is_nobody",
        "tests/browser/test_alarms.py::test_n10_a_browser_that_lets_nothing_sound_says_so",
        "tests/browser/test_sounder.py::test_a_screen_that_may_fall_asleep_says_so",
    ),
    _way(11, "What was answered is said again at once.", f"{SILENT}n11_what_was_answered_is_not_said_again_at_once"),
)
"""The ways in which a well-known browser alarm went silent."""

DEFECTS = (*READ, *WENT_SILENT)
