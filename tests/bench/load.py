"""How long does the first look take: the session page against a default Dash page with one chart of the same readings."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from tests.bench.nurse import Nurse
from tests.bench.place import Place, Recording, Server, furnish, peer, vigil
from tests.bench.recording import dense, usual
from tests.bench.screen import chromium, screen
from tests.bench.table import show

READINGS = 3_600
ROUNDS = 5
NAMES = (
    "default Dash page, one chart of four numbers a second",
    "Vigil's session page, the same",
    "Vigil's session page, a monitor and a nurse",
)
Look = tuple[float, float, int]
"""Seconds until the chart is drawn, bytes on the wire, requests."""


def run() -> None:
    """Print time, bytes and requests of a cold load until the chart is drawn; the pages take turns."""
    with ExitStack() as held:
        browser, full, ward = (held.enter_context(one) for one in (chromium(), place(dense), place(usual)))
        plain, server, other = (held.enter_context(one) for one in (peer(full, chart_only=True), vigil(full), vigil(ward)))
        path = f"/session/{full.sessions[0]}"
        pages = [(plain, "/", {}), *((one, path, Nurse(one).cookies) for one in (server, other))]
        rounds = [[_look(browser, *page) for page in pages] for _ in range(ROUNDS + 1)]
    for index, (title, unit, scale) in enumerate(
        (("drawn after", "s", 1), ("bytes on the wire", "kB", 1000), ("requests", "", 1))
    ):
        found = [median(looks[page][index] for looks in rounds[1:]) / scale for page in range(len(NAMES))]
        show(f"Cold load with {READINGS:,} readings, {title} (median of {ROUNDS})", unit, list(zip(NAMES, found, strict=True)))


@contextmanager
def place(recorded: Recording) -> Iterator[Place]:
    """A database with an hour at 1 Hz."""
    with tempfile.TemporaryDirectory() as folder:
        yield furnish(Path(folder), 1, READINGS, recorded)


def _look(browser: Browser, server: Server, path: str, cookies: dict[str, str]) -> Look:
    """The time of one look, and the bytes of another: to count them takes time for each request."""
    sizes: list[float] = []
    with screen(browser, server.address, cookies) as page:
        drawn = _drawn(page, server.address + path)
    with screen(browser, server.address, cookies) as page:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        _drawn(page, server.address + path)
        page.wait_for_timeout(500)
    return drawn, sum(sizes), len(sizes)


def _drawn(page: Page, address: str) -> float:
    """Seconds until the chart is drawn for the first time."""
    start = time.time()
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.drawn && window.drawn.some(d => d[1].length)", timeout=60_000)
    return float(page.evaluate("window.drawn.find(d => d[1].length)[0]")) / 1000 - start
