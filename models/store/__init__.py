"""Where is the record kept? An append-only, hash-chained log in SQL: SQLite in one file, or PostgreSQL."""

from models.store.follower import Callback, Follower
from models.store.reader import Reader
from models.store.rows import (
    Batch,
    Entry,
    Head,
    Imported,
    KeptMapping,
    KeptProtocol,
    Line,
    Patient,
    PatientLine,
    Rejection,
    Screen,
    SessionRow,
    Sought,
    Stretch,
    Token,
    Trace,
    Tried,
    User,
    Verdict,
    WebSession,
)
from models.store.store import Store, wall_clock
from models.store.writer import Writer

__all__ = [
    "Batch",
    "Callback",
    "Entry",
    "Follower",
    "Head",
    "Imported",
    "KeptMapping",
    "KeptProtocol",
    "Line",
    "Patient",
    "PatientLine",
    "Reader",
    "Rejection",
    "Screen",
    "SessionRow",
    "Sought",
    "Store",
    "Stretch",
    "Token",
    "Trace",
    "Tried",
    "User",
    "Verdict",
    "WebSession",
    "Writer",
    "wall_clock",
]
