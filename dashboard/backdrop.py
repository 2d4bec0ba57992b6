"""What lies behind the readings of a chart? The limits as bands, the dose as lines, and the words beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dashboard.bands import Band, Limit, bands, limits
from dashboard.panels import PANELS, Panel, axis, domains, wall
from dashboard.theme import MARKS, Palette
from models.alerts import Picture
from models.limits import Level
from models.vitals import MINUTE, Millis, Signal

Shape = dict[str, Any]
FAR: Millis = 7 * 24 * 60 * MINUTE
"""How far an open band reaches beyond the session, so that it fills the strip wherever somebody looks."""
ROOM = 0.028
"""The share of the chart's height that the words of one limit need."""
AFTER = ((0, "solid"), (40 * MINUTE, "dot"), (120 * MINUTE, "dot"))
"""Lines at the dose, at its peak pressure (40 min, esketamine label) and at the earliest end (2 h, the same)."""


def shapes(picture: Picture, palette: Palette, heights: list[tuple[float, float]], offset: Millis) -> list[Shape]:
    """Every band and line, with x on the clinic's wall clock."""
    found: list[Shape] = []
    for number, panel in enumerate(PANELS):
        filled = [band for band in bands(picture, panel.signals[0]) if _fills(band.limit, panel)]
        drawn = [(band.limit, _rect(band, number, heights[number], palette)) for band in filled]
        drawn += [(limit, _dashes(limit, number, palette)) for limit in _within(picture, panel)]
        found += [shape | _stretch(limit, picture, offset) for limit, shape in drawn]
    return found + list(_dose_lines(picture, palette, offset))


def words(picture: Picture, palette: Palette, heights: list[tuple[float, float]]) -> list[Shape]:
    """The name of each strip at its left, the number of each limit that now holds at its right."""
    found = []
    for number, panel in enumerate(PANELS):
        found.append(_name(panel, domains()[number], palette))
        found += _limit_words(picture, panel, domains()[number], heights[number], palette)
    return found


def _fills(limit: Limit, panel: Panel) -> bool:
    """Whether a limit is drawn as a band. In a strip of two signals only the first one's upper limits are: others lie between."""
    return len(panel.signals) == 1 or (limit.signal is panel.signals[0] and limit.direction == "high")


def _within(picture: Picture, panel: Panel) -> list[Limit]:
    """The limits of a strip that lie between its two signals: of each direction the worst, drawn as a line."""
    found = [limit for signal in panel.signals for limit in limits(picture, signal) if not _fills(limit, panel)]
    return [limit for limit in found if limit.level is Level.HIGH]


def _stretch(limit: Limit, picture: Picture, offset: Millis) -> Shape:
    """From when to when a limit holds."""
    begin, end = max(limit.since, picture.now - FAR), min(limit.until, picture.now + FAR)
    name = f"{limit.signal.word} {limit.direction} {limit.level.word}"
    return {"name": name, "xref": "x", "x0": wall(begin, offset), "x1": wall(end, offset)}


def _edge(signal: Signal, direction: str, number: float) -> float:
    """Where a limit is drawn: at its number; for a score half a step nearer, so that the score lies inside the band."""
    half = 0.5 if signal.highest <= 5 else 0.0
    return number - half if direction == "high" else number + half


def _rect(band: Band, number: int, height: tuple[float, float], palette: Palette) -> Shape:
    limit, outermost = band.limit, height[1] if band.limit.direction == "high" else height[0]
    near = _edge(limit.signal, limit.direction, limit.number)
    far = outermost if band.end is None else _edge(limit.signal, limit.direction, band.end)
    look = {"type": "rect", "fillcolor": colour(limit.level, palette), "opacity": 0.17, "line": {"width": 0}, "layer": "below"}
    return look | {"yref": axis(number), "y0": near, "y1": far}


def _dashes(limit: Limit, number: int, palette: Palette) -> Shape:
    """A limit between two signals of one strip (diastolic high, systolic low): a band there would cover good readings."""
    line = {"color": colour(limit.level, palette), "width": 1, "dash": "dash"}
    place = {"yref": axis(number), "y0": limit.number, "y1": limit.number}
    return {"type": "line", "line": line, "opacity": 0.7, "layer": "below"} | place


def _dose_lines(picture: Picture, palette: Palette, offset: Millis) -> Iterator[Shape]:
    for after, dash in AFTER if picture.first_dose is not None else ():
        x = wall((picture.first_dose or 0) + after, offset)
        line = {"color": palette.muted, "width": 1, "dash": dash}
        place = {"xref": "x", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1}
        yield {"type": "line", "name": "dose", "line": line, "layer": "below"} | place


def colour(level: Level, palette: Palette) -> str:
    """The colour of an alert level."""
    return {Level.HIGH: palette.high, Level.MEDIUM: palette.medium}.get(level, palette.low)


def _name(panel: Panel, domain: tuple[float, float], palette: Palette) -> Shape:
    hue = {"BP": palette.bp, "HR": palette.hr, "SpO₂": palette.spo2}.get(panel.name, palette.diss)
    about = f"● <b>{panel.name}</b><br>{panel.key}" if panel.key else f"<b>{panel.name}</b><br>{panel.unit}"
    said = {"text": about, "align": "left", "font": {"color": hue, "size": 12}}
    return _beside(0, sum(domain) / 2) | said | {"xshift": -60}


def _beside(x: float, y: float) -> Shape:
    place = {"xref": "paper", "yref": "paper", "x": x, "y": y}
    return place | {"xanchor": "left", "yanchor": "middle", "showarrow": False}


def _limit_words(
    picture: Picture, panel: Panel, domain: tuple[float, float], height: tuple[float, float], palette: Palette
) -> Iterator[Shape]:
    """The limits that hold now, each with its shape; the worst first, and milder ones only where there is room beside them."""
    taken: list[float] = []
    for limit in _holding(picture, panel):
        share = (_edge(limit.signal, limit.direction, limit.number) - height[0]) / (height[1] - height[0])
        y = domain[0] + share * (domain[1] - domain[0])
        if not 0 <= share <= 1 or any(abs(y - other) < ROOM for other in taken):
            continue
        taken.append(y)
        name = "" if _fills(limit, panel) else f"{limit.signal.short[0]} "
        said = {
            "text": f"{MARKS[limit.level].shape} {name}{limit.number:.{limit.signal.digits}f}",
            "font": {"color": palette.muted, "size": 11},
        }
        yield _beside(1, y) | said | {"xshift": 2}


def _holding(picture: Picture, panel: Panel) -> list[Limit]:
    """The limits of a strip that hold now: those of its first signal before the second's, the worst first."""
    found = [limit for limit in limits(picture, panel.signals[0]) if _fills(limit, panel)] + _within(picture, panel)
    now = [limit for limit in found if limit.since <= picture.now < limit.until]
    return sorted(now, key=lambda limit: (panel.signals.index(limit.signal), -limit.level))
