"""What does the chart on paper look like? Strips on one time axis, in black and grey: shapes and dashes say what is what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.limits import Level
from models.outgo.flowsheet.frame import (
    INK,
    LEFT,
    RIGHT,
    SOFT,
    WIDTH,
    Flags,
    Parts,
    Place,
    Strip,
    axis,
    doses,
    flagged,
    grid,
    path,
    text,
)
from models.outgo.flowsheet.sheet import Bound, Line, Mark, Sheet
from models.outgo.flowsheet.words import Clock
from models.vitals import MINUTE, PRESSURE, Millis, Signal

GAP = 4.0
FLAGS, AXIS = 19.0, 19.0
"""Points below the strips: two rows of numbers (alerts, course), two of times (clock, from the dose)."""
DASHES = {Level.LOW: "1 2", Level.MEDIUM: "5 2.5", Level.HIGH: ""}
STRIPS = (
    Strip("BP", "mmHg", PRESSURE, 66, 50, 190, (40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 240), 12),
    Strip("HR", "/min", (Signal.HEART_RATE,), 31, 45, 125, (40, 60, 80, 100, 120, 140, 160, 180, 200), 5),
    Strip("SpO₂", "%", (Signal.SPO2,), 26, 89, 100.5, (60, 70, 80, 85, 90, 95, 100), 1),
    Strip("Diss", "0–4", (Signal.DISSOCIATION,), 22, -0.5, 4.5, (0, 2, 4)),
    Strip("Sed", "5–0", (Signal.SEDATION,), 22, -0.5, 5.5, (0, 5)),
)
STEPPED = (Signal.DISSOCIATION, Signal.SEDATION)


def drawn(sheet: Sheet, clock: Clock, alerts: Flags, happened: Flags) -> str:
    """The whole chart as SVG. `alerts` and `happened` are the numbers under which the page lists them, with their instants."""
    begin, end = span(sheet)
    places = list(_places(sheet, begin, end))
    below = places[-1].top + places[-1].strip.tall
    parts = [
        *grid(places, clock),
        *(part for place in places for part in _strip(place, sheet)),
        *doses(sheet.picture.doses, places),
        *flagged(alerts, "Alerts", below + 8.5, begin, end),
        *flagged(happened, "Course", below + 17.5, begin, end),
        *axis(clock, begin, end, below + FLAGS),
    ]
    tall = below + FLAGS + AXIS + 1
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}pt" height="{tall}pt" viewBox="0 0 {WIDTH} {tall}">'
    return "".join([head, *parts, "</svg>"])


def span(sheet: Sheet) -> tuple[Millis, Millis]:
    """What the time axis shows: the whole session with a little room, and no less than half an hour."""
    begin, end = sheet.begin, max(sheet.end, sheet.begin + 30 * MINUTE)
    room = (end - begin) // 60
    return begin - room, end + room


def _places(sheet: Sheet, begin: Millis, end: Millis) -> Iterator[Place]:
    top = 1.0
    for strip in STRIPS:
        values = [mark.value for mark in sheet.drawing.marks if mark.signal in strip.signals and not mark.hollow]
        values += [value for line in sheet.drawing.lines if line.signal in strip.signals for _, value in line.points]
        low, high = (min(values), max(values)) if values else (strip.lowest, strip.highest)
        yield Place(strip, top, begin, end, min(strip.lowest, low - strip.room), max(strip.highest, high + strip.room))
        top += strip.tall + GAP


# -- what is drawn in a strip -----------------------------------------------------------------------------------------------


def _strip(place: Place, sheet: Sheet) -> Parts:
    drawing, signals = sheet.drawing, place.strip.signals
    marks = [mark for mark in drawing.marks if mark.signal in signals]
    lines = [line for line in drawing.lines if line.signal in signals]
    yield from _bounds([bound for bound in drawing.bounds if bound.signal in signals], place)
    yield from (_line(line, place) for line in lines)
    if signals == PRESSURE:
        yield from _bars(marks, place)
    if signals[0] in STEPPED:
        yield from _steps(marks, place)
    yield from (_mark(mark, place) for mark in marks)
    if not marks and not lines:
        middle = place.top + place.strip.tall / 2 + 2.5
        yield text((LEFT + WIDTH - RIGHT) / 2, middle, "not measured", anchor="middle", halo=True)


def _bounds(bounds: list[Bound], place: Place) -> Parts:
    """The limits as lines, the worst first; one that would lie on another is named only once."""
    taken: list[float] = []
    for bound in sorted(bounds, key=lambda one: (place.strip.signals.index(one.signal), -one.level)):
        if not place.lowest < bound.number < place.highest:
            continue
        begin, end = max(bound.since, place.begin), min(bound.until, place.end)
        if begin >= end:
            continue
        y = place.y(bound.number)
        dashes = f' stroke-dasharray="{DASHES[bound.level]}"' if DASHES[bound.level] else ""
        yield f'<path d="M{place.x(begin):.1f} {y:.1f}H{place.x(end):.1f}" stroke="{SOFT}" stroke-width="0.5"{dashes}/>'
        if end == place.end and all(abs(y - other) > 7.5 for other in taken):
            taken.append(y)
            side = "" if len(place.strip.signals) == 1 else f"{bound.signal.short[0]} "
            yield text(WIDTH - RIGHT + 3, y + 2.5, f"{side}{bound.number:.{bound.signal.digits}f} {bound.level.word}", ink=SOFT)


def _line(line: Line, place: Place) -> str:
    points = " ".join(f"{place.x(at):.1f},{place.y(value):.1f}" for at, value in line.points)
    dashes = ' stroke-dasharray="3 1"' if line.signal is Signal.DIASTOLIC else ""
    return f'<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="0.6"{dashes}/>'


def _bars(marks: list[Mark], place: Place) -> Parts:
    """The bar that joins the two numbers of one pressure."""
    low = {mark.at: mark.value for mark in marks if mark.signal is Signal.DIASTOLIC and not mark.hollow}
    for mark in marks:
        if mark.signal is Signal.SYSTOLIC and not mark.hollow and mark.at in low:
            x, top, foot = place.x(mark.at), place.y(mark.value), place.y(low[mark.at])
            yield f'<path d="M{x:.1f} {top:.1f}V{foot:.1f}" stroke="{INK}" stroke-width="0.6"/>'


def _steps(marks: list[Mark], place: Place) -> Parts:
    """A score holds until the next one; a line to the end of the session would be a claim, so it ends with the last."""
    held = [mark for mark in marks if not mark.hollow]
    if len(held) > 1:
        moves = "".join(f"H{place.x(mark.at):.1f}V{place.y(mark.value):.1f}" for mark in held[1:])
        start = f"M{place.x(held[0].at):.1f} {place.y(held[0].value):.1f}"
        yield f'<path d="{start}{moves}" fill="none" stroke="{INK}" stroke-width="0.8"/>'


def _mark(mark: Mark, place: Place) -> str:
    """Carets for pressures, dots for rates, squares for oxygen; open where in doubt, a crossed ring where it does not hold."""
    x, y = place.x(mark.at), place.y(mark.value)
    if mark.hollow:
        cross = f"M{x - 1.6:.1f} {y - 1.6:.1f}l3.2 3.2m0 -3.2l-3.2 3.2"
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.3" fill="#fff" stroke="{SOFT}" stroke-width="0.5"/>' + path(
            cross, SOFT, 0.5
        )
    fill = "#fff" if mark.doubt else INK
    if mark.signal in PRESSURE:
        up = -1 if mark.signal is Signal.SYSTOLIC else 1
        return f'<path d="M{x:.1f} {y:.1f}l-2.6 {4.6 * up}h5.2z" fill="{fill}" stroke="{INK}" stroke-width="0.5"/>'
    if mark.signal is Signal.SPO2:
        return f'<path d="M{x - 1.7:.1f} {y - 1.7:.1f}h3.4v3.4h-3.4z" fill="{fill}" stroke="{INK}" stroke-width="0.5"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.7" fill="{fill}" stroke="{INK}" stroke-width="0.5"/>'


def legend(drawing_lines: Iterable[Line]) -> str:
    """What the shapes of the chart mean."""
    stream = "; curve: monitor" if tuple(drawing_lines) else ""
    return (
        "▼▲ pressure; ● rate, scores; ■ SpO₂; open: in doubt; crossed: rejected or corrected"
        f"{stream}. Limits: dotted low, dashed medium, solid high. Upright: dose."
    )
