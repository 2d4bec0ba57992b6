"""Who works here? The people who may sign in; an administrator adds them, and nobody is ever deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from models.errors import FieldError, NotFound, Refused
from models.people import STAFF, Act, Actor, Names, Role, allow, may
from models.sign_ins import hashed
from models.store import Reader, Store, User
from models.vitals import Millis


class Staff:
    """The users of one clinic. Disabling one, or a new password, ends that person's sign-ins at once."""

    def __init__(self, store: Store, clock: Callable[[], Millis]) -> None:
        self.store, self.clock = store, clock

    def all(self, who: Actor) -> tuple[User, ...]:
        """Everybody who may or might sign in, by name."""
        allow(who, Act.USERS)
        with self.store.reading() as db:
            return tuple(db.users())

    def colleagues(self, who: Actor) -> tuple[User, ...]:
        """Everybody who looks after patients here, by name: who can take one over, or check a dose. Without their passwords."""
        allow(who, Act.SEE)
        with self.store.reading() as db:
            return tuple(replace(one, password_hash="") for one in db.users() if not one.disabled and may(one, Act.RECORD))

    def names(self, who: Actor) -> Names:
        """How everybody who ever worked here is called: what somebody did stays, and so does who it was."""
        allow(who, Act.SEE)
        with self.store.reading() as db:
            return Names.told_apart([(one.name, one.full_name) for one in db.users()])

    def add(self, user: User, password: str, who: Actor) -> User:
        """Add somebody; the password hash in `user` is made here. Refused when name, role or password will not do."""
        allow(who, Act.USERS)
        _check(user)
        ready = replace(user, password_hash=hashed(password), disabled=False)
        with self.store.writing() as db:
            db.add_user(ready, who.name)
        return ready

    def disable(self, name: str, who: Actor) -> User:
        """Let somebody in no more."""
        return self._change(name, who, lambda user: replace(user, disabled=True))

    def enable(self, name: str, who: Actor) -> User:
        """Let somebody in again."""
        return self._change(name, who, lambda user: replace(user, disabled=False))

    def reset(self, name: str, password: str, who: Actor) -> User:
        """Give somebody a new password."""
        made = hashed(password)
        return self._change(name, who, lambda user: replace(user, password_hash=made))

    def _change(self, name: str, who: Actor, change: Callable[[User], User]) -> User:
        allow(who, Act.USERS)
        with self.store.writing() as db:
            before = _known(db, name)
            after = change(before)
            if _rules(before) and not _rules(after) and not any(_rules(u) for u in db.users() if u.name != name):
                raise Refused(f"{name} is the only administrator. Add another one first.")
            db.set_user(after, who.name)
            db.end_web_sessions(name, self.clock())
        return after


def _known(db: Reader, name: str) -> User:
    user = db.user(name)
    if user is None:
        raise NotFound(f"There is no user {name}.")
    return user


def _rules(user: User) -> bool:
    return user.role == Role.ADMINISTRATOR and not user.disabled


def _check(user: User) -> None:
    wrong = []
    if not (1 < len(user.name) <= 40 and all(letter.isalnum() or letter in ".-_@" for letter in user.name)):
        wrong.append(FieldError("name", f"The sign-in name {user.name!r} must be 2 to 40 letters, digits, dots or dashes."))
    if not (0 < len(user.full_name.strip()) <= 80 and user.full_name.isprintable()):
        wrong.append(FieldError("full_name", "The full name is missing or longer than 80 characters."))
    if user.role not in STAFF:
        wrong.append(FieldError("role", f"The role {user.role!r} is none of {', '.join(STAFF)}."))
    if wrong:
        raise Refused.of(*wrong)
