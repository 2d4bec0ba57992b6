"""What may every story in the browser ask for? A ward that runs, Chromium, and a nurse who is signed in."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dashboard import stream
from models.clinic import House
from models.store import Store, User
from tests.browser.ward import HOUSE, NURSE, SESSION, Clock, Ward, open_clinic, sign_in

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Screen = Callable[..., Page]
UNCLOSED = "ignore:unclosed file:ResourceWarning"
"""The server of these stories leaves it to Python to close an asset that a browser no longer wants."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.filterwarnings(UNCLOSED))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for all stories of a file; it must be gone before a test elsewhere starts its own."""
    program = shutil.which("chromium") or pytest.skip("no chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=ARGUMENTS)
        expect.set_options(timeout=15_000)
        yield browser
        browser.close()


@pytest.fixture
def house() -> House:
    """The rooms of the clinic, and how alarms are heard in it."""
    return HOUSE


@pytest.fixture
def ward(tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Ward]:
    """A clinic with a session in room 3, 38 min after the dose, and its server; both keep their log in one database.

    Its beat, with which a screen sets its clock, comes after two seconds: a story in which time goes on waits for it.
    """
    monkeypatch.setattr(stream, "ALIVE_EVERY", 2.0)
    caplog.set_level(logging.WARNING, "werkzeug")  # a line for each request would hide what failed
    database, clock = f"sqlite:///{tmp_path / 'ward.db'}", Clock()
    store = Store.open(database)
    store.migrate()
    ward = Ward(open_clinic(store, clock, house), clock, database)
    ward.open()
    yield ward
    ward.running.close()
    store.close()


@pytest.fixture
def screen(chromium: Browser, ward: Ward) -> Iterator[Screen]:
    """Opens another browser at the session's page (or another address), signed in; a script that fails is a failed story."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def show(
        path: str = f"/session/{SESSION}",
        *,
        width: int = 1280,
        height: int = 800,
        zone: str = "America/New_York",
        who: User = NURSE,
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, timezone_id=zone)
        opened.append(context)
        context.add_cookies(sign_in(ward.url, who.name))  # type: ignore[arg-type]
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(error.stack or str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(ward.url + path)
        if path.startswith("/session/"):
            expect(page.locator(".chart[data-drawn]")).to_be_visible()
            expect(page.locator("#entry-heart_rate")).to_be_focused()
        return page

    yield show
    for context in opened:
        context.close()
    assert not wrong, wrong
