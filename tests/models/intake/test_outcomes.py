"""Does each recording of other people's devices give what was counted in it by hand?"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from models.intake import Intake, as_json
from models.intake.judging import PRESSURE_WORD, counted

Real = Callable[..., Intake]
Row = dict[str, Any]
DATA = Path(__file__).parents[3].parent / "shared" / "data"
ROWS: list[Row] = tomllib.loads(Path(__file__).with_name("outcomes.toml").read_text(encoding="utf-8"))["file"]
READY = [row for row in ROWS if row["verdict"] == "ready"]
SOURCES = [row for row in ROWS if "pressures" in row]
EACH = pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])


def expected(row: Row) -> dict[str, list[Any]]:
    """The signals of a row, with its times as instants."""
    return {
        word: [count, datetime.fromisoformat(first), low, datetime.fromisoformat(last), high]
        for word, (count, first, low, last, high) in row.get("signals", {}).items()
    }


def charted(intake: Intake) -> dict[str, list[Any]]:
    """What is charted of each signal: how many, the first time and value, the last time and value."""
    return {
        word: [told["count"], *(part for end in ("first", "last") for part in moment(told[end]))]
        for word, told in as_json(intake)["signals"].items()
    }


def moment(point: dict[str, Any]) -> tuple[datetime, Any]:
    """When and how much."""
    return datetime.fromisoformat(point["at"]), point["value"]


def pressures(intake: Intake) -> dict[str, int]:
    """How many pressures of each source are charted."""
    return Counter(r.source for r in intake.recordings for seen in r.sets for word, _ in counted(seen) if word == PRESSURE_WORD)


def answered(real: Real, row: Row) -> Intake:
    """The file of a row, read with its answers."""
    said = row.get("answers", {})
    return real(row["name"], **{**said, "mapping": tuple((column, role) for column, role in said.get("mapping", ()))})


def test_every_file_has_its_row() -> None:
    """No recording of ../shared/data is left out of the table, and none stands in it twice."""
    if not DATA.is_dir():
        pytest.skip("../shared/data is not here")
    there = sorted(p.relative_to(DATA).as_posix() for p in DATA.glob("*/*") if p.name != "SOURCE.txt")
    assert sorted(row["name"] for row in ROWS) == there


@EACH
def test_what_is_asked(real: Real, row: Row) -> None:
    """What a rule cannot decide (zone, start, which column is which) is asked about, and nothing is read until it is answered."""
    beside = {"beside": row["answers"]["beside"]} if "beside" in row.get("answers", {}) else {}
    alone = real(row["name"], **beside)
    assert [question.about for question in alone.questions] == row.get("asks", [])
    assert alone.verdict == ("question" if "asks" in row else row["verdict"])
    assert not (alone.questions and alone.recordings)


@EACH
def test_what_is_charted(real: Real, row: Row) -> None:
    """Once all is answered, each signal has as many readings as the file holds, from the first to the last of them."""
    taken = answered(real, row)
    assert (taken.verdict, charted(taken)) == (row["verdict"], expected(row))
    assert as_json(taken)["settings"] == row.get("settings", {})


@EACH
def test_what_is_refused(real: Real, row: Row) -> None:
    """Each number that is no reading is counted with its reason; a file with no reading at all says why in words."""
    taken = answered(real, row)
    assert sorted([r.signal, r.reason, r.count] for r in taken.rejected) == sorted(row.get("rejected", []))
    assert {s.what: s.count for s in taken.skipped}.items() >= dict(row.get("skipped", [])).items()
    assert bool(taken.reason) == ("reason" in row)
    assert row.get("reason", "") in taken.reason


@pytest.mark.parametrize("row", READY, ids=[row["name"] for row in READY])
def test_what_is_kept_apart(real: Real, row: Row) -> None:
    """Patients, visits and sources are never merged: a cuff and an arterial line beside it are two recordings."""
    taken = answered(real, row)
    assert (len(as_json(taken)["patients"]), len(taken.recordings)) == (row["patients"], row["recordings"])


@pytest.mark.parametrize("row", SOURCES, ids=[row["name"] for row in SOURCES])
def test_how_many_pressures_each_source_has(real: Real, row: Row) -> None:
    """The pressures of the cuff and of each arterial line are counted for themselves."""
    assert pressures(answered(real, row)) == row["pressures"]
