"""Who is signed in? Passwords are checked slowly and seldom; a sign-in is a row that ends when it is left, unused, or too old."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from secrets import token_urlsafe
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.errors import FieldError, Forbidden, Refused, StoreFailed, TooMany
from models.store import Store, User, WebSession
from models.throttle import Throttle
from models.vitals import MINUTE, Millis

WRONG = "Name or password is not right."
TRIES_PER_NAME, TRIES_PER_ADDRESS = 10, 60
"""Password checks a minute for one name from one address, and for one address."""
HASHES_AT_ONCE, PATIENCE = 2, 10.0
"""argon2id takes 64 MiB each; who waits longer than this (s) is asked to try again."""
SHORTEST, LONGEST = 8, 128
COMMON = ("password", "12345678", "qwertz", "qwerty", "passwort", "ketamine", "esketamine", "letmein", "welcome")
REMEMBER: Millis = MINUTE
"""How often the last use of a sign-in is written down, so that not every entry writes twice."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a sign-in lasts (ms): `idle` without use, `longest` in any case."""

    idle: Millis = 30 * MINUTE
    longest: Millis = 12 * 60 * MINUTE


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash of nothing: checking it makes an unknown name take as long as a known one."""
    return _hasher().hash(token_urlsafe(16))


def hashed(password: str) -> str:
    """The argon2id hash of a password that may be used; `Refused` says what is wrong with one that may not."""
    word = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused.of(
            FieldError("password", f"The password needs {SHORTEST} to {LONGEST} characters; this one has {len(password)}.")
        )
    if any(word.startswith(common) and len(word) < len(common) + 4 for common in COMMON) or len(set(word)) < 4:
        raise Refused.of(FieldError("password", "This password is guessed first. Use several words that only you put together."))
    return _hasher().hash(password)


@dataclass(frozen=True, slots=True)
class Ending:
    """When a sign-in is over (epoch ms) if nobody does anything. `final` = also if somebody does: it is as old as it may be."""

    at: Millis
    final: bool


class SignIns:
    """Sign-ins of one clinic. What is kept of one is the hash of its token; the token itself is only in the browser."""

    def __init__(self, store: Store, clock: Callable[[], Millis], lasting: Lasting) -> None:
        self.store, self.clock, self.lasting = store, clock, lasting
        self._names, self._addresses = Throttle(TRIES_PER_NAME), Throttle(TRIES_PER_ADDRESS)
        self._hashing = BoundedSemaphore(HASHES_AT_ONCE)

    def sign_in(self, name: str, password: str, address: str, before: str = "") -> tuple[User, str]:
        """The user and a new token. Forbidden when name or password is wrong, whichever; TooMany after ten tries a minute.

        `before` is the token that the browser has: who is refused at a locked screen is in the log as that.
        """
        now, locked = self.clock(), self._locked(before)
        self._names.count(f"{name.casefold()[:80]} {address}", now)
        self._addresses.count(address, now)
        with self.store.reading() as db:
            user = db.user(name)
        right = self._holds(user.password_hash if user else _nobody(), password[: LONGEST + 1])
        if user is None or user.disabled or not right:
            self._turned_away(user, address, locked)
            raise Forbidden(WRONG)
        return user, self.begin(user)

    def confirm(self, name: str, password: str, address: str) -> None:
        """Whoever is signed in says the password once more, to sign. Refused when it is wrong, TooMany as in `sign_in`."""
        now = self.clock()
        self._names.count(f"{name.casefold()[:80]} {address}", now)
        self._addresses.count(address, now)
        with self.store.reading() as db:
            user = db.user(name)
        if user is None or user.disabled or not self._holds(user.password_hash, password[: LONGEST + 1]):
            self._turned_away(user, address)
            raise Refused.of(FieldError("password", "The password is not right. Nothing was signed."))

    def who(self, token: str, *, used: bool) -> User | None:
        """The user of this token, None when the sign-in is over. `used` = the person did something; looking does not count."""
        now = self.clock()
        with self.store.reading() as db:
            row = db.web_session(_digest(token)) if token else None
            user = db.user(row.user) if row is not None and self._lasts(row, now) else None
        if row is None or user is None or user.disabled:
            return None
        if used and now - row.seen > REMEMBER:
            with self.store.writing() as db:
                db.touch(row.token_hash, now)
        return user

    def hears(self, token: str) -> User | None:
        """The user of a sign-in that was not used for `idle`, but whose screen sounds: it may hear alarms, and nothing else.

        None where it was left, is as old as `longest`, or no screen has said for as long as `idle` that it can be heard. That the
        screen is locked is noted in the log when it is first seen here.
        """
        now = self.clock()
        with self.store.reading() as db:
            row = db.web_session(_digest(token)) if token else None
            user = db.user(row.user) if row is not None and self._listens(row, now) else None
        if row is None or user is None or user.disabled:
            return None
        if row.locked is None and not self._lasts(row, now):
            self._lock(row, now)
        return user

    def _lock(self, row: WebSession, now: Millis) -> None:
        """Note it in the log; no alarm waits for that, and where the log cannot be written the next look tries again."""
        with suppress(StoreFailed), self.store.writing() as db:
            db.lock_web_session(row, now)

    def _locked(self, token: str) -> WebSession | None:
        """The sign-in of a screen that is locked."""
        self.hears(token)
        with self.store.reading() as db:
            row = db.web_session(_digest(token)) if token else None
        return row if row is not None and row.locked is not None and row.ended is None else None

    def hear(self, token: str, *, armed: bool, screen: str) -> None:
        """The screen of this name says with this sign-in that alarms sound on it, or no more.

        A moment without sound does not end what only hears: it could not begin again.
        """
        now = self.clock()
        with self.store.reading() as db:
            row = db.web_session(_digest(token)) if token else None
        news = row is not None and (_spoke_long_ago(row, now) or row.screen != screen)
        if row is not None and (news if armed else row.heard is not None and self._lasts(row, now)):
            with self.store.writing() as db:
                db.hear(row.token_hash, now if armed else None, screen)

    def ran_out(self, token: str) -> bool:
        """Whether a sign-in is over because time has passed, and not because somebody left it or was shut out."""
        with self.store.reading() as db:
            row = db.web_session(_digest(token)) if token else None
        return row is not None and row.ended is None and not self._lasts(row, self.clock())

    def ending(self, token: str) -> Ending:
        """When the sign-in of this token is over, so that a screen can warn; Forbidden when it is over already."""
        with self.store.reading() as db:
            row = db.web_session(_digest(token))
        if row is None or not self._lasts(row, self.clock()):
            raise Forbidden("Nobody is signed in.")
        return self._ending(row)

    def until(self, token: str) -> Millis:
        """Until when (epoch ms) somebody is signed in with this token at least; 0 where nobody is."""
        with self.store.reading() as db:
            row = db.web_session(_digest(token)) if token else None
            user = db.user(row.user) if row is not None and self._lasts(row, self.clock()) else None
        return 0 if row is None or user is None or user.disabled else self._ending(row).at

    def sign_out(self, token: str, by: str = "") -> None:
        """End a sign-in here, on the server: its token is worth nothing from now on. `by` is who has signed in in its place."""
        with self.store.writing() as db:
            db.end_web_session(_digest(token), self.clock(), by)

    def _lasts(self, row: WebSession, now: Millis) -> bool:
        """What was locked stays so, whatever the clock says."""
        return (
            row.ended is None
            and row.locked is None
            and now - row.seen < self.lasting.idle
            and now - row.created < self.lasting.longest
        )

    def _ending(self, row: WebSession) -> Ending:
        idle, longest = row.seen + self.lasting.idle, row.created + self.lasting.longest
        return Ending(min(idle, longest), final=longest <= idle)

    def _listens(self, row: WebSession, now: Millis) -> bool:
        heard = row.heard is not None and now - row.heard < self.lasting.idle
        return row.ended is None and heard and now - row.created < self.lasting.longest

    def _holds(self, hash: str, password: str) -> bool:
        if not self._hashing.acquire(timeout=PATIENCE):
            raise TooMany("Too many people sign in at this moment. Try again.")
        try:
            return _hasher().verify(hash, password)
        except (VerificationError, InvalidHashError):
            return False
        finally:
            self._hashing.release()

    def begin(self, user: User) -> str:
        """Begin a sign-in of somebody who was recognised; its token, which is kept nowhere else."""
        token, now = token_urlsafe(32), self.clock()
        with self.store.writing() as db:
            db.start_web_session(WebSession(token_hash=_digest(token), user=user.name, created=now, seen=now))
        return token

    def _turned_away(self, user: User | None, address: str, locked: WebSession | None = None) -> None:
        """What was typed as an unknown name is not kept: it may be a password in the wrong box."""
        name = user.name if user else ""
        action, detail = ("refused unlock", f"{locked.screen}, {address}") if locked else ("refused sign-in", address)
        with self.store.writing() as db:
            db.audit(name, action, name or "unknown name", detail)


def _spoke_long_ago(row: WebSession, now: Millis) -> bool:
    return row.heard is None or now - row.heard > REMEMBER


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
