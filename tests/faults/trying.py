"""A server whose disk is watched: it raises test alerts one after the other and says what became of each.

Run as `python -m tests.faults.trying URL COUNT`.
"""

from __future__ import annotations

import sys

from dashboard.watchman import Duty
from models.clinic import Clinic
from models.store import Store, wall_clock

RAISED = "raised"


def tried(url: str, count: int) -> None:
    """Print RAISED for each test alert that was, and why not for each that was not."""
    store = Store.open(url)
    duty = Duty(Clinic(store, wall_clock).trials.run, "The test alert could not be raised")
    for _ in range(count):
        duty.do()
        sys.stdout.write(f"{duty.trouble or RAISED}\n")
    store.close()


if __name__ == "__main__":
    tried(sys.argv[1], int(sys.argv[2]))
