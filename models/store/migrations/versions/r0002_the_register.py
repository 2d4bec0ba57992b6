"""Indexes with which patients, their sessions, and what happened in them are found among those of many years."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the indexes; no row is touched. The first one does what the one on the patient alone did."""
    op.create_index("sessions_patient", "sessions", ["patient", "opened_at"])
    op.drop_index("ix_sessions_patient", "sessions")
    op.create_index("sessions_opened", "sessions", ["opened_at"])
    told = sa.text("kind <> 'set'")
    op.create_index("log_told", "log", ["session"], sqlite_where=told, postgresql_where=told)


def downgrade() -> None:
    """There is no way back: an older version does not know the rows that are written from here on."""
    raise NotImplementedError("Restore a backup with the version that made it.")
