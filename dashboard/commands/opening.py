"""How does a command reach the clinic? Opens what the settings name, and shuts it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.settings import Settings, here, masked
from models.clinic import Clinic, House, User, operator
from models.errors import StoreFailed
from models.sign_ins import Lasting
from models.store import Store, wall_clock
from models.vitals import MINUTE

SQLITE = "sqlite:///"


def clinic_of(chosen: Settings, store: Store) -> Clinic:
    """The clinic that these settings describe, on an open store."""
    lasting = Lasting(idle=chosen.idle_minutes * MINUTE, longest=chosen.sign_in_hours * 60 * MINUTE)
    house = House(rooms=chosen.rooms, protocol=chosen.protocol, on_call=chosen.on_call, sound=chosen.sound, lasting=lasting)
    return Clinic(store, wall_clock, chosen.zone, chosen.clinic, house)


@contextmanager
def opened(*, prepare: bool = False) -> Iterator[Store]:
    """The store of this environment. `prepare` brings its tables to this version; otherwise they must be."""
    chosen = here()
    unprepared = StoreFailed(f"The database {masked(chosen.database_url)} is not prepared. Run `vigil migrate` first.")
    if not prepare and missing(chosen.database_url):
        raise unprepared
    store = Store.open(chosen.database_url)
    try:
        if prepare:
            store.migrate()
        elif not store.is_current():
            raise unprepared
        yield store
    finally:
        store.close()


@contextmanager
def nothing_yet() -> Iterator[Store]:
    """An empty store that is gone afterwards: what a clinic has before its first day."""
    with TemporaryDirectory(prefix="vigil-empty-") as folder:
        store = Store.open(f"{SQLITE}{folder}/empty.db")
        try:
            store.migrate()
            yield store
        finally:
            store.close()


def missing(url: str) -> bool:
    """Whether this is the address of a SQLite file that is not there yet: only looking must not make it."""
    return url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists()


@contextmanager
def at_work() -> Iterator[Clinic]:
    """The clinic of this environment."""
    with opened() as store:
        yield clinic_of(here(), store)


def me() -> User:
    """Whoever runs this command, as the log names them."""
    return operator(getuser())
