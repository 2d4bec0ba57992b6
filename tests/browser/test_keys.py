"""Do the keys lead where they say, never while somebody types, and not at all where they are switched off?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Screen
from tests.browser.ward import SESSION, Ward

BOARD = re.compile(r"//[^/]+/$")


def rest(page: Page) -> None:
    """Nobody types: the cursor is in no field."""
    page.evaluate("document.activeElement.blur()")


def test_esc_leaves_the_field_and_then_the_session(screen: Screen) -> None:
    """From a session's page the first Esc leaves the field and the second goes back to the board."""
    page = screen()
    page.keyboard.press("Escape")
    expect(page.locator("#entry-heart_rate")).not_to_be_focused()
    expect(page).to_have_url(re.compile(f"/session/{SESSION}$"))
    page.keyboard.press("Escape")
    expect(page).to_have_url(BOARD)
    expect(page.locator(".tile")).to_have_count(3)


def test_esc_leaves_nothing_that_is_typed(screen: Screen) -> None:
    """Where a value is typed and not saved, Esc does not leave the page but leads back to that value."""
    page = screen()
    page.keyboard.type("72")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#entry-heart_rate")).to_be_focused()
    expect(page.locator("#entry-heart_rate")).to_have_value("72")
    expect(page).to_have_url(re.compile(f"/session/{SESSION}$"))


def test_esc_closes_what_is_open_and_nothing_else(screen: Screen) -> None:
    """A question, the list of keys or the menu closes with Esc; the page stays."""
    page = screen()
    page.get_by_role("button", name="Leaving").click()
    expect(page.get_by_role("button", name="End session")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_have_count(0)
    rest(page)
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    page.locator("#user-menu summary").click()
    page.keyboard.press("Escape")
    expect(page.locator("#user-menu ul")).not_to_be_visible()
    expect(page.locator("#user-menu summary")).to_be_focused()
    expect(page).to_have_url(re.compile(f"/session/{SESSION}$"))


def test_esc_goes_back_the_way_one_came(screen: Screen) -> None:
    """From the list to a patient to the trend, Esc goes back one page at a time, and ends on the board."""
    page = screen("/")
    expect(page.locator(".tile")).to_have_count(3)
    page.keyboard.press("f")
    expect(page.locator("#patients-find")).to_be_focused()
    page.get_by_role("link", name="OKAFOR, Ruth").click()
    page.get_by_role("link", name="Trend").click()
    expect(page).to_have_url(re.compile("/trends/p1$"))
    for back in ("/patients/p1$", "/patients$"):
        page.keyboard.press("Escape")
        expect(page).to_have_url(re.compile(back))
    expect(page.locator("#patients-find")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page).to_have_url(BOARD)


@pytest.mark.parametrize("path", ["/patients/p1", "/trends/p1", "/sessions"])
def test_a_number_opens_its_room_from_every_page(screen: Screen, path: str) -> None:
    """3 opens room 3 wherever one is; a room that is free leads to the board."""
    page = screen(path)
    expect(page.locator(".table tbody tr").first).to_be_visible()
    page.keyboard.press("1")
    expect(page).to_have_url(BOARD)
    page.go_back()
    expect(page.locator(".table tbody tr").first).to_be_visible()
    page.keyboard.press("3")
    expect(page).to_have_url(re.compile(f"/session/{SESSION}$"))


def test_every_key_of_the_list_does_something(ward: Ward, screen: Screen) -> None:
    """Each key that the list names does what it says, where it says so."""
    page = screen()
    rest(page)
    page.keyboard.press("?")
    assert set(page.locator("dialog kbd").all_inner_texts()) >= {"1-9", "A", "Esc", "?", "F", "N", "O", "P", "T", "V", "/"}
    page.keyboard.press("Escape")
    for key, field in (("v", "#entry-heart_rate"), ("o", "#entry-note"), ("/", "#entry-line")):
        rest(page)
        page.keyboard.press(key)
        expect(page.locator(field)).to_be_focused()
    ward.seen(systolic=202, diastolic=104, heart_rate=90)
    expect(page.locator("#alert-bar")).to_contain_text("HIGH")
    rest(page)
    page.wait_for_timeout(700)
    page.keyboard.press("a")
    expect(page.locator("#alert-bar")).to_contain_text("acknowledged")


@pytest.mark.ux("U26")
def test_no_key_works_while_somebody_types(screen: Screen) -> None:
    """In a field every key is a letter: nothing opens, nothing is answered, no page changes."""
    page = screen("/patients")
    expect(page.locator("#patients-find")).to_be_focused()
    page.keyboard.type("13anft?/")
    expect(page.locator("#patients-find")).to_have_value("13anft?/")
    expect(page).to_have_url(re.compile("/patients$"))
    expect(page.locator("dialog")).to_have_count(0)


@pytest.mark.ux("U26")
def test_keys_that_are_off_are_not_offered(screen: Screen) -> None:
    """Where single keys are switched off none works and no hint names one; the button switches them on again."""
    page = screen("/")
    expect(page.locator(".board-page .keys")).to_be_visible()
    page.keyboard.press("?")
    page.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator(".board-page .keys")).not_to_be_visible()
    for key in ("f", "3", "n", "?"):
        page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page).to_have_url(BOARD)
    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys work").check()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("f")
    expect(page.locator("#patients-find")).to_be_focused()


@pytest.mark.parametrize(("key", "opens"), [("d", "Dose"), ("e", "Events"), ("l", "Leaving")])
def test_each_act_beside_the_patient_has_its_key(screen: Screen, key: str, opens: str) -> None:
    """Dose, events and leaving each open with one key, on the sheet that their button opens."""
    page = screen()
    page.get_by_role("button", name=opens, exact=True).click()
    title = page.locator(".sheet h2").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_have_count(0)
    rest(page)
    page.keyboard.press(key)
    expect(page.locator(".sheet h2")).to_have_text(title)


def test_the_last_entry_is_corrected_with_one_key(ward: Ward, screen: Screen) -> None:
    """C asks why the newest entry was wrong, which is the first step of correcting it."""
    ward.seen(heart_rate=91)
    page = screen()
    expect(page.locator("#session-sets tbody tr").first).to_contain_text("91")
    rest(page)
    page.keyboard.press("c")
    expect(page.locator(".tray")).to_contain_text("Why was it wrong?")
    expect(page.locator(".tray")).to_contain_text("91")
