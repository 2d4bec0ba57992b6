"""What can be written? Everything that changes the store, within one transaction that is alone in writing."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, delete, insert, select, update

from models.errors import Conflict, NotFound
from models.store.log_writer import LogWriter
from models.store.mappings import MappingWriter
from models.store.rows import KeptProtocol, Patient, Rejection, Screen, SessionRow, Token, Tried, User, WebSession
from models.store.tables import (
    patients,
    protocols,
    rejected,
    rooms,
    screens,
    sessions,
    tokens,
    trials,
    users,
    web_sessions,
)
from models.vitals import Millis


class Writer(LogWriter, MappingWriter):
    """Writes and reads its own writes; all of it is kept when the transaction ends, or none of it when an error leaves it.

    Each write that is no fact leaves an act in the log.
    """

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


def _is_new(what: str, stored: Patient | SessionRow | None, given: Patient | SessionRow) -> bool:
    """Whether nothing is stored under the id; Conflict when something else is."""
    if stored is not None and stored != given:
        raise Conflict(f"There is another {what} {given.id} already. Nothing was changed.")
    return stored is None


def _standing_of(user: User) -> str:
    return f"{user.role}{' (disabled)' if user.disabled else ''}"
