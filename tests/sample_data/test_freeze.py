"""Are the small files for a newcomer what the generator would write, and readable?"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from models import intake, protocol
from models.judge import judge
from sample_data.freeze import FOLDER, Frozen, frozen, write


@pytest.mark.parametrize("file", frozen(), ids=lambda file: file.name)
def test_frozen_files_are_what_would_be_written(file: Frozen) -> None:
    """Each file in sample_data/files is, byte for byte, what `python -m sample_data.freeze` writes."""
    assert (FOLDER / file.name).read_bytes() == file.text.encode()


def test_no_other_file_lies_among_them() -> None:
    """Nothing lies in sample_data/files that the generator does not know."""
    assert {path.name for path in FOLDER.iterdir()} == {file.name for file in frozen()}


def test_writing_makes_the_folder(tmp_path: Path) -> None:
    """The files can be written to a folder that does not exist yet."""
    assert [path.name for path in write(tmp_path / "new")] == [file.name for file in frozen()]


@pytest.mark.parametrize("file", frozen(), ids=lambda file: file.name)
def test_frozen_files_can_be_imported_as_they_are(file: Frozen) -> None:
    """Nothing has to be asked about any of the files, and nothing in them is rejected."""
    taken = intake.read(file.name, file.text.encode())
    assert (taken.verdict, taken.questions, taken.rejected) == ("ready", (), ())
    assert sum(len(recording.sets) for recording in taken.recordings) >= 7


def test_judging_the_table_shows_a_confirmed_high_pressure() -> None:
    """Of the CSV, `vigil judge` says one thing: the systolic pressure was high, confirmed, acknowledged and came back."""
    recording = intake.read("iv-session.csv", (FOLDER / "iv-session.csv").read_bytes()).recordings[0]
    alerts = judge(protocol.load("iv-ketamine-40min"), (*recording.sets, *recording.events)).alerts
    assert [(alert.signal, alert.highest.word, alert.rises[-1].why) for alert in alerts] == [("systolic", "high", "confirmed")]
    assert alerts[0].acknowledged_at is not None
    assert alerts[0].cleared_at is not None


def test_the_table_has_the_columns_of_the_plain_form() -> None:
    """The CSV has the columns that `vigil judge` documents, and a dose, an acknowledgement and an end."""
    vitals = "time,heart_rate,systolic,diastolic,mean,spo2,respiratory_rate,temperature"
    columns = f"{vitals},moaas,rass,dissociation,distress,symptoms,event"
    lines = list(csv.DictReader((FOLDER / "iv-session.csv").read_text(encoding="utf-8").splitlines()))
    assert list(lines[0]) == columns.split(",")
    assert [line["event"] for line in lines if line["event"]] == ["dose", "acknowledge:systolic", "end"]
    assert max(int(line["systolic"]) for line in lines if line["systolic"]) > 180


def test_the_bundle_is_marked_as_test_data() -> None:
    """The FHIR bundle says that it is test data, and each of its observations is about its one patient."""
    bundle = json.loads((FOLDER / "nasal-session.fhir.json").read_text(encoding="utf-8"))
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert bundle["meta"]["tag"][0]["code"] == "HTEST"
    assert (kinds[0], set(kinds[1:]), len(kinds)) == ("Patient", {"Observation"}, 29)


def test_the_messages_are_of_the_training_kind() -> None:
    """Each HL7 message is an ORU^R01 of processing id T (training), with its segments ended by a carriage return."""
    text = (FOLDER / "monitor-oru-r01.hl7").read_bytes().decode()
    heads = [segment.split("|") for segment in text.split("\r") if segment.startswith("MSH")]
    assert len(heads) == 13
    assert {(head[8], head[10]) for head in heads} == {("ORU^R01^ORU_R01", "T")}
    assert "\n" not in text
