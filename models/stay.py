"""What does a clinic ask before the dose and before somebody leaves, and how long does everybody stay?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.lines import Part
from models.vitals import MINUTE, Millis

CHECKLIST = ("before", "discharge")
STAY = ("minutes", "since", "alone_minutes", "rest_minutes", "devices_max", "peak_until", "fresh")
SINCE = ("first dose", "end of infusion")
ROUTES = ("nasal", "iv")
ESCORT = "escort"
"""The item of the list of leaving that says somebody takes the patient home; it shortens a stay that has `alone_minutes`."""


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a checklist: its name in the log, and what it says on the screen."""

    item: str
    text: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is checked before the dose, and what is ticked before somebody leaves; both may be empty."""

    before: tuple[Point, ...] = ()
    discharge: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Stay:
    """How long everybody stays (ms): at least `least` from `since`, `alone` instead where nobody takes the patient home.

    `rest` is the pause after each nasal device, of which there are at most `devices` (0 = none). From the first dose to `peak`
    the effect is expected to be strongest. A measured value decides whether somebody may leave for `fresh` after it was taken.
    Without a [stay] table: two hours from the first dose, which is what the esketamine label asks for.
    """

    least: Millis = 120 * MINUTE
    since: str = "first dose"
    alone: Millis | None = None
    rest: Millis = 0
    devices: int = 0
    peak: Millis = 45 * MINUTE
    fresh: Millis = 30 * MINUTE


def checklist(part: Part | None) -> Checklist:
    """The checklists of a [checklist] table; ProtocolError names the line of one that cannot be read."""
    if part is None:
        return Checklist()
    before, discharge = (_points(part, key) for key in CHECKLIST)
    both = {point.item for point in before} & {point.item for point in discharge}
    if both:
        raise part.wrong("discharge", f"{min(both)!r} is on both lists; one tick would stand for both. Give it another name.")
    return Checklist(before, discharge)


def stay(part: Part | None) -> Stay:
    """The stay of a [stay] table; ProtocolError names the line of what cannot be read."""
    if part is None:
        return Stay()
    usual = Stay()
    alone = part.optional("alone_minutes")
    return Stay(
        least=_minutes(part.number("minutes")),
        since=part.word("since", SINCE) if "since" in part.raw else usual.since,
        alone=None if alone is None else _minutes(alone),
        rest=_minutes(part.optional("rest_minutes") or 0),
        devices=int(part.optional("devices_max") or 0),
        peak=_minutes(part.number("peak_until")) if "peak_until" in part.raw else usual.peak,
        fresh=_minutes(part.number("fresh")) if "fresh" in part.raw else usual.fresh,
    )


def _points(part: Part, key: str) -> tuple[Point, ...]:
    found = part.raw.get(key, [])
    if not isinstance(found, list) or not all(map(_is_point, found)):
        raise part.wrong(key, f'{key} must be a list like [{{item = "identity", text = "Name and date of birth asked"}}].')
    points = tuple(Point(one["item"], one["text"]) for one in found)
    twice = next((one.item for one in points if [p.item for p in points].count(one.item) > 1), None)
    if twice is not None:
        raise part.wrong(key, f"{twice!r} is twice in {key}; each item needs a name of its own.")
    return points


def _is_point(value: object) -> bool:
    if not isinstance(value, Mapping) or set(value) != {"item", "text"}:
        return False
    return all(isinstance(word, str) and word.strip() for word in value.values())


def _minutes(value: float) -> Millis:
    return int(MINUTE * value)
