"""What is printed? Every word of a flowsheet in its place, so that the press only has to set it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.doses import checkers
from models.facts import Amended, Fact, Raised, Signed, Voided
from models.outgo.flowsheet.chart import drawn, legend
from models.outgo.flowsheet.course import Happening, course
from models.outgo.flowsheet.frame import WIDTH
from models.outgo.flowsheet.sheet import Checklist, Item, Person, Sheet
from models.outgo.flowsheet.table import Table, table
from models.outgo.flowsheet.told import Told, told
from models.outgo.flowsheet.words import Clock, age, doses, long
from models.protocol import Protocol
from models.vitals import Millis, Signal

INTENDED = (
    "Vigil is an adjunct: no primary monitor or alarm system, no advice on treatment, never the only ground for a decision; "
    "reviewed by no authority."
)
INK = ("Nurse", "Prescriber")
"""Who signs on paper where nobody has signed in Vigil."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose flowsheet it is, and of which session: the head of every page."""

    name: str
    birth: str
    number: str
    allergies: str
    date: str
    room: str
    dose: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody signed: the printed name, as what, when, over which content; `since` says what was added afterwards, or ""."""

    who: str
    meaning: str
    when: str
    digest: str
    since: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a checklist in words."""

    text: str
    done: bool
    words: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A checklist in words; where nothing of it was ticked or measured, `none` says so instead of the lines."""

    title: str
    lines: tuple[Line, ...]
    none: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Every word of a flowsheet. `chart` is an SVG of `width` points; `warnings` stand in the head of every page."""

    title: str
    demo: bool
    identity: Identity
    warnings: tuple[str, ...]
    summary: str
    remarks: tuple[str, ...]
    width: float
    chart: str
    legend: str
    spoken: str
    table: Table
    course: tuple[Happening, ...]
    alerts: tuple[Told, ...]
    lists: tuple[Listed, ...]
    signatures: tuple[Signature, ...]
    ink: tuple[str, ...]
    record: tuple[str, ...]
    intended: str
    audit: str
    printed: str


def page(sheet: Sheet) -> Page:
    """The flowsheet of this session in words."""
    clock = Clock(sheet.zone, sheet.begin, sheet.picture.first_dose)
    happened, alerts = course(sheet, clock), told(sheet, clock)
    signed = tuple(_signatures(sheet, clock))
    return Page(
        title=f"{sheet.clinic} · Session flowsheet",
        demo=sheet.demo,
        identity=_identity(sheet, clock),
        warnings=tuple(_warnings(sheet)),
        summary=" · ".join(_summary(sheet, clock)),
        remarks=sheet.remarks,
        width=WIDTH,
        chart=drawn(sheet, clock, _flags(alerts, sheet.end), _flags(happened, sheet.end)),
        legend=legend(sheet.drawing.lines),
        spoken=_spoken(sheet),
        table=table(sheet, clock),
        course=happened,
        alerts=alerts,
        lists=tuple(_listed(one, clock) for one in sheet.lists),
        signatures=signed,
        ink=() if signed else INK,
        record=tuple(_record(sheet)),
        intended=INTENDED,
        audit=_audit(sheet),
        printed=f"Printed {clock.stamp(sheet.printed_at)} ({sheet.zone}) by {sheet.printed_by.words}",
    )


def _identity(sheet: Sheet, clock: Clock) -> Identity:
    born = sheet.birth
    return Identity(
        name=sheet.name,
        birth="date of birth not recorded"
        if born is None
        else f"{long(born)} ({age(born, clock.here(sheet.begin).date())} years)",
        number=sheet.identifier or "no number recorded",
        allergies=sheet.allergies or "not recorded",
        date=clock.day(sheet.begin),
        room=sheet.room or "not recorded",
        dose=doses(sheet.picture.doses),
    )


def _warnings(sheet: Sheet) -> Iterator[str]:
    """What a reader must know before anything else: that the session goes on, and that nobody has approved the limits."""
    if sheet.picture.ended_at is None:
        yield "NOT FINISHED: the session was running when this was printed"
    if not sheet.picture.protocol.approved_by:
        yield "The limits are a PROPOSAL, not approved"


