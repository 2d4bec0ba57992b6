"""Does what is typed and not entered yet outlive the page, and is it ever taken for what it is not?"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

from playwright.sync_api import Error, Page, expect

from models.facts import Note
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.test_axe import for_everybody
from tests.browser.waiting import add_other, enter, held, open_session, rates, sign_in_as, wait
from tests.browser.ward import PATIENT, SESSION, Ward, add_session, past

DRAFTS = """async () => {
    const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    const opened = await answer(indexedDB.open('vigil'));
    const rows = await answer(opened.transaction('drafts').objectStore('drafts').getAll());
    opened.close();
    return rows.map((row) => ({ ...row, sealed: String.fromCharCode(...new Uint8Array(row.sealed)), iv: '' })); }"""
"""What this browser really keeps of what was typed."""
KEPT = f"async (text) => {{ await vigil.drafts.rest(''); return (await ({DRAFTS})()).length === Number(text); }}"
"""So many drafts are on the shelf, and nothing is being written."""


def kept(page: Page, count: int) -> None:
    """Wait until so many drafts are kept on this browser."""
    page.wait_for_function(KEPT, arg=str(count))


def typed(page: Page) -> None:
    """A nurse has typed most of a set and a note, and has ticked a symptom, but not pressed Enter."""
    page.fill("#entry-heart_rate", "77")
    page.fill("#entry-note", "canary in the note")
    page.evaluate("vigil.entry.tick('nausea')")
    kept(page, 1)


def test_a_reload_keeps_what_is_typed(ward: Ward, screen: Screen) -> None:
    """After a reload a half-typed set is in its fields, said to be typed then and not entered; it is entered once, as of then."""
    page = screen()
    typed(page)
    then = ward.clock()
    page.clock.install(time=(then + 7 * MINUTE) / 1000)
    ward.clock.ahead += 7 * MINUTE
    page.reload()
    expect(page.locator(".draft")).to_contain_text(re.compile(r"Not entered yet, typed at (\d+ \w+ )?\d\d:\d\d"))
    expect(page.locator("#entry-heart_rate")).to_have_value("77")
    expect(page.locator("#entry-note")).to_have_value("canary in the note")
    expect(page.locator("#entry-status")).to_contain_text("still here, not saved")
    assert page.input_value("#entry-at") == page.locator(".draft span").inner_text()[-5:]
    for_everybody(page)
    assert rates(ward) == []
    enter(page)
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    expect(page.locator(".draft")).to_be_hidden()
    (stored,) = (fact for fact in ward.sets() if fact.heart_rate == 77)
    assert abs(stored.at - then) <= MINUTE
    assert list(stored.symptoms) == ["nausea"]
    kept(page, 0)
    page.reload()
    expect(page.locator("#entry-heart_rate")).to_be_focused()
    expect(page.locator("#entry-heart_rate")).to_have_value("")


def test_a_typed_line_is_kept_with_its_time(ward: Ward, screen: Screen) -> None:
    """A line that was typed before a reload is a line again, and is entered as of the time at which it was typed."""
    page = screen()
    page.keyboard.type("/72 128/84 calm")
    kept(page, 1)
    then = ward.clock()
    page.clock.install(time=(then + 9 * MINUTE) / 1000)
    ward.clock.ahead += 9 * MINUTE
    page.reload()
    expect(page.locator("#entry-line")).to_have_value("72 128/84 calm")
    expect(page.locator("#entry-echo")).to_contain_text("128/84")
    expect(page.locator(".draft")).to_contain_text("saved as of then")
    page.press("#entry-line", "Enter")
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    (stored,) = (fact for fact in ward.sets() if fact.note == "calm")
    assert abs(stored.at - then) <= MINUTE


def test_one_tap_clears_what_was_typed(ward: Ward, screen: Screen) -> None:
    """One tap clears everything that was put back, the time with it, and no reload brings it again."""
    page = screen()
    typed(page)
    page.reload()
    page.locator(".draft").get_by_role("button", name="Clear").click()
    for name in ("heart_rate", "note", "at"):
        expect(page.locator(f"#entry-{name}")).to_have_value("")
    expect(page.locator(".draft")).to_be_hidden()
    kept(page, 0)
    page.reload()
    expect(page.locator("#entry-heart_rate")).to_be_focused()
    expect(page.locator("#entry-heart_rate")).to_have_value("")
    enter(page, note="nothing else")
    assert [entry.fact.text for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, Note)] == ["nothing else"]


def test_what_was_typed_stays_with_its_patient(ward: Ward, screen: Screen) -> None:
    """After a reload on another patient's page nothing of it is there but the word that it waits, and the way back to it."""
    other = replace(PATIENT, id="p2", name="LIND, Sven", identifier="0043")
    add_session(ward.clinic, "s2", "1", other, past(ward.clock(), "other "))
    page = screen()
    typed(page)
    open_session(page, ward, "s2")
    expect(page.locator("[data-notice=typed]")).to_contain_text("Typed for Room 3 OKAFOR, Ruth, and not saved.")
    expect(page.locator("#entry-heart_rate")).to_have_value("")
    expect(page.locator(".draft")).to_be_hidden()
    page.get_by_text("Back to it").click()
    expect(page.locator(".identity")).to_contain_text("OKAFOR, Ruth")
    expect(page.locator("#entry-heart_rate")).to_have_value("77")
    expect(page.locator(".draft")).to_contain_text("Not entered yet, typed at")
    expect(page.locator("[data-notice=typed]")).to_have_count(0)


