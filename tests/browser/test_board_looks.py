"""Is the board whole, calm and readable on every screen that hangs on a wall or lies in a hand?"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.browser.test_board import six_rooms, tile
from tests.browser.ward import Ward


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
