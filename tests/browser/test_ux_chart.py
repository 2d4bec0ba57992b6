"""Is what was saved on the chart at once, is the chart never empty, and does it say in words what it shows?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.browser.test_session_entry import press, said
from tests.browser.test_session_live import drawn, points, shown
from tests.browser.ward import Ward

WATCH = """() => {
  window.frames_ = [];
  const count = () => document.querySelectorAll("#session-chart .point").length;
  const look = () => { window.frames_.push(count()); window.watching = requestAnimationFrame(look); };
  look();
  return count();
}"""
"""From now on the marks on the chart are counted before each painting of the page; the answer is how many there are."""
UPDATES = 100


@pytest.mark.ux("U07")
def test_what_was_saved_is_drawn_without_asking_for_a_chart(ward: Ward, screen: Screen) -> None:
    """A set that was saved here is a mark on this chart, added to what is there: no chart is fetched for it."""
    page = screen()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    press(page, "8 1 Tab 1 3 3 / 8 2 Enter")
    said(page, "^Saved")
    drawn(page, ward)
    assert (points(page, "heart_rate.spot")[-1], points(page, "systolic.spot")[-1]) == (81, 133)
    assert [url for url in asked if "_dash-update" in url or "/session/" in url] == []


@pytest.mark.ux("U44")
def test_a_chart_is_never_empty_over_a_hundred_updates(ward: Ward, screen: Screen) -> None:
    """While a hundred readings come, no frame has fewer marks than there were, and the part that is looked at stays."""
    page = screen()
    page.evaluate("Plotly.relayout(vigil_chart = document.querySelector('#session-chart .js-plotly-plot'), {})")
    before, kept, range_ = page.evaluate(WATCH), page.evaluate("vigil_chart.layout.uirevision"), shown(page)
    start = ward.clock() - UPDATES * 1000
    for number in range(UPDATES):
        ward.monitor(60 + number % 40, start + number * 1000)
    drawn(page, ward)
    frames = page.evaluate("() => { cancelAnimationFrame(window.watching); return window.frames_; }")
    assert points(page, "heart_rate.line") == [60 + number % 40 for number in range(UPDATES)]
    assert len(frames) > 1
    assert before > 0
    assert min(frames) >= before
    assert page.evaluate("vigil_chart.layout.uirevision") == kept
    assert kept
    assert shown(page) == range_


@pytest.mark.ux("U47")
def test_who_listens_has_headers_and_a_summary(ward: Ward, screen: Screen) -> None:
    """Each column and row of the entries has its header, and the chart is told in words: how many, how far, and when."""
    page = screen()
    expect(page.locator(".sets thead th[scope=col]")).to_have_count(9)
    rows = page.locator(".sets tbody tr")
    expect(rows).to_have_count(page.locator(".sets tbody tr th[scope=row]").count())
    expect(page.locator(".sets caption")).to_contain_text("Entries of this session")
    words = page.locator(".chart figcaption")
    for told in (
        "Heart rate: 5 readings, 70 to 84 /min, last 80 at",
        "Systolic pressure: 5 readings, 124 to 140 mmHg",
        "Dissociation",
    ):
        expect(words).to_contain_text(told)
    assert re.search(r"at \d\d:\d\d\.", words.inner_text() or "")
    page.locator("tr[data-fact=set30] >> text=Void").click()
    page.click("text=Cuff or sensor")
    expect(words).to_contain_text("Heart rate: 4 readings, 70 to 84 /min, last 84 at")
