"""What does a nurse do besides measuring? She goes through the lists, has each dose checked, and takes the infusion down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.facts import Infused, InfusionStep, Ticked
from models.stay import Point
from models.vitals import Millis
from sample_data.cast import NURSES

PACE: Millis = 4_000
"""How long one line of a list takes."""


def ticks(points: Sequence[Point], start: Millis, *, session: str, by: str) -> Iterator[Ticked]:
    """Every line of a list, one after the other from this instant."""
    for number, point in enumerate(points):
        at = start + number * PACE
        yield Ticked(id=f"{session}-tick-{point.item}", at=at, received=at, by=by, item=point.item)


def taken_down(at: Millis, *, session: str, by: str) -> Infused:
    """The infusion is through."""
    return Infused(id=f"{session}-through", at=at, received=at, by=by, step=InfusionStep.FINISHED)


def other(nurse: str) -> str:
    """Whoever checks the dose that this nurse gives."""
    return next(name for name in NURSES if name != nurse)
