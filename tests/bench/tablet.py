"""How long is a first and a second look at a session on a slow tablet, over a poor network?"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from tests.bench.nurse import Nurse
from tests.bench.place import furnish, vigil
from tests.bench.recording import usual
from tests.bench.screen import chromium, screen
from tests.bench.table import show

ROUNDS = 3
READINGS = 3_600
SLOWER = 4
"""How many times slower the processor is."""
POOR = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
"""A network like a fast 3G: milliseconds there and back, and bytes a second."""
DRAWN = "() => window.drawn && window.drawn.find(d => d[1].length)"


def run() -> None:
    """Print the seconds until numbers and chart are there, with an empty cache and again, on 1024 by 768."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        place = furnish(Path(folder), 1, READINGS, usual)
        with vigil(place) as server:
            address, cookies = f"{server.address}/session/{place.sessions[0]}", Nurse(server).cookies
            found = []
            for _ in range(ROUNDS + 1):
                with screen(browser, server.address, cookies) as page:
                    slow(page)
                    found.append((_look(page, address), _look(page, address)))
    rows = [(name, median(times[index] for times in found[1:])) for index, name in enumerate(("first look", "second look"))]
    show(f"U48: slow tablet, chart drawn after (median of {ROUNDS})", "s", rows)


def slow(page: Page) -> None:
    """Make this page that of a slow tablet."""
    page.set_viewport_size({"width": 1024, "height": 768})
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", POOR)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _look(page: Page, address: str) -> float:
    start = time.time()
    page.goto(address, wait_until="commit", timeout=60_000)
    drawn = page.wait_for_function(DRAWN, polling=50, timeout=120_000).json_value()
    return float(drawn[0] / 1000 - start)
