"""FHIR R4 in XML: read as the same resource in JSON is, and never dangerous."""

from __future__ import annotations

import pytest

from models.intake import Intake, as_json, read

BEGUN = '<Observation xmlns="http://hl7.org/fhir">'
LOINC = '<system value="http://loinc.org"/>'


def observation(
    code: str = "8867-4", inner: str = '<valueQuantity><value value="72"/><code value="/min"/></valueQuantity>'
) -> str:
    """An observation of patient 7 with this code and content."""
    return (
        f'<Observation xmlns="http://hl7.org/fhir"><id value="1"/><text><status value="generated"/>'
        f'<div xmlns="http://www.w3.org/1999/xhtml"><p>Heart rate 44<br/></p></div></text><status value="final"/>'
        f'<code><coding>{LOINC}<code value="{code}"/></coding></code><subject><reference value="Patient/7"/></subject>'
        f'<effectiveDateTime value="2024-03-14T10:20:00+01:00"/>{inner}</Observation>'
    )


def half(code: str, value: str) -> str:
    """A component of a pressure."""
    return (
        f'<component><code><coding>{LOINC}<code value="{code}"/></coding></code>'
        f'<valueQuantity><value value="{value}"/><code value="mm[Hg]"/></valueQuantity></component>'
    )


def taken(text: str) -> Intake:
    """The text as a file."""
    return read("x.xml", text.encode())


def first(intake: Intake) -> dict[str, object]:
    """The first reading of each signal."""
    return {word: told["first"]["value"] for word, told in as_json(intake)["signals"].items()}


def test_an_observation() -> None:
    """A heart rate is read with its patient and instant; the narrative beside it is not."""
    (recording,) = taken(observation()).recordings
    assert (recording.patient, recording.source, recording.sets[0].heart_rate) == ("7", "fhir", 72)
    assert as_json(taken(observation()))["signals"]["heart_rate"]["first"]["at"] == "2024-03-14T09:20:00+00:00"


def test_a_pressure_in_a_bundle() -> None:
    """Both halves of a pressure, and a rate beside it, are found inside a Bundle with a prefix for its names."""
    panel = observation("85354-9", half("8462-4", "62") + half("8480-6", "137"))
    entries = "".join(f"<f:entry><f:resource>{one}</f:resource></f:entry>" for one in (panel, observation()))
    intake = taken(f'<?xml version="1.0"?>\n<f:Bundle xmlns:f="http://hl7.org/fhir">{entries}</f:Bundle>')
    assert (intake.verdict, first(intake)) == ("ready", {"heart_rate": 72, "blood_pressure": [137, 62]})


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ('<valueQuantity><value value="400"/><code value="/min"/></valueQuantity>', "heart rate outside 20-300 /min"),
        ('<valueQuantity><value value="1e999"/><code value="/min"/></valueQuantity>', "not a number"),
        ('<valueQuantity><value value="72"/><code value="mm[Hg]"/></valueQuantity>', "mmHg is no unit of heart rate"),
        ('<valueQuantity><value value="72"/><comparator value="&lt;"/></valueQuantity>', "a bound, not a value"),
    ],
)
def test_what_is_rejected(inner: str, reason: str) -> None:
    """Numbers that are no heart rate are rejected with the reason that they have in JSON."""
    assert [(r.signal, r.reason) for r in taken(observation(inner=inner)).rejected] == [("heart_rate", reason)]


def test_a_date_is_asked_about() -> None:
    """A reading that is dated without a time of day is asked about, as in JSON."""
    dated = taken(observation().replace("2024-03-14T10:20:00+01:00", "2024-03-14"))
    assert (dated.verdict, [q.about for q in dated.questions]) == ("question", ["start"])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (observation()[:-20], "cut off"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + observation(), "entities"),
        ('<feed xmlns="http://www.w3.org/2005/Atom" xmlns:f="http://hl7.org/fhir"/>', "no FHIR resource"),
        ('<lower xmlns="http://hl7.org/fhir"/>', "no FHIR resource"),
        ('<Patient xmlns="http://hl7.org/fhir"><id value="7"/></Patient>', "Patient resource"),
        (BEGUN + "</Observation>", "Observation without a code"),
        (observation(inner=""), "heart rate not measured"),
        (BEGUN + "<component>" * 50_000, "cut off"),
        (BEGUN + "<component>" * 50_000 + "</component>" * 50_000 + "</Observation>", "no usable vital sign"),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, word: str) -> None:
    """What was cut off, could unfold without end, is no resource or holds no reading is refused with its reason."""
    intake = taken(text)
    assert (intake.verdict, intake.recordings) == ("refused", ())
    assert word in intake.reason
