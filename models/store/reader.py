"""What is stored? Every question that can be asked of the store, within one transaction."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, Table, case, func, select

from models.facts import standing
from models.store import questions
from models.store.chain import EMPTY
from models.store.mappings import MappingReader
from models.store.records import ACT, FACT_COLUMNS, LogRow, entries
from models.store.rows import (
    Batch,
    Entry,
    Head,
    KeptProtocol,
    Patient,
    PatientLine,
    Rejection,
    Screen,
    SessionRow,
    Sought,
    Token,
    Trace,
    Tried,
    User,
    WebSession,
)
from models.store.strips import STRIP
from models.store.tables import batches, log, patients, protocols, rejected, rooms, screens, sessions, tokens, users, web_sessions
from models.vitals import WORDS, Millis, ObservationSet, numbers

FACTS = select(*(log.c[name] for name in FACT_COLUMNS)).where(log.c.kind != ACT)
AT_ONCE = 1_000
"""How many ids are asked for in one statement."""
FEW = 50
"""How many rows are read ahead where one may be a long strip."""

Reading = tuple[Any, ...]
"""Session, id, instant (epoch milliseconds), then the eleven numbers in the order of `Signal`; None = not measured."""


class Reader(MappingReader):
    """One state of the store, as it was at the first question.

    Every question may raise StoreFailed. What is not there is None or empty.
    """

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    # ------------------------------------------------------------------------------------------------------ the log
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
        return [one for part in parts for one in (*self._entries(FACTS.where(log.c.id.in_(part))), *self._on_strips(part))]

    def _on_strips(self, ids: Sequence[str]) -> Iterator[Entry]:
        wanted = frozenset(ids)
        for seq in self._db.execute(questions.strips_of(ids)).scalars().all():
            yield from (one for one in self._entries(FACTS.where(log.c.seq == seq)) if one.fact.id in wanted)

    def _entries(self, asked: Select[Any]) -> Generator[Entry]:
        """The entries of these rows, reading by reading."""
        with self._db.execute(asked) as found:
            for row in found:
                yield from entries(row)

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
        for fact in standing(found.fact for found in self.entries(session)):
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

    # ------------------------------------------------------------------------------------- patients, sessions, rooms
    def patients(self) -> list[Patient]:
        """Everybody who was ever admitted, by name."""
        return sorted((Patient(**found) for found in self._all(patients)), key=lambda patient: (patient.name, patient.id))

    def patient(self, id: str) -> Patient | None:
        """The patient with this id."""
        return next((Patient(**found) for found in self._all(patients, patients.c.id == id)), None)

    def patients_of(self, ids: Iterable[str]) -> list[Patient]:
        """Those of these patients who are kept, in no order."""
        return [Patient(**found) for found in self._all(patients, patients.c.id.in_(list(ids)))]

    def find_patient(self, identifier: str) -> Patient | None:
        """The patient with this number of the clinic; nobody has the number ""."""
        asked = self._all(patients, patients.c.identifier == identifier) if identifier else []
        return next((Patient(**found) for found in asked), None)

    def session(self, id: str) -> SessionRow | None:
        """The session with this id."""
        return next((SessionRow(**found) for found in self._all(sessions, sessions.c.id == id)), None)

    def sessions(self, patient: str | None = None, running: bool | None = None) -> list[SessionRow]:  # noqa: FBT001  # three states: only running, only ended, both
        """Sessions of all patients or of one, of all states or only those that run (no end stands) or ended; the oldest first.

        One that an import has opened and not yet filled does not run: nobody sits there, and its end may be in the next chunk.
        """
        asked = [] if patient is None else [sessions.c.patient == patient]
        if running is not None:
            asked += [~questions.ended(), ~questions.arriving()] if running else [questions.ended()]
        found = [SessionRow(**row) for row in self._all(sessions, *asked)]
        return sorted(found, key=lambda row: (row.opened_at, row.id))

    def seek(self, sought: Sought, limit: int) -> list[PatientLine]:
        """At most `limit` of the patients who are meant: who was here last comes first, who never was comes last."""
        found = self._db.execute(questions.patients_by_last(sought).limit(limit)).mappings().all()
        return [_line(dict(row)) for row in found]

    def sought(self, sought: Sought) -> int:
        """How many patients are meant."""
        return self._db.execute(select(func.count()).select_from(patients).where(*questions.meant(sought))).scalar() or 0

    def latest(self, limit: int, patient: str | None = None) -> list[SessionRow]:
        """At most `limit` sessions of all patients or of one, the latest first."""
        asked = select(sessions).order_by(sessions.c.opened_at.desc(), sessions.c.id).limit(limit)
        asked = asked if patient is None else asked.where(sessions.c.patient == patient)
        return [SessionRow(**found) for found in self._db.execute(asked).mappings()]

    def count_sessions(self, patient: str | None = None) -> int:
        """How many sessions there are, of all patients or of one."""
        asked = select(func.count()).select_from(sessions)
        return self._db.execute(asked if patient is None else asked.where(sessions.c.patient == patient)).scalar() or 0

    def last_in(self, room: str, at: Millis) -> SessionRow | None:
        """The session that was opened last in this room, at or before an instant."""
        asked = select(sessions).where(sessions.c.room == room, sessions.c.opened_at <= at)
        found = self._db.execute(asked.order_by(sessions.c.opened_at.desc(), sessions.c.id).limit(1)).mappings().first()
        return None if found is None else SessionRow(**found)

    def opened(self, begin: Millis, end: Millis) -> list[SessionRow]:
        """The sessions that were opened from `begin` to `end`, both included, the oldest first."""
        found = [SessionRow(**row) for row in self._all(sessions, sessions.c.opened_at.between(begin, end))]
        return sorted(found, key=lambda row: (row.opened_at, row.id))

    def told(self, session_ids: Sequence[str]) -> list[Entry]:
        """What happened in these sessions apart from what was measured: every fact but the sets, in the order of seq."""
        asked = FACTS.where(log.c.session.in_(session_ids), questions.no_set()).order_by(log.c.seq)
        return list(self._entries(asked))

    def rooms(self) -> tuple[str, ...]:
        """The names of the rooms in the order in which they were added."""
        return tuple(self._db.execute(select(rooms.c.name).order_by(rooms.c.position)).scalars())

    def screens(self, since: Millis = 0) -> list[Screen]:
        """The screens that spoke at or after `since`, by name."""
        found = [_screen(dict(row)) for row in self._all(screens, screens.c.seen >= since)]
        return sorted(found, key=lambda screen: (screen.name, screen.id))

    def trial(self) -> Tried | None:
        """The reading of the latest test alert; None before the first."""
        found = self._db.execute(questions.trial()).mappings().first()
        return None if found is None else Tried(**found)

    def rejections(self, limit: int) -> list[Rejection]:
        """At most `limit` of the messages that were not taken, the latest first."""
        wanted = (rejected.c.at, rejected.c.sender, rejected.c.reason, rejected.c.text)
        asked = select(*wanted).order_by(rejected.c.id.desc()).limit(limit)
        return [Rejection(**found) for found in self._db.execute(asked).mappings()]

    # --------------------------------------------------------------------------------------- protocols and imports ---
    def protocol_text(self, digest: str) -> str | None:
        """The source of the protocol with this digest, word for word."""
        return self._db.execute(select(protocols.c.text).where(protocols.c.digest == digest)).scalar()

    def protocols(self) -> list[KeptProtocol]:
        """Every protocol that was ever kept, the oldest first."""
        found = [KeptProtocol(**row) for row in self._all(protocols)]
        return sorted(found, key=lambda kept: (kept.adopted_at, kept.digest))

    def batch(self, id: str) -> Batch | None:
        """The import with this id."""
        return next((Batch(**found) for found in self._all(batches, batches.c.id == id)), None)

    def imports(self, actor: str, since: Millis) -> list[Batch]:
        """The imports of this actor that were begun at `since` or later and are finished, the latest first."""
        known = (Batch(**found) for found in self._all(batches, batches.c.actor == actor, batches.c.begun >= since))
        return sorted((one for one in known if one.completed is not None), key=lambda one: one.begun, reverse=True)

    def imported(self, id: str) -> list[Entry]:
        """What the import with this id stored, in the order of seq."""
        return list(self._entries(FACTS.where(log.c.batch == id).order_by(log.c.seq)))

    # ------------------------------------------------------------------------------------------------------- sign-in
    def user(self, name: str) -> User | None:
        """The user with this name."""
        return next((User(**found) for found in self._all(users, users.c.name == name)), None)

    def users(self) -> list[User]:
        """Everybody who may or might sign in, by name."""
        return sorted((User(**found) for found in self._all(users)), key=lambda user: user.name)

    def web_session(self, token_hash: str) -> WebSession | None:
        """The sign-in with this token, also when it has ended."""
        return next((WebSession(**found) for found in self._all(web_sessions, web_sessions.c.token_hash == token_hash)), None)

    def web_sessions(self, user: str) -> list[WebSession]:
        """Every sign-in of a user, the oldest first."""
        found = [WebSession(**row) for row in self._all(web_sessions, web_sessions.c.user == user)]
        return sorted(found, key=lambda row: row.created)

    def token(self, token_hash: str) -> Token | None:
        """The token with this hash, also when it was revoked."""
        return next((Token(**found) for found in self._all(tokens, tokens.c.token_hash == token_hash)), None)

    def tokens(self, device: str | None = None) -> list[Token]:
        """Every token that was ever made, of all devices or of one, by device and then the oldest first."""
        asked = [] if device is None else [tokens.c.device == device]
        return sorted((Token(**found) for found in self._all(tokens, *asked)), key=lambda token: (token.device, token.made))

    def _all(self, table: Table[Any], *conditions: Any) -> Sequence[Any]:
        return self._db.execute(select(table).where(*conditions)).mappings().all()


def _line(found: dict[str, Any]) -> PatientLine:
    count, last = found.pop("count"), found.pop("last")
    return PatientLine(Patient(**found), count or 0, last)


def _screen(found: dict[str, Any]) -> Screen:
    rooms = found.pop("rooms")
    return Screen(rooms=None if rooms is None else tuple(json.loads(rooms)), **found)


def _trace(found: Sequence[Any]) -> Trace:
    seq, logged, actor, session, digest, kind, name, body, count = found
    act = json.loads(body) if kind == ACT else {"action": kind, "about": name, "detail": f"{count} readings" if count else ""}
    return Trace(seq, logged, actor, session, act["action"], act["about"], act["detail"], digest)
