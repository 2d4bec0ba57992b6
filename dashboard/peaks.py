"""How high did the pressure go, session by session, and against which limit?"""

from __future__ import annotations

from html import escape
from math import isnan

import pandas as pd

from dashboard.plain import Figure, layout, looks, text
from dashboard.theme import Palette

LIMITS = {"low": "advisory", "high": "high"}
"""The levels whose limits are drawn, by the words beside their lines."""
NAMED = 5
"""How many dates fit beside each other on a tablet."""
NUMBERED = 12
"""How many peaks can each have its number beside it; of more, only the latest and the highest do."""
BESIDE = 92
"""px for the words beside a limit."""


def peaks(table: pd.DataFrame, palette: Palette) -> Figure:
    """Each session's systolic baseline and peak (mmHg), oldest first, with the limits of the protocol that was in force then.

    `table` is `trends.per_session`. A session without a baseline has no bar, one without a pressure no mark.
    """
    places = list(range(len(table)))
    data = [_rise(table, palette), _baselines(table, places, palette), _peaks(table, places, palette)]
    data += [_limit(table, places, level, palette) for level in LIMITS]
    figure = layout(palette, right=BESIDE) | {"xaxis": _dates(table, places, palette), "yaxis": _pressures(table, palette)}
    figure["margin"] |= {"b": 40} if _years(table) else {}
    return {"data": data, "layout": figure | {"annotations": _limit_names(table, palette)}}


def _floats(column: pd.Series[float]) -> list[float | None]:
    """A column as plotly reads it: None where nothing was measured, so that nothing is drawn there."""
    return [None if isnan(value) else float(value) for value in column]


def _rise(table: pd.DataFrame, palette: Palette) -> Figure:
    """The thin bar from baseline to peak of each session that has both."""
    x: list[float | None] = []
    y: list[float | None] = []
    pairs = zip(_floats(table["systolic_baseline"]), _floats(table["systolic_peak"]), strict=True)
    for place, (low, high) in enumerate(pairs):
        if low is not None and high is not None:
            x += [place, place, None]
            y += [low, high, None]
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "line": {"color": palette.edge, "width": 2}}


def _baselines(table: pd.DataFrame, places: list[int], palette: Palette) -> Figure:
    marker = {"symbol": "line-ew", "size": 12, "line": {"color": palette.bp, "width": 2}}
    points = {"x": places, "y": _floats(table["systolic_baseline"]), "hovertemplate": "baseline SBP %{y:.0f}<extra></extra>"}
    return {"type": "scatter", "mode": "markers", "marker": marker} | points


def _peaks(table: pd.DataFrame, places: list[int], palette: Palette) -> Figure:
    found = _floats(table["systolic_peak"])
    looks = {
        "textfont": {"color": palette.text, "size": 13},
        "marker": {"symbol": "triangle-down", "size": 12, "color": palette.bp},
    }
    told = {"customdata": _told(table), "hovertemplate": "%{customdata}: peak SBP %{y:.0f}<extra></extra>", "cliponaxis": False}
    points = {"x": places, "y": found, "text": _numbers(found)}
    beside = ["top center"] * (len(found) - 1) + ["middle right" if len(found) > NUMBERED else "top center"]
    return {"type": "scatter", "mode": "markers+text", "textposition": beside} | points | looks | told


def _numbers(found: list[float | None]) -> list[str]:
    """The number beside each peak, "" where there is no room for it."""
    seen = [place for place, value in enumerate(found) if value is not None]
    kept = seen if len(found) <= NUMBERED else [*seen[-1:], *sorted(seen, key=lambda place: found[place] or 0)[-1:]]
    return [f"{value:g}" if place in kept else "" for place, value in enumerate(found)]


def _told(table: pd.DataFrame) -> list[str]:
    pairs = zip(table["date"], table["dose"], strict=True)
    return [f"{day.day} {day:%b %Y}, {escape(dose or 'no dose', quote=False)}" for day, dose in pairs]


def _limit(table: pd.DataFrame, places: list[int], level: str, palette: Palette) -> Figure:
    """A limit as each session's own protocol had it: a step where the protocol changed."""
    values = _floats(table[f"systolic_limit_{level}"])
    x = [places[0] - 0.6, *places, places[-1] + 0.6] if places else []
    y = [values[0], *values, values[-1]] if places else []
    line = {"color": palette.muted, "width": 1.5, "dash": "dash", "shape": "hvh"}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": line,
        "hovertemplate": f"{LIMITS[level]} limit %{{y}}<extra></extra>",
    }


def _limit_names(table: pd.DataFrame, palette: Palette) -> list[Figure]:
    """The words of the latest limits, at the right end of their lines."""
    where = {"xref": "paper", "x": 1.01, "xanchor": "left", "yref": "y", "yanchor": "middle"}
    values = {word: _floats(table[f"systolic_limit_{level}"])[-1:] for level, word in LIMITS.items()}
    return [
        text(f"{word} {found[0]:g}", palette.muted, y=found[0], **where) for word, found in values.items() if found and found[0]
    ]


def _dates(table: pd.DataFrame, places: list[int], palette: Palette) -> Figure:
    """The dates of as many sessions as have room, the latest always; with the year where there is more than one."""
    every = max(1, -(-len(places) // NAMED))
    year = "<br>%Y" if _years(table) else ""
    labels = [f"{day.day} {day:%b}{day.strftime(year)}" for day in table["date"]]
    named = places[::-1][::every][::-1]
    ticks = {"tickvals": named, "ticktext": [labels[place] for place in named], "tickangle": 0}
    return ticks | {"range": [-0.6, len(places) - 0.4]} | looks(palette)


def _years(table: pd.DataFrame) -> bool:
    """Whether the sessions are of more than one year."""
    return len({day.year for day in table["date"]}) > 1


def _pressures(table: pd.DataFrame, palette: Palette) -> Figure:
    columns = ("systolic_peak", "systolic_baseline", "systolic_limit_high")
    seen = [value for column in columns for value in _floats(table[column]) if value is not None]
    return {"range": [min([100, *seen]) - 10, max([185, *seen]) + 14], "tickvals": list(range(60, 301, 20))} | looks(palette)
