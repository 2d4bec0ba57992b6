"""How does Alembic reach the database? In the transaction of the connection that `migrating` hands over."""

from __future__ import annotations

from alembic import context

from models.store.tables import metadata


def run() -> None:
    """Run the migrations that Alembic has chosen."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


run()