def _summary(sheet: Sheet, clock: Clock) -> Iterator[str]:
    picture = sheet.picture
    yield f"Times in {sheet.zone}, {clock.frame(sheet.begin).split(', ')[1]}"
    if sheet.stage:
        yield f"stage: {sheet.stage}"
    yield "first dose not recorded" if picture.first_dose is None else f"first dose {clock.time(picture.first_dose)}"
    if picture.ended_at is not None:
        after = clock.since(picture.ended_at)
        yield f"ended {clock.time(picture.ended_at)}" + (f" ({after} from the dose)" if after else "")
    yield _baseline(sheet)


def _baseline(sheet: Sheet) -> str:
    """The means before the dose; a baseline that nobody measured is said to be missing."""
    means = {
        signal: sheet.picture.baseline(signal) for signal in (Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.HEART_RATE, Signal.SPO2)
    }
    shown = {signal: "–" if value is None else f"{value:.0f}" for signal, value in means.items()}
    if all(value is None for value in means.values()):
        return "baseline not measured"
    pressure = f"{shown[Signal.SYSTOLIC]}/{shown[Signal.DIASTOLIC]}"
    return f"baseline BP {pressure} mmHg, HR {shown[Signal.HEART_RATE]} /min, SpO₂ {shown[Signal.SPO2]} %"


def _flags(found: tuple[Told, ...] | tuple[Happening, ...], end: Millis) -> tuple[tuple[Millis, str], ...]:
    """What has a place on the chart, which goes to `end`; what came days later is told in words only."""
    return tuple((one.at, one.mark) for one in found if one.at <= end)


def _spoken(sheet: Sheet) -> str:
    """The chart in words, for who cannot see it."""
    return f"Chart of the session: pressures, heart rate, oxygen saturation, dissociation and sedation of {sheet.name} over time."


def _listed(given: Checklist, clock: Clock) -> Listed:
    if not any(item.done or item.at is not None for item in given.items):
        return Listed(given.title, (), f"Nothing on this list of {len(given.items)} was ticked.")
    return Listed(given.title, tuple(Line(item.text, item.done, _done(item, clock)) for item in given.items))


def _done(item: Item, clock: Clock) -> str:
    """When and by whom, or why not; what nobody said or measured is said to be open."""
    said = " ".join(word for word in ("" if item.at is None else clock.time(item.at), item.by) if word)
    state = "" if item.done else item.why or ("no" if item.by else "not ticked")
    return ", ".join(word for word in (state, said, item.note) if word)


# -- who vouches for it -----------------------------------------------------------------------------------------------------


def _signatures(sheet: Sheet, clock: Clock) -> Iterator[Signature]:
    known = {person.name: person for person in sheet.staff}
    for fact in sheet.log:
        if isinstance(fact, Signed):
            who = known.get(fact.by, Person(fact.by)).words
            signed = f"entry {fact.revision:,} of this session, SHA-256 {fact.digest}" if fact.digest else ""
            yield Signature(who, fact.meaning or "meaning not recorded", clock.stamp(fact.at), signed, _since(fact, sheet.log))


def _since(signed: Signed, log: tuple[Fact, ...]) -> str:
    """What staff have entered or corrected since somebody signed; "" where nothing was."""
    after = log[signed.revision :] if signed.revision else [fact for fact in log if fact.received > signed.received]
    later = [fact for fact in after if not isinstance(fact, Signed | Raised)]
    changed = sum(isinstance(fact, Amended | Voided) for fact in later)
    entries = "1 later entry" if len(later) == 1 else f"{len(later)} later entries"
    return f"{entries}, {changed} of them corrections" if later else ""


def _record(sheet: Sheet) -> Iterator[str]:
    yield f"Protocol: {_protocol(sheet.picture.protocol)}"
    named = _named(sheet)
    yield "Staff: " + (
        "; ".join(person.words for person in sheet.staff if person.name in named) or "nobody is named in the record"
    )
    yield f"Session {sheet.session}, {len(sheet.log):,} entries in its log."


def _protocol(used: Protocol) -> str:
    standing = f"approved by {used.approved_by}" if used.approved_by else "PROPOSAL, NOT APPROVED"
    return f"{used.title} ({used.name}, version {used.version}), {standing}, {used.digest}"


def _named(sheet: Sheet) -> set[str]:
    """Who entered, checked or answered anything."""
    return {fact.by for fact in sheet.log} | checkers(sheet.log)


def _audit(sheet: Sheet) -> str:
    note = "which notes this printing" if sheet.noted else "this printing could NOT be noted in the log"
    return f"Log at printing: row {sheet.seq:,} ({note}), SHA-256 {sheet.digest}"
