"""What does a clinician read from one session to the next?"""

from __future__ import annotations

from datetime import date
from math import isnan

import pytest

from models import alerts, protocol
from models.facts import (
    Dose,
    Ended,
    Fact,
    Intervention,
    Listening,
    Opened,
    Score,
    SkippedCheck,
    SkipReason,
    Stopped,
    Voided,
    standing,
)
from models.trends import ALIGNED_COLUMNS, HOLD, Past, aligned, per_session, readings, scores
from models.vitals import MINUTE, Millis, ObservationSet

TEN: Millis = 1_763_805_600_000
"""22 Nov 2025 10:00 UTC: the dose of every session here."""


def seen(minute: float, **values: object) -> ObservationSet:
    """A set at this minute from the dose."""
    at = TEN + round(minute * MINUTE)
    return ObservationSet(id=f"{minute}{sorted(values)}", at=at, received=at, **values)  # type: ignore[arg-type]


def bp(minute: float, systolic: float, diastolic: float, **more: object) -> ObservationSet:
    """A pressure at this minute from the dose."""
    return seen(minute, systolic=systolic, diastolic=diastolic, **more)


def past(*facts: Fact, dose: bool = True, end: float | None = 120, name: str = "s1", shift: Millis = 0) -> Past:
    """A session opened 20 min before a dose of 84 mg and ended after two hours, with these facts."""
    log: list[Fact] = [Opened(id="open", at=TEN - 20 * MINUTE), *facts]
    log += [Dose(id="dose", at=TEN, drug="Esketamine", amount=84, unit="mg")] if dose else []
    log += [] if end is None else [Ended(id="end", at=TEN + round(end * MINUTE))]
    held = tuple(standing(log))
    return Past(name, alerts.fold(protocol.load("esketamine-nasal"), held), held)


def row(*facts: Fact, **how: object) -> dict[str, object]:
    """The one row of a trend of one session."""
    frame = per_session([past(*facts, **how)])  # type: ignore[arg-type]
    return {str(key): value for key, value in frame.iloc[0].items()}


def missing(value: object) -> bool:
    """Whether a cell says that there is nothing."""
    return isinstance(value, float) and isnan(value)


def test_change_is_peak_less_baseline() -> None:
    """The rise of a session is its highest pressure after the dose less the mean before it, and says when it came."""
    found = row(bp(-15, 122, 76), bp(-5, 126, 80), bp(20, 150, 90), bp(40, 171, 98), bp(60, 140, 84))
    assert (found["systolic_baseline"], found["systolic_peak"], found["systolic_change"]) == (124, 171, 47)
    assert (found["systolic_peak_minutes"], found["diastolic_change"]) == (40, 20)


def test_no_baseline_is_not_zero() -> None:
    """Without a reading before the dose there is no baseline and no change; neither is a number."""
    found = row(bp(20, 150, 90))
    assert missing(found["systolic_baseline"])
    assert missing(found["systolic_change"])
    assert found["systolic_peak"] == 150


def test_nothing_measured_is_not_zero() -> None:
    """A session in which nothing was measured has no peak, no lowest SpO2 and no minutes beyond a limit."""
    found = row()
    for column in ("systolic_peak", "spo2_min", "dissociation_peak", "systolic_over_high", "heart_rate_change"):
        assert missing(found[column]), column


def test_ppn_an_abandoned_session_changes_no_figure() -> None:
    """A session that was opened by mistake and left has no number of its own, and changes none of the others."""
    whole = past(bp(-15, 122, 76), bp(20, 150, 90))
    left = past(dose=False, end=None, name="s2")
    alone, beside = per_session([whole]), per_session([whole, left])
    figures = [name for name in beside.columns if name.endswith(("_baseline", "_peak", "_change", "_min", "_zero", "_over_low"))]
    assert beside[beside["session"] == "s2"][figures].isna().all(axis=None)
    assert beside[beside["session"] == "s1"][figures].reset_index(drop=True).equals(alone[figures])


def test_without_dose_there_is_no_time_from_it() -> None:
    """A session without a dose keeps its peak but has no minutes from the dose, and no amount."""
    found = row(bp(20, 150, 90), dose=False)
    assert found["systolic_peak"] == 150
    assert missing(found["systolic_peak_minutes"])
    assert missing(found["dose_mg"])
    assert found["dose"] == ""


