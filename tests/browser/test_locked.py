"""Whom does a locked screen name, and what becomes of its alarms when it is loaded anew? Nobody, and they go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from models.clinic import operator
from models.errors import StoreFailed
from models.facts import Acknowledged, Note
from models.sessions import Sessions
from tests.browser.conftest import Screen
from tests.browser.locking import desk, enter, locked
from tests.browser.test_alarms import REFUSES
from tests.browser.test_axe import for_everybody
from tests.browser.ward import ADMIN, NURSE, PASSWORD, PATIENT, SESSION, Ward, add_session, past

SECRET = ("OKAFOR", "Ruth", "0042", "Penicillin", "LIND", "Nurse A", "nurse.a", "at the window")
"""What names the patients or staff of this ward, or was written by them."""


@pytest.fixture
def screen(chromium: Browser, ward: Ward) -> Iterator[Screen]:
    """Opens a screen at the desk that may sound and that nobody has touched."""
    with desk(chromium, ward) as show:
        yield show


def named(page: Page) -> set[str]:
    """What of the secrets is anywhere in the page as it stands: text, attributes, what scripts were handed."""
    content = page.content() + page.title()
    return {word for word in SECRET if word in content}


def next_door(ward: Ward) -> None:
    """A session begins in room 1."""
    add_session(ward.clinic, "s2", "1", replace(PATIENT, id="p2", name="LIND, Sven", identifier="0043"), past(ward.clock(), "o "))


def spoken(ward: Ward, page: Page, after: Callable[[], None]) -> None:
    """The screen says that it can be heard, after something was done there, and the clinic looks who listens."""
    with page.expect_request("**/listening") as said:
        after()
    assert said.value.response().ok  # type: ignore[union-attr]  # None would fail here as it should
    ward.clinic.tick()


def reloaded(ward: Ward, page: Page) -> None:
    """A screen is locked, and then its page is loaded anew."""
    locked(ward, page)
    reload(page)


def reload(page: Page) -> None:
    """The page of a locked screen is loaded anew by a browser that lets nothing sound before a touch."""
    page.add_init_script(f"({REFUSES})()")
    page.reload()
    expect(page.locator("dialog.lock")).to_be_visible()
    expect(page.locator(".lock #sound")).to_contain_text("SOUND BLOCKED")


@pytest.mark.parametrize("path", ["/", f"/session/{SESSION}", "/handover"])
def test_what_was_drawn_before_the_lock_is_gone_from_the_page(ward: Ward, screen: Screen, path: str) -> None:
    """While a screen is locked nothing of its page names anybody, also not what is written meanwhile; afterwards all is there."""
    page = screen(path)
    expect(page.get_by_text("OKAFOR, Ruth").first).to_be_visible()
    assert named(page)
    locked(ward, page)
    assert named(page) == set()
    ward.clinic.record(SESSION, Note(id="n", at=0, text="at the window"), NURSE)
    next_door(ward)
    ward.seen(heart_rate=34)
    expect(page.locator(".lock .alert")).to_have_count(3)
    assert named(page) == set()
    enter(page)
    expect(page.locator("dialog.lock")).to_have_count(0)
    expect(page.get_by_text("OKAFOR, Ruth").first).to_be_visible()
    page.wait_for_function("() => vigil.pictures.get('s2')?.patient.name === 'LIND, Sven'")
    expect(page.locator("#user-menu .who")).to_have_text("Nurse A")
    expect(page.locator("#alert-bar")).to_contain_text("HR 34")


def test_every_entry_that_was_made_under_a_lock_is_there_once_afterwards(ward: Ward, screen: Screen) -> None:
    """After the unlock the table and the chart of the session hold what was entered meanwhile, each once, without a new page."""
    page = screen(f"/session/{SESSION}")
    expect(page.locator(".chart[data-drawn]")).to_be_visible()
    page.evaluate("window.here = true")
    locked(ward, page)
    for rate in (61, 62, 63):
        ward.seen(heart_rate=rate)
    ward.clinic.record(SESSION, Note(id="n", at=0, text="at the window"), NURSE)
    enter(page)
    expect(page.locator("#session-sets")).to_contain_text("at the window")
    page.wait_for_function("() => vigil.latest.last('s1', 'hr').v === 63")
    rows = page.locator("#session-sets").inner_text()
    assert [rows.count(f"{rate}\n") + rows.count(f"{rate}\t") for rate in (61, 62, 63)] == [1, 1, 1]
    assert page.evaluate("window.here")


def test_every_tab_of_a_locked_browser_is_locked_and_opened_with_it(ward: Ward, screen: Screen) -> None:
    """The lock falls on all tabs of the screen; who opens one has opened all, and each holds what was entered meanwhile, once."""
    page = screen()
    other = page.context.new_page()
    other.goto(f"{ward.url}/session/{SESSION}")
    expect(other.locator(".chart[data-drawn]")).to_be_visible()
    other.wait_for_function("() => vigil.listening.armed()")
    locked(ward, page)
    expect(other.locator("dialog.lock")).to_be_visible()
    assert (named(page), named(other)) == (set(), set())
    ward.seen(heart_rate=63)
    ward.clinic.record(SESSION, Note(id="n", at=0, text="at the window"), NURSE)
    enter(page)
    for tab in (page, other):
        expect(tab.locator("dialog.lock")).to_have_count(0)
        expect(tab.get_by_text("OKAFOR, Ruth").first).to_be_visible()
        tab.wait_for_function("() => vigil.latest.last('s1', 'hr').v === 63")
    expect(other.locator("#session-sets")).to_contain_text("at the window")
    assert other.locator("#session-sets").inner_text().count("at the window") == 1


def test_a_dialog_that_was_open_is_open_again(ward: Ward, screen: Screen) -> None:
    """Who was about to start a session finds the form as it was, above the page, after the unlock."""
    page = screen()
    page.locator('button[data-start="1"]').evaluate("button => button.click()")
    form = page.locator("dialog:modal")
    expect(form).to_be_visible()
    form.locator("input").first.evaluate("field => { field.value = 'LIND'; }")
    locked(ward, page)
    assert named(page) == set()
    enter(page)
    expect(page.locator("dialog.lock")).to_have_count(0)
    expect(form.locator("input").first).to_have_value("LIND")


def test_a_locked_screen_that_is_loaded_anew_is_locked_and_goes_on(ward: Ward, screen: Screen) -> None:
    """It shows in which room what alarms, says that the browser lets nothing sound, and sounds after one touch."""
    page = screen(f"/session/{SESSION}")
    reloaded(ward, page)
    expect(page.locator(".lock .alert").first).to_contain_text("Room 3")
    expect(page.locator(".lock .heard")).to_be_empty()
    assert page.locator(".lock #sound").bounding_box()["width"] == 1280  # type: ignore[index]
    assert (named(page), page.evaluate("window.pulses.length")) == (set(), 0)
    page.get_by_role("button", name="Turn sound on").click()
    expect(page.locator(".lock #sound")).to_be_empty()
    expect(page.locator(".lock .heard")).to_have_text("Alarms go on sounding here.")
    page.wait_for_function("() => window.pulses.length >= 10")
    ward.clinic.record(SESSION, Acknowledged(id="a", at=0, signal="systolic"), NURSE)
    page.wait_for_function("() => vigil.sounder.audible() !== 'high'")
    page.evaluate("window.pulses.splice(0)")
    ward.seen(heart_rate=34, systolic=120, diastolic=70)
    page.wait_for_function("() => vigil.sounder.audible() === 'high' && window.pulses.length >= 10")
    assert named(page) == set()


def test_a_locked_screen_that_is_loaded_anew_counts_only_once_it_is_heard(ward: Ward, screen: Screen) -> None:
    """Nobody listens while the browser lets it not sound, and the record says so; after a touch it is heard again."""
    page = screen()
    locked(ward, page)
    spoken(ward, page, lambda: None)
    page.wait_for_function("() => vigil.pictures.get('s1').sound?.where === 'desk'")
    reload(page)
    ward.clock.ahead += 40_000
    ward.clinic.tick()
    page.wait_for_function("() => vigil.pictures.get('s1')?.sound?.screens === 0")
    spoken(ward, page, page.locator(".lock h1").click)
    page.wait_for_function("() => vigil.pictures.get('s1').sound.where === 'desk'")


def test_who_signs_in_there_is_where_the_screen_was(ward: Ward, screen: Screen) -> None:
    """A wrong password opens nothing; the right one leads to the page that was loaded anew, with everybody's name."""
    page = screen(f"/session/{SESSION}")
    reloaded(ward, page)
    enter(page, password="not the password")
    expect(page.locator(".lock .status")).to_have_text("Name or password is not right.")
    assert named(page) == set()
    enter(page)
    expect(page.locator(".identity .name")).to_have_text("OKAFOR, Ruth")
    assert page.url.endswith(f"/session/{SESSION}")


