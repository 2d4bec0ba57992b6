"""Is what a nurse sees of the patient one tap, and does it stand in the record beside the numbers?"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.browser.test_bedside import act
from tests.browser.ward import Ward

TAPPED = (("Dissociation", 3), ("MOAA/S", 4), ("Distress", 4))


def test_how_the_patient_is_takes_one_tap(ward: Ward, screen: Screen) -> None:
    """Dissociation, distress and MOAA/S are one tap each; distress stands in the table, and alarms at its limit."""
    page = screen()
    act(page, "Events")
    for scale, value in TAPPED:
        page.get_by_role("group", name=scale).get_by_role("button", name=f"{scale} {value}", exact=True).click()
        expect(page.locator(".sheet-head .status")).to_have_text(re.compile(rf"^Saved \d\d:\d\d   {scale} {value}$"))
    expect(page.locator(".sets tbody tr", has_text="Distress 4")).to_have_count(1)
    expect(page.locator("#alert-bar .alert-first")).to_contain_text("Distress 4 MEDIUM")
    said = [(one.dissociation, one.sedation, one.distress) for one in ward.sets()[-3:]]
    assert said == [(3, None, None), (None, 4, None), (None, None, 4)]
