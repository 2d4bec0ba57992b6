"""FHIR R4: observations alone, in bundles and one per line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.intake import Answers, Intake, as_json, read

AT = "2024-03-14T10:20:00+01:00"
NAMES = {"8867-4": "Heart rate", "8310-5": "Temperature", "85354-9": "Blood pressure"}


def quantity(value: float, unit: str = "/min") -> dict[str, Any]:
    """A value as FHIR writes it."""
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def coded(*codes: str) -> dict[str, Any]:
    """A concept with LOINC codes."""
    return {"coding": [{"system": "http://loinc.org", "code": code} for code in codes]}


def observation(loinc: str = "8867-4", **changes: Any) -> dict[str, Any]:
    """A heart rate of 72, changed; None takes a field away."""
    body = {"resourceType": "Observation", "id": "1", "status": "final", "code": coded(loinc),
            "subject": {"reference": "Patient/7"},
            "effectiveDateTime": AT, "valueQuantity": quantity(72)}  # fmt: skip
    return {name: value for name, value in (body | changes).items() if value is not None}


def pressure(*halves: tuple[str, float | None], code: str = "85354-9", unit: str = "mm[Hg]") -> dict[str, Any]:
    """A panel with these components; None = data absent."""
    parts = [
        {
            "code": coded(half),
            **({"dataAbsentReason": {"text": "unknown"}} if value is None else {"valueQuantity": quantity(value, unit)}),
        }
        for half, value in halves
    ]
    return observation(code, valueQuantity=None, component=parts)


def taken(*resources: object, **answers: str) -> Intake:
    """One resource as a document, several as NDJSON."""
    return read("x.json", "\n".join(json.dumps(resource) for resource in resources).encode(), Answers(**answers))


def counts(intake: Intake) -> dict[str, int]:
    """How many readings of each signal count."""
    return {word: signal["count"] for word, signal in as_json(intake)["signals"].items()}


def test_an_observation() -> None:
    """A heart rate is read with its patient and instant."""
    (recording,) = taken(observation()).recordings
    assert (recording.patient, recording.source, recording.sets[0].heart_rate, recording.sets[0].at) == (
        "7",
        "fhir",
        72,
        1_710_408_000_000,
    )


@pytest.mark.parametrize("code", ["85354-9", "55284-4"])
@pytest.mark.parametrize("order", [1, -1])
def test_pressures_are_panels_in_any_order(code: str, order: int) -> None:
    """The halves of a pressure are found whichever comes first, in the old panel and the new."""
    (recording,) = taken(pressure(*[("8480-6", 120.0), ("8462-4", 80.0), ("8478-0", 93.0)][::order], code=code)).recordings
    seen = recording.sets[0]
    assert (seen.systolic, seen.diastolic, seen.mean) == (120, 80, 93)


def test_half_a_pressure() -> None:
    """A panel whose diastolic is absent is half a pressure: carried, rejected, not counted."""
    intake = taken(pressure(("8480-6", 120.0), ("8462-4", None)))
    assert (intake.verdict, intake.rejected[0].reason, intake.rejected[0].examples[0].text) == (
        "refused",
        "half a pressure",
        "120/",
    )
    empty = taken(pressure(("8480-6", None), ("8462-4", None)))
    assert [(s.what, s.count) for s in empty.skipped] == [("blood pressure not measured", 1)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (quantity(98.6, "[degF]"), {"temperature": 1}),
        (quantity(37.0, "Cel"), {"temperature": 1}),
        ({"value": 98.6, "unit": "degree Fahrenheit"}, {"temperature": 1}),
        ({"value": 37.0}, {"temperature": 1}),
        (quantity(37.0, "mm[Hg]"), {}),
        (quantity(310.15, "K"), {}),
        (quantity(0, "Cel"), {}),
        ({"value": True}, {}),
        ({"value": 37.0, "unit": "Cel", "comparator": ">"}, {}),
    ],
)
def test_units_of_a_temperature(value: dict[str, Any], expected: dict[str, int]) -> None:
    """Fahrenheit is converted, a missing unit is °C, an unknown or wrong unit or a bound is no reading."""
    intake = taken(observation("8310-5", valueQuantity=value))
    assert counts(intake) == expected
    assert all(r.sets[0].temperature == pytest.approx(37) for r in intake.recordings)


def test_several_codes_for_one_thing() -> None:
    """An observation may carry codes of many systems; those that Vigil knows must agree."""
    codes = {"coding": [{"system": "http://snomed.info/sct", "code": "442476006"}, *coded("2708-6", "59408-5")["coding"],
                        {"system": "urn:iso:std:iso:11073:10101", "code": "150456"}]}  # fmt: skip
    assert counts(taken(observation(code=codes, valueQuantity=quantity(97, "%")))) == {"spo2": 1}
    mixed = taken(observation(code=coded("8867-4", "9279-1")))
    assert (mixed.verdict, mixed.rejected[0].signal) == ("refused", "code")


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"effectiveDateTime": "2024-03-14T09:20:00Z"}, "2024-03-14T09:20:00+00:00"),
        ({"effectiveDateTime": None, "effectiveInstant": "2024-03-14T09:20:00.5Z"}, "2024-03-14T09:20:00.500+00:00"),
        (
            {"effectiveDateTime": None, "effectivePeriod": {"start": AT, "end": "2024-03-14T11:00:00Z"}},
            "2024-03-14T09:20:00+00:00",
        ),
        ({"effectiveDateTime": None, "effectivePeriod": {"end": AT}}, "2024-03-14T09:20:00+00:00"),
    ],
)
def test_the_time_of_an_observation(changes: dict[str, Any], at: str) -> None:
    """The time is the moment of measurement; a mean over a period is dated when it began."""
    assert as_json(taken(observation(**changes)))["signals"]["heart_rate"]["first"]["at"] == at


@pytest.mark.parametrize(
    "changes", [{"effectiveDateTime": None}, {"effectiveDateTime": None, "issued": AT}, {"effectiveDateTime": "soon"}]
)
def test_without_time_there_is_no_reading(changes: dict[str, Any]) -> None:
    """When a result was given out is not when it was measured: without a time of measurement it is rejected."""
    intake = taken(observation(**changes))
    assert (intake.verdict, intake.rejected[0].signal) == ("refused", "heart_rate")


def test_a_bare_date_is_asked_about() -> None:
    """Where all readings have only a date, Vigil asks for the time and uses it for the readings of that day alone."""
    dated = observation(effectiveDateTime="2012-09-17")
    question = taken(dated)
    assert (question.verdict, [q.about for q in question.questions]) == ("question", ["start"])
    ready = taken(dated, start="2012-09-17T09:30+02:00")
    assert (ready.verdict, ready.settings.start, ready.recordings[0].sets[0].at) == (
        "ready",
        "2012-09-17T09:30+02:00",
        1_347_867_000_000,
    )
    assert taken(dated, start="2012-09-18T09:30+02:00").verdict == "question"
    assert [q.about for q in taken(dated, start="2012-09-17T09:30").questions] == ["zone"]


def test_a_bare_date_beside_timed_readings_is_rejected() -> None:
    """A reading without time of day does not hold up the others: it is rejected with its reason."""
    intake = taken(observation(), observation(effectiveDateTime="2012-09-17"))
    assert (intake.verdict, counts(intake)) == ("ready", {"heart_rate": 1})
    assert [(r.reason, r.examples[0].where) for r in intake.rejected] == [("only a date, no time of day", "line 2")]


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_what_was_withdrawn_is_skipped(status: str) -> None:
    """An observation entered in error is not a reading."""
    intake = taken(observation(status=status), observation(id="2"))
    assert counts(intake) == {"heart_rate": 1}
    assert [(s.what, s.count) for s in intake.skipped] == [(f"8867-4 ({status})", 1)]


@pytest.mark.parametrize("kind", ["searchset", "collection", "transaction"])
def test_bundles(kind: str) -> None:
    """Bundles of every type are opened; what is no observation is counted; one instant of one patient is one set."""
    entries = [
        {"resource": r}
        for r in (observation(), pressure(("8462-4", 80.0), ("8480-6", 120.0)), {"resourceType": "Patient", "id": "7"})
    ]
    intake = taken({"resourceType": "Bundle", "type": kind, "entry": [*entries, {"request": {"method": "POST"}}]})
    (recording,) = intake.recordings
    assert [(s.heart_rate, s.systolic) for s in recording.sets] == [(72, 120)]
    assert [(s.what, s.count) for s in intake.skipped] == [("Patient resource", 1)]


def test_patients_encounters_and_devices_stay_apart() -> None:
    """Patients, visits and devices each make a recording of their own."""
    intake = taken(
        observation(),
        observation(subject={"reference": "urn:uuid:8"}),
        observation(encounter={"reference": "Encounter/e1"}),
        observation(device={"reference": "Device/m2"}),
    )
    assert [(r.patient, r.visit, r.source) for r in intake.recordings] == [
        ("7", "", "fhir"),
        ("7", "", "fhir m2"),
        ("7", "e1", "fhir"),
        ("8", "", "fhir"),
    ]


@pytest.mark.parametrize(
    ("text", "format", "word"),
    [
        ('{"heart_rate": {"value": 60}}', "json", "not FHIR"),
        ('{"resourceType": "Observation"', "fhir", "cannot be read"),
        ('[{"resourceType": "Patient"}]', "fhir", "Patient resource"),
        ("{" + '"a":{' * 50_000, "fhir", "nested"),
        ('<Observation xmlns="http://hl7.org/fhir"/>', "fhir-xml", "JSON"),
    ],
)
def test_what_is_refused(text: str, format: str, word: str) -> None:
    """JSON that is not FHIR, broken JSON and XML are refused with a sentence that says what to do instead."""
    intake = read("x", text.encode())
    assert (intake.verdict, intake.format) == ("refused", format)
    assert word in intake.reason


def test_a_broken_line_costs_only_itself() -> None:
    """In a file with one resource per line, a line that was cut off is counted and the others are read."""
    text = "\n".join(
        [
            json.dumps(observation()),
            json.dumps(observation(valueQuantity=quantity(75), effectiveDateTime="2024-03-14T11:00:00Z")),
            '{"resou',
        ]
    )
    intake = read("x.ndjson", text.encode())
    assert counts(intake) == {"heart_rate": 2}
    assert [(s.what, s.count) for s in intake.skipped] == [("line that is not JSON", 1)]
