"""How does a screen come to be locked, and who opens it? A desk whose sound is on, and nobody who touches it for half an hour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, expect

from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.sounding import HIGH, spy
from tests.browser.ward import NURSE, PASSWORD, Ward, sign_in

IDLE = 28.6
"""Minutes without use after which the warning stands, of the thirty that are allowed."""


@contextmanager
def desk(chromium: Browser, ward: Ward) -> Iterator[Screen]:
    """Opens screens at the desk that may sound and that nobody has touched; `armed` False = its sound is off."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def show(path: str = "/", *, armed: bool = True) -> Page:
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        opened.append(context)
        context.add_cookies(sign_in(ward.url))  # type: ignore[arg-type]
        context.add_init_script(spy(on=armed))
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(error.stack or str(error)))
        page.goto(ward.url + path)
        if armed:
            page.evaluate("vigil.sounder.allow()")
            expect(page.locator("#health .sound")).to_have_attribute("data-state", "on")
        return page

    yield show
    for context in opened:
        context.close()
    assert not wrong, wrong


def unused(ward: Ward, page: Page, minutes: float) -> None:
    """Nobody touches anything for so long, then the page looks at the clock of the ward."""
    ward.clock.ahead += round(minutes * MINUTE)
    page.evaluate("window.vigil.staying.look()")


def left(ward: Ward, page: Page, minutes: float) -> None:
    """As `unused`, where the page then leaves: what it was asked has nowhere to come back to."""
    ward.clock.ahead += round(minutes * MINUTE)
    page.evaluate("void window.vigil.staying.look()")
    expect(page).to_have_url(re.compile("/sign-in"))


def locked(ward: Ward, page: Page) -> None:
    """A high alarm sounds, and nobody touches this screen until its sign-in is over."""
    page.wait_for_function("() => vigil.awake.running()")
    ward.clock.ahead += round(IDLE * MINUTE)
    with page.expect_request("**/listening") as spoken:  # one that began by the clock as it stands now
        ward.seen(**HIGH)
        page.wait_for_function("() => vigil.sounder.audible() === 'high' && window.pulses.length >= 10")
    assert spoken.value.response().ok  # type: ignore[union-attr]  # None would fail here as it should
    page.evaluate("window.pulses.splice(0)")  # the overdue check may have sounded first
    unused(ward, page, 2)
    expect(page.locator("dialog.lock")).to_be_visible()


def enter(page: Page, name: str = NURSE.name, password: str = PASSWORD) -> None:
    """Somebody signs in at the lock."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
