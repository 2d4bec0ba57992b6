"""Can everything still be read when letters are twice as large, or stand as far apart as some need them to?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Screen
from tests.browser.test_axe import PAGES, opened
from tests.browser.test_session_layout import DESK
from tests.browser.test_tile import UPON
from tests.browser.ward import Ward

SHOWN = ("board", "session", "patients", "patient", "trends")
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`*:not(svg, svg *) { line-height: 1.5 !important; letter-spacing: .12em !important; }
    *:not(svg, svg *) { word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
"""The distances of WCAG 1.4.12: what a reader may set, and nothing may be lost by it."""
CLIPPED = """() => {
  const style = (one) => getComputedStyle(one);
  const hides = (one) => /hidden|clip/.test(style(one).overflowX + style(one).overflowY);
  const above = (node) => (node.parentNode === document.body ? [] : [node.parentNode, ...above(node.parentNode)]);
  const scrolls = (one) => /auto|scroll/.test(style(one).overflowY);
  const until = (all) => all.slice(0, all.some(scrolls) ? all.findIndex(scrolls) : all.length);
  const aside = (text, box) => text.right > box.right + 2 || text.left < box.left - 2;
  const beyond = (text, box) => aside(text, box) || text.bottom > box.bottom + 3 || text.top < box.top - 3;
  const APART = "svg, script, style, [hidden], .skip, .stage .why";
  const unseen = (all) => all.some((one) => style(one).clipPath !== "none" || one.matches(APART));
  const range = document.createRange();
  const area = (node) => { range.selectNodeContents(node); return range.getBoundingClientRect(); };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const [node, all] = [walk.currentNode, above(walk.currentNode)];
    if (!node.textContent.trim() || unseen(all) || !area(node).width) { continue; }
    const cut = until(all).filter((one) => hides(one) && beyond(area(node), one.getBoundingClientRect()));
    found.push(...cut.map((one) => `${one.className || one.tagName}: ${node.textContent.slice(0, 40)}`));
  }
  return found;
}"""
"""Words that are cut off by what they stand in, and cannot be scrolled to. The reason why a stage is not over is the beginning of
a list that opens where it is pressed; what is only for a screen reader is cut off on purpose."""


def cut(page: Page, ward: Ward, more: str = "") -> dict[str, list[str]]:
    """What is cut off on each page, once it is there with an alert up and this script has run on it."""
    found = {}
    for name in SHOWN:
        page.goto(ward.url + PAGES[name])
        opened(page, name)
        expect(page.locator("#alert-bar .acknowledge").first).to_be_visible()
        if more:
            page.evaluate(more)
        found[name] = page.evaluate(CLIPPED)
    return {name: words for name, words in found.items() if words}


@pytest.mark.ux("U17")
def test_twice_as_large(ward: Ward, screen: Screen) -> None:
    """At 200 % nothing is cut off on any page: everything can at least be scrolled to."""
    ward.seen(heart_rate=90, systolic=204, diastolic=104)
    page = screen("/", width=DESK[0] // 2, height=DESK[1] // 2)
    assert cut(page, ward) == {}


@pytest.mark.ux("U17")
def test_further_apart(ward: Ward, screen: Screen) -> None:
    """With lines, words and letters further apart nothing is cut off on any page, and no value touches the next."""
    ward.seen(heart_rate=90, systolic=204, diastolic=104)
    page = screen("/", width=DESK[0], height=DESK[1])
    assert cut(page, ward, SPACED) == {}
    page.goto(ward.url)
    opened(page, "board")
    page.evaluate(SPACED)
    expect(page.locator(".tile .vital[data-level=high]")).to_have_count(1)
    assert page.evaluate(UPON) == 0
