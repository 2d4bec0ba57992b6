"""Does an alert reach every screen, and does everybody see who answered it?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from models.facts import Voided
from tests.browser.conftest import Screen
from tests.browser.ward import NURSE, PATIENT, SESSION, Ward, add_session, past

BAR = "#alert-bar .alert-first .alert"


def high(ward: Ward) -> None:
    """Another screen enters a pressure that is high at once."""
    ward.seen(heart_rate=90, systolic=204, diastolic=84)


def settled(page: Page) -> None:
    """What has just appeared cannot be answered by a key that was meant for something else."""
    expect(page.locator(BAR).first).to_be_visible()
    page.wait_for_timeout(700)


@pytest.mark.ux("U09")
def test_an_alert_reaches_a_second_screen_and_is_acknowledged_there(ward: Ward, screen: Screen) -> None:
    """A high pressure stands at the top of another screen, with patient, value and limit; A there answers it on both."""
    here, there = screen(), screen("/")
    high(ward)
    for page in (here, there):
        expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")
        expect(page.locator(BAR)).to_contain_text("▲▲ HIGH")
        expect(page.locator(BAR)).to_contain_text("OKAFOR, Ruth")
        expect(page.locator(BAR)).to_contain_text(re.compile(r"not acknowledged 0:\d\d"))
    settled(there)
    there.keyboard.press("a")
    for page in (here, there):
        expect(page.locator(BAR)).to_contain_text("by Nurse A")
    there.click("text=told the clinician")
    expect(here.locator(BAR)).to_contain_text("by Nurse A: told the clinician")
    assert [a.acknowledged_by for a in ward.clinic.session_view(SESSION, ward.clock()).picture.standing][:1] == ["nurse.a"]


@pytest.mark.ux("U10")
@pytest.mark.ux("U11")
def test_the_button_names_the_patient_and_the_value(ward: Ward, screen: Screen) -> None:
    """Who cannot see the bar hears whose alert the button answers; it can be hit with a gloved finger."""
    page = screen()
    high(ward)
    button = page.locator(f"{BAR} .acknowledge")
    expect(button).to_have_accessible_name("Acknowledge SBP 204 HIGH, OKAFOR, Ruth, room 3")
    box = button.bounding_box()
    assert box
    assert (box["height"] >= 56, box["width"] >= 120) == (True, True)


@pytest.mark.ux("U26")
def test_a_typed_a_answers_nothing(ward: Ward, screen: Screen) -> None:
    """While somebody types a note, the letter a is a letter."""
    page = screen()
    high(ward)
    settled(page)
    page.fill("#entry-note", "")
    page.locator("#entry-note").press_sequentially("anxious")
    expect(page.locator("#entry-note")).to_have_value("anxious")
    expect(page.locator(BAR)).to_contain_text("not acknowledged")


@pytest.mark.ux("U47")
def test_each_alert_is_announced_once(ward: Ward, screen: Screen) -> None:
    """A screen reader hears a new alert once, not every second."""
    page = screen()
    page.evaluate(
        """() => { window.heard = 0; const spoken = document.querySelector('#alert-bar [role=alert]');
        const seen = { childList: true, characterData: true, subtree: true };
        new MutationObserver(() => { window.heard += 1; }).observe(spoken, seen); }"""
    )
    ward.seen(spo2=97, heart_rate=90, systolic=170, diastolic=84)
    expect(page.locator("#alert-bar [role=alert]")).to_contain_text("SBP 170")
    page.wait_for_timeout(2500)
    assert page.evaluate("window.heard") == 1


def test_the_bar_says_how_it_is_now(ward: Ward, screen: Screen) -> None:
    """The bar keeps the value that raised the alert, with its limit, and says the value now with its age, on every screen."""
    here, board = screen(), screen("/")
    high(ward)
    for page in (here, board):
        expect(page.locator(BAR)).to_contain_text(re.compile(r"SBP 204 HIGH at \d\d:\d\d \(limit 200\)"))
        expect(page.locator(f"{BAR} .present")).to_have_text("")
    page.wait_for_timeout(1100)
    ward.seen(systolic=132, diastolic=84)
    for page in (here, board):
        expect(page.locator(BAR)).to_contain_text("now 132, less than 1 min ago")
    ward.clock.ahead += 3 * 60_000
    for page in (here, board):
        expect(page.locator(BAR)).to_contain_text("now 132, 3 min ago")
        expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")


def test_a_corrected_value_is_not_shown_as_now(ward: Ward, screen: Screen) -> None:
    """When the newest value is struck through, no screen goes on showing it beside the alert."""
    board = screen("/")
    ward.seen(minutes=3, heart_rate=90, systolic=204, diastolic=84)
    ward.seen(minutes=1, systolic=132, diastolic=84)
    expect(board.locator(BAR)).to_contain_text("now 132, 1 min ago")
    ward.clinic.record(SESSION, Voided(id="void", at=0, target="other-1", reason="wrong patient"), NURSE)
    expect(board.locator(f"{BAR} .present")).to_have_text("")


def test_a_late_entry_counts_from_when_it_was_said(ward: Ward, screen: Screen) -> None:
    """An alert of a reading that was entered ten minutes late is unanswered since it was said, and does not escalate at once."""
    page = screen()
    ward.seen(minutes=7, heart_rate=90, systolic=204, diastolic=84)
    expect(page.locator(BAR)).to_contain_text(re.compile(r"not acknowledged 0:\d\d"))
    expect(page.locator(BAR)).to_have_attribute("data-escalated", "no")


def test_more_alerts_are_behind_a_number(ward: Ward, screen: Screen) -> None:
    """The worst alert is at the top; the others are one press away, each with its own button."""
    page = screen()
    ward.seen(heart_rate=90, systolic=204, diastolic=84, sedation=3)
    expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")
    page.click("#alert-bar .more")
    expect(page.locator("#alert-bar .alert-list")).to_contain_text("MEDIUM")
    expect(page.locator("#alert-bar .alert-list .acknowledge").first).to_be_visible()


def test_an_overdue_check_says_overdue(ward: Ward, screen: Screen) -> None:
    """As soon as a check is due and not made, the word OVERDUE and the time since stand beside the last values, now grey."""
    page = screen()
    expect(page.locator(".next")).to_contain_text("Next set in")
    ward.clock.ahead += 3 * 60_000
    expect(page.locator(".next")).to_contain_text(re.compile(r"OVERDUE \d:\d\d"))
    expect(page.locator("[data-value=sys]")).to_have_attribute("data-old", "yes")
    expect(page.locator("[data-value=sys]")).to_contain_text("OLD")


def test_another_room_interrupts_only_for_what_sounds(ward: Ward, screen: Screen) -> None:
    """Beside one patient, another one's medium or high alert is shown as of another room; silent advice there is not."""
    add_session(
        ward.clinic, "s2", "1", replace(PATIENT, id="p2", name="LIND, Sven", identifier="0043"), past(ward.clock(), "other ")
    )
    page = screen()
    ward.seen(session="s2", heart_rate=90, systolic=160, diastolic=84)
    page.wait_for_timeout(1500)
    expect(page.locator(BAR)).to_have_count(0)
    ward.seen(session="s2", heart_rate=90, systolic=204, diastolic=84)
    expect(page.locator(BAR)).to_contain_text("OTHER ROOM 1  LIND, Sven")
    expect(page.locator(f"{BAR} .acknowledge")).not_to_have_attribute("aria-keyshortcuts", "a")
