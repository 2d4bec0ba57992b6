"""How does a large import get in, all or nothing, without keeping a nurse's entry waiting?

1. Its facts are staged in chunks, each a short transaction. Nobody sees them, and an error takes all of them away again.
2. One transaction seals it: from now on all of it will be in the log, even if the program is killed the next moment.
3. The facts move to the log in chunks. Whoever next runs `Store.migrate` finishes a move that was interrupted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from operator import attrgetter

import numpy as np
from sqlalchemy import delete, func, insert, select, update

from models.errors import Conflict, NotFound
from models.facts import Fact
from models.store import questions, records, staging, strips
from models.store.log_writer import agree
from models.store.once import Once
from models.store.records import Place
from models.store.rows import Batch
from models.store.strips import Item, Part, Span, Strike, Whole, Written
from models.store.tables import batches, staged
from models.store.writer import Writer
from models.strip import Bulk, Mask, Strip, Struck

CHUNK = 250
"""Facts in one transaction: chaining one takes 0.1 ms of processor time, so a live entry waits some 25 ms for its turn."""
LOOSE = 10
"""How many readings with a name of their own take as long as a fact by itself."""
SMOOTH = 20
"""How many readings of a strip of one subject take as long as one of those."""
PAUSE = 0.002
"""Seconds between two chunks, in which live entries get their turn."""
KEPT = "import kept what was stored"
"""The act that says what of a sealed import was stored otherwise meanwhile."""

Prepare = Callable[[Writer], object]
"""What must be written in the transaction that seals an import, such as the session that it opens."""


class Importer(Writer):
    """Writes the parts of an import."""

    def begin(self, id: str) -> bool:
        """Make room for an import and take away what an earlier try left of it; False when it was sealed before."""
        known = self.batch(id)
        if known is not None and known.sealed is not None:
            return False
        self.discard(id)
        self._db.execute(insert(batches).values(id=id, actor=self._actor, begun=self._clock(), stored=0, duplicates=0))
        return True

    def discard(self, id: str) -> None:
        """Take away an import that is not sealed."""
        self._db.execute(delete(staged).where(staged.c.batch == id))
        self._db.execute(delete(batches).where(batches.c.id == id, batches.c.sealed.is_(None)))

    def stage(self, id: str, position: int, parts: Sequence[Part]) -> None:
        """Keep a chunk aside. Conflict, Refused as in `append`."""
        fresh = [(session, part) for session, facts in self._fresh(id, parts) for part in strips.made(facts)]
        for session, part in fresh:
            records.part(Place(0, session, 0, 0, self._actor, id, ""), part)  # refused now, not when it is sealed
        texts = [{"session": session, "id": strips.name(part), "record": staging.written(part)} for session, part in fresh]
        rows = [{"batch": id, "position": n, **text} for n, text in enumerate(texts, position)]
        if rows:
            self._db.execute(insert(staged), rows)

    def _fresh(self, id: str, parts: Sequence[Part]) -> Iterator[Part]:
        """The parts without what is stored already, which is counted. Conflict where it differs from what is stored."""
        singly = [fact.id for _, facts in parts if not isinstance(facts, Bulk) for fact in facts]
        stored = {entry.fact.id: entry for entry in self.facts(singly)}
        met = self._met([Span(one.whose.stem, one.first, one.last) for _, one in parts if isinstance(one, Strip)])
        for session, facts in parts:
            if isinstance(facts, Strip):
                yield session, self._unkept(id, session, facts) if facts.whose.stem in met else facts
                continue
            if isinstance(facts, Struck):
                yield session, facts
                continue
            known = [fact for fact in facts if fact.id in stored]
            for fact in known:
                agree(stored[fact.id], session, fact)
            if len(known) < len(facts):
                yield session, tuple(fact for fact in facts if fact.id not in stored) if known else facts
        self._count(id, duplicates=len(stored))

    def _met(self, spans: Sequence[Span]) -> set[str]:
        """How the names begin of which something is stored that may be among these."""
        whole = {stem: list(group) for stem, group in groupby(sorted(spans), attrgetter("stem"))}
        ends = [Span(stem, group[0].first, max(one.last for one in group)) for stem, group in whole.items()]
        return {one.stem for one in ends if self._db.execute(questions.spans_of(*one)).first() is not None}

    def _unkept(self, id: str, session: str, strip: Strip) -> Strip:
        """The readings of a strip that are not stored yet; the others are counted. Conflict where they are in another session."""
        kept = self.kept(strip)
        for home, met in kept:
            if home != session:
                raise Conflict(f"{int(met.sum())} of these readings are stored already, in session {home}. Nothing was stored.")
        return self._without(id, strip, kept)

    def _without(self, id: str, strip: Strip, kept: Sequence[tuple[str, Mask]]) -> Strip:
        """The readings of a strip that are not kept anywhere; the others are counted."""
        new = ~np.zeros(len(strip), bool)
        for _, met in kept:
            new &= ~met
        self._count(id, duplicates=len(strip) - int(new.sum()))
        return strip if new.all() else strip.part(new)

    def seal(self, id: str, sessions: Iterable[str], prepare: Prepare, again: int) -> None:
        """Decide that all of it will be in the log; `again` of its facts came twice.

        NotFound when one of its sessions is neither there nor made by `prepare`.
        """
        prepare(self)
        for session in sessions:
            if session and self.session(session) is None:
                raise NotFound(f"There is no session {session}. Nothing was imported.")
        self._db.execute(update(batches).where(batches.c.id == id).values(sealed=self._clock()))
        self._count(id, duplicates=again)
        self.audit("", "import", id)

    def move(self, id: str) -> bool:
        """Move the next chunk of a sealed import to the log; whether there may be more."""
        first = self._db.execute(select(func.min(staged.c.position)).where(staged.c.batch == id)).scalar()
        if first is None:
            unfinished = batches.c.id == id, batches.c.completed.is_(None)
            self._db.execute(update(batches).where(*unfinished).values(completed=self._clock()))
            return False
        chunk = staged.c.batch == id, staged.c.position < first - first % CHUNK + CHUNK
        asked = select(staged.c.session, staged.c.record).where(*chunk).order_by(staged.c.position)
        read = ((session, staging.read(record)) for session, record in self._db.execute(asked).all())
        for (session, kind), found in groupby(read, lambda one: (one[0], type(one[1]))):
            parts = [part for _, part in found]
            if kind is Written:
                self._move_strips(id, session, [part for part in parts if isinstance(part, Written)])
            elif kind is Strike:
                self._move_strikes(id, session, [part for part in parts if isinstance(part, Strike)])
            else:
                self._move(id, session, [fact for part in parts if not isinstance(part, Whole) for fact in part])
        self._db.execute(delete(staged).where(*chunk))
        return True

    def _move_strips(self, id: str, session: str, staged_strips: Sequence[Written]) -> None:
        """Append strips; readings that were stored since the seal stay where they are; the log says it of another session."""
        new, met = list[Written](), self._met([Span(one.stem, one.first, one.last) for one in staged_strips])
        for one in staged_strips:
            fresh = [one]
            if one.stem in met:
                strip = strips.read(one.body, one.by, one.received, one.source)
                assert isinstance(strip, Strip)  # noqa: S101  # it was written as one
                fresh = [part for part in strips.made(self._left(id, session, strip)) if isinstance(part, Written)]
            new += fresh
        self.add(session, new, batch=id)
        self._count(id, stored=sum(part.readings for part in new))

    def _left(self, id: str, session: str, strip: Strip) -> Strip:
        """As `_unkept`, after the seal: nothing is refused any more."""
        kept = self.kept(strip)
        for home, met in kept:
            if home != session:
                self.audit("", KEPT, session, f"{int(met.sum())} readings of {strip.source} are in session {home}")
        return self._without(id, strip, kept)

    def _move_strikes(self, id: str, session: str, strikes: Sequence[Strike]) -> None:
        """Append what strikes readings through: nobody else does so under the names that its voidings have."""
        self.add(session, strikes, batch=id)
        self._count(id, stored=sum(part.readings for part in strikes))

    def _move(self, id: str, session: str, facts: Sequence[Fact]) -> None:
        """Append what is not stored yet. What was stored under an id since the seal stays; the log says where it differs."""
        stored = {entry.fact.id: entry.fact for entry in self.facts([fact.id for fact in facts])}
        new = [fact for fact in facts if fact.id not in stored]
        cut = strips.cut((session, fact) for fact in new)
        self.add(session, (part for _, part in cut if not isinstance(part, Bulk)), batch=id)
        self._count(id, stored=len(new), duplicates=len(facts) - len(new))
        for fact in facts:
            if fact.id in stored and not records.same(stored[fact.id], fact):
                self.audit("", KEPT, fact.id, staging.written([fact]))

    def _count(self, id: str, stored: int = 0, duplicates: int = 0) -> None:
        more = {"stored": batches.c.stored + stored, "duplicates": batches.c.duplicates + duplicates}
        self._db.execute(update(batches).where(batches.c.id == id).values(**more))

    def interrupted(self) -> list[str]:
        """The imports that are sealed and not completed."""
        asked = select(batches.c.id).where(batches.c.sealed.is_not(None), batches.c.completed.is_(None))
        return list(self._db.execute(asked).scalars())


Importing = Callable[[], AbstractContextManager[Importer]]
"""Begins a transaction for a part of an import."""


def run(importing: Importing, id: str, items: Iterable[Item], prepare: Prepare) -> Batch | None:
    """Import all of these facts, or none when an error is raised; the same id again stores nothing."""
    with importing() as importer:
        new = importer.begin(id)
    if new:
        try:
            once = Once(items)
            sessions = _stage(importing, id, once)
            with importing() as importer:
                importer.seal(id, sessions, prepare, once.again)
        except BaseException:
            with importing() as importer:
                importer.discard(id)
            raise
    return finish(importing, id)


def _stage(importing: Importing, id: str, once: Once) -> list[str]:
    """Stage every chunk; the sessions that it is about."""
    sessions = dict[str, None]()
    for number, parts in enumerate(_chunks(once)):
        with importing() as importer:
            importer.stage(id, number * CHUNK, parts)
        sessions |= dict.fromkeys(session for session, _ in parts)
        time.sleep(PAUSE)
    return list(sessions)


def _chunks(items: Iterable[Item]) -> Iterator[list[Part]]:
    """As many parts as are stored in one turn."""
    parts, cost = list[Part](), 0
    for part in strips.cut(items):
        weight = _weight(part)
        if parts and cost + weight > CHUNK * LOOSE:
            yield parts
            parts, cost = [], 0
        parts.append(part)
        cost += weight
    if parts:
        yield parts


def _weight(part: Part) -> int:
    """How long a part takes, in readings with names of their own."""
    _, what = part
    many = 0 if isinstance(what, Struck) else len(what) // SMOOTH if isinstance(what, Strip) else len(what)
    return max(LOOSE, many)


def finish(importing: Importing, id: str) -> Batch | None:
    """Move what is left of a sealed import to the log."""
    more = True
    while more:
        with importing() as importer:
            more = importer.move(id)
            done = importer.batch(id)
        time.sleep(PAUSE if more else 0)
    return done
