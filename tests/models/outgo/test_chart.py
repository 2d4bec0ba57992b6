"""What does the chart on paper show? A mark for every reading, in shapes that tell them apart without colour."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from models.facts import Dose, Opened
from models.limits import Level
from models.outgo.flowsheet import Bound, Drawing, Line, Mark
from models.outgo.flowsheet.page import page
from models.vitals import MINUTE, Signal
from tests.models.outgo.visit import DOSE, OPENED, at, sets, sheet, told

NAME = "{http://www.w3.org/2000/svg}"
OPEN = [Opened(id="o", at=OPENED), Dose(id="d", at=DOSE, drug="ketamine", amount=40)]


def chart(drawing: Drawing) -> ET.Element:
    """The chart with this on it."""
    return ET.fromstring(page(sheet(OPEN, drawing=drawing, printed_at=at(120))).chart)  # noqa: S314  # our own text


def shapes(drawing: Drawing) -> dict[str, int]:
    """How many carets, squares, dots and crossed rings there are, filled or open."""
    found = {"caret": 0, "square": 0, "dot": 0, "ring": 0, "open": 0}
    for one in chart(drawing).iter():
        line, wide = one.get("d", ""), one.get("r", "")
        found["caret"] += "h5.2z" in line
        found["square"] += "h3.4v3.4" in line
        found["dot"] += wide == "1.7"
        found["ring"] += wide == "2.3"
        found["open"] += one.get("fill") == "#fff" and (wide == "1.7" or "z" in line)
    return found


def words(root: ET.Element) -> list[str]:
    """The words on it."""
    return [one.text or "" for one in root.iter(f"{NAME}text")]


def test_each_reading_has_its_shape() -> None:
    """Carets for both pressures, a dot for the rate and for scores, a square for oxygen."""
    signals = (Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.HEART_RATE, Signal.SPO2, Signal.DISSOCIATION, Signal.SEDATION)
    marks = tuple(Mark(signal, at(5), value) for signal, value in zip(signals, (128, 80, 72, 97, 2, 4), strict=True))
    assert shapes(Drawing(marks=marks)) == {"caret": 2, "square": 1, "dot": 3, "ring": 0, "open": 0}


def test_doubt_is_open_and_rejection_is_crossed() -> None:
    """A doubtful reading is an open mark, one that was rejected or corrected a crossed ring; neither looks like a good one."""
    marks = (Mark(Signal.HEART_RATE, at(5), 72, doubt=True), Mark(Signal.SYSTOLIC, at(6), 211, hollow=True))
    assert shapes(Drawing(marks=marks)) == {"caret": 0, "square": 0, "dot": 1, "ring": 1, "open": 1}


def test_the_two_numbers_of_a_pressure_are_joined() -> None:
    """A bar joins systolic and diastolic of one instant; half a pressure has none."""
    both = (Mark(Signal.SYSTOLIC, at(5), 128), Mark(Signal.DIASTOLIC, at(5), 80), Mark(Signal.SYSTOLIC, at(9), 131))
    bars = [
        one
        for one in chart(Drawing(marks=both)).iter()
        if re.fullmatch(r"M[\d.]+ [\d.]+V[\d.]+", one.get("d", "")) and one.get("stroke-width") == "0.6"
    ]
    assert len(bars) == 1


@pytest.mark.parametrize(("level", "dashes"), [(Level.LOW, "1 2"), (Level.MEDIUM, "5 2.5"), (Level.HIGH, None)])
def test_limits_are_lines_that_differ_without_colour(level: Level, dashes: str | None) -> None:
    """A low limit is dotted, a medium one dashed, a high one solid, and its number and level stand beside it."""
    root = chart(Drawing(bounds=(Bound(Signal.SYSTOLIC, level, "high", 161.667, 0, 1 << 62),)))
    (line,) = [
        one for one in root.iter() if one.get("stroke-width") == "0.5" and "H" in one.get("d", "") and "z" not in one.get("d", "")
    ]
    assert line.get("stroke-dasharray") == dashes
    assert f"S 162 {level.word}" in words(root)


def test_a_limit_is_drawn_only_while_it_holds() -> None:
    """A limit that begins with the dose does not reach back before it."""
    bounds = (
        Bound(Signal.HEART_RATE, Level.MEDIUM, "high", 110, DOSE, 1 << 62),
        Bound(Signal.HEART_RATE, Level.LOW, "high", 100, 0, OPENED - 60 * MINUTE),
    )
    lines = [one.get("d", "") for one in chart(Drawing(bounds=bounds)).iter() if one.get("stroke-dasharray")]
    dose = next(one.get("d", "") for one in chart(Drawing()).iter() if one.get("stroke-width") == "1.2")
    assert [line.split(" ", maxsplit=1)[0] for line in lines] == [dose.split(" ", maxsplit=1)[0]]


def test_what_was_not_measured_is_said() -> None:
    """An empty strip says that nothing was measured; it is not left to be taken for a quiet one."""
    assert words(chart(Drawing())).count("not measured") == 5
    assert words(chart(Drawing(marks=(Mark(Signal.SPO2, at(5), 97),)))).count("not measured") == 4


def test_the_axis_says_the_clinic_s_time_and_the_time_from_the_dose() -> None:
    """Under the chart stand the wall clock of the clinic and the minutes from the dose."""
    said = words(chart(Drawing()))
    assert {"13:30", "14:00", "15:00", "−0:30", "+0:00", "+1:00"} <= set(said)


def test_a_stream_is_a_line_and_keeps_its_extremes() -> None:
    """A monitor's readings are a line without marks, and none of them lies outside of its strip."""
    line = Line(Signal.HEART_RATE, tuple((at(n), 70 + (90 if n == 20 else 0)) for n in range(60)))
    root = chart(Drawing(lines=(line,)))
    (drawn,) = root.iter(f"{NAME}polyline")
    points = [tuple(map(float, pair.split(","))) for pair in drawn.get("points", "").split()]
    assert len(points) == 60
    assert min(points, key=lambda point: point[1])[0] == points[20][0]


def test_no_two_numbers_of_events_lie_on_one_another() -> None:
    """Events that come close together share a mark, such as 3–5."""
    root = ET.fromstring(page(sheet([*sets(), *told()])).chart)  # noqa: S314  # our own text
    rows = {one.get("y"): [] for one in root.iter(f"{NAME}text")}
    for one in root.iter(f"{NAME}text"):
        if re.fullmatch(r"A?\d+(–\d+)?", one.text or "") and float(one.get("x", 0)) > 44 and one.get("text-anchor") == "start":
            rows[one.get("y")].append((float(one.get("x", 0)), len(one.text or "")))
    flagged = [sorted(row) for row in rows.values() if len(row) > 1]
    assert flagged
    assert all(x + 4 * long <= after for row in flagged for (x, long), (after, _) in pairwise(row))
