"""Does the board say at a glance who needs somebody, and does it stay true while things happen?"""

from __future__ import annotations

import re
from dataclasses import replace

from playwright.sync_api import Locator, Page, expect

from models.facts import Voided
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.ward import NURSE, SESSION, Ward

FULL = {"heart_rate": 72, "systolic": 128, "diastolic": 84, "spo2": 97, "sedation": 5, "dissociation": 1}
ROOMS = tuple(str(room) for room in range(1, 7))


def tile(page: Page, room: str) -> Locator:
    """The tile of a room."""
    return page.locator(f'.tile[data-room="{room}"]')


def six_rooms(ward: Ward) -> None:
    """The clinic has six rooms."""
    with ward.cut_off():
        ward.clinic.house = replace(ward.clinic.house, rooms=ROOMS)


def test_a_tile_says_who_how_long_and_how_old(ward: Ward, screen: Screen) -> None:
    """A tile names the patient, the time since the dose, each value with its age, and when the next check is due."""
    page = screen("/")
    three = tile(page, "3")
    expect(three.locator(".open")).to_have_text("OKAFOR, Ruth")
    expect(three.locator(".dose")).to_have_text(re.compile(r"\+0:3[89]"))
    expect(three.locator(".vital").first).to_contain_text("136/84")
    expect(three.locator(".age").first).to_have_text(re.compile(r"^[89] min$"))
    expect(three.locator(".when")).to_have_text(re.compile(r"Next check in 1:\d\d"))


def test_rooms_stay_in_their_places(ward: Ward, screen: Screen) -> None:
    """A room is always at the same place, however urgent it or another one is."""
    page = screen("/")
    ward.seen(systolic=202, diastolic=110, heart_rate=90)
    expect(tile(page, "3")).to_have_attribute("data-level", "high")
    assert page.locator(".tile").evaluate_all("nodes => nodes.map(n => n.dataset.room)") == ["1", "2", "3"]
    expect(page.locator(".tile.worst")).to_have_count(1)
    expect(tile(page, "3").locator(".urgent")).to_have_text("most urgent")


def test_a_reading_from_another_screen_is_on_the_board_at_once(ward: Ward, screen: Screen) -> None:
    """What somebody enters elsewhere appears on the board within three seconds, without a reload."""
    page = screen("/")
    expect(tile(page, "3")).to_be_visible()
    expect(page.locator("#health")).to_contain_text("Live")
    ward.seen(**FULL | {"heart_rate": 77})
    expect(tile(page, "3").locator(".vital").nth(1)).to_contain_text("77", timeout=3000)
    expect(tile(page, "3").locator(".age").nth(1)).to_have_text("now")
    expect(tile(page, "3").locator(".spark")).to_have_attribute(
        "aria-label", re.compile("6 blood pressures, highest systolic 140")
    )


def test_a_burst_from_a_monitor_loses_nothing(ward: Ward, screen: Screen) -> None:
    """Eighty readings that come at once leave the last one on the tile, and every extreme in its picture."""
    page = screen("/")
    expect(page.locator("#health")).to_contain_text("Live")
    begin = ward.clock() - 2 * MINUTE
    for second in range(80):
        ward.monitor(104 if second == 30 else 80, begin + 1000 * second)
    expect(tile(page, "3").locator(".vital").nth(1)).to_contain_text("80")
    expect(tile(page, "3").locator(".spark")).to_have_attribute("aria-label", re.compile("heart rate 70 to 104"))


def test_an_alert_has_shape_and_word_and_marks_its_value(ward: Ward, screen: Screen) -> None:
    """A high alert is a frame, a shape and a word, and the value that raised it is marked; it is known without colour."""
    page = screen("/")
    ward.seen(systolic=202, diastolic=90, heart_rate=90)
    expect(tile(page, "3").locator(".badge")).to_have_text("▲▲ HIGH")
    pressure = tile(page, "3").locator(".vital").first
    expect(pressure).to_have_attribute("data-level", "high")
    expect(pressure.locator(".sign")).to_have_text("▲▲ ")
    expect(tile(page, "3").locator(".said")).to_contain_text("202 ≥ 200")


def test_an_overdue_check_says_so_and_greys_what_is_old(ward: Ward, screen: Screen) -> None:
    """Past its time a check is called OVERDUE with how long, and values that belong to it are no longer shown as current."""
    ward.clock.ahead = 8 * MINUTE
    page = screen("/")
    expect(tile(page, "3").locator(".when")).to_have_text(re.compile(r"OVERDUE [56]:\d\d"))
    expect(tile(page, "3").locator(".vital").first).to_have_class(re.compile("past"))
    expect(tile(page, "3").locator(".vital").first).to_contain_text("old")


def test_a_correction_reaches_the_board(ward: Ward, screen: Screen) -> None:
    """A value that was struck through is on no tile any more."""
    page = screen("/")
    expect(tile(page, "3").locator(".vital").first).to_contain_text("136/84")
    ward.clinic.record(SESSION, Voided(id="v1", at=0, target="set30", reason="wrong patient"), NURSE)
    expect(tile(page, "3").locator(".vital").first).to_contain_text("140/86")


def test_keys_open_rooms_and_rest_while_somebody_types(screen: Screen) -> None:
    """3 opens room 3; in a field it is a digit, and where single keys are switched off nothing happens."""
    page = screen("/")
    expect(tile(page, "3")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("dialog h2")).to_have_text("Start session in room 1")
    page.keyboard.type("3n")
    expect(page.locator("#start-search")).to_have_value("3n")
    page.keyboard.press("Escape")
    page.wait_for_function("!document.activeElement.closest('dialog') && !document.querySelector('dialog[open]')")
    page.keyboard.press("?")
    page.get_by_label("Single keys work").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("3")
    page.wait_for_timeout(300)
    assert page.url.endswith("/")


def test_a_room_opens_with_one_key_or_one_tap(screen: Screen) -> None:
    """From the board to a session it is one key, and one tap anywhere on the tile."""
    page = screen("/")
    expect(tile(page, "3")).to_be_visible()
    page.keyboard.press("3")
    expect(page).to_have_url(re.compile(f"/session/{SESSION}$"))
    page.get_by_role("link", name="Vigil").click()
    tile(page, "3").click(position={"x": 40, "y": 120})
    expect(page).to_have_url(re.compile(f"/session/{SESSION}$"))


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
