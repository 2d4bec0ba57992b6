"""What of the lists, and of a note under a signed record, is kept while the server cannot be reached?"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from models.facts import Decided, Dose, Ended, Note, Signed, Ticked
from models.signing import MEANINGS
from tests.browser.conftest import Screen
from tests.browser.test_axe import for_everybody
from tests.browser.test_bedside import act, arrive, stored
from tests.browser.test_offline import cut_off
from tests.browser.test_offline_acts import FLOW
from tests.browser.waiting import wait
from tests.browser.ward import NURSE, PASSWORD, SESSION, Ward


def test_a_tick_that_waits_says_so_on_its_line(ward: Ward, screen: Screen) -> None:
    """A line that was ticked while cut off says that it is not sent; another tap takes it back, and both are stored in order."""
    arrive(ward)
    page = screen("/session/s2")
    cut_off(page)
    act(page, "Before dose")
    line = page.get_by_role("button", name="Consent in date")
    line.click()
    expect(line).to_contain_text(re.compile(r"\d\d:\d\d, not sent"))
    expect(line).to_have_attribute("aria-pressed", "false")
    for_everybody(page)
    line.click()
    expect(line).to_contain_text(re.compile(r"not so: \d\d:\d\d, not sent"))
    page.context.set_offline(False)
    expect(line).to_contain_text("not so: Nurse A")
    expect(line).not_to_contain_text("not sent")
    assert [fact.done for fact in stored(ward, Ticked, "s2")] == [True, False]


def test_a_decision_that_waits_holds_for_the_dose(ward: Ward, screen: Screen) -> None:
    """What the prescriber decided while cut off is said as not sent, and nobody is asked about the pressure once more."""
    arrive(ward, 152, 94)
    page = screen("/session/s2")
    cut_off(page)
    act(page, "Before dose")
    page.fill("#gate-prescriber", "Dr Lin")
    page.fill("#gate-reason", "usual for her")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".gate")).to_contain_text("Dr Lin decided: go on (usual for her), not sent.")
    page.get_by_role("button", name="Record the dose").click()
    page.get_by_role("button", name="Ketamine IV", exact=True).click()
    page.fill("#dose-amount", "35")
    page.select_option("#dose-second", "omar")
    page.press("#dose-amount", "Enter")
    expect(page.locator(FLOW)).to_have_text("infusion running, not sent")
    page.context.set_offline(False)
    wait(page, 0)
    expect(page.locator(".notice")).to_have_count(0)
    assert [fact.go for fact in stored(ward, Decided, "s2")] == [True]
    assert [fact.confirmed for fact in stored(ward, Dose, "s2")] == [False]


def test_a_later_note_waits_for_the_server(ward: Ward, screen: Screen) -> None:
    """A note under a signed record that is typed without a network is not lost: it waits, says so, and is stored once."""
    ward.clinic.record(SESSION, Ended(id="end", at=0, reason="left"), NURSE)
    ward.clinic.sign(SESSION, Signed(id="signed", at=0, meaning=MEANINGS[0]), PASSWORD, "", NURSE)
    page = screen("/trends/p1")
    page.goto(f"{ward.url}/session/{SESSION}")
    page.fill("#late-note", "called at home, is well")
    page.fill("#late-reason", "learned in the evening")
    cut_off(page)
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".closing .status").last).to_contain_text("Not sent - Vigil keeps trying.")
    wait(page, 1)
    page.context.set_offline(False)
    wait(page, 0)
    assert [(note.text, note.reason) for note in stored(ward, Note)] == [("called at home, is well", "learned in the evening")]
