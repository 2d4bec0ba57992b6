"""A way of going silent: the idle end of a sign-in, also in the middle of an alarm. Does a screen that is listened to go on?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.clinic import operator
from models.facts import Acknowledged, Ended
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.locking import IDLE, desk, enter, left, locked, unused
from tests.browser.sounding import pulses
from tests.browser.test_axe import for_everybody
from tests.browser.ward import ADMIN, NURSE, PASSWORD, SESSION, Ward


@pytest.fixture
def screen(chromium: Browser, ward: Ward) -> Iterator[Screen]:
    """Opens a screen at the desk that may sound and that nobody has touched; `armed` False = its sound is off."""
    with desk(chromium, ward) as show:
        yield show


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


# -- the end itself -----------------------------------------------------------------------------------------------------


def test_the_idle_end_of_a_sign_in_during_a_sounding_alarm(ward: Ward, screen: Screen) -> None:
    """Nobody touches the desk's screen while a high alarm sounds: locked, it goes on sounding, and so does what comes after."""
    page = screen()
    locked(ward, page)
    expect(page.locator(".lock .alert").first).to_contain_text("HIGH")
    expect(page.locator(".lock .alert").first).to_contain_text("Room 3")
    expect(page.locator(".lock .heard")).to_have_text("Alarms go on sounding here.")
    page.clock.install()
    page.clock.fast_forward(9_000)
    page.wait_for_function("() => window.pulses.length >= 10")
    ward.clinic.record(SESSION, Acknowledged(id="a", at=0, signal="systolic"), NURSE)
    page.wait_for_function("() => vigil.sounder.audible() !== 'high'")
    page.evaluate("window.pulses.splice(0)")
    ward.seen(heart_rate=34, systolic=120, diastolic=70)
    pulses(page, 10)
    ward.clock.ahead += 40_000
    ward.clinic.tick()
    page.wait_for_function("() => vigil.pictures.get('s1').sound?.where === 'desk'")


def test_a_locked_screen_names_nobody_and_takes_nothing(ward: Ward, screen: Screen) -> None:
    """Nothing of the patient is seen on a locked screen, no key does anything, and no key or second Esc opens it."""
    page = screen(f"/session/{SESSION}")
    expect(page.locator(".identity")).to_contain_text("OKAFOR, Ruth")
    locked(ward, page)
    for hidden in (".identity .name", "#alert-bar", ".chart", "#entry-heart_rate"):
        expect(page.locator(hidden).first).not_to_be_visible()
    for key in ("Escape", "Escape", "Escape", "a", "1"):
        page.keyboard.press(key)
    page.locator(".lock .alert").first.click()
    page.evaluate(
        "document.querySelector('dialog.lock').close();"
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))"
    )
    for key in ("a", "1", "Escape", "Escape"):
        page.keyboard.press(key)
    expect(page.locator("dialog.lock")).to_be_visible()
    assert not {"OKAFOR", "0042", "204"} & set(re.findall(r"\w+", page.locator("dialog.lock").inner_text()))
    assert page.url.endswith(f"/session/{SESSION}")
    assert not [entry for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, Acknowledged)]
    assert page.locator("dialog.lock").bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 800}


