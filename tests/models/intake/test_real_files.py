"""Recordings of other people's devices: what each holds was counted in the raw files, not by these readers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.intake import Answers, Intake, as_json, read

Real = Callable[..., Intake]
DATA = Path(__file__).parents[3].parent / "shared" / "data"
FILES = sorted(p for p in DATA.glob("*/*") if p.name != "SOURCE.txt") or [DATA]
EACH = pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
BERLIN = {"zone": "Europe/Berlin"}


def counts(intake: Intake) -> dict[str, int]:
    """How many readings of each signal count."""
    return {word: signal["count"] for word, signal in as_json(intake)["signals"].items()}


def ends(intake: Intake, word: str) -> tuple[Any, ...]:
    """The first and last reading of a signal: (time, value, time, value)."""
    signal = as_json(intake)["signals"][word]
    return (*signal["first"].values(), *signal["last"].values())


def rejected(intake: Intake) -> dict[tuple[str, str], int]:
    """How often each signal was rejected, by the first words of the reason."""
    return {(r.signal, " ".join(r.reason.split()[:3])): r.count for r in intake.rejected}


def skipped(intake: Intake) -> dict[str, int]:
    """What was skipped and how often."""
    return {s.what: s.count for s in intake.skipped}


def test_philips_numerics(real: Real) -> None:
    """Six hours of a Philips monitor, dated 2896: lost signals are rejected, the cuff is read, the shut arterial line is not."""
    path = "wfdb_mimic3_numerics/s00001n_rdsamp_first360.csv"
    assert [q.about for q in real(path).questions] == ["zone"]
    taken = real(path, zone="UTC")
    assert counts(taken) == {"heart_rate": 359, "blood_pressure": 27, "spo2": 236, "respiratory_rate": 359, "mean_pressure": 27}
    assert ends(taken, "heart_rate") == ("2896-10-10T00:32:25.894+00:00", 62.8, "2896-10-10T06:30:25.894+00:00", 54)
    assert ends(taken, "blood_pressure") == (
        "2896-10-10T00:45:25.894+00:00",
        [120, 72],
        "2896-10-10T06:23:25.894+00:00",
        [126, 62],
    )
    assert ends(taken, "spo2")[1::2] == (96, 97)
    assert rejected(taken) == {
        ("heart_rate", "0 means that"): 1, ("spo2", "0 means that"): 124, ("respiratory_rate", "respiratory rate outside"): 1,
        ("blood_pressure", "0 means that"): 360, ("mean_pressure", "0 means that"): 360,
    }  # fmt: skip
    assert skipped(taken)["blood pressure not measured"] == 333
    assert skipped(taken)["pulse beside the heart rate of the same instant"] == 236
    assert [r.source for r in taken.recordings] == ["csv"]


def test_nurse_charted_stay(real: Real) -> None:
    """One stay in CLIF form: 20 heart rates, 18 cuff pressures, temperatures in °C although a name says Fahrenheit."""
    taken = real("csv_clif_mimic4_demo/clif_vitals_24928679.csv")
    assert counts(taken) == {
        "heart_rate": 20, "blood_pressure": 18, "spo2": 20, "respiratory_rate": 20, "temperature": 9, "mean_pressure": 18,
    }  # fmt: skip
    assert ends(taken, "blood_pressure") == ("2143-09-20T02:11:00+00:00", [124, 69], "2143-09-20T20:01:00+00:00", [119, 65])
    assert ends(taken, "temperature") == ("2143-09-20T02:16:00+00:00", 37, "2143-09-20T18:00:00+00:00", 36.5)
    assert (rejected(taken), as_json(taken)["patients"], taken.settings.zone) == ({}, ["24928679"], None)


def test_cuff_and_two_arterial_lines(real: Real) -> None:
    """One stay with a cuff and two arterial lines: 20, 12 and 11 pressures, never in one series."""
    taken = real("csv_clif_mimic4_demo/clif_vitals_20345060.csv")
    assert counts(taken) == {
        "heart_rate": 25, "blood_pressure": 43, "spo2": 34, "respiratory_rate": 34, "temperature": 12, "mean_pressure": 42,
    }  # fmt: skip
    pressures = {r.source: sum(s.systolic is not None for s in r.sets) for r in taken.recordings}
    assert pressures == {"csv": 20, "csv arterial": 12, "csv art bp": 11}
    assert ends(taken, "blood_pressure") == ("2186-05-09T19:42:00+00:00", [145, 101], "2186-05-10T19:00:00+00:00", [138, 44])
    assert rejected(taken) == {
        ("heart_rate", "0 means that"): 1, ("respiratory_rate", "0 means that"): 1, ("mean_pressure", "0 means that"): 1,
        ("mean_pressure", "mean pressure outside"): 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "verdict", "signals"),
    [
        ("fhir_official_r4/Observation-satO2.json", "ready", {"spo2": 1}),
        ("fhir_official_r4/Observation-f202.json", "refused", {}),
        ("fhir_official_r4/Observation-vitals-panel.json", "refused", {}),
        ("fhir_official_r4/Observation-blood-pressure.json", "question", {}),
        ("fhir_official_r4/Observation-heart-rate.json", "question", {}),
        ("fhir_official_r4/Observation-respiratory-rate.json", "question", {}),
        ("fhir_us_core/blood-pressure.json", "question", {}),
        ("fhir_us_core/heart-rate.json", "question", {}),
        ("fhir_us_core/temperature.json", "question", {}),
        ("fhir_us_core/heart-rate-rhythm.json", "refused", {}),
        ("fhir_mii_icu/mii-exa-icu-muv-herzfrequenz.json", "ready", {"heart_rate": 1}),
        ("fhir_mii_icu/mii-exa-icu-muv-o2saettigung-im-arteriell-blut-durch-pulsoxymet.json", "ready", {"spo2": 1}),
        ("fhir_pathling_synthea/Observation_3patients.ndjson", "ready", {"blood_pressure": 31}),
        ("fhir_va_mhv/Observation-ex-MHV-vitals-1.json", "ready", {"blood_pressure": 1}),
        ("fhir_va_mhv/vitals_patient2.ndjson", "ready",
         {"heart_rate": 20, "blood_pressure": 26, "respiratory_rate": 9, "temperature": 18}),
        ("fhir_alvearie_synthea/patient-with-us-core-birthsex.json", "ready",
         {"heart_rate": 11, "blood_pressure": 11, "spo2": 1, "respiratory_rate": 11, "temperature": 1}),
    ],
)  # fmt: skip
def test_fhir_files(real: Real, name: str, verdict: str, signals: dict[str, int]) -> None:
    """Examples of the standard and of hospitals: read with a time, asked about with a date only, else refused."""
    taken = real(name, **BERLIN)
    assert (taken.verdict, counts(taken)) == (verdict, signals)


@pytest.mark.parametrize(
    ("name", "day", "word", "value"),
    [
        ("fhir_official_r4/Observation-blood-pressure.json", "2012-09-17", "blood_pressure", [107, 60]),
        ("fhir_official_r4/Observation-heart-rate.json", "1999-07-02", "heart_rate", 44),
        ("fhir_official_r4/Observation-respiratory-rate.json", "1999-07-02", "respiratory_rate", 26),
        ("fhir_us_core/blood-pressure.json", "1999-07-02", "blood_pressure", [109, 44]),
        ("fhir_us_core/temperature.json", "1999-07-02", "temperature", 36.55556),
    ],
)
def test_dated_fhir_files_with_an_answer(real: Real, name: str, day: str, word: str, value: object) -> None:
    """Once somebody says the time of day, a dated example is read with exactly that time."""
    taken = real(name, start=f"{day}T09:30+00:00")
    assert ends(taken, word)[:2] == (f"{day}T09:30:00+00:00", value)


def test_the_official_saturation(real: Real) -> None:
    """The saturation of the standard's example is 95 % at 09:30:10 in its own offset, of its device."""
    taken = real("fhir_official_r4/Observation-satO2.json")
    assert ends(taken, "spo2")[:2] == ("2014-12-05T08:30:10+00:00", 95)
    assert [(r.patient, r.source) for r in taken.recordings] == [("example", "fhir example")]


