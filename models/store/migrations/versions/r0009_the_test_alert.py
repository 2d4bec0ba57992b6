"""The reading of the latest test alert, written and read back so that a real one could be."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table; it holds one row, of nobody."""
    op.create_table(
        "trials",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("systolic", sa.Double(), nullable=False),
        sa.Column("diastolic", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """There is no way back: an older version does not know the rows that are written from here on."""
    raise NotImplementedError("Restore a backup with the version that made it.")
