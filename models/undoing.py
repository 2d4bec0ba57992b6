"""What does it take to undo an import? All that it stored is struck through, and its readings may come in once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.corrections import VOIDABLE
from models.errors import Conflict, NotFound
from models.facts import Fact, Signed, Voided
from models.intake import Intake, Recording
from models.parts import Ids
from models.store import Batch, Imported, Reader
from models.strip import UNDONE, Readings, Strip, Struck, again, those
from models.vitals import MINUTE, Millis

UNDO = 10 * MINUTE
"""ms after an import during which it can be undone."""
REASON = "the import was undone"


def named(id: str) -> str:
    """The import that undoes the import `id`: undoing twice is undoing once."""
    return f"{id}{UNDONE}"


def undoable(db: Reader, by: str, now: Millis) -> tuple[Batch, ...]:
    """The imports of this person that may be undone at `now`, the latest first."""
    latest = db.imports(by, now - UNDO)
    undone = {one.id for one in latest}
    return tuple(one for one in latest if one.stored and UNDONE not in one.id and named(one.id) not in undone)


def struck(db: Reader, id: str, by: str, now: Millis) -> list[tuple[str, Fact | Struck]]:
    """What strikes through all that the import `id` stored: (session, what), one for each row of the log.

    NotFound, Conflict when it may not be undone.
    """
    done = db.batch(id)
    if done is None or done.completed is None:
        raise NotFound("There is no such import, or it is not finished yet.")
    rows = db.imported(id)
    beside = [entry.fact for entry in db.told(list(dict.fromkeys(row.session for row in rows)))]
    _check(db, done, rows, beside, now)
    gone = _Gone(fact.target for fact in beside if isinstance(fact, Voided))
    said = {"at": now, "by": by, "received": now, "reason": REASON}
    return [(row.session, what) for row in rows for what in _strikes(row, gone, said)]


def _check(db: Reader, done: Batch, rows: Sequence[Imported], beside: Iterable[Fact], now: Millis) -> None:
    if db.batch(named(done.id)) is not None:
        raise Conflict("This import was undone already.")
    if now - max((row.received for row in rows), default=now) > UNDO:
        raise Conflict(f"An import can be undone for {UNDO // MINUTE} minutes. Strike what is wrong through one by one.")
    signed = next((fact for fact in beside if isinstance(fact, Signed)), None)
    if signed is not None:
        raise Conflict(f"The record was signed by {signed.by}. Strike what is wrong through one by one.")


def _strikes(row: Imported, gone: _Gone, said: dict[str, Any]) -> Iterator[Fact | Struck]:
    """What strikes through what a row holds, but for what is already, and for what cannot be."""
    match row.what:
        case Strip() | tuple() as seen:
            which = gone.left(seen)
            if which is None or which:
                yield Struck(row.row, which, those(seen, which), **said)
        case Struck():
            pass
        case fact if isinstance(fact, VOIDABLE) and fact.id not in gone.ids:
            yield Voided(id=f"{fact.id}{UNDONE}", target=fact.id, **said)


class _Gone:
    """What somebody struck through by hand, by its id."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = frozenset(ids)
        self._of_strips = Ids(self.ids)

    def left(self, seen: Readings) -> tuple[int, ...] | None:
        """The numbers of the readings that still hold, None = all of them."""
        if isinstance(seen, Strip):
            places = frozenset(self._of_strips.places(seen))
        else:
            places = frozenset(n for n, one in enumerate(seen) if one.id in self.ids)
        return tuple(n for n in range(len(seen)) if n not in places) if places else None


# -- the same file again --------------------------------------------------------------------------------------------------


def freed(db: Reader, file: Intake) -> Intake:
    """The file as it can be stored now: a reading that an undone import had stored gets a name of its own.

    What somebody struck through by hand keeps its name: the same file never brings back what was found to be wrong.
    """
    names = _names(db, [fact.id for one in file.recordings for fact in (*one.sets, *one.events)])
    return replace(file, recordings=tuple(_renamed(db, one, names) for one in file.recordings))


def _loosened(db: Reader, strip: Strip) -> Iterator[Strip]:
    """The readings of a strip: those that were undone come in once more."""
    gone = db.undone(strip)
    if not gone.all():
        yield strip.part(~gone) if gone.any() else strip
    if gone.any():
        yield from _loosened(db, replace(strip.part(gone), whose=strip.whose._replace(again=strip.whose.again + 1)))


def _names(db: Reader, ids: Sequence[str]) -> dict[str, str]:
    """The new name of each of these that was undone; of one that was undone n times, one that was not."""
    names, asked, time = dict[str, str](), dict(zip(ids, ids, strict=True)), 1
    while undone := db.facts([f"{name}{UNDONE}" for name in asked]):
        time += 1
        taken = [asked[entry.fact.id.removesuffix(UNDONE)] for entry in undone]
        asked = {again(first, time): first for first in taken}
        names |= {first: name for name, first in asked.items()}
    return names


def _renamed(db: Reader, recording: Recording, names: Mapping[str, str]) -> Recording:
    sets = tuple(replace(one, id=names.get(one.id, one.id)) for one in recording.sets) if names else recording.sets
    events = tuple(replace(one, id=names.get(one.id, one.id)) for one in recording.events) if names else recording.events
    strips = tuple(part for strip in recording.strips for part in _loosened(db, strip))
    return replace(recording, sets=sets, events=events, strips=strips)
