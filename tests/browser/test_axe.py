"""Can everybody use every screen? axe finds nothing, by night and by day, quiet, in an alarm, and cut off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from models.clinic import operator
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.ward import ADMIN, PASSWORD, SESSION, Ward

STANDARDS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
LINES = ".table tbody tr"
PAGES = {
    "board": "/", "session": f"/session/{SESSION}", "trends": "/trends/p1", "nowhere": "/nowhere", "patients": "/patients",
    "patient": "/patients/p1", "sessions": "/sessions", "import": "/import",
}  # fmt: skip
SHOWN = {"board": ".tile .open", "session": ".chart[data-drawn]", "nowhere": ".empty", "import": ".drop"}
TREATING = [name for name in PAGES if name != "nowhere"]


def violations(page: Page) -> list[str]:
    """What axe finds: each broken rule with the elements that break it."""
    found = Axe().run(page, options=STANDARDS).response["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']][:4]}" for rule in found]


def opened(page: Page, name: str) -> None:
    """What the page is for is on the screen."""
    expect(page.locator(SHOWN.get(name, LINES)).first).to_be_visible()


def for_everybody(page: Page) -> None:
    """The page passes as it stands, in both palettes."""
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []


def paint(page: Page, palette: str) -> None:
    """Show the page in this palette."""
    page.evaluate("name => window.vigil.palette.choose(name)", palette)
    page.wait_for_timeout(200)


@pytest.mark.ux("U18")
@pytest.mark.parametrize("name", PAGES)
def test_quiet_screens_are_for_everybody(ward: Ward, screen: Screen, name: str) -> None:
    """Every screen in a quiet clinic passes WCAG 2.2 AA by axe, in both palettes."""
    page = screen(PAGES[name])
    opened(page, name)
    for_everybody(page)


@pytest.mark.ux("U18")
@pytest.mark.parametrize("name", TREATING)
def test_screens_in_an_alarm_are_for_everybody(ward: Ward, screen: Screen, name: str) -> None:
    """With a high alert up, a lower one beside it, and a check overdue, every screen passes in both palettes."""
    ward.clock.ahead = 9 * MINUTE
    ward.seen(systolic=202, diastolic=104, heart_rate=112, spo2=92)
    page = screen(PAGES[name])
    opened(page, name)
    expect(page.locator("#alert-bar")).to_contain_text("HIGH")
    for_everybody(page)


@pytest.mark.ux("U18")
@pytest.mark.parametrize("name", TREATING)
def test_screens_that_are_cut_off_are_for_everybody(ward: Ward, screen: Screen, name: str) -> None:
    """With NOT UPDATING across the screen, and an alert still up, every screen passes in both palettes."""
    ward.seen(systolic=202, diastolic=104, heart_rate=112, spo2=92)
    page = screen(PAGES[name])
    opened(page, name)
    expect(page.locator("#health")).to_contain_text("Live")
    page.context.set_offline(True)
    expect(page.locator("#lost")).to_contain_text("NOT UPDATING")
    for_everybody(page)


def press(key: str) -> Callable[[Page], None]:
    """Opens something by its key."""
    return lambda page: page.keyboard.press(key)


def heard(page: Page) -> None:
    """The sound of this screen was tested, and somebody is asked whether it was heard."""
    page.locator("#health .sound-state").click()
    page.get_by_role("button", name="Test sound").click()
    expect(page.locator(".sound-test .said")).to_contain_text("Did you hear it?")


OPENS: dict[str, Callable[[Page], None]] = {
    "start": press("n"),
    "keys": press("?"),
    "menu": lambda page: page.locator("#user-menu summary").click(),
    "sound": lambda page: page.locator("#health .sound-state").click(),
    "sound heard": heard,
    "new patient": lambda page: (page.keyboard.press("n"), page.get_by_role("button", name="New patient").click())[1],
}


@pytest.mark.parametrize("what", OPENS)
def test_what_opens_over_the_board_is_for_everybody(screen: Screen, what: str) -> None:
    """The start form, the list of keys, the menu and the test of the sound pass in both palettes."""
    page = screen("/")
    opened(page, "board")
    OPENS[what](page)
    for_everybody(page)


def test_the_sign_in_page_is_for_everybody(ward: Ward, screen: Screen) -> None:
    """The sign-in page passes in both palettes, also with a wrong password."""
    page = screen("/")
    page.context.clear_cookies()
    page.goto(f"{ward.url}/sign-in")
    for_everybody(page)
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("wrong password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    for_everybody(page)


@pytest.mark.ux("U18")
@pytest.mark.parametrize(("path", "shown"), [("/", ".tile.free"), ("/patients", ".empty"), ("/sessions", ".empty")])
def test_an_empty_clinic_is_for_everybody(ward: Ward, screen: Screen, tmp_path: Path, path: str, shown: str) -> None:
    """Before the first patient, the pages that say so pass in both palettes."""
    ward.emptied(f"sqlite:///{tmp_path / 'bare.db'}")
    page = screen(path)
    expect(page.locator(shown).first).to_be_visible()
    for_everybody(page)


def test_a_search_that_finds_nobody_is_for_everybody(screen: Screen) -> None:
    """The words that say that nobody was found pass in both palettes."""
    page = screen("/patients")
    expect(page.locator("#patients-find")).to_be_focused()
    page.keyboard.type("zzz")
    expect(page.locator(".empty h2")).to_be_visible()
    for_everybody(page)


def test_the_users_are_for_everybody(ward: Ward, screen: Screen) -> None:
    """The page of the users passes as it opens, with the form filled in, a refusal told, and a password being set."""
    ward.clinic.staff.add(ADMIN, PASSWORD, operator("test"))
    page = screen("/users", who=ADMIN)
    expect(page.locator(LINES)).to_have_count(3)
    for_everybody(page)
    page.get_by_label("Sign-in name").fill("nurse.b")
    page.get_by_label("First password").fill("short")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).not_to_be_empty()
    page.locator("tr", has_text="nurse.a").get_by_text("New password", exact=True).click()
    for_everybody(page)
    page.get_by_label("Device, such as").fill("bedside-3")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator("#devices-message code")).to_be_visible()
    for_everybody(page)


def test_the_warning_before_a_sign_out_is_for_everybody(ward: Ward, screen: Screen) -> None:
    """The warning, over the board and over the start form, passes in both palettes."""
    page = screen("/")
    opened(page, "board")
    ward.clock.ahead += round(28.6 * MINUTE)
    page.evaluate("window.vigil.staying.look()")
    expect(page.locator("#stay-signed-in")).to_be_visible()
    for_everybody(page)
    page.evaluate("window.vigil.startSession.open('1')")
    for_everybody(page)
