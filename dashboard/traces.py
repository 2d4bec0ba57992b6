"""How is each reading drawn? Carets for pressures, dots for heart rate, squares for oxygen, steps for the mind, marks for doses.

A strip may hold two signals (both pressures; dissociation and distress): what is struck or not sent says which one it is.
Every trace names its `meta.feed`, so that the script which draws what comes later finds it whatever its place is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from dashboard.readings import Reading, runs, thinned
from dashboard.theme import Palette
from models.vitals import Millis, Quality, Signal

Trace = dict[str, Any]
Run = list[Reading]
Axis = Callable[[Signal], str]
BUCKETS = 150
"""Stretches of time into which a long stream is parted: with four readings each, 600 points are drawn at most."""
LINES = (Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.HEART_RATE, Signal.SPO2)
STEPS = (Signal.DISTRESS, Signal.DISSOCIATION, Signal.SEDATION)
"""Distress lies below dissociation, on one scale: where both are the same the dot is seen on the diamond."""
STRIPS = (Signal.SYSTOLIC, Signal.HEART_RATE, Signal.SPO2, Signal.DISSOCIATION, Signal.SEDATION)
"""One signal of each strip: what is struck and what is not sent has one trace in each."""
CARET = 10


def colour(signal: Signal, palette: Palette) -> str:
    """The colour of a signal."""
    pressure = {Signal.SYSTOLIC: palette.bp, Signal.DIASTOLIC: palette.bp}
    return (pressure | {Signal.HEART_RATE: palette.hr, Signal.SPO2: palette.spo2}).get(signal, palette.diss)


def reading_traces(drawn: list[Reading], palette: Palette, axis: Axis, gap: Millis) -> list[Trace]:
    """All readings as traces: pressures' bars first, then lines, spot checks, doubtful ones, steps, and hollow ones last."""
    parted = {signal: runs(drawn, signal, gap) for signal in LINES}
    traces = [_bars(parted[Signal.SYSTOLIC], parted[Signal.DIASTOLIC], palette, axis)]
    for signal in LINES:
        traces += [_line(signal, parted[signal], palette, axis), *_spots(signal, parted[signal], palette, axis)]
    traces += [_steps(signal, drawn, palette, axis) for signal in STEPS]
    traces = [_begun(trace) for trace in traces]
    struck = [r for r in drawn if r.hollow]
    traces += [_hollow(signal, struck, palette, axis) for signal in STRIPS]
    return traces + [_unsent(signal, palette, axis) for signal in STRIPS]


def _begun(trace: Trace) -> Trace:
    """The trace, with a hole where it has no point: an empty one is left out, and all would be drawn anew for its first point."""
    return trace if trace["x"] else trace | {"x": [None], "y": [None]} | ({"text": [""]} if trace.get("text") == [] else {})


def _points(found: Iterable[Reading], *, words: bool = True) -> Trace:
    kept = list(found)
    points: Trace = {"x": [r.at for r in kept], "y": [r.value for r in kept]}
    return points | ({"text": [escape(r.words, quote=False) for r in kept]} if words else {})


def _trace(feed: str, signal: Signal, axis: Axis, **looks: Any) -> Trace:
    unit = signal.unit and f" {signal.unit}"
    hover = f"%{{x|%H:%M:%S}}  {signal.short} %{{y}}{unit}  %{{text}}<extra></extra>"
    place = {"type": "scatter", "yaxis": axis(signal), "cliponaxis": False}
    return place | {"meta": {"feed": feed}, "hovertemplate": hover} | looks


def _bars(systolic: list[Run], diastolic: list[Run], palette: Palette, axis: Axis) -> Trace:
    """The thin bar that joins the two numbers of each spot pressure."""
    below = {(run[0].source, run[0].at): run[0].value for run in diastolic if len(run) == 1}
    high = [run[0] for run in systolic if len(run) == 1 and (run[0].source, run[0].at) in below]
    xs = [x for top in high for x in (top.at, top.at, None)]
    ys = [y for top in high for y in (top.value, below[top.source, top.at], None)]
    looks = {"mode": "lines", "line": {"color": palette.muted, "width": 1}, "hoverinfo": "skip"}
    place = {"type": "scatter", "yaxis": axis(Signal.SYSTOLIC), "meta": {"feed": "bars"}}
    return place | {"x": xs, "y": ys} | looks


