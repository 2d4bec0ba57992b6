"""Who may do what? The roles, the acts, and the table that joins them; what is not in the table is not allowed."""

from __future__ import annotations

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
    Role.CLINICIAN: CARE | {Act.EXPORT, Act.ADOPT},
    Role.ADMINISTRATOR: frozenset({Act.SEE, Act.USERS, Act.DEVICES, Act.AUDIT, Act.KEEP}),
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


def may(who: Actor, act: Act) -> bool:
    """Whether this person may do this."""
    return act in MAY.get(who.role, frozenset())


def allow(who: Actor, act: Act) -> None:
    """Raise `Forbidden` unless this person may do this."""
    if not may(who, act):
        raise Forbidden(f"A {who.role} may not {act}. Ask somebody who may.")
