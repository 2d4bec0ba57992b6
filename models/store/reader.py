"""What is stored? Every question that can be asked of the store, within one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, func, select

from models.store import questions
from models.store.lines import imported
from models.store.log_reader import FACTS, LogReader
from models.store.mappings import MappingReader
from models.store.rows import (
    Batch,
    Entry,
    Imported,
    KeptProtocol,
    Patient,
    PatientLine,
    Rejection,
    Screen,
    SessionRow,
    Sought,
    Token,
    Tried,
    User,
    WebSession,
)
from models.store.tables import batches, log, patients, protocols, rejected, rooms, screens, sessions, tokens, users, web_sessions
from models.vitals import Millis


class Reader(LogReader, MappingReader):
    """One state of the store, as it was at the first question.

    Every question may raise StoreFailed. What is not there is None or empty.
    """

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
        """What happened in these sessions apart from what was measured, in the order of seq.

        Every fact but the sets, and but what struck many of them through together.
        """
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

    def imported(self, id: str) -> list[Imported]:
        """What the import with this id stored, row by row in the order of seq."""
        rows = self._db.execute(FACTS.where(log.c.batch == id).order_by(log.c.seq))
        return [imported(row, self._row) for row in rows]

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
