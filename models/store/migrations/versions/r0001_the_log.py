"""The log, what stands beside it, and the triggers that keep the log append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBERS = (
    "heart_rate",
    "systolic",
    "diastolic",
    "mean",
    "spo2",
    "respiratory_rate",
    "temperature",
    "sedation",
    "agitation",
    "dissociation",
    "distress",
)
FROZEN = ("log", "sessions", "protocols")
"""Tables of which no row is ever changed or taken away."""
KEPT = ("patients", "users")
"""Tables of which no row is ever taken away; the log holds how they were changed."""

SQLITE_NEXT = """
CREATE TRIGGER log_next BEFORE INSERT ON log
WHEN EXISTS (SELECT 1 FROM log WHERE seq = NEW.seq OR id = NEW.id OR (session = NEW.session AND revision = NEW.revision))
  OR NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log)
  OR NEW.revision IS NOT (SELECT coalesce(max(revision), 0) + 1 FROM log WHERE session = NEW.session)
  OR NEW.prev IS NOT coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), NEW.prev)
BEGIN SELECT RAISE(ABORT, 'log is append-only: a row goes to its end'); END
"""
POSTGRESQL_NEXT = """
CREATE FUNCTION vigil_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM log)
    OR NEW.revision IS DISTINCT FROM (SELECT coalesce(max(revision), 0) + 1 FROM log WHERE session = NEW.session)
    OR NEW.prev IS DISTINCT FROM coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), NEW.prev)
  THEN RAISE EXCEPTION 'log is append-only: a row goes to its end' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
POSTGRESQL_REFUSE = """
CREATE FUNCTION vigil_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def upgrade() -> None:
    """Make the tables and the triggers of the database that is connected."""
    _log()
    _people()
    _sessions()
    _imports()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()


def downgrade() -> None:
    """There is nothing before the record."""
    raise NotImplementedError("The record is not taken away. Delete the database yourself if it is not needed.")


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _log() -> None:
    op.create_table(
        "log",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        _word("session"),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        *map(_word, ("id", "kind")),
        *map(_time, ("at", "received", "logged")),
        *map(_word, ("by", "actor", "source")),
        *(sa.Column(name, sa.String()) for name in ("target", "batch")),
        *(sa.Column(name, sa.Text()) for name in ("body", "note")),
        sa.Column("symptoms", sa.String()),
        *(sa.Column(name, sa.Boolean()) for name in ("moved", "confirmed")),
        *(sa.Column(name, sa.Double()) for name in NUMBERS),
        *map(_word, ("prev", "hash")),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("session", "revision", name="log_revision"),
    )
    op.create_index("log_session", "log", ["session", "seq"])
    _partial("log_target", "log", "target", "target IS NOT NULL")
    _partial("log_end", "log", "session", "kind = 'end'")


def _partial(name: str, table: str, column: str, where: str, *, unique: bool = False) -> None:
    op.create_index(name, table, [column], unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _people() -> None:
    op.create_table(
        "patients",
        *map(_word, ("id", "name")),
        sa.Column("birth", sa.Date()),
        _word("identifier"),
        sa.Column("allergies", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    _partial("patients_identifier", "patients", "identifier", "identifier <> ''", unique=True)
    user = map(_word, ("name", "full_name", "role", "password_hash"))
    op.create_table("users", *user, sa.Column("disabled", sa.Boolean(), nullable=False), sa.PrimaryKeyConstraint("name"))
    op.create_table(
        "web_sessions",
        *map(_word, ("token_hash", "user")),
        *map(_time, ("created", "seen")),
        _time("ended", nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_web_sessions_user", "web_sessions", ["user"])


def _sessions() -> None:
    protocol = (*map(_word, ("digest", "name", "version")), sa.Column("text", sa.Text(), nullable=False))
    op.create_table("protocols", *protocol, _time("adopted_at"), _word("adopted_by"), sa.PrimaryKeyConstraint("digest"))
    op.create_table(
        "sessions",
        *map(_word, ("id", "patient", "room", "protocol")),
        _time("opened_at"),
        _time("planned", nullable=True),
        sa.ForeignKeyConstraint(["patient"], ["patients.id"]),
        sa.ForeignKeyConstraint(["protocol"], ["protocols.digest"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sessions_patient", "sessions", ["patient"])
    position = sa.Column("position", sa.Integer(), autoincrement=False, nullable=False)
    op.create_table("rooms", position, _word("name"), sa.PrimaryKeyConstraint("position"), sa.UniqueConstraint("name"))


def _imports() -> None:
    op.create_table(
        "batches",
        *map(_word, ("id", "actor")),
        _time("begun"),
        *(_time(name, nullable=True) for name in ("sealed", "completed")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("stored", "duplicates")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "staged",
        _word("batch"),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *map(_word, ("session", "id")),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"]),
        sa.PrimaryKeyConstraint("batch", "position"),
        sa.UniqueConstraint("batch", "id", name="staged_id"),
    )


def _sqlite_triggers() -> None:
    """Refuse each act on its own. INSERT OR REPLACE deletes without a delete trigger where recursive_triggers is off."""
    op.execute(SQLITE_NEXT)
    acts = [(table, "UPDATE") for table in FROZEN] + [(table, "DELETE") for table in FROZEN + KEPT]
    for table, act in acts:
        said = f"SELECT RAISE(ABORT, '{table} is append-only: {act} is refused');"
        op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN {said} END")
    for table, key in (("sessions", "id"), ("protocols", "digest"), ("patients", "id"), ("users", "name")):
        when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608  # words of this file
        said = f"SELECT RAISE(ABORT, '{table} is append-only: REPLACE is refused');"
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {when} BEGIN {said} END")


def _postgresql_triggers() -> None:
    """Refuse each act whatever rows it meets; TRUNCATE fires no trigger for rows."""
    op.execute(POSTGRESQL_NEXT)
    op.execute(POSTGRESQL_REFUSE)
    op.execute("CREATE TRIGGER log_next BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION vigil_next()")
    for table in FROZEN + KEPT:
        acts = "UPDATE OR DELETE OR TRUNCATE" if table in FROZEN else "DELETE OR TRUNCATE"
        op.execute(f"CREATE TRIGGER {table}_kept BEFORE {acts} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION vigil_refuse()")
