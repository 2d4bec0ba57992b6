"""How does a nurse get a reading of the wrong patient to where it belongs, also when that session is over and signed?"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from models.facts import Ended, Note, Signed
from tests.browser.conftest import Screen
from tests.browser.test_axe import paint, violations
from tests.browser.test_bedside import OTHER, stored
from tests.browser.ward import NURSE, OMAR, PASSWORD, Ward, add_session, past


def test_a_reading_of_the_wrong_patient_goes_where_it_belongs(ward: Ward, screen: Screen) -> None:
    """The sessions that run are offered; the reading is struck here and entered there, with a trail in both."""
    add_session(ward.clinic, "s2", "2", OTHER, past(ward.clock(), "other "))
    page = screen()
    page.locator("tr[data-fact=set30]").get_by_role("button", name="Correct").click()
    page.locator(".tray").get_by_role("button", name="Wrong patient").click()
    page.locator(".tray").get_by_role("button", name="LIND, Solveig").click()
    expect(page.locator("tr.why[data-about=set30]")).to_contain_text("moved to room 2")
    moved = [entry.fact for entry in ward.clinic.entries("s2") if entry.fact.id.endswith((":reading", ":trail"))]
    assert len(moved) == 2


def test_a_reading_goes_into_a_session_that_has_ended(ward: Ward, screen: Screen) -> None:
    """Who finds out after the end and the signature says why, as what and with the password; nothing moves before that."""
    add_session(ward.clinic, "s2", "2", OTHER, past(ward.clock(), "other "))
    ward.clinic.record("s2", Ended(id="end", at=0, reason="gone home"), NURSE)
    ward.clinic.record("s2", Signed(id="signed", at=0, meaning="reviewed"), OMAR)
    page = screen()
    page.locator("tr[data-fact=set30]").get_by_role("button", name="Correct").click()
    tray = page.locator(".tray")
    tray.get_by_role("button", name="Wrong patient").click()
    tray.get_by_role("button", name=re.compile(r"Room 2\s+LIND, Solveig, ended \d\d:\d\d")).click()
    expect(page.locator("#move-reason")).to_be_focused()
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    page.keyboard.press("Enter")
    expect(tray.locator(".status")).to_have_text("Say why it is moved, in a few words.")
    page.fill("#move-reason", "rooms swapped")
    tray.get_by_role("button", name="Move", exact=True).click()
    expect(tray.locator(".status")).to_have_text("Choose as what you sign.")
    tray.get_by_role("radio", name="I cared for this patient").check()
    page.fill("#move-password", "guessed")
    page.keyboard.press("Enter")
    expect(tray.locator(".status")).to_contain_text("The password is not right")
    assert not stored(ward, Note, "s2")
    page.fill("#move-password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#entry-status")).to_contain_text("Moved to Room 2 LIND, Solveig, ended")
    expect(page.locator("tr.why[data-about=set30]")).to_contain_text("rooms swapped; signed as: I cared for this patient")
    (note,) = stored(ward, Note, "s2")
    assert "signed as: I cared for this patient" in note.text
