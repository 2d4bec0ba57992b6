"""Strips: many readings of an import in one row of the log, and where each of them is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

SQLITE_NEXT = """
CREATE TRIGGER log_next BEFORE INSERT ON log
WHEN EXISTS (SELECT 1 FROM log WHERE seq = NEW.seq OR id = NEW.id OR (session = NEW.session AND revision = NEW.revision))
  OR NEW.seq IS NOT (SELECT coalesce(max(seq), 0) FROM log) + coalesce(NEW.readings, 1)
  OR NEW.revision IS NOT (SELECT coalesce(max(revision), 0) FROM log WHERE session = NEW.session) + coalesce(NEW.readings, 1)
  OR NEW.prev IS NOT coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), NEW.prev)
BEGIN SELECT RAISE(ABORT, 'log is append-only: a row goes to its end'); END
"""
POSTGRESQL_NEXT = """
CREATE OR REPLACE FUNCTION vigil_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) FROM log) + coalesce(NEW.readings, 1)
    OR NEW.revision IS DISTINCT FROM
      (SELECT coalesce(max(revision), 0) FROM log WHERE session = NEW.session) + coalesce(NEW.readings, 1)
    OR NEW.prev IS DISTINCT FROM coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), NEW.prev)
  THEN RAISE EXCEPTION 'log is append-only: a row goes to its end' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Add the column and the table; rows that are there hold one fact each, and their hashes stay what they are."""
    op.add_column("log", sa.Column("readings", sa.BigInteger(), nullable=True))
    keys = (sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False) for name in ("mark", "seq"))
    op.create_table("strips", *keys, sa.PrimaryKeyConstraint("mark", "seq"), sqlite_with_rowid=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER log_next")
        op.execute(SQLITE_NEXT)
    else:
        op.execute(POSTGRESQL_NEXT)


def downgrade() -> None:
    """There is no way back: an older version does not know the rows that are written from here on."""
    raise NotImplementedError("Restore a backup with the version that made it.")
