"""Tables of programs that nobody here has seen: when each of their rows was, by one small file each."""

from __future__ import annotations

import pytest

from tests.models.intake.cases import START, Case, check, taken

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
    Case("an order that the name spells", "Date (MM/DD/YYYY),Time (HH:MM),HR\n03/04/2024,10:00,72\n",
         {"heart_rate": "2024-03-04T10:00 72"}),
    Case("a clock before the start", "Elapsed,hr\n-00:05,71\n00:00,72\n", {"heart_rate": "2: 09:55 71, 10:00 72"}, START),
    Case("a unit below the name of the time", "Elapsed time,HR\nseconds,bpm\n0,72\n90,73\n",
         {"heart_rate": "2: 10:00 72, 10:01:30 73"}, START),
    Case("a column for each part of the date",
         "No.,Year,Month,Day,Hour,Min,SYS,DIA\n1,2024,3,14,10,5,128,82\n2,2024,3,14,x,5,1,1\n",
         {"blood_pressure": "10:05 128/82"}, left={"time": 1}),
    Case("days that have numbers", "Day,Time,HR\n1,10:00,72\n3,10:00,73\n",
         {"heart_rate": "2: 10:00 72, 2024-03-16T10:00 73"}, START),
    Case("clock times without a colon", "Datum;Zeit;Puls\n14.03.2024;0930;72\n14.03.2024;1030;73\n",
         {"heart_rate": "2: 09:30 72, 10:30 73"}),
    Case("which could be minutes of the day", "Datum;Zeit;Puls\n14.03.2024;1030;73\n", left={"time": 1}),
    Case("a date above the rows whose order is open", "Date,4/6/2024\nTime,HR\n10:00,60\n", asks=("date_order",)),
    Case("and said", "Date,4/6/2024\nTime,HR\n10:00,60\n", {"heart_rate": "2024-04-06T10:00 60"}, {"date_order": "mdy"}),
    Case("a start that the file names", "Recording start: 2024-03-14 10:00:00\nelapsed (s),hr\n0,72\n90,73\n",
         {"heart_rate": "2: 10:00 72, 10:01:30 73"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [("hr,spo2\n70,97\n", "columns are: hr, spo2"), ('time,hr\n"1,710,410,400",70\n', 'column "time" are written in a way')],
)
def test_a_time_that_is_not_found_says_what_there_is(text: str, words: str) -> None:
    """Where no column holds times the question names the columns, or the column whose times nobody understands."""
    assert words in taken(Case("", text)).questions[0].text


@pytest.mark.parametrize("case", TIMES, ids=lambda case: case.what)
def test_when_a_row_was(case: Case) -> None:
    """A reading has the time that its row tells, in whatever way, or none; what is open is asked."""
    check(case)
