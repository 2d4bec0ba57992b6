"""How is it laid out in SQL? The tables, each column with its type."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from models.vitals import Millis


class EpochMs(TypeDecorator[Millis]):
    """An instant as epoch milliseconds, given so or as a datetime with a zone: an integer has no offset to lose."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Millis | datetime | None, dialect: Dialect) -> Millis | None:  # noqa: ARG002  # the interface
        """The number that is stored; TypeError for a naive datetime and for anything that is no whole number."""
        return None if value is None else millis(value)


def millis(value: Millis | datetime) -> Millis:
    """The instant as epoch milliseconds; TypeError for a naive datetime and for anything that is no whole number."""
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise TypeError(f"{value.isoformat()} has no time zone; give the instant as epoch milliseconds or with its zone")
        return round(value.timestamp() * 1000)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no instant; give whole epoch milliseconds")
    return value


metadata = MetaData()


class LogColumns(TypedColumns):
    """One row per fact or act: who and when, then the typed columns of an observation set or the JSON of anything else."""

    seq = Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    session: Named[str]
    revision: Named[int] = Column(BigInteger)
    id: Named[str] = Column(unique=True)
    kind: Named[str]
    at: Named[int] = Column(EpochMs)
    received: Named[int] = Column(EpochMs)
    logged: Named[int] = Column(EpochMs)
    by: Named[str]
    actor: Named[str]
    source: Named[str]
    target: Named[str | None]
    batch: Named[str | None]
    body: Named[str | None] = Column(Text)
    note: Named[str | None] = Column(Text)
    symptoms: Named[str | None]
    readings: Named[int | None] = Column(BigInteger)
    moved: Named[bool | None]
    confirmed: Named[bool | None]
    heart_rate: Named[float | None] = Column(Double)
    systolic: Named[float | None] = Column(Double)
    diastolic: Named[float | None] = Column(Double)
    mean: Named[float | None] = Column(Double)
    spo2: Named[float | None] = Column(Double)
    respiratory_rate: Named[float | None] = Column(Double)
    temperature: Named[float | None] = Column(Double)
    sedation: Named[float | None] = Column(Double)
    agitation: Named[float | None] = Column(Double)
    dissociation: Named[float | None] = Column(Double)
    distress: Named[float | None] = Column(Double)
    prev: Named[str]
    hash: Named[str]


log = Table(
    "log",
    metadata,
    LogColumns,
    UniqueConstraint("session", "revision", name="log_revision"),
    Index("log_session", "session", "seq"),
    Index("log_target", "target", sqlite_where=text("target IS NOT NULL"), postgresql_where=text("target IS NOT NULL")),
    Index("log_end", "session", sqlite_where=text("kind = 'end'"), postgresql_where=text("kind = 'end'")),
    Index("log_told", "session", sqlite_where=text("kind <> 'set'"), postgresql_where=text("kind <> 'set'")),
)


class StripColumns(TypedColumns):
    """In which row of the log each reading of a strip is that somebody else named, by its mark."""

    mark: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    seq: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)


strips = Table("strips", metadata, StripColumns, sqlite_with_rowid=False)


