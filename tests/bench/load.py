"""How long does the first look take: the session page against a default Dash page with one chart of the same readings."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from tests.bench.nurse import Nurse
from tests.bench.place import Server, furnish, peer, vigil
from tests.bench.screen import chromium, screen
from tests.bench.table import show

READINGS = 3_600
ROUNDS = 5
Look = tuple[float, float, int]
"""Seconds until the chart is drawn, bytes on the wire, requests."""


def run() -> None:
    """Print time, bytes and requests of a cold load until the chart is drawn."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        place = furnish(Path(folder), 1, READINGS)
        with peer(place, chart_only=True) as plain, vigil(place) as server:
            path, cookies = f"/session/{place.sessions[0]}", Nurse(server).cookies
            looks = [(_look(browser, plain, "/", {}), _look(browser, server, path, cookies)) for _ in range(ROUNDS + 1)]
    before, after = zip(*looks[1:], strict=True)
    names = ("default Dash page, one chart", "Vigil's session page")
    for index, (title, unit) in enumerate((("drawn after", "s"), ("bytes on the wire", "kB"), ("requests", ""))):
        scale = 1000 if unit == "kB" else 1
        rows = [(name, median(look[index] for look in side) / scale) for name, side in zip(names, (before, after), strict=True)]
        show(f"Cold load with {READINGS:,} readings, {title} (median of {ROUNDS})", unit, rows)


def _look(browser: Browser, server: Server, path: str, cookies: dict[str, str]) -> Look:
    sizes: list[float] = []
    with screen(browser, server.address, cookies) as page:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        start = time.time()
        page.goto(server.address + path, wait_until="commit")
        page.wait_for_function("window.drawn && window.drawn.some(d => d[1].length)", polling=20, timeout=60_000)
        drawn = page.evaluate("window.drawn.find(d => d[1].length)[0]") / 1000 - start
        page.wait_for_timeout(500)
    return drawn, sum(sizes), len(sizes)
