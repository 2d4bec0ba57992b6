"""Does a session begin with the right person, without a mouse, and is what is wrong said once and where it is?"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.browser.test_board import tile
from tests.browser.ward import Ward


def test_a_session_for_a_new_patient(ward: Ward, screen: Screen) -> None:
    """A nurse starts a session in a free room for somebody new; the date of birth is said back in words before it is sent."""
    page = screen("/")
    tile(page, "1").get_by_role("button", name="Start session in room 1").click()
    page.get_by_role("button", name="New patient").click()
    page.get_by_label("Name family").fill("Lind, Sven")
    page.get_by_label("Date of birth").fill("12 3 1984")
    expect(page.locator("#start-birth-error")).to_have_text("12 Mar 1984")
    page.get_by_label("ID", exact=False).last.fill("0077")
    page.locator("dialog").get_by_role("button", name="Start session").click()
    expect(page).to_have_url(re.compile(r"/session/\w+$"))
    expect(page.locator(".identity")).to_contain_text("Lind, Sven")
    expect(page.locator(".identity")).to_contain_text("12 Mar 1984")


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(screen: Screen) -> None:
    """A date that is none is refused at its field, with what to do; nothing that was typed is lost."""
    page = screen("/")
    tile(page, "2").get_by_role("button").click()
    page.get_by_role("button", name="New patient").click()
    page.get_by_label("Name family").fill("Lind, Sven")
    page.get_by_label("Date of birth").fill("31 2 1984")
    page.locator("dialog").get_by_role("button", name="Start session").click()
    expect(page.locator("#start-birth-error")).to_contain_text("You entered 31 2 1984")
    expect(page.get_by_label("Date of birth")).to_be_focused()
    expect(page.get_by_label("Name family")).to_have_value("Lind, Sven")


def test_what_is_wrong_is_said_once(screen: Screen) -> None:
    """A mistake is told at its field and nowhere else, whether the browser or the server found it."""
    page = screen("/")
    tile(page, "2").get_by_role("button").click()
    page.locator("dialog").get_by_role("button", name="Start session").click()
    message = "Choose a patient from the list, or choose New patient."
    expect(page.get_by_text(message)).to_have_count(1)
    expect(page.locator("#start-search")).to_be_focused()
    page.get_by_role("button", name="New patient").click()
    page.locator("dialog").get_by_role("button", name="Start session").click()
    expect(page.get_by_label("Name family")).to_be_focused()
    said = page.locator("dialog .wrong").all_inner_texts()
    assert len([words for words in said if words]) == 1, said


def test_esc_closes_the_form_and_gives_the_cursor_back(screen: Screen) -> None:
    """Closed with Esc, the form is gone, nothing was started, and the cursor is at the button of that room again."""
    page = screen("/")
    start = tile(page, "2").get_by_role("button")
    start.click()
    page.keyboard.type("okaf")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(start).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    expect(page.locator("#start-search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(tile(page, "1").get_by_role("button")).to_be_focused()


def test_a_known_patient_is_found_by_part_of_the_name(screen: Screen) -> None:
    """Typing part of a name finds the patient with date of birth and id; somebody who is in a room already is refused."""
    page = screen("/")
    tile(page, "1").get_by_role("button").click()
    page.keyboard.type("okaf")
    page.get_by_role("button", name="OKAFOR, Ruth").click()
    expect(page.locator(".chosen")).to_contain_text("ID 0042")
    page.locator("dialog").get_by_role("button", name="Start session").click()
    expect(page.locator("dialog [role=alert]")).not_to_be_empty()
