"""Can a session be read on a phone? Nothing slants, nothing lies on another, and nobody scrolls sideways."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Screen
from tests.browser.test_axe import paint, violations
from tests.browser.test_bedside import act
from tests.browser.waiting import enter
from tests.browser.ward import Ward

PHONE = {"width": 390, "height": 844}
LABELS = """() => [...document.querySelectorAll("#session-chart .xtick text")].map((text) => {
  const { left, right } = text.getBoundingClientRect();
  return { slant: text.getAttribute("transform") || "", left, right }; })"""
"""How each time under the chart is turned, and where it is."""
OVER = """() => [document.documentElement, ...document.querySelectorAll(".sets-box, .session *, .dialog, .dialog *")]
  .filter((node) => node.scrollWidth > node.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(node).overflowX)
    || node.getBoundingClientRect().right > innerWidth + 1 && node.closest(".sets, .dialog"))
  .map((node) => `${node.tagName}.${node.className}`)"""
"""What scrolls sideways, and what of the entries or of a dialog is beyond the edge."""
WORDS = """() => [...document.querySelectorAll(".dose-form :is(label.field > span:first-child, legend, .pick span)")]
  .filter((node) => node.getClientRects().length).map((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    return { text: node.textContent.trim(), left, right, top, bottom }; })"""
"""Where the words of each label of a dose are."""
Box = dict[str, Any]


def phone(screen: Screen) -> Page:
    """A session's page on a phone that is held upright."""
    return screen(**PHONE)


@pytest.mark.ux("U16")
def test_a_session_on_a_phone_never_scrolls_sideways(ward: Ward, screen: Screen) -> None:
    """With a long note and an alert, all of an entry can be read on a phone, and pressed, without scrolling aside."""
    ward.seen(systolic=204, diastolic=104, heart_rate=112, spo2=93)
    page = phone(screen)
    enter(page, note="asks for water, and is told to breathe slowly and to keep the eyes closed")
    expect(page.locator(".sets tbody tr", has_text="asks for water")).to_be_visible()
    for palette in ("night", "day"):
        paint(page, palette)
        assert page.evaluate(OVER) == []
        assert violations(page) == []
    page.locator("tr[data-fact=set30]").get_by_role("button", name="Void").click()
    expect(page.get_by_text("Typing error").first).to_be_visible()


def test_the_times_under_the_chart_are_straight_on_a_phone(screen: Screen) -> None:
    """On a phone the times under the chart stand straight beside each other, and there are enough of them to read it."""
    page = phone(screen)
    labels = page.evaluate(LABELS)
    assert len(labels) >= 3
    assert not [label for label in labels if "rotate" in label["slant"]]
    assert all(after["left"] - before["right"] > 4 for before, after in pairwise(labels))


@pytest.mark.parametrize("what", ["keys", "sound"])
def test_what_opens_on_a_phone_fits(screen: Screen, what: str) -> None:
    """The list of keys and the test of the sound fit on a phone, their buttons too."""
    page = phone(screen)
    if what == "keys":
        page.locator("#entry-heart_rate").blur()
        page.keyboard.press("?")
    else:
        page.locator("#health .sound-state").click()
    expect(page.locator("dialog[open]")).to_be_visible()
    assert page.evaluate(OVER) == []
    box = page.locator("dialog[open]").bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= PHONE["height"]


def test_no_label_of_a_dose_lies_on_another(screen: Screen) -> None:
    """On a phone each field of a dose says what is typed in it, and lies on no other word; a drug is written in one line."""
    page = phone(screen)
    act(page, "Dose")
    page.get_by_role("radio", name="IV", exact=True).check()
    words = page.evaluate(WORDS)
    assert {"Ordered, mg/kg", "Weight, kg", "Pump", "Rate"} <= {word["text"] for word in words}
    assert [(one["text"], two["text"]) for one, two in combinations(words, 2) if overlap(one, two)] == []
    chips = page.locator(".dose-form .chip").all()
    assert all((chip.bounding_box() or {"height": 99})["height"] <= 50 for chip in chips)
    assert page.evaluate(OVER) == []


def overlap(one: Box, two: Box) -> bool:
    """Whether two words lie on one another."""
    across = min(one["right"], two["right"]) - max(one["left"], two["left"]) > 0.5
    return across and min(one["bottom"], two["bottom"]) - max(one["top"], two["top"]) > 0.5


@pytest.mark.parametrize("typed", ["１４：０５", "14：05"])
def test_full_width_digits_are_a_time_of_a_dose(ward: Ward, screen: Screen, typed: str) -> None:
    """A time that a keyboard writes in full width is understood in the time of a dose as in every other time."""
    page = screen()
    act(page, "Dose")
    page.get_by_role("radio", name="IM", exact=True).check()
    page.fill("#dose-drug", "Ketamine")
    page.fill("#dose-amount", "10")
    page.fill("#dose-at", typed)
    page.select_option("#dose-second", "omar")
    with page.expect_request("**/doses") as sent:
        page.press("#dose-lot", "Enter")
    at = sent.value.post_data_json["at"]
    assert page.evaluate("at => vigil.words.clock(Date.parse(at))", at) == "14:05"
