"""Exports of apps, studies and databases as they come: what a row, a name or a number beside another one proves, and what not."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings

from models.intake import Answers, read
from models.intake.halves import UNPAIRED
from models.intake.people import NOBODY
from tests.models.columns import dices
from tests.models.intake.cases import START, Case, check, left, taken

CLIF = "hospitalization_id,recorded_dttm,vital_name,vital_category,vital_value\n"
CHALLENGE = "Time,Parameter,Value\n00:00,RecordID,132540\n"

EXPORTS = [
    Case(
        "a temperature that both its units make impossible is said to be no reading",
        f"{CLIF}1,2024-03-14 10:00:00Z,Temperature Fahrenheit,temp_c,25.0\n1,2024-03-14 10:00:00Z,Heart Rate,heart_rate,70\n",
        {"heart_rate": "10:00 70"}, left={"temperature": 1},
    ),
    Case("as is one in Fahrenheit below freezing", "time,hr,temp_f\n2024-03-14 10:00,70,25\n2024-03-14 10:01,71,98.6\n",
         {"heart_rate": "2: 10:00 70, 10:01 71", "temperature": "10:01 37"}, left={"temperature": 1}),
    Case(
        "the row numbers of a sorted table of R, which have no name",
        "DateTime,Sys.mmHg.,Dias.mmHg.,Pulse.bpm.\n17,2024-03-14 10:00:00,120,80,72\n4,2024-03-14 10:05:00,121,81,NA\n",
        {"heart_rate": "10:00 72", "blood_pressure": "2: 10:00 120/80, 10:05 121/81"},
    ),
    Case("a decimal comma between commas is none of them", "t,temp\n1,36,6\n2,36,7\n",
         answers={**START, "mapping": (("t", "time [s]"),)}, left={"time": 2}),
    Case("nor is a comma at the end of each row", "second,hr\n1,72,\n2,73,\n",
         {"heart_rate": "2: 10:00:01 72, 10:00:02 73"}, START),
    Case("a wristband's file that a spreadsheet has saved again", "1710410400\n1\n72\n73.5\n",
         {"heart_rate": "2: 10:00 72, 10:00:01 73.5"}, file="HR (1).csv"),
    Case("twelve digits that would be the year 9580",
         "timestampUnixMs,systolic,diastolic\n958006262000,120,80\n", asks=("unit",)),
    Case("a zero beside a row without numbers",
         "time,sys,dia\n2024-03-14 10:00,0,0\n2024-03-14 10:00,NA,NA\n2024-03-14 10:01,120,80\n",
         {"blood_pressure": "10:01 120/80"}, left={"blood_pressure": 1}),
]  # fmt: skip

ROWS = "{}, 2024-03-14 10:00, 70\n{}, 2024-03-14 10:00, 71\n"
PEOPLE = [
    ("participant_full_id", "A-1", "A-2", ["A-1", "A-2"]),
    ("PAT_MRN_ID", "7", "8", ["7", "8"]),
    ("Last name, First name", "Berg, Anna", "Berg, Tom", ["Berg Anna", "Berg Tom"]),
    ("Patient name, MRN", "Berg, 7", "Berg, 8", ["7", "8"]),
    ("Client, MRN", "Praxis, 7", "Praxis, 8", ["7", "8"]),
    ("study_id, subject_id", "K, 7", "K, 8", ["7", "8"]),
    ("User", "1", "2", ["1", "2"]),
    ("User", "anna", "anna", [""]),
    ("Initials", "AB", "CD", [""]),
    ("User, MRN", "anna, 7", "bert, 7", ["7"]),
    ("Patient unit, MRN", "3B, 7", "3B, 8", ["7", "8"]),
]


@pytest.mark.parametrize(("names", "one", "other", "patients"), PEOPLE)
def test_whose_rows_are(names: str, one: str, other: str, patients: list[str]) -> None:
    """Two people of one file are never taken for one, however the columns are called that tell them apart."""
    found = taken(Case("", f"{names}, time, hr\n{ROWS.format(one, other)}"))
    assert [recording.patient for recording in found.recordings] == patients


@pytest.mark.parametrize("name", ["User", "Name"])
def test_who_wrote_a_row_is_not_the_patient(name: str) -> None:
    """Where a line above the rows names the patient, two nurses who wrote them do not make two patients of one."""
    found = taken(Case("", f"Patient,K-0417\n{name}, time, hr\n{ROWS.format('Berg', 'Lund')}"))
    assert [(recording.patient, recording.count) for recording in found.recordings] == [("K-0417", 2)]


def test_patients_that_are_written_once() -> None:
    """A patient who stands in the first of their rows only is the patient of the rows below, until the next one."""
    text = "Patient,time,hr\nK1,2024-03-14 10:00,70\n,2024-03-14 10:01,71\nK2,2024-03-14 10:00,80\n,2024-03-14 10:01,81\n"
    rates = {one.patient: [seen.heart_rate for seen in one.sets] for one in taken(Case("", text)).recordings}
    assert rates == {"K1": [70, 71], "K2": [80, 81]}


def test_a_row_of_nobody_among_those_of_several_people() -> None:
    """Where other rows name several people and one names nobody, it is refused with its line and charted for none of them."""
    text = "Patient,time,hr\nK1,2024-03-14 10:00,70\nK2,2024-03-14 10:00,80\nK1,2024-03-14 10:02,72\n,2024-03-14 10:01,71\n"
    found = taken(Case("", text))
    assert [(one.signal, one.reason, one.examples[0].where) for one in found.rejected] == [("patient", NOBODY, "line 5")]
    assert {one.patient for one in found.recordings} == {"K1", "K2"}


JOINED = [
    "Patient;K1\nDate;2024-03-14\ntime;hr\n10:00;70\n10:01;71\n\nPatient;K2\nDate;2024-03-16\ntime;hr\n10:00;80\n",
    "Patient;K1\nDate;2024-03-14\ntime;hr\n10:00;70\n10:01;71\nPatient;K2\nDate;2024-03-16\ntime;spo2;hr\n10:00;97;80\n",
    "# Patient: K1\ntime,hr\n2024-03-14T10:00Z,70\n2024-03-14T10:01Z,71\n# Patient: K2\ntime,hr\n2024-03-16T10:00Z,80\n",
    "Patient,K1,\ntime,hr,x\n2024-03-14T10:00Z,70,\n2024-03-14T10:01Z,71,\n,,\nPatient,K2,\n2024-03-16T10:00Z,80,\n",
]


@pytest.mark.parametrize("text", JOINED)
@pytest.mark.parametrize("rows", [0, 1_200])
def test_exports_of_two_people_that_were_joined(text: str, rows: int) -> None:
    """Where exports of two people stand in one file, each reading has the patient and the day that stand above it."""
    clock, between = ("" if "Date" in text else "2024-03-16T"), ";97;" if "spo2" in text else ",;"[";" in text]
    zone = "Z" if clock else ""
    more = [f"{clock}12:{n // 60:02}:{n % 60:02}{zone}{between}80" for n in range(rows)]
    found = taken(Case("", text + "\n".join(more)))
    rates = {one.patient: [(seen.at, seen.heart_rate) for seen in one.sets] for one in found.recordings}
    at = 1_710_410_400_000
    assert rates["K1"] == [(at, 70), (at + 60_000, 71)]
    assert rates["K2"][0] == (at + 2 * 86_400_000, 80)


SECOND = "00:00,RecordID,132548\n00:00,HR,80\n00:07,HR,81\n"


@pytest.mark.parametrize("header", ["", "Time,Parameter,Value\n"])
def test_records_put_one_behind_the_other_keep_their_patients(header: str) -> None:
    """Where each patient is named in a row of their own, the rows below it are theirs, and the first one's end there."""
    found = taken(Case("", f"{CHALLENGE}00:07,HR,70\n47:07,HR,71\n{header}{SECOND}", answers={"start": "2024-03-14T10:00Z"}))
    rates = {one.patient: [seen.heart_rate for seen in one.sets] for one in found.recordings}
    assert rates == {"132540": [70, 71], "132548": [80, 81]}