def test_somebody_else_signs_in_there(ward: Ward, screen: Screen) -> None:
    """Whoever else signs in at a locked screen that was loaded anew gets that page under their own name."""
    ward.clinic.staff.add(ADMIN, PASSWORD, operator("test"))
    page = screen()
    reloaded(ward, page)
    enter(page, ADMIN.name)
    expect(page.locator("#user-menu .who")).to_have_text(ADMIN.full_name)


def test_it_says_nothing_of_quiet_before_it_knows(ward: Ward, screen: Screen) -> None:
    """Before the first word of the stream a locked screen that was loaded anew does not say that no alert is standing."""
    page = screen()
    locked(ward, page)
    page.route("**/api/v1/stream*", lambda _route: None)
    page.reload()
    expect(page.locator(".lock .quiet")).to_have_text("Waiting for the first look at the alerts.")


def test_a_lock_whose_alerts_nobody_checks_promises_none(ward: Ward, screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the server cannot look at the alerts any more a locked screen says since when, and promises no sound."""
    page = screen()
    locked(ward, page)
    expect(page.locator(".lock .heard")).to_have_text("Alarms go on sounding here.")
    monkeypatch.setattr(Sessions, "tick", lambda _self: (_ for _ in ()).throw(StoreFailed("The disk is full.")))
    ward.clock.ahead += 40_000
    expect(page.locator(".lock .lost")).to_contain_text("ALERTS NOT CHECKED since")
    expect(page.locator(".lock .heard")).to_be_empty()


@pytest.mark.ux("U18")
def test_a_locked_screen_that_was_loaded_anew_is_for_everybody(ward: Ward, screen: Screen) -> None:
    """With a high alarm it passes in both palettes."""
    page = screen()
    reloaded(ward, page)
    expect(page.locator(".lock .alert").first).to_contain_text("HIGH")
    for_everybody(page)
