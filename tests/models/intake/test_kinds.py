"""The next file of a device is known again, whatever is in it; a file with other columns is not."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from models.intake import Answers, Half, Kind, read

COLUMNS = ("Datum", "Puls", "Sys", "Dia", "SpO2", "Temp", "AF (/min)", "Bemerkung")
headers = st.lists(st.sampled_from(COLUMNS), min_size=3, max_size=8, unique=True).filter(lambda h: "Datum" in h and "Puls" in h)
readings = st.lists(st.tuples(st.integers(1, 12), st.integers(40, 160)), min_size=1, max_size=5)
patients = st.text("ABCDEFGH0123456789-", min_size=1, max_size=8)


def export(columns: Sequence[str], rows: Sequence[tuple[int, int]], patient: str = "K-1", delimiter: str = ";") -> bytes:
    """What a device writes of one patient."""
    lines = [("Patient", patient), ("Printed: 03.04.2024",), columns]
    lines += [[f"0{day % 9 + 1}/04/2024 09:30" if c == "Datum" else str(rate) for c in columns] for day, rate in rows]
    return "\n".join(delimiter.join(line) for line in lines).encode()


def kind(content: bytes, name: str = "x.csv", **answers: object) -> Kind:
    """Of which kind a file is."""
    return read(name, content, Answers(**answers)).kind  # type: ignore[arg-type]


@given(headers, readings, readings, patients, patients)
def test_two_exports_of_a_device_are_of_one_kind(
    columns: list[str], first: list[tuple[int, int]], second: list[tuple[int, int]], one: str, other: str
) -> None:
    """Whatever was measured, and of whom: the next export of a device is known again, and looks like its columns."""
    before, after = kind(export(columns, first, one)), kind(export(columns, second, other))
    assert before == after
    assert before.mark
    assert before.looks == f"csv: {', '.join(columns)}"


@given(headers, headers, readings)
def test_other_columns_are_another_kind(columns: list[str], others: list[str], rows: list[tuple[int, int]]) -> None:
    """Two devices are of one kind only if they write the same columns in the same order."""
    assert (kind(export(columns, rows)) == kind(export(others, rows))) == (columns == others)


@given(headers, readings, st.sampled_from(["dmy", "mdy"]), st.sampled_from(["UTC", "Europe/Berlin"]))
def test_answers_change_no_kind(columns: list[str], rows: list[tuple[int, int]], order: str, zone: str) -> None:
    """A file is of the same kind before and after somebody has answered what it leaves open."""
    answered = kind(export(columns, rows), date_order=order, zone=zone, mapping=(("Puls", "ignore"), ("Temp", "heart_rate")))
    assert answered == kind(export(columns, rows))


@pytest.mark.parametrize(
    "other",
    [
        b"Device,Omron\ntime,hr,temp\nYmd,bpm,F\n03/04/2024 09:30,70,98\n",
        b"Device,Omron\ntime,hr,temp\n03/04/2024 09:30,70,36\n",
        b"Monitor,Omron\ntime,hr,temp\nYmd,bpm,C\n03/04/2024 09:30,70,36\n",
        b"Device;Omron\ntime;hr;temp\nYmd;bpm;C\n03/04/2024 09:30;70;36\n",
    ],
    ids=["other units", "no units", "other words above", "other delimiter"],
)
def test_a_device_that_is_set_up_in_another_way_is_another_kind(other: bytes) -> None:
    """Other units, other words above the columns and another delimiter show that what was said before may not hold."""
    assert kind(b"Device,Omron\ntime,hr,temp\nYmd,bpm,C\n03/04/2024 09:30,70,36\n") != kind(other)


def test_a_workbook_is_known_by_its_table() -> None:
    """The same sheet in the next workbook is known again, whatever the sheet is called; a sheet beside it is part of the kind."""
    assert _book(A=("Zeit", "Puls")) == _book(B=("Zeit", "Puls"))
    both = _book(A=("Zeit", "Puls"), B=("Zeit", "Sys"))
    assert both == _book(A=("Zeit", "Puls"), B=("Zeit", "Sys"))
    assert both.names == {"a", "b", "zeit", "puls", "sys"}
    assert len({both, _book(A=("Zeit", "Puls")), _book(A=("Zeit", "Puls"), C=("Zeit", "Sys"))}) == 3


def _book(**sheets: tuple[str, ...]) -> Kind:
    made, file = Workbook(), io.BytesIO()
    made.remove(made.worksheets[0])
    for name, columns in sheets.items():
        sheet = made.create_sheet(name)
        sheet.append(columns)
        sheet.append(["2024-03-04 10:00", 70])
    made.save(file)
    return kind(file.getvalue(), "x.xlsx")


def _messages(sender: str, rate: int, patient: str) -> bytes:
    lines = (
        rf"MSH|^~\&|{sender}|VIGIL|CLINIC|20240314102000||ORU^R01|{rate}|P|2.6",
        f"PID|1||{patient}^^^CLINIC^MR",
        f"OBX|1|NM|8867-4^Heart rate^LN||{rate}|/min|||||F|||20240314102000",
    )
    return "\r".join(lines).encode()


def test_messages_are_known_by_their_sender() -> None:
    """Messages of one monitor are of one kind, whoever lies there; those of another one, or of nobody, are not."""
    first = kind(_messages("MON-1|ICU", 70, "1"))
    assert first == kind(_messages("MON-1|ICU", 90, "2"))
    assert (first.looks, bool(first.mark)) == ("hl7v2: MON-1 ICU", True)
    assert first != kind(_messages("MON-2|ICU", 70, "1"))
    assert kind(_messages("|", 70, "1")) == Kind()


def test_both_halves_of_a_record_are_of_one_kind() -> None:
    """A WFDB record is known by its signals, from its header and from its samples alike."""
    head, samples = b"rec 1 1 2\nrec.dat 16 1/bpm 16 0 0 0 0 HR\n", bytes((60, 0, 61, 0))
    beside = (Half("rec.hea", head), Half("rec.dat", samples))
    both = {kind(half.content, half.name, beside=beside) for half in beside}
    assert (len(both), next(iter(both)).mark[:5]) == (1, "wfdb-")


@pytest.mark.parametrize("content", [b'{"resourceType": "Observation", "id": "a"}', b"\x89PNG\r\n\x1a\n", b"", b"no table"])
def test_what_names_no_device_has_no_kind(content: bytes) -> None:
    """Where nothing says which device it was, nothing is known again."""
    assert kind(content) == Kind()
