"""Tables of programs that nobody here has seen: what their columns and cells are, by one small file each."""

from __future__ import annotations

import pytest

from tests.models.intake.cases import START, Case, check, taken

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
    Case("and not where another is", "Startzeit;Zeit;Puls\n14.03.2024 09:00;14.03.2024 10:00;72\n", {"heart_rate": "10:00 72"}),
    Case("T beside a time may be the temperature", "Time,T,HR\n2024-03-14 10:00,36.6,72\n", {"heart_rate": "10:00 72"}),
    Case(
        "a rate has its unit behind a stroke",
        "Datum;Uhr;Puls/min;AF/min;Temperatur in °C;SpO2 in %\n14.03.2024;10:00;72;14;36,6;97\n",
        {"heart_rate": "10:00 72", "spo2": "10:00 97", "respiratory_rate": "10:00 14", "temperature": "10:00 36.6"},
    ),
    Case("only a temperature has degrees", "Fecha;Hora;Tª;TA\n14/03/2024;10:00;36,6;120/80\n",
         {"temperature": "10:00 36.6", "blood_pressure": "10:00 120/80"}),
    Case("PAS with its unit", "Date;Heure;PAS (kPa);PAD (kPa)\n14/03/2024;10:00;16;10,7\n", {"blood_pressure": "10:00 120/80.3"}),
    Case("FC beside a pressure in French", "Date;Pression;FC\n14/03/2024 10:00;120/80;72\n",
         {"heart_rate": "10:00 72", "blood_pressure": "10:00 120/80"}),
    Case("shortened words", "Fecha y hora;Frec. resp.;Sat. O2;F.C.\n14/03/2024 10:00;14;97;72\n",
         {"respiratory_rate": "10:00 14", "spo2": "10:00 97", "heart_rate": "10:00 72"}),
    Case("a birthday is not the day of a reading", "Geb.-Datum;Uhrzeit;Puls\n01.02.1960;10:00;72\n", asks=("start",)),
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
        "the mean of an arterial line beside that of a cuff", "time,NISysABP,NIDiasABP,NIMAP,MAP\n2024-03-14 10:00,120,80,,75\n",
        {"blood_pressure": "10:00 120/80", "mean_pressure": "10:00 75"},
    ),
    Case("tracks of Vital Recorder",
         "Time (s),Solar8000/HR,Solar8000/PLETH_SPO2,Solar8000/ART_SBP,Solar8000/ART_DBP\n2,73,97,131,75\n",
         {"heart_rate": "10:00:02 73", "spo2": "10:00:02 97", "blood_pressure": "10:00:02 131/75"}, START),
    Case(
        "a flow sheet of Epic",
        "PAT_ID,PAT_ENC_CSN_ID,RECORDED_TIME,FLO_MEAS_NAME,MEAS_VALUE\nZ,5,2024-03-14 10:00,BP,120/80\n"
        "Z,5,2024-03-14 10:00,TEMP,98.6\n",
        {"blood_pressure": "10:00 120/80", "temperature": "10:00 37"},
    ),
    Case(
        "events of Cerner",
        "PERSON_ID,EVENT_END_DT_TM,EVENT_CD_DISP,RESULT_VAL,RESULT_UNITS\n1,2024-03-14 10:00,Temperature Oral,98.6,DegF\n"
        "1,2024-03-14 10:00,Peripheral Pulse Rate,72,bpm\n",
        {"temperature": "10:00 37", "heart_rate": "10:00 72"},
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

LONG = "time,test,value\n2024-03-14 10:00,{},{}\n2024-03-14 10:05,{},{}\n"
PARAMETERS = [
    Case("Fahrenheit by its numbers", LONG.format("Temp", 98.6, "Temp", 101.3), {"temperature": "2: 10:00 37, 10:05 38.5"}),
    Case("a saturation that may be a fraction", LONG.format("SpO2", 0.97, "SpO2", 0.98), asks=("unit",)),
    Case("which a mapping answers", LONG.format("SpO2", 0.97, "SpO2", 0.98), {"spo2": "2: 10:00 97, 10:05 98"},
         {"mapping": (("SpO2", "spo2 [1]"),)}),
    Case("a name that only its clinic knows", LONG.format("P17", 72, "P18", 14), {"heart_rate": "10:00 72"},
         {"mapping": (("P17", "heart_rate"),)}),
    Case("nothing that Vigil knows", LONG.format("P17", 72, "P18", 14)),
]  # fmt: skip


@pytest.mark.parametrize("case", PARAMETERS, ids=lambda case: case.what)
def test_what_a_name_in_a_row_is(case: Case) -> None:
    """In a table with a row per value the names are treated as those of columns are; who knows better may say what they are."""
    assert ('"P17" = "heart_rate"' in check(case).reason) == (case.what == "nothing that Vigil knows")


@pytest.mark.parametrize("case", [*NAMES, *CODES], ids=lambda case: case.what)
def test_what_a_column_is(case: Case) -> None:
    """A column is known by its name in many languages and programs, and by the other names of its table where it is open."""
    check(case)


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case.what)
def test_what_a_cell_holds(case: Case) -> None:
    """A cell that can be read in two ways is rejected and never guessed."""
    check(case)


