"""Is each number worth what it claims to be?"""

from __future__ import annotations

import pytest

from models.vitals import ObservationSet, Quality, Signal, assess


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