def test_thirty_patients_of_a_simulated_hospital(real: Real) -> None:
    """30 messages of 30 patients: 4 pressures are upside down, 8 saturations impossible, every respiratory rate empty."""
    path = "hl7v2_simhospital/vitals_30_messages.hl7"
    assert [q.about for q in real(path).questions] == ["zone"]
    taken = real(path, zone="UTC")
    assert counts(taken) == {"heart_rate": 30, "blood_pressure": 26, "spo2": 22, "temperature": 30}
    assert rejected(taken) == {("spo2", "oxygen saturation outside"): 8, ("blood_pressure", "diastolic not below"): 4}
    assert ends(taken, "heart_rate") == ("2020-05-08T13:06:45+00:00", 122.68, "2020-05-08T13:09:59+00:00", 162.76)
    assert ends(taken, "blood_pressure") == (
        "2020-05-08T13:06:46+00:00",
        [166.68, 49.84],
        "2020-05-08T13:09:59+00:00",
        [144.63, 53.13],
    )
    assert len({r.patient for r in taken.recordings}) == len(taken.recordings) == 30
    assert skipped(taken)["AVPU"] == skipped(taken)["respiratory rate not measured"] == 30


def test_one_message_of_a_simulated_hospital(real: Real) -> None:
    """A single message gives one observation set of its patient."""
    taken = real("hl7v2_simhospital/single_vitals_30.hl7", zone="UTC")
    assert counts(taken) == {"heart_rate": 1, "blood_pressure": 1, "spo2": 1, "temperature": 1}
    assert as_json(taken)["patients"] == ["800402064"]
    assert ends(taken, "blood_pressure")[:2] == ("2020-05-08T13:10:16+00:00", [92.37, 58.41])


