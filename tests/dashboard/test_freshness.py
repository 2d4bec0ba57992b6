"""For how long is a number current? As long as the interval between the checks that are in force."""

from __future__ import annotations

import pytest

from dashboard.freshness import interval
from models import alerts, protocol
from models.facts import Dose, Fact, Opened
from models.vitals import MINUTE, Millis, ObservationSet

DOSE = 1_795_000_000_000
IV, NASAL = "iv-ketamine-40min", "esketamine-nasal"


def whole(minute: float, systolic: float = 130) -> ObservationSet:
    """Everything that a check needs."""
    return ObservationSet(
        id=f"set{minute}", at=DOSE + round(minute * MINUTE), heart_rate=72, systolic=systolic, diastolic=82, spo2=97, sedation=5,
        dissociation=1,
    )  # fmt: skip


def after(minute: float, *facts: Fact, under: str = IV, dose: bool = True, planned: Millis | None = None) -> float:
    """The interval in minutes so many minutes from the dose, in a session that was opened 20 min before it."""
    log: list[Fact] = [Opened(id="open", at=DOSE - 20 * MINUTE, planned=planned), *facts]
    log += [Dose(id="dose", at=DOSE)] if dose else []
    return interval(alerts.fold(protocol.load(under), log, DOSE + round(minute * MINUTE))) / MINUTE


@pytest.mark.parametrize(
    ("under", "minute", "expected"),
    [(IV, 5, 10), (IV, 35, 10), (IV, 50, 15), (NASAL, 10, 20), (NASAL, 70, 30)],
)
def test_the_interval_is_the_schedules(under: str, minute: int, expected: int) -> None:
    """With every check made, the interval is the one between the check before and the next one."""
    dues = {IV: (10, 20, 30, 40), NASAL: (20, 40, 60)}[under]
    assert after(minute, *(whole(due) for due in dues if due <= minute), under=under) == expected


def test_after_a_bad_value_it_is_five_minutes() -> None:
    """While somebody must look closer, a number is current for five minutes, also where two checks nearly fall together."""
    calm = [whole(due) for due in (10, 20, 30)]
    assert after(34, *calm, whole(33.9, 204)) == 5
    assert after(36, *calm, whole(35.1, 204)) == 5


def test_when_it_is_calm_again_it_is_the_schedules() -> None:
    """After two good sets the usual interval is back."""
    assert after(26, whole(10, 204), whole(15), whole(20), whole(25)) == 10


def test_before_the_dose_it_counts_from_the_opening() -> None:
    """Before the first check the interval begins with the session; a dose planned far ahead makes no number last longer."""
    assert after(-15, dose=False) == 10
    assert after(-15, dose=False, planned=DOSE + 120 * MINUTE) == 15
