"""How long does an entry take: typed at an even pace until it is saved, and saved until it is a mark on the same screen?"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.nurse import Nurse
from tests.bench.place import furnish, vigil
from tests.bench.recording import usual
from tests.bench.screen import chromium, screen
from tests.bench.table import centile, show

ROUNDS = 20
PACE = 120
"""Milliseconds from one key to the next."""
FIRST = 84
"""The first heart rate that is typed, each next one is higher by one: none of them has been on the chart before."""
SAVED = "rate => document.getElementById('entry-status').textContent.match(`^Saved .*HR ${rate} `)"
DRAWN = "rate => window.drawn.find(([at, values]) => values.includes(rate))"


@dataclass(frozen=True, slots=True)
class Entered:
    """One set: seconds from the first key until it said Saved, and milliseconds from the last key until the chart was drawn."""

    typed: float
    drawn: float


def run() -> None:
    """Print p50 and p95 of both, for a nurse beside an hour of a monitor."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        place = furnish(Path(folder), 1, 3_600, usual)
        with vigil(place) as server, screen(browser, server.address, Nurse(server).cookies) as page:
            page.goto(f"{server.address}/session/{place.sessions[0]}")
            page.wait_for_function("() => window.drawn.some(d => d[1].length)", timeout=60_000)
            page.wait_for_selector("#entry-heart_rate:focus")
            found = [_enter(page, FIRST + number) for number in range(ROUNDS)]
    for share, name in ((0.5, "p50"), (0.95, "p95")):
        show(
            f"U06: 15 keys at {PACE} ms until Saved, {name} of {ROUNDS}",
            "s",
            [("Vigil", centile([e.typed for e in found], share))],
        )
        show(
            f"U07: Enter to mark on this screen, {name} of {ROUNDS}", "ms", [("Vigil", centile([e.drawn for e in found], share))]
        )


def _enter(page: Page, rate: int) -> Entered:
    began = time.time()
    for key in (*str(rate), "Tab", *"128", "/", *"84", "Tab", *"97", "Tab", "2"):
        page.keyboard.press(key)
        page.wait_for_timeout(PACE)
    pressed = time.time()
    page.keyboard.press("Enter")
    page.wait_for_function(SAVED, arg=rate, polling=10)
    typed = time.time() - began
    drawn = page.wait_for_function(DRAWN, arg=rate, polling=20).json_value()
    return Entered(typed, drawn[0] - pressed * 1000)
