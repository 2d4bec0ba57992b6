"""Tables of programs that nobody here has seen: what each of their habits means, by one small file each."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from models.intake import Answers, Intake, as_json, read

DAY = "2024-03-14"
START = {"start": f"{DAY}T10:00Z"}


class Case(NamedTuple):
    """A file, what is answered beforehand, and what comes of it.

    `readings` = per signal the values in time order with their clock times in UTC; `asks` = what is asked instead; `left` = how
    many are rejected per signal.
    """

    what: str
    text: str
    readings: dict[str, str] = {}  # noqa: RUF012  # never changed
    answers: dict[str, Any] = {}  # noqa: RUF012
    asks: tuple[str, ...] = ()
    left: dict[str, int] = {}  # noqa: RUF012
    file: str = "x.csv"


def taken(case: Case) -> Intake:
    """The file, read in UTC unless the answers say otherwise."""
    return read(case.file, case.text.encode(), Answers(**{"zone": "UTC", **case.answers}))


def charted(intake: Intake) -> dict[str, str]:
    """The first and the last reading of each signal: `10:00 120/80`, or both with their count."""
    return {word: _told(signal) for word, signal in as_json(intake)["signals"].items()}


def _told(signal: dict[str, Any]) -> str:
    ends = [_point(signal[end]) for end in ("first", "last")]
    return ends[0] if signal["count"] == 1 else f"{signal['count']}: {ends[0]}, {ends[1]}"


def _point(point: dict[str, Any]) -> str:
    value = point["value"]
    shown = "/".join(f"{half:g}" for half in value) if isinstance(value, list) else f"{value:g}"
    return f"{point['at'].removeprefix(DAY + 'T').removesuffix('+00:00').removesuffix(':00')} {shown}"


def left(intake: Intake) -> dict[str, int]:
    """How many of each signal are rejected, for whatever reason."""
    counts: dict[str, int] = {}
    for rejected in intake.rejected:
        counts[rejected.signal] = counts.get(rejected.signal, 0) + rejected.count
    return counts


def check(case: Case) -> Intake:
    """What comes of the file is what the case says; the file as it was read."""
    intake = taken(case)
    assert [question.about for question in intake.questions] == list(case.asks)
    assert (charted(intake), left(intake)) == (case.readings, case.left)
    return intake


NAMES = [
    Case("a column of beats is a heart rate", "bpm,timestamp\n62,2024-03-14T10:00Z\n", {"heart_rate": "10:00 62"}),
    Case(
        "HF and AF are rates where the table is German",
        "Datum;Uhrzeit;RR syst.;RR diast.;HF;AF\n14.03.2024;10:00;120;80;72;14\n",
        {"heart_rate": "10:00 72", "blood_pressure": "10:00 120/80", "respiratory_rate": "10:00 14"},
    ),
    Case("HF beside LF is no heart rate", "Zeit;HF;LF;Puls\n14.03.2024 10:00;300;200;72\n", {"heart_rate": "10:00 72"}),
    Case(
        "PAS and PAD are a pressure where the table is French",
        "Date;Heure;PAS;PAD;FC;FR\n14/03/2024;10h00;120;80;72;14\n",
        {"heart_rate": "10:00 72", "blood_pressure": "10:00 120/80", "respiratory_rate": "10:00 14"},
    ),
    Case("PAS may be the pulmonary artery elsewhere", "time,HR,PAS,PAD\n2024-03-14 10:00,72,30,22\n", {"heart_rate": "10:00 72"}),
    Case(
        "TA is a pressure where its cells are",
        "Fecha;Hora;TA;FC (lpm);Temp (ºC)\n14/03/2024;10:30 a. m.;120/80;72;36,6\n",
        {"heart_rate": "10:30 72", "blood_pressure": "10:30 120/80", "temperature": "10:30 36.6"},
    ),
    Case(
        "a pressure in one cell is in the unit of its name", "time,BP (kPa)\n2024-03-14 10:00,16/10.7\n",
        {"blood_pressure": "10:00 120/80.3"},
    ),
    Case(
        "what an app puts before its names is no part of them",
        "com.x,1,7\ncom.x.y.z.start_time,com.x.y.z.pulse,com.x.y.z.create_time\n2024-03-14 10:00,66,2024-03-20 10:00\n",
        {"heart_rate": "10:00 66"},
    ),
    Case(
        "the header is the line with times and signals, not a longer one above it",
        "Name,Sport,Date,Start time,Notes\nJane,RUN,14-03-2024,10:00,\nSample rate,Time,HR (bpm)\n1,00:00:00,71\n,00:00:01,72\n",
        {"heart_rate": "2: 10:00 71, 10:00:01 72"}, START,
    ),
    Case("a start is the time where no other column is", "Start,Finish,Pulse\n2024-03-14 10:00,2024-03-14 11:00,72\n",
         {"heart_rate": "10:00 72"}),
    Case("who recorded it is not when it was", "time,recorded by,hr\n2024-03-14 10:00,1234567890,72\n",
         {"heart_rate": "10:00 72"}),
]  # fmt: skip

CODES = [
    Case(
        "names of Philips",
        "Time,NOM_ECG_CARD_BEAT_RATE,NOM_PULS_OXIM_SAT_O2,NOM_PLETH_PULS_RATE\n14-03-2024 10:00:00.000,60,97,61\n",
        {"heart_rate": "10:00 60", "spo2": "10:00 97"},
    ),
    Case(
        "LOINC beside its text",
        "DATE,PATIENT,CODE,DESCRIPTION,VALUE,UNITS\n2024-03-14T10:00Z,p,8867-4,Heart rate,72.0,/min\n"
        "2024-03-14T10:00Z,p,2708-6,Oxygen saturation in Arterial blood,97.0,%\n2024-03-14T10:00Z,p,29463-7,Body Weight,80,kg\n",
        {"heart_rate": "10:00 72", "spo2": "10:00 97"},
    ),
    Case(
        "items of MIMIC by their numbers",
        "subject_id,stay_id,charttime,storetime,itemid,value,valuenum,valueuom\n"
        "1,2,2024-03-14 10:00,2024-03-14 11:00,220045,88,88,bpm\n1,2,2024-03-14 10:00,2024-03-14 11:00,220210,18,18,insp/min\n"
        "1,2,2024-03-14 10:00,2024-03-14 11:00,223761,98.6,98.6,°F\n",
        {"heart_rate": "10:00 88", "respiratory_rate": "10:00 18", "temperature": "10:00 37"},
    ),
    Case("such a number is none elsewhere", "time,parameter,value\n2024-03-14 10:00,220045,88\n2024-03-14 10:00,HR,70\n",
         {"heart_rate": "10:00 70"}),
    Case(
        "nurse charting of eICU, in minutes since admission",
        "patientunitstayid,nursingchartoffset,nursingchartentryoffset,nursingchartcelltypevallabel,nursingchartcelltypevalname,"
        "nursingchartvalue\n1,5,9,Non-Invasive BP,Non-Invasive BP Systolic,121\n"
        "1,5,9,Non-Invasive BP,Non-Invasive BP Diastolic,71\n"
        "1,5,9,O2 Saturation,O2 Saturation,97\n1,5,9,Temperature,Temperature (C),36.8\n"
        "1,5,9,Temperature,Temperature Location,ORAL\n",
        {"blood_pressure": "10:05 121/71", "spo2": "10:05 97", "temperature": "10:05 36.8"}, START,
    ),
    Case(
        "hours of a stay",
        "HR|SBP|DBP|HospAdmTime|ICULOS\n97|98|60|-0.03|2\n", {"heart_rate": "12:00 97", "blood_pressure": "12:00 98/60"}, START,
    ),
    Case(
        "a list of names and values without a column for the unit",
        "MRN,timestamp,lab_name,lab_value\n7,2024-03-14 10:00,SpO2,97.2\n7,2024-03-14 10:00,potassium,4.1\n",
        {"spo2": "10:00 97.2"},
    ),
]  # fmt: skip

TIMES = [
    Case(
        "unix time needs no answer, whatever stands beside it",
        "TIMESTAMP,DATE,TIME,PULSE RATE\n1710410400,03/04/2024,11:00:00,62\n", {"heart_rate": "10:00 62"}, {"zone": None},
    ),
    Case("a column in UTC needs no answer", "Time (UTC),hr\n2024-03-14 10:00,72\n", {"heart_rate": "10:00 72"}, {"zone": None}),
    Case("dates as Excel stores them", "Datum;Puls\n45365,4166666667;72\n45365,4236111111;73\n",
         {"heart_rate": "2: 10:00 72, 10:10 73"}),
    Case("a date and a share of the day", "Date,Time,HR\n45365,0.416666667,72\n45365,0.4236111111,73\n",
         {"heart_rate": "2: 10:00 72, 10:10 73"}),
    Case("such numbers under Time may be seconds", "Time,HR\n45365.4166666667,72\n", asks=("unit",)),
    Case("which a mapping answers", "Time,HR\n45365.4166666667,72\n", {"heart_rate": "10:00 72"},
         {"mapping": (("Time", "time [excel]"),)}),
    Case(
        "a date at midnight is a date, and a time of 1899 a time",
        "Date,Time,HR\n14/03/2024 00:00:00,30/12/1899 10:00:00,72\n15/03/2024 00:00:00,30/12/1899 11:00:00,73\n",
        {"heart_rate": "2: 10:00 72, 2024-03-15T11:00 73"},
    ),
    Case("days at midnight have no time of day", "date,hr\n2024-03-14 00:00:00,72\n2024-03-15 00:00:00,73\n", left={"time": 2}),
    Case("a clock with a dot", "Datum;Zeit;Puls\n14.03.2024;10.30;72\n", {"heart_rate": "10:30 72"}),
    Case("a date that is written once", "Datum;Zeit;Puls\n14.03.2024;10:00;72\n;10:05;73\n15.03.2024;09:00;74\n",
         {"heart_rate": "3: 10:00 72, 2024-03-15T09:00 74"}),
    Case("is not carried over midnight", "Datum;Zeit;Puls\n14.03.2024;23:50;72\n;00:10;73\n", {"heart_rate": "23:50 72"},
         left={"time": 1}),
    Case("of two-digit numbers the one that stays is the year", "time,hr\n24/03/14 10:00,72\n24/03/15 10:00,73\n",
         {"heart_rate": "2: 10:00 72, 2024-03-15T10:00 73"}),
    Case("minutes before and after the dose", 'Time (min),HR\n-5,70\n0,71\n"2,5",72\n',
         {"heart_rate": "3: 09:55 70, 10:02:30 72"}, START),
    Case("minutes and seconds", "Elapsed (mm:ss),hr\n00:00,72\n01:30,73\n", {"heart_rate": "2: 10:00 72, 10:01:30 73"}, START),
    Case("a start that the file names", "Recording start: 2024-03-14 10:00:00\nelapsed (s),hr\n0,72\n90,73\n",
         {"heart_rate": "2: 10:00 72, 10:01:30 73"}),
]  # fmt: skip

CELLS = [
    Case("a decimal comma between commas", "time,hr,temp\n2024-03-14 10:00,72,36,6\n2024-03-14 10:01,73,36.7\n",
         {"heart_rate": "10:01 73", "temperature": "10:01 36.7"}, left={"time": 1}),
    Case("a comma in a last column of words", "time,hr,note\n2024-03-14 10:00,72,dizzy, then well\n", {"heart_rate": "10:00 72"}),
    Case("a list of one is one", 'start,value\n2024-03-14T10:00Z,[72]\n2024-03-14T10:10Z,"[72,74]"\n',
         {"heart_rate": "10:00 72"}, {"mapping": (("value", "heart_rate"),)}, left={"heart_rate": 1}),
    Case("no value in other languages", "time,hr,spo2\n2024-03-14 10:00,#NV,97\n2024-03-14 10:01,72,#N/D\n",
         {"heart_rate": "10:01 72", "spo2": "10:00 97"}),
    Case("units that cannot be", "time,SpO2 (mmHg),HR (kPa)\n2024-03-14 10:00,97,60\n", left={"spo2": 1, "heart_rate": 1}),
]  # fmt: skip

LAYOUTS = [
    Case("the halves of a pressure in a second line", "Datum;Uhrzeit;RR;;Puls\n;;sys;dia;/min\n14.03.2024;10:00;120;80;72\n",
         {"heart_rate": "10:00 72", "blood_pressure": "10:00 120/80"}),
    Case(
        "with units in a third", "Time,NIBP,,HR,T\n,Sys,Dia,,\n,mmHg,mmHg,bpm,°F\n2024-03-14 10:00,120,80,72,98.6\n",
        {"heart_rate": "10:00 72", "blood_pressure": "10:00 120/80", "temperature": "10:00 37"},
    ),
    Case(
        "a flow sheet on its side", "Patient;K-9\nDatum;14.03.2024\nUhrzeit;10:00;10:05\nRR;120/80;---\nPuls;72;73\n",
        {"heart_rate": "2: 10:00 72, 10:05 73", "blood_pressure": "10:00 120/80"},
    ),
    Case(
        "another table further down",
        "Datum;Zeit;Sys;Dia\n14.03.2024;10:00;128;82\n\nGewicht\nDatum;Zeit;kg;BMI\n14.03.2024;10:00;80;25\n",
        {"blood_pressure": "10:00 128/82"},
    ),
    Case(
        "which holds readings too",
        "Date,Time,Sys,Dia\n2024-03-14,10:00,128,82\n\nDate,Time,SpO2,Temp\n,,%,°F\n2024-03-14,10:00,97,98.6\n",
        {"blood_pressure": "10:00 128/82", "spo2": "10:00 97", "temperature": "10:00 37"},
    ),
    Case(
        "columns parted by spaces, where a gap may not shift a row",
        "  Time                 HR  SpO2\n2024-03-14 10:00:00   72    97\n2024-03-14 10:00:05         98\n",
        {"heart_rate": "10:00 72", "spo2": "10:00 97"}, left={"time": 1},
    ),
    Case("numbers of rows that have no name", '"time","hr"\n"1","2024-03-14 10:00",72\n"2","2024-03-14 10:01",73\n',
         {"heart_rate": "2: 10:00 72, 10:01 73"}),
]  # fmt: skip

OFF = "".join(f"2024-03-14 10:01:{n:02},127,511\n" for n in range(30))
WAVE = "".join(f"2024-03-14 10:00:{n // 50:02}.{n % 50 * 2:02},{100 + n * 7 % 80}\n" for n in range(200))
STEADY = "".join(f"2024-03-14 10:00:{n // 50:02}.{n % 50 * 2:02},{100 + n // 50}\n" for n in range(200))
BAND = "1710410400.000000\n1.000000\n72.00\n73.50\n75.00\n"
DEVICES = [
    Case("an oximeter that was off most of the time", f"time,SpO2,pulse\n2024-03-14 10:00,98,62\n{OFF}",
         {"spo2": "10:00 98", "heart_rate": "10:00 62"}, left={"spo2": 30, "heart_rate": 30}),
    Case("a wave called hr whose numbers could be rates", f"datetime,hr\n{WAVE}", left={"heart_rate": 200}),
    Case("a rate that is written often", f"datetime,hr\n{STEADY}", {"heart_rate": "200: 10:00 100, 10:00:03.980 103"}),
    Case("the heart rate of a wristband", BAND, {"heart_rate": "3: 10:00 72, 10:00:02 75"}, {"zone": None}, file="HR.csv"),
    Case("its skin, which is no heart", BAND, file="TEMP.csv"),
]  # fmt: skip


@pytest.mark.parametrize("case", DEVICES, ids=lambda case: case.what)
def test_what_a_device_does(case: Case) -> None:
    """What a device writes where it saw nothing, or saw a wave, is never a reading."""
    assert (check(case).reason == "") == bool(case.readings)


@pytest.mark.parametrize("case", LAYOUTS, ids=lambda case: case.what)
def test_how_a_table_is_laid_out(case: Case) -> None:
    """However the table is laid out, a number stands for what is written over it, or it is left out."""
    check(case)


@pytest.mark.parametrize(
    ("name", "cells", "sources"),
    [
        ("device", ("HEM-1", "HEM-2"), ["csv HEM-1", "csv HEM-2"]),
        ("device", ("HEM-1", "HEM-1"), ["csv"]),
        ("source", ("NIBP", "ART"), ["csv", "csv arterial"]),
        ("source", ("awake", "rest"), ["csv"]),
    ],
)
def test_sources_of_one_file_stay_apart(name: str, cells: tuple[str, str], sources: list[str]) -> None:
    """Pressures of two devices, or of a cuff and an arterial line, are two recordings where a column tells them apart."""
    first, second = cells
    intake = taken(Case("", f"time,{name},sys,dia\n2024-03-14 10:00,{first},120,80\n2024-03-14 10:00,{second},131,85\n"))
    assert [recording.source for recording in intake.recordings] == sources


def test_tables_of_one_file_are_one_patients() -> None:
    """The tables of one file are put together by patient and source, and one that holds no vital sign is counted."""
    intake = taken(
        Case("", "MRN,7\nDate,Time,Sys,Dia\n2024-03-14,10:00,128,82\nDate,Time,SpO2\n2024-03-14,10:00,97\nDate,Time,kg\n")
    )
    assert [(r.patient, len(r.sets)) for r in intake.recordings] == [("7", 2)]
    assert [(s.what, s.count) for s in intake.skipped] == [("table of no vital signs in the same file", 1)]


@pytest.mark.parametrize("case", TIMES, ids=lambda case: case.what)
def test_when_a_row_was(case: Case) -> None:
    """A reading has the time that its row tells, in whatever way, or none; what is open is asked."""
    check(case)


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case.what)
def test_what_a_cell_holds(case: Case) -> None:
    """A cell that can be read in two ways is rejected and never guessed."""
    check(case)


@pytest.mark.parametrize("case", [*NAMES, *CODES], ids=lambda case: case.what)
def test_what_a_column_is(case: Case) -> None:
    """A column is known by its name in many languages and programs, and by the other names of its table where it is open."""
    check(case)


@pytest.mark.parametrize("name", ["Name", "Participant ID", "Fallnummer", "Animal", "Patient name", "Proband"])
def test_people_are_told_apart_by_whatever_column_names_them(name: str) -> None:
    """Two people in one file are never one recording, whatever the column of their names is called."""
    intake = taken(Case("", f"{name};Zeit;Puls\nA;14.03.2024 10:00;72\nB;14.03.2024 10:05;80\n"))
    assert as_json(intake)["patients"] == ["A", "B"]
