"""How long does a nurse wait at the printer: a flowsheet of three hours, against a browser that prints the same words."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from html import escape
from pathlib import Path
from statistics import median

from dashboard.paper import printed, sheet
from models.clinic import Clinic, User
from models.facts import Fact
from models.outgo.flowsheet.page import Page, page
from models.store import Store
from models.vitals import Millis
from tests.bench.place import NURSE, furnish
from tests.bench.screen import chromium
from tests.bench.table import show
from tests.models.outgo import visit

ROUNDS = 5
WHO = User(name=NURSE, full_name="Anna", role="nurse", password_hash="")


def run() -> None:
    """Print seconds and kilobytes of a flowsheet, and of the same words as one HTML table that Chromium prints."""
    with tempfile.TemporaryDirectory() as folder:
        place = furnish(Path(folder), 1, 0, _recorded)
        store = Store.open(place.url)
        clinic = Clinic(store, lambda: visit.END, "Europe/Berlin")
        first = _seconds(lambda: _printed(clinic))
        again = median(_seconds(lambda: _printed(clinic)) for _ in range(ROUNDS))
        busy = min(_seconds(lambda: _printed(clinic), time.process_time) for _ in range(ROUNDS))
        size = len(_printed(clinic))
        words = page(sheet(clinic, clinic.papers.copy("s1", WHO), WHO))
        store.close()
    with ExitStack() as held:
        started = time.perf_counter()
        browser = held.enter_context(chromium()).new_page()
        plain = _by_browser(browser.set_content, browser.pdf, words)
        cold = time.perf_counter() - started
        warm = median(_seconds(lambda: _by_browser(browser.set_content, browser.pdf, words)) for _ in range(ROUNDS))
    title = f"Three hours on paper: {len(visit.stream()):,} readings of a monitor, {len(words.table.rows)} rows"
    rows = [("a browser prints the words, browser started", cold), ("a browser prints the words, browser running", warm)]
    show(
        title, "s", [*rows, ("Vigil from the log to the PDF, first time", first), ("Vigil from the log to the PDF, again", again)]
    )
    show("Processor time of one printing by Vigil", "s", [("from the log to the PDF, again", busy)])
    show("Size of the file", "kB", [("a browser's", len(plain) / 1000), ("Vigil's, with its fonts inside", size / 1000)])


def _recorded(_: int, __: Millis, ___: int) -> list[Fact]:
    return sorted([*visit.sets(), *visit.told(), *visit.stream()], key=lambda fact: fact.received)


def _printed(clinic: Clinic) -> bytes:
    return printed(clinic, "s1", WHO)


def _seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    work()
    return clock() - started


def _by_browser(fill: Callable[[str], None], pdf: Callable[[], bytes], words: Page) -> bytes:
    """The same chart and the same rows as a plain page, printed."""
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell.text)}</td>' for cell in row.cells)}<td>{escape(row.words)}" for row in words.table.rows
    )
    told = "".join(f"<p>{escape(one.title)} {escape(' '.join(one.lines))}" for one in words.alerts)
    fill(f"<h1>{escape(words.identity.name)}</h1>{words.chart}<table>{rows}</table>{told}")
    return pdf()
