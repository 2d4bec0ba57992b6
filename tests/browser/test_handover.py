"""Do two nurses hand over all rooms on one page, and does an open alert keep them from it?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from models.facts import Acknowledged, HandedOver, TakenOver
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.test_axe import paint, violations
from tests.browser.waiting import OTHER, add_other
from tests.browser.ward import NURSE, SESSION, Ward

PAGE = "/handover"


def facts(ward: Ward) -> list[tuple[str, str]]:
    """Who signed what, in the order in which it was written."""
    kinds = (HandedOver, TakenOver)
    return [(type(entry.fact).__name__, entry.fact.by) for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, kinds)]


def test_both_nurses_sign_and_each_sees_it(ward: Ward, screen: Screen) -> None:
    """One hands over to a named colleague, who takes over on their own sign-in; both screens say so, with the times."""
    add_other(ward)
    giving, taking = screen(PAGE), screen(PAGE, who=OTHER)
    expect(giving.locator(".handed")).to_contain_text("OKAFOR, Ruth")
    giving.get_by_role("button", name="Hand over room 3").click()
    expect(giving.locator("#handover-said")).to_contain_text("Choose first to whom")
    giving.select_option("#handover-to", OTHER.name)
    giving.get_by_role("button", name="Hand over room 3").click()
    expect(giving.locator(".signing")).to_contain_text("by Nurse A to Nurse B, not taken over yet")
    taking.get_by_role("button", name="Take over room 3 from Nurse A").click()
    for page in (taking, giving):
        expect(page.locator(".signing")).to_contain_text("by Nurse B from Nurse A")
        expect(page.locator(".signing b")).to_have_text("Nurse B")
    assert facts(ward) == [("HandedOver", NURSE.name), ("TakenOver", OTHER.name)]


def test_an_alert_that_nobody_answered_blocks_the_handover(ward: Ward, screen: Screen) -> None:
    """While an alert waits for an answer the page names it and nothing is signed; once it is answered it can be."""
    add_other(ward)
    ward.seen(heart_rate=90, systolic=204, diastolic=104)
    page = screen(PAGE)
    page.select_option("#handover-to", OTHER.name)
    expect(page.locator(".blocks")).to_contain_text("SBP 204 HIGH")
    page.get_by_role("button", name="Hand over room 3").click(force=True)  # it says that it is disabled; a nurse may press it
    expect(page.locator("#handover-said")).to_contain_text("SBP 204 HIGH")
    assert facts(ward) == []
    for alert in ward.clinic.session_view(SESSION, ward.clock()).picture.standing:
        ward.clinic.record(SESSION, Acknowledged(id=f"ack {alert.id}", at=0, signal=alert.signal), NURSE)
    expect(page.locator(".blocks")).to_have_count(0)
    page.get_by_role("button", name="Hand over room 3").click()
    expect(page.locator(".signing")).to_contain_text("not taken over yet")


def test_a_handover_left_open_leads_to_the_sign_in(ward: Ward, screen: Screen) -> None:
    """When nobody has used the page for half an hour, the next change in a room leads to the sign-in page and breaks nothing."""
    page = screen(PAGE)
    expect(page.locator(".handed")).to_contain_text("OKAFOR, Ruth")
    ward.clock.ahead += 31 * MINUTE
    ward.seen(heart_rate=88, systolic=132, diastolic=84)
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fhandover$"))


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_the_handover_is_for_everybody(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """The page passes WCAG 2.2 AA by axe in both palettes, with an alert open, and never scrolls sideways."""
    ward.seen(heart_rate=90, systolic=204, diastolic=104)
    page = screen(PAGE, width=size[0], height=size[1])
    expect(page.locator(".blocks")).to_be_visible()
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
