"""How does a large import get in, all or nothing, without keeping a nurse's entry waiting?

1. Its facts are staged in chunks, each a short transaction. Nobody sees them, and an error takes all of them away again.
2. One transaction seals it: from now on all of it will be in the log, even if the program is killed the next moment.
3. The facts move to the log in chunks. Whoever next runs `Store.migrate` finishes a move that was interrupted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import groupby, islice
from operator import itemgetter

from sqlalchemy import delete, insert, select, update

from models.errors import Conflict, NotFound
from models.facts import Fact
from models.store import records
from models.store.reader import AT_ONCE
from models.store.records import Place
from models.store.rows import Batch
from models.store.tables import batches, staged
from models.store.writer import Writer, agree

CHUNK = 250
"""Facts in one transaction: chaining one takes 0.1 ms of processor time, so a live entry waits some 25 ms for its turn."""
PAUSE = 0.002
"""Seconds between two chunks, in which live entries get their turn."""

Item = tuple[str, Fact]
"""A session and a fact of it."""
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

    def stage(self, id: str, position: int, items: Sequence[Item]) -> None:
        """Keep a chunk aside. Conflict, Refused as in `append`, and Conflict when the import contradicts itself."""
        self._agree_with_log(items)
        known = self._staged(id, [fact.id for _, fact in items])
        fresh = dict[str, tuple[str, str]]()
        for session, fact in items:
            records.row(Place(0, session, 0, 0, self._actor, id, ""), fact)  # refused now, not when it is sealed
            said = session, records.staged_record(fact)
            if (known.get(fact.id) or fresh.setdefault(fact.id, said)) != said:
                raise Conflict(f"{type(fact).__name__} {fact.id} is in this import twice, and differs. Nothing was stored.")
        rows = enumerate(fresh.items(), position)
        values = [{"batch": id, "position": n, "session": s, "id": name, "record": text} for n, (name, (s, text)) in rows]
        if values:
            self._db.execute(insert(staged), values)
        self._count(id, duplicates=len(items) - len(fresh))

    def _agree_with_log(self, items: Sequence[Item]) -> None:
        stored = {entry.fact.id: entry for entry in self.facts([fact.id for _, fact in items])}
        for session, fact in items:
            if fact.id in stored:
                agree(stored[fact.id], session, fact)

    def _staged(self, id: str, names: Sequence[str]) -> dict[str, tuple[str, str]]:
        known = dict[str, tuple[str, str]]()
        asked = select(staged.c.id, staged.c.session, staged.c.record).where(staged.c.batch == id)
        for start in range(0, len(names), AT_ONCE):
            found = self._db.execute(asked.where(staged.c.id.in_(names[start : start + AT_ONCE])))
            known |= {name: (session, record) for name, session, record in found}
        return known

    def seal(self, id: str, sessions: Iterable[str], prepare: Prepare) -> None:
        """Decide that all of it will be in the log. NotFound when one of its sessions is neither there nor made by `prepare`."""
        prepare(self)
        for session in sessions:
            if session and self.session(session) is None:
                raise NotFound(f"There is no session {session}. Nothing was imported.")
        self._db.execute(update(batches).where(batches.c.id == id).values(sealed=self._clock()))
        self.audit("", "import", id)

    def move(self, id: str) -> bool:
        """Move the next chunk of a sealed import to the log; whether there may be more."""
        of_batch = staged.c.batch == id
        asked = select(staged.c.session, staged.c.position, staged.c.record).where(of_batch).order_by(staged.c.position)
        part = self._db.execute(asked.limit(CHUNK)).all()
        for session, found in groupby(part, itemgetter(0)):
            self._move(id, session, [records.from_staged(record) for _, _, record in found])
        if part:
            self._db.execute(delete(staged).where(of_batch, staged.c.position <= part[-1].position))
        if len(part) < CHUNK:
            unfinished = batches.c.id == id, batches.c.completed.is_(None)
            self._db.execute(update(batches).where(*unfinished).values(completed=self._clock()))
        return len(part) == CHUNK

    def _move(self, id: str, session: str, facts: Sequence[Fact]) -> None:
        """Append what is not stored yet. What was stored under an id since the seal stays; the log says where it differs."""
        stored = {entry.fact.id: entry.fact for entry in self.facts([fact.id for fact in facts])}
        new = [fact for fact in facts if fact.id not in stored]
        self.append(session, new, batch=id)
        self._count(id, stored=len(new), duplicates=len(facts) - len(new))
        for fact in facts:
            if fact.id in stored and not records.same(stored[fact.id], fact):
                self.audit("", "import kept what was stored", fact.id, records.staged_record(fact))

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
            sessions = _stage(importing, id, items)
            with importing() as importer:
                importer.seal(id, sessions, prepare)
        except BaseException:
            with importing() as importer:
                importer.discard(id)
            raise
    return finish(importing, id)


def _stage(importing: Importing, id: str, items: Iterable[Item]) -> list[str]:
    """Stage every chunk; the sessions that it is about."""
    sessions = dict[str, None]()
    for number, part in enumerate(_chunks(items)):
        with importing() as importer:
            importer.stage(id, number * CHUNK, part)
        sessions |= dict.fromkeys(session for session, _ in part)
        time.sleep(PAUSE)
    return list(sessions)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    source = iter(items)
    while part := list(islice(source, CHUNK)):
        yield part


def finish(importing: Importing, id: str) -> Batch | None:
    """Move what is left of a sealed import to the log."""
    more = True
    while more:
        with importing() as importer:
            more = importer.move(id)
            done = importer.batch(id)
        time.sleep(PAUSE if more else 0)
    return done
