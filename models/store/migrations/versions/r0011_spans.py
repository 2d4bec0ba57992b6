"""Spans: from when to when a row of the log holds imported readings, so that a file is known again by its times."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the table; readings that are there are found by their marks as before."""
    op.create_table(
        "spans",
        sa.Column("stem", sa.String(), nullable=False),
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stem", "first", "seq"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """There is no way back: an older version does not know the rows that are written from here on."""
    raise NotImplementedError("Restore a backup with the version that made it.")
