"""Can somebody without a mouse go everywhere, see where the cursor is, and never be caught?"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Screen
from tests.browser.test_axe import PAGES, opened
from tests.browser.test_session_layout import TABLET
from tests.browser.ward import Ward

ORDER = [f"entry-{name}" for name in ("heart_rate", "systolic", "diastolic", "spo2", "dissociation", "sedation")]
LAST = ["entry-note", "entry-at", "Save"]
WHERE = (
    """() => { const node = document.activeElement; return node === document.body ? "" : node.id || node.textContent.trim(); }"""
)
SEEN = """() => {
  const node = document.activeElement;
  if (node === document.body) { return null; }
  const drawn = (one) => one.outlineStyle === "solid" && parseFloat(one.outlineWidth) > 0;
  const style = [getComputedStyle(node), getComputedStyle(node, "::after")].find(drawn);
  const fill = (one) => getComputedStyle(one).backgroundColor;
  let behind = node.parentNode;
  while (behind !== document.documentElement && fill(behind) === "rgba(0, 0, 0, 0)") { behind = behind.parentNode; }
  const box = node.getBoundingClientRect();
  const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
  const own = (at) => at === node || node.contains(at) || at.contains(node);
  const tile = node.closest(".tile");
  const free = (at) => Boolean(at) && (own(at) || Boolean(tile && at.closest(".tile") === tile));
  const hits = points.filter(([x, y]) => free(document.elementFromPoint(box.left + x * box.width, box.top + y * box.height)));
  return { name: node.id || node.className || node.tagName, width: style ? parseFloat(style.outlineWidth) : 0,
    ring: style && style.outlineColor, behind: fill(behind), free: hits.length };
}"""
"""How the element with the cursor is shown: its ring, what is behind it, and how many of five of its points nothing lies upon."""


def light(colour: str) -> float:
    """The relative luminance of "rgb(1, 2, 3)"."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def apart(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def tabbed(page: Page, most: int = 60) -> list[dict[str, Any]]:
    """How each element is shown that the Tab key comes to, from the top of the page to its end."""
    found: list[dict[str, Any]] = []
    page.focus(".brand")
    page.keyboard.press("Shift+Tab")
    for _ in range(most):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        if seen is None:
            break
        found.append(seen)
    return found


@pytest.mark.ux("U24")
def test_tab_goes_through_the_entry_in_its_order(ward: Ward, screen: Screen) -> None:
    """From the top of the page one link and the Tab key lead through the fields in order to Save in twelve stops; none traps."""
    page = screen()
    page.focus(".brand")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(WHERE) == "Skip to the content"
    page.keyboard.press("Enter")
    stops = ["Skip to the content", page.evaluate(WHERE)]
    while stops[-1] != "Save" and len(stops) < 20:
        page.keyboard.press("Tab")
        stops.append(page.evaluate(WHERE))
    assert [stop for stop in stops if stop in (*ORDER, *LAST)] == [*ORDER, *LAST]
    assert len(stops) <= 12
    after = []
    while "Skip to the content" not in after and len(after) < 60:
        page.keyboard.press("Tab")
        after.append(page.evaluate(WHERE))
    assert after[-1] == "Skip to the content"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(WHERE) != "Skip to the content"


@pytest.mark.ux("U25")
@pytest.mark.parametrize("name", ["board", "session", "patients"])
def test_the_cursor_is_seen_and_nothing_lies_on_it(ward: Ward, screen: Screen, name: str) -> None:
    """With an alert up, whatever the Tab key comes to has a ring of two pixels that stands out, and is free of any bar."""
    ward.seen(heart_rate=90, systolic=204, diastolic=104)
    page = screen(PAGES[name], width=TABLET[0], height=TABLET[1])
    opened(page, name)
    expect(page.locator("#alert-bar .acknowledge").first).to_be_visible()
    for palette in ("night", "day"):
        page.evaluate("name => window.vigil.palette.choose(name)", palette)
        found = tabbed(page)
        assert len(found) > 8
        for one in found:
            assert one["width"] >= 2, one
            assert apart(one["ring"], one["behind"]) >= 3, one
            assert one["free"] >= 4, one
