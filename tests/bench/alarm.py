"""How soon does an alarm stand on another screen, while twenty sessions run under monitors?"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.live import busy
from tests.bench.nurse import Nurse
from tests.bench.place import furnish, vigil
from tests.bench.recording import usual
from tests.bench.screen import chromium, screen
from tests.bench.table import centile, show

ROOMS, MINUTES = 20, 40
BAR = "#alert-bar .alert-first"
NOTE = """bar => { window.told = []; const note = () => {
  const text = document.querySelector(bar)?.textContent || '';
  if (text !== (window.told.at(-1) || [0, ''])[1]) { window.told.push([Date.now(), text]); } };
new MutationObserver(note).observe(document.body, {subtree: true, childList: true, characterData: true}); }"""
"""Notes the instant of each change of what the alert bar says first."""
TOLD = "words => window.told.find(one => words.every(word => one[1].includes(word)))"
OVER = """([bar, ...words]) => { const text = document.querySelector(bar)?.textContent || '';
  return !words.every(word => text.includes(word)); }"""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is entered in every session in turn: its signal, its values, and how the bar says it."""

    signal: str
    values: dict[str, int]
    said: str


KINDS = (
    Kind("systolic", {"systolic": 204, "diastolic": 96}, "SBP 204 HIGH"),
    Kind("sedation", {"sedation": 1}, "Sed 1 too low, HIGH"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """Milliseconds until the alarm stood on the other screen: from when saving began, and from when it was answered."""

    began: float
    answered: float


def run() -> None:
    """Print p50 and p95 of the time from saving a value beyond a limit to its alarm in the bar of a board elsewhere."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        place = furnish(Path(folder), ROOMS, MINUTES * 60, usual)
        with vigil(place) as server:
            nurse = Nurse(server)
            with screen(browser, server.address, nurse.cookies) as board, busy(server, place.sessions):
                found = _measure(board, nurse, place.sessions)
    rows = [
        (f"{name} from when saving {what}", centile(values, share))
        for share, name in ((0.5, "p50"), (0.95, "p95"))
        for what, values in (("began", [told.began for told in found]), ("was answered", [told.answered for told in found]))
    ]
    show(f"An alarm on another screen, {ROOMS} sessions under monitors at 1 Hz, {len(found)} alarms", "ms", rows)


def _measure(board: Page, nurse: Nurse, sessions: tuple[str, ...]) -> list[Told]:
    board.goto(nurse.address + "/")
    board.wait_for_function("count => document.querySelectorAll('.tile .values').length >= count", arg=0)
    board.wait_for_timeout(3_000)
    board.evaluate(NOTE, BAR)
    return [_alarm(board, nurse, session, kind) for kind in KINDS for session in sessions]


def _alarm(board: Page, nurse: Nurse, session: str, kind: Kind) -> Told:
    """Raise one alarm, wait until the board says it first, and answer it, so that the next one stands first."""
    words = [kind.said, f"Room {session.removeprefix('s')} ", "not acknowledged"]
    board.evaluate("window.told.splice(0)")
    began = time.time() * 1000
    nurse.save(session, kind.values)
    answered = time.time() * 1000
    board.wait_for_function(TOLD, arg=words)
    at = board.evaluate(TOLD, words)[0]
    nurse.acknowledge(session, kind.signal)
    board.wait_for_function(OVER, arg=[BAR, *words])
    return Told(at - began, at - answered)
