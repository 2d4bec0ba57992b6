"""What changed in the tables from version to version? Alembic runs these; `Store.migrate` calls it."""
