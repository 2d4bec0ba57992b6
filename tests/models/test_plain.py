"""Does the plain form of a session hold what it must, whatever else is in the record, and come back as what it was?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import intake
from models.facts import Acknowledged, Dose, Ended, Fact, Note, Stopped, standing
from models.intake.values import Answers
from models.outgo import plain
from models.vitals import MINUTE, ObservationSet, Symptom
from tests.models.logs import START, logs
from tests.models.store.ward import FACTS

BERLIN = ZoneInfo("Europe/Berlin")


def again(facts: Iterable[Fact]) -> list[Fact]:
    """The facts of the table of these facts, as the import reads it."""
    found = intake.read("out.csv", plain.table(facts, BERLIN).encode(), Answers())
    assert found.verdict == "ready", found.reason
    return [fact for one in found.recordings for fact in (*one.sets, *one.events)]


def content(facts: Iterable[Fact]) -> set[tuple[object, ...]]:
    """What facts say, each with its instant: every number, symptom and movement, every note, every event.

    A zero of a pressure or a rate is what a device sends that has no signal: no reading, neither stored nor from a file.
    """
    found: set[tuple[object, ...]] = set()
    for fact in facts:
        match fact:
            case ObservationSet():
                found |= {(fact.at, signal.word, value) for signal, value in fact.measured() if value > 0 or not signal.physical}
                found |= {(fact.at, symptom) for symptom in fact.symptoms} | ({(fact.at, "moved")} if fact.moved else set())
                found |= {(fact.at, "note", fact.note)} if fact.note else set()
            case Note():
                found.add((fact.at, "note", fact.text))
            case Acknowledged():
                found.add((fact.at, "acknowledged", fact.signal))
            case Dose() | Stopped() | Ended():
                found.add((fact.at, type(fact).__name__))
            case _:
                pass
    return found


def noted(text: str, minute: int = 3) -> Note:
    return Note(id=f"n{minute}", at=START + minute * MINUTE, text=text)


def high(name: str, minute: int = 1, **values: object) -> ObservationSet:
    return ObservationSet(id=name, at=START + minute * MINUTE, systolic=128, diastolic=84, **values)  # type: ignore[arg-type]


def test_what_the_plain_form_does_not_hold_is_left_out() -> None:
    """Ticks, decisions, signatures and the like are no rows: what reads the table today reads it tomorrow."""
    header, *rows = plain.table(FACTS, ZoneInfo("UTC")).splitlines()
    assert header == ",".join(plain.COLUMNS)
    assert {row.rsplit(",", 1)[1] for row in rows} == {"", "dose", "acknowledge:systolic", "stop", "end"}
    assert all(row.count(",") == header.count(",") for row in rows)


@settings(deadline=None, max_examples=60)
@given(logs())
def test_a_table_comes_back_as_what_it_was(facts: list[Fact]) -> None:
    """Every number, symptom and event of a session that leaves as a table is there again at its instant, and nothing else."""
    assert content(again(facts)) == content(standing(facts))


@settings(deadline=None, max_examples=60)
@given(st.floats(41, 299), st.floats(30, 45))
def test_no_digit_is_lost(systolic: float, temperature: float) -> None:
    """A pressure that was converted from kPa, or a temperature from Fahrenheit, comes back to its last digit."""
    facts: list[Fact] = [high("a"), ObservationSet(id="b", at=START + 5 * MINUTE, systolic=systolic, temperature=temperature)]
    assert content(again(facts)) == content(facts)


HOSTILE = [
    '=HYPERLINK("http://x.example","ok")',
    "+49 170 1234567",
    "-5 mg given",
    "@anna asked",
    "\uff1dSUM(A1)",
    "'=1+1",
    "''+1",
]
HARMLESS = ["'tis dreamy", 'says "music, far away"', "ö₂ ≥ 95\nthen calm", "a=b"]


@pytest.mark.parametrize("text", [*HOSTILE, *HARMLESS])
def test_a_note_comes_back_as_it_was_entered(text: str) -> None:
    """Whatever a nurse writes, of a set or by itself, is the same text again after export and import."""
    facts: list[Fact] = [high("a", note=text, moved=True), high("b", 2), noted(text)]
    assert content(again(facts)) == content(facts)


@given(st.text(), st.text())
def test_no_cell_is_a_formula(note: str, other: str) -> None:
    """Whoever opens the table in a spreadsheet runs nothing: a cell is empty, a plain number, or begins harmlessly."""
    table = plain.table([high("a", note=note, agitation=-3), noted(other)], BERLIN)
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert "-3" in cells
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n＝＋－＠") and not is_number(cell)]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_be_worked_out_is_guarded(text: str) -> None:
    """A note that begins like a formula has an apostrophe before it, one that does not is left as it is."""
    assert f"'{text}" in next(csv.reader(plain.table([noted(text)], BERLIN).splitlines()[1:]))
    assert "a=b" in plain.table([noted("a=b")], BERLIN).splitlines()[1].split(",")


def is_number(cell: str) -> bool:
    """Whether a cell is a plain number, which a spreadsheet may read as one."""
    return cell.removeprefix("-").replace(".", "", 1).isdigit()


def test_symptoms_of_one_instant_are_all_there() -> None:
    """Of two sets of one instant, each with a symptom, neither symptom is lost on the way out and in."""
    facts: list[Fact] = [
        high("a", symptoms=(Symptom.CHEST_PAIN,)),
        high("b", symptoms=(Symptom.SEVERE_HEADACHE,), source="monitor"),
    ]
    assert content(again(facts)) == content(facts)
