"""May the patient leave? What is measured is worked out, the rest is ticked; each with why it does not hold yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.alerts import Latest, Picture
from models.facts import Fact, Ticked
from models.stay import ESCORT, Point
from models.vitals import MINUTE, PRESSURE, Millis, ObservationSet, Quality, Signal, usable

NEAR = 20
"""How far from the baseline (mmHg) a pressure may be when somebody leaves."""
CALM = (140, 90)
"""The pressure (mmHg) up to which a falling one is low enough to leave, however far from the baseline."""
HEART = (50, 110)
"""The heart rate (/min) of somebody who may leave."""
AIR, UNDER = 92, 2
"""SpO2 (%) must be above the one, and at most so much under the baseline."""
AWAKE = 5
"""MOAA/S of somebody who is fully awake."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist: `by` ticked it at `at`, or (`measured`) a reading of that time decides it.

    `why` says why it does not hold, "" where it does; `note` is what was written beside the tick.
    """

    name: str
    text: str
    done: bool
    by: str = ""
    at: Millis | None = None
    measured: bool = False
    why: str = ""
    note: str = ""


def ticked(points: Sequence[Point], facts: Sequence[Fact]) -> tuple[Item, ...]:
    """The lines of a checklist, each as it was ticked last; `facts` are those that hold, in their order."""
    last = {fact.item: fact for fact in facts if isinstance(fact, Ticked)}
    return tuple(_line(point, last.get(point.item)) for point in points)


def _line(point: Point, said: Ticked | None) -> Item:
    if said is None:
        return Item(point.item, point.text, done=False, why=_lower(point.text))
    why = "" if said.done else _lower(point.text)
    return Item(point.item, point.text, done=said.done, by=said.by, at=said.at, why=why, note=said.note)


def _lower(text: str) -> str:
    """The text as it stands in a sentence; an abbreviation stays as it is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def spoken(minutes: Millis) -> str:
    """A duration (ms) as staff say it: 2:00 is two hours."""
    whole = max(0, minutes) // MINUTE
    return f"{whole // 60}:{whole % 60:02}"


