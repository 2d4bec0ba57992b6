"""Does a screen keep time: the next check to the second, overdue at once, and no number without its age?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.waiting import open_session
from tests.browser.ward import Ward

SECOND = 1000
HIDE = """(hidden) => { Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
    document.dispatchEvent(new Event("visibilitychange")); }"""
"""The page goes into the background, or comes back: no timer of it runs as often as it asks for."""
RIGHT = """() => {
  const [minutes, rest] = document.querySelector(".next .left").textContent.split(":").map(Number);
  const left = vigil.session.picture().next.due - vigil.now();
  return Math.abs((minutes * 60 + rest) * 1000 - left) <= 1500;
}"""
"""Whether the time that is shown is the time that is left, to the second; it is written once a second."""
UNAGED = """() => {
  const text = (tile, what) => tile.querySelector(what).textContent;
  return [...document.querySelectorAll("[data-value], .tile .vital")].filter((tile) => /\\d/.test(text(tile, ".number, .shown")))
    .filter((tile) => !/now|min|\\bh\\b/.test(text(tile, ".age"))).map((tile) => tile.textContent);
}"""
"""Tiles that show a number and do not say how old it is."""
GREY = """() => {
  const ink = (node) => getComputedStyle(node).color;
  const muted = ink(document.querySelector(".value .unit, .tile dt"));
  return [...document.querySelectorAll("[data-value] .number, .tile .vital .shown")]
    .filter((node) => /\\d/.test(node.textContent)).map((node) => ink(node) === muted);
}"""
"""Of each number, whether it is grey."""
DUE = "() => vigil.pictures.get('s1').next.due - vigil.now() + Date.now()"
"""When the next check is due, by the clock of the page."""


def on(page: Page, ward: Ward, ms: int) -> None:
    """Time goes on, for the clinic and for the screen."""
    ward.clock.ahead += ms
    page.clock.run_for(ms)


def true(page: Page) -> None:
    """What the screen counts is what is left until the check is due; a beat of the server may just have set its clock."""
    page.wait_for_function(RIGHT)


@pytest.mark.ux("U34")
def test_the_countdown_is_right_after_minutes_in_the_background(ward: Ward, screen: Screen) -> None:
    """Ten minutes long the time to the next check is right to the second, five of them while nobody could see the page."""
    page = screen("/")
    page.clock.install()
    ward.seen(heart_rate=80, systolic=128, diastolic=84, spo2=97, sedation=5, dissociation=1)
    open_session(page, ward)
    expect(page.locator(".next")).to_contain_text("Next set in")
    for _ in range(5):
        on(page, ward, MINUTE)
        true(page)
    page.evaluate(HIDE, True)  # noqa: FBT003 - the argument of a script
    ward.clock.ahead += 5 * MINUTE
    page.clock.fast_forward(5 * MINUTE)
    page.evaluate(HIDE, False)  # noqa: FBT003
    page.clock.run_for(SECOND)
    true(page)


@pytest.mark.ux("U35")
def test_overdue_comes_in_the_second_in_which_it_is_true(ward: Ward, screen: Screen) -> None:
    """A second before a check is due it is the next one; a second after, it is OVERDUE, here and on the board, also cut off."""
    page = screen("/")
    page.clock.install()
    open_session(page, ward)
    board = page.context.new_page()
    board.goto(f"{ward.url}/")
    expect(board.locator(".tile .when")).to_contain_text("Next check in")
    page.context.set_offline(True)  # no beat of the server sets the clocks meanwhile
    expect(board.locator("#lost")).to_contain_text("NOT UPDATING")
    page.clock.pause_at((page.evaluate(DUE) - SECOND) / 1000)
    for one, what in ((page, ".next"), (board, ".tile .when")):
        expect(one.locator(what)).to_have_text(re.compile(r"^Next (set|check) in 0:0[01]"))
    page.clock.run_for(2 * SECOND)
    for one, what in ((page, ".next"), (board, ".tile .when")):
        expect(one.locator(what)).to_have_text(re.compile(r"OVERDUE 0:0[01]"))


@pytest.mark.ux("U36")
def test_every_number_says_how_old_it_is(ward: Ward, screen: Screen) -> None:
    """On a session's page and on the board no number is without its age, and all are grey once they are too old."""
    page = screen()
    board = page.context.new_page()
    board.goto(f"{ward.url}/")
    expect(board.locator(".tile .vital .shown").first).to_have_text("136/84")
    assert (page.evaluate(UNAGED), board.evaluate(UNAGED)) == ([], [])
    ward.clock.ahead += 9 * MINUTE
    expect(page.locator(".next")).to_contain_text("OVERDUE")
    expect(board.locator(".tile .when")).to_contain_text("OVERDUE")
    assert (page.evaluate(UNAGED), board.evaluate(UNAGED)) == ([], [])
    for one, count in ((page, 5), (board, 4)):
        found = one.evaluate(GREY)
        assert found == [True] * count
