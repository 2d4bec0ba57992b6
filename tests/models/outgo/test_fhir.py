"""Does a session that leaves as FHIR say the same to the next system, and to Vigil itself?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from models import intake
from models.facts import Acknowledged, Amended, Dose, Ended, Fact, Opened, Outcome, Stopped, Voided, standing
from models.intake.values import Answers
from models.outgo import fhir
from models.vitals import MINUTE, ObservationSet, Quality, Symptom, assess
from tests.models.logs import START, logs
from tests.models.outgo.sent import record, resources, seen
from tests.models.store.ward import FACTS

LOINC, MDC = "http://loinc.org", "urn:iso:std:iso:11073:10101"


def codes(one: dict[str, Any]) -> set[tuple[str, str]]:
    return {(coding["system"], coding["code"]) for coding in one["code"].get("coding", ())}


def readings(sets: Iterable[ObservationSet]) -> set[tuple[object, ...]]:
    """What can be charted: each number with its instant and stream; of a pressure both halves together."""
    found: set[tuple[object, ...]] = set()
    for one in sets:
        good = {f.signal.word: f.value for f in assess(one) if f.quality is not Quality.REJECTED}
        whole = tuple(good.pop(half, None) for half in ("systolic", "diastolic"))
        stream = one.source.removeprefix("fhir").strip() or "manual"
        found |= {(one.at, stream, word, value) for word, value in good.items()}
        found |= {(one.at, stream, "pressure", whole)} if None not in whole else set()
    return found


@settings(deadline=None, max_examples=40)
@given(logs())
def test_what_leaves_comes_back(facts: list[Fact]) -> None:
    """A bundle that is imported again gives exactly the readings that stand in the session, of the same patient."""
    text = fhir.text(record(facts))
    found = intake.read("out.json", text.encode(), Answers())
    assert found.verdict == "ready"
    assert {one.patient for one in found.recordings} == {"4711"}
    again = [one for recording in found.recordings for one in recording.sets]
    assert readings(again) == readings(fact for fact in standing(facts) if isinstance(fact, ObservationSet))


@settings(deadline=None, max_examples=15)
@given(logs())
def test_every_bundle_is_valid(facts: list[Fact]) -> None:
    """Whatever happened in a session, its bundle is FHIR R4 and is the same bytes each time."""
    text = fhir.text(record(facts))
    assert resources(text)
    assert fhir.text(record(facts)) == text


def test_every_kind_of_fact_leaves_in_a_valid_bundle() -> None:
    """Notes, ticks and signatures do not stand in the way of what is measured."""
    assert {one["resourceType"] for one in resources(fhir.text(record(FACTS, invented=True)))} == {
        "Patient", "Encounter", "Device", "Observation", "MedicationAdministration", "DetectedIssue",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("word", "loinc", "mdc", "unit", "value"),
    [
        ("heart_rate", {"8867-4"}, "147842", "/min", 72),
        ("spo2", {"59408-5", "2708-6"}, "150456", "%", 97),
        ("respiratory_rate", {"9279-1"}, "151562", "/min", 14),
        ("temperature", {"8310-5"}, "150344", "Cel", 36.6),
        ("mean", {"8478-0"}, "150023", "mm[Hg]", 92),
    ],
)
def test_each_vital_sign_has_both_codes_and_its_unit(word: str, loinc: set[str], mdc: str, unit: str, value: float) -> None:
    """The next system knows a number by its LOINC code, a monitor's by its MDC code, and both by the UCUM unit."""
    (one,) = resources(fhir.text(record([seen("a", 0, **{word: value})])), "Observation")
    assert codes(one) == {*((LOINC, code) for code in loinc), (MDC, mdc)}
    assert (one["valueQuantity"]["value"], one["valueQuantity"]["code"]) == (value, unit)
    assert one["category"][0]["coding"][0]["code"] == "vital-signs"
    assert one["effectiveDateTime"] == "2026-09-21T12:00:00+02:00"


def test_a_pressure_is_a_panel() -> None:
    """Both halves and the mean are components of one panel, each with both codes."""
    (one,) = resources(fhir.text(record([seen("a", 0, systolic=128, diastolic=84, mean=98)])), "Observation")
    assert codes(one) == {(LOINC, "85354-9"), (MDC, "150020")}
    told = [(codes(part), part["valueQuantity"]["value"], part["valueQuantity"]["code"]) for part in one["component"]]
    assert told == [
        ({(LOINC, "8480-6"), (MDC, "150021")}, 128, "mm[Hg]"),
        ({(LOINC, "8462-4"), (MDC, "150022")}, 84, "mm[Hg]"),
        ({(LOINC, "8478-0"), (MDC, "150023")}, 98, "mm[Hg]"),
    ]


