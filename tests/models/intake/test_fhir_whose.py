"""Whose observations, in which version, and which halves of a pressure belong together, where FHIR leaves room for doubt?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.intake import Intake, as_json, read
from tests.models.intake.test_fhir_odds import LATER, LOINC, Body, bundle, coded, person, seen, sent

SYS, DIA, PANEL = "8480-6", "8462-4", "85354-9"


def half(code: str, value: float) -> Body:
    """One number of a pressure, alone."""
    return seen(value, unit="mm[Hg]", code=coded((LOINC, code)))


def panel(*halves: tuple[str, float], **changes: Any) -> Body:
    """A pressure of these halves."""
    parts = [{"code": coded((LOINC, code)), "valueQuantity": {"value": value, "code": "mm[Hg]"}} for code, value in halves]
    return seen(None, code=coded((LOINC, PANEL)), component=parts, **changes)


def taken(*resources: Body) -> Intake:
    """The resources, one a line."""
    return read("x.ndjson", sent(list(resources)))


def pressures(intake: Intake) -> list[tuple[float | None, float | None]]:
    """The halves of every pressure of which both are there."""
    sets = [seen for recording in intake.recordings for seen in recording.sets]
    return [(seen.systolic, seen.diastolic) for seen in sets if seen.systolic and seen.diastolic]


UNPAIRED, HALF = "several pressures at one instant, whose halves cannot be told apart", "half a pressure"


@pytest.mark.parametrize(
    ("resources", "paired", "why"),
    [
        ([half(SYS, 120), half(DIA, 80)], [(120, 80)], {}),
        ([half(DIA, 80), half(SYS, 120), half(DIA, 70), half(SYS, 110)], [(120, 80), (110, 70)], {}),
        ([half(SYS, 120), half(SYS, 150), half(DIA, 80), half(DIA, 60)], [], {UNPAIRED: 4}),
        ([panel((SYS, 120)), panel((DIA, 70))], [], {HALF: 2}),
        ([panel((SYS, 120)), half(SYS, 118), half(DIA, 70)], [(118, 70)], {HALF: 1}),
        ([panel((SYS, 120), (DIA, 80)), half(SYS, 120), half(DIA, 80)], [(120, 80)], {}),
    ],
)
def test_which_halves_are_one_pressure(resources: list[Body], paired: list[tuple[int, int]], why: dict[str, int]) -> None:
    """Half a panel belongs to no other one, and halves that are sent alone are put together where only one way is possible."""
    found = taken(*resources)
    assert (pressures(found), {one.reason: one.count for one in found.rejected}) == (paired, why)


@pytest.mark.parametrize(
    ("subjects", "people"),
    [
        (["http://a/fhir/Patient/1", "https://b/fhir/Patient/1"], ["1 (a/fhir)", "1 (b/fhir)"]),
        (["http://a/fhir/Patient/1", "https://a/fhir/Patient/1"], ["1"]),
        (["http://a/fhir/Patient/1", "Patient/1"], ["1"]),
        (["Patient?identifier=urn:x%7C4711", "Patient?identifier=urn:x|4711&active=true"], ["4711"]),
        (["Patient?identifier=urn:x|4711", "Patient?identifier=urn:y|4711"], ["4711 (urn:x)", "4711 (urn:y)"]),
    ],
)
def test_one_name_of_two_servers_is_two_people(subjects: list[str], people: list[str]) -> None:
    """The same number on two servers, or of two registers, is of two people; however it is referred to, that of one is of one."""
    found = taken(*(seen(72 + i, subject={"reference": one}) for i, one in enumerate(subjects)))
    assert as_json(found)["patients"] == people


def test_numbers_of_one_register_each() -> None:
    """Identifiers without a reference are of two people where two registers gave the same one."""
    whose = [{"identifier": {"system": system, "value": "4711"}} for system in ("urn:x", "urn:y", "urn:x")]
    found = taken(*(seen(72 + i, subject=one) for i, one in enumerate(whose)))
    assert as_json(found)["patients"] == ["4711 (urn:x)", "4711 (urn:y)"]


def test_a_patient_of_each_server_keeps_the_own_record_number() -> None:
    """Two patients who have the same id on two servers are each called by their own medical record number."""
    people = [person(key, number) for key, number in (("a", "4711"), ("b", "4712"))]
    for server, one in zip("ab", people, strict=True):
        one["fullUrl"], one["resource"]["id"] = f"http://{server}/Patient/1", "1"
    readings = [
        {"resource": seen(rate, subject={"reference": f"http://{server}/Patient/1"})} for server, rate in (("b", 90), ("a", 72))
    ]
    found = taken(bundle("collection", *people, *readings))
    assert [(one.patient, one.sets[0].heart_rate) for one in found.recordings] == [("4711", 72), ("4712", 90)]


def test_a_patient_has_one_name_in_a_bundle() -> None:
    """Whoever is referred to by the address in the bundle and by the id is one patient."""
    entry = {"fullUrl": "urn:uuid:abc", "resource": {"resourceType": "Patient", "id": "7"}}
    readings = [{"resource": seen(rate, subject={"reference": one})} for one, rate in (("urn:uuid:abc", 72), ("Patient/7", 75))]
    assert as_json(taken(bundle("collection", entry, *readings)))["patients"] == ["7"]


@pytest.mark.parametrize(
    "other", [{"reference": "RelatedPerson/child"}, {"reference": "Device/pacemaker"}, {"reference": "Patient/8"}]
)
def test_what_is_about_somebody_else(other: Body) -> None:
    """What stands in the record of a patient and is about the child, or a device, is no reading of the patient."""
    found = taken(
        seen(), seen(140, focus=[{"reference": other}]), seen(66, effectiveDateTime=LATER, focus=[{"reference": "Patient/7"}])
    )
    assert as_json(found)["signals"]["heart_rate"]["count"] == 2
    assert [one.what for one in found.skipped] == ["8867-4 of somebody or something else (focus)"]


@pytest.mark.parametrize(
    "body",
    [
        seen(modifierExtension=[{"url": "http://x/target", "valueBoolean": True}]),
        panel((SYS, 120), (DIA, 80), dataAbsentReason=coded(("x", "error"))),
        seen(None, code=coded((LOINC, PANEL)), valueString="120/80", dataAbsentReason=coded(("x", "error"))),
        seen(status="Entered-In-Error"),
        seen(None, valueQuantity={"value": "72", "comparator": ">", "unit": "/min"}),
    ],
)
def test_what_its_sender_does_not_vouch_for(body: Body) -> None:
    """A value whose meaning an unknown extension changes, and one that is called an error as a whole, is no reading."""
    assert taken(body).verdict == "refused"


def test_a_history_on_several_pages() -> None:
    """Of a history that was saved page after page, the version on the first page is the newest."""
    pages = [bundle("history", {"resource": seen(66, id="o2", effectiveDateTime=LATER)}, {"resource": seen(75, id="o1")}),
             bundle("history", {"resource": seen(72, id="o1")})]  # fmt: skip
    assert as_json(taken(*pages))["signals"]["heart_rate"]["first"]["value"] == 75


@pytest.mark.parametrize("before", ['ue": 72}}\n', "\x1e", "more of it\n\n"])
def test_lines_of_which_the_first_is_torn(before: str) -> None:
    """The end of a file with one resource a line is read, also where each begins with the separator of records."""
    text = before + "\x1e".join(f"{json.dumps(one)}\n" for one in (seen(), seen(80, effectiveDateTime=LATER)))
    assert as_json(read("x", text.encode()))["signals"]["heart_rate"]["last"]["value"] == 80


@pytest.mark.parametrize(
    "line",
    [
        panel((SYS, 131), (DIA, 70), method={"text": "Arterial line"}),
        panel((SYS, 131), (DIA, 70)) | {"code": coded((LOINC, PANEL), text="Arterial BP")},
        seen(None, code={"text": "ABP"}, valueString="131/70"),
    ],
)
def test_a_pressure_of_a_line(line: Body) -> None:
    """A pressure that is called arterial as a whole is no pressure of the cuff, although its numbers do not say so."""
    assert [one.source for one in taken(panel((SYS, 120), (DIA, 80)), line).recordings] == ["fhir", "fhir arterial"]


def test_a_patient_whom_two_bundles_describe() -> None:
    """Where each of two bundles describes the patient anew, with the number of the same hospital, it is one patient."""
    pages = []
    for key, rate in (("a", 72), ("b", 75)):
        entry = person("x", "4711") | {"fullUrl": f"urn:uuid:{key}"}
        pages.append(bundle("transaction", entry, {"resource": seen(rate, subject={"reference": f"urn:uuid:{key}"})}))
    assert as_json(taken(*pages))["patients"] == ["4711"]
