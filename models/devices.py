"""Which devices may send readings, and into which session do these go? Each has a token, and can do nothing else with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from secrets import token_urlsafe
from typing import Protocol

from models.current import SAYS
from models.entry import MANUAL
from models.errors import FieldError, Forbidden, NotFound, Refused, TooMany
from models.facts import Fact
from models.people import Act, Actor, Role, allow
from models.rooms import Recorded
from models.sessions import Sessions
from models.store import Store, Token, User
from models.throttle import Throttle
from models.vitals import MINUTE, Millis, ObservationSet, Signal

WRONG = "This token is not known. Look whether all of it was copied, or ask an administrator for a new one."
PREFIX = "vigil_"
"""How a token begins, so that whoever finds one in a file knows what it opens."""
TRIES = 10
"""Wrong tokens a minute from one address; a right one from there is let in all the same."""
REMEMBER: Millis = MINUTE
"""How often the last use of a token is written down, and a device that is turned away."""
JUDGED = (Signal.SEDATION, Signal.AGITATION, Signal.DISSOCIATION, Signal.DISTRESS)
"""What somebody sees in a patient, and no device measures: these decide who may leave."""


class Records(Protocol):
    """Stores a fact of a session, as `Clinic.record` does."""

    def __call__(self, session: str, fact: Fact, who: Actor, seen: int | None = None, shown: Millis | None = None) -> Recorded:
        """Store it, in the name of `who`."""


def device(name: str) -> User:
    """Something that measures, as the one who vouches for what it records. It cannot sign in."""
    return User(name=name, full_name=name, role=Role.DEVICE, password_hash="")


def measured(seen: ObservationSet, token: Token) -> ObservationSet:
    """What a device measured, with the device as its source. Refused when there is anything in it that only staff can say."""
    wrong = [FieldError(s.word, f"{s.label} is judged by staff. A device sends only what it measures.") for s, _ in _judged(seen)]
    said = {"symptoms": seen.symptoms, "note": seen.note, "confirmed": seen.confirmed}
    wrong += [FieldError(name, f"{name} is for staff. A device sends only what it measures.") for name in said if said[name]]
    if seen.source not in {MANUAL, token.device}:
        wrong.append(FieldError("source", f"This token is that of {token.device}. Leave source out: it is always the device."))
    if not wrong and not seen.measured():
        wrong.append(FieldError("heart_rate", "Nothing was measured. Send at least one value; leave out what was not measured."))
    if wrong:
        raise Refused.of(*wrong)
    return replace(seen, source=token.device)


def _judged(seen: ObservationSet) -> list[tuple[Signal, float]]:
    return [(signal, value) for signal, value in seen.measured() if signal in JUDGED]


class Devices:
    """The devices of one clinic. What is kept of a token is its hash; the token itself is only in the device.

    `record` is how the clinic stores a fact.
    """

    def __init__(self, store: Store, sessions: Sessions, clock: Callable[[], Millis], record: Records) -> None:
        self.store, self.sessions, self.clock, self._record = store, sessions, clock, record
        self._wrong, self._noted = Throttle(TRIES), Throttle(1)

    # ------------------------------------------------------------------------------------------ what administrators do
    def all(self, who: Actor) -> tuple[Token, ...]:
        """Every token that was ever made, by device, the oldest first."""
        allow(who, Act.DEVICES)
        with self.store.reading() as db:
            return tuple(db.tokens())

    def add(self, name: str, room: str, who: Actor) -> tuple[Token, str]:
        """Let a device record, in one room or ("") in any: its row, and the token, which nobody can show again."""
        allow(who, Act.DEVICES)
        secret = PREFIX + token_urlsafe(32)
        token = Token(token_hash=_digest(secret), device=_named(name), room=room.strip(), made=self.clock())
        with self.store.writing() as db:
            db.add_token(token, who.name)
        return token, secret

    def revoke(self, name: str, who: Actor) -> Token:
        """Let a device in no more, from its next request on. NotFound when it has no token that is worth anything."""
        allow(who, Act.DEVICES)
        with self.store.writing() as db:
            known = next((token for token in db.tokens(name) if token.revoked is None), None)
            if known is None:
                raise NotFound(f"There is no device {name} with a token that is not revoked.")
            revoked = replace(known, revoked=self.clock())
            db.revoke_token(known, self.clock(), who.name)
        return revoked

    # ---------------------------------------------------------------------------------------------- what devices do
    def known(self, secret: str, address: str) -> Token:
        """Whose token this is. Forbidden when it is wrong or revoked, TooMany after ten wrong ones a minute from an address."""
        now = self.clock()
        with self.store.reading() as db:
            token = db.token(_digest(secret))
        if token is None:
            self._wrong.count(address, now)
            self._turned_away("", "unknown token", address)
            raise Forbidden(WRONG)
        if token.revoked is not None:
            self._turned_away(token.device, token.device, address)
            raise Forbidden(f"The token of {token.device} was revoked. Ask an administrator for a new one.")
        if token.seen is None or now - token.seen > REMEMBER:
            with self.store.writing() as db:
                db.touch_token(token, now)
        return token

    def session_in(self, room: str, seen: ObservationSet, token: Token | None = None) -> str:
        """The session that ran in this room when something was seen there (`at` 0 = now). NotFound where there was none.

        A reading that was kept back for a while never goes to the next patient of the room. One that is stored stays where it is.
        """
        if token is not None:
            _allow_room(token, room)
        at = seen.at or self.clock()
        with self.store.reading() as db:
            stored = db.fact(seen.id)
            known = db.session(stored.session) if stored else None
            if known is not None and known.room == room:
                return known.id
            row = db.last_in(room, at)
            ended = self.sessions.of(db, row.id).picture.ended_at if row else None
        if row is None or (ended is not None and at > ended):
            raise NotFound(f"No session ran in room {room} at that time. Nothing was stored.")
        return row.id

    def record(self, session: str, seen: ObservationSet, token: Token, shown: Millis | None = None) -> Recorded:
        """Store what a device measured in a session, as `Clinic.record` does. Forbidden outside the room of its token."""
        ready = measured(seen, token)
        if token.room:
            with self.store.reading() as db:
                row = db.session(session)
            _allow_room(token, row.room if row else token.room)
        return self._record(session, ready, device(token.device), None, shown)

    def _turned_away(self, actor: str, about: str, address: str) -> None:
        """Noted once a minute: a device that was not told goes on sending each second, and the log keeps every row for ever."""
        try:
            self._noted.count(f"{about} {address}", self.clock())
        except TooMany:
            return
        with self.store.writing() as db:
            db.audit(actor, "refused token", about, address)


def _allow_room(token: Token, room: str) -> None:
    if token.room not in {"", room}:
        raise Forbidden(f"{token.device} may record in room {token.room} only.")


def _named(name: str) -> str:
    """The name of a device: one that can be read aloud, and that is no word of Vigil's own."""
    fine = 1 < len(name) <= 40 and all(letter.isalnum() or letter in ".-_" for letter in name)
    if not fine or name in {MANUAL, SAYS}:
        said = f"The name {name!r} must be 2 to 40 letters, digits, dots or dashes, such as bedside-3."
        raise Refused.of(FieldError("name", said))
    return name


def _digest(secret: str) -> str:
    """A hash that is quick to make: the token is long and random, so nobody can go through all of them."""
    return sha256(secret.encode(errors="replace")).hexdigest()
