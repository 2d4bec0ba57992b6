"""What does a nurse see who wants a session on paper?"""

from __future__ import annotations

from playwright.sync_api import expect

from models.facts import Ended
from tests.browser.conftest import Screen
from tests.browser.ward import NURSE, SESSION, Ward

SETTING = "Setting the page… It opens in a tab of its own."


def test_who_prints_reads_that_the_page_is_being_set_or_that_the_printer_is_busy(ward: Ward, screen: Screen) -> None:
    """A press on the flowsheet says at once that it is being set; where others have the printer, its tab says to press again."""
    ward.clinic.record(SESSION, Ended(id="over", at=ward.clock(), reason="late"), NURSE)
    page = screen("/sessions")
    page.goto(f"{ward.url}/session/{SESSION}")
    page.evaluate("document.addEventListener('visibilitychange', (event) => event.stopImmediatePropagation(), true)")
    ward.press.patience = 0.01
    with ward.press.turn(), page.context.expect_page() as opened:
        page.get_by_role("link", name="Flowsheet").click()
        expect(page.locator(".closing .setting")).to_have_text(SETTING)
        expect(opened.value.get_by_role("alert")).to_have_text("The printer is busy. Press again in a few seconds.")
    with opened.value.expect_response("**/flowsheet.pdf") as answer:
        opened.value.get_by_role("link", name="Press again").click()
    assert (answer.value.status, answer.value.headers["content-type"]) == (200, "application/pdf")