@pytest.mark.parametrize(
    ("lines", "patient"),
    [
        ("Subject,S-07\n", "S-07"),
        ("Patient Name: Meier\nMRN: 4711\n", "4711"),
        ("Patient ID,None\nPatient Name,Meier\n", "Meier"),
        ("Name: Anonymous\n", ""),
        ("Ward,3\n", ""),
    ],
)
def test_whom_the_lines_above_name(lines: str, patient: str) -> None:
    """A patient who stands above the rows is theirs, by number before name; nobody is called Anonymous."""
    (recording,) = taken(Case("", f"{lines}time,hr\n2024-03-14 10:00,72\n")).recordings
    assert recording.patient == patient


def test_two_people_of_one_name() -> None:
    """Two people who share a name are told apart by their numbers, wherever these stand."""
    text = "Patient name,MRN,time,hr\nMeier,1,2024-03-14 10:00,72\nMeier,2,2024-03-14 10:00,80\n"
    assert [recording.patient for recording in taken(Case("", text)).recordings] == ["1", "2"]


SHORT = ["Pat.-Nr.", "N° patient", "Nº paciente", "Patient/in", "Pat.-Name", "Code patient", "Vorname", "NHC"]


@pytest.mark.parametrize("name", ["Name", "Participant ID", "Fallnummer", "Animal", "Patient name", "Proband", "Bed", *SHORT])
def test_people_are_told_apart_by_whatever_column_names_them(name: str) -> None:
    """Two people in one file are never one recording, whatever the column of their names is called."""
    intake = taken(Case("", f"{name};Zeit;Puls\nA;14.03.2024 10:00;72\nB;14.03.2024 10:05;80\n"))
    assert [recording.patient for recording in intake.recordings] == ["A", "B"]


def test_two_people_who_share_a_part_of_their_name() -> None:
    """Anna and Berta Meier are two people, also where only some of the rows have their numbers."""
    head, row = "Nachname;Vorname;Pat.-Nr.;Zeit;Puls\n", "Meier;{};{};14.03.2024 10:{:02};72\n"
    rows = [("Anna", "", 0), ("Berta", "-", 1), ("Clara", "7", 2)]
    patients = [one.patient for one in taken(Case("", head + "".join(row.format(*one) for one in rows))).recordings]
    assert patients == ["7", "Meier Anna", "Meier Berta"]


def test_whom_two_lines_above_name() -> None:
    """A patient is named by both parts of the name where they stand in two lines."""
    (recording,) = taken(Case("", "Name;Meier\nVorname;Anna\nZeit;Puls\n14.03.2024 10:00;72\n")).recordings
    assert recording.patient == "Meier Anna"
