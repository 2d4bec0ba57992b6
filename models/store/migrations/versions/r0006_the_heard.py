"""When a screen that sounds last spoke with a sign-in, so that its alarms go on when nobody has used it for long."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; for every sign-in that lasts it is empty until its screen speaks."""
    op.add_column("web_sessions", sa.Column("heard", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """There is no way back: an older version does not know the rows that are written from here on."""
    raise NotImplementedError("Restore a backup with the version that made it.")
