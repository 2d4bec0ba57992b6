"""What does one session look like as a chart? Stacked strips on one time axis, with the limits that the rules judge behind them.

Figures are plain dicts with lists, as plotly.js reads them: 0.2 ms instead of 50, and a script can extend them. Colours are those
of the palette that is handed in; with `theme.by_variable()` they are css variables that the browser fills in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any

from dash import dcc

from dashboard.backdrop import shapes, words
from dashboard.events import HEIGHT, Called, event_traces, near
from dashboard.panels import EVENTS, PANELS, Panel, axis, axis_of, domains, offset, wall
from dashboard.readings import Reading
from dashboard.theme import Palette
from dashboard.traces import reading_traces
from models.alerts import Picture
from models.facts import Fact
from models.vitals import MINUTE, Millis, Signal

Figure = dict[str, Any]
CONFIG: Any = {
    "displayModeBar": False,
    "displaylogo": False,
    "doubleClick": False,
    "modeBarButtonsToRemove": ["sendChartToCloud", "sendDataToCloud", "editInChartStudio"],
    "plotlyServerURL": "",
}
"""plotly 7 offers to upload a chart to a public cloud; no chart of Vigil may."""


UNMEASURED: Figure = {"ticklabeloverflow": "allow", "tickangle": 0}
"""The margins have room for every label: the browser need not measure each of them at each drawing to see whether it fits."""


def graph(id: str, figure: Figure | None = None) -> dcc.Graph:
    """The one place where a chart becomes a component: without the button that uploads it."""
    return dcc.Graph(id=id, figure=figure or {}, config=CONFIG, responsive=True, className="graph")


def session_figure(
    picture: Picture,
    log: list[Fact],
    drawn: list[Reading],
    palette: Palette,
    zone: tzinfo,
    *,
    session: str,
    seq: int,
    called: Called = str,
) -> Figure:
    """The chart of one session.

    `log` is all of it, corrected and voided facts too; `drawn` the `readings` of it. x is the clinic's wall clock as text
    (`panels.wall`), with the zone's offset at the opening, so that the axis runs on through a change of the clock. `seq` is the
    last entry drawn; `layout.meta` carries it, with the session, the offset in ms, the first dose, the range shown, the room that
    a mark needs on each axis and how near two notes may be, for the script that draws what comes next. `called` says the full
    name of a sign-in name.
    """
    begin, end = span(picture, [fact.at for fact in log])
    away = offset(zone, begin)
    heights = [panel.height(r.value for r in drawn if r.signal in panel.signals and not r.hollow) for panel in PANELS]
    traces = reading_traces(drawn, palette, axis_of, picture.protocol.stream.gap)
    traces += event_traces(log, picture.first_dose, (begin, end), palette, axis(EVENTS), called=called)
    shown = [wall(begin, away), wall(end, away)]
    room = {axis(number): panel.room for number, panel in enumerate(PANELS)}
    meta = {"session": session, "seq": seq, "offset": away, "dose": picture.first_dose, "range": shown, "room": room}
    meta["near"] = near((begin, end))
    layout = _layout(palette) | _value_axes(heights, palette) | {"meta": meta, "uirevision": session}
    layout["xaxis"] = _time_axis(palette) | {"range": shown}
    layout["shapes"] = shapes(picture, palette, heights, away)
    layout["annotations"] = words(picture, palette, heights)
    return {"data": [_moved(trace, away) for trace in traces], "layout": layout}


def span(picture: Picture, times: list[Millis]) -> tuple[Millis, Millis]:
    """What is shown at first: from the opening or 15 min before the dose, to 10 min after now or the last planned check."""
    now, dose = picture.now, picture.first_dose
    begin = min([now - 15 * MINUTE, *times, *([] if dose is None else [dose - 15 * MINUTE])]) - 2 * MINUTE
    if picture.ended_at is not None:
        return begin, max([picture.ended_at, *times]) + 5 * MINUTE
    planned = (dose or now) + max(picture.protocol.schedule.due, default=0)
    return begin, max(now, planned) + 10 * MINUTE


def _moved(trace: Figure, away: Millis) -> Figure:
    """The same trace on the clinic's wall clock."""
    return trace | {"x": [None if x is None else wall(x, away) for x in trace["x"]]}


def _layout(palette: Palette) -> Figure:
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "inherit", "size": 12, "color": palette.text},
        "margin": {"l": 64, "r": 66, "t": 6, "b": 22},
        "showlegend": False,
        "dragmode": "zoom",
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": palette.page, "bordercolor": palette.edge, "font": {"color": palette.text, "size": 14}},
    }


def _value_axes(heights: list[tuple[float, float]], palette: Palette) -> Figure:
    places = domains()
    axes = {_layout_key(n): _value_axis(PANELS[n], heights[n], palette) | {"domain": list(places[n])} for n in range(EVENTS)}
    return axes | {
        _layout_key(EVENTS): {"domain": list(places[EVENTS]), "range": list(HEIGHT), "fixedrange": True, "visible": False}
    }


def _layout_key(number: int) -> str:
    return axis(number).replace("y", "yaxis")


def _value_axis(panel: Panel, height: tuple[float, float], palette: Palette) -> Figure:
    looks = {"gridcolor": palette.line, "zeroline": False, "tickfont": {"color": palette.muted, "size": 11}} | UNMEASURED
    return looks | {"tickvals": list(panel.ticks), "range": list(height), "fixedrange": True}


def _time_axis(palette: Palette) -> Figure:
    looks = {"gridcolor": palette.line, "tickfont": {"color": palette.muted, "size": 12}, "tickformat": "%H:%M", "nticks": 9}
    return looks | UNMEASURED | {"type": "date", "anchor": axis(EVENTS), "domain": [0, 1], "hoverformat": "%H:%M:%S"}


def summary(drawn: Iterable[Reading], zone: tzinfo) -> str:
    """The chart in words, for who cannot see it: each signal's count, range, and last value with its time."""
    held = [r for r in drawn if not r.hollow]
    shown = [signal for panel in PANELS for signal in panel.signals]
    sentences = [_sentence(signal, [r for r in held if r.signal is signal], zone) for signal in shown]
    return " ".join(sentences)


def _sentence(signal: Signal, found: list[Reading], zone: tzinfo) -> str:
    if not found:
        return f"{signal.label}: not measured."
    low, high, last = min(r.value for r in found), max(r.value for r in found), found[-1]
    at = datetime.fromtimestamp(last.at / 1000, zone).strftime("%H:%M")
    unit = signal.unit and f" {signal.unit}"
    return f"{signal.label}: {len(found)} readings, {low:g} to {high:g}{unit}, last {last.value:g} at {at}."
