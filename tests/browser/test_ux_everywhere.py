"""Does every page fit, name its patient and keep still, whatever the screen and whatever somebody has asked for?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Screen
from tests.browser.test_axe import PAGES, opened
from tests.browser.test_session_layout import DESK, TABLET, UPRIGHT
from tests.browser.test_ux_colour import busy
from tests.browser.ward import Ward

WIDTHS = (1280, 1024, 768, 390, 320)
SIDEWAYS = """() => [document.documentElement, document.querySelector("main")].map((node) => node.scrollWidth - node.clientWidth)
    .filter((more) => more > 0)"""
"""By how many pixels the page, or what scrolls within its frame, is wider than the screen."""
PATIENT_PAGES = {"session": "/session/s1", "trends": "/trends/p1", "patient": "/patients/p1"}
END = """() => {
  window.scrollTo(0, 1e6);
  document.querySelectorAll("main, main *").forEach((node) => { node.scrollTop = 1e6; });
}"""
"""Everything is scrolled to its end."""


def everywhere(page: Page, ward: Ward) -> Iterator[str]:
    """The names of all pages, each of them once it is on the screen."""
    for name, path in PAGES.items():
        page.goto(ward.url + path)
        opened(page, name)
        yield name


@pytest.mark.ux("U16")
def test_nothing_scrolls_sideways(ward: Ward, screen: Screen) -> None:
    """On every page, from a desk to 320 px, nothing has to be scrolled sideways, with an alert up as well."""
    busy(ward)
    page = screen("/")
    for name in everywhere(page, ward):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_function(f"() => ({SIDEWAYS})().length === 0")  # a chart follows the width a moment later
            assert page.evaluate("innerWidth") == width, name


@pytest.mark.ux("U40")
def test_the_patient_is_named_however_far_one_scrolls(ward: Ward, screen: Screen) -> None:
    """On each page of a patient name, birth, id and allergies are within the screen, also at the end of the page."""
    page = screen("/")
    for name, path in PATIENT_PAGES.items():
        page.goto(ward.url + path)
        opened(page, name)
        for width, height in (DESK, TABLET, UPRIGHT):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(END)
            bar = page.locator(".identity")
            for words in ("OKAFOR, Ruth", "date of birth", "0042", "Penicillin"):
                expect(bar).to_contain_text(words)
            box = bar.bounding_box()
            assert box
            assert (box["x"] >= 0, box["y"] >= 0, box["height"] > 20) == (True, True, True), (name, width)
            assert (box["x"] + box["width"] <= width, box["y"] + box["height"] <= height) == (True, True), (name, width)
            middle = [box["x"] + 40, box["y"] + box["height"] / 2]
            assert page.evaluate("([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.identity'))", middle), (
                name,
                width,
            )


@pytest.mark.ux("U49")
def test_nothing_moves_for_who_asked_for_less_motion(ward: Ward, screen: Screen) -> None:
    """On every page, with alerts up and a check overdue, no animation runs where somebody asked for less motion."""
    busy(ward)
    page = screen("/")
    page.emulate_media(reduced_motion="reduce")
    for name in everywhere(page, ward):
        expect(page.locator("#alert-bar .alert").first).to_be_visible()
        assert page.evaluate("document.getAnimations().length") == 0, name
    page.goto(ward.url)
    opened(page, "board")
    page.keyboard.press("n")
    expect(page.locator("dialog[open]")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
