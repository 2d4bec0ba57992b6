"""What else can a nurse do at the bedside, and is only offered what can be done?"""

from __future__ import annotations

from dataclasses import replace

from playwright.sync_api import Page, expect

from models.facts import Dose
from tests.browser.conftest import Screen
from tests.browser.ward import NURSE, PATIENT, SESSION, Ward, add_session, past


def options(page: Page, name: str) -> list[str]:
    """What can be chosen."""
    return page.locator(f"#dose-{name} option").all_text_contents()[1:]


def test_only_what_flows_can_be_stopped(ward: Ward, screen: Screen) -> None:
    """An infusion can be stopped once; after a spray, and before any dose, there is nothing to stop."""
    spray = [replace(fact, route="nasal") if isinstance(fact, Dose) else fact for fact in past(ward.clock(), "other ")]
    add_session(ward.clinic, "s2", "1", replace(PATIENT, id="p2", identifier="0043"), spray)
    nasal, page = screen("/session/s2"), screen()
    expect(nasal.get_by_role("button", name="Dose")).to_be_visible()
    expect(nasal.get_by_role("button", name="Stop infusion")).to_have_count(0)
    page.get_by_role("button", name="Stop infusion").click()
    page.locator(".tray").get_by_role("button", name="Yes, stopped now").click()
    expect(page.locator("#entry-status")).to_contain_text("Stop recorded")
    expect(page.get_by_role("button", name="Stop infusion")).to_have_count(0)
    dose = Dose(id="again", at=ward.clock(), drug="Ketamine", amount=10, unit="mg", route="IV")
    ward.clinic.record(SESSION, dose, NURSE)
    expect(page.get_by_role("button", name="Stop infusion")).to_be_visible()


def test_the_unit_fits_the_route(ward: Ward, screen: Screen) -> None:
    """A spray is measured in mg, an infusion by weight too; a unit that does not fit is not kept."""
    page = screen()
    page.get_by_role("button", name="Dose").click()
    page.select_option("#dose-route", "IV")
    assert options(page, "unit") == ["mg", "mg/kg", "µg"]
    page.select_option("#dose-unit", "mg/kg")
    page.select_option("#dose-route", "nasal")
    assert options(page, "unit") == ["mg"]
    expect(page.locator("#dose-unit")).to_have_value("")
    page.fill("#dose-drug", "Esketamine")
    page.fill("#dose-amount", "56")
    page.get_by_role("button", name="Record dose").click()
    expect(page.locator(".tray .status")).to_have_text("Choose the unit.")
