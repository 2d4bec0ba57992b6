"""How did each session run, from the dose on? All of one patient's sessions laid over each other, signal by signal.

Pressure and heart rate never share a plot area: overlaid, they are read more slowly and with more errors (Christofidis 2013).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.plain import Figure, layout, looks, text
from dashboard.theme import Palette

CROWD = 200
"""Readings of one signal of one session beyond which a minute's lowest and highest are drawn: no spike is lost."""
MARKS = 60
"""Readings up to which each has a mark of its own."""
STEP = 40
"""Minutes between the times that are written on the axis; of a long session 60, so that they fit beside each other on a phone."""
BESIDE = 92
"""px for the words beside the strips."""
LABELLED = (0, 40, 120)
"""The esketamine label's own times: the dose, the expected peak, the earliest end."""
SHOWN = (-25, 150)
"""Minutes that are shown at least; a longer session is shown to its end, at most to LONGEST."""
LONGEST = 305

Parts = Mapping[Any, pd.DataFrame]
"""The readings of each session and signal."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One panel: its name, its signals with their marks, its place in the height, and the values that it shows at least."""

    name: str
    signals: Mapping[str, str]
    place: tuple[float, float]
    lowest: float
    highest: float
    ticks: tuple[float, ...]
    grows: bool = True


STRIPS = (
    Strip("BP mmHg", {"systolic": "triangle-down", "diastolic": "triangle-up"}, (0.5, 1.0), 50, 200, (60, 100, 140, 180, 220)),
    Strip("HR /min", {"heart_rate": "circle"}, (0.22, 0.46), 45, 130, (60, 100, 140)),
    Strip("Diss 0-4", {"dissociation": "square"}, (0.0, 0.18), -0.4, 4.4, (0, 4), grows=False),
)


def courses(readings: pd.DataFrame, latest: str, limits: Mapping[str, float], palette: Palette, *, dosed: bool = True) -> Figure:
    """Every session by minutes from the dose; the session `latest` in full colour, earlier ones grey.

    `readings` are `trends.aligned` (session, minutes, signal, value), or `trends.from_opening` where nobody was `dosed`;
    `limits` the systolic limits (mmHg), by their words.
    """
    parts = dict(iter(readings.groupby(["session", "signal"], sort=False)))
    sessions = sorted(readings["session"].unique(), key=lambda session: session == latest)
    data = [trace for number, strip in enumerate(STRIPS) for trace in _strip(parts, sessions, strip, number, palette)]
    figure = layout(palette, right=BESIDE) | {"xaxis": _time_axis(readings, palette, dosed=dosed)}
    for number, strip in enumerate(STRIPS):
        figure[_axis("yaxis", number)] = _value_axis(strip, readings, palette)
    marked = LABELLED if dosed else LABELLED[:1]
    figure["shapes"] = [_upright(minute, palette) for minute in marked] + [_level(value, palette) for value in limits.values()]
    figure["annotations"] = [_name(s, palette) for s in STRIPS] + [_limit_name(w, v, palette) for w, v in limits.items()]
    return {"data": data, "layout": figure}


def _name(strip: Strip, palette: Palette) -> Figure:
    """What a strip shows, beside it: inside it the words would lie on the curves."""
    low, high = strip.place
    return text(
        strip.name, palette.text, xref="paper", x=1.005, xanchor="left", yref="paper", y=low + (high - low) / 3, yanchor="middle"
    )


def _strip(parts: Parts, sessions: list[str], strip: Strip, number: int, palette: Palette) -> Iterator[Figure]:
    """The curves of one strip, the last session's on top of the others."""
    for session in sessions:
        for signal, mark in strip.signals.items():
            if (session, signal) in parts:
                drawn = _drawn(parts[session, signal], signal, number)
                yield drawn | (_full(drawn, signal, mark, palette) if session == sessions[-1] else _grey(signal, palette))


def _drawn(seen: pd.DataFrame, signal: str, number: int) -> Figure:
    kept = _thinned(seen)
    hover = "%{x:.0f} min  " + signal.replace("_", " ") + " %{y}<extra></extra>"
    points = {"x": [float(m) for m in kept["minutes"]], "y": [float(v) for v in kept["value"]]}
    return {"type": "scatter", "mode": "lines", "yaxis": _axis("y", number), "hovertemplate": hover, "cliponaxis": True} | points


def _thinned(seen: pd.DataFrame) -> pd.DataFrame:
    if len(seen) <= CROWD:
        return seen
    by_minute = seen.groupby(seen["minutes"].floordiv(1), sort=False)["value"]
    return seen.loc[sorted({*by_minute.idxmin(), *by_minute.idxmax()})]


def _full(drawn: Figure, signal: str, mark: str, palette: Palette) -> Figure:
    colour = {"heart_rate": palette.hr, "dissociation": palette.diss}.get(signal, palette.bp)
    marks = {"mode": "lines+markers", "marker": {"symbol": mark, "size": 9, "color": colour}} if len(drawn["x"]) <= MARKS else {}
    return {"line": {"color": colour, "width": 1.5} | _shape(signal)} | marks


def _grey(signal: str, palette: Palette) -> Figure:
    return {"line": {"color": palette.edge, "width": 1} | _shape(signal), "opacity": 0.8}


def _shape(signal: str) -> Figure:
    """Dissociation is a step: it holds until somebody says otherwise."""
    return {"shape": "hv"} if signal == "dissociation" else {}


def _axis(name: str, number: int) -> str:
    return name if number == 0 else f"{name}{number + 1}"


def _value_axis(strip: Strip, readings: pd.DataFrame, palette: Palette) -> Figure:
    seen = readings[readings["signal"].isin(list(strip.signals))]["value"] if strip.grows else readings["value"].iloc[:0]
    low, high = min([strip.lowest, *(seen - 5)]), max([strip.highest, *(seen + 5)])
    return {"domain": list(strip.place), "range": [float(low), float(high)], "tickvals": list(strip.ticks)} | looks(palette)


def _time_axis(readings: pd.DataFrame, palette: Palette, *, dosed: bool) -> Figure:
    begin, end = SHOWN[0] if dosed else -5, min(LONGEST, max([SHOWN[1], *(readings["minutes"] + 5)]))
    written = range(0, int(end) + 1, STEP if end < 4.5 * STEP else 60)
    finer = {"minor": {"tick0": 0, "dtick": 20, "showgrid": True, "gridcolor": palette.line, "ticks": ""}}
    words = {"tickvals": list(written), "ticktext": [f"+{m // 60}:{m % 60:02d}" for m in written], "tickangle": 0}
    place = {"range": [begin, float(end)], "anchor": _axis("y", len(STRIPS) - 1)}
    return words | place | finer | looks(palette) | {"fixedrange": False}


def _upright(minute: int, palette: Palette) -> Figure:
    line = {"color": palette.edge, "width": 1, "dash": "dot" if minute else "solid"}
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": minute,
        "x1": minute,
        "y0": 0,
        "y1": 1,
        "line": line,
        "layer": "between",
    }


def _level(value: float, palette: Palette) -> Figure:
    line = {"color": palette.muted, "width": 1.5, "dash": "dash"}
    return {
        "type": "line",
        "xref": "paper",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": line,
        "layer": "between",
    }


def _limit_name(word: str, value: float, palette: Palette) -> Figure:
    """The words beside a limit, clear of those of the other one."""
    where = {
        "xref": "paper",
        "x": 1.005,
        "xanchor": "left",
        "yref": "y",
        "y": value,
        "yanchor": "bottom" if word == "high" else "top",
    }
    return text(f"{word} {value:g}", palette.muted, **where)
