"""Tables of other people's devices: wide and long, in any encoding, with lines above them."""

from __future__ import annotations

import pytest

from models.errors import Refused
from models.intake import Answers, Intake, as_json, mapping, read


def taken(text: str, coding: str = "utf-8", **answers: object) -> Intake:
    """The file of this text, in UTC where it names no zone."""
    return read("x.csv", text.encode(coding), Answers(zone="UTC", **answers))  # type: ignore[arg-type]


def counts(intake: Intake) -> dict[str, int]:
    """How many readings of each signal count."""
    return {word: signal["count"] for word, signal in as_json(intake)["signals"].items()}


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(coding: str, delimiter: str) -> None:
    """The same table in any encoding and with any usual delimiter gives the same readings."""
    text = (
        delimiter.join(("Zeit", "Puls (/min)", "Temp (°C)"))
        + "\r\n"
        + delimiter.join(("2024-03-14 10:00", "61", '"36,6"'))
        + "\r\n"
    )
    (seen,) = taken(text, coding).recordings[0].sets
    assert (seen.heart_rate, seen.temperature) == (61, 36.6)


def test_a_german_table() -> None:
    """Semicolons, decimal commas, title lines, RR as a pressure and a patient above the table are all understood."""
    text = "Praxis - Überwachung\nPatient;K-0417;;\nDatum;Uhrzeit;RR (mmHg);SpO2 (%);Bemerkung\n"
    text += '14.03.2024;10:00;119/57;96,3;"müde; orientiert"\n'
    text += "14.03.2024;10:05;---;96,8;\n14.03.2024;10:10;;;nur Text\n"
    intake = taken(text, "cp1252")
    (recording,) = intake.recordings
    first = recording.sets[0]
    assert (recording.patient, first.systolic, first.diastolic, first.spo2) == ("K-0417", 119, 57, 96.3)
    assert first.note == "müde; orientiert"
    assert [getattr(event, "text", "") for event in recording.events] == ["nur Text"]
    assert [(s.what, s.count) for s in intake.skipped] == [("blood pressure not measured", 1)]


def test_rr_is_a_pressure_where_its_cells_say_so() -> None:
    """A column RR without unit is a blood pressure if its cells read 120/80, else breathing."""
    assert counts(taken("time,RR\n2024-03-14 10:00,120/80\n2024-03-14 10:05,---\n")) == {"blood_pressure": 1}
    assert counts(taken("time,RR\n2024-03-14 10:00,12\n")) == {"respiratory_rate": 1}


def test_cuff_and_arterial_line_stay_apart() -> None:
    """One patient with a cuff and an arterial line gives two recordings; their pressures are never one series."""
    text = "time,HR,NBPSys,NBPDias,ABPSys,ABPDias\n2024-03-14 10:00,70,120,80,131,77\n2024-03-14 10:01,70,,,133,78\n"
    intake = taken(text)
    assert [(r.source, len(r.sets)) for r in intake.recordings] == [("csv", 2), ("csv arterial", 2)]
    assert counts(intake) == {"heart_rate": 2, "blood_pressure": 3}


def test_pulse_gives_way_to_the_heart_rate() -> None:
    """Beside an ECG heart rate the pulse is skipped; where that is lost it is a source of its own; alone it is the rate."""
    rows = "2024-03-14 10:00,70,71\n2024-03-14 10:01,0,72\n"
    both = taken(f"time,HR,PULSE\n{rows}")
    assert [(r.source, [s.heart_rate for s in r.sets]) for r in both.recordings] == [("csv", [70]), ("csv pulse", [72])]
    assert ("pulse beside the heart rate of the same instant", 1) in [(s.what, s.count) for s in both.skipped]
    alone = taken("time,PULSE\n2024-03-14 10:00,71\n")
    assert [(r.source, r.sets[0].heart_rate) for r in alone.recordings] == [("csv", 71)]