def _line(signal: Signal, parted: list[Run], palette: Palette, axis: Axis) -> Trace:
    """A stream: lines without marks, broken where readings are missing."""
    points: Trace = {"x": [], "y": []}
    for run in sorted((run for run in parted if len(run) > 1), key=lambda run: run[0].at):
        kept = thinned(run, BUCKETS)
        gap = [(points["x"][-1] + 1, None)] if points["x"] else []
        points["x"] += [*(x for x, _ in gap), *(r.at for r in kept)]
        points["y"] += [*(y for _, y in gap), *(r.value for r in kept)]
    looks = {"mode": "lines", "line": {"color": colour(signal, palette), "width": 1.6}, "connectgaps": False}
    return _trace(f"{signal.word}.line", signal, axis, text="", **looks, **points)


def _spots(signal: Signal, parted: list[Run], palette: Palette, axis: Axis) -> list[Trace]:
    """Spot checks: a filled mark; an open one where the number is in doubt."""
    alone = [run[0] for run in parted if len(run) == 1]
    traces = []
    for feed, suspect in ((f"{signal.word}.spot", False), (f"{signal.word}.doubt", True)):
        found = [r for r in alone if (r.quality is Quality.SUSPECT) is suspect]
        marker = _marker(signal, palette, suspect=suspect)
        traces.append(_trace(feed, signal, axis, mode="markers", marker=marker, **_points(found)))
    return traces


def _marker(signal: Signal, palette: Palette, *, suspect: bool) -> Trace:
    hue, opened = colour(signal, palette), "-open" if suspect else ""
    if signal in (Signal.SYSTOLIC, Signal.DIASTOLIC):
        turn = 180 if signal is Signal.SYSTOLIC else 0
        return {"symbol": f"arrow{opened}", "angle": turn, "size": CARET, "color": hue, "line": {"color": hue, "width": 1.5}}
    symbol = "square" if signal is Signal.SPO2 else "circle"
    return {"symbol": symbol + opened, "size": 8, "color": hue, "line": {"color": hue, "width": 1.5}}


def _steps(signal: Signal, drawn: list[Reading], palette: Palette, axis: Axis) -> Trace:
    """A score that holds until the next one, with its number written beside each mark."""
    hue = colour(signal, palette)
    found = [r for r in drawn if r.signal is signal and not r.hollow]
    line = {"shape": "hv", "color": hue, "width": 1.6}
    marker: Trace = {"size": 7, "color": hue, "line": {"color": palette.page, "width": 1}}
    if signal is Signal.DISTRESS:
        line |= {"dash": "dot", "width": 1.2}
        marker |= {"symbol": "diamond", "size": 13}
    looks = {"mode": "lines+markers", "line": line, "marker": marker}
    return _trace(f"{signal.word}.spot", signal, axis, **looks, **_points(found))


def _unsent(signal: Signal, palette: Palette, axis: Axis) -> Trace:
    """What was entered and is not yet with the server: hollow. The browser alone knows of it, so it begins empty."""
    marker = {"symbol": "circle-open", "size": 11, "color": palette.text, "line": {"color": palette.text, "width": 1.5}}
    words = {"hovertemplate": "%{x|%H:%M:%S}  %{text}  Not sent<extra></extra>"}
    return _trace(f"unsent.{axis(signal)}", signal, axis, mode="markers", marker=marker, x=[], y=[], text=[]) | words


def _hollow(signal: Signal, struck: list[Reading], palette: Palette, axis: Axis) -> Trace:
    """What was rejected, corrected or voided: hollow and struck, part of no line."""
    found = [r for r in struck if r.signal in (*LINES, *STEPS) and axis(r.signal) == axis(signal)]
    marker = {"symbol": "circle-x-open", "size": 9, "color": palette.muted, "line": {"color": palette.muted, "width": 1.2}}
    said = [r._replace(words=f"{r.signal.short} {r.value:g}  {r.words}") for r in found]
    words = {"hovertemplate": "%{x|%H:%M:%S}  %{text}<extra></extra>", "cliponaxis": True}
    return _trace(f"hollow.{axis(signal)}", signal, axis, mode="markers", marker=marker, **_points(said)) | words
