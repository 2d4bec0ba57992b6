"""How soon is a saved reading on another screen: Vigil, and the plain app that redraws every second."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.bench.nurse import Nurse, PeerNurse
from tests.bench.place import Place, Recording, Server, furnish, peer, vigil
from tests.bench.recording import dense, usual
from tests.bench.screen import chromium, screen
from tests.bench.table import centile, show

ROUNDS = 30
FIRST = 84
"""The first heart rate that is sent, each next one is higher by one: none of them has been on the screen before."""
DRAWN = "window.drawn.some(d => d[1].length)"


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds from the start of saving until the number was painted and until the chart was drawn, one of each a reading."""

    painted: list[float]
    drawn: list[float]
    alert: float


def run() -> None:
    """Print p50, p95 and p99 (U08) for the plain app and for Vigil, and for Vigil with longer sessions and with more rooms."""
    found: list[tuple[str, Seen]] = []
    with chromium() as browser:
        found.append(("plain app, interval 1 s, whole figure, 60 min", _plain(browser)))
        found.append(("Vigil, the same 60 min of four numbers a second", _vigil(browser, 1, 60, dense)))
        for rooms, minutes in ((1, 60), (1, 10), (1, 120), (12, 60)):
            words = f"Vigil, {minutes} min of a monitor and a nurse, {rooms} room{'s' if rooms > 1 else ''} at 1 Hz"
            found.append((words, _vigil(browser, rooms, minutes, usual)))
    for share, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99 (U08)")):
        show(f"Saved to drawn on another screen, {name} of {ROUNDS}", "ms", [(w, centile(s.drawn, share)) for w, s in found])
    show("Saved to number painted, p50", "ms", [(w, centile(s.painted, 0.5)) for w, s in found[1:]])
    show("Saved to alert painted", "ms", [(w, s.alert) for w, s in found[1:]])
    later = [sum(d >= p for p, d in zip(s.painted, s.drawn, strict=True)) / len(s.drawn) for _, s in found[1:]]
    show(
        "Share of readings whose number is painted no later than the chart",
        "",
        [(w, x) for (w, _), x in zip(found[1:], later, strict=True)],
    )


def _plain(browser: Browser) -> Seen:
    with tempfile.TemporaryDirectory() as folder:
        place = furnish(Path(folder), 1, 3_600)
        with peer(place) as server, screen(browser, server.address, {}) as page:
            return _measure(page, "/", PeerNurse(server), place)


def _vigil(browser: Browser, rooms: int, minutes: int, recorded: Recording) -> Seen:
    with tempfile.TemporaryDirectory() as folder:
        place = furnish(Path(folder), rooms, minutes * 60, recorded)
        with vigil(place) as server:
            nurse = Nurse(server)
            with busy(server, place.sessions[1:]), screen(browser, server.address, nurse.cookies) as page:
                return _measure(page, f"/session/{place.sessions[0]}", nurse, place)


@contextmanager
def busy(server: Server, sessions: Sequence[str]) -> Iterator[None]:
    """A reading each second in each of these sessions, from another connection, until the block ends."""
    ending = threading.Event()

    def feed() -> None:
        monitor = Nurse(server)
        while not ending.wait(max(0.0, 1.0 - 0.004 * len(sessions))):
            for session in sessions:
                monitor.save(session, {"heart_rate": 75, "spo2": 98})

    thread = threading.Thread(target=feed)
    if sessions:
        thread.start()
    try:
        yield
    finally:
        ending.set()
        if sessions:
            thread.join()


def _measure(page: Page, path: str, nurse: Nurse | PeerNurse, place: Place) -> Seen:
    page.goto(nurse.address + path)
    page.wait_for_function(DRAWN, timeout=60_000)
    page.wait_for_timeout(2_000)
    chance = random.Random(2)
    sent: list[tuple[int, float]] = []
    for number in range(ROUNDS):
        page.wait_for_timeout(chance.uniform(700, 1_300))
        value = FIRST + number
        sent.append((value, time.time() * 1000))
        nurse.save(place.sessions[0], {"heart_rate": value, "spo2": 97, "systolic": 128, "diastolic": 80})
    alarmed = time.time() * 1000
    nurse.save(place.sessions[0], {"systolic": 212, "diastolic": 121})
    page.wait_for_timeout(3_000)
    return _timed(page, sent, alarmed)


def _timed(page: Page, sent: list[tuple[int, float]], alarmed: float) -> Seen:
    drawn: list[tuple[float, list[float]]] = page.evaluate("window.drawn")
    painted: list[tuple[float, str]] = page.evaluate("window.painted")
    first = [_after(start, [(at, value in last) for at, last in drawn]) for value, start in sent]
    told = [_after(start, [(at, str(value) in text) for at, text in painted]) for value, start in sent]
    alert = _after(alarmed, [(at, "212" in text and "HIGH" in text) for at, text in painted])
    return Seen(told, first, alert)


def _after(start: float, seen: Sequence[tuple[float, bool]]) -> float:
    """Milliseconds from the start until it was first seen; infinite when it never was."""
    return next((at - start for at, there in seen if there and at >= start), float("inf"))
