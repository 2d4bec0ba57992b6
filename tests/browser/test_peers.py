"""Which defects were seen on the screens of peers, and does none of them happen in a real browser?

Each test is named after the peer and what went wrong there; `tests/spec/peers.py` lists all of them.
"""

from __future__ import annotations

from dataclasses import replace

from playwright.sync_api import Browser, Page, Route, expect

from models.facts import Dose, Ended, Opened
from tests.browser.conftest import Screen
from tests.browser.test_bedside import act, stored
from tests.browser.ward import NURSE, PATIENT, SESSION, Ward, add_session, sign_in

FILLED = """() => [...document.querySelectorAll('#session-entry input, #session-entry textarea, #session-entry select')]
  .filter((field) => field.type === 'checkbox' || field.type === 'radio' ? field.checked : field.value)
  .concat([...document.querySelectorAll('#session-entry [aria-pressed=true], #session-entry [aria-checked=true]')])
  .map((field) => field.id || field.outerHTML)"""
HAPPENED = "/* How is the patient, what happened just now, what was done, and what does a scale say?"
DRAWN = "document.querySelector('.chart .js-plotly-plot').data.map((t) => [t.meta.feed, t.x.length]).filter(([, n]) => n)"


def test_openmrs_history_the_rows_are_in_the_order_of_time(ward: Ward, screen: Screen) -> None:
    """The newest row is on top as the table says, and what came late stands between what was measured around it."""
    page = screen()
    ward.seen(heart_rate=88)
    ward.seen(minutes=5, heart_rate=99)
    rows = page.locator("#session-sets tbody tr")
    expect(rows.nth(0)).to_contain_text("88")
    expect(rows.nth(1)).to_contain_text("99")
    expect(page.locator("#session-sets caption")).to_have_text("Entries of this session, newest first")
    page.reload()
    expect(rows.nth(1)).to_contain_text("99")


def test_ppn_no_vital_sign_is_filled_in(ward: Ward, screen: Screen) -> None:
    """No field holds a value before somebody types it: no usual one, and none of the session before of the same patient."""
    page = screen()
    assert page.evaluate(FILLED) == []
    page.fill("#entry-heart_rate", "71")
    page.press("#entry-heart_rate", "Enter")
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    assert page.evaluate(FILLED) == []
    ward.clinic.record(SESSION, Ended(id="over", at=ward.clock(), reason="went home"), NURSE)
    again = replace(PATIENT, id="p2", identifier="0043")
    add_session(ward.clinic, "s2", "2", again, [Opened(id="again", at=ward.clock(), received=ward.clock())])
    page.goto(f"{ward.url}/session/s2")
    expect(page.locator("#entry-heart_rate")).to_be_focused()
    assert page.evaluate(FILLED) == []


def test_ppn_a_reload_restores_everything(ward: Ward, screen: Screen) -> None:
    """After a reload the chart has every mark that it had, and table, values and clock say what they said."""
    page = screen()
    page.fill("#entry-heart_rate", "91")
    page.press("#entry-heart_rate", "Enter")
    expect(page.locator("[data-value=hr] .number")).to_have_text("91")
    before = told(page)
    page.reload()
    expect(page.locator(".chart[data-drawn]")).to_be_visible()
    assert told(page) == before


def told(page: Page) -> tuple[object, ...]:
    """What is drawn, how many rows there are, the values and the clock without its seconds."""
    clock = page.locator(".identity .clock").inner_text().rsplit(":", 1)[0]
    values = page.locator("#session-values .number").all_inner_texts()
    return page.evaluate(DRAWN), page.locator("#session-sets tbody tr").count(), values, clock


def broken(route: Route) -> None:
    """The script of all panels, in which the one of events fails as it begins."""
    whole = route.fetch().text()
    assert HAPPENED in whole
    route.fulfill(body=whole.replace(HAPPENED, f"throw new Error('broken'); {HAPPENED}"), content_type="text/javascript")


def test_ppn_a_broken_panel_of_events_leaves_the_dose(ward: Ward, chromium: Browser) -> None:
    """The panel of events does not even begin: a set and a dose are entered beside it all the same."""
    context = chromium.new_context()
    context.add_cookies(sign_in(ward.url))  # type: ignore[arg-type]
    context.route("**/vigil.js*", broken)
    page = context.new_page()
    page.goto(f"{ward.url}/session/{SESSION}")
    expect(page.locator(".chart[data-drawn]")).to_be_visible()
    assert page.evaluate("vigil.happened === undefined")
    act(page, "Dose")
    page.locator(".sheet .chip", has_text="Ketamine").first.click()
    page.fill("#dose-amount", "10")
    page.select_option("#dose-second", "omar")
    page.press("#dose-amount", "Enter")
    expect(page.locator("#dose-status")).to_contain_text("Right?")
    page.press("#dose-amount", "Enter")
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    page.fill("#entry-heart_rate", "92")
    page.press("#entry-heart_rate", "Enter")
    expect(page.locator("[data-value=hr] .number")).to_have_text("92")
    assert [dose.amount for dose in stored(ward, Dose)] == [35, 10]
    context.close()
