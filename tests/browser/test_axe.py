"""Can everybody use every screen? axe finds nothing, by night and by day, quiet, in an alarm, and cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.ward import SESSION, Ward

STANDARDS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
PAGES = {"board": "/", "session": f"/session/{SESSION}", "trends": "/trends/p1", "nowhere": "/nowhere"}
SHOWN = {"board": ".tile .open", "session": ".chart[data-drawn]", "trends": ".table tbody tr", "nowhere": ".empty"}


def violations(page: Page) -> list[str]:
    """What axe finds: each broken rule with the elements that break it."""
    found = Axe().run(page, options=STANDARDS).response["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']][:4]}" for rule in found]


def paint(page: Page, palette: str) -> None:
    """Show the page in this palette."""
    page.evaluate("name => window.vigil.palette.choose(name)", palette)
    page.wait_for_timeout(200)


@pytest.mark.parametrize("name", PAGES)
def test_quiet_screens_are_for_everybody(ward: Ward, screen: Screen, name: str) -> None:
    """Every screen in a quiet clinic passes WCAG 2.2 AA by axe, in both palettes."""
    page = screen(PAGES[name])
    expect(page.locator(SHOWN[name]).first).to_be_visible()
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []


@pytest.mark.parametrize("name", ["board", "session", "trends"])
def test_screens_in_an_alarm_are_for_everybody(ward: Ward, screen: Screen, name: str) -> None:
    """With a high alert up, a lower one beside it, and a check overdue, every screen passes in both palettes."""
    ward.clock.ahead = 9 * MINUTE
    ward.seen(systolic=202, diastolic=104, heart_rate=112, spo2=92)
    page = screen(PAGES[name])
    expect(page.locator(SHOWN[name]).first).to_be_visible()
    expect(page.locator("#alert-bar")).to_contain_text("HIGH")
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []


@pytest.mark.parametrize("name", ["board", "session", "trends"])
def test_screens_that_are_cut_off_are_for_everybody(ward: Ward, screen: Screen, name: str) -> None:
    """With NOT UPDATING across the screen, and an alert still up, every screen passes in both palettes."""
    ward.seen(systolic=202, diastolic=104, heart_rate=112, spo2=92)
    page = screen(PAGES[name])
    expect(page.locator(SHOWN[name]).first).to_be_visible()
    expect(page.locator("#health")).to_contain_text("Live")
    page.context.set_offline(True)
    expect(page.locator("#lost")).to_contain_text("NOT UPDATING")
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []


def press(key: str) -> Callable[[Page], None]:
    """Opens something by its key."""
    return lambda page: page.keyboard.press(key)


OPENS: dict[str, Callable[[Page], None]] = {
    "start": press("n"),
    "keys": press("?"),
    "menu": lambda page: page.locator("#user-menu summary").click(),
    "new patient": lambda page: (page.keyboard.press("n"), page.get_by_role("button", name="New patient").click())[1],
}


@pytest.mark.parametrize("what", OPENS)
def test_what_opens_over_the_board_is_for_everybody(screen: Screen, what: str) -> None:
    """The start form, the list of keys and the menu pass in both palettes."""
    page = screen("/")
    expect(page.locator(SHOWN["board"]).first).to_be_visible()
    OPENS[what](page)
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []


def test_the_sign_in_page_is_for_everybody(ward: Ward, screen: Screen) -> None:
    """The sign-in page passes in both palettes, also with a wrong password."""
    page = screen("/")
    page.context.clear_cookies()
    page.goto(f"{ward.url}/sign-in")
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("wrong password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
