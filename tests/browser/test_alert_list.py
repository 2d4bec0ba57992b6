"""Can everybody read what was said in a session, who answered and when it was over, while it runs and afterwards?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from models.facts import Acknowledged, Ended, Outcome, Raised, Voided
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.test_axe import for_everybody
from tests.browser.test_session_layout import DESK, TABLET
from tests.browser.test_ux_colour import STRAY
from tests.browser.ward import NURSE, SESSION, Ward

ROWS = ".told-alerts tbody tr"
TIME = r"\d\d:\d\d"


def listed(page: Page) -> None:
    """Open the list of the session's alerts."""
    page.locator(".alerts-open").click()
    expect(page.get_by_role("heading", name="Alerts of this session")).to_be_visible()


def answer(ward: Ward, signal: str, outcome: Outcome | None = None) -> None:
    """Somebody acknowledges, on another screen."""
    ward.clinic.record(SESSION, Acknowledged(id=f"ack-{signal}", at=0, signal=signal, direction="high", outcome=outcome), NURSE)


def test_the_list_follows_what_is_said_and_answered(ward: Ward, screen: Screen) -> None:
    """While the list is open a new alert, who answered it with what, and its end appear in it; the newest is the first."""
    page = screen()
    expect(page.locator(".alerts-open")).to_have_text("Alerts 0")
    listed(page)
    expect(page.locator(".sheet-body")).to_contain_text("No alert was raised so far. One is, when a value passes a limit")
    ward.seen(heart_rate=90, systolic=204, diastolic=96)
    expect(page.locator(ROWS)).to_have_count(1)
    row = page.locator(ROWS).first
    expect(row.locator(".mark")).to_have_text("▲▲ HIGH")
    expect(row.locator(".mark")).to_have_attribute("data-level", "high")
    for words in ("SBP 204 too high", "limit 200", "204 ≥ 200", "NOT ACKNOWLEDGED", "still standing"):
        expect(row).to_contain_text(words)
    answer(ward, "systolic", Outcome.ACTED)
    expect(row).to_contain_text(re.compile(rf"acknowledged {TIME} by Nurse A: acted"))
    expect(row).not_to_contain_text("NOT ACKNOWLEDGED")
    ward.clock.ahead += 4 * MINUTE
    ward.seen(distress=4, systolic=136, diastolic=84)
    expect(page.locator(ROWS)).to_have_count(2)
    expect(row).to_contain_text("Distress 4 too high")
    older = page.locator(ROWS).nth(1)
    expect(older).to_contain_text(re.compile(rf"over {TIME}"))
    expect(older.locator(".mark")).not_to_have_attribute("data-level", re.compile("."))
    expect(page.locator(".alerts-open")).to_have_text("Alerts 2")


def test_what_was_entered_late_is_listed_as_said_late(ward: Ward, screen: Screen) -> None:
    """An alert of twenty minutes ago stands at its own time, and beside it that it was late and when it was said."""
    ward.seen(minutes=20, systolic=204, diastolic=96, heart_rate=90)
    page = screen()
    listed(page)
    row = page.locator(ROWS, has_text="SBP 204 too high")
    said = next(entry.fact for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, Raised))
    began, told = (page.evaluate("at => vigil.words.clock(at)", at) for at in (said.at, said.received))
    assert said.received - said.at > 19 * MINUTE
    expect(row.get_by_role("rowheader")).to_have_text(f"{began}late, said {told}")


def test_what_was_said_of_a_wrong_reading_stays_in_the_list(ward: Ward, screen: Screen) -> None:
    """When the reading is struck through, its alert is still listed as said, and that it no longer holds."""
    ward.seen(systolic=204, diastolic=96, heart_rate=90)
    page = screen()
    listed(page)
    expect(page.locator(ROWS)).to_contain_text("still standing")
    ward.clinic.record(SESSION, Voided(id="void", at=0, target="other-0", reason="Cuff or sensor"), NURSE)
    expect(page.locator(ROWS)).to_contain_text(re.compile(rf"said {TIME}; no longer holds since a correction"))
    expect(page.locator(f"{ROWS} [data-level]")).to_have_count(0)


def test_the_list_is_there_after_the_end(ward: Ward, screen: Screen) -> None:
    """The page of an ended session has the list as well, with what was never answered."""
    ward.seen(minutes=1, systolic=204, diastolic=96, heart_rate=90)
    page = screen()
    ward.clinic.record(SESSION, Ended(id="end", at=0, reason="ended by the test"), NURSE)
    expect(page.locator(".next")).to_contain_text("Session ended")
    page.reload()
    listed(page)
    expect(page.locator(ROWS)).to_contain_text("SBP 204 too high")
    expect(page.locator(ROWS)).to_contain_text("NOT ACKNOWLEDGED")
    for_everybody(page)


def test_an_ended_session_without_alerts_says_so(ward: Ward, screen: Screen) -> None:
    """Nothing in the list is a sentence, never an empty place."""
    page = screen()
    ward.clinic.record(SESSION, Ended(id="end", at=0, reason="ended by the test"), NURSE)
    expect(page.locator(".next")).to_contain_text("Session ended")
    listed(page)
    expect(page.locator(".sheet-body")).to_have_text("No alert was raised in this session.")


def test_a_list_that_is_cut_off_says_of_when_it_is(ward: Ward, screen: Screen) -> None:
    """A screen that hears nothing more says as of when the list is, and that what came since is not in it."""
    ward.seen(systolic=204, diastolic=96, heart_rate=90)
    page = screen()
    listed(page)
    expect(page.locator("#health")).to_contain_text("Live")
    expect(page.locator(".sheet .hint")).to_have_count(0)
    page.context.set_offline(True)
    expect(page.locator(".sheet .hint")).to_have_text(re.compile(rf"^As of {TIME}:\d\d\. What was said since is not in"))
    page.context.set_offline(False)
    expect(page.locator(".sheet .hint")).to_have_count(0)


@pytest.mark.ux("U18")
@pytest.mark.parametrize("size", [DESK, TABLET, (390, 844)])
def test_the_list_is_for_everybody(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """With alerts that stand and that are over, the list passes by axe in both palettes; only what stands has colour."""
    ward.seen(minutes=20, systolic=186, diastolic=98, heart_rate=90)
    ward.seen(minutes=6, spo2=93)
    ward.seen(minutes=1, heart_rate=90, systolic=204, diastolic=104)
    page = screen(width=size[0], height=size[1])
    listed(page)
    expect(page.locator(f"{ROWS} [data-level]").first).to_be_visible()
    for_everybody(page)
    assert page.evaluate(STRAY) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_have_count(0)
    expect(page.locator("#entry-heart_rate")).to_be_focused()