def test_what_was_typed_can_be_cleared_from_afar(ward: Ward, screen: Screen) -> None:
    """The line that says that something is typed for another patient clears it with one tap."""
    page = screen()
    typed(page)
    page.goto(ward.url + "/")
    page.locator("[data-notice=typed]").get_by_role("button", name="Clear").click()
    expect(page.locator("[data-notice=typed]")).to_have_count(0)
    kept(page, 0)


def test_what_is_typed_cannot_be_read(ward: Ward, screen: Screen) -> None:
    """What the browser keeps of it is encrypted, and nobody else who signs in here is shown any of it; its author is."""
    add_other(ward)
    page = screen()
    typed(page)
    (row,) = page.evaluate(DRAFTS)
    assert sorted(row) == ["id", "iv", "kept", "owner", "sealed"]
    assert not [word for word in ("canary", "heart_rate", "nausea", "OKAFOR", "nurse") if word in str(row)]
    sign_in_as(page, ward, "nurse.b")
    open_session(page, ward)
    expect(page.locator("#health")).to_contain_text("Live")
    expect(page.locator("#entry-heart_rate")).to_have_value("")
    expect(page.locator(".notice")).to_have_count(0)
    sign_in_as(page, ward, "nurse.a")
    open_session(page, ward)
    expect(page.locator("#entry-heart_rate")).to_have_value("77")


def test_signing_out_leaves_nothing_typed(ward: Ward, screen: Screen) -> None:
    """Who signs out is told that something is typed, may stay, and leaves nothing behind, in no other tab either."""
    page = screen()
    second = page.context.new_page()
    open_session(second, ward)
    typed(page)
    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("dialog[open]")).to_contain_text("What is typed for a patient and not saved would be lost.")
    page.get_by_role("button", name="Stay").click()
    expect(page.locator("#entry-heart_rate")).to_have_value("77")
    second.locator("#user-menu summary").click()
    second.get_by_role("button", name="Sign out").click()
    second.get_by_role("button", name="Sign out and lose it").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert page.evaluate(DRAFTS) == []
    sign_in_as(page, ward, "nurse.a")
    open_session(page, ward)
    expect(page.locator("#health")).to_contain_text("Live")
    expect(page.locator("#entry-heart_rate")).to_have_value("")


def test_what_is_entered_is_no_draft_any_more(ward: Ward, screen: Screen) -> None:
    """A set that is entered without a network waits as an entry only: after a reload it is not in the fields as well."""
    page = screen()
    with held(page):
        typed(page)
        enter(page)
        wait(page, 1)
        kept(page, 0)
        page.reload()
        wait(page, 1)
        expect(page.locator("#entry-heart_rate")).to_have_value("")
    wait(page, 0)
    assert rates(ward) == [77]


def test_two_tabs_never_type_the_same_set(ward: Ward, screen: Screen) -> None:
    """While one tab has a set typed, a second one of the same session shows nothing of it; once the first is gone, it does."""
    first = screen()
    second = first.context.new_page()
    typed(first)
    open_session(second, ward)
    expect(second.locator("#health")).to_contain_text("Live")
    expect(second.locator("#entry-heart_rate")).to_have_value("")
    first.close()
    expect(second.locator("#entry-heart_rate")).to_have_value("77")
    expect(second.locator(".draft")).to_contain_text("Not entered yet, typed at")


def test_a_tab_that_breaks_down_loses_nothing_typed(ward: Ward, screen: Screen) -> None:
    """When the tab has crashed, what was typed in it is in the fields of the next one."""
    page = screen()
    typed(page)
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    after = page.context.new_page()
    open_session(after, ward)
    expect(after.locator("#entry-heart_rate")).to_have_value("77")
