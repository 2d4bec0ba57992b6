"""A way of going silent: the idle end of a sign-in, also in the middle of an alarm. Does a screen that is listened to go on?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from models.facts import Acknowledged, Ended
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.sounding import SPY, pulses
from tests.browser.ward import NURSE, SESSION, Ward, sign_in

IDLE = 28.6
"""Minutes without use after which the warning stands, of the thirty that are allowed."""


@pytest.fixture
def screen(chromium: Browser, ward: Ward) -> Iterator[Screen]:
    """Opens a screen at the desk that may sound and that nobody has touched; `armed` False = its sound is off."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def show(path: str = "/", *, armed: bool = True) -> Page:
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        opened.append(context)
        context.add_cookies(sign_in(ward.url))  # type: ignore[arg-type]
        context.add_init_script(f"({SPY})({json.dumps({'on': armed, 'room': '', 'id': str(uuid4())})})")
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


def answered(ward: Ward, page: Page) -> None:
    """Half an hour later the check that is overdue by then was acknowledged elsewhere: no alarm sounds here."""
    ward.clock.ahead += round(IDLE * MINUTE)
    ward.clinic.tick()
    ward.clinic.record(SESSION, Acknowledged(id="ack", at=0, signal="check"), NURSE)
    page.wait_for_function("() => vigil.alerts.standing().some(({ alert }) => alert.acked)")
    page.wait_for_function("() => vigil.sounder.audible() === 'none'")
    page.evaluate("vigil.sounder.look(); window.pulses.splice(0)")


def test_the_warning_before_the_end_is_heard_until_somebody_answers(ward: Ward, screen: Screen) -> None:
    """Ninety seconds before the end an armed screen sounds, twenty seconds later again; one key ends it."""
    page = screen()
    answered(ward, page)
    unused(ward, page, 0)
    expect(page.locator("#stay-signed-in")).to_be_visible()
    pulses(page, 3)
    page.clock.install()
    page.clock.fast_forward(21_000)
    pulses(page, 3)
    page.keyboard.press("Shift")
    expect(page.locator("#stay-signed-in")).not_to_be_visible()
    page.clock.fast_forward(21_000)
    assert page.evaluate("window.pulses.length") == 0


def test_a_silence_of_alarms_does_not_silence_the_warning(ward: Ward, screen: Screen) -> None:
    """Who silenced an alarm for two minutes is told all the same that this screen is about to be left alone."""
    page = screen()
    answered(ward, page)
    page.evaluate("vigil.listening.choose({ silence: { level: 'high', until: vigil.now() + 120000 } })")
    unused(ward, page, 0)
    pulses(page, 3)


def test_where_nobody_is_treated_the_warning_is_silent(ward: Ward, screen: Screen) -> None:
    """An empty ward is not disturbed by a screen that is about to be left alone."""
    page = screen()
    ward.clinic.record(SESSION, Ended(id="end", at=ward.clock(), reason="done"), NURSE)
    page.wait_for_function("() => !vigil.awake.running()")
    page.evaluate("window.pulses.splice(0)")
    unused(ward, page, IDLE)
    expect(page.locator("#stay-signed-in")).to_be_visible()
    page.clock.install()
    page.clock.fast_forward(21_000)
    assert page.evaluate("window.pulses.length") == 0
