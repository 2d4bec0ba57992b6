"""Is an entry understood as it was meant, and does it stay with the patient it was typed for?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from models.vitals import ObservationSet
from tests.browser.conftest import Screen
from tests.browser.test_session_entry import count, last_set, press, said
from tests.browser.ward import PATIENT, Ward, add_session, past

OTHER = replace(PATIENT, id="p2", name="LIND, Sven", identifier="0043")
STEADY = 120
"""Milliseconds from one key to the next of somebody who types steadily."""
PASTE = """([id, text]) => { const field = document.getElementById(id); field.focus();
    field.value = text; field.dispatchEvent(new InputEvent("input", { bubbles: true })); }"""


def go(page: Page, session: str) -> None:
    """Open the page of another session without loading the page anew, as a key or a link does."""
    page.evaluate("path => dash_clientside.set_props('place', { pathname: path })", f"/session/{session}")


@pytest.mark.ux("U31")
def test_a_number_is_understood_as_it_is_typed(ward: Ward, screen: Screen) -> None:
    """A unit behind the number, blanks around it, and full-width digits change nothing of what it means."""
    page = screen()
    for rate, text in enumerate(["72 bpm", " 73 ", "74/min", "\uff17\uff15", "\u3000\uff17\uff16 bpm"], 72):
        page.evaluate(PASTE, ["entry-heart_rate", text])
        page.keyboard.press("Enter")
        said(page, rf"^Saved \d\d:\d\d   HR {rate}$")
        assert last_set(ward).heart_rate == rate


@pytest.mark.ux("U33")
def test_a_time_is_understood_as_it_is_typed(ward: Ward, screen: Screen) -> None:
    """0905, 9:05, 9.05 and 905 are 09:05; each is stored as of that minute, and what is no time is refused in its field."""
    page = screen()
    told = page.evaluate("vigil.words.clock(vigil.now() - 4 * 60000)")
    hours, minutes = told.split(":")
    forms = [f"{hours}{minutes}", f"{int(hours)}:{minutes}", f"{int(hours)}.{minutes}", f"{int(hours)}{minutes}"]
    assert (
        page.evaluate("['0905', '9:05', '9.05', '905'].map((text) => vigil.words.clock(vigil.words.instant(text, vigil.now())))")
        == ["09:05"] * 4
    )
    for rate, text in enumerate(forms, 71):
        page.fill("#entry-heart_rate", str(rate))
        page.fill("#entry-at", text)
        page.press("#entry-at", "Enter")
        said(page, rf"HR {rate}")
        expect(page.locator(".sets tbody tr", has_text=f"{rate}").first.locator("th")).to_contain_text(told)
    page.fill("#entry-heart_rate", "75")
    page.fill("#entry-at", "2561")
    page.press("#entry-at", "Enter")
    said(page, r"The time must be like 14:05\. You entered 2561\.")
    assert [seen.heart_rate for seen in ward.sets()[-2:]] == [73, 74]


@pytest.mark.ux("U29")
def test_the_row_of_an_unusual_value_says_that_it_was_confirmed(ward: Ward, screen: Screen) -> None:
    """A pressure of 190 that was confirmed says so in its row, on this screen and on every other; a usual one says nothing."""
    page, other = screen(), screen()
    press(page, "Tab 1 9 0 / 1 0 0 Enter")
    said(page, "SBP 190 is unusual.")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#entry-diastolic")).to_be_focused()
    page.keyboard.press("Enter")
    said(page, "^Saved")
    for one in (page, other):
        expect(one.locator(".sets tbody tr", has_text="190/100")).to_contain_text("confirmed")
        expect(one.locator("tr[data-fact=set30]")).not_to_contain_text("confirmed")


@pytest.mark.ux("U30")
def test_the_same_values_again_are_asked_about(ward: Ward, screen: Screen) -> None:
    """Who enters the same values twice within a minute is asked; one more Enter stores them as a reading of their own."""
    page, before = screen(), count(ward)
    press(page, "7 7 Enter")
    said(page, "^Saved")
    press(page, "7 7 Enter")
    said(page, "The same values were saved less than a minute ago.")
    assert count(ward) == before + 1
    page.keyboard.press("Enter")
    said(page, "^Saved")
    assert count(ward) == before + 2


@pytest.mark.ux("U42")
def test_what_is_left_behind_is_told(ward: Ward, screen: Screen) -> None:
    """Who goes on to another patient is told, on every page, for whom something is typed and not saved, and finds it there."""
    add_session(ward.clinic, "s2", "1", OTHER, past(ward.clock(), "other ")[:-2])
    page = screen()
    notice = page.locator("[data-notice=typed]")
    page.keyboard.type("99")
    go(page, "s2")
    expect(page.locator(".identity")).to_contain_text("LIND, Sven")
    expect(notice).to_contain_text(re.compile(r"Typed for Room 3\s+OKAFOR, Ruth, and not saved\."))
    expect(page.locator("#entry-heart_rate")).to_have_value("")
    press(page, "6 6 Enter")
    said(page, "^Saved")
    page.get_by_role("link", name="Vigil").click()
    expect(page.locator(".tile")).to_have_count(3)
    expect(notice).to_contain_text("OKAFOR, Ruth")
    notice.get_by_role("button", name="Back to it").click()
    expect(page.locator("#entry-heart_rate")).to_have_value("99")
    expect(notice).to_have_count(0)
    page.focus("#entry-heart_rate")
    page.keyboard.press("Enter")
    said(page, "^Saved")
    assert [seen.heart_rate for seen in ward.sets()][-1] == 99
    others = [entry.fact for entry in ward.clinic.entries("s2") if isinstance(entry.fact, ObservationSet)]
    assert others[-1].heart_rate == 66


@pytest.mark.ux("U06")
def test_a_steady_typist_is_never_waited_for(ward: Ward, screen: Screen) -> None:
    """A whole set typed at an even pace, without a look at the screen, is saved as it was typed."""
    page = screen()
    for key in ["7", "2", "Tab", "1", "2", "8", "/", "8", "4", "Tab", "9", "7", "Tab", "2", "Enter"]:
        page.keyboard.press(key)
        page.wait_for_timeout(STEADY)
    said(page, r"^Saved \d\d:\d\d   HR 72   BP 128/84   SpO₂ 97   Diss 2$")
    seen = last_set(ward)
    assert (seen.heart_rate, seen.systolic, seen.diastolic, seen.spo2, seen.dissociation) == (72, 128, 84, 97, 2)
