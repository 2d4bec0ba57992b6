"""Does every recording of other people's devices end well, whatever is answered? What each holds stands in outcomes.toml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.facts import singly
from models.intake import Answers, Intake, as_json, read
from models.strip import named

Real = Callable[..., Intake]
DATA = Path(__file__).parents[3].parent / "shared" / "data"
FILES = sorted(p for p in DATA.glob("*/*") if p.name != "SOURCE.txt") or [DATA]
EACH = pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")


def test_the_official_saturation(real: Real) -> None:
    """The saturation of the standard's example is of its device."""
    taken = real("fhir_official_r4/Observation-satO2.json")
    assert [(r.patient, r.source) for r in taken.recordings] == [("example", "fhir example")]


def test_monitors_are_named_as_sources(real: Real) -> None:
    """What a monitor sends is of the sender that its messages name, what a table holds is of the table."""
    sent = real("derived_formats/monitor_pcd01_mdc.hl7")
    assert [(r.patient, r.source) for r in sent.recordings] == [("KET-0417", "VMON")]
    stay = real("csv_clif_mimic4_demo/clif_vitals_24928679.csv")
    assert [(r.patient, r.source) for r in stay.recordings] == [("24928679", "csv")]


def content_of(path: Path) -> bytes:
    """The bytes of a file; a skip where the recordings are not beside this repository."""
    if path == DATA:
        pytest.skip("../shared/data is not here")
    return path.read_bytes()


@EACH
@pytest.mark.parametrize(
    "answers", [Answers(), Answers(zone="UTC", date_order="dmy", start="2024-03-14T10:00")], ids=["alone", "answered"]
)
def test_every_file_ends_well(path: Path, answers: Answers) -> None:
    """Whatever the file, there is a verdict, a reason or question where one is due, and only readings of the living."""
    taken = read(path.name, content_of(path), answers)
    assert bool(taken.reason) == (taken.verdict == "refused")
    assert bool(taken.questions) == (taken.verdict == "question")
    ranges = {
        "heart_rate": (20, 300),
        "spo2": (50, 100),
        "respiratory_rate": (4, 60),
        "temperature": (30, 45),
        "mean_pressure": (30, 200),
    }
    for word, signal in as_json(taken)["signals"].items():
        for end in (signal["first"]["value"], signal["last"]["value"]):
            low, high = ranges.get(word, (20, 300))
            assert all(low <= value <= high for value in (end if isinstance(end, list) else [end]))
    again = read("other.name" + path.suffix, content_of(path), answers)
    assert again.recordings == taken.recordings


@EACH
def test_ids_are_unique_and_lasting(path: Path) -> None:
    """No two facts of a file share an id, so that none is lost and a second import of the file adds none."""
    taken = read(path.name, content_of(path), Answers(zone="UTC", date_order="dmy", start="2024-03-14T10:00"))
    ids = [fact.id for r in taken.recordings for fact in singly(r.parts)]
    assert len(ids) == len(set(ids))
    assert all(map(named, ids))
