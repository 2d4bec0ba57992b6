"""Exports of Apple's Health app: one record a number, of many devices, with a type definition and often zipped."""

from __future__ import annotations

import io
import zipfile

import pytest

from models.intake import Answers, Intake, as_json, read
from models.intake.zones import iso

DEFINITION = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT Me EMPTY>
]>
"""
ABOUT = '<ExportDate value="2024-03-15 08:00:00 +0100"/><Me HKCharacteristicTypeIdentifierDateOfBirth="1990-02-02"/>'


def record(kind: str, value: str, unit: str, at: str = "2024-03-14 10:00:00 +0100", source: str = "Watch") -> str:
    """One record of the export."""
    told = f'sourceName="{source}" unit="{unit}" creationDate="{at}" startDate="{at}" endDate="{at}" value="{value}"'
    return f'<Record type="HKQuantityTypeIdentifier{kind}" {told}/>\n'


def export(*records: str, definition: str = DEFINITION) -> bytes:
    """An export with these records."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{definition}<HealthData locale="de_DE">\n{ABOUT}\n'
    return (head + "".join(records) + "</HealthData>\n").encode()


def zipped(**members: bytes) -> bytes:
    """A zip of these members; `__` in a name stands for a folder, `_` for the dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def firsts(taken: Intake) -> dict[str, object]:
    """The first value of each signal."""
    return {word: signal["first"]["value"] for word, signal in as_json(taken)["signals"].items()}


def test_every_vital_sign_in_its_unit() -> None:
    """Rates, a saturation as a fraction and a temperature in Fahrenheit are read; a goal, a weight and a workout are counted."""
    taken = read(
        "export.xml",
        export(
            record("HeartRate", "72", "count/min"),
            record("OxygenSaturation", "0.97", "%"),
            record("RespiratoryRate", "14.5", "count/min"),
            record("BodyTemperature", "98.6", "degF"),
            record("BodyMass", "80", "kg"),
            record("RestingHeartRate", "55", "count/min"),
            '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" startDate="2024-03-14 07:00:00 +0100"/>',
        ),
    )
    assert (taken.verdict, taken.format) == ("ready", "apple-health")
    assert firsts(taken) == {"heart_rate": 72, "spo2": 97, "respiratory_rate": 14.5, "temperature": 37}
    assert {s.what: s.count for s in taken.skipped} == {"BodyMass": 1, "RestingHeartRate": 1, "Workout": 1}
    assert iso(taken.recordings[0].sets[0].at) == "2024-03-14T09:00:00+00:00"


@pytest.mark.parametrize(("value", "expected"), [("0.97", 97), ("1", 100), ("97", 97), ("98.5", 98.5)])
def test_a_saturation_as_fraction_or_percent(value: str, expected: float) -> None:
    """The app calls 0.97 "%"; other apps write 97: both are 97 %."""
    assert firsts(read("export.xml", export(record("OxygenSaturation", value, "%")))) == {"spo2": expected}


def test_pressures_are_paired_by_time_and_device() -> None:
    """Two cuffs at one instant stay two, a correlation that repeats its halves adds nothing, and half a pressure is rejected."""
    halves = record("BloodPressureSystolic", "120", "mmHg", source="Omron") + record(
        "BloodPressureDiastolic", "80", "mmHg", source="Omron"
    )
    paired = f'<Correlation type="HKCorrelationTypeIdentifierBloodPressure" sourceName="Omron">{halves}</Correlation>'
    other = record("BloodPressureSystolic", "17.3", "kPa", source="Beurer") + record(
        "BloodPressureDiastolic", "10.7", "kPa", source="Beurer"
    )
    lone = record("BloodPressureSystolic", "140", "mmHg", at="2024-03-14 11:00:00 +0100", source="Omron")
    taken = read("export.xml", export(halves, paired, other, lone))
    read_ = {r.source: [(s.systolic, s.diastolic) for s in r.sets] for r in taken.recordings}
    assert read_ == {"apple-health Omron": [(120, 80), (140, None)], "apple-health Beurer": [(129.8, 80.3)]}
    assert as_json(taken)["signals"]["blood_pressure"]["count"] == 2
    assert ([(r.reason, r.count) for r in taken.rejected], taken.skipped) == ([("half a pressure", 1)], ())


def test_a_pressure_that_stands_only_in_its_correlation() -> None:
    """A pressure whose halves are written inside the correlation alone is read too."""
    halves = record("BloodPressureSystolic", "120", "mmHg") + record("BloodPressureDiastolic", "80", "mmHg")
    paired = f'<Correlation type="HKCorrelationTypeIdentifierBloodPressure">{halves}</Correlation>'
    assert firsts(read("export.xml", export(paired))) == {"blood_pressure": [120, 80]}


def test_what_is_no_reading_is_rejected() -> None:
    """A unit that does not belong to the signal, no number, no time and an impossible number are rejected with their place."""
    taken = read(
        "export.xml",
        export(
            record("HeartRate", "1.2", "count/s"),
            record("HeartRate", "low", "count/min"),
            record("HeartRate", "70", "count/min", at="yesterday"),
            record("BodyTemperature", "98.6", "degC"),
            record("HeartRate", "71", "count/min"),
        ),
    )
    assert firsts(taken) == {"heart_rate": 71}
    assert {(r.signal, r.reason) for r in taken.rejected} == {
        ("heart_rate", "count/s is no unit of heart rate"), ("heart_rate", "not a number"),
        ("heart_rate", "time not understood"), ("temperature", "temperature outside 30-45 °C"),
    }  # fmt: skip
    places = {example.text: example.where for one in taken.rejected for example in one.examples}
    assert places == {"1.2": "line 12", "low": "line 13", "yesterday": "line 14", "98.6": "line 15"}


def test_a_time_without_an_offset_is_asked_about() -> None:
    """Some apps rewrite the export without offsets: the zone is asked for."""
    content = export(record("HeartRate", "70", "count/min", at="2024-03-14 10:00:00"))
    assert [q.about for q in read("export.xml", content).questions] == ["zone"]
    taken = read("export.xml", content, Answers(zone="Europe/Berlin"))
    assert (iso(taken.recordings[0].sets[0].at), taken.settings.zone) == ("2024-03-14T09:00:00+00:00", "Europe/Berlin")


def test_a_definition_that_breaks_the_rules_of_xml() -> None:
    """Some versions of iOS write a type definition that is no XML; the readings are read all the same."""
    broken = DEFINITION.replace("<!ELEMENT Me EMPTY>", "  device CDATA #IMPLIED\n>\n<!ATTLIST")
    assert firsts(read("export.xml", export(record("HeartRate", "72", "count/min"), definition=broken))) == {"heart_rate": 72}


@pytest.mark.parametrize(
    "definition",
    [
        '<!DOCTYPE HealthData [<!ENTITY a "0123456789"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE HealthData [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE HealthData [<!-- "]>" --><!ENTITY % p "x"> ]>',
        "<!DOCTYPE HealthData [" + " " * 70_000 + '<!ENTITY a "0123456789">]>',
    ],
    ids=["bomb", "file", "parameter", "far behind"],
)
def test_entities_are_refused(definition: str) -> None:
    """A document that defines entities, to unfold without end or to read a file of the server, is refused."""
    taken = read("export.xml", export(record("HeartRate", "72", "count/min"), definition=definition))
    assert (taken.verdict, taken.format) == ("refused", "apple-health")


def test_an_export_that_was_cut_off_is_refused() -> None:
    """Half an export gives no readings at all, and the sentence names the line."""
    content = export(*(record("HeartRate", str(60 + i), "count/min") for i in range(20)))
    taken = read("export.xml", content[:-300])
    assert (taken.verdict, taken.recordings) == ("refused", ())
    assert "cut off or changed. Export it again from the Health app" in taken.reason


@pytest.mark.parametrize("name", ["apple.health.export__export_xml", "apple.health.export__Exportación_xml", "export_xml"])
def test_the_zip_of_the_app_is_read_as_it_is(name: str) -> None:
    """The zip that the phone makes needs no unpacking, whatever its language calls the file in it."""
    content = zipped(
        **{"a__export.cda_xml": b"<?xml version='1.0'?><ClinicalDocument/>", name: export(record("HeartRate", "72", "count/min"))}
    )
    taken = read("export.zip", content)
    assert (taken.verdict, taken.format, firsts(taken)) == ("ready", "apple-health", {"heart_rate": 72})


def test_a_zip_that_would_unpack_to_gigabytes_is_refused() -> None:
    """A zip of a few hundred KB that unpacks to much more than any export is refused before it is unpacked."""
    blank = " " * 40_000_000
    taken = read("export.zip", zipped(export_xml=export(record("HeartRate", "72", "count/min"), blank)))
    assert (taken.verdict, taken.format, "would unpack to 40 MB" in taken.reason) == ("refused", "zip", True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped(notes_txt=b"hello"), "Unpack it and import what is inside"),
        (zipped(export_xml=export(record("HeartRate", "72", "count/min")))[:-30], "damaged or was cut off"),
        (b"PK\x03\x04" + bytes(200), "damaged or was cut off"),
    ],
)
def test_other_zips_are_refused(content: bytes, words: str) -> None:
    """A zip with something else in it, or a damaged one, is refused with what to do."""
    taken = read("x.zip", content)
    assert (taken.verdict, words in taken.reason) == ("refused", True)


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    """A member that unpacks to more than it says is not unpacked further than it says."""
    good = export(*(record("HeartRate", str(60 + i), "count/min") for i in range(30)))
    content = bytearray(zipped(export_xml=good))
    said = len(good).to_bytes(4, "little")
    at = content.rindex(said)
    content[at : at + 4] = (1000).to_bytes(4, "little")
    taken = read("x.zip", bytes(content))
    assert (taken.verdict, taken.recordings) == ("refused", ())


def test_two_pressures_of_one_instant_keep_their_own_halves() -> None:
    """Where the phone says which halves belong together, that holds, in whatever order the single records stand before it."""
    high, low = record("BloodPressureSystolic", "120", "mmHg"), record("BloodPressureDiastolic", "80", "mmHg")
    lying, same = high.replace("120", "110"), low
    pairs = "".join(
        f'<Correlation type="HKCorrelationTypeIdentifierBloodPressure">{one}{other}</Correlation>'
        for one, other in ((high, low), (lying, same))
    )
    ((first, second),) = (one.sets for one in read("export.xml", export(high, lying, low, same, pairs)).recordings)
    assert [(one.systolic, one.diastolic) for one in (first, second)] == [(120, 80), (110, 80)]
