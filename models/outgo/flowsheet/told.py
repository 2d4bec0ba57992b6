"""Which alerts does the flowsheet list? Each with its level, when, why, who answered and what they made of it, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from models.alerts import Alert
from models.facts import Acknowledged, Raised
from models.limits import Level
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


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the log holds of alerts: what was said and who answered, both in the order of time; `end` of the session on paper."""

    raised: tuple[Raised, ...]
    answers: tuple[Acknowledged, ...]
    end: Millis


def told(sheet: Sheet, clock: Clock) -> tuple[Told, ...]:
    """Every alert that the record amounts to, then what was said at the time and no longer holds since a correction."""
    raised = tuple(fact for fact in sheet.log if isinstance(fact, Raised))
    answers = sorted((fact for fact in sheet.log if isinstance(fact, Acknowledged)), key=attrgetter("at"))
    heard = _Heard(raised, tuple(answers), sheet.end)
    found = [_derived(alert, heard, clock) for alert in sheet.picture.alerts]
    found += [_withdrawn(said, clock) for said in _orphans(sheet.picture.alerts, heard)]
    return tuple(replace(one, mark=f"A{number}") for number, one in enumerate(sorted(found, key=attrgetter("at")), 1))


def _derived(alert: Alert, heard: _Heard, clock: Clock) -> Told:
    title = _title(alert.signal, alert.direction, alert.value)
    lines = [*_rises(alert, clock), *_answers(alert, heard, clock), *_late(alert, heard, clock), _over(alert, clock)]
    at = alert.raised_at
    return Told("", clock.time(at), clock.since(at), alert.highest.name, title, tuple(lines), at)


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


def _rises(alert: Alert, clock: Clock) -> Iterator[str]:
    """Why it was said; where it rose, each level with its time."""
    if len(alert.rises) == 1:
        yield _why(alert.why)
        return
    yield "; ".join(f"{rise.to.word} {clock.time(rise.at)}: {_why(rise.why)}" for rise in alert.rises)


def _answers(alert: Alert, heard: _Heard, clock: Clock) -> Iterator[str]:
    """Everybody who acknowledged it while it stood; the last rise may still wait for an answer."""
    until = heard.end if alert.cleared_at is None else alert.cleared_at
    answers = [fact for fact in heard.answers if _about(fact, alert) and fact.at <= until]
    for number, fact in enumerate(answers):
        made = f": {fact.outcome.value}" if fact.outcome else ""
        yield f"{'again' if number else 'acknowledged'} {clock.time(fact.at)} by {fact.by}{made}"
    if not answers and alert.highest > Level.LOW:
        yield "NOT ACKNOWLEDGED"
    elif answers and answers[-1].at < alert.since:
        yield f"NOT ACKNOWLEDGED since it rose at {clock.time(alert.since)}"


def _about(fact: Acknowledged, alert: Alert) -> bool:
    return fact.signal == alert.signal and fact.direction in ("", alert.direction) and fact.at >= alert.raised_at


def _late(alert: Alert, heard: _Heard, clock: Clock) -> Iterator[str]:
    """That it was not said in time, because the reading was entered afterwards."""
    said = next((fact for fact in heard.raised if _key(fact) == (alert.signal, alert.direction, alert.raised_at)), None)
    if said is not None and said.late:
        yield f"said late, at {clock.time(said.received)}"


def _over(alert: Alert, clock: Clock) -> str:
    return "still standing at printing" if alert.cleared_at is None else f"over {clock.time(alert.cleared_at)}"


# -- what was said and no longer holds --------------------------------------------------------------------------------------


def _key(fact: Raised) -> tuple[str, str, Millis]:
    return fact.signal, fact.direction, fact.at


def _orphans(alerts: tuple[Alert, ...], heard: _Heard) -> list[Raised]:
    """What was said at the time, but is said of none of the alerts that the record now amounts to."""
    known = {(a.signal, a.direction, rise.at, rise.to.word) for a in alerts for rise in a.rises}
    return [fact for fact in heard.raised if (*_key(fact), fact.priority) not in known]


def _withdrawn(said: Raised, clock: Clock) -> Told:
    title = _title(said.signal, said.direction, said.value)
    lines = (_why(said.why), f"said {clock.time(said.received)}; no longer holds since a correction or a later entry")
    return Told("", clock.time(said.at), clock.since(said.at), said.priority.upper(), title, lines, said.at)
