"""An import that can be killed at any point.

Run as `python -m tests.faults.importing URL SESSION COUNT`; it prints how far it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from models.facts import Fact
from models.store import Batch, Store, batch, strips
from models.vitals import ObservationSet
from tests.faults.writing import say


def main(url: str, session: str, count: str) -> None:
    """Import `count` readings in chunks of fifty."""
    batch.CHUNK, batch.LOOSE, strips.LONGEST = 50, 1, 50
    store = Store.open(url)
    importing(store, session, int(count))
    store.close()


def importing(store: Store, session: str, count: int) -> Batch:
    """Import a file of so many readings into the session."""
    return store.append_batch(f"file of {session}", read(session, count), "nora", lambda _: say("sealing"))


def read(session: str, count: int) -> Iterator[tuple[str, Fact]]:
    """The readings of the file, a line printed for each."""
    for number in range(count):
        say(f"read {number}")
        yield session, ObservationSet(id=f"{session} line {number}", at=number, spo2=97)


if __name__ == "__main__":
    main(*sys.argv[1:])