def test_a_table_that_mixes_its_patients_is_refused() -> None:
    """Where readings stand before the row that says whose they are, nobody is charted with those of somebody else."""
    found = taken(Case("", f"{CHALLENGE}00:07,HR,70\n00:00,HR,80\n{SECOND}", answers={"start": "2024-03-14T10:00Z"}))
    assert (found.verdict, "(132540, 132548)" in found.reason, "line 5" in found.reason) == ("refused", True, True)


SHORT = "Id,Time,HR\n2.02E+09,2024-03-14 10:00,70\n2.02E+09,2024-03-14 10:01,71\n"
READ = {"heart_rate": "2: 10:00 70, 10:01 71"}


@pytest.mark.parametrize(
    "case",
    [
        Case("shortened", SHORT, asks=("mapping",)),
        Case("of one patient", SHORT, READ, {"mapping": (("Id", "ignore"),)}),
        Case("of the skin", "time,temperature_celsius,missing_value_reason\n2024-03-14T10:00Z,33.2,\n", asks=("mapping",)),
    ],
    ids=lambda case: case.what,
)
def test_what_a_program_has_spoilt_or_means_otherwise(case: Case) -> None:
    """Numbers of patients that a spreadsheet has shortened tell nobody apart; the skin's temperature is not the body's."""
    check(case)


