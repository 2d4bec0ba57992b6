"""What does a screen say of what is entered on it while it is cut off?"""

from __future__ import annotations

import re
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.test_axe import paint, violations
from tests.browser.waiting import PENDING, enter, held, open_session, wait
from tests.browser.ward import Ward

BAR = "#alert-bar .alert-first"
HERE = re.compile(r"judged on this device only, offline since \d\d:\d\d")


def cut_off(page: Page) -> None:
    """The network is gone, and the page has noticed."""
    expect(page.locator("#health")).to_contain_text("Live")
    page.context.set_offline(True)
    expect(page.locator("#lost")).to_contain_text("NOT UPDATING")


def test_a_high_pressure_is_said_without_the_server(ward: Ward, screen: Screen) -> None:
    """A pressure of 204 that is entered without a network is HIGH at once, with words that only this device judged it."""
    page = screen()
    cut_off(page)
    expect(page.locator(BAR)).to_contain_text(re.compile(r"Offline since \d\d:\d\d - alerts are checked on this device only"))
    enter(page, heart_rate=90, systolic=204, diastolic=92)
    expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")
    expect(page.locator(BAR)).to_contain_text("(limit 200)")
    expect(page.locator(BAR)).to_contain_text("OKAFOR, Ruth")
    expect(page.locator(BAR)).to_contain_text(HERE)
    expect(page.locator("#alert-bar .acknowledge")).to_have_count(0)
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    page.context.set_offline(False)
    expect(page.locator(f"{BAR} .acknowledge")).to_be_visible()
    expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")
    expect(page.locator("#alert-bar")).not_to_contain_text("judged on this device")


def test_a_pressure_that_nobody_repeats_rises_by_itself(ward: Ward, screen: Screen) -> None:
    """A first 184 is MEDIUM and asks for a repeat; three minutes later it is HIGH, also without the server."""
    page = screen()
    page.clock.install()
    open_session(page, ward)
    cut_off(page)
    enter(page, systolic=184, diastolic=92)
    expect(page.locator(BAR)).to_contain_text("SBP 184 MEDIUM")
    expect(page.locator(BAR)).to_contain_text("repeat within 3 min")
    page.clock.fast_forward(3 * MINUTE)
    expect(page.locator(BAR)).to_contain_text("SBP 184 HIGH")
    expect(page.locator(BAR)).to_contain_text("not repeated in 3 min")


def test_a_limit_over_the_baseline_is_judged_here_too(ward: Ward, screen: Screen) -> None:
    """166 is 41 over what was measured before the dose: MEDIUM, as the server would say it."""
    page = screen()
    cut_off(page)
    enter(page, systolic=166, diastolic=92)
    expect(page.locator(BAR)).to_contain_text("SBP 166 MEDIUM")
    expect(page.locator(BAR)).to_contain_text("(limit 165)")


def test_a_symptom_beside_a_high_pressure_is_said_here_too(ward: Ward, screen: Screen) -> None:
    """184 with a severe headache is HIGH at once."""
    page = screen()
    cut_off(page)
    page.get_by_role("button", name="Symptoms").click()
    page.get_by_role("button", name="Severe headache").click()
    page.get_by_role("button", name="Done").click()
    enter(page, systolic=184, diastolic=92)
    expect(page.locator(BAR)).to_contain_text("SBP 184 HIGH")


def test_a_correction_is_judged_here_too(ward: Ward, screen: Screen) -> None:
    """Who corrects an old pressure to 204 without a network sees at once what that means."""
    page = screen()
    cut_off(page)
    page.locator("tr[data-fact=set30] >> text=Correct").click()
    page.click("text=Typing error")
    enter(page, systolic=204, diastolic=92)
    expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")
    expect(page.locator(BAR)).to_contain_text(HERE)


def test_what_the_server_said_before_stands(ward: Ward, screen: Screen) -> None:
    """An alert that stood when the network went is still there; what is found here is added, not put in its place."""
    page = screen()
    ward.seen(heart_rate=90, systolic=204, diastolic=84)
    expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")
    cut_off(page)
    enter(page, systolic=124, diastolic=80, spo2=85)
    expect(page.locator("#alert-bar")).to_contain_text("+1")
    page.locator("#alert-bar .more").click()
    expect(page.locator("#alert-bar .alert")).to_have_count(2)
    expect(page.locator("#alert-bar")).to_contain_text("SBP 204 HIGH")
    expect(page.locator("#alert-bar")).to_contain_text("SpO₂ 85 too low, HIGH")


def test_what_cannot_be_is_refused_here_too(ward: Ward, screen: Screen) -> None:
    """A systolic pressure of 704 is refused at once, in the server's words, and does not wait to be refused later."""
    page = screen()
    cut_off(page)
    enter(page, systolic=704, diastolic=92)
    expect(page.locator("#entry-status")).to_contain_text("Systolic pressure must be 40 to 300 mmHg. You entered 704.")
    assert page.evaluate("vigil.unsent()") == 0


def test_the_same_values_again_are_asked_about_here_too(ward: Ward, screen: Screen) -> None:
    """Who enters the same values twice within a minute, because the first did not seem to be saved, is asked."""
    page = screen()
    with held(page):
        enter(page, heart_rate=77)
        wait(page, 1)
        page.fill("#entry-heart_rate", "77")
        page.keyboard.press("Enter")
        expect(page.locator("#entry-status")).to_contain_text("The same values were saved less than a minute ago.")
    expect(page.locator(PENDING)).to_have_count(0)


@pytest.mark.ux("U37")
@pytest.mark.parametrize("how", ["network", "server"])
def test_a_cut_is_said_within_five_seconds(ward: Ward, screen: Screen, how: str) -> None:
    """A screen that is cut off says so within 5 s, and how many entries are not sent; the words go within 5 s of the return."""
    page = screen()
    expect(page.locator("#health")).to_contain_text("Live")
    gone = monotonic()
    if how == "network":
        page.context.set_offline(True)
        said, gone = noticed(page, gone), monotonic()
        enter(page, heart_rate=77)
        expect(page.locator("#lost")).to_contain_text("1 not sent")
        back = monotonic()
        page.context.set_offline(False)
    else:
        with ward.cut_off():
            gone = monotonic()
            said = noticed(page, gone)
            enter(page, heart_rate=77)
            expect(page.locator("#lost")).to_contain_text("1 not sent")
        back = monotonic()
    expect(page.locator("#lost")).to_be_hidden()
    cleared = monotonic() - back
    print(f"\n{how}: said after {said:.1f} s, cleared after {cleared:.1f} s")  # noqa: T201 - a figure
    assert max(said, cleared) < 5


def noticed(page: Page, gone: float) -> float:
    """How many seconds it took until the screen said that it is cut off."""
    expect(page.locator("#lost")).to_contain_text("NOT UPDATING")
    return monotonic() - gone
