"""What does somebody see who opens a page that the server cannot send?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Screen
from tests.browser.ward import SESSION, Ward


@pytest.mark.parametrize("how", ["gone", "fails"])
def test_a_page_that_does_not_come_says_so_and_comes_by_itself(ward: Ward, screen: Screen, how: str) -> None:
    """Where the server dies while a page loads, it says that no alarm reaches this screen; once it answers, the page is there."""

    def refuse(route: Route) -> None:
        if how == "gone":
            route.abort()
        else:
            route.fulfill(status=503)

    page = screen("/patients")
    for address in ("**/_dash-layout", "**/readyz"):
        page.context.route(address, refuse)
    page.goto(f"{ward.url}/session/{SESSION}")
    expect(page.get_by_role("alert")).to_contain_text("No alarm reaches this screen")
    for address in ("**/_dash-layout", "**/readyz"):
        page.context.unroute(address)
    expect(page.locator("#health")).to_contain_text("Live")
    expect(page.locator("[data-value=sys] .number")).to_have_text("136/84")
