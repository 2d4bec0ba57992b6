"""Which strip of the session chart shows what, where it lies, and which values it shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from models.vitals import PRESSURE, Millis, Signal


@dataclass(frozen=True, slots=True)
class Panel:
    """One strip of the chart: its name and unit, what is drawn in it, its share of the height, and the values it shows at least.

    `ticks` are the numbers written at its side. It shows every reading, however far out it is, with `room` for its mark. `key`
    says, below its name, which mark is a second thing on the same scale.
    """

    name: str
    unit: str
    signals: tuple[Signal, ...]
    share: float
    lowest: float
    highest: float
    ticks: tuple[float, ...]
    room: float = 0
    key: str = ""

    def height(self, values: Iterable[float]) -> tuple[float, float]:
        """The lowest and the highest value that it shows when these are to be drawn."""
        seen = list(values)
        return min([self.lowest, *(v - self.room for v in seen)]), max([self.highest, *(v + self.room for v in seen)])


PANELS = (
    Panel("BP", "mmHg", PRESSURE, 11, 45, 205, (80, 120, 160, 200, 240, 280), room=20),
    Panel("HR", "/min", (Signal.HEART_RATE,), 6, 40, 140, (40, 80, 120, 160, 200, 240), room=15),
    Panel("SpO₂", "%", (Signal.SPO2,), 5, 86, 101.5, (60, 70, 80, 90, 95, 100), room=1),
    Panel("Diss", "0-4", (Signal.DISSOCIATION, Signal.DISTRESS), 4, -0.5, 4.5, (0, 2, 4), key="◆ <b>Distr</b>"),
    Panel("Sed", "5-0", (Signal.SEDATION,), 4, -0.5, 5.5, (0, 5)),
)
EVENTS = len(PANELS)
"""The number of the last strip: doses, notes, and the time from the dose."""
_EVENTS_SHARE = 7
_GAP = 0.02


def axis(number: int) -> str:
    """Plotly's name of a strip's value axis."""
    return "y" if number == 0 else f"y{number + 1}"


def axis_of(signal: Signal) -> str:
    """The value axis of a signal's strip; that of the first strip for a signal that is not drawn."""
    return axis(next((number for number, panel in enumerate(PANELS) if signal in panel.signals), 0))


def domains() -> list[tuple[float, float]]:
    """Where each strip lies, from top to bottom, as shares of the chart's height counted from below."""
    shares = [panel.share for panel in PANELS] + [_EVENTS_SHARE]
    unit = (1 - _GAP * EVENTS) / sum(shares)
    tops = [1 - unit * sum(shares[:number]) - _GAP * number for number in range(len(shares))]
    return [(max(0.0, top - unit * share), top) for top, share in zip(tops, shares, strict=True)]


def offset(zone: tzinfo, at: Millis) -> Millis:
    """How far the zone's clock is from UTC at an instant, ms."""
    away = datetime.fromtimestamp(at / 1000, zone).utcoffset()
    return 0 if away is None else round(away.total_seconds() * 1000)


def wall(at: Millis, offset: Millis) -> str:
    """An instant as the clinic's wall clock shows it: plotly drops offsets, and draws numbers in the browser's own zone."""
    return datetime.fromtimestamp((at + offset) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