def test_a_second_number_tells_people_apart_too() -> None:
    """Where two rows have one patient number and differ in another, they are of two visits and not of one."""
    found = taken(Case("", f"subject_no, patient_id, time, hr\n{ROWS.format('1, A', '1, B')}"))
    assert [(recording.patient, recording.visit) for recording in found.recordings] == [("1", "A"), ("1", "B")]


def test_where_a_pressure_was_measured_parts_the_cuff_from_the_line() -> None:
    """A column of sites that names the arterial line keeps its pressures away from those of the cuff."""
    rows = [("sbp", 120, "arterial"), ("dbp", 60, "arterial"), ("sbp", 140, "cuff"), ("dbp", 80, "cuff"), ("heart_rate", 70, "")]
    text = "recorded_dttm,vital_category,vital_value,meas_site_name\n"
    text += "".join(f"2024-03-14 10:00:00Z,{name},{value},{site}\n" for name, value, site in rows)
    seen = {(one.source, one.sets[0].systolic, one.sets[0].diastolic) for one in taken(Case("", text)).recordings}
    assert seen == {("csv arterial", 120, 60), ("csv", 140, 80)}


OMRON = "Measurement Date,Timezone,SYS(mmHg),DIA(mmHg)\n2024/03/14 10:00,{},120,80\n2024/03/14 11:00,{},121,81\n"
ZONES = [
    Case("a zone that has a name of its own", OMRON.format("Bangkok", "Bangkok"), answers={"zone": None}, asks=("zone",)),
    Case("is not taken for that of the clinic", OMRON.format("Bangkok", "UTC"), answers={"zone": None, "clinic_zone": "UTC"},
         asks=("zone",)),
    Case("and is answered", OMRON.format("Bangkok", "Asia/Bangkok"),
         {"blood_pressure": "2: 10:00:00+07 120/80, 11:00:00+07 121/81"},
         {"zone": "Asia/Bangkok"}),
    Case("two such zones have no one answer", OMRON.format("Bangkok", "Paris"), answers={"zone": "Asia/Bangkok"}, asks=("zone",)),
    Case("unless somebody says so", OMRON.format("here", "there"), {"blood_pressure": "2: 10:00 120/80, 11:00 121/81"},
         {"mapping": (("Timezone", "ignore"),)}),
]  # fmt: skip


@pytest.mark.parametrize("case", ZONES, ids=lambda case: case.what)
def test_a_zone_that_nobody_knows(case: Case) -> None:
    """Where rows name their zone in a way that Vigil does not know, it is asked, and the answer is used."""
    check(case)


MINUTES = "".join(f"2024-03-14 10:{n // 8:02},{60 + n % 8 * 10}\n" for n in range(80))
TOGETHER = [
    Case("two exports one behind the other have one device",
         "time,hr,device\n2024-03-14 10:00,70,A\ntime,hr,device\n2024-03-14 10:01,71,A\n",
         {"heart_rate": "2: 10:00 70, 10:01 71"}, left={"time": 1}),
    Case(
        "what a column is holds for the tables below too",
        "Id,Time,Value\n1,2024-03-14 10:00,70\nId,Time,Value,Steps\n1,2024-03-14 10:01,71,5\n",
        {"heart_rate": "2: 10:00 70, 10:01 71"}, {"mapping": (("Value", "heart_rate"),)},
    ),
    Case("rates of the same minute are not the wave of a sensor", f"time,hr\n{MINUTES}",
         {"heart_rate": "80: 10:00 60, 10:09 60"}),
    Case("a table of R with a total below", "DateTime,Sys,Dias\n7,2024-03-14 10:00:00,120,80\n"
         + "".join(f"{n},2024-03-14 10:{n}:00,121,81\n" for n in range(10, 20)) + "Average,,121,81\n",
         {"blood_pressure": "11: 10:00 120/80, 10:19 121/81"}, left={"time": 1}),
]  # fmt: skip


