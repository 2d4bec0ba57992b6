"""Which alerts does the flowsheet list? Each with its level, when, why, who answered and what they made of it, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.alert_list import Listed, listed
from models.outgo.flowsheet.sheet import Sheet
from models.outgo.flowsheet.words import Clock, plain
from models.vitals import WORDS, Millis, Signal


@dataclass(frozen=True, slots=True)
class Told:
    """One alert on paper: its number (A1), the highest level in capitals, what it was about, and what became of it."""

    mark: str
    time: str
    since: str
    level: str
    title: str
    lines: tuple[str, ...]
    at: Millis


def told(sheet: Sheet, clock: Clock) -> tuple[Told, ...]:
    """Every alert that the record amounts to, and what was said at the time and no longer holds since a correction."""
    found = listed(sheet.picture.alerts, sheet.log, sheet.end)
    return tuple(_told(f"A{number}", one, clock) for number, one in enumerate(found, 1))


def _told(mark: str, one: Listed, clock: Clock) -> Told:
    title = _title(one.signal, one.direction, one.peak.value)
    lines = (*_rises(one, clock), *_answers(one, clock), *_late(one, clock), _over(one, clock))
    return Told(mark, clock.time(one.at), clock.since(one.at), one.peak.to.name, title, lines, one.at)


def _title(signal: str, direction: str, value: float | str | None) -> str:
    """Such as SBP 184 too high, or Check missing."""
    if signal not in WORDS:
        word = plain(value) if isinstance(value, str) else "missing" if direction == "missing" else ""
        return " ".join(part for part in (signal.capitalize(), word) if part)
    known = Signal.named(signal)
    if direction == "missing" or not isinstance(value, float | int):
        return f"{known.label} missing"
    return f"{known.short} {known.shown(value)} too {direction}"


def _why(why: str) -> str:
    return why.replace(">=", "≥").replace("<=", "≤")


def _rises(one: Listed, clock: Clock) -> Iterator[str]:
    """Why it was said; where it rose, each level with its time."""
    if len(one.rises) == 1:
        yield _why(one.peak.why)
        return
    yield "; ".join(f"{rise.to.word} {clock.time(rise.at)}: {_why(rise.why)}" for rise in one.rises)


def _answers(one: Listed, clock: Clock) -> Iterator[str]:
    """Everybody who acknowledged it while it stood; the last rise may still wait for an answer."""
    for number, fact in enumerate(one.answers):
        made = f": {fact.outcome.value}" if fact.outcome else ""
        yield f"{'again' if number else 'acknowledged'} {clock.time(fact.at)} by {fact.by}{made}"
    if one.unanswered is not None:
        yield "NOT ACKNOWLEDGED" + (f" since it rose at {clock.time(one.unanswered)}" if one.answers else "")


def _late(one: Listed, clock: Clock) -> Iterator[str]:
    """That it was not said in time, because the reading was entered afterwards."""
    if one.late is not None:
        yield f"said late, at {clock.time(one.late)}"


def _over(one: Listed, clock: Clock) -> str:
    if one.withdrawn is not None:
        return f"said {clock.time(one.withdrawn)}; no longer holds since a correction or a later entry"
    return "still standing at printing" if one.over is None else f"over {clock.time(one.over)}"
