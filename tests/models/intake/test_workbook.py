"""Excel workbooks: a cell is taken for what it holds, and the sheet with the readings is found."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from models.intake import Answers, Intake, as_json, read
from models.vitals import Millis

Rows = Sequence[Sequence[Any]]
HEADER = ("Zeit", "Puls", "RR sys", "RR dia", "SpO2", "Temp")
TEN = datetime(2024, 3, 4, 10, 0)  # noqa: DTZ001  # a workbook knows no zones


def book(**sheets: Rows) -> Workbook:
    """A workbook with these sheets, in this order."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(list(row))
    return made


def content(made: Workbook) -> bytes:
    """The file of this workbook."""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def taken(made: Workbook, **answers: Any) -> Intake:
    """The workbook as it is read, in UTC."""
    return read("x.xlsx", content(made), Answers(**{"zone": "UTC", **answers}))


def rewritten(packed: bytes, member: str, *changes: tuple[str, str]) -> bytes:
    """The same workbook with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            for before, after in changes if name == member else ():
                assert before.encode() in text
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    return file.getvalue()


def millis(year: int, *rest: int) -> Millis:
    return int(datetime(year, *rest, tzinfo=UTC).timestamp() * 1000)  # type: ignore[misc,arg-type]


def test_dates_are_dates_and_numbers_are_numbers() -> None:
    """4 March is not asked about, since a workbook knows which number is the day; numbers keep their decimals."""
    intake = taken(book(Werte=[HEADER, (TEN, 61, 119, 57, 96.3, 36.6), (TEN.replace(minute=5), 62.0, None, None, "97", "36,7")]))
    (recording,) = intake.recordings
    first, second = recording.sets
    assert (intake.verdict, intake.format, recording.source, intake.settings.date_order) == ("ready", "xlsx", "xlsx", None)
    assert (first.at, second.at) == (millis(2024, 3, 4, 10), millis(2024, 3, 4, 10, 5))
    assert (first.heart_rate, first.systolic, first.diastolic, first.spo2, first.temperature) == (61, 119, 57, 96.3, 36.6)
    assert (second.heart_rate, second.systolic, second.spo2, second.temperature) == (62, None, 97, 36.7)


def test_title_lines_units_and_a_patient_above() -> None:
    """Lines above the names, a row of units and a patient are understood as in every table; places are named by their row."""
    rows = [
        ("Praxis Überwachung",),
        ("Patient", "K-0417"),
        (),
        HEADER,
        ("", "/min", "mmHg", "mmHg", "%", "°C"),
        (TEN, 61, 80, 120, 0, 36.6),
    ]
    intake = taken(book(Werte=rows))
    assert as_json(intake)["patients"] == ["K-0417"]
    assert {(r.signal, r.examples[0].where) for r in intake.rejected} == {("blood_pressure", "row 6"), ("spo2", "row 6")}


def test_a_date_and_a_clock_in_two_columns() -> None:
    """A column of dates and one of clock times give the instant; midnight is a time of day."""
    rows = [("Datum", "Uhrzeit", "Puls"), (date(2024, 3, 4), time(10, 5), 61), (date(2024, 3, 5), time(0, 0), 62)]
    (recording,) = taken(book(Werte=rows)).recordings
    assert [one.at for one in recording.sets] == [millis(2024, 3, 4, 10, 5), millis(2024, 3, 5)]


@pytest.mark.parametrize("format", ["h:mm:ss", "[h]:mm:ss"])
def test_hours_since_a_start(format: str) -> None:
    """Times that count from a start go beyond a day, however the workbook shows them; the start is asked for."""
    made = book(Werte=[("Zeit", "Puls"), (0, 61), (0.5, 62), (1.25, 63)])
    for row in (2, 3, 4):
        made.worksheets[0].cell(row, 1).number_format = format
    assert [q.about for q in taken(made).questions] == ["start"]
    (recording,) = taken(made, start="2024-03-04T10:00").recordings
    begun = millis(2024, 3, 4, 10)
    assert [timedelta(milliseconds=one.at - begun) for one in recording.sets] == [
        timedelta(0), timedelta(hours=12), timedelta(hours=30)
    ]  # fmt: skip


def test_a_list_of_words_is_no_second_sheet_of_readings() -> None:
    """A sheet that explains the abbreviations holds no readings, and does not make the sheet with them a question."""
    legend = [("HR", "Heart rate"), ("Temp", "Temperature")]
    assert taken(book(Werte=[HEADER, (TEN, 61)], Legende=legend)).verdict == "ready"


def test_a_table_in_one_column() -> None:
    """A text with semicolons that Excel put into one column is the table that it was."""
    (recording,) = taken(book(Werte=[("Zeit;Puls",), ("14.03.2024 10:00;72",)])).recordings
    assert [one.heart_rate for one in recording.sets] == [72]


def test_a_cell_that_reaches_over_rows_holds_for_each() -> None:
    """A patient and a date that are written once, in a cell merged over their rows, are those of all of these rows."""
    rows = [("Patient", "Datum", "Uhrzeit", "Puls"), ("K1", date(2024, 3, 4), time(23, 55), 61), ("", "", time(23, 59), 62)]
    made = book(Werte=[*rows, ("K2", date(2024, 3, 5), time(0, 5), 71), (None, None, time(0, 1), 72)])
    for cells in ("A2:A3", "B2:B3", "A4:A5", "B4:B5"):
        made.worksheets[0].merge_cells(cells)
    first, second = taken(made).recordings
    assert (first.patient, [one.at for one in first.sets]) == ("K1", [millis(2024, 3, 4, 23, 55), millis(2024, 3, 4, 23, 59)])
    assert (second.patient, [one.at for one in second.sets]) == ("K2", [millis(2024, 3, 5, 0, 1), millis(2024, 3, 5, 0, 5)])


def test_hidden_rows_are_read() -> None:
    """A row that a filter hides is a reading like the others."""
    made = book(Werte=[HEADER, (TEN, 61), (TEN.replace(minute=5), 62)])
    made.worksheets[0].row_dimensions[3].hidden = True
    assert len(taken(made).recordings[0].sets) == 2


def test_a_percentage_counts_as_it_is_shown() -> None:
    """A saturation shown as 97 % is stored as 0.97, and is 97 %."""
    made = book(Werte=[("Zeit", "SpO2"), (TEN, 0.97)])
    made.worksheets[0]["B2"].number_format = "0%"
    assert taken(made).recordings[0].sets[0].spo2 == 97


def test_a_formula_counts_by_its_result() -> None:
    """A formula whose result is stored is read; one that was never worked out is rejected with its text."""
    made = book(Werte=[("Zeit", "Puls", "SpO2"), (TEN, "=60+1", "=90+7")])
    packed = rewritten(content(made), "xl/worksheets/sheet1.xml", ("<f>60+1</f><v />", "<f>60+1</f><v>61</v>"))
    intake = read("x.xlsx", packed, Answers(zone="UTC"))
    assert (intake.recordings[0].sets[0].heart_rate, intake.recordings[0].sets[0].spo2) == (61, None)
    assert [(r.signal, r.reason, r.examples[0].text) for r in intake.rejected] == [("spo2", "not a number", "=90+7")]


def test_the_sheet_with_the_readings_is_found() -> None:
    """A cover, a list of patients and a hidden sheet do not hide the one with the readings, and are counted."""
    made = book(
        Deckblatt=[("Bericht",)], Liste=[("Patient", "Datum"), ("4711", TEN)], Alt=[HEADER, (TEN, 99)], Werte=[HEADER, (TEN, 61)]
    )
    made["Alt"].sheet_state = "hidden"
    intake = taken(made)
    assert as_json(intake)["signals"]["heart_rate"]["first"]["value"] == 61
    assert [s.what for s in intake.skipped] == ['sheet "Deckblatt"', 'sheet "Liste"', 'hidden sheet "Alt"']


def test_several_sheets_of_readings_are_asked_about() -> None:
    """Two sheets may be two patients: they are never put together, and the one that is named is read."""
    made = book(Tag_1=[HEADER, (TEN, 61)], Tag_2=[HEADER, (TEN, 0), (TEN, 62)])
    (question,) = taken(made).questions
    assert (question.about, '"Tag 1", "Tag 2"' in question.text, '"Tag 1" = "sheet"' in question.text) == ("mapping", True, True)
    intake = taken(made, mapping=(("Tag 2", "sheet"),))
    assert as_json(intake)["signals"]["heart_rate"] == {
        "count": 1,
        "first": {"at": "2024-03-04T10:00:00+00:00", "value": 62},
        "last": {"at": "2024-03-04T10:00:00+00:00", "value": 62},
    }
    assert intake.rejected[0].examples[0].where == 'sheet "Tag 2", row 2'


def test_a_workbook_that_lies_about_its_size() -> None:
    """Some programs write that a sheet has one cell; all of it is read."""
    packed = content(book(Werte=[HEADER, *((TEN + timedelta(minutes=i), 60 + i) for i in range(9))]))
    packed = rewritten(packed, "xl/worksheets/sheet1.xml", ('<dimension ref="A1:F10"', '<dimension ref="A1"'))
    assert len(read("x.xlsx", packed, Answers(zone="UTC")).recordings[0].sets) == 9


def test_without_a_zone_it_is_asked() -> None:
    """A workbook knows no zones, so it is asked and never assumed."""
    assert [q.about for q in read("x.xlsx", content(book(Werte=[HEADER, (TEN, 61)]))).questions] == ["zone"]


SHEET = "xl/worksheets/sheet1.xml"
ENDLESS = "</row>" + '<row><c r="XFD3"><v>1</v></c></row>' * 2000 + "</sheetData>"
GOOD = content(book(Werte=[HEADER, (TEN, 61)]))
BOMB = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet '


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (content(book(Brief=[("Sehr geehrte",), ("Damen",)])), "no table of vital signs"),
        (content(book(Werte=[HEADER])), "no rows"),
        (rewritten(GOOD, SHEET, ("<worksheet ", BOMB)), "damaged or locked"),
        (rewritten(GOOD, SHEET, ("</sheetData>", "")), "damaged or locked"),
        (rewritten(GOOD, SHEET, ("</worksheet>", "<!--" + "x" * 30_000_000 + "--></worksheet>")), "would unpack to 30 MB"),
        (rewritten(GOOD, SHEET, ("</row></sheetData>", ENDLESS)), "15 million"),
    ],
    ids=["letter", "names only", "entities", "cut", "zip bomb", "endless columns"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(packed: bytes, words: str) -> None:
    """A letter, an empty table, a damaged workbook and one that would fill the memory are refused with what to do."""
    intake = read("x.xlsx", packed, Answers(zone="UTC"))
    assert (intake.verdict, intake.format) == ("refused", "xlsx")
    assert words in intake.reason


@pytest.mark.parametrize(
    ("member", "format", "words"),
    [("word/document.xml", "docx", "Word"), ("xl/workbook.bin", "xlsb", "binary"), ("content.xml", "ods", "OpenDocument")],
)
def test_other_office_files_say_what_to_do(member: str, format: str, words: str) -> None:
    """A Word document, a binary workbook and an OpenDocument file are named as such, with what to save them as."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(member, "x")
    intake = read("x", file.getvalue())
    assert (intake.verdict, intake.format, words in intake.reason) == ("refused", format, True)


def test_the_parts_of_a_workbook_may_lie_behind_other_names() -> None:
    """A macro workbook is read like any other: what counts is what is in it."""
    assert re.match("ready", read("anything", GOOD, Answers(zone="UTC")).verdict)