def test_long_tables_join_one_instant() -> None:
    """In a table with a row per value, the values of one instant and source become one observation set."""
    text = "hospitalization_id,recorded_dttm,vital_name,vital_category,vital_value\n"
    for name, category, value in (
        ("Heart Rate", "heart_rate", 73), ("Non Invasive Blood Pressure systolic", "sbp", 117),
        ("Non Invasive Blood Pressure diastolic", "dbp", 79), ("ART BP Systolic", "sbp", 131), ("ART BP Diastolic", "dbp", 70),
        ("Temperature Fahrenheit", "temp_c", 36.4), ("Daily Weight", "weight_kg", 80),
    ):  # fmt: skip
        text += f"9,2143-09-20 12:00:00+00:00,{name},{category},{value}\n"
    intake = taken(text)
    main, line = intake.recordings
    assert (main.patient, main.source, line.source) == ("9", "csv", "csv art bp")
    (seen,) = main.sets
    assert (seen.heart_rate, seen.systolic, seen.diastolic, seen.temperature) == (73, 117, 79, 36.4)
    assert (line.sets[0].systolic, line.sets[0].diastolic) == (131, 70)
    assert [(s.what, s.count) for s in intake.skipped] == [("Daily Weight", 1)]


def test_two_pressures_of_one_instant_and_source_stay_pairs() -> None:
    """Where one source gives two pressures at one instant, halves of different pressures are not combined."""
    rows = "\n".join(f"2024-03-14 10:00,{name},{value}" for name, value in (("SBP", 120), ("DBP", 80), ("SBP", 150), ("DBP", 95)))
    intake = taken(f"time,parameter,value\n{rows}\n")
    assert [(s.systolic, s.diastolic) for s in intake.recordings[0].sets] == [(120, 80), (150, 95)]


def test_patients_and_visits_are_never_merged() -> None:
    """Each patient and each visit of a file is a recording of its own."""
    text = (
        "ID,VISIT,time,hr\n1,1,2024-03-14 10:00,70\n1,2,2024-03-14 10:00,71\n2,1,2024-03-14 10:00,72\n1,1,2024-03-14 10:05,73\n"
    )
    recordings = taken(text).recordings
    assert [(r.patient, r.visit, len(r.sets)) for r in recordings] == [("1", "1", 2), ("1", "2", 1), ("2", "1", 1)]
    assert len({s.id for r in recordings for s in r.sets}) == 4


def test_an_id_that_numbers_the_rows_names_no_patient() -> None:
    """A column "id" with another number in every row does not make every row a patient."""
    text = "id,time,hr\n" + "".join(f"{n},2024-03-14 10:0{n},70\n" for n in range(5))
    assert [(r.patient, len(r.sets)) for r in taken(text).recordings] == [("", 5)]


def test_settings_of_a_ventilator_are_not_measured() -> None:
    """A rate under the heading "User settings" is what a machine was set to, not how the patient breathes."""
    text = ",,User settings,,Measured,\nDate,Time,RR,TV,HR,\n14/03/2024,10:00,8,7.0,71,\n"
    assert counts(taken(text, date_order="dmy")) == {"heart_rate": 1}


def test_a_column_whose_name_lies_is_not_believed() -> None:
    """A column "hr" with raw amplitudes of a pulse sensor is refused as a whole, with the range that gave it away."""
    rows = "\n".join(f"2024-03-14 10:{n:02},{250 + 9 * n}" for n in range(40))
    intake = taken(f"time,hr\n{rows}\n")
    assert intake.verdict == "refused"
    assert "from 250 to 601" in intake.reason
    assert (intake.recordings, intake.rejected[0].count) == ((), 40)


def test_fahrenheit_is_found_by_its_numbers() -> None:
    """A temperature without unit that can only be Fahrenheit is converted, and that is told; a real mixture is asked about."""
    intake = taken("time,temp\n2024-03-14 10:00,98.6\n2024-03-14 10:05,101.3\n")
    assert [s.temperature for s in intake.recordings[0].sets] == [37, 38.5]
    assert as_json(intake)["settings"]["temperature"] == "°F"
    mixed = "\n".join(f"2024-03-14 10:{n:02},{98 if n % 2 else 37}" for n in range(30))
    assert [q.about for q in taken(f"time,temp\n{mixed}\n").questions] == ["unit"]
    answered = taken(f"time,temp\n{mixed}\n", mapping=(("temp", "temperature [degF]"),))
    assert counts(answered) == {"temperature": 15}


