"""What stands around the strips of the chart? Names, numbers, doses, the marks of alerts and events, and the time axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from math import floor

from models.facts import Dose
from models.outgo.flowsheet.words import Clock, since
from models.vitals import MINUTE, Millis, Signal

WIDTH = 521.0
"""Points from edge to edge: what an A4 page has between its margins. Every text in it is 8 points."""
LEFT, RIGHT = 44.0, 52.0
FONT = "Libertinus Serif"
INK, SOFT, GRID = "#000", "#555", "#ccc"
Flags = tuple[tuple[Millis, str], ...]
Parts = Iterator[str]


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip: its name and unit, what is drawn in it, its height in points, what it shows at least, and its numbers."""

    name: str
    unit: str
    signals: tuple[Signal, ...]
    tall: float
    lowest: float
    highest: float
    ticks: tuple[float, ...]
    room: float = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a strip lies (`top` in points) and which time and values it shows."""

    strip: Strip
    top: float
    begin: Millis
    end: Millis
    lowest: float
    highest: float

    def x(self, at: Millis) -> float:
        """Points from the left edge."""
        return across(at, self.begin, self.end)

    def y(self, value: float) -> float:
        """Points from the upper edge."""
        share = (self.highest - value) / (self.highest - self.lowest)
        return self.top + self.strip.tall * min(1.0, max(0.0, share))


def across(at: Millis, begin: Millis, end: Millis) -> float:
    """Where an instant lies on the time axis, in points from the left edge."""
    return LEFT + (WIDTH - LEFT - RIGHT) * (at - begin) / (end - begin)


def grid(places: list[Place], clock: Clock) -> Parts:
    """The strips with their names, and a thin line at each round time."""
    for place in places:
        strip, foot = place.strip, place.top + place.strip.tall
        for at in _hours(clock, place.begin, place.end):
            yield path(f"M{place.x(at):.1f} {place.top:.1f}V{foot:.1f}", GRID, 0.4)
        yield f'<path d="M{LEFT} {place.top}H{WIDTH - RIGHT}V{foot}H{LEFT}z" fill="none" stroke="{SOFT}" stroke-width="0.5"/>'
        yield text(0, place.top + 8, strip.name, weight="bold")
        yield text(0, place.top + 17, strip.unit, ink=SOFT)
        yield from _numbers(place)


def _numbers(place: Place) -> Parts:
    """The numbers at the side, as many as there is room for, from below."""
    last = place.top + place.strip.tall + 9
    for tick in place.strip.ticks:
        y = place.y(tick)
        if place.lowest <= tick <= place.highest and last - y >= 9:
            last = y
            yield text(
                LEFT - 3, min(max(y + 2.5, place.top + 5.5), place.top + place.strip.tall), f"{tick:g}", anchor="end", ink=SOFT
            )
            yield path(f"M{LEFT - 1.5} {y:.1f}h1.5", SOFT, 0.5)


def doses(given: tuple[Dose, ...], places: list[Place]) -> Parts:
    """A line at each dose, the first one bold."""
    for number, dose in enumerate(given):
        x = places[0].x(dose.at)
        yield path(f"M{x:.1f} {places[0].top}V{places[-1].top + places[-1].strip.tall + 2:.1f}", INK, 0.6 if number else 1.2)


def flagged(flags: Flags, name: str, y: float, begin: Millis, end: Millis) -> Parts:
    """Numbers under their instants; those that would lie on one another stand together, such as 3–5."""
    yield text(0, y, name, ink=SOFT)
    groups: list[list[tuple[float, str]]] = []
    for at, mark in flags:
        x = across(at, begin, end)
        if groups and x - groups[-1][0][0] < 4.2 * len(_joined([*groups[-1], (x, mark)])) + 3:
            groups[-1].append((x, mark))
        else:
            groups.append([(x, mark)])
    for group in groups:
        yield path(f"M{group[0][0]:.1f} {y - 7:.1f}v2", INK, 0.5)
        yield text(min(group[0][0] - 1, WIDTH - 4.2 * len(_joined(group))), y, _joined(group))


def _joined(group: list[tuple[float, str]]) -> str:
    first, last = group[0][1], group[-1][1]
    return first if first == last else f"{first}–{last.lstrip('A')}"


def axis(clock: Clock, begin: Millis, end: Millis, top: float) -> Parts:
    """The clinic's time, and under it the time from the first dose."""
    yield text(0, top + 7.5, "Time", ink=SOFT)
    for at in _hours(clock, begin, end):
        yield text(across(at, begin, end), top + 7.5, clock.plain(at), anchor="middle")
    if clock.dose is None:
        return
    yield text(0, top + 16.5, "from dose", ink=SOFT)
    step = _step(begin, end)
    for number in range(floor((begin - clock.dose) / step) + 1, floor((end - clock.dose) / step) + 1):
        x = across(clock.dose + number * step, begin, end)
        yield text(x, top + 16.5, since(number * step // MINUTE), anchor="middle", ink=SOFT)


def _hours(clock: Clock, begin: Millis, end: Millis) -> Iterator[Millis]:
    """The round times of the clinic's clock."""
    step, away = _step(begin, end), clock.here(begin).utcoffset()
    shift = 0 if away is None else round(away.total_seconds() * 1000)
    first = (begin + shift) // step * step + step - shift
    return iter(range(first, end, step))


def _step(begin: Millis, end: Millis) -> Millis:
    """The distance of the times that are written, so that they do not touch."""
    return next(
        (step * MINUTE for step in (5, 10, 15, 20, 30, 60, 120, 180, 360) if (end - begin) / (step * MINUTE) <= 14), 720 * MINUTE
    )


def path(line: str, ink: str, wide: float) -> str:
    """A line along an SVG path."""
    return f'<path d="{line}" fill="none" stroke="{ink}" stroke-width="{wide}"/>'


def text(
    x: float, y: float, words: str, *, anchor: str = "start", ink: str = INK, weight: str = "normal", halo: bool = False
) -> str:
    """Words of 8 points, never markup; with a `halo` no line runs through them."""
    looks = f'font-family="{FONT}" font-size="8" text-anchor="{anchor}" fill="{ink}" font-weight="{weight}"'
    looks += ' stroke="#fff" stroke-width="4" paint-order="stroke"' if halo else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" {looks}>{escape(words)}</text>'
