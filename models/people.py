"""Who may do what? The roles, the acts, and the table that joins them; what is not in the table is not allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from models.errors import Forbidden


class Role(StrEnum):
    """What a person is in the clinic. A device only records; the operator works at the machine itself, on the command line."""

    NURSE = "nurse"
    CLINICIAN = "clinician"
    ADMINISTRATOR = "administrator"
    DEVICE = "device"
    OPERATOR = "operator"


STAFF = (Role.NURSE, Role.CLINICIAN, Role.ADMINISTRATOR)
"""The roles that can be given to somebody who signs in."""


class Act(StrEnum):
    """Something that staff do, as the error message says it."""

    SEE = "see sessions"
    RECORD = "record readings"
    ACKNOWLEDGE = "acknowledge alerts"
    CORRECT = "correct a reading"
    OPEN = "open or end a session"
    SIGN = "sign a record"
    TREND = "see a patient's trend"
    IMPORT = "import files"
    MAPPINGS = "change how files are read"
    EXPORT = "export sessions"
    ADOPT = "adopt a protocol"
    USERS = "change users"
    DEVICES = "let devices in or keep them out"
    AUDIT = "read the audit trail"
    KEEP = "back up the database"


CARE = frozenset({Act.SEE, Act.RECORD, Act.ACKNOWLEDGE, Act.CORRECT, Act.OPEN, Act.SIGN, Act.TREND, Act.IMPORT})
"""What everybody may do who looks after patients."""
MAY: dict[str, frozenset[Act]] = {
    Role.NURSE: CARE,
    Role.CLINICIAN: CARE | {Act.EXPORT, Act.ADOPT, Act.MAPPINGS},
    Role.ADMINISTRATOR: frozenset({Act.SEE, Act.USERS, Act.DEVICES, Act.MAPPINGS, Act.AUDIT, Act.KEEP}),
    Role.DEVICE: frozenset({Act.RECORD}),
    Role.OPERATOR: frozenset(Act),
}


class Actor(Protocol):
    """Somebody or something that acts: a name that is unique for ever, and a role."""

    @property
    def name(self) -> str:
        """The name that the log keeps."""

    @property
    def role(self) -> str:
        """The word of a `Role`."""


@dataclass(frozen=True, slots=True)
class Names:
    """How people are called on screens and on paper: `called` = (what somebody signs in with, how it is shown)."""

    called: tuple[tuple[str, str], ...] = ()

    @classmethod
    def told_apart(cls, known: Sequence[tuple[str, str]]) -> Names:
        """Everybody by the full name; two of one name by what they sign in with as well."""
        often = Counter(full for _, full in known)
        return cls(tuple((name, f"{full} ({name})" if often[full] > 1 else full) for name, full in known))

    def of(self, name: str) -> str:
        """How this one is called; what is no user's, such as a device's, stays as it is."""
        return next((full for one, full in self.called if one == name), name)


NOBODY = Names()
"""Where nobody's name is known: everybody is called by what they sign in with."""


def may(who: Actor, act: Act) -> bool:
    """Whether this person may do this."""
    return act in MAY.get(who.role, frozenset())


def allow(who: Actor, act: Act) -> None:
    """Raise `Forbidden` unless this person may do this."""
    if not may(who, act):
        raise Forbidden(f"A {who.role} may not {act}. Ask somebody who may.")