def test_a_saturation_as_a_fraction_is_asked_about() -> None:
    """A saturation of 0.97 may be a fraction: Vigil asks instead of alarming."""
    text = "time,spo2\n2024-03-14 10:00,0.97\n2024-03-14 10:05,0.96\n"
    assert [q.about for q in taken(text).questions] == ["unit"]
    assert taken(text, mapping=(("spo2", "spo2 [1]"),)).recordings[0].sets[0].spo2 == 97


def test_unknown_columns_are_asked_about_or_told() -> None:
    """Where no column is a known signal Vigil asks which is which; a mapping answers; unread columns are counted."""
    text = "Id,Time,Value\n7,2024-03-14 10:00,56\n"
    assert [q.about for q in taken(text).questions] == ["mapping"]
    intake = taken(text, mapping=mapping.parse('[columns]\n"Value" = "heart_rate"\n'))
    assert (intake.recordings[0].patient, counts(intake)) == ("7", {"heart_rate": 1})
    told = taken("time,hr,ETCO2(mmHg)\n2024-03-14 10:00,70,36\n").skipped
    assert [(s.what, s.count) for s in told] == [('value of column "ETCO2(mmHg)", which is no vital sign that Vigil reads', 1)]
    assert [q.about for q in taken("hr,spo2\n70,97\n").questions] == ["mapping"]


@pytest.mark.parametrize("text", ["x = [", "[rows]\na = 1\n", '[columns]\nValue = "blood_sugar"\n', "[columns]\nValue = 3\n"])
def test_a_mapping_file_that_says_nothing(text: str) -> None:
    """A mapping file that is broken or names what does not exist is refused with what to write instead."""
    with pytest.raises(Refused, match=r"mapping file|no role"):
        mapping.parse(text)


def test_zones_in_a_column_or_above() -> None:
    """A zone that the file names, row by row or above the table, is used and reported."""
    column = read("x.csv", b'"Date","Timezone","Pulse(bpm)"\n"2024/11/21 11:40","Asia/Bangkok","57"\n')
    assert as_json(column)["signals"]["heart_rate"]["first"] == {"at": "2024-11-21T11:40:00+07:00", "value": 57}
    above = read("x.csv", b"# timezone: Europe/Berlin\nlocal_time,hr_bpm\n2024-03-31 03:00:00,62\n")
    assert (above.settings.zone, above.recordings[0].sets[0].at) == ("Europe/Berlin", 1_711_846_800_000)


def test_movement_of_the_arm_is_kept() -> None:
    """A cuff that felt the arm move marks the pressure as moved, so that it is taken as suspect."""
    intake = taken("time,SYS,DIA,Body Movement\n2024-03-14 10:00,120,80,Detected\n2024-03-14 10:05,121,80,Not Detected\n")
    assert [s.moved for s in intake.recordings[0].sets] == [True, False]
    assert counts(intake) == {"blood_pressure": 2}


def test_the_report_counts_suspect_readings_and_shows_first_and_last_in_time() -> None:
    """A doubtful pressure counts; first and last are by time, not by line; whole numbers are shown as such."""
    intake = taken("time,sys,dia\n2024-03-14 11:00,121,62.5\n2024-03-14 10:00,200,60\n2024-03-14 10:30,120,80\n")
    assert as_json(intake)["signals"]["blood_pressure"] == {
        "count": 3,
        "first": {"at": "2024-03-14T10:00:00+00:00", "value": [200, 60]},
        "last": {"at": "2024-03-14T11:00:00+00:00", "value": [121, 62.5]},
    }


def test_the_report_has_the_published_keys() -> None:
    """What `vigil import --json` prints has every key that scripts rely on, and what the caller stored."""
    report = as_json(taken("mrn,time,hr\n4711,2024-03-14 10:00,70\n"), stored=1, duplicates=2)
    keys = {
        "file",
        "format",
        "verdict",
        "questions",
        "settings",
        "patients",
        "signals",
        "rejected",
        "skipped",
        "stored",
        "duplicates",
    }
    assert keys <= report.keys()
    assert (report["file"], report["format"], report["verdict"], report["settings"]) == ("x.csv", "csv", "ready", {"zone": "UTC"})
    assert (report["patients"], report["stored"], report["duplicates"]) == (["4711"], 1, 2)
