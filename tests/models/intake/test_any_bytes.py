"""Any bytes at all: the readers end in a verdict that a nurse understands, never in an error."""

from __future__ import annotations

import io
import json
import random
import struct
import time
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from models.intake import Answers, Half, Intake, as_json, read

HL7 = rb"MSH|^~\&|MON|W|||20240314102000+0100||ORU^R01|1|P|2.6" + b"\rPID|1||4711\rOBX|1|NM|8867-4^HR^LN||72|/min|||||F\r"
FHIR = json.dumps(
    {"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
     "effectiveDateTime": "2024-03-14T10:20:00Z", "valueQuantity": {"value": 72, "code": "/min"}}
).encode()  # fmt: skip
WIDE = b"time,heart_rate,systolic,diastolic,symptoms,event\n2024-03-14T10:20:00Z,72,120,80,nausea,dose\n"
LONG = b"Time,Parameter,Value\n00:00,RecordID,1\n00:07,HR,73\n00:07,NISysABP,120\n00:07,NIDiasABP,70\n"
GERMAN = "Patient;7\nDatum;Uhrzeit;RR (mmHg);Puls\n14.03.2024;10:00;119/57;61\n".encode("cp1252")
WFDB = b"rec 2 1 4 10:00:00 14/03/2024\nrec.dat 16 10(0)/bpm 16 0 600 0 0 HR\nrec.dat 16 1/% 16 0 97 0 0 SpO2\n"
SAMPLES = struct.pack("<8h", 600, 97, 610, 98, -32768, 99, 0, 0)
APPLE = b"""<!DOCTYPE HealthData [<!ELEMENT HealthData ANY>]>
<HealthData><Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" startDate="2024-03-14 10:00:00 +0100" value="72"/>
</HealthData>"""
SEEDS = (HL7, FHIR, WIDE, LONG, GERMAN, APPLE, b'{"resourceType":"Bundle","entry":[{"resource":' + FHIR + b"}]}")
PIECES = (
    b",",
    b"\n",
    b'"',
    b"\x00",
    b"|",
    b"^",
    b"~",
    b"{",
    b"[",
    b"1e999",
    b"-999",
    b"null",
    b"9" * 30,
    b"31/02/2024",
    b"+99:99",
    b"\xff\xfe",
    b"T",
    b":",
)
ANSWERS = (
    Answers(),
    Answers(zone="Europe/Berlin", date_order="dmy", start="2024-03-14T10:00"),
    Answers(zone="../etc", date_order="?", start="soon", mapping=(("Value", "heart_rate"), ("time", "nonsense"))),
)


def well(taken: Intake) -> None:
    """The verdict is one of three and says what it must, and the report can be printed."""
    assert taken.verdict in {"ready", "question", "refused"}
    assert bool(taken.reason) == (taken.verdict == "refused")
    assert bool(taken.questions) == (taken.verdict == "question")
    assert json.loads(json.dumps(as_json(taken)))["verdict"] == taken.verdict