def test_the_same_person_goes_on_where_she_was(ward: Ward, screen: Screen) -> None:
    """A wrong password opens nothing; the right one opens the page as it was left, with what was typed."""
    page = screen(f"/session/{SESSION}")
    page.locator("#entry-heart_rate").evaluate(
        "node => { node.value = '77'; node.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    locked(ward, page)
    expect(page.get_by_label("Name", exact=True)).to_have_value(NURSE.name)
    expect(page.get_by_label("Password")).to_be_focused()
    enter(page, password="not the password")
    expect(page.locator(".lock .status")).to_have_text("Name or password is not right.")
    enter(page)
    expect(page.locator("dialog.lock")).to_have_count(0)
    expect(page.locator(".identity .name")).to_be_visible()
    expect(page.locator("#entry-heart_rate")).to_have_value("77")
    expect(page.locator("#alert-bar")).to_contain_text("SBP 204 HIGH")
    ward.seen(heart_rate=91)
    page.wait_for_function("() => vigil.latest.last('s1', 'hr').v === 91")


def test_somebody_else_gets_a_page_of_their_own(ward: Ward, screen: Screen) -> None:
    """Whoever else signs in at a locked screen is at the same place under their own name."""
    ward.clinic.staff.add(ADMIN, PASSWORD, operator("test"))
    page = screen()
    locked(ward, page)
    enter(page, ADMIN.name)
    expect(page.locator("#user-menu .who")).to_have_text(ADMIN.full_name)
    expect(page.locator("dialog.lock")).to_have_count(0)


def test_a_lock_that_hears_nothing_promises_no_alarm(ward: Ward, screen: Screen) -> None:
    """Where the network of a locked screen is gone it says that nothing is updated, and no more that alarms sound here."""
    page = screen()
    locked(ward, page)
    expect(page.locator(".lock .heard")).to_have_text("Alarms go on sounding here.")
    page.context.set_offline(True)
    expect(page.locator(".lock .lost")).to_contain_text("NOT UPDATING")
    expect(page.locator(".lock .heard")).to_have_text("")


def test_a_lock_that_alarms_do_not_reach_promises_none(ward: Ward, screen: Screen) -> None:
    """Where test alerts do not reach a locked screen it says so, promises no sound, and does not say that all is quiet."""
    page = screen()
    locked(ward, page)
    ward.clinic.record(SESSION, Acknowledged(id="a", at=0, signal="systolic"), NURSE)
    page.evaluate("() => { vigil.alerts.draw = () => { throw new Error('x'); }; }")
    ward.clock.ahead += 80_000
    expect(page.locator(".lock .lost")).to_contain_text("ALARMS DO NOT REACH THIS SCREEN")
    expect(page.locator(".lock .heard")).to_have_text("")
    expect(page.locator(".lock")).not_to_contain_text("No alert is standing.")


@pytest.mark.ux("U18")
def test_a_locked_screen_is_for_everybody(ward: Ward, screen: Screen) -> None:
    """With a high alarm, after a wrong password, and cut off, the locked screen passes in both palettes."""
    page = screen(f"/session/{SESSION}")
    locked(ward, page)
    for_everybody(page)
    enter(page, password="not the password")
    expect(page.locator(".lock .status")).to_have_text("Name or password is not right.")
    page.context.set_offline(True)
    expect(page.locator(".lock .lost")).to_contain_text("NOT UPDATING")
    for_everybody(page)


def test_after_twelve_hours_it_says_that_no_alarm_comes_and_calls(ward: Ward, screen: Screen) -> None:
    """When the sign-in is as old as it may be the screen says across its whole width that it is deaf, and calls for somebody."""
    page = screen()
    locked(ward, page)
    ward.clinic.record(SESSION, Acknowledged(id="a", at=0, signal="systolic"), NURSE)
    page.wait_for_function("() => vigil.sounder.audible() !== 'high'")
    page.evaluate("window.pulses.splice(0)")
    unused(ward, page, 12 * 60)
    expect(page.locator(".lock .lost")).to_contain_text("NO ALARM REACHES THIS SCREEN")
    assert page.locator(".lock .lost").evaluate("node => node.getBoundingClientRect().width") == 1280
    page.wait_for_function("() => window.pulses.length >= 3")
    enter(page)
    expect(page.locator("dialog.lock")).to_have_count(0)
    page.wait_for_function("() => !vigil.lost()")
    before = page.evaluate("vigil.pictures.get('s1').seq")
    ward.seen(heart_rate=91)
    page.wait_for_function("before => vigil.pictures.get('s1').seq > before", arg=before)


def test_a_screen_without_sound_is_signed_out_as_before(ward: Ward, screen: Screen) -> None:
    """Where nobody listens nothing is locked: the page goes to the sign-in."""
    page = screen(armed=False)
    expect(page.locator(".tile")).to_have_count(3)
    left(ward, page, 31)
