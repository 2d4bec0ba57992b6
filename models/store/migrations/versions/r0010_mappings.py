"""What is remembered of a kind of file, under the name that somebody gave it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table; no row of the record is touched."""
    op.create_table(
        "mappings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("looks", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("date_order", sa.String(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("ix_mappings_kind", "mappings", ["kind"])


def downgrade() -> None:
    """There is no way back: an older version does not know the rows that are written from here on."""
    raise NotImplementedError("Restore a backup with the version that made it.")
