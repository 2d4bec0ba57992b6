"""Is somebody warned in time before being signed out, on every tab, and does staying cost one key and no letter?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.locking import left
from tests.browser.ward import Ward

IDLE = 28.6
"""Minutes without use after which the warning must stand, of the thirty that are allowed."""


def unused(ward: Ward, *pages: Page, minutes: float = IDLE) -> None:
    """Nobody touches anything for so long, and each page looks again."""
    ward.clock.ahead += round(minutes * MINUTE)
    for page in pages:
        page.evaluate("window.vigil.staying.look()")


def warning(page: Page) -> str:
    """What the warning says, once it stands."""
    expect(page.locator("#stay-signed-in")).to_be_visible()
    expect(page.locator("#stay-signed-in")).to_be_in_viewport()
    return page.locator("#stay-signed-in").inner_text()


def seconds(page: Page) -> int:
    """The seconds that are left, as the warning counts them."""
    minutes, rest = page.locator("#stay-signed-in .count").inner_text().split(":")
    return int(minutes) * 60 + int(rest)


@pytest.mark.ux("U50")
def test_the_warning_comes_a_minute_before_the_end_or_earlier(ward: Ward, screen: Screen) -> None:
    """With two minutes left nothing is said; then the warning stands across the screen, with a minute left to read it."""
    page = screen("/")
    expect(page.locator(".tile")).to_have_count(3)
    unused(ward, page, minutes=28)
    expect(page.locator("#stay-signed-in")).not_to_be_visible()
    unused(ward, page, minutes=0.6)
    assert "nobody has used Vigil here for 30 minutes" in warning(page)
    assert 60 < seconds(page) <= 85
    assert page.locator("#stay-signed-in").evaluate("node => node.getBoundingClientRect().width") == 1280


@pytest.mark.ux("U50")
def test_one_key_is_enough_and_nothing_typed_is_lost(ward: Ward, screen: Screen) -> None:
    """Any key stays signed in; what stood in a field is still there, and the thirty minutes begin anew."""
    page = screen("/")
    expect(page.locator(".tile")).to_have_count(3)
    page.evaluate("window.vigil.startSession.open('2')")
    page.locator("dialog button", has_text="New patient").dispatch_event("click")
    page.get_by_label("Name family").fill("Lind, Sven")
    unused(ward, page)
    warning(page)
    page.keyboard.press("Shift")
    expect(page.locator("#stay-signed-in")).not_to_be_visible()
    expect(page.get_by_label("Name family")).to_have_value("Lind, Sven")
    unused(ward, page, minutes=20)
    assert page.evaluate("fetch('/api/v1/board').then(answer => answer.status)") == 200


def test_the_button_stays_too(ward: Ward, screen: Screen) -> None:
    """Who has no keyboard presses the button, which is large enough for a finger."""
    page = screen("/")
    unused(ward, page)
    warning(page)
    button = page.get_by_role("button", name="Stay signed in")
    assert (button.bounding_box() or {"height": 0})["height"] >= 48
    button.click()
    expect(page.locator("#stay-signed-in")).not_to_be_visible()


def test_every_tab_warns_and_staying_on_one_is_staying_on_all(ward: Ward, screen: Screen) -> None:
    """A second tab warns as well; a key on one of them takes the warning from both."""
    first = screen("/")
    second = first.context.new_page()
    second.goto(f"{ward.url}/patients")
    expect(second.locator("#patients-find")).to_be_visible()
    unused(ward, first, second)
    warning(first)
    warning(second)
    second.keyboard.press("Shift")
    expect(second.locator("#stay-signed-in")).not_to_be_visible()
    expect(first.locator("#stay-signed-in")).not_to_be_visible()


def test_who_uses_the_screen_is_not_asked(ward: Ward, screen: Screen) -> None:
    """Somebody who has pressed a key since the last entry stays signed in without a question."""
    page = screen("/")
    expect(page.locator(".tile")).to_have_count(3)
    page.keyboard.press("Shift")
    unused(ward, page)
    page.wait_for_timeout(500)
    expect(page.locator("#stay-signed-in")).not_to_be_visible()
    ward.clock.ahead += 10 * MINUTE
    assert page.evaluate("fetch('/api/v1/board').then(answer => answer.status)") == 200


def test_after_twelve_hours_the_warning_says_that_staying_is_not_possible(ward: Ward, screen: Screen) -> None:
    """At the end of the longest sign-in the warning says what to do instead, and offers no button that would not help."""
    page = screen("/")
    for _ in range(26):
        ward.clock.ahead += 27 * MINUTE
        page.evaluate("window.vigil.wire.post('/api/v1/sign-in', {})")
    unused(ward, page, minutes=16.8)
    assert "Save what you have typed" in warning(page)
    expect(page.get_by_role("button", name="Stay signed in")).to_have_count(0)


def test_who_does_not_stay_is_signed_out(ward: Ward, screen: Screen) -> None:
    """When the time is over the screen goes to the sign-in page, and after it back to where it was."""
    page = screen("/patients")
    unused(ward, page)
    warning(page)
    left(ward, page, minutes=2)
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fpatients"))