class SpanColumns(TypedColumns):
    """From when to when a row of the log holds imported readings whose names begin alike."""

    stem: Named[str] = Column(primary_key=True)
    first: Named[int] = Column(EpochMs, primary_key=True, autoincrement=False)
    seq: Named[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    last: Named[int] = Column(EpochMs)


spans = Table("spans", metadata, SpanColumns, sqlite_with_rowid=False)


class PatientColumns(TypedColumns):
    """A person who is treated; changes of a row are in the log with the values before and after."""

    id: Named[str] = Column(primary_key=True)
    name: Named[str]
    birth: Named[date | None]
    identifier: Named[str]
    allergies: Named[str] = Column(Text)


patients = Table(
    "patients",
    metadata,
    PatientColumns,
    Index(
        "patients_identifier",
        "identifier",
        unique=True,
        sqlite_where=text("identifier <> ''"),
        postgresql_where=text("identifier <> ''"),
    ),
)


class ProtocolColumns(TypedColumns):
    """Every protocol that was ever in force, word for word."""

    digest: Named[str] = Column(primary_key=True)
    name: Named[str]
    version: Named[str]
    text: Named[str] = Column(Text)
    adopted_at: Named[int] = Column(EpochMs)
    adopted_by: Named[str]


protocols = Table("protocols", metadata, ProtocolColumns)


class SessionColumns(TypedColumns):
    """What is fixed when a session is opened."""

    id: Named[str] = Column(primary_key=True)
    patient: Named[str] = Column(ForeignKey("patients.id"))
    room: Named[str]
    protocol: Named[str] = Column(ForeignKey("protocols.digest"))
    opened_at: Named[int] = Column(EpochMs)
    planned: Named[int | None] = Column(EpochMs)


sessions = Table(
    "sessions",
    metadata,
    SessionColumns,
    Index("sessions_patient", "patient", "opened_at"),
    Index("sessions_opened", "opened_at"),
)


class RoomColumns(TypedColumns):
    """The rooms of the clinic, in the order in which they were added."""

    position: Named[int] = Column(primary_key=True, autoincrement=False)
    name: Named[str] = Column(unique=True)


rooms = Table("rooms", metadata, RoomColumns)


class UserColumns(TypedColumns):
    """Who may sign in; changes of a row are in the log."""

    name: Named[str] = Column(primary_key=True)
    full_name: Named[str]
    role: Named[str]
    password_hash: Named[str]
    disabled: Named[bool]


users = Table("users", metadata, UserColumns)


class WebSessionColumns(TypedColumns):
    """Sign-ins, by the hash of their token."""

    token_hash: Named[str] = Column(primary_key=True)
    user: Named[str] = Column(ForeignKey("users.name"), index=True)
    created: Named[int] = Column(EpochMs)
    seen: Named[int] = Column(EpochMs)
    ended: Named[int | None] = Column(EpochMs)
    heard: Named[int | None] = Column(EpochMs)
    locked: Named[int | None] = Column(EpochMs)
    screen: Named[str | None]


web_sessions = Table("web_sessions", metadata, WebSessionColumns)


class TokenColumns(TypedColumns):
    """What lets devices in, by the hash of it; a row is never deleted, so that a revoked token is told from a wrong one."""

    token_hash: Named[str] = Column(primary_key=True)
    device: Named[str] = Column(index=True)
    room: Named[str]
    made: Named[int] = Column(EpochMs)
    seen: Named[int | None] = Column(EpochMs)
    revoked: Named[int | None] = Column(EpochMs)


tokens = Table("tokens", metadata, TokenColumns)


class ScreenColumns(TypedColumns):
    """The last word of each screen on which alarms may sound; `rooms` is a JSON list, NULL = all of them."""

    id: Named[str] = Column(primary_key=True)
    name: Named[str]
    rooms: Named[str | None] = Column(Text)
    armed: Named[bool]
    seen: Named[int] = Column(EpochMs)


screens = Table("screens", metadata, ScreenColumns)


class TrialColumns(TypedColumns):
    """The reading of the latest test alert: one row, of nobody."""

    id: Named[str] = Column(primary_key=True)
    at: Named[int] = Column(EpochMs)
    systolic: Named[float] = Column(Double)
    diastolic: Named[float] = Column(Double)


trials = Table("trials", metadata, TrialColumns)


class RejectedColumns(TypedColumns):
    """Messages of gateways that were not taken; only the latest ones are kept."""

    id = Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Named[int] = Column(EpochMs)
    sender: Named[str]
    reason: Named[str] = Column(Text)
    text: Named[str] = Column(Text)


rejected = Table("rejected", metadata, RejectedColumns, Index("rejected_sender", "sender", "id"))


class BatchColumns(TypedColumns):
    """Imports. `sealed` is the instant from which all of it will be visible, whatever happens to the program."""

    id: Named[str] = Column(primary_key=True)
    actor: Named[str]
    begun: Named[int] = Column(EpochMs)
    sealed: Named[int | None] = Column(EpochMs)
    completed: Named[int | None] = Column(EpochMs)
    stored: Named[int]
    duplicates: Named[int]


batches = Table("batches", metadata, BatchColumns)


class StagedColumns(TypedColumns):
    """Facts of an import that is not visible yet; they move to the log in the order of `position`."""

    batch: Named[str] = Column(ForeignKey("batches.id"), primary_key=True)
    position: Named[int] = Column(primary_key=True, autoincrement=False)
    session: Named[str]
    id: Named[str]
    record: Named[str] = Column(Text)


staged = Table("staged", metadata, StagedColumns, UniqueConstraint("batch", "id", name="staged_id"))
