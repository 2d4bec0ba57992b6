"""What does it take to undo an import? All that it stored is struck through, and its readings may come in once more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from models.corrections import VOIDABLE
from models.errors import Conflict, NotFound
from models.facts import Fact, Signed, Voided
from models.intake import Intake, Recording
from models.store import Batch, Entry, Reader
from models.strip import Strip
from models.vitals import MINUTE, Millis

UNDO = 10 * MINUTE
"""ms after an import during which it can be undone."""
REASON = "the import was undone"
_MARK = ":undone"


def named(id: str) -> str:
    """The import that undoes the import `id`: undoing twice is undoing once."""
    return f"{id}{_MARK}"


def undoable(db: Reader, by: str, now: Millis) -> tuple[Batch, ...]:
    """The imports of this person that may be undone at `now`, the latest first."""
    latest = db.imports(by, now - UNDO)
    undone = {one.id for one in latest}
    return tuple(one for one in latest if one.stored and _MARK not in one.id and named(one.id) not in undone)


def struck(db: Reader, id: str, by: str, now: Millis) -> list[tuple[str, Fact]]:
    """What strikes through all that the import `id` stored: (session, fact). NotFound, Conflict when it may not be undone."""
    done = db.batch(id)
    if done is None or done.completed is None:
        raise NotFound("There is no such import, or it is not finished yet.")
    entries = db.imported(id)
    _check(db, done, entries, now)
    gone = {e.fact.target for e in _of_sessions(db, entries) if isinstance(e.fact, Voided)}
    held = [entry for entry in entries if isinstance(entry.fact, VOIDABLE) and entry.fact.id not in gone]
    return [(entry.session, _void(entry.fact, by, now)) for entry in held]


def _check(db: Reader, done: Batch, entries: Sequence[Entry], now: Millis) -> None:
    if db.batch(named(done.id)) is not None:
        raise Conflict("This import was undone already.")
    if now - max((entry.fact.received for entry in entries), default=now) > UNDO:
        raise Conflict(f"An import can be undone for {UNDO // MINUTE} minutes. Strike what is wrong through one by one.")
    signed = next((e.fact for e in _of_sessions(db, entries) if isinstance(e.fact, Signed)), None)
    if signed is not None:
        raise Conflict(f"The record was signed by {signed.by}. Strike what is wrong through one by one.")


def _of_sessions(db: Reader, entries: Iterable[Entry]) -> Iterable[Entry]:
    return (entry for session in dict.fromkeys(e.session for e in entries) for entry in db.entries(session))


def _void(wrong: Fact, by: str, now: Millis) -> Voided:
    return Voided(id=f"{wrong.id}{_MARK}", at=now, by=by, received=now, target=wrong.id, reason=REASON)


# -- the same file again --------------------------------------------------------------------------------------------------


def freed(db: Reader, file: Intake) -> Intake:
    """The file as it can be stored now: a reading that an undone import had stored gets a name of its own.

    What somebody struck through by hand keeps its name: the same file never brings back what was found to be wrong.
    """
    loose = replace(file, recordings=tuple(_loosened(db, one) for one in file.recordings))
    names = _names(db, [fact.id for one in loose.recordings for fact in (*one.sets, *one.events)])
    return replace(loose, recordings=tuple(_renamed(one, names) for one in loose.recordings)) if names else loose


def _loosened(db: Reader, recording: Recording) -> Recording:
    """The recording with those readings of its strips one by one that are stored in a session where an import was undone."""
    sets, strips = list(recording.sets), list[Strip]()
    for strip in recording.strips:
        kept = [met for session, met in db.kept(strip) if db.undone(session, _MARK)]
        stored = np.any(kept, axis=0) if kept else np.zeros(len(strip), bool)
        sets += strip.part(stored).sets()
        strips += [strip.part(~stored)] if not stored.all() else []
    return replace(recording, sets=tuple(sets), strips=tuple(strips)) if sets else recording


def _names(db: Reader, ids: Sequence[str]) -> dict[str, str]:
    """The new name of each of these that was undone; of one that was undone n times, one that was not."""
    names, asked, again = dict[str, str](), dict(zip(ids, ids, strict=True)), 1
    while undone := db.facts([f"{name}{_MARK}" for name in asked]):
        again += 1
        taken = [asked[entry.fact.id.removesuffix(_MARK)] for entry in undone]
        asked = {f"{first}~{again}": first for first in taken}
        names |= {first: name for name, first in asked.items()}
    return names


def _renamed(recording: Recording, names: dict[str, str]) -> Recording:
    sets = tuple(replace(one, id=names.get(one.id, one.id)) for one in recording.sets)
    events = tuple(replace(one, id=names.get(one.id, one.id)) for one in recording.events)
    return replace(recording, sets=sets, events=events)
