"""How does a nurse put a mistyped dose right? On the same fields, with nothing filled in, and nobody overwrites a colleague."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from models.facts import Amended, Dose, Ended
from tests.browser.conftest import Screen
from tests.browser.test_axe import paint, violations
from tests.browser.test_bedside import act, stored
from tests.browser.test_offline import cut_off
from tests.browser.waiting import wait
from tests.browser.ward import NURSE, OMAR, SESSION, Ward

SHEET = ".sheet[data-sheet=mistyped]"


def given(ward: Ward) -> Dose:
    """The dose of the session, as it holds."""
    (dose,) = ward.clinic.session_view(SESSION, ward.clock()).picture.doses
    return dose


def row(ward: Ward) -> str:
    """The line of the dose among the entries."""
    return f'tr[data-fact="{given(ward).id}"]'


def correct(ward: Ward, page: Page) -> None:
    """Begin to correct the dose, because of a typing error."""
    page.locator(row(ward)).get_by_role("button", name="Correct").click()
    page.locator(".tray").get_by_role("button", name="Typing error").click()
    expect(page.locator("#dose-amount")).to_be_focused()


def save(page: Page, *, twice: bool = True) -> None:
    """Enter, and once more where something is asked."""
    page.press("#dose-amount", "Enter")
    if twice:
        expect(page.locator("#dose-status")).to_contain_text("Nobody else has checked it. Right?")
        page.press("#dose-amount", "Enter")
    expect(page.locator(SHEET)).to_have_count(0)


def test_a_mistyped_amount_is_corrected(ward: Ward, screen: Screen) -> None:
    """No field is filled in; the old amount stands beside its field, is struck when another is typed, and stays in the table."""
    page, was = screen(), given(ward)
    correct(ward, page)
    names = ("drug", "amount", "per_kg", "weight", "at", "second", "lot")
    assert [page.input_value(f"#dose-{name}") for name in names] == [""] * len(names)
    expect(page.locator(f"{SHEET} input:checked")).to_have_count(0)
    expect(page.locator("#dose-was-amount")).to_have_text(f"{was.amount:g} mg")
    expect(page.locator("#dose-was-amount s")).to_have_count(0)
    page.press("#dose-amount", "Enter")
    expect(page.locator("#dose-status")).to_contain_text("Nothing is changed")
    page.fill("#dose-amount", "63")
    expect(page.locator("#dose-was-amount s")).to_have_text(f"{was.amount:g} mg")
    expect(page.locator("#dose-banner")).to_contain_text(f"Will hold: Amount 63 mg (was {was.amount:g} mg)")
    save(page)
    expect(page.locator("#entry-status")).to_contain_text(re.compile(r"^Saved .*Amount 63 mg \(was"))
    expect(page.locator(f"{row(ward)} s")).to_contain_text(f"{was.amount:g} mg")
    expect(page.locator(f'tr.why[data-about="{was.id}"]')).to_have_text(
        re.compile(r"corrected \d\d:\d\d by Nurse A: Typing error")
    )
    expect(page.locator(".treatment")).to_contain_text("63 mg")
    assert (given(ward).amount, given(ward).at, given(ward).drug) == (63, was.at, was.drug)


def test_the_clock_of_the_dose_follows(ward: Ward, screen: Screen) -> None:
    """A dose that was given earlier than typed is the dose of then on every clock, and who checked it has still checked it."""
    page = screen()
    second = replace(given(ward), second="omar", received=ward.clock())
    ward.clinic.record(SESSION, Amended(id="checked", at=0, target=second.id, reason="said later", content=second), NURSE)
    expect(page.locator(f'tr.why[data-about="{second.id}"]')).to_contain_text("said later")
    correct(ward, page)
    page.fill("#dose-at", page.evaluate(f"vigil.words.clock({second.at} - 10 * 60000)"))
    save(page, twice=False)
    assert given(ward).second == "omar"
    assert 9 * 60_000 <= second.at - given(ward).at <= 11 * 60_000
    expect(page.locator(".clock[data-since]").first).to_have_attribute("data-since", str(given(ward).at))


def test_two_nurses_correct_one_dose(ward: Ward, screen: Screen) -> None:
    """Who corrects what a colleague has just corrected is told what changed, by whom and why, and keeps what was typed."""
    page, was = screen(), given(ward)
    correct(ward, page)
    page.fill("#dose-amount", "63")
    theirs = replace(was, amount=60.0, lot="L-9", second="nurse.a")
    ward.clinic.record(SESSION, Amended(id="theirs", at=0, target=was.id, reason="pump log", content=theirs), OMAR)
    expect(page.locator(row(ward))).to_contain_text("60 mg")
    page.press("#dose-amount", "Enter")
    page.press("#dose-amount", "Enter")
    words = re.compile(r"omar has corrected this entry in the meantime \(pump log\).*It says now: Amount 60 mg .*Lot L-9")
    expect(page.locator("#dose-status")).to_contain_text(words)
    expect(page.locator("#dose-amount")).to_have_value("63")
    expect(page.locator("#dose-banner")).to_contain_text("Amount 63 mg (was 60 mg)")
    assert given(ward).amount == 60
    save(page)
    assert (given(ward).amount, given(ward).lot) == (63, "L-9")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_sheet_is_for_everybody(ward: Ward, screen: Screen, width: int, height: int) -> None:
    """Screen readers and both palettes can follow the correction of a dose, and its Close is in sight, also on a phone."""
    page = screen(width=width, height=height)
    correct(ward, page)
    page.fill("#dose-amount", "63")
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    expect(page.locator(SHEET).get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("ended", [False, True])
def test_what_is_typed_of_a_correction_is_not_lost(ward: Ward, screen: Screen, *, ended: bool) -> None:
    """A sheet that was closed holds what was typed when that dose is corrected again, also after the session has ended."""
    if ended:
        ward.clinic.record(SESSION, Ended(id="end", at=0, reason="ended by the test"), NURSE)
    page = screen("/").context.new_page()
    page.goto(f"{ward.url}/session/{SESSION}")
    correct(ward, page)
    page.fill("#dose-amount", "63")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(SHEET)).to_have_count(0)
    correct(ward, page)
    expect(page.locator("#dose-amount")).to_have_value("63")
    save(page)
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    assert given(ward).amount == 63


def test_a_correction_that_cannot_be_sent_waits(ward: Ward, screen: Screen) -> None:
    """Cut off, a correction waits beside the entries as what it is, and corrects the dose once it is sent."""
    page = screen()
    cut_off(page)
    correct(ward, page)
    page.fill("#dose-amount", "63")
    save(page)
    wait(page, 1)
    expect(page.locator(".sets tr.pending")).to_contain_text("correction")
    expect(page.locator(".sets tr.pending")).to_contain_text("Amount 63 mg")
    page.context.set_offline(False)
    expect(page.locator(".sets tr.pending")).to_have_count(0)
    expect(page.locator(row(ward))).to_contain_text("63 mg")
    assert given(ward).amount == 63


def test_the_second_person_is_a_colleague(ward: Ward, screen: Screen) -> None:
    """Who else checked a dose is chosen by a few letters of the name, oneself not among them, and shown by the full name."""
    page = screen()
    act(page, "Dose")
    expect(page.locator("#dose-second option")).to_have_text(["choose", "Omar Haddad"])
    expect(page.locator("#dose-second")).to_have_value("")
    page.get_by_role("radio", name="IM", exact=True).check()
    page.fill("#dose-drug", "Ketamine")
    page.fill("#dose-amount", "10")
    page.focus("#dose-second")
    page.keyboard.type("om")
    expect(page.locator("#dose-second")).to_have_value("omar")
    page.press("#dose-lot", "Enter")
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    last = stored(ward, Dose)[-1]
    assert (last.amount, last.second) == (10, "omar")
    entered = page.locator(f'tr[data-fact="{last.id}"]')
    expect(entered).to_contain_text("Ketamine 10 mg IM, checked by Omar Haddad")
    entered.get_by_role("button", name="Correct").click()
    page.locator(".tray").get_by_role("button", name="Typing error").click()
    expect(page.locator("#dose-was-second")).to_have_text("Omar Haddad")
    page.select_option("#dose-second", "–")
    expect(page.locator("#dose-banner")).to_contain_text("Checked by nobody (was Omar Haddad)")
    save(page)
    expect(entered.locator("s")).to_contain_text("checked by Omar Haddad")
    assert stored(ward, Amended)[-1].content.second == ""
