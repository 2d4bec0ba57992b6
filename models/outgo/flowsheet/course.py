"""What else happened in a session? Doses, what was done, notes, scores, skipped and missed checks, in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from models.alerts import Check
from models.doses import pumped, stepped
from models.facts import (
    Acknowledged,
    Amended,
    Decided,
    Dose,
    Ended,
    Event,
    Fact,
    HandedOver,
    Infused,
    Intervention,
    Listening,
    Note,
    Opened,
    Raised,
    Score,
    Signed,
    Silenced,
    SkippedCheck,
    Stopped,
    TakenOver,
    Ticked,
    Voided,
)
from models.forms import REMS
from models.outgo.flowsheet.sheet import Sheet
from models.outgo.flowsheet.words import Clock, drug, plain, spoken, struck
from models.vitals import Millis, ObservationSet

ELSEWHERE = (ObservationSet, Raised, Acknowledged, Amended, Voided, Signed)
"""What stands in the table, among the alerts, beside what it strikes through, or under the signatures."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the course: its number on the chart, when, what, by whom; `change` says who struck it through and why."""

    mark: str
    time: str
    since: str
    words: str
    by: str
    change: str
    at: Millis


def course(sheet: Sheet, clock: Clock) -> tuple[Happening, ...]:
    """Everything that happened besides what was measured, numbered in the order of time."""
    found = [*_entered(sheet, clock), *_unmade(sheet, clock)]
    ordered = sorted(found, key=lambda one: one.at)
    return tuple(
        Happening(str(number), one.time, one.since, one.words, one.by, one.change, one.at)
        for number, one in enumerate(ordered, 1)
    )


def _entered(sheet: Sheet, clock: Clock) -> Iterator[Happening]:
    made = [fact for fact in sheet.log if isinstance(fact, Amended | Voided)]
    changes = sorted(made, key=lambda fact: (fact.received, fact.id))
    for first in (fact for fact in sheet.log if not isinstance(fact, ELSEWHERE) and not _listed(fact, sheet)):
        for fact, end in _versions(first, [change for change in changes if change.target == first.id]):
            late = fact is first and fact.received - fact.at > sheet.late
            words = said(_called(fact, sheet), clock) + (f" (late: entered {clock.time(fact.received)})" if late else "")
            yield Happening("", clock.time(fact.at), clock.since(fact.at), words, fact.by, struck(end, clock), fact.at)


def _called(fact: Fact, sheet: Sheet) -> Fact:
    """A dose with whoever checked it by the printed name; what is no sign-in name stays as somebody wrote it."""
    if not isinstance(fact, Dose):
        return fact
    known = {person.name: person.full_name or person.name for person in sheet.staff}
    return replace(fact, second=known.get(fact.second, fact.second))


def _versions(fact: Fact, changes: Iterable[Amended | Voided]) -> Iterator[tuple[Fact, Amended | Voided | None]]:
    """What was said of one thing, as recorded and as corrected; each with what put an end to it, None while it holds."""
    for change in changes:
        if isinstance(change, Voided):
            yield fact, change
            return
        if change.content is not None:
            yield fact, change
            fact = change.content
    yield fact, None


def _listed(fact: Fact, sheet: Sheet) -> bool:
    """Whether a checklist shows it; that something turned out not to be so, or what was noted beside it, is told as well."""
    return isinstance(fact, Ticked) and bool(sheet.lists) and fact.done and not fact.note and fact.item != REMS


def _unmade(sheet: Sheet, clock: Clock) -> Iterator[Happening]:
    """The checks that were due and that nobody made or skipped."""
    for check in sheet.picture.checks:
        if _missed(check, sheet):
            some = 0 < len(check.lacking) < len(sheet.picture.protocol.schedule.required)
            lacking = ", ".join(spoken(signal) for signal in check.lacking)
            words = f"check NOT COMPLETE: {lacking} missing" if some else "check NOT MADE"
            yield Happening("", clock.time(check.due), clock.since(check.due), words, "", "", check.due)


def _missed(check: Check, sheet: Sheet) -> bool:
    """Whether a check was owed until its time had come: one that a calm patient no longer needed was not."""
    if check.met_at is not None or check.skipped or check.conditional or (check.closer and check.lapsed):
        return False
    ended, dose = sheet.picture.ended_at, sheet.picture.first_dose
    until = sheet.printed_at if ended is None else ended
    return check.due < (dose if dose is not None and check.opens < dose else until)


def said(fact: Fact, clock: Clock) -> str:
    """What a fact says, in the ward's words; of a kind that has none here, every field by its name."""
    words = _SAID.get(type(fact))
    return "; ".join([type(fact).__name__.lower(), *_fields(fact)]) if words is None else words(fact, clock)


_SAID: dict[type, Callable[[Any, Clock], str]] = {
    Opened: lambda fact, clock: (
        "session opened" + ("" if fact.planned is None else f", dose planned for {clock.time(fact.planned)}")
    ),
    Dose: lambda fact, _: "; ".join(_dose(fact)),
    Note: lambda fact, _: f"note: {fact.text}" + (f" (added because: {fact.reason})" if fact.reason else ""),
    Intervention: lambda fact, _: f"done: {fact.what}",
    Score: lambda fact, _: f"{fact.scale} {fact.total:g}",
    SkippedCheck: lambda fact, clock: f"check due {clock.time(fact.due)} skipped: {fact.reason.value}",
    HandedOver: lambda fact, _: f"handed over to {fact.to}",
    TakenOver: lambda fact, _: f"taken over from {fact.frm}",
    Silenced: lambda fact, clock: f"sounds off on screen {fact.screen or 'not named'} until {clock.time(fact.until)}",
    Listening: lambda fact, _: f"screens with armed sound: {fact.screens or 'NONE'}",
    Ticked: lambda fact, _: _because(f"{'checked' if fact.done else 'NOT so'}: {plain(fact.item)}", fact.note),
    Decided: lambda fact, _: _because(_decision(fact), fact.reason),
    Infused: lambda fact, _: _because(stepped(fact), fact.reason),
    Stopped: lambda fact, _: _because("infusion stopped early", fact.reason),
    Ended: lambda fact, _: _because("session ended", fact.reason),
}
"""How each kind of fact is said."""


def _because(words: str, reason: str) -> str:
    return f"{words}: {reason}" if reason else words


def _decision(fact: Decided) -> str:
    """What the prescriber decided about a pressure above the gate."""
    about = "pressure above the gate" if fact.about == "gate" else plain(fact.about)
    return f"{about}: {'dose may be given' if fact.go else 'NO dose'}, decided by {fact.prescriber or 'nobody named'}"


def _dose(dose: Dose) -> Iterator[str]:
    """A dose with everything that must be known of it later; what nobody entered is said to be missing."""
    yield f"dose: {drug(dose)}"
    if dose.device:
        yield f"device {dose.device}"
    if pumped(dose):
        yield pumped(dose)
    yield f"lot {dose.lot or 'not recorded'}"
    if dose.per_kg is not None:
        yield f"ordered {dose.per_kg:g} {dose.unit}/kg" + ("" if dose.weight is None else f" at {dose.weight:g} kg")
    yield f"second check {dose.second or 'not recorded'}"
    if dose.confirmed:
        yield "asked, and confirmed"


_USUAL = frozenset(field.name for field in fields(Event))


def _fields(fact: Fact) -> Iterator[str]:
    for field in fields(fact):
        value = getattr(fact, field.name)
        if field.name not in _USUAL and value not in ("", None):
            yield f"{plain(field.name)} {plain(str(value))}"