def test_a_monitor_that_speaks_mdc(real: Real) -> None:
    """Eight messages in MDC codes: -999 and -99.9 are no readings, containers are counted, the offset +0100 is used."""
    taken = real("derived_formats/monitor_pcd01_mdc.hl7")
    assert counts(taken) == {"heart_rate": 7, "blood_pressure": 8, "spo2": 8, "respiratory_rate": 8}
    assert rejected(taken) == {("temperature", "-99.9 stands for"): 8, ("heart_rate", "-999 stands for"): 1}
    assert ends(taken, "heart_rate")[:2] == ("2024-03-14T09:00:00+00:00", 59)
    assert skipped(taken) == {"MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS": 8, "MDC_DEV_ANALY_SAT_O2_VMD": 8}
    assert as_json(taken)["patients"] == ["KET-0417"]


@pytest.mark.parametrize(
    ("name", "answers", "verdict", "signals"),
    [
        ("csv_abpm_bp_r_package/abpm_hypnos_3subjects.csv", BERLIN, "ready",
         {"heart_rate": 147, "blood_pressure": 147, "mean_pressure": 147}),
        ("csv_abpm_bp_r_package/home_bp_jhs.csv", BERLIN, "ready", {"heart_rate": 222, "blood_pressure": 222}),
        ("csv_bpapp/v1.1.0", {}, "ready", {"heart_rate": 4, "blood_pressure": 1}),
        ("csv_bpapp/v1.5.8_first600.csv", {}, "ready", {"heart_rate": 600, "blood_pressure": 600}),
        ("csv_bpapp/formatted_times.csv", BERLIN, "refused", {}),
        ("csv_esgpt/admit_vitals_first400.csv", BERLIN, "ready", {"heart_rate": 400, "temperature": 400}),
        ("csv_heartpy/data2_first2000.csv", {}, "refused", {}),
        ("csv_eicu_demo/physicalExam_2stays.csv", BERLIN, "refused", {}),
        ("csv_empatica_e4/IBI.csv", BERLIN, "refused", {}),
        ("csv_empatica_e4/TEMP_first1200.csv", BERLIN, "refused", {}),
        ("csv_physionet2012/132540.txt", {}, "question", {}),
        ("derived_formats/dst_spring_forward_berlin.csv", {}, "ready", {"heart_rate": 24, "blood_pressure": 24, "spo2": 24}),
        ("derived_formats/fitbit_style_hr_12h.csv", BERLIN, "question", {}),
        ("derived_formats/omron_connect_timezone_column.csv", {}, "ready", {"heart_rate": 24, "blood_pressure": 24}),
        ("derived_formats/praxis_excel_de_cp1252.csv", BERLIN, "ready",
         {"heart_rate": 20, "blood_pressure": 17, "spo2": 20, "temperature": 10}),
        ("derived_formats/vscapture_ge_s5.csv", BERLIN, "ready",
         {"heart_rate": 130, "blood_pressure": 13, "spo2": 130, "respiratory_rate": 130, "mean_pressure": 13}),
        ("derived_formats/mllp_capture.hl7", BERLIN, "ready", {"heart_rate": 4, "blood_pressure": 4}),
        ("hl7v2_hl7tools_dotnet/ORU_R01_monitor_1.txt", BERLIN, "ready", {"heart_rate": 1, "spo2": 1, "respiratory_rate": 1}),
        ("hl7v2_cosyte/doc_example_loinc_heart_rate.hl7", BERLIN, "ready", {"heart_rate": 1}),
        ("hl7v2_cosyte/batch__single-batch.hl7", {}, "refused", {}),
        ("hl7v2_nhapi/pcd_idc_paceart_no_vitals.hl7", BERLIN, "refused", {}),
        ("json_openmhealth/omh_heart-rate-only.json", {}, "refused", {}),
        ("ketamine_published/ketamine_hemodynamics.csv", BERLIN, "refused", {}),
        ("wfdb_mimic3_numerics/3975656n.dat", {}, "refused", {}),
        ("xml_apple_health/export.xml", {}, "ready", {"heart_rate": 1}),
    ],
)  # fmt: skip
def test_other_files(real: Real, name: str, answers: dict[str, str], verdict: str, signals: dict[str, int]) -> None:
    """Files of apps, trend exports and laboratories are read, asked about or refused; none gives a wrong reading."""
    taken = real(name, **answers)
    assert (taken.verdict, counts(taken)) == (verdict, signals)


