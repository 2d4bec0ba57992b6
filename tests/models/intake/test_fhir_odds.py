"""What do servers and records send as FHIR beside the plain case, and what becomes of it?"""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from models.intake import Answers, as_json, read

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
AT, LATER = "2024-03-14T10:20:00+01:00", "2024-03-14T11:20:00+01:00"
VITAL = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}]
Body = dict[str, Any]


def coded(*codes: tuple[str, str], text: str = "") -> Body:
    """A concept with these (system, code), and its text."""
    return {"coding": [{"system": system, "code": code} for system, code in codes], **({"text": text} if text else {})}


def seen(value: float | None = 72, *, unit: str = "/min", code: Body | None = None, **changes: Any) -> Body:
    """A heart rate, changed; None takes a field away."""
    told = None if value is None else {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    body = {"resourceType": "Observation", "status": "final", "code": code or coded((LOINC, "8867-4")), "valueQuantity": told,
            "subject": {"reference": "Patient/7"}, "effectiveDateTime": AT}  # fmt: skip
    return {name: part for name, part in (body | changes).items() if part is not None}


def version(number: int, value: float, **changes: Any) -> Body:
    """One version of the same observation."""
    return seen(value, id="o1", meta={"versionId": str(number)}, **changes)


def bundle(kind: str, *entries: Body) -> Body:
    """A Bundle of these entries."""
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def of(*identifiers: str) -> list[Body]:
    """A heart rate of each of these patients, who are contained in it under one and the same name."""
    people = [{"resourceType": "Patient", "id": "p", "identifier": [{"value": one}]} for one in identifiers]
    return [seen(subject={"reference": "#p"}, contained=[one]) for one in people]


DELETED = {"request": {"method": "DELETE", "url": "Observation/o1"}}
INNER = seen(subject=None, effectiveDateTime=None)
HALVES = [{"code": coded((SNOMED, code)), "valueQuantity": {"value": value, "code": "mm[Hg]"}}
          for code, value in (("271650006", 80), ("271649006", 120))]  # fmt: skip
LINE = coded((SNOMED, "271649006"), (LOINC, "76215-3"))

# what is sent -> the readings that count, as word -> values in time order
CHARTED: dict[str, tuple[list[Body], Body]] = {
    "of two versions the newer counts, wherever it stands": ([version(2, 75), version(1, 72)], {"heart_rate": [75]}),
    "what is withdrawn in its last version is gone": (
        [version(1, 72), version(2, 72, status="entered-in-error"), seen(66, effectiveDateTime=LATER)], {"heart_rate": [66]}),
    "what one copy calls an error is gone although nothing says which copy is newer": (
        [seen(72, id="o1"), seen(72, id="o1", status="entered-in-error"), seen(66, id="o2")], {"heart_rate": [66]}),
    "a history has the newest version first": (
        [bundle("history", {"resource": seen(75, id="o1")}, {"resource": seen(72, id="o1")})], {"heart_rate": [75]}),
    "what was deleted is gone with all its versions": (
        [bundle("history", DELETED, {"resource": seen(72, id="o1")}, {"resource": seen(66, id="o2")})], {"heart_rate": [66]}),
    "observations inside a panel are of its patient and its time": (
        [seen(None, code=coded((LOINC, "85353-1")), hasMember=[{"reference": "#h"}], contained=[INNER])], {"heart_rate": [72]}),
    "observations inside a report are read": (
        [{"resourceType": "DiagnosticReport", "contained": [seen(effectiveDateTime=None)], "effectiveDateTime": AT}],
        {"heart_rate": [72]}),
    "a server may answer with Parameters": (
        [{"resourceType": "Parameters", "parameter": [{"resource": bundle("searchset", {"resource": seen()})}]}],
        {"heart_rate": [72]}),
    "records outside America code in SNOMED CT": (
        [seen(None, code=coded((SNOMED, "75367002")), component=HALVES)], {"blood_pressure": [[120, 80]]}),
    "LOINC is written in many ways": ([seen(code=coded(("urn:oid:2.16.840.1.113883.6.1", "8867-4")))], {"heart_rate": [72]}),
    "a vital sign by a code of the house is what the house calls it": (
        [seen(code=coded(("http://clinic.example/codes", "12"), text="Heart rate"), category=VITAL)], {"heart_rate": [72]}),
    "a remark in a unit changes no unit": ([seen(unit="{Pulse}/min")], {"heart_rate": [72]}),
    "a reason for no value that does not apply": ([seen(dataAbsentReason=coded(("x", "not-applicable")))], {"heart_rate": [72]}),
    "one event is a time": ([seen(effectiveDateTime=None, effectiveTiming={"event": [AT]})], {"heart_rate": [72]}),
}  # fmt: skip

REJECTED: dict[str, tuple[Body, str, str]] = {
    "a value that its sender calls an error": (
        seen(dataAbsentReason=coded(("x", "error"))), "heart_rate", "the sender says that this is no value"),
    "a range": (seen(None, valueRange={"low": {"value": 60}, "high": {"value": 80}}), "heart_rate", "not a number"),
    "a value of several times": (
        seen(effectiveDateTime=None, effectiveTiming={"event": [AT, LATER]}), "heart_rate",
        "measured at several times, which are told of one value only"),
    "a month": (seen(effectiveDateTime="2024-03"), "heart_rate", "time not understood"),
}  # fmt: skip


def sent(resources: list[Body]) -> bytes:
    """One resource a line."""
    return "".join(json.dumps(one) + "\n" for one in resources).encode()


@pytest.mark.parametrize("case", CHARTED)
def test_what_is_charted(case: str) -> None:
    """Whatever a server writes around them, the readings that stand are charted, each once, for the patient they are of."""
    resources, expected = CHARTED[case]
    told = as_json(read("x", sent(resources)))
    found = {word: [one["first"]["value"], one["last"]["value"]][: one["count"]] for word, one in told["signals"].items()}
    assert (told["verdict"], found, told["patients"]) == ("ready", expected, ["7"])


@pytest.mark.parametrize("case", REJECTED)
def test_what_is_rejected(case: str) -> None:
    """What cannot be charted as one number at one time is rejected, and the reason is told."""
    body, signal, why = REJECTED[case]
    taken = read("x", json.dumps(body).encode())
    assert (taken.verdict, [(one.signal, one.reason) for one in taken.rejected]) == ("refused", [(signal, why)])


@pytest.mark.parametrize(
    ("resources", "patients"),
    [
        ([seen(subject={"reference": "Patient/7/_history/2"}), seen(subject={"reference": "Patient/8/_history/2"})], ["7", "8"]),
        ([seen(subject={"reference": "Patient?identifier=http://clinic/mrn|4711"})], ["4711"]),
        (of("A1", "B2"), ["A1", "B2"]),
        ([seen(), seen(subject={"reference": "Location/12"}), seen(subject={"reference": "Device/3"})], ["7"]),
    ],
)
def test_whose_readings_they_are(resources: list[Body], patients: list[str]) -> None:
    """A version, a search or a name that holds in one resource only never makes one patient of two; a room has no pulse."""
    assert as_json(read("x", sent(resources)))["patients"] == patients


def person(key: str, number: str, kind: str = "MR") -> Body:
    """An entry of a patient with this number."""
    known = {"type": {"coding": [{"code": kind}]}, "system": f"http://{key}.example", "value": number}
    return {"fullUrl": f"urn:uuid:{key}", "resource": {"resourceType": "Patient", "identifier": [known]}}


@pytest.mark.parametrize(
    ("people", "patients"),
    [
        ([person("a", "4711"), person("b", "4712")], ["4711", "4712"]),
        ([person("a", "4711"), person("b", "123-45-6789", "SS")], ["4711", "b"]),
        ([person("a", "4711"), person("b", "4711")], ["a", "b"]),
        ([person("a", "4711"), person("a", "4711"), person("b", "4712")], ["4711", "4712"]),
    ],
)
def test_patients_are_named_by_their_medical_record_number(people: list[Body], patients: list[str]) -> None:
    """Who is described in the file is called by the number that the ward knows, unless two patients of two houses share it."""
    entries = [{"resource": seen(subject={"reference": f"urn:uuid:{key}"})} for key in "ab"]
    assert as_json(read("x", sent([bundle("transaction", *people, *entries)])))["patients"] == patients


def test_an_arterial_pressure_is_not_taken_for_that_of_a_cuff() -> None:
    """Where one code says pressure and the next says arterial pressure, it is arterial."""
    low = {"code": coded((LOINC, "76213-8")), "valueQuantity": {"value": 70, "code": "mm[Hg]"}}
    high = {"code": LINE, "valueQuantity": {"value": 131, "code": "mm[Hg]"}}
    (one,) = read("x", sent([seen(None, code=coded((LOINC, "85354-9")), component=[high, low])])).recordings
    assert (one.source, one.sets[0].systolic) == ("fhir arterial", 131)


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(sent([seen(72), seen(80, effectiveDateTime=LATER)])),
        b'{"resourceTy\n' + sent([seen(72), seen(80, effectiveDateTime=LATER)]),
        "\n".join(json.dumps(one, indent=2) for one in (seen(72), seen(80, effectiveDateTime=LATER))).encode(),
    ],
)
def test_files_of_a_bulk_export(content: bytes) -> None:
    """A packed file, one whose first line is torn, and resources over several lines each are read."""
    assert as_json(read("Observation.ndjson.gz", content))["signals"]["heart_rate"]["count"] == 2


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (bundle("searchset"), "is empty"),
        ({"transactionTime": AT, "output": [{"type": "Observation", "url": "https://x/1"}]}, "list of the files"),
    ],
)
def test_what_holds_no_readings_says_what_it_is(body: Body, word: str) -> None:
    """An empty answer of a server, and the list of a bulk export, are refused with what to do next."""
    taken = read("x", json.dumps(body).encode(), Answers())
    assert taken.verdict == "refused"
    assert word in taken.reason


def test_a_page_of_a_search_says_that_there_are_more() -> None:
    """Whoever saved only the first page of an answer is told that the next one is missing; the last page has none."""
    page = bundle("searchset", {"resource": seen()}) | {"link": [{"relation": "next", "url": "https://x?page=2"}]}
    last = bundle("searchset", {"resource": seen(66, effectiveDateTime=LATER)})
    assert [one.what for one in read("x", sent([page])).skipped] == ["next page of the search, which is not in this file"]
    assert read("x", sent([page, last])).skipped == ()