def packed(**members: bytes) -> bytes:
    """A zip with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def workbook() -> bytes:
    """A workbook with two readings, one of them a formula."""
    made = Workbook()
    for row in (("time", "hr", "spo2"), (datetime(2024, 3, 4, 10), 60, "=90+7"), ("2024-03-04 10:05", 61, 97)):  # noqa: DTZ001
        made.worksheets[0].append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@st.composite
def mutated(draw: st.DrawFn, seeds: tuple[bytes, ...] = SEEDS) -> bytes:
    """A good file with a few bytes lost, doubled, changed or put in."""
    content = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=4))
        content[at : at + draw(st.integers(0, 8))] = piece
    return bytes(content)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated(), st.sampled_from(ANSWERS), st.sampled_from(["x.csv", "x.dat", "x.hea", "x"]))
def test_broken_files_never_raise(content: bytes, answers: Answers, name: str) -> None:
    """However a file was damaged on its way, reading it ends in a verdict."""
    well(read(name, content, answers))


@settings(max_examples=150, deadline=None)
@example(WFDB.replace(b"14/03/2024", b"99999999999999999999/03/2024"), SAMPLES, Answers())
@given(mutated((WFDB,)), mutated((SAMPLES,)) | st.just(SAMPLES), st.sampled_from(ANSWERS))
def test_broken_records_never_raise(header: bytes, samples: bytes, answers: Answers) -> None:
    """However the two halves of a record were damaged, reading either ends in a verdict."""
    both = replace(answers, beside=(Half("rec.hea", header), Half("rec.dat", samples)))
    well(read("rec.hea", header, both))
    well(read("rec.dat", samples, both))


@settings(max_examples=150, deadline=None)
@given(mutated((packed(**{"export.xml": APPLE}), workbook())))
def test_broken_zips_never_raise(content: bytes) -> None:
    """However a zipped export or a workbook was damaged, reading it ends in a verdict."""
    well(read("export.zip", content))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_workbooks_with_a_broken_part_never_raise(data: st.DataObject) -> None:
    """A workbook that unpacks well and has one part damaged ends in a verdict."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen = data.draw(st.sampled_from(sorted(parts)))
    parts[chosen] = data.draw(mutated((parts[chosen],)))
    well(read("x.xlsx", packed(**parts), Answers(zone="UTC")))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_noise_never_raises(content: bytes) -> None:
    """Bytes that were never a file end in a verdict too."""
    well(read("noise", content))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789:-/.TZ+ ,;\n\"'()[]apmhr", max_size=120))
def test_rows_of_odd_signs_never_raise(rows: str) -> None:
    """Rows of digits and signs under good names end in a verdict."""
    well(read("x.csv", b"time,hr,bp,temp\n" + rows.encode(), Answers(zone="Europe/Berlin")))


@pytest.mark.parametrize(
    ("content", "format", "word"),
    [
        (b"", "empty", "empty"),
        (b" \r\n\t", "empty", "empty"),
        (b"\xef\xbb\xbf", "empty", "empty"),
        (b"PK\x03\x04rest", "xlsx", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "xls", "Office"),
        (b"%PDF-1.7", "pdf", "PDF"),
        (b"\x89PNG\r\n", "image", "picture"),
        (b"\x1f\x8b\x08", "gzip", "unpack"),
        (b"<!DOCTYPE html><html>", "html", "web page"),
        (b"<?xml version='1.0'?><a/>", "xml", "XML"),
        (b"Dear colleague,\nthe patient slept well.\n", "csv", "no table"),
        (b"time,hr\n", "csv", "no rows"),
        (b'time,hr\n"2024-03-14T10:00Z,70\n' + b"x,1\n" * 600, "csv", "never closed"),
        (b"time," + b"hr," * 1200 + b"\n1,2\n", "csv", "columns"),
        (bytes(range(256)) * 8, "binary", "not text"),
    ],
)
def test_what_is_refused_says_why(content: bytes, format: str, word: str) -> None:
    """A file that Vigil cannot use is refused with its kind and what to do, in words for a nurse."""
    taken = read("x", content)
    assert (taken.verdict, taken.format) == ("refused", format)
    assert word in taken.reason


def test_a_file_cut_anywhere_gives_no_more_than_the_whole() -> None:
    """A file that was cut off gives a beginning of its readings or none, and never a different number."""
    whole = {one.heart_rate for r in read("x", WIDE).recordings for one in r.sets}
    for end in range(len(WIDE)):
        taken = read("x", WIDE[:end])
        well(taken)
        assert {one.heart_rate for r in taken.recordings for one in r.sets} <= whole | {7.0}


def test_thousands_of_rows_of_one_instant_take_no_more_than_seconds() -> None:
    """A broken clock that gives every row the same time does not hold up the import."""
    rng = random.Random(1)
    rows = "".join(f"2024-03-14T10:00:00Z,{rng.randint(40, 180)},{rng.randint(100, 200)},80\n" for _ in range(5000))
    began = time.perf_counter()
    taken = read("x.csv", b"time,hr,sys,dia\n" + rows.encode())
    assert (taken.verdict, time.perf_counter() - began < 20) == ("ready", True)
