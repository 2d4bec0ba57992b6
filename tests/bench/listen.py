"""How many messages of monitor gateways are stored and acknowledged in a second, alone and beside a server?"""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hl7.client import MLLPClient

from models.store import wall_clock
from tests.bench.place import furnish, vigil
from tests.bench.table import centile, show
from tests.monitors import at, listening, message

WANTED = 200
MESSAGES = 1_000
ROOMS = 4


def run() -> None:
    """Print the messages a second against those wanted, and how long a gateway waits for an acknowledgement."""
    with tempfile.TemporaryDirectory() as folder:
        place = furnish(Path(folder), ROOMS, 60)
        with listening(place.url) as (port, _):
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
