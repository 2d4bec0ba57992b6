"""What would an import bring onto a chart? Each signal of the files in a strip of its own, on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dashboard import plain
from dashboard.panels import axis, offset, wall
from dashboard.theme import Palette, by_variable
from models.uploads import Course
from models.vitals import PRESSURE, Signal

Figure = dict[str, Any]
MARGIN = {"l": 52, "r": 20, "t": 26, "b": 40}
STRIP = 130
"""Height of a strip, px."""
_GAP = 0.2
"""Share of a strip that is left above it for its name."""


def preview(courses: Sequence[Course], zone: str) -> Figure:
    """The chart of these courses on the wall clock of `zone`; no strip for what is not measured. Colours are css variables."""
    strips = _strips(courses)
    palette = by_variable()
    data = [_trace(course, axis(number), zone, palette) for number, strip in enumerate(strips) for course in strip]
    time = {"type": "date", "gridcolor": palette.line, "anchor": axis(len(strips) - 1), "tickformat": "%H:%M\n%-d %b %Y"}
    layout = plain.layout(palette) | {"margin": MARGIN, "height": STRIP * len(strips) + 48, "dragmode": "zoom", "xaxis": time}
    share = 1 / max(1, len(strips))
    looks = plain.looks(palette) | {"nticks": 4, "fixedrange": False}
    layout["annotations"] = [_title(strip, 1 - share * (number + _GAP), palette) for number, strip in enumerate(strips)]
    for number in range(len(strips)):
        key = axis(number).replace("y", "yaxis")
        layout[key] = looks | {"domain": [max(0.0, 1 - share * (number + 1)), 1 - share * (number + _GAP)]}
    return {"data": data, "layout": layout}


def _strips(courses: Sequence[Course]) -> list[list[Course]]:
    """Pressures share a strip; whatever else there is has its own."""
    pressures = [one for one in courses if one.signal in (*PRESSURE, Signal.MEAN)]
    return [part for part in (pressures, *([one] for one in courses if one not in pressures)) if part]


def _trace(course: Course, place: str, zone: str, palette: Palette) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": course.signal.label,
        "x": [wall(at, offset(ZoneInfo(zone), at)) for at, _ in course.points],
        "y": [value for _, value in course.points],
        "yaxis": place,
        "marker": {"size": 5, "color": palette.text, "symbol": _SYMBOLS.get(course.signal, "circle")},
    }


_SYMBOLS = {Signal.SYSTOLIC: "triangle-down", Signal.DIASTOLIC: "triangle-up", Signal.MEAN: "line-ew-open"}


def _title(strip: Sequence[Course], top: float, palette: Palette) -> Figure:
    """The name of a strip above it: upright, so that nobody turns the head."""
    name = "Blood pressure" if strip[0].signal in (*PRESSURE, Signal.MEAN) else strip[0].signal.label
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": top, "xanchor": "left", "yanchor": "bottom"}
    return plain.text(f"{name} {strip[0].signal.unit}".strip(), palette.muted, **place)
