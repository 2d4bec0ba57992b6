"""Are the tables those of this version, and how do they become so?"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from models.errors import StoreFailed

HERE = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Run every migration that is missing, all in the transaction of the connection; StoreFailed for a newer database."""
    from alembic import command, config  # noqa: PLC0415  # a tenth of a second that only a database of another version needs
    from alembic.util import CommandError  # noqa: PLC0415

    settings = config.Config()
    settings.set_main_option("script_location", str(HERE).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except CommandError as error:
        raise StoreFailed("The database was made by a newer Vigil. Install that version; nothing was changed.") from error


def is_current(connection: Connection) -> bool:
    """Whether no migration is missing."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == latest()


def latest() -> str:
    """The number of the last migration, which its file is named by."""
    return max(path.stem[1:5] for path in (HERE / "versions").glob("r[0-9]*.py"))
