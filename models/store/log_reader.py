"""What stands in the log? Its facts and acts, row by row and reading by reading, within one transaction."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, case, select

from models.facts import singly
from models.parts import Ids, standing
from models.store import questions
from models.store.chain import EMPTY
from models.store.lines import entries, lines
from models.store.records import ACT, FACT_COLUMNS, LogRow
from models.store.rows import Entry, Head, Line, Trace
from models.store.strips import STRIP, STRUCK, spans
from models.store.tables import log
from models.strip import UNDONE, Mask, Strip, Struck
from models.vitals import WORDS, ObservationSet, numbers

FACTS = select(*(log.c[name] for name in FACT_COLUMNS)).where(log.c.kind != ACT)
AT_ONCE = 1_000
"""How many ids are asked for in one statement."""
FEW = 50
"""How many rows are read ahead where one may be a long strip."""

Reading = tuple[Any, ...]
"""Session, id, instant (epoch milliseconds), then the eleven numbers in the order of `Signal`; None = not measured."""


class LogReader:
    """One state of the log, as it was at the first question.

    Every question may raise StoreFailed. What is not there is None or empty.
    """

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def head(self) -> int:
        """The last seq of the log, 0 when it is empty."""
        return self.end().seq

    def end(self) -> Head:
        """The last seq of the log and its hash: a checkpoint, when it is kept elsewhere."""
        found = self._db.execute(select(log.c.seq, log.c.hash).order_by(log.c.seq.desc()).limit(1)).first()
        return EMPTY if found is None else Head(*found)

    def entries(self, session: str, after: int = 0) -> list[Entry]:
        """The facts of a session whose revision is greater than `after`, in the order of revision."""
        asked = FACTS.where(log.c.session == session, log.c.revision > after).order_by(log.c.revision)
        return [found for found in self._entries(asked) if found.revision > after]

    def lines(self, session: str, after: int = 0) -> list[Line]:
        """As `entries`, but a strip of one subject whole, and what strikes readings through; `after` may cut the first."""
        asked = FACTS.where(log.c.session == session, log.c.revision > after).order_by(log.c.revision)
        return list(self._lines(asked))

    def hash_of(self, session: str, revision: int) -> str:
        """The hash of one row of a session, "" when there is none: with its revision it names the log up to there."""
        asked = select(log.c.hash).where(log.c.session == session, log.c.revision >= revision).order_by(log.c.revision)
        return self._db.execute(asked.limit(1)).scalar() or ""

    def since(self, seq: int, session: str | None = None, limit: int = 10_000) -> list[Entry]:
        """At most `limit` facts of all sessions or of one, whose seq is greater than `seq`, in the order of seq."""
        asked = FACTS.where(log.c.seq > seq).order_by(log.c.seq).limit(limit).execution_options(yield_per=FEW)
        with closing(self._entries(asked if session is None else asked.where(log.c.session == session))) as found:
            return list(islice((one for one in found if one.seq > seq), limit))

    def fact(self, id: str) -> Entry | None:
        """The fact with this id, whichever session it belongs to."""
        return next(iter(self.facts([id])), None)

    def facts(self, ids: Sequence[str]) -> list[Entry]:
        """Those of these facts that are stored, in no order."""
        parts = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
        return [one for part in parts for one in (*self._alone(part), *self._on_strips(part), *self._on_strikes(part))]

    def _alone(self, ids: Sequence[str]) -> Iterator[Entry]:
        return self._entries(FACTS.where(log.c.id.in_(ids), log.c.kind.not_in((STRIP, STRUCK))))

    def _on_strips(self, ids: Sequence[str]) -> Iterator[Entry]:
        wanted = frozenset(ids)
        for seq in self._strips(ids):
            rows = self._entries(FACTS.where(log.c.seq == seq, log.c.kind == STRIP))
            yield from (one for one in rows if one.fact.id in wanted)

    def _on_strikes(self, ids: Sequence[str]) -> Iterator[Entry]:
        wanted = frozenset(name for name in ids if name.endswith(UNDONE))
        for seq in self._strips([name.removesuffix(UNDONE) for name in wanted]) if wanted else ():
            rows = self._entries(FACTS.where(log.c.target == f"{STRIP}:{seq}", log.c.kind == STRUCK))
            yield from (one for one in rows if one.fact.id in wanted)

    def _strips(self, ids: Sequence[str]) -> list[int]:
        """The rows in which readings with these ids may be."""
        seqs = set(self._db.execute(questions.strips_of(ids)).scalars())
        for stem, first, last in spans(ids):
            seqs |= set(self._db.execute(questions.spans_of(stem, first, last)).scalars())
        return sorted(seqs)

    def kept(self, strip: Strip) -> list[tuple[str, Mask]]:
        """Which readings of a strip are stored, and in which session."""
        asked = questions.spans_of(strip.whose.stem, strip.first, strip.last)
        rows = self._lines(FACTS.where(log.c.seq.in_(asked)))
        return [(line.session, met) for line in rows if (met := _met(strip, line)).any()]

    def undone(self, strip: Strip) -> Mask:
        """Which readings of a strip are struck through because the import that stored them was undone."""
        asked = questions.spans_of(strip.whose.stem, strip.first, strip.last)
        rows = select(log.c.id).where(log.c.seq.in_(asked))
        found = [one.fact for one in self._lines(FACTS.where(log.c.kind == STRUCK, log.c.target.in_(rows)))]
        sessions = select(log.c.session).where(log.c.seq.in_(asked))
        ends = log.c.id.endswith(UNDONE, autoescape=True)
        alone = select(log.c.target).where(log.c.kind == "void", ends, log.c.session.in_(sessions))
        names = (name for name in self._db.execute(alone).scalars() if name)
        gone = np.isin(np.arange(len(strip)), Ids(names).places(strip))
        for one in (one for one in found if isinstance(one, Struck) and one.near(strip)):
            gone |= one.of(strip)
        return gone

    def _entries(self, asked: Select[Any]) -> Generator[Entry]:
        """The entries of these rows, reading by reading."""
        with self._db.execute(asked) as found:
            for row in found:
                yield from entries(row, self._row)

    def _lines(self, asked: Select[Any]) -> Generator[Line]:
        with self._db.execute(asked) as found:
            for row in found:
                yield from lines(row, self._row)

    def _row(self, id: str) -> Sequence[Any]:
        return self._db.execute(FACTS.where(log.c.id == id)).one()

    def columns(self, session_ids: Sequence[str]) -> tuple[Reading, ...]:
        """The observation sets of these sessions that stand after corrections, as plain rows in the order of time and id."""
        corrected = self._corrected(session_ids)
        plain = [name for name in session_ids if name not in corrected]
        wanted: list[Any] = [log.c.session, log.c.id, log.c.at, *(log.c[word] for word in WORDS)]
        asked = select(*wanted).where(log.c.kind == "set", log.c.session.in_(plain))
        rows: list[Any] = [tuple(found) for found in self._db.execute(asked)]
        on_strips = self._entries(FACTS.where(log.c.kind == STRIP, log.c.session.in_(plain)))
        rows += [(one.session, one.fact.id, one.fact.at, *numbers(one.fact)) for one in on_strips]
        rows += [reading for name in corrected for reading in self._standing(name)]
        return tuple(sorted(rows, key=lambda reading: (reading[2], reading[1])))

    def _corrected(self, session_ids: Sequence[str]) -> set[str]:
        asked = select(log.c.session).distinct().where(log.c.target.is_not(None), log.c.session.in_(session_ids))
        return set(self._db.execute(asked).scalars())

    def _standing(self, session: str) -> Iterator[tuple[Any, ...]]:
        held = standing(found.fact for found in self.lines(session))
        for fact in singly([*held.facts, *held.strips]):
            if isinstance(fact, ObservationSet):
                yield session, fact.id, fact.at, *numbers(fact)

    def rows_of(self, session: str) -> list[LogRow]:
        """The rows of a session as they stand in the log, with their hashes, in the order of revision."""
        asked = select(*(log.c[name] for name in LogRow._fields)).where(log.c.session == session, log.c.kind != ACT)
        return [LogRow(*found) for found in self._db.execute(asked.order_by(log.c.revision))]

    def rows(self) -> Generator[LogRow]:
        """Every row of the log in the order of seq, a few at a time: what `chain.walk` follows."""
        asked = select(*(log.c[name] for name in LogRow._fields)).order_by(log.c.seq).execution_options(yield_per=AT_ONCE)
        with self._db.execute(asked) as found:
            yield from (LogRow(*row) for row in found)

    def trail(self, after: int = 0, limit: int = 1_000) -> list[Trace]:
        """The audit trail: at most `limit` rows with a greater seq. For a fact the action is its kind and `about` its id."""
        said = case((log.c.kind == ACT, log.c.body))
        wanted = (log.c.seq, log.c.logged, log.c.actor, log.c.session, log.c.hash, log.c.kind, log.c.id, said, log.c.readings)
        asked = select(*wanted).where(log.c.seq > after).order_by(log.c.seq).limit(limit)
        return [_trace(found) for found in self._db.execute(asked)]


def _trace(found: Sequence[Any]) -> Trace:
    seq, logged, actor, session, digest, kind, name, body, count = found
    act = json.loads(body) if kind == ACT else {"action": kind, "about": name, "detail": f"{count} readings" if count else ""}
    return Trace(seq, logged, actor, session, act["action"], act["about"], act["detail"], digest)


def _met(strip: Strip, line: Line) -> Mask:
    """Which readings of the strip stand in this line of the log."""
    if isinstance(line.fact, Strip):
        return strip.met(line.fact)
    place = None if isinstance(line.fact, Struck) else strip.held(line.fact.id)
    return np.isin(np.arange(len(strip)), [] if place is None else [place])
