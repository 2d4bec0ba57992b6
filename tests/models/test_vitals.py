"""Is each number worth what it claims to be?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vitals import WORDS, ObservationSet, Quality, Signal, assess, in_order


def _seen(**numbers: float | bool) -> ObservationSet:
    return ObservationSet(id="x", at=0, **numbers)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "qualities"),
    [
        (_seen(systolic=128, diastolic=84), {"systolic": "valid", "diastolic": "valid"}),
        (_seen(systolic=80, diastolic=128), {"systolic": "rejected", "diastolic": "rejected"}),
        (_seen(systolic=128), {"systolic": "rejected"}),
        (_seen(systolic=128, mean=90), {"systolic": "rejected", "mean": "valid"}),
        (_seen(systolic=80, diastolic=128, mean=90), {"systolic": "rejected", "diastolic": "rejected", "mean": "rejected"}),
        (_seen(systolic=0, diastolic=0), {}),
        (_seen(systolic=128, diastolic=114), {"systolic": "suspect", "diastolic": "suspect"}),
        (_seen(systolic=128, diastolic=113), {"systolic": "valid", "diastolic": "valid"}),
        (_seen(systolic=200, diastolic=80), {"systolic": "valid", "diastolic": "valid"}),
        (_seen(systolic=201, diastolic=80), {"systolic": "suspect", "diastolic": "suspect"}),
        (_seen(systolic=120, diastolic=75, mean=106), {"systolic": "suspect", "diastolic": "suspect", "mean": "suspect"}),
        (_seen(systolic=120, diastolic=75, mean=105), {"systolic": "valid", "diastolic": "valid", "mean": "valid"}),
        (_seen(systolic=120, diastolic=80, moved=True), {"systolic": "suspect", "diastolic": "suspect"}),
        (_seen(heart_rate=301), {"heart_rate": "rejected"}),
        (_seen(heart_rate=0, spo2=-1), {}),
        (_seen(spo2=49), {"spo2": "rejected"}),
        (_seen(sedation=0, dissociation=0), {"sedation": "valid", "dissociation": "valid"}),
        (_seen(sedation=6), {"sedation": "rejected"}),
        (_seen(agitation=-5), {"agitation": "valid"}),
    ],
)
def test_quality(seen: ObservationSet, qualities: dict[str, str]) -> None:
    """A number is valid, suspect, rejected, or no reading at all, by the published ranges and by the pressure it belongs to."""
    assert {finding.signal.word: finding.quality.value for finding in assess(seen)} == qualities


def test_a_doubt_has_its_reason() -> None:
    """Whatever is not valid says why, in words a nurse understands."""
    findings = assess(_seen(systolic=80, diastolic=128, heart_rate=400))
    assert [finding.reason for finding in findings] == [
        "heart rate 400 /min is outside 20-300",
        "diastolic not below systolic",
        "diastolic not below systolic",
    ]
    assert all(finding.quality is Quality.REJECTED for finding in findings)


def test_signals_are_known_by_their_published_name() -> None:
    """Each signal is found by its published name, and an unknown name is answered with the known ones."""
    assert [Signal.named(signal.word) for signal in Signal] == list(Signal)
    with pytest.raises(ValueError, match="known are heart_rate"):
        Signal.named("pulse")


WHOLE: dict[str, Any] = dict.fromkeys(WORDS, st.one_of(st.none(), st.integers(-5, 300), st.just(float("nan"))))
LIKELY: dict[str, Any] = {
    "heart_rate": st.integers(50, 110),
    "systolic": st.integers(100, 210),
    "diastolic": st.integers(60, 110),
    "mean": st.one_of(st.none(), st.integers(70, 130)),
}


@given(st.one_of(st.builds(_seen, **WHOLE), st.builds(_seen, **LIKELY, moved=st.booleans())))
def test_the_short_way_to_a_valid_set_is_the_long_way(seen: ObservationSet) -> None:
    """A set is taken as in order only where every number of it, looked at one by one, is valid; and none of those is missed."""
    found = assess(seen)
    whole = len(found) == len(seen.measured()) and all(finding.quality is Quality.VALID for finding in found)
    assert in_order(seen) == whole
