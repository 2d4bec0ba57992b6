"""PostgreSQL packs long texts by a method that is quick: by its own, packing takes half of the time of a long import."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"

STAGED = "ALTER TABLE staged ALTER COLUMN record SET STORAGE EXTERNAL"
"""What waits for a moment is not packed at all."""
LOG = """
DO $$ BEGIN
  ALTER TABLE log ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  NULL; -- a server that was built without it packs as before
END $$
"""


def upgrade() -> None:
    """Change how PostgreSQL keeps what is written from here on; SQLite packs nothing."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(STAGED)
        op.execute(LOG)


def downgrade() -> None:
    """There is no way back: an older version does not know the rows that are written from here on."""
    raise NotImplementedError("Restore a backup with the version that made it.")