@pytest.mark.parametrize("values", [{"systolic": 35.0}, {"systolic": 80.0, "diastolic": 128.0}, {"heart_rate": 0.0}])
def test_what_is_no_reading_leaves_without_a_value(values: dict[str, float]) -> None:
    """The next system cannot chart what Vigil refuses to judge; what was entered stands in a note."""
    (one,) = resources(fhir.text(record([seen("a", 0, **values)])), "Observation")
    assert not [part for part in (one, *one.get("component", ())) if "valueQuantity" in part]
    assert any(note["text"].startswith("entered, and no reading: ") for note in one["note"])


def test_corrections_are_told_apart() -> None:
    """What was corrected is amended, with who and why; what was struck through or corrected away is entered in error."""
    first, wrong = seen("a", 0, systolic=211, diastolic=84, heart_rate=70), seen("b", 5, spo2=97)
    right = seen("a", 0, systolic=121, diastolic=84)
    facts = [
        first,
        wrong,
        Amended(id="x", at=START + 6 * MINUTE, by="omar", target="a", content=right, reason="digits turned"),
        Voided(id="y", at=START + 7 * MINUTE, by="omar", target="b", reason="belongs to room 2"),
    ]
    found = resources(fhir.text(record(facts)), "Observation")
    assert {one["code"]["text"]: one["status"] for one in found} == {
        "Blood pressure": "amended",
        "Heart rate": "entered-in-error",
        "Oxygen saturation": "entered-in-error",
    }
    assert found[0]["component"][0]["valueQuantity"]["value"] == 121
    assert found[0]["note"] == [{"text": "corrected by omar: digits turned"}]
    assert found[0]["id"] == resources(fhir.text(record([first])), "Observation")[0]["id"]


def test_doses_and_answers_leave_too() -> None:
    """A dose leaves with its amount, route and lot, a stopped infusion as such, and what Vigil said with who answered."""
    facts: list[Fact] = [
        Opened(id="o", at=START),
        seen("a", 1, systolic=120, diastolic=80, symptoms=(Symptom.NAUSEA,), sedation=4),
        Dose(
            id="d", at=START + 2 * MINUTE, by="nora", drug="Ketamine", amount=36, route="IV over 40 min", lot="L1", second="omar"
        ),
        seen("b", 10, systolic=205, diastolic=100),
        seen("c", 11, systolic=204, diastolic=100),
        Acknowledged(id="k", at=START + 12 * MINUTE, by="nora", signal="systolic", outcome=Outcome.TOLD),
        Stopped(id="s", at=START + 13 * MINUTE),
        Ended(id="e", at=START + 60 * MINUTE),
    ]
    text = fhir.text(record(facts))
    (dose,) = resources(text, "MedicationAdministration")
    assert (dose["status"], dose["medicationCodeableConcept"]["text"], dose["performer"]) == (
        "stopped", "Ketamine", [{"actor": {"display": "Nora Lund"}}],
    )  # fmt: skip
    assert (dose["dosage"]["dose"]["value"], dose["dosage"]["dose"]["code"]) == (36, "mg")
    assert [note["text"] for note in dose["note"]] == ["lot L1", "checked by omar"]
    (encounter,) = resources(text, "Encounter")
    assert (encounter["status"], encounter["period"]["end"]) == ("finished", "2026-09-21T13:00:00+02:00")
    issues = [one for one in resources(text, "DetectedIssue") if one["code"]["text"] == "systolic high"]
    assert "high" in {one["severity"] for one in issues}
    answer = {"action": {"text": "acknowledged: told the clinician"}, "date": "2026-09-21T12:12:00+02:00"}
    assert {json.dumps(one.get("mitigation")) for one in issues} == {json.dumps([answer | {"author": {"display": "Nora Lund"}}])}
    kinds = Counter(one["category"][0]["coding"][0]["code"] for one in resources(text, "Observation"))
    assert kinds == {"vital-signs": 3, "survey": 2}


def test_invented_sessions_are_marked_everywhere() -> None:
    """Nothing of a demonstration can be taken for a patient: each resource says that it is test data."""
    marked = resources(fhir.text(record([seen("a", 0, heart_rate=70)], invented=True)))
    assert all(one["meta"]["tag"][0]["code"] == "HTEST" for one in marked)
    assert "HTEST" not in fhir.text(record([seen("a", 0, heart_rate=70)]))


def test_a_corrected_dose_leaves_as_it_holds() -> None:
    """The next system gets the amount that was really given, with who corrected it and why, and never both."""
    wrong = Dose(id="d", at=START, drug="Ketamine", amount=350, route="IV", by="nina")
    right = Amended(id="a", at=START + 1, by="omar", target="d", content=replace(wrong, amount=35.0), reason="one zero too many")
    (sent,) = resources(fhir.text(record([wrong, right])), "MedicationAdministration")
    assert (sent["status"], sent["dosage"]["dose"]["value"]) == ("completed", 35)
    assert "corrected by omar: one zero too many" in sent["note"][0]["text"]
