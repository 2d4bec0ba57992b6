"""How many messages of monitor gateways are stored and acknowledged in a second, alone and beside a server?"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from hl7.client import MLLPClient

from models.store import wall_clock
from tests.bench.place import Place, furnish, vigil
from tests.bench.table import centile, show
from tests.monitors import at, message

WANTED = 200
MESSAGES = 1_000
ROOMS = 4


def run() -> None:
    """Print the messages a second against those wanted, and how long a gateway waits for an acknowledgement."""
    with tempfile.TemporaryDirectory() as folder:
        place = furnish(Path(folder), ROOMS, 60)
        with listening(place) as port:
            sent = {
                "one connection, each message after the last answer": _sent(port, 1, MESSAGES),
                f"{ROOMS} connections at once": _sent(port, ROOMS, MESSAGES // ROOMS),
            }
            with vigil(place):
                sent[f"{ROOMS} connections, while a server follows"] = _sent(port, ROOMS, MESSAGES // ROOMS)
    rates = [("wanted", float(WANTED)), *((name, rate) for name, (rate, _) in sent.items())]
    show(f"{MESSAGES:,} messages of a monitor gateway (SQLite)", "msg/s", rates)
    waits = [(f"{name}: p{share * 100:.0f}", centile(w, share) * 1e3) for name, (_, w) in sent.items() for share in (0.5, 0.95)]
    show("From sending to the acknowledgement", "ms", waits)


@contextmanager
def listening(place: Place) -> Iterator[int]:
    """`vigil listen` over this database; the port that it got."""
    settings = {"VIGIL_DATABASE_URL": place.url, "VIGIL_ROOMS": ",".join(str(n) for n in range(1, ROOMS + 1))}
    command = [sys.executable, "-m", "dashboard.cli", "listen", "--mllp", "127.0.0.1:0"]
    with subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline().rpartition(":")[2])
        finally:
            process.terminate()


def _sent(port: int, connections: int, each: int) -> tuple[float, list[float]]:
    """Messages a second of all connections together, and the seconds that each message took."""
    start = time.monotonic()
    with ThreadPoolExecutor(connections) as pool:
        waits = [wait for found in pool.map(lambda room: _line(port, room, each), range(1, connections + 1)) for wait in found]
    return len(waits) / (time.monotonic() - start), waits


def _line(port: int, room: int, each: int) -> list[float]:
    waits = []
    with MLLPClient("127.0.0.1", port) as client:
        for number in range(each):
            moment = wall_clock()
            sent = message(
                f"{room}-{moment}-{number}", bed=f"^^{room}", patient=f"MRN{room}", at=at(moment), heart_rate=60 + number % 30
            )
            start = time.monotonic()
            answer = client.send_message(sent)
            waits.append(time.monotonic() - start)
            assert b"MSA|AA|" in answer, answer
    return waits
