"""What does the clinic's record say of itself, when somebody only looks? Nothing is made and nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dashboard.commands.answers import ENTRY
from dashboard.commands.opening import SQLITE, missing
from dashboard.settings import Settings
from models import adopted, protocol
from models.errors import VigilError
from models.protocol import Protocol
from models.store import Reader, Store, User
from models.vitals import Millis


@dataclass(frozen=True, slots=True)
class Record:
    """What was found. `wrong` says why it cannot be used, "" when it can; `there` is False where nobody has made it yet.

    `rows` and `last` are the length of its log and when the last row was written (epoch ms, 0 = never); `known` is False where
    it could not be asked: then there are no users, and the protocols are those that come with Vigil.
    """

    wrong: str = ""
    there: bool = True
    known: bool = False
    rows: int = 0
    last: Millis = 0
    users: tuple[User, ...] = ()
    protocols: tuple[Protocol, ...] = ()


def looked_at(chosen: Settings) -> Record:
    """The record of these settings."""
    shipped = tuple(protocol.load(name) for name in protocol.shipped())
    if missing(chosen.database_url):
        return Record(wrong=_no_place(chosen), there=False, protocols=shipped)
    try:
        store = Store.open(chosen.database_url)
    except VigilError as error:
        return Record(wrong=str(error), protocols=shipped)
    try:
        if not store.is_current():
            return Record(wrong="It was made by another version. Run `vigil migrate`.", protocols=shipped)
        with store.reading() as db:
            return _asked(db, chosen)
    except VigilError as error:
        said = str(error).removesuffix(ENTRY)
        return Record(wrong=f"{said} Check VIGIL_DATABASE_URL, and that it can be used.", protocols=shipped)
    finally:
        store.close()


def file_of(chosen: Settings) -> Path | None:
    """The file of an embedded database, None for a server."""
    url = chosen.database_url
    return Path(url.removeprefix(SQLITE)).absolute() if url.startswith(SQLITE) else None


def _no_place(chosen: Settings) -> str:
    """Why the file cannot be made, "" when it can."""
    file = file_of(chosen)
    if file is None or file.parent.is_dir():
        return ""
    return f"The folder {file.parent} is not there. Make it, or name another one in VIGIL_DATABASE_URL."


def _asked(db: Reader, chosen: Settings) -> Record:
    rows = db.head()
    last = max((row.logged for row in db.trail(rows - 1)), default=0)
    return Record("", True, True, rows, last, tuple(db.users()), adopted.offered(db, chosen.protocol))  # noqa: FBT003
