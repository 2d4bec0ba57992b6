"""A nurse at another machine: a process of its own that records readings, says which were acknowledged, and can be killed.

Run as `python -m tests.faults.writing URL SESSION NAME COUNT`; it prints the id of each reading as soon as it is stored.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from models.errors import StoreFailed
from models.store import Store
from models.vitals import ObservationSet

FAILED = "failed: "
"""How a line begins that says why a reading was not stored."""


class Nurse:
    """A process that records."""

    def __init__(self, process: ForkServerProcess, heard: Connection) -> None:
        self._process = process
        self._heard = heard

    def acknowledged(self, count: int | None = None) -> Iterator[str]:
        """The lines that it says as they come, until there are so many or it has ended."""
        try:
            while count is None or count > 0:
                yield self._heard.recv()
                count = None if count is None else count - 1
        except EOFError:
            return

    def kill(self) -> list[str]:
        """Kill it as a power cut does, and give the lines that it had still said."""
        self._process.kill()
        self._process.join()
        return list(self.acknowledged())


@contextmanager
def nurse(url: str, session: str, name: str, count: int) -> Iterator[Nurse]:
    """A process that records so many readings, killed in the end; it is forked from one that has loaded the program already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    heard, said = context.Pipe(duplex=False)
    process = context.Process(target=record, args=(url, session, name, count, said.send))
    process.start()
    said.close()
    try:
        yield Nurse(process, heard)
    finally:
        process.kill()
        process.join()
        process.close()
        heard.close()


def record(url: str, session: str, name: str, count: int, say: Callable[[str], object]) -> None:
    """Record `count` readings, one transaction each; one that was not stored is tried once more under the same id."""
    store = Store.open(url)
    for number in range(count):
        tries = (attempt(store, session, f"{name}-{number}", number) for _ in range(2))
        for line in tries:
            say(line)
            if not line.startswith(FAILED):
                break
    store.close()


def attempt(store: Store, session: str, id: str, number: int) -> str:
    """The id, once the reading is stored, or why it is not."""
    try:
        with store.writing(session) as db:
            db.append(session, [ObservationSet(id=id, at=number, by="other", heart_rate=60 + number % 60)])
    except StoreFailed as error:
        return FAILED + str(error)
    return id


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _, address, chosen, own, number = sys.argv
    record(address, chosen, own, int(number), say)