@pytest.mark.parametrize(
    ("pressures", "low", "high"),
    [
        ([(10, 164), (20, 164)], 0, 0),
        ([(10, 165), (20, 150)], 10, 0),
        ([(10, 165), (20, 170), (30, 150)], 20, 0),
        ([(10, 182), (15, 178), (20, 150)], 10, 5),
        ([(10, 182), (60, 150)], 15, 15),
        ([(110, 166)], 10, 0),
        ([(100, 166)], 15, 0),
    ],
)
def test_minutes_beyond_a_limit(pressures: list[tuple[float, float]], low: float, high: float) -> None:
    """A reading at or beyond the limit counts until the next one, at most 15 min; the last one until the end of the session."""
    found = row(*(bp(minute, systolic, 80) for minute, systolic in pressures))
    assert (found["systolic_over_low"], found["systolic_over_high"]) == (low, high)
    assert HOLD == 15 * MINUTE


def test_limits_are_the_protocols_own() -> None:
    """The limits of the trend are those that the protocol judges by; one that it does not have is not invented."""
    found = row(bp(10, 130, 80))
    assert (found["systolic_limit_low"], found["systolic_limit_high"]) == (165, 180)
    assert (found["diastolic_limit_low"], found["diastolic_limit_high"]) == (100, 110)
    assert missing(found["systolic_limit_medium"])
    assert missing(found["systolic_over_medium"])


def test_rejected_readings_are_left_out_and_suspect_ones_are_marked() -> None:
    """A pressure that cannot be one is no peak; one that is suspect is, and says so."""
    found = row(bp(20, 150, 90), bp(30, 350, 90), bp(40, 210, 80))
    assert (found["systolic_peak"], found["systolic_peak_suspect"]) == (210, True)


def test_corrected_readings_count_as_corrected() -> None:
    """A reading that was voided is in no trend."""
    wrong = bp(30, 190, 90)
    found = row(bp(20, 150, 90), wrong, Voided(id="v", at=TEN + 31 * MINUTE, received=TEN + 31 * MINUTE, target=wrong.id))
    assert found["systolic_peak"] == 150


@pytest.mark.parametrize(
    ("course", "peak", "zero"),
    [
        ([(10, 0), (40, 3), (60, 1), (78, 0), (90, 0)], 3, 78),
        ([(40, 2), (60, 0), (70, 1), (80, 0)], 2, 80),
        ([(40, 3), (60, 1)], 3, None),
        ([(40, 0), (60, 0)], 0, None),
    ],
)
def test_minutes_to_no_dissociation(course: list[tuple[float, float]], peak: float, zero: float | None) -> None:
    """Dissociation is over at the first 0 after the last value above 0; before that it is not over."""
    found = row(*(seen(minute, dissociation=value) for minute, value in course))
    assert found["dissociation_peak"] == peak
    assert missing(found["dissociation_zero"]) if zero is None else found["dissociation_zero"] == zero


def test_lowest_saturation_and_deepest_sedation() -> None:
    """The lowest SpO2 and the deepest sedation are those after the dose."""
    found = row(seen(-5, spo2=91, sedation=5), seen(20, spo2=96, sedation=4), seen(40, spo2=94, sedation=3))
    assert (found["spo2_min"], found["sedation_min"]) == (94, 3)


def test_alerts_by_the_highest_priority_they_reached() -> None:
    """An alert that rose from medium to high counts once, as high."""
    found = row(bp(20, 182, 96), bp(22, 184, 97), bp(40, 140, 80))
    assert found["alerts_high"] == 1
    assert row()["alerts_high"] == 0


def test_that_nobody_heard_the_alarms_is_not_said_of_the_patient() -> None:
    """That no screen with sound watched is a matter of the clinic: the session's alerts are those about the patient alone."""
    alone = Listening(id="l", at=TEN + 10 * MINUTE, received=TEN + 10 * MINUTE)
    assert "listening" in {alert.signal for alert in past(alone).picture.alerts}
    assert row(alone)["alerts_medium"] == row()["alerts_medium"]


def test_missed_checks() -> None:
    """A check that nobody made in time counts; one that was skipped with a reason, or made, does not."""
    every = {"heart_rate": 70, "spo2": 97, "sedation": 5, "dissociation": 0}
    made = [bp(minute, 130, 80, **every) for minute in (-10, 20, 40, 60, 90, 120)]
    skip = SkippedCheck(id="k", at=TEN + 61 * MINUTE, due=TEN + 60 * MINUTE, reason=SkipReason.ASLEEP)
    assert row(*made, end=121)["checks_missed"] == 0
    assert row(*made[:3], *made[4:], end=121)["checks_missed"] == 1
    assert row(*made[:3], skip, *made[4:], end=121)["checks_missed"] == 0


