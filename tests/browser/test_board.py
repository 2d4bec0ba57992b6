"""Does the board say at a glance who needs somebody, and does it stay true while things happen?"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace

import pytest
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


@pytest.mark.ux("U21")
def test_an_alert_has_shape_and_word_and_marks_its_value(ward: Ward, screen: Screen) -> None:
    """A high alert is a frame, a shape and a word, and the value that raised it is marked; it is known without colour."""
    page = screen("/")
    ward.seen(systolic=202, diastolic=90, heart_rate=90)
    expect(tile(page, "3").locator(".badge")).to_have_text("▲▲ HIGH")
    pressure = tile(page, "3").locator(".vital").first
    expect(pressure).to_have_attribute("data-level", "high")
    expect(pressure.locator(".sign")).to_have_text("▲▲ ")
    expect(tile(page, "3").locator(".said")).to_contain_text("202 ≥ 200")


@pytest.mark.ux("U36")
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


@pytest.mark.ux("U13")
@pytest.mark.ux("U14")
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 768)])
def test_six_rooms_fit_the_screen_with_an_alert(ward: Ward, screen: Screen, width: int, height: int) -> None:
    """Six rooms are in sight at once, on a desk and on a tablet, with the alert bar up; nothing scrolls."""
    six_rooms(ward)
    ward.seen(systolic=202, diastolic=110, heart_rate=90)
    page = screen("/", width=width, height=height)
    expect(page.locator(".tile")).to_have_count(6)
    expect(page.locator("#alert-bar")).to_contain_text("HIGH")
    assert page.evaluate(TALLEST) <= height
    assert page.evaluate("document.documentElement.scrollWidth") <= width


TALLEST = """() => {
  const main = document.querySelector("main");
  return document.documentElement.scrollHeight + main.scrollHeight - main.clientHeight;
}"""
"""How tall the page would have to be to show everything: what scrolls inside of the frame counts as well."""


def test_the_alert_stays_in_sight_however_far_somebody_scrolls(ward: Ward, screen: Screen) -> None:
    """With more rooms than fit, the health line and the alert bar stay on top while the rooms scroll."""
    with ward.cut_off():
        ward.clinic.house = replace(ward.clinic.house, rooms=tuple(str(room) for room in range(1, 13)))
    ward.seen(systolic=202, diastolic=110, heart_rate=90)
    page = screen("/")
    tile(page, "12").scroll_into_view_if_needed()
    expect(tile(page, "12")).to_be_in_viewport()
    expect(page.locator("#alert-bar").get_by_role("button", name="Acknowledge").first).to_be_in_viewport()
    expect(page.locator("#health")).to_be_in_viewport()


@pytest.mark.parametrize("width", [768, 390, 320])
def test_nothing_scrolls_sideways(ward: Ward, screen: Screen, width: int) -> None:
    """On a phone and on a narrow window everything is one column; nothing is cut at the side."""
    six_rooms(ward)
    page = screen("/", width=width, height=844)
    expect(page.locator(".tile")).to_have_count(6)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_lost_connection_takes_the_whole_width_and_goes_again(screen: Screen) -> None:
    """Cut off, the screen says NOT UPDATING within five seconds; connected again, the bar goes within five."""
    page = screen("/")
    expect(page.locator("#health")).to_contain_text("Live")
    page.context.set_offline(True)
    expect(page.locator("#lost")).to_contain_text("NOT UPDATING", timeout=5000)
    assert page.locator("#lost").evaluate("node => node.getBoundingClientRect().width") == 1280
    expect(page.locator("#lost strong")).to_have_text(re.compile(r"since \d\d:\d\d:\d\d"))
    expect(page.locator("#lost")).to_contain_text("primary monitor")
    page.context.set_offline(False)
    expect(page.locator("#lost")).to_be_empty(timeout=5000)


def test_alarm_colours_are_on_alarms_only(ward: Ward, screen: Screen) -> None:
    """Red, yellow and cyan are on alerts and on nothing else of the board."""
    ward.seen(systolic=202, diastolic=110, heart_rate=90)
    page = screen("/")
    expect(tile(page, "3").locator(".badge")).to_have_text("▲▲ HIGH")
    assert page.evaluate(STRAY) == []


STRAY = """() => {
  const hue = (text) => {
    const [r, g, b] = (text.match(/[\\d.]+/g) || []).map(Number);
    const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
    if (high - low < 0.35 * high || high < 60) { return null; }
    const h = high === r ? (g - b) / (high - low) : high === g ? 2 + (b - r) / (high - low) : 4 + (r - g) / (high - low);
    return (h * 60 + 360) % 360;
  };
  const reserved = (text) => { const h = hue(text); return h !== null && [0, 48, 186, 360].some((x) => Math.abs(h - x) < 15); };
  return [...document.querySelectorAll("body *")]
    .filter((node) => !node.closest("[data-level]:not([data-level=none]), #alert-bar, #lost") && node.getClientRects().length)
    .filter((node) => { const s = getComputedStyle(node); return [s.color, s.backgroundColor, s.borderTopColor].some(reserved); })
    .map((node) => `${node.tagName}.${node.className}`);
}"""


def test_a_dim_room_stays_dim(screen: Screen) -> None:
    """At night the whole board gives less than 8 % of the light of a white page."""
    page = screen("/")
    expect(tile(page, "3").locator(".vital").first).to_contain_text("136/84")
    picture = b64encode(page.screenshot()).decode()
    assert page.evaluate(LIGHT, f"data:image/png;base64,{picture}") < 0.08


LIGHT = """async (source) => {
  const image = new Image(); image.src = source; await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const pen = canvas.getContext("2d"); pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  const light = (c) => (c / 255) ** 2.2;
  let sum = 0;
  const shares = [0.2126, 0.7152, 0.0722, 0];
  data.forEach((channel, i) => { sum += shares[i % 4] * light(channel); });
  return sum / (data.length / 4);
}"""


def test_the_palette_is_kept_by_the_browser(screen: Screen) -> None:
    """Day colours, once chosen, are there again after a reload, from the first script on."""
    page = screen("/")
    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Day or night colours").click()
    expect(page.locator("html")).to_have_attribute("data-palette", "day")
    page.reload(wait_until="commit")
    page.wait_for_function("document.body")
    assert page.evaluate("document.documentElement.dataset.palette") == "day"


def test_nothing_moves_that_need_not(ward: Ward, screen: Screen) -> None:
    """Nothing on the board is animated, least of all where somebody asked for less motion."""
    ward.seen(systolic=202, diastolic=110, heart_rate=90)
    page = screen("/")
    page.emulate_media(reduced_motion="reduce")
    expect(tile(page, "3").locator(".badge")).to_have_text("▲▲ HIGH")
    assert page.evaluate("document.getAnimations().length") == 0


def test_targets_are_large_enough_for_gloves(screen: Screen) -> None:
    """Every button of the board is at least 40 px high, and the main ones 48."""
    page = screen("/")
    expect(tile(page, "1")).to_be_visible()
    heights = page.locator("button:visible, summary:visible").evaluate_all(
        "nodes => nodes.map(n => n.getBoundingClientRect().height)"
    )
    assert min(heights) >= 40
    assert page.locator(".tile button").first.bounding_box()["height"] >= 48  # type: ignore[index]
