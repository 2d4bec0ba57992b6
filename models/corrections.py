"""May this correct that? A correction names the fact that was wrong; nothing is edited, and what was said stays said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from models.alerts import Alert, Check
from models.errors import Conflict, FieldError, NotFound, Refused
from models.facts import Acknowledged, Amended, Dose, Fact, Intervention, Note, Score, SkippedCheck, Stopped, Voided
from models.store import Entry
from models.vitals import ObservationSet

VOIDABLE = (ObservationSet, Dose, Note, Intervention, Score, SkippedCheck, Stopped)
"""What can be struck through. That a session was opened, an alert was raised or somebody acknowledged it stays true."""


def original(entries: Sequence[Entry], id: str) -> Fact:
    """The fact of this session with this id, as it was first recorded."""
    found = next((entry.fact for entry in entries if entry.fact.id == id), None)
    if found is None:
        raise NotFound(f"There is no entry {id} in this session.")
    return found


def target(entries: Sequence[Entry], id: str, seen: int | None = None) -> Fact:
    """The fact of this session that is to be corrected; refused when it is not there or is struck through already.

    Conflict when somebody has amended it after the revision `seen`: two corrections of one reading never overwrite in silence.
    """
    found = original(entries, id)
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
    """The amendment as it is stored: it speaks for the same source and, unless somebody says otherwise, of the same instant."""
    content = change.content
    if not isinstance(wrong, ObservationSet) or content is None:
        raise Refused("Only readings can be amended. Strike this entry through and enter it again.")
    at = content.at or wrong.at
    seen = replace(content, id=wrong.id, at=at, by=change.by, received=change.received, source=wrong.source)
    return replace(change, content=seen)


def voiding(wrong: Fact) -> None:
    """Refuse to strike through what must stay."""
    if not isinstance(wrong, VOIDABLE):
        raise Refused(f"This entry ({type(wrong).__name__.lower()}) cannot be struck through.")


def acknowledging(seen: Acknowledged, standing: Iterable[Alert]) -> None:
    """Refuse to acknowledge an alert that does not stand: somebody would believe that one was answered."""
    if not any(alert.signal == seen.signal and seen.direction in ("", alert.direction) for alert in standing):
        what = f"{seen.signal} {seen.direction}".strip()
        raise Refused.of(FieldError("signal", f"There is no standing alert {what}. It may have ended by itself."))


def skipping(skip: SkippedCheck, checks: Iterable[Check]) -> None:
    """Refuse to skip a check that nobody owes."""
    if not any(check.due == skip.due and check.owed for check in checks):
        raise Refused.of(FieldError("due", f"No check is due at {skip.due} ms. Load the page again."))