def content_of(path: Path) -> bytes:
    """The bytes of a file; a skip where the recordings are not beside this repository."""
    if path == DATA:
        pytest.skip("../shared/data is not here")
    return path.read_bytes()


@EACH
@pytest.mark.parametrize(
    "answers", [Answers(), Answers(zone="UTC", date_order="dmy", start="2024-03-14T10:00")], ids=["alone", "answered"]
)
def test_every_file_ends_well(path: Path, answers: Answers) -> None:
    """Whatever the file, there is a verdict, a reason or question where one is due, and only readings of the living."""
    taken = read(path.name, content_of(path), answers)
    assert bool(taken.reason) == (taken.verdict == "refused")
    assert bool(taken.questions) == (taken.verdict == "question")
    ranges = {
        "heart_rate": (20, 300),
        "spo2": (50, 100),
        "respiratory_rate": (4, 60),
        "temperature": (30, 45),
        "mean_pressure": (30, 200),
    }
    for word, signal in as_json(taken)["signals"].items():
        for end in (signal["first"]["value"], signal["last"]["value"]):
            low, high = ranges.get(word, (20, 300))
            assert all(low <= value <= high for value in (end if isinstance(end, list) else [end]))
    again = read("other.name" + path.suffix, content_of(path), answers)
    assert again.recordings == taken.recordings


@EACH
def test_ids_are_unique_and_lasting(path: Path) -> None:
    """No two facts of a file share an id, so that none is lost and a second import of the file adds none."""
    taken = read(path.name, content_of(path), Answers(zone="UTC", date_order="dmy", start="2024-03-14T10:00"))
    ids = [fact.id for r in taken.recordings for fact in (*r.sets, *r.events)]
    assert len(ids) == len(set(ids))
    assert {len(known) for known in ids} <= {40}
