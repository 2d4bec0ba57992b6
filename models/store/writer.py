"""What can be written? Everything that changes the store, within one transaction that is alone in writing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from models.errors import Conflict, NotFound
from models.facts import Fact
from models.store import records
from models.store.chain import sealed
from models.store.mappings import MappingWriter
from models.store.reader import Reader
from models.store.records import LogRow, Place
from models.store.rows import Entry, Head, KeptProtocol, Patient, Rejection, Screen, SessionRow, Token, Tried, User, WebSession
from models.store.strips import mark
from models.store.tables import (
    log,
    patients,
    protocols,
    rejected,
    rooms,
    screens,
    sessions,
    strips,
    tokens,
    trials,
    users,
    web_sessions,
)
from models.vitals import Millis


class Writer(Reader, MappingWriter):
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

    # ------------------------------------------------------------------------------------------------------ the log
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

    def add(self, session: str, parts: Iterable[Sequence[Fact]], actor: str = "", batch: str | None = None) -> list[Entry]:
        """Add facts that are known not to be stored, each by itself or the readings of a strip together."""
        rows, added, marks = list[LogRow](), list[Entry](), list[dict[str, int]]()
        for part in parts:
            place = self._place(session, actor, batch)
            rows.append(self._chained(records.part(place, part)))
            added += [Entry(place.seq + n, session, place.revision + n, fact) for n, fact in enumerate(part)]
            found = {mark(fact.id) for fact in part} if len(part) > 1 else ()
            marks += [{"mark": one, "seq": rows[-1].seq} for one in sorted(found)]
        self._insert(rows)
        if marks:
            self._db.execute(insert(strips), marks)
        return added

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

    # ------------------------------------------------------------------------------------- patients, sessions, rooms
    def admit(self, patient: Patient, actor: str = "") -> None:
        """Keep a new patient; the same one again changes nothing. Conflict when the id or the identifier is somebody else's."""
        if _is_new("patient", self.patient(patient.id), patient):
            self._unshared(patient)
            self._add(patients, patient, "admit", patient.id, actor)

    def correct(self, patient: Patient, reason: str, actor: str = "") -> None:
        """Replace what is known of a patient; the log keeps the values before and after. NotFound, Conflict as in `admit`."""
        before = self.patient(patient.id)
        if before is None:
            raise NotFound(f"There is no patient {patient.id}.")
        self._unshared(patient)
        self._db.execute(update(patients).where(patients.c.id == patient.id).values(**asdict(patient)))
        detail = json.dumps({"before": asdict(before), "after": asdict(patient), "reason": reason}, sort_keys=True, default=str)
        self.audit(actor, "correct patient", patient.id, detail)

    def _unshared(self, patient: Patient) -> None:
        other = self.find_patient(patient.identifier)
        if other is not None and other.id != patient.id:
            raise Conflict("This identifier belongs to another patient. Look the patient up by it, or check the number.")

    def open_session(self, session: SessionRow, actor: str = "") -> None:
        """Keep a new session; the same one again changes nothing. NotFound when its patient or its protocol is not kept."""
        if self.patient(session.patient) is None:
            raise NotFound(f"There is no patient {session.patient}. Admit the patient first.")
        if self.protocol_text(session.protocol) is None:
            raise NotFound(f"The protocol {session.protocol} is not kept. Keep it before a session runs under it.")
        if _is_new("session", self.session(session.id), session):
            self._add(sessions, session, "open session", session.id, actor)

    def add_room(self, name: str, actor: str = "") -> None:
        """Add a room after the others; one that is there already stays where it is."""
        known = self.rooms()
        if name not in known:
            self._db.execute(insert(rooms).values(position=len(known) + 1, name=name))
            self.audit(actor, "add room", name)

    def keep_screen(self, screen: Screen, gone: Millis) -> None:
        """Keep the last word of a screen in place of the one before; screens that were silent since `gone` are forgotten.

        No row of the log: what it means for a session becomes a fact of that session.
        """
        self._db.execute(delete(screens).where((screens.c.id == screen.id) | (screens.c.seen < gone)))
        listed = None if screen.rooms is None else json.dumps(screen.rooms)
        self._db.execute(insert(screens).values(**(asdict(screen) | {"rooms": listed})))

    def keep_trial(self, tried: Tried) -> None:
        """Keep the reading of a test alert in place of the one before: it goes the way of any other, and is no row of the log."""
        self._db.execute(delete(trials))
        self._db.execute(insert(trials).values(id="latest", **asdict(tried)))

    def keep_rejection(self, rejection: Rejection, each: int, most: int) -> None:
        """Keep a message that was not taken; of one sender the latest `each` stay, of all of them the latest `most`.

        No row of the log: nothing of it is a fact of a session.
        """
        self._db.execute(insert(rejected).values(**asdict(rejection)))
        latest = select(rejected.c.id).order_by(rejected.c.id.desc())
        own = rejected.c.sender == rejection.sender
        self._db.execute(delete(rejected).where(own, rejected.c.id.not_in(latest.where(own).limit(each))))
        self._db.execute(delete(rejected).where(rejected.c.id.not_in(latest.limit(most))))

    def keep_protocol(self, text: str, digest: str, name: str, version: str, actor: str = "") -> None:
        """Keep the source of a protocol word for word, by its digest; kept ones never change."""
        if self.protocol_text(digest) is None:
            by = actor or self._actor
            kept = KeptProtocol(digest=digest, name=name, version=version, text=text, adopted_at=self._clock(), adopted_by=by)
            self._db.execute(insert(protocols).values(**asdict(kept)))
            self.audit(actor, "keep protocol", digest, f"{name} {version}")

    # ------------------------------------------------------------------------------------------------------- sign-in
    def add_user(self, user: User, actor: str = "") -> None:
        """Keep a new user. Conflict when the name was ever used: what was done under it belongs to that person."""
        if self.user(user.name) is not None:
            raise Conflict(f"There is a user {user.name} already. Choose another name.")
        if self.tokens(user.name):
            raise Conflict(f"A device is called {user.name}. Choose another name: what the device recorded is under it.")
        self._db.execute(insert(users).values(**asdict(user)))
        self.audit(actor, "add user", user.name, _standing_of(user))

    def set_user(self, user: User, actor: str = "") -> None:
        """Replace everything of a user but the name. NotFound when there is none of that name."""
        before = self.user(user.name)
        if before is None:
            raise NotFound(f"There is no user {user.name}.")
        self._db.execute(update(users).where(users.c.name == user.name).values(**asdict(user)))
        changed = "" if before.password_hash == user.password_hash else "; new password"
        self.audit(actor, "change user", user.name, f"{_standing_of(before)} -> {_standing_of(user)}{changed}")

    def start_web_session(self, row: WebSession) -> None:
        """Keep a new sign-in."""
        self._db.execute(insert(web_sessions).values(**asdict(row)))
        self.audit(row.user, "sign in", row.user)

    def touch(self, token_hash: str, seen: Millis) -> None:
        """Note that the person of a sign-in that lasts did something; nothing happens to one that has ended."""
        lasting = web_sessions.c.token_hash == token_hash, web_sessions.c.ended.is_(None)
        self._db.execute(update(web_sessions).where(*lasting).values(seen=seen))

    def hear(self, token_hash: str, heard: Millis | None, screen: str | None = None) -> None:
        """Note when the `screen` that sounds last spoke with a sign-in that lasts; None = its sound is off."""
        lasting = web_sessions.c.token_hash == token_hash, web_sessions.c.ended.is_(None)
        self._db.execute(update(web_sessions).where(*lasting).values(heard=heard, screen=screen))

    def lock_web_session(self, row: WebSession, at: Millis) -> None:
        """Note that the screen of a sign-in is locked, once; nothing happens to one that was used or has ended meanwhile."""
        if row.locked is None and self.web_session(row.token_hash) == row:
            self._db.execute(update(web_sessions).where(web_sessions.c.token_hash == row.token_hash).values(locked=at))
            self.audit("", "lock screen", row.user, row.screen or "")

    def end_web_session(self, token_hash: str, at: Millis, by: str = "") -> None:
        """End a sign-in; one that has ended or never was stays as it is. `by` is who signed in where its screen was locked."""
        found = self.web_session(token_hash)
        if found is None or found.ended is not None:
            return
        self._db.execute(update(web_sessions).where(web_sessions.c.token_hash == token_hash).values(ended=at))
        if by and found.locked is not None:
            self.audit(by, "unlock screen", found.user, found.screen or "")
        else:
            self.audit(found.user, "sign out", found.user)

    def end_web_sessions(self, user: str, at: Millis) -> int:
        """End every sign-in of a user that lasts, and say how many there were."""
        lasting = [row for row in self.web_sessions(user) if row.ended is None]
        for row in lasting:
            self.end_web_session(row.token_hash, at)
        return len(lasting)

    def add_token(self, token: Token, actor: str = "") -> None:
        """Keep a new token. Conflict when a person has the device's name, or a token of the device is not revoked."""
        if self.user(token.device) is not None:
            raise Conflict(f"{token.device} is the name of a person. Name the device after where it stands, such as bedside-3.")
        if any(known.revoked is None for known in self.tokens(token.device)):
            raise Conflict(f"{token.device} has a token already. Revoke that one first, or choose another name.")
        self._db.execute(insert(tokens).values(**asdict(token)))
        self.audit(actor, "add token", token.device, f"records in room {token.room}" if token.room else "records in any room")

    def revoke_token(self, token: Token, at: Millis, actor: str = "") -> None:
        """A token is worth nothing from now on."""
        self._db.execute(update(tokens).where(tokens.c.token_hash == token.token_hash).values(revoked=at))
        self.audit(actor, "revoke token", token.device)

    def touch_token(self, token: Token, seen: Millis) -> None:
        """Note when a token was last used; no row of the log, as its readings are there."""
        self._db.execute(update(tokens).where(tokens.c.token_hash == token.token_hash).values(seen=seen))

    def _add(self, table: Table[Any], value: Patient | SessionRow, action: str, about: str, actor: str) -> None:
        self._db.execute(insert(table).values(**asdict(value)))
        self.audit(actor, action, about, json.dumps(asdict(value), sort_keys=True, default=str))


def agree(stored: Entry, session: str, fact: Fact) -> None:
    """Conflict unless the stored fact is this one, in this session."""
    if stored.session != session or not records.same(stored.fact, fact):
        what = type(fact).__name__
        raise Conflict(f"{what} {fact.id} is stored already, with other content. Correct the stored one, or enter it anew.")


def _is_new(what: str, stored: Patient | SessionRow | None, given: Patient | SessionRow) -> bool:
    """Whether nothing is stored under the id; Conflict when something else is."""
    if stored is not None and stored != given:
        raise Conflict(f"There is another {what} {given.id} already. Nothing was changed.")
    return stored is None


def _standing_of(user: User) -> str:
    return f"{user.role}{' (disabled)' if user.disabled else ''}"
