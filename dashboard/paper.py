"""What is on the flowsheet of a session? The record as it stands, drawn from the very readings and limits of the screens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from dashboard.bands import limits
from dashboard.readings import Reading, readings, runs, thinned
from models.alerts import Picture
from models.clinic import Clinic, User
from models.entry import LATE
from models.facts import Fact
from models.leaving import Item as Ticked
from models.limits import Level
from models.outgo import flowsheet
from models.outgo.flowsheet import Bound, Checklist, Drawing, Item, Line, Mark, Person, Press, Sheet
from models.papers import Copied
from models.stages import Progress, Stage
from models.vitals import PRESSURE, Quality, Signal

STREAMED = (*PRESSURE, Signal.HEART_RATE, Signal.SPO2)
STEPPED = (Signal.DISSOCIATION, Signal.SEDATION)
BUCKETS = 120
"""Stretches of time into which a stream is parted for paper: more than the width of a line."""


def printed(clinic: Clinic, press: Press, session: str, who: User, *, demo: bool = False) -> bytes:
    """The flowsheet of a session as PDF, printed by `who`; the printing is noted in the log.

    TooMany when the press is busy: then nothing is noted. NotPrinted when it cannot be set.
    """
    with press.turn():
        return flowsheet.pdf(sheet(clinic, clinic.papers.copy(session, who), who, demo=demo))


def sheet(clinic: Clinic, copied: Copied, who: User, *, demo: bool = False) -> Sheet:
    """What goes onto it."""
    view, patient, made = copied.view, copied.view.patient, copied.view.progress
    return Sheet(
        clinic=clinic.name,
        zone=ZoneInfo(clinic.zone),
        demo=demo or copied.invented,
        name=patient.name,
        birth=patient.birth,
        identifier=patient.identifier,
        allergies=patient.allergies,
        session=view.row.id,
        room=view.row.room,
        picture=view.picture,
        log=copied.facts,
        staff=tuple(map(_person, copied.staff)),
        drawing=drawing(view.picture, copied.facts),
        late=LATE,
        printed_at=copied.at,
        printed_by=_person(who),
        seq=copied.head.seq,
        digest=copied.head.hash,
        noted=copied.noted,
        stage="" if made.stage is Stage.CLOSED else made.stage.value,
        remarks=made.said,
        lists=tuple(_lists(made)),
    )


def _lists(made: Progress) -> Iterator[Checklist]:
    """What was ticked before the dose and before somebody leaves; a protocol without such a list has none."""
    for title, items in (("Before the dose", made.before), ("Before leaving", made.discharge)):
        if items:
            yield Checklist(title, tuple(map(_item, items)))


def _item(one: Ticked) -> Item:
    """Why a line does not hold is said where a reading decides it; otherwise it is only not ticked."""
    return Item(one.text, one.done, one.by, one.at, one.why if one.measured else "", one.note)


def _person(user: User) -> Person:
    return Person(user.name, user.full_name, user.role)


def drawing(picture: Picture, facts: Iterable[Fact]) -> Drawing:
    """What is drawn: streams as lines, spot readings as marks, and every limit that is drawn on the screens."""
    drawn = readings(facts)
    parted = {signal: [one for one in drawn if one.signal is signal] for signal in STREAMED}
    found = [run for signal in STREAMED for run in runs(parted[signal], signal, picture.protocol.stream.gap)]
    alone = [run[0] for run in found if len(run) == 1]
    others = [one for one in drawn if (one.signal in STEPPED) or (one.hollow and one.signal in STREAMED)]
    marks = sorted([*alone, *others], key=lambda one: one.at)
    return Drawing(
        lines=tuple(_line(run) for run in found if len(run) > 1),
        marks=tuple(_mark(one) for one in marks),
        bounds=tuple(_bounds(picture)),
    )


def _line(run: list[Reading]) -> Line:
    return Line(run[0].signal, tuple((one.at, one.value) for one in thinned(run, BUCKETS)))


def _mark(one: Reading) -> Mark:
    return Mark(one.signal, one.at, one.value, one.quality is Quality.SUSPECT, one.hollow)


def _bounds(picture: Picture) -> Iterator[Bound]:
    """The limits of each strip; between the two pressures only the worst, because others would lie on good readings."""
    for signal in (*STREAMED, *STEPPED):
        for limit in limits(picture, signal):
            between = signal is Signal.DIASTOLIC or (signal is Signal.SYSTOLIC and limit.direction == "low")
            if limit.level is Level.HIGH or not between:
                yield Bound(signal, limit.level, limit.direction, limit.number, limit.since, limit.until)