def test_interventions_and_stops_are_told() -> None:
    """What was done for the patient and an infusion stopped early are part of the trend."""
    found = row(Intervention(id="i", at=TEN + 30 * MINUTE, what="oxygen"), Stopped(id="x", at=TEN + 31 * MINUTE))
    assert (found["interventions"], found["stopped"], found["minutes"]) == (1, True, 120)


def test_oldest_first_and_the_date_of_the_clinic() -> None:
    """Sessions come in the order in which they were opened, dated as the clinic's own calendar says."""
    late = Past("late", past().picture, past().facts)
    early_facts: tuple[Fact, ...] = (Opened(id="o", at=TEN - 10 * 24 * 60 * MINUTE),)
    early = Past("early", alerts.fold(protocol.load("iv-ketamine-40min"), early_facts), early_facts)
    frame = per_session([late, early], "Pacific/Auckland")
    assert list(frame["session"]) == ["early", "late"]
    assert list(frame["date"]) == [date(2025, 11, 12), date(2025, 11, 22)]
    assert list(frame["protocol"]) == ["iv-ketamine-40min 1", "esketamine-nasal 1"]


def test_doses_in_words_and_milligrams() -> None:
    """Doses are told in words; their sum in mg is only given when every one is in mg."""
    assert (row()["dose"], row()["dose_mg"]) == ("Esketamine 84 mg", 84)
    mixed = row(Dose(id="d2", at=TEN + 5 * MINUTE, drug="Ketamine", amount=0.5, unit="mg/kg"))
    assert mixed["dose"] == "Esketamine 84 mg, Ketamine 0.5 mg/kg"
    devices = [Dose(id=f"d{n}", at=TEN + 5 * n * MINUTE, drug="Esketamine", amount=28, unit="mg", device=n) for n in (1, 2, 3)]
    assert (row(*devices, dose=False)["dose"], row(*devices, dose=False)["dose_mg"]) == ("Esketamine 84 mg", 84)
    assert missing(mixed["dose_mg"])


def test_aligned_on_the_dose() -> None:
    """Every reading lies at its minutes from the dose, negative before it; a session without a dose is left out."""
    frame = aligned([past(bp(-5, 120, 80), bp(40, 150, 90)), past(bp(5, 120, 80), dose=False, name="none")])
    assert tuple(frame.columns) == ALIGNED_COLUMNS
    assert set(frame["session"]) == {"s1"}
    systolic = frame[frame["signal"] == "systolic"]
    assert list(zip(systolic["minutes"], systolic["value"], strict=True)) == [(-5, 120), (40, 150)]


def test_no_sessions_make_empty_frames_with_their_columns() -> None:
    """A patient without sessions has an empty trend, not an error."""
    assert per_session([]).empty
    assert "systolic_peak" in per_session([]).columns
    assert tuple(aligned([]).columns) == ALIGNED_COLUMNS
    assert scores([]).empty
    assert readings([]).empty


def test_scores_over_the_sessions() -> None:
    """Totals of mood scales are listed with their dates, oldest first."""
    first = Past("a", past().picture, (Score(id="1", at=TEN, scale="PHQ-9", total=17),))
    second = Past("b", past().picture, (Score(id="2", at=TEN + 7 * 24 * 60 * MINUTE, scale="PHQ-9", total=9),))
    frame = scores([second, first])
    assert list(frame["total"]) == [17, 9]
    assert list(frame["date"]) == [date(2025, 11, 22), date(2025, 11, 29)]


def test_every_column_is_described() -> None:
    """Whoever reads the frame finds each of its columns described at the top of the module."""
    import models.trends as module  # noqa: PLC0415 - its docstring is what is tested

    described = module.__doc__ or ""
    for column in per_session([]).columns:
        plain = column
        for word in ("systolic", "diastolic", "heart_rate"):
            plain = plain.replace(f"{word}_", "{s}_")
        for word in ("low", "medium", "high"):
            plain = plain.replace(f"_{word}", "_{l}")
        assert f"    {plain} " in described, column