@pytest.mark.parametrize("case", TOGETHER, ids=lambda case: case.what)
def test_exports_that_were_put_together(case: Case) -> None:
    """Exports that somebody put together or saved again say what they said before."""
    assert {one.source for one in check(case).recordings} == {"csv"}


@pytest.mark.parametrize("case", EXPORTS, ids=lambda case: case.what)
def test_what_an_export_holds(case: Case) -> None:
    """What an export proves is used, and what it does not prove is refused with its place or asked."""
    check(case)


@pytest.mark.parametrize("rows", ["00:07,DiasABP,65\n00:07,MAP,93\n00:07,SysABP,121\n", "00:07,NIMAP,80\n00:07,MAP,93\n"])
def test_the_mean_pressure_beside_an_arterial_line_is_of_the_line(rows: str) -> None:
    """Where a file has no other pressure than that of an arterial line, MAP is the mean of the line and of nothing else."""
    found = taken(Case("", CHALLENGE + rows, answers={"start": "2024-03-14T10:00Z"}))
    means = {seen.source: seen.mean for recording in found.recordings for seen in recording.sets if seen.mean}
    assert means["csv arterial"] == 93
    wide = taken(Case("", "time,ABP Sys,ABP Dia,MAP\n2024-03-14 10:00,120,80,93\n"))
    assert [(one.source, one.sets[0].mean) for one in wide.recordings] == [("csv arterial", 93)]


def pressures(*halves: str) -> str:
    """A long table of one instant: `120/` and `/80` are halves in rows of their own."""
    rows = (("sbp", half[:-1]) if half.endswith("/") else ("dbp", half[1:]) for half in halves)
    return CLIF + "".join(f"1,2024-03-14 10:00:00Z,,{name},{value}\n" for name, value in rows)


@pytest.mark.parametrize(
    ("halves", "told", "unpaired"),
    [
        ("120/ /80 130/ /85", {(120, 80), (130, 85)}, 0),
        ("/80 120/ /85 120/", {(120, 80), (120, 85)}, 0),
        ("120/ /80 120/ /80", {(120, 80)}, 0),
        ("120/ 130/ /80 /85", set(), 4),
        ("120/ 130/ /85", set(), 3),
        ("120/ /80 /85 130/", set(), 4),
    ],
)
def test_halves_of_several_pressures_of_one_instant(halves: str, told: set[tuple[int, int]], unpaired: int) -> None:
    """A systolic and a diastolic number are one pressure only where the file shows that they belong together."""
    found = read("x.csv", pressures(*halves.split()).encode(), Answers())
    sets = [seen for recording in found.recordings for seen in recording.sets]
    assert {(seen.systolic, seen.diastolic) for seen in sets if seen.systolic and seen.diastolic} == told
    assert sum(one.count for one in found.rejected if one.reason == UNPAIRED) == unpaired


SOURCES = {"csv": "Non Invasive Blood Pressure", "csv arterial": "Arterial Blood Pressure", "csv art bp": "ART BP"}


def charts(dice: Random) -> tuple[list[str], set[tuple[str, int, float, float]]]:
    """Rows of a chart with a cuff and two lines, of which some halves are missing, and the pressures in it."""
    rows, told = list[str](), set[tuple[str, int, float, float]]()
    for minute in range(dice.randint(1, 30)):
        for source, name in SOURCES.items():
            systolic, diastolic = dice.randint(90, 180), dice.randint(40, 80)
            halves = [
                half
                for half in ((f"{name} systolic,sbp,{systolic}"), (f"{name} diastolic,dbp,{diastolic}"))
                if dice.random() < 0.8
            ]
            rows += [f"1,2024-03-14 10:{minute:02}:00Z,{half}" for half in halves]
            told |= {(source, minute, systolic, diastolic)} if len(halves) == 2 else set()
    dice.shuffle(rows)
    return rows, told


@settings(max_examples=60, deadline=None)
@given(dices)
def test_the_pressures_of_a_chart_do_not_depend_on_the_order_of_its_rows(dice: Random) -> None:
    """In whatever order a chart is exported, each pressure has both its halves, and those of another instant or source never."""
    rows, told = charts(dice)
    found = read("x.csv", (CLIF + "\n".join(rows)).encode(), Answers())
    sets = [(one.source, seen) for one in found.recordings for seen in one.sets]
    whole = {
        (source, seen.at // 60_000 % 60, seen.systolic, seen.diastolic)
        for source, seen in sets
        if seen.systolic and seen.diastolic
    }
    assert whole == told
    assert sum(left(found).values()) == len(rows) - 2 * len(told)
