"""Can everything be hit with a finger, on every tablet and on a telephone, also while a screen is cut off?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Screen
from tests.browser.test_axe import PAGES, opened
from tests.browser.test_session_layout import DESK, TABLET, UPRIGHT
from tests.browser.ward import SESSION, Ward, sign_in

SMALL = """() => {
  const PRESSED = "a[href], button, input, select, summary, [role=button]";
  const seen = (node) => node.getClientRects().length && !node.disabled && !node.closest("[hidden], .skip");
  const row = (node) => node.matches("[type=radio], [type=checkbox]") && node.closest("label, .check");
  const tile = (node) => node.matches(".tile .open") && node.closest(".tile");
  const whole = (node) => row(node) || tile(node) || node;
  const area = (node) => whole(node).getBoundingClientRect();
  const nodes = [...document.querySelectorAll(PRESSED)].filter(seen).map((node) => [node, area(node)]);
  const reach = (one, other) => {
    const [x, y] = [one.left + one.width / 2, one.top + one.height / 2];
    const near = (at, low, high) => at - Math.max(low, Math.min(at, high));
    return Math.hypot(near(x, other.left, other.right), near(y, other.top, other.bottom));
  };
  const apart = (one, other) => one !== other && !one.contains(other) && !other.contains(one);
  const crowded = ([node, box]) => nodes.some(([other, its]) => apart(node, other) && reach(box, its) < 12);
  const small = ([node, box]) => box.width < 24 || box.height < 24;
  const named = ([node, box]) => `${node.tagName} ${node.className} ${node.textContent} ${box.width}x${box.height}`;
  return nodes.filter((one) => small(one) && crowded(one)).map(named);
}"""
"""What can be pressed, is smaller than 24 px, and lies so near to another target that a circle of 24 px would touch it."""
MAIN = ".button.save, .acts .button, .acknowledge, .entry .numbers input, .tile button, .button.primary, .button.first"
"""What is pressed in a hurry."""
ON = """(part) => { const box = document.querySelector(part).getBoundingClientRect();
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return Boolean(at && at.closest(part)); }"""
"""Whether a finger on the middle of this part hits this part."""
PARTS = (
    ".entry .heart_rate input",
    ".entry .respiratory_rate input",
    "#entry-note",
    "#entry-at",
    ".button.save",
    ".acts .button:last-child",
)


@contextmanager
def touched(chromium: Browser, ward: Ward, size: tuple[int, int]) -> Iterator[Page]:
    """The session on a tablet or telephone that has no keyboard."""
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, has_touch=True, is_mobile=True)
    context.add_cookies(sign_in(ward.url))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{ward.url}/session/{SESSION}")
    expect(page.locator(".chart[data-drawn]")).to_be_attached()
    expect(page.locator("#entry-heart_rate")).to_be_focused()
    yield page
    context.close()


def boxes(page: Page, part: str) -> list[dict[str, Any]]:
    """Where everything of one kind is that can be seen."""
    found: list[dict[str, Any]] = page.locator(f":is({part}):visible").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().toJSON())"
    )
    return found


@pytest.mark.ux("U12")
@pytest.mark.parametrize("name", ["board", "session", "patients", "trends"])
def test_every_target_can_be_hit(ward: Ward, screen: Screen, name: str) -> None:
    """Nothing that can be pressed is both small and crowded; what is pressed in a hurry is 48 px high and as wide."""
    ward.seen(heart_rate=90, systolic=204, diastolic=104)
    page = screen(PAGES[name], width=TABLET[0], height=TABLET[1])
    opened(page, name)
    expect(page.locator("#alert-bar .acknowledge").first).to_be_visible()
    assert page.evaluate(SMALL) == []
    found = boxes(page, MAIN)
    assert [box for box in found if min(box["width"], box["height"]) < 47.9] == []


@pytest.mark.ux("U03")
@pytest.mark.ux("U12")
@pytest.mark.parametrize("size", [TABLET, UPRIGHT])
def test_the_keypad_lies_on_nothing_that_is_pressed(chromium: Browser, ward: Ward, size: tuple[int, int]) -> None:
    """With the keys for a finger open, every field and every button of the entry is free, also while the screen is cut off."""
    with touched(chromium, ward, size) as page:
        keys = boxes(page, ".pad-key")
        assert len(keys) == 12
        assert min(key["width"] for key in keys) >= 64
        assert min(key["height"] for key in keys) >= 56
        assert [part for part in PARTS if not page.evaluate(ON, part)] == []
        expect(page.locator("#health")).to_contain_text("Live")
        page.context.set_offline(True)
        expect(page.locator("#lost")).to_contain_text("NOT UPDATING")
        assert [part for part in (*PARTS, ".pad-key") if not page.evaluate(ON, part)] == []
        assert boxes(page, ".keypad")[0]["bottom"] <= boxes(page, ".permanent")[0]["top"]


@pytest.mark.ux("U13")
@pytest.mark.ux("U14")
@pytest.mark.parametrize("size", [DESK, TABLET])
def test_cut_off_everything_is_still_in_sight(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """Under the bar that says NOT UPDATING, fields, Save and the buttons at the bottom are still there without scrolling."""
    page = screen(width=size[0], height=size[1])
    expect(page.locator("#health")).to_contain_text("Live")
    page.context.set_offline(True)
    expect(page.locator("#lost")).to_contain_text("NOT UPDATING")
    assert page.locator("#lost").evaluate("node => node.getBoundingClientRect().height") >= 48
    assert [part for part in PARTS if not page.evaluate(ON, part)] == []
    assert page.locator(".session-right").evaluate("node => node.scrollHeight - node.clientHeight") <= 1
    assert boxes(page, ".acts")[0]["bottom"] <= boxes(page, ".permanent")[0]["top"]


@pytest.mark.ux("U14")
def test_what_is_under_a_finger_stays_there_when_the_screen_is_live_again(ward: Ward, screen: Screen) -> None:
    """The bar that says NOT UPDATING goes when the finger is lifted: done is what was pressed, not what comes under it."""
    page = screen()
    page.context.set_offline(True)
    expect(page.locator("#lost")).to_contain_text("NOT UPDATING")
    page.get_by_role("button", name="Dose", exact=True).hover()
    page.mouse.down()
    page.context.set_offline(False)
    page.wait_for_function("() => !vigil.lost()")
    expect(page.locator("#lost")).to_contain_text("NOT UPDATING")
    page.mouse.up()
    expect(page.locator("[data-sheet=dose]")).to_be_visible()
    expect(page.locator("#lost")).to_be_hidden()


@pytest.mark.ux("U16")
def test_on_a_telephone_the_fields_are_two_even_rows(chromium: Browser, ward: Ward) -> None:
    """On a telephone heart rate, pressure and oxygen are one row and the rest the next, none much wider than its neighbour."""
    with touched(chromium, ward, (390, 844)) as page:
        fields = boxes(page, ".entry .numbers input")
        rows = {top: [field for field in fields if field["top"] == top] for top in sorted({field["top"] for field in fields})}
        assert [len(row) for row in rows.values()] == [4, 3]
        assert all(max(f["width"] for f in row) < 1.25 * min(f["width"] for f in row) for row in rows.values())
        assert page.evaluate("document.documentElement.scrollWidth") == 390
