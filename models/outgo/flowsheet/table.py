"""Which rows does the table of sets have? Every set that staff entered, with what was wrong struck through, by whom and why."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter

from models.facts import Amended, Fact, Voided
from models.outgo.flowsheet.sheet import Sheet
from models.outgo.flowsheet.words import NONE, Clock, plain, spoken, struck
from models.vitals import MINUTE, PRESSURE, Millis, ObservationSet, Quality, Signal, assess

MANUAL = "manual"
SPOT = (*PRESSURE, Signal.SEDATION, Signal.AGITATION, Signal.DISSOCIATION, Signal.DISTRESS)
STREAM: Millis = MINUTE
"""Pressures of one device that come at most this far apart are its stream: a row each would be thousands."""
ANY = frozenset(Signal)
NEAR: Millis = 30_000
"""A monitor's reading at most this far away stands in a set that has none of its own, marked as the monitor's."""


class Kind(StrEnum):
    """What a row of the table is: a set that holds, one that was wrong, or a line that says which day begins."""

    SET = "set"
    STRUCK = "struck"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its unit, and the signals whose numbers stand in it."""

    head: str
    unit: str
    signals: tuple[Signal, ...]


COLUMNS = (
    Column("BP", "mmHg", PRESSURE),
    Column("MAP", "mmHg", (Signal.MEAN,)),
    Column("HR", "/min", (Signal.HEART_RATE,)),
    Column("SpO₂", "%", (Signal.SPO2,)),
    Column("RR", "/min", (Signal.RESPIRATORY_RATE,)),
    Column("Temp", "°C", (Signal.TEMPERATURE,)),
    Column("Diss", "0–4", (Signal.DISSOCIATION,)),
    Column("Distr", "0–4", (Signal.DISTRESS,)),
    Column("Sed", "5–0", (Signal.SEDATION,)),
    Column("RASS", "-5–4", (Signal.AGITATION,)),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a column."""

    head: str
    unit: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is printed; `monitor` = taken from the monitor's stream, because the set has none of its own."""

    text: str
    monitor: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: `cells` in the order of its columns, what was noted, and (`change`) why it no longer holds."""

    kind: Kind
    time: str
    since: str = ""
    cells: tuple[Cell, ...] = ()
    by: str = ""
    words: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The table of sets; `foot` says in words what its signs mean, what was not measured, and what only the chart shows."""

    columns: tuple[Heading, ...]
    rows: tuple[Row, ...]
    foot: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What was said of one set at a time: as recorded or as corrected; `ended` by what put an end to it, None while it holds.

    `entered` is when it was first recorded, None of a correction.
    """

    seen: ObservationSet
    by: str
    entered: Millis | None = None
    ended: Amended | Voided | None = None


def table(sheet: Sheet, clock: Clock) -> Table:
    """Every row in the order of time: what was wrong before what holds."""
    found = [version for entry in versions(sheet.log) for version in entry]
    monitor = _Monitor(sheet.log, frozenset(version.seen.id for version in found))
    columns = tuple(column for column in COLUMNS if any(_filled(one.seen, column, monitor) for one in found))
    rows = [_row(version, columns, sheet, clock, monitor) for version in found]
    used = any(cell.monitor for row in rows for cell in row.cells)
    heads = tuple(Heading(column.head, column.unit) for column in columns)
    return Table(heads, tuple(_dated(found, rows, clock)), tuple(_foot(found, columns, monitor, clock, used=used)))


def versions(log: Iterable[Fact]) -> list[list[Version]]:
    """Each set that belongs into the table with all its corrections, the first one first; in the order of what came of it."""
    known = list(log)
    held = {seen.id: [Version(seen, seen.by, seen.received)] for seen in listed(known)}
    changes = sorted((fact for fact in known if isinstance(fact, Amended | Voided)), key=lambda fact: (fact.received, fact.id))
    for change in changes:
        entry = held.get(change.target)
        if entry is None or isinstance(entry[-1].ended, Voided):
            continue
        entry[-1] = replace(entry[-1], ended=change)
        if isinstance(change, Amended) and isinstance(change.content, ObservationSet):
            entry.append(Version(change.content, change.by))
    return sorted(held.values(), key=lambda entry: (entry[-1].seen.at, entry[0].entered, entry[0].seen.id))


def listed(log: Iterable[Fact]) -> Iterator[ObservationSet]:
    """What staff entered, and what a device says of pressure or of the mind; its stream is on the chart."""
    pressed: dict[str, Millis] = {}
    for seen in sorted((fact for fact in log if isinstance(fact, ObservationSet)), key=attrgetter("at", "id")):
        pressure = seen.systolic is not None or seen.diastolic is not None
        streamed = pressure and seen.source in pressed and seen.at - pressed[seen.source] <= STREAM
        if pressure:
            pressed[seen.source] = seen.at
        spot = not streamed and any(signal in SPOT for signal, _ in seen.measured())
        if seen.source == MANUAL or spot or seen.note or seen.symptoms:
            yield seen


# -- one row ----------------------------------------------------------------------------------------------------------------


def _row(version: Version, columns: tuple[Column, ...], sheet: Sheet, clock: Clock, monitor: _Monitor) -> Row:
    seen = version.seen
    cells = tuple(_cell(seen, column, monitor) for column in columns)
    kind = Kind.SET if version.ended is None else Kind.STRUCK
    noted = "; ".join(_noted(version, sheet, clock))
    return Row(kind, clock.plain(seen.at), clock.since(seen.at), cells, version.by, noted, struck(version.ended, clock))


def _cell(seen: ObservationSet, column: Column, monitor: _Monitor) -> Cell:
    found = {finding.signal: finding for finding in assess(seen) if finding.signal in column.signals}
    if not found:
        value = None if len(column.signals) > 1 else monitor.near(column.signals[0], seen)
        return Cell(NONE) if value is None else Cell(f"{value:g}", monitor=True)
    text = "/".join(signal.shown(found[signal].value) if signal in found else NONE for signal in column.signals)
    worst = {finding.quality for finding in found.values()}
    if Quality.REJECTED in worst:
        return Cell(f"({text})")
    return Cell(f"{text}?" if Quality.SUSPECT in worst else text)


def _filled(seen: ObservationSet, column: Column, monitor: _Monitor) -> bool:
    return _cell(seen, column, monitor).text != NONE


def _noted(version: Version, sheet: Sheet, clock: Clock) -> Iterator[str]:
    """Symptoms, note, what is to be said of its numbers, and that it came late."""
    seen = version.seen
    yield from (plain(symptom) for symptom in seen.symptoms)
    if seen.note:
        yield seen.note
    doubts = {finding.reason: finding.quality for finding in assess(seen) if finding.reason and version.ended is None}
    yield from (f"{quality.value}: {reason}" for reason, quality in doubts.items())
    yield from (f"{signal.short}: no signal" for signal, value in seen.measured() if signal.physical and value <= 0)
    if seen.confirmed:
        yield "unusual value confirmed"
    if version.entered is not None and version.entered - seen.at > sheet.late:
        yield f"late: entered {clock.time(version.entered)}"


def _dated(found: list[Version], rows: list[Row], clock: Clock) -> Iterator[Row]:
    """The rows, with a line wherever a new day begins or the clocks are changed."""
    frame = clock.frame(clock.first)
    for version, row in zip(found, rows, strict=True):
        if (now := clock.frame(version.seen.at)) != frame:
            frame = now
            yield Row(Kind.DAY, now)
        yield row


# -- the monitor beside it --------------------------------------------------------------------------------------------------


class _Monitor:
    """The valid readings of streams: what stands beside a set that has no number of its own, and what only the chart shows."""

    def __init__(self, log: tuple[Fact, ...], rows: frozenset[str]) -> None:
        gone = {fact.target for fact in log if isinstance(fact, Amended | Voided)}
        sent = [fact for fact in log if isinstance(fact, ObservationSet) and fact.id not in rows and fact.id not in gone]
        self.names = ", ".join(sorted({seen.by or seen.source for seen in sent}))
        self.found: dict[Signal, list[tuple[Millis, float]]] = {}
        self.signals: set[Signal] = set()
        for seen in sorted(sent, key=attrgetter("at")):
            self._take(seen)

    def _take(self, seen: ObservationSet) -> None:
        """Without a pressure a number is valid when it can be one at all: `assess` says the same, and takes longer."""
        pressed = any(half is not None for half in (seen.systolic, seen.diastolic, seen.mean))
        valid = {finding.signal for finding in assess(seen) if finding.quality is Quality.VALID} if pressed else ANY
        for signal, value in seen.measured():
            self.signals.add(signal)
            if signal in valid and signal.lowest <= value <= signal.highest:
                self.found.setdefault(signal, []).append((seen.at, value))

    def near(self, signal: Signal, seen: ObservationSet) -> float | None:
        """The monitor's reading nearest to a set, None where none is near enough."""
        points = self.found.get(signal, [])
        place = bisect_left(points, (seen.at, 0.0))
        around = [point for point in points[max(place - 1, 0) : place + 1] if abs(point[0] - seen.at) <= NEAR]
        return min(around, key=lambda point: abs(point[0] - seen.at))[1] if around else None


# -- the foot ---------------------------------------------------------------------------------------------------------------


def _foot(found: list[Version], columns: tuple[Column, ...], monitor: _Monitor, clock: Clock, *, used: bool) -> Iterator[str]:
    signs = [f"{NONE} not measured", "? in doubt", "( ) rejected, not judged"]
    yield "; ".join([*signs, *(["ᵐ the monitor's reading nearest to that time"] if used else [])]) + "."
    shown = {signal for column in columns for signal in column.signals}
    entered = {signal for version in found for signal, _ in version.seen.measured()}
    absent = [spoken(signal) for signal in Signal if signal not in shown | entered | monitor.signals]
    if absent:
        yield f"Not measured in this session: {', '.join(absent)}."
    yield from (_stream(signal, points, monitor.names, clock) for signal, points in monitor.found.items())


def _stream(signal: Signal, points: list[tuple[Millis, float]], names: str, clock: Clock) -> str:
    """What a monitor sent that has no row: how many numbers, from when to when, and how far they went."""
    values, span = [value for _, value in points], f"{clock.time(points[0][0])} to {clock.time(points[-1][0])}"
    unit = f" {signal.unit}" if signal.unit else ""
    return (
        f"{signal.label} from {names}, on the chart: {len(points):,} readings {span}, {min(values):g} to {max(values):g}{unit}."
    )
