"""What is kept? The values that go into the store and come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.facts import Fact
from models.strip import Bulk, Readings, Struck
from models.vitals import Millis


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact in its place: `seq` counts every row of the log, `revision` those of its session; both are without gaps.

    A reader of facts sees holes in `seq` where the log holds acts of staff (sign-ins, new users), which are no facts.
    """

    seq: int
    session: str
    revision: int
    fact: Fact

    @property
    def first(self) -> int:
        """The first of its revisions, of which it has one."""
        return self.revision


@dataclass(frozen=True, slots=True)
class Stretch:
    """Very many facts in their place, such as a strip of readings: `seq` and `revision` are those of the last one."""

    seq: int
    session: str
    revision: int
    fact: Bulk

    @property
    def first(self) -> int:
        """The revision of the first of them."""
        return self.revision - len(self.fact) + 1


Line = Entry | Stretch


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import stored in one row of the log, whose id is `row`: readings one by one where they have names of their own."""

    session: str
    row: str
    what: Fact | Struck | Readings

    @property
    def received(self) -> Millis:
        """When Vigil got it."""
        return (self.what[0] if isinstance(self.what, tuple) else self.what).received


class Head(NamedTuple):
    """The end of the log: its last seq (0 when empty) and hash. Kept elsewhere, it shows a later truncation."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the hash chain found. `bad` is the first seq that is not as it was written, None when there is none."""

    checked: int
    head: Head
    bad: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of the audit trail: who did what, about what, and when (UTC epoch milliseconds)."""

    seq: int
    logged: Millis
    actor: str
    session: str
    action: str
    about: str
    detail: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A person who is treated. `identifier` is the clinic's own number (MRN), "" when there is none; no two share one."""

    id: str
    name: str
    birth: date | None = None
    identifier: str = ""
    allergies: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """What is fixed when a session is opened.

    `protocol` is the digest in force; `planned` is the planned first dose, None where nobody planned one.
    """

    id: str
    patient: str
    room: str
    protocol: str
    opened_at: Millis
    planned: Millis | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom somebody looks for: each word is part of the name or of the identifier, in any capitals; the day is the birthday."""

    words: tuple[str, ...] = ()
    birth: date | None = None


@dataclass(frozen=True, slots=True)
class PatientLine:
    """A patient in the list of all: how many sessions there were, and when the last one was opened (None = there was none)."""

    patient: Patient
    sessions: int
    last: Millis | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProtocol:
    """A protocol as it was adopted: its source text word for word, named by its digest."""

    digest: str
    name: str
    version: str
    text: str
    adopted_at: Millis
    adopted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may sign in. `role` is nurse, clinician or administrator; `name` is unique and is never used again."""

    name: str
    full_name: str
    role: str
    password_hash: str
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSession:
    """A sign-in. Only the hash of its token is kept; `seen` is the last act of the person, `ended` is None while it lasts.

    `heard` is when a screen last said, with this sign-in, that alarms sound on it; None = no screen, or its sound is off.
    `screen` is what that screen is called, None = it never said. `locked` is when it was locked, None = it was not.
    """

    token_hash: str
    user: str
    created: Millis
    seen: Millis
    ended: Millis | None = None
    heard: Millis | None = None
    locked: Millis | None = None
    screen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What lets a device in. Only its hash is kept; `device` is who vouches, `room` the one it records in ("" = any room).

    `seen` is when it was last used, None = never; `revoked` is None while it is worth something.
    """

    token_hash: str
    device: str
    room: str
    made: Millis
    seen: Millis | None = None
    revoked: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen as it last spoke, at `seen`: where it is (`name`), for which rooms (None = all), and whether it can be heard."""

    id: str
    name: str
    rooms: tuple[str, ...] | None
    armed: bool
    seen: Millis

    def covers(self, room: str) -> bool:
        """Whether alarms of this room sound here, when any do."""
        return self.rooms is None or room in self.rooms


@dataclass(frozen=True, slots=True)
class Tried:
    """The reading of a test alert (mmHg) as it was written at `at`. It is of nobody, and in no log."""

    at: Millis
    systolic: float
    diastolic: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A message of a gateway that was not taken: when it came, from whom, why, and what it said."""

    at: Millis
    sender: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMapping:
    """What holds for every file of one kind: `zone`, `date_order` and (column, role), as `by` said it at `at`; None = not said.

    `kind` is how such files are known again, `looks` says it to people. When a recording began and whose it is belong to one
    file: they are not here, and neither is a reading.
    """

    name: str
    kind: str
    looks: str
    zone: str | None
    date_order: str | None
    columns: tuple[tuple[str, str], ...]
    by: str
    at: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """An import: how many facts it stored, and how many of its facts were there already.

    `sealed` is the instant from which all of it will be in the log; `completed` is None until all of it is.
    """

    id: str
    actor: str
    begun: Millis
    stored: int
    duplicates: int
    sealed: Millis | None
    completed: Millis | None