def left(until: Millis, now: Millis) -> int:
    """The minutes that are left, the one that has begun counted."""
    return -(-(until - now) // MINUTE)


def stayed(picture: Picture, leaving: Sequence[Item], since: Millis | None, now: Millis) -> Item:
    """Whether the minimum stay is over. `leaving` is what is ticked; `since` is when it began to count, None while it has not.

    Esketamine: 2 h from the first device (label, REMS). IV: 1 h after the infusion with an escort, 2 h without (Oxford Health).
    """
    stay = picture.protocol.stay
    alone = stay.alone is not None and not any(one.done for one in leaving if one.name == ESCORT)
    least = stay.alone if alone and stay.alone is not None else stay.least
    text = f"Stayed {spoken(least)} from the {stay.since}"
    if since is None:
        return Item("stay", text, done=False, measured=True, why=f"{spoken(least)} from the {stay.since}")
    over = since + least
    after = "" if stay.since == "first dose" else f" after the {stay.since}"
    without = f", or {spoken(stay.least)} with an escort" if alone else ""
    why = "" if now >= over else f"{left(over, now)} min to {spoken(least)}{after}{without}"
    return Item("stay", text, done=not why, at=over, measured=True, why=why)


def measured(picture: Picture, facts: Sequence[Fact], now: Millis) -> tuple[Item, ...]:
    """What readings say about leaving: awake, dissociation gone, oxygen, pressure and heart rate as they were, or nearly."""
    return (
        _awake(picture, now),
        _present(picture, now),
        _oxygen(picture, now),
        _pressure(picture, facts, now),
        _heart(picture, now),
    )


def _awake(picture: Picture, now: Millis) -> Item:
    seen = picture.latest_of(Signal.SEDATION)
    wrong = "" if seen is None or seen.value >= AWAKE else f"MOAA/S {seen.value:g}, must be {AWAKE}"
    return _judged(_Value("sedation", f"MOAA/S {AWAKE}", "MOAA/S", (seen,), wrong), picture, now)


def _present(picture: Picture, now: Millis) -> Item:
    seen, most = picture.latest_of(Signal.DISSOCIATION), picture.baseline(Signal.DISSOCIATION) or 0.0
    wrong = "" if seen is None or seen.value <= most else f"dissociation {seen.value:g}, must be {most:g}"
    return _judged(_Value("dissociation", f"Dissociation back to {most:g}", "dissociation", (seen,), wrong), picture, now)


def _oxygen(picture: Picture, now: Millis) -> Item:
    seen, base = picture.latest_of(Signal.SPO2), picture.baseline(Signal.SPO2)
    least = max(AIR + 1, round(base) - UNDER) if base is not None else AIR + 1
    wrong = "" if seen is None or seen.value >= least else f"SpO₂ {seen.value:g} %, must be {least:g} or more"
    return _judged(_Value("spo2", f"SpO₂ {least:g} % or more without oxygen", "SpO₂", (seen,), wrong), picture, now)


def _heart(picture: Picture, now: Millis) -> Item:
    seen, (low, high) = picture.latest_of(Signal.HEART_RATE), HEART
    wrong = "" if seen is None or low <= seen.value <= high else f"HR {seen.value:g}, must be {low} to {high}"
    return _judged(_Value("heart_rate", f"HR {low} to {high}", "HR", (seen,), wrong), picture, now)


def _pressure(picture: Picture, facts: Sequence[Fact], now: Millis) -> Item:
    base = [picture.baseline(signal) for signal in PRESSURE]
    seen = [picture.latest_of(signal) for signal in PRESSURE]
    values = [one.value for one in seen if one is not None]
    near = f"within {NEAR} of {base[0]:.0f}/{base[1]:.0f}, " if base[0] is not None and base[1] is not None else ""
    must = f"{near}or at most {CALM[0]}/{CALM[1]} and falling".removeprefix("" if near else "or ")
    held = len(values) == len(PRESSURE) and (_near(values, base) or _calm(values, facts, picture.first_dose))
    wrong = "" if len(values) < len(PRESSURE) or held else f"BP {values[0]:g}/{values[1]:g}, must be {must}"
    return _judged(_Value("pressure", f"BP {must}", "BP", tuple(seen), wrong), picture, now)


def _near(values: Sequence[float], base: Sequence[float | None]) -> bool:
    return all(usual is not None and abs(value - usual) <= NEAR for value, usual in zip(values, base, strict=True))


def _calm(values: Sequence[float], facts: Sequence[Fact], dose: Millis | None) -> bool:
    """At most 140/90, and not above the usable pressure before it since the dose."""
    since = (fact for fact in facts if isinstance(fact, ObservationSet) and dose is not None and fact.at >= dose)
    earlier = [seen.systolic or 0.0 for seen in since if usable(seen)]
    low = all(value <= most for value, most in zip(values, CALM, strict=True))
    return low and len(earlier) > 1 and earlier[-1] <= earlier[-2]


@dataclass(frozen=True, slots=True)
class _Value:
    """A line that a reading decides; `wrong` says what is not right about the value itself."""

    name: str
    text: str
    short: str
    seen: tuple[Latest | None, ...]
    wrong: str


def _judged(value: _Value, picture: Picture, now: Millis) -> Item:
    """The value must be there, be of this session's dose, be new enough and not in doubt, and be right."""
    found = [one for one in value.seen if one is not None]
    why = next(_doubts(value, found, picture, now), value.wrong)
    last = max((one.at for one in found), default=None)
    return Item(value.name, value.text, done=not why, by=found[0].by if found else "", at=last, measured=True, why=why)


def _doubts(value: _Value, found: Sequence[Latest], picture: Picture, now: Millis) -> Iterator[str]:
    if len(found) < len(value.seen) or any(picture.first_dose is not None and one.at < picture.first_dose for one in found):
        yield f"{value.short} not measured since the dose"
        return
    if any(one.quality is not Quality.VALID for one in found):
        yield f"{value.short} in doubt: measure again"
    oldest = min(one.at for one in found)
    if now - oldest > picture.protocol.stay.fresh:
        yield f"{value.short} is {(now - oldest) // MINUTE} min old: measure again"
