"""What of a session that left as FHIR comes in again, and what of another system's does not?"""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings

from models import intake
from models.facts import Dose, Fact, Infused, InfusionStep, Opened, Score, Stopped, Voided, standing
from models.intake.values import Answers
from models.outgo import fhir
from models.vitals import MINUTE, ObservationSet, Symptom
from tests.models.logs import START, logs
from tests.models.outgo.sent import record, resources, seen


def course(facts: Iterable[Fact]) -> set[tuple[object, ...]]:
    """What else comes back of the facts that stand: doses, rates, how an infusion ended, totals of scales, symptoms."""
    found: set[tuple[object, ...]] = set()
    for one in facts:
        if isinstance(one, Dose):
            known = (one.amount, one.unit) if one.amount is not None else ()
            found.add((one.at, one.drug, *known, one.device, one.pump, one.rate, one.rate_unit))
        elif isinstance(one, Infused):
            found.add((one.at, one.step, one.rate, one.rate_unit))
        elif isinstance(one, Score):
            found.add((one.at, one.scale, one.total))
        elif isinstance(one, Stopped):
            found.add((one.at, "stopped"))
        elif isinstance(one, ObservationSet):
            found |= {(one.at, symptom) for symptom in one.symptoms}
    return found


def back(facts: Iterable[Fact]) -> list[Fact]:
    """All facts of the session that Vigil reads in its own bundle."""
    taken = intake.read("out.json", fhir.text(record(facts)).encode(), Answers())
    assert taken.verdict == "ready"
    return [fact for one in taken.recordings for fact in (*one.sets, *one.events)]


INFUSION: list[Fact] = [
    Opened(id="o", at=START),
    Dose(id="d", at=START + MINUTE, drug="Ketamine", amount=36, route="IV", pump="B-12", rate=48.5, rate_unit="mL/h"),
    Dose(id="n", at=START + 2 * MINUTE, drug="Ondansetron", amount=4, route="IV"),
    Dose(id="s1", at=START + 3 * MINUTE, drug="Esketamine", amount=28, route="intranasal", device=1),
    Infused(id="i", at=START + 9 * MINUTE, step=InfusionStep.RATE, rate=60, rate_unit="mL/h"),
    seen("a", 12, symptoms=(Symptom.NAUSEA, Symptom.ANXIETY), dissociation=2),
    seen("b", 13, symptoms=(Symptom.VISUAL,)),
    Voided(id="v", at=START + 14 * MINUTE, target="b", reason="of room 2"),
    Score(id="s", at=START + 15 * MINUTE, scale="CADSS", total=12.5),
    Dose(id="w", at=START + 16 * MINUTE, drug="Ketamine", amount=360, route="IM"),
    Voided(id="x", at=START + 17 * MINUTE, target="w", reason="never given"),
]


@pytest.mark.parametrize(
    "last",
    [
        Stopped(id="e", at=START + 20 * MINUTE),
        Infused(id="e", at=START + 41 * MINUTE, step=InfusionStep.FINISHED),
        Score(id="e", at=START + 20 * MINUTE, scale="PHQ-9", total=9),
    ],
)
def test_the_course_of_an_infusion_comes_back(last: Fact) -> None:
    """Doses, a changed rate, the end of the infusion, symptoms and totals come back at their instants, and nothing struck."""
    assert course(back([*INFUSION, last])) == course(standing([*INFUSION, last]))


@settings(deadline=None, max_examples=40)
@given(logs())
def test_the_course_of_any_session_comes_back(facts: list[Fact]) -> None:
    """Whatever happened, doses and symptoms come back as they stand."""
    assert course(back(facts)) == course(standing(facts))


def test_a_bundle_that_was_made_later_adds_only_what_is_new() -> None:
    """What comes back has the same id each time, also once the infusion has ended: a second import stores only the end."""
    before = {fact.id for fact in back(INFUSION)}
    after = {fact.id: fact for fact in back([*INFUSION, Stopped(id="e", at=START + 20 * MINUTE)])}
    assert before < after.keys()
    assert [type(after[new]) for new in after.keys() - before] == [Stopped]


def test_doses_of_other_systems_are_left_out() -> None:
    """What another system calls an administration starts no clock here: it is counted and left out."""
    bundle = json.loads(fhir.text(record(INFUSION)))
    for entry in bundle["entry"]:
        entry["resource"].pop("identifier", None)
    taken = intake.read("out.json", json.dumps(bundle).encode(), Answers())
    assert [one.count for one in taken.skipped if one.what == "MedicationAdministration resource"] == [5]
    assert not [fact for one in taken.recordings for fact in one.events if isinstance(fact, Dose)]


def test_another_medicine_does_not_end_with_the_infusion() -> None:
    """What was given beside an infusion that was stopped is not itself stopped."""
    text = fhir.text(record([*INFUSION, Stopped(id="e", at=START + 20 * MINUTE)]))
    found = {one["medicationCodeableConcept"]["text"]: one for one in resources(text, "MedicationAdministration")[:2]}
    assert [found[drug]["status"] for drug in ("Ketamine", "Ondansetron")] == ["stopped", "completed"]
    assert found["Ketamine"]["effectivePeriod"] == {"start": "2026-09-21T12:01:00+02:00", "end": "2026-09-21T12:20:00+02:00"}


def test_a_changed_rate_leaves_as_a_part_of_its_infusion() -> None:
    """The next system sees from when on the infusion ran faster, and adds no second dose."""
    rate = resources(fhir.text(record(INFUSION)), "MedicationAdministration")[-1]
    first = resources(fhir.text(record(INFUSION)), "MedicationAdministration")[0]
    assert rate["partOf"][0]["reference"] == f"urn:uuid:{first['id']}"
    assert rate["dosage"]["rateQuantity"] == {"value": 60, "unit": "mL/h", "system": "http://unitsofmeasure.org", "code": "mL/h"}
    assert rate["effectiveDateTime"] == "2026-09-21T12:09:00+02:00"
