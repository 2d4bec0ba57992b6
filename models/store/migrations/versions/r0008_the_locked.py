"""When the screen of a sign-in was locked because nobody used it, and what that screen is called: both are in the log as well."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns; a sign-in that lasts is not locked, and its screen says its name when it speaks next."""
    op.add_column("web_sessions", sa.Column("locked", sa.BigInteger(), nullable=True))
    op.add_column("web_sessions", sa.Column("screen", sa.String(), nullable=True))


def downgrade() -> None:
    """There is no way back: an older version does not know the rows that are written from here on."""
    raise NotImplementedError("Restore a backup with the version that made it.")
