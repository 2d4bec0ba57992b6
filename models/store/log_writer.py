"""How does the log grow? Facts and acts are put to its end, each row chained to the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from models.errors import Conflict, NotFound
from models.facts import Fact
from models.store import records
from models.store.chain import sealed
from models.store.reader import Reader
from models.store.records import LogRow, Place
from models.store.rows import Entry, Head
from models.store.strips import Strike, Whole, Written, mark, plain
from models.store.strips import spans as found_in
from models.store.tables import (
    log,
    spans,
    strips,
)
from models.strip import named
from models.vitals import Millis


class LogWriter(Reader):
    """Writes and reads its own writes; all of it is kept when the transaction ends, or none of it when an error leaves it.

    `actor` is who is signed in; whoever vouches for a fact is in the fact. Each write that is no fact leaves an act in the log.
    """

    def __init__(self, connection: Connection, clock: Callable[[], Millis], actor: str = "") -> None:
        super().__init__(connection)
        self._clock = clock
        self._actor = actor
        self._end: Head | None = None
        self._revisions: dict[str, int] = {}

    @property
    def wrote(self) -> bool:
        """Whether anything was added to the log."""
        return bool(self._revisions)

    def append(self, session: str, facts: Iterable[Fact], actor: str = "", batch: str | None = None) -> list[Entry]:
        """Add facts to the end of a session; an entry for each, in their order.

        A fact whose id is stored with the same content (whenever received) is not added again: its entry is the stored one.
        Conflict when the id is stored with other content or in another session, NotFound when there is no such session,
        Refused when a number or a text cannot be stored.
        """
        new = tuple(facts)
        if session and self.session(session) is None:
            raise NotFound(f"There is no session {session}.")
        mark = self._end, self._revisions.copy()
        try:
            return self._append(session, new, actor, batch)
        except BaseException:
            self._end, self._revisions = mark  # whoever catches it can go on writing where the log ends
            raise

    def _append(self, session: str, facts: Sequence[Fact], actor: str, batch: str | None) -> list[Entry]:
        known = {entry.fact.id: entry for entry in self.facts([fact.id for fact in facts])}
        fresh = list[Fact]()
        for fact in facts:
            if fact.id in known:
                agree(known[fact.id], session, fact)
            else:
                known[fact.id] = Entry(0, session, 0, fact)
                fresh.append(fact)
        known |= {entry.fact.id: entry for entry in self.add(session, ((fact,) for fact in fresh), actor, batch)}
        return [known[fact.id] for fact in facts]

    def add(
        self, session: str, parts: Iterable[Sequence[Fact] | Whole], actor: str = "", batch: str | None = None
    ) -> list[Entry]:
        """Add facts that are known not to be stored, each by itself or the readings of a strip together.

        An entry for each, but none for those of what is a row by itself.
        """
        rows, added, places = list[LogRow](), list[Entry](), list[tuple[int, Sequence[Fact] | Whole]]()
        for part in parts:
            place = self._place(session, actor, batch)
            rows.append(self._chained(records.part(place, part)))
            places.append((rows[-1].seq, part))
            if not isinstance(part, Whole):
                added += [Entry(place.seq + n, session, place.revision + n, fact) for n, fact in enumerate(part)]
        self._insert(rows)
        self._find_again(places, imported=batch is not None)
        return added

    def _find_again(self, places: Iterable[tuple[int, Sequence[Fact] | Whole]], *, imported: bool) -> None:
        """Keep where readings are that are no rows of their own, and those of an import, which may come in once more."""
        marked, ranges = list[dict[str, int]](), list[dict[str, Any]]()
        for seq, part in places:
            if isinstance(part, Strike):
                continue  # it is found by the row that it names
            if isinstance(part, Written):
                ranges.append({"stem": part.stem, "first": part.first, "last": part.last, "seq": seq})
            elif len(part) > 1 or (imported and plain(part[0])):
                ranges += [span._asdict() | {"seq": seq} for span in found_in(fact.id for fact in part)]
            if not isinstance(part, Written) and len(part) > 1:
                marked += [{"mark": one, "seq": seq} for one in sorted({mark(f.id) for f in part if not named(f.id)})]
        for table, found in ((strips, marked), (spans, ranges)):
            if found:
                self._db.execute(insert(table), found)

    def audit(self, actor: str, action: str, about: str, detail: str = "") -> int:
        """Add an act of staff to the log, such as a refused sign-in, and say its seq."""
        row = self._chained(records.act(self._place("", actor, None), action, about, detail))
        self._insert([row])
        return row.seq

    def _place(self, session: str, actor: str, batch: str | None) -> Place:
        end = self._end or self.end()
        revision = self._revisions.get(session) or self._last_revision(session)
        return Place(end.seq + 1, session, revision + 1, self._clock(), actor or self._actor, batch, end.hash)

    def _last_revision(self, session: str) -> int:
        return self._db.execute(select(func.max(log.c.revision)).where(log.c.session == session)).scalar() or 0

    def _chained(self, row: LogRow) -> LogRow:
        done = sealed(row)
        self._end, self._revisions[row.session] = Head(done.seq, done.hash), done.revision
        return done

    def _insert(self, rows: Sequence[LogRow]) -> None:
        if rows:
            self._db.execute(insert(log), [row._asdict() for row in rows])


def agree(stored: Entry, session: str, fact: Fact) -> None:
    """Conflict unless the stored fact is this one, in this session."""
    if stored.session != session or not records.same(stored.fact, fact):
        what = type(fact).__name__
        raise Conflict(f"{what} {fact.id} is stored already, with other content. Correct the stored one, or enter it anew.")
