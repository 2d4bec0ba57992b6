"""Is what a nurse sees of the patient one tap, and does it stand in the record beside the numbers?"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.browser.test_axe import paint, violations
from tests.browser.test_bedside import act
from tests.browser.test_offline import BAR, HERE, cut_off
from tests.browser.waiting import PENDING
from tests.browser.ward import Ward

TAPPED = (("Dissociation", 3), ("MOAA/S", 4), ("Distress", 4))


def test_how_the_patient_is_takes_one_tap(ward: Ward, screen: Screen) -> None:
    """Dissociation, distress and MOAA/S, with what is answered to, are one tap each; distress is in the table, and alarms."""
    page = screen()
    act(page, "Events")
    for scale, value in TAPPED:
        page.get_by_label(scale, exact=True).get_by_role("button", name=f"{scale} {value}").click()
        expect(page.locator(".sheet-head .status")).to_have_text(re.compile(rf"^Saved \d\d:\d\d   {scale} {value}$"))
    expect(page.locator(".sets tbody tr", has_text="Distress 4")).to_have_count(1)
    expect(page.locator("#alert-bar .alert-first")).to_contain_text("Distress 4 MEDIUM")
    said = [(one.dissociation, one.sedation, one.distress) for one in ward.sets()[-3:]]
    assert said == [(3, None, None), (None, 4, None), (None, None, 4)]


def test_agitation_is_one_tap_with_the_words_of_its_step(ward: Ward, screen: Screen) -> None:
    """Each step of RASS says what is seen; none is chosen before; a tapped one stands in the table with its sign, and alarms."""
    page = screen()
    act(page, "Events")
    steps = page.get_by_role("region", name="RASS").get_by_role("button")
    expect(steps).to_have_count(10)
    assert page.locator(".sheet [aria-pressed=true], .sheet :checked").count() == 0
    signs = [text.split()[0] for text in steps.all_text_contents()]
    assert signs == ["+4", "+3", "+2", "+1", "0", "-1", "-2", "-3", "-4", "-5"]
    for palette in ("day", "night"):
        paint(page, palette)
        assert violations(page) == []
    page.get_by_role("button", name="RASS -1 Drowsy").click()
    expect(page.locator(".sheet-head .status")).to_have_text(re.compile(r"^Saved \d\d:\d\d   RASS -1$"))
    page.get_by_role("button", name="RASS +3 Very agitated").click()
    expect(page.locator(".sheet-head .status")).to_have_text(re.compile(r"^Saved \d\d:\d\d   RASS \+3$"))
    expect(page.locator(".sets tbody tr .note", has_text=re.compile("^RASS \\+3$"))).to_have_count(1)
    expect(page.locator(".sets tbody tr .note", has_text=re.compile("^RASS -1$"))).to_have_count(1)
    expect(page.locator("#alert-bar .alert-first")).to_contain_text("RASS +3 HIGH")
    assert [one.agitation for one in ward.sets()[-2:]] == [-1, 3]


def test_a_tap_without_a_network_is_judged_here_and_sent_as_it_is(ward: Ward, screen: Screen) -> None:
    """RASS +4 that is tapped while the screen is cut off is HIGH at once on this device; later it is stored as it was tapped."""
    page = screen()
    cut_off(page)
    act(page, "Events")
    page.get_by_role("button", name="RASS +4 Combative").click()
    expect(page.locator(".sheet-head .status")).to_contain_text("Not sent - Vigil keeps trying.")
    expect(page.locator(BAR)).to_contain_text("RASS +4 HIGH")
    expect(page.locator(BAR)).to_contain_text(HERE)
    expect(page.locator(PENDING)).to_contain_text("RASS +4")
    tapped = page.evaluate("vigil.now()")
    page.context.set_offline(False)
    expect(page.locator(PENDING)).to_have_count(0)
    expect(page.locator(f"{BAR} .acknowledge")).to_be_visible()
    last = ward.sets()[-1]
    assert [(signal.word, value) for signal, value in last.measured()] == [("agitation", 4)]
    assert last.at <= tapped
