"""Tables of programs that nobody here has seen: how they are laid out and what devices write, by one small file each."""

from __future__ import annotations

import pytest

from tests.models.intake.cases import Case, check, taken

LAYOUTS = [
    Case("the halves of a pressure in a second line", "Datum;Uhrzeit;RR;;Puls\n;;sys;dia;/min\n14.03.2024;10:00;120;80;72\n",
         {"heart_rate": "10:00 72", "blood_pressure": "10:00 120/80"}),
    Case(
        "which name more signals than the first does", "Paciente;Hora;TA;;Notas\n;;sist;diast;\n4711;14/03/2024 10:00;120;80;\n",
        {"blood_pressure": "10:00 120/80"},
    ),
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
    Case("lines that are quoted as a whole", '"time,hr"\n"2024-03-14 10:00,72"\n', {"heart_rate": "10:00 72"}),
    Case("commas within quoted names",
         '"Time";"SpO2,%";"HR,bpm"\n"2024-03-14 10:00";"97";"72"\n',
         {"heart_rate": "10:00 72", "spo2": "10:00 97"}),
    Case("two tables side by side", "Time,HR,,Time,SpO2\n2024-03-14 10:00,72,,2024-03-14 10:01,97\n",
         {"heart_rate": "10:00 72", "spo2": "10:01 97"}),
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


@pytest.mark.parametrize("case", LAYOUTS, ids=lambda case: case.what)
def test_how_a_table_is_laid_out(case: Case) -> None:
    """However the table is laid out, a number stands for what is written over it, or it is left out."""
    check(case)


@pytest.mark.parametrize("case", DEVICES, ids=lambda case: case.what)
def test_what_a_device_does(case: Case) -> None:
    """What a device writes where it saw nothing, or saw a wave, is never a reading."""
    assert (check(case).reason == "") == bool(case.readings)


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
