"""May this correct that? A correction names the fact that was wrong; nothing is edited, and what was said stays said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo
from itertools import takewhile

from models.alerts import Alert, Check
from models.entry import clock
from models.errors import Conflict, FieldError, NotFound, Refused
from models.facts import (
    Acknowledged,
    Amended,
    Decided,
    Dose,
    Fact,
    Infused,
    Intervention,
    Note,
    Score,
    SkippedCheck,
    Stopped,
    Voided,
    standing,
)
from models.store import Entry
from models.vitals import MINUTE, Millis, ObservationSet

WEEK: Millis = 7 * 24 * 60 * MINUTE
"""A due time further away than this is none of a session: it is said as it was sent."""
VOIDABLE = (ObservationSet, Dose, Note, Intervention, Score, SkippedCheck, Stopped, Infused, Decided)
"""What can be struck through. That a session was opened, an alert was raised or somebody acknowledged it stays true."""


def original(entries: Sequence[Entry], id: str) -> Fact:
    """The fact of this session with this id, as it was first recorded."""
    found = next((entry.fact for entry in entries if entry.fact.id == id), None)
    if found is None:
        raise NotFound(f"There is no entry {id} in this session.")
    return found


def holding(entries: Sequence[Entry], id: str, before: str = "") -> Fact:
    """The fact of this session with this id as it holds now: as it was last corrected, or as it was recorded.

    With `before` as it held before that correction. A correction of a correction begins here, not with what was wrong first.
    """
    earlier = takewhile(lambda entry: entry.fact.id != before, entries)
    about = [e.fact for e in earlier if e.fact.id == id or (isinstance(e.fact, Amended) and e.fact.target == id)]
    return next((fact for fact in standing(about) if fact.id == id), None) or original(entries, id)


def target(entries: Sequence[Entry], id: str, seen: int | None = None) -> Fact:
    """The fact of this session that is to be corrected, as it holds; refused when it is not there or is struck through already.

    Conflict when somebody has amended it after the revision `seen`: two corrections of one reading never overwrite in silence.
    """
    found = holding(entries, id)
    later = [
        e.fact for e in entries if seen is not None and e.revision > seen and isinstance(e.fact, Amended) and e.fact.target == id
    ]
    if later:
        raise Conflict(f"{later[-1].by} has corrected this entry in the meantime ({later[-1].reason}). Look at it again first.")
    struck = next((entry.fact for entry in entries if isinstance(entry.fact, Voided) and entry.fact.target == id), None)
    if struck is not None:
        raise Conflict(f"This entry was struck through already, by {struck.by}.")
    return found


def amending(change: Amended, wrong: Fact) -> Amended:
    """The amendment as it is stored: it speaks for the same source and, unless somebody says otherwise, of the same instant.

    A reading is amended by a reading and a dose by a dose; Refused for anything else. A pressure that the device took while the
    arm moved stays in doubt for as long as its numbers are the same.
    """
    match wrong, change.content:
        case ObservationSet(), ObservationSet() as seen:
            moved = seen.moved or (wrong.moved and (seen.systolic, seen.diastolic) == (wrong.systolic, wrong.diastolic))
            right: ObservationSet | Dose = replace(seen, moved=moved)
        case Dose(), Dose() as right:
            pass
        case _:
            raise Refused(
                "Only readings and doses can be amended, each by its like. Strike this entry through and enter it again."
            )
    at, received = right.at or wrong.at, change.received
    return replace(change, content=replace(right, id=wrong.id, at=at, by=change.by, received=received, source=wrong.source))


def voiding(wrong: Fact) -> None:
    """Refuse to strike through what must stay."""
    if not isinstance(wrong, VOIDABLE):
        raise Refused(f"This entry ({type(wrong).__name__.lower()}) cannot be struck through.")


def acknowledging(seen: Acknowledged, standing: Iterable[Alert]) -> None:
    """Refuse to acknowledge an alert that does not stand: somebody would believe that one was answered."""
    if not any(alert.signal == seen.signal and seen.direction in ("", alert.direction) for alert in standing):
        what = f"{seen.signal} {seen.direction}".strip()
        raise Refused.of(FieldError("signal", f"There is no standing alert {what}. It may have ended by itself."))


def skipping(skip: SkippedCheck, checks: Iterable[Check], zone: tzinfo) -> None:
    """Refuse to skip a check that nobody owes. The skip may have waited in a browser for long: what is said names the check."""
    if not any(check.due == skip.due and check.owed for check in checks):
        near = abs(skip.due - skip.received) < WEEK
        when = clock(skip.due, zone) if near else f"{skip.due} ms"
        raise Refused.of(FieldError("due", f"No check is owed at {when}: it was made or skipped, or is not due any more."))
