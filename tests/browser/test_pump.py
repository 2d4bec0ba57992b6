"""How does a nurse say by which pump an infusion is given and how fast, and where does everybody read it?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from models.facts import Amended, Dose, Infused
from tests.browser.conftest import Screen
from tests.browser.test_axe import paint, violations
from tests.browser.test_bedside import act, arrive, stored
from tests.browser.test_session_layout import DESK, TABLET, inside
from tests.browser.ward import Ward

SAYS = """(words) => document.querySelector(".js-plotly-plot").data.some(({ hovertext }) => (hovertext || []).includes(words))"""
"""Whether a mark of the chart says these words when it is pointed at."""


def begin(ward: Ward, page: Page) -> Dose:
    """An infusion of 36 mg is recorded, with pump B-12 and 48 mL/h."""
    act(page, "Dose")
    assert {page.input_value(f"#dose-{name}") for name in ("pump", "rate")} == {""}
    expect(page.locator(".dose-form input:checked")).to_have_count(0)
    page.locator(".sheet .chip", has_text="Ketamine").first.click()
    page.fill("#dose-amount", "36")
    page.fill("#dose-pump", "B-12")
    page.fill("#dose-rate", "４８")
    page.select_option("#dose-second", "omar")
    page.press("#dose-rate", "Enter")
    expect(page.locator("#dose-status")).to_have_text("Choose in what the rate of 48 is: mg/h or mL/h.")
    page.get_by_role("radio", name="mL/h").check()
    page.press("#dose-rate", "Enter")
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    dose: Dose = stored(ward, Dose, "s2")[-1]
    return dose


@pytest.mark.parametrize("size", [DESK, TABLET])
def test_an_infusion_is_given_by_a_pump_at_a_rate(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """Pump and rate are typed, with the unit; another rate is a step with its time; line, table and chart say both."""
    arrive(ward)
    page = screen("/session/s2", width=size[0], height=size[1])
    dose = begin(ward, page)
    assert (dose.pump, dose.rate, dose.rate_unit) == ("B-12", 48, "mL/h")
    expect(page.locator(".stage .flow")).to_have_text("infusion running, 48 mL/h")
    expect(page.locator(f'tr[data-fact="{dose.id}"]')).to_contain_text("Ketamine 36 mg IV, pump B-12, 48 mL/h")
    page.get_by_role("button", name="Stop infusion").click()
    sheet = page.locator(".sheet[data-sheet=infusion]")
    expect(sheet).to_contain_text("Pump B-12, rate 48 mL/h.")
    expect(page.locator("#infusion-rate")).to_have_value("")
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    sheet.get_by_role("button", name="Change rate").click()
    expect(sheet).to_contain_text("Type the new rate.")
    page.fill("#infusion-rate", "36,5")
    sheet.get_by_role("button", name="Change rate").click()
    expect(sheet).to_contain_text("Choose in what the rate of 36.5 is")
    sheet.get_by_role("radio", name="mL/h").check()
    page.fill("#infusion-why", "dizzy")
    sheet.get_by_role("button", name="Change rate").click()
    expect(page.locator("#entry-status")).to_contain_text("Infusion rate 36.5 mL/h")
    expect(page.locator(".stage .flow")).to_have_text("infusion running, 36.5 mL/h")
    (step,) = stored(ward, Infused, "s2")
    assert (step.rate, step.rate_unit, step.reason) == (36.5, "mL/h", "dizzy")
    expect(page.locator(".sets")).to_contain_text("infusion rate 36.5 mL/h: dizzy")
    page.wait_for_function(SAYS, arg="infusion rate 36.5 mL/h: dizzy")
    assert page.evaluate(SAYS, "Ketamine 36 mg IV, pump B-12, 48 mL/h, checked by Omar Haddad")
    inside(page, size)


def test_a_mistyped_rate_is_corrected(ward: Ward, screen: Screen) -> None:
    """The rate of a dose is corrected like its amount: the old one stays, struck; nobody has checked the new one."""
    arrive(ward)
    page = screen("/session/s2")
    dose = begin(ward, page)
    page.locator(f'tr[data-fact="{dose.id}"]').get_by_role("button", name="Correct").click()
    page.locator(".tray").get_by_role("button", name="Typing error").click()
    expect(page.locator("#dose-was-rate")).to_have_text("48 mL/h")
    page.fill("#dose-rate", "84")
    expect(page.locator("#dose-banner")).to_contain_text("Rate 84 mL/h (was 48 mL/h)")
    page.press("#dose-rate", "Enter")
    expect(page.locator("#dose-status")).to_contain_text("Nobody else has checked it. Right?")
    page.press("#dose-rate", "Enter")
    expect(page.locator("#entry-status")).to_contain_text(re.compile(r"^Saved .*Rate 84 mL/h \(was 48 mL/h\)"))
    (change,) = stored(ward, Amended, "s2")
    assert isinstance(change.content, Dose)
    assert (change.content.pump, change.content.rate, change.content.rate_unit) == ("B-12", 84, "mL/h")
    expect(page.locator(f'tr[data-fact="{dose.id}"] s')).to_contain_text("48 mL/h")
    expect(page.locator(".stage .flow")).to_have_text("infusion running, 84 mL/h")


def test_only_an_infusion_has_a_pump(ward: Ward, screen: Screen) -> None:
    """What was typed of a pump is not recorded of a shot: its fields go with the route, and come back with it."""
    page = screen()
    act(page, "Dose")
    page.get_by_role("radio", name="IV", exact=True).check()
    page.fill("#dose-pump", "B-12")
    page.fill("#dose-rate", "48")
    page.get_by_role("radio", name="IM", exact=True).check()
    expect(page.locator("#dose-pump")).to_be_hidden()
    page.fill("#dose-drug", "Ketamine")
    page.fill("#dose-amount", "10")
    page.select_option("#dose-second", "omar")
    page.press("#dose-lot", "Enter")
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    last = stored(ward, Dose)[-1]
    assert (last.route, last.pump, last.rate, last.rate_unit) == ("IM", "", None, "")
