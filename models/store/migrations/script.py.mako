"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.store.tables import EpochMs

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Change the tables of both databases."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """A record is never taken back to an older layout: restore a backup instead."""
    raise NotImplementedError("A record is not taken back to an older layout. Restore a backup made before the upgrade.")
