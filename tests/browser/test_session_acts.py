"""What else can a nurse do at the bedside, and is only offered what can be done?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from models.facts import Dose, Stopped
from tests.browser.conftest import Screen
from tests.browser.ward import NURSE, PATIENT, SESSION, Ward, add_session, past


def drugs(page: Page) -> list[str]:
    """The drugs that are offered."""
    return page.locator(".dose-form .chip").all_text_contents()


def test_only_what_flows_can_be_stopped(ward: Ward, screen: Screen) -> None:
    """An infusion can be stopped once, as of its own time; after a spray, and before any dose, there is nothing to stop."""
    spray = [replace(fact, route="nasal") if isinstance(fact, Dose) else fact for fact in past(ward.clock(), "other ")]
    add_session(ward.clinic, "s2", "1", replace(PATIENT, id="p2", identifier="0043"), spray)
    nasal, page = screen("/session/s2"), screen()
    expect(nasal.get_by_role("button", name="Dose")).to_be_visible()
    expect(nasal.get_by_role("button", name="Stop infusion")).to_have_count(0)
    page.get_by_role("button", name="Stop infusion").click()
    page.fill("#infusion-at", "25:10")
    page.locator(".sheet").get_by_role("button", name="Stop early").click()
    expect(page.locator(".sheet")).to_contain_text("The time must be like 14:05. You entered 25:10.")
    at = page.evaluate("vigil.words.clock(vigil.now() - 180000)")
    page.fill("#infusion-at", at)
    page.locator(".sheet").get_by_role("button", name="Stop early").click()
    expect(page.locator("#entry-status")).to_contain_text(f"Stop recorded {at}")
    (stop,) = [entry.fact for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, Stopped)]
    assert 120_000 <= ward.clock() - stop.at < 300_000
    expect(page.get_by_role("button", name="Stop infusion")).to_have_count(0)
    dose = Dose(id="again", at=ward.clock(), drug="Ketamine", amount=10, unit="mg", route="IV")
    ward.clinic.record(SESSION, dose, NURSE)
    expect(page.get_by_role("button", name="Stop infusion")).to_be_visible()


def test_the_infusion_is_counted_from_its_own_beginning(ward: Ward, screen: Screen) -> None:
    """Who pauses or stops an infusion reads when it was begun, also when another dose was given since; all fits its line."""
    (begun,) = [entry.fact.at for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, Dose)]
    shot = Dose(id="shot", at=ward.clock() - 60_000, drug="Ketamine", amount=10, unit="mg", route="IM")
    ward.clinic.record(SESSION, shot, NURSE)
    page = screen(width=1024, height=768)
    expect(page.locator(".stage .device")).to_contain_text("last dose")
    line, why = page.locator(".stage").bounding_box(), page.locator(".stage .why").bounding_box()
    assert line
    assert why
    assert why["x"] + why["width"] <= line["x"] + line["width"]
    page.get_by_role("button", name="Stop infusion").click()
    told = f"It was begun at {page.evaluate(f'vigil.words.clock({begun})')}, +0:38"
    expect(page.locator(".sheet[data-sheet=infusion]")).to_contain_text(told)


def test_what_is_offered_fits_the_route(ward: Ward, screen: Screen) -> None:
    """One tap says drug and route as the protocol has it; a spray needs its device, and everything is given in mg."""
    spray = [fact for fact in past(ward.clock(), "other ") if not isinstance(fact, Dose)]
    add_session(ward.clinic, "s2", "1", replace(PATIENT, id="p2", identifier="0043"), spray)
    page = screen("/session/s2")
    page.get_by_role("button", name="Dose", exact=True).click()
    assert drugs(page) == ["Ketamine IV", "Esketamine IV"]
    page.get_by_role("radio", name="nasal").check()
    assert drugs(page) == ["Esketamine nasal"]
    page.get_by_role("button", name="Esketamine nasal").click()
    expect(page.locator("#dose-drug")).to_have_value("Esketamine")
    page.get_by_role("button", name="Record dose").click()
    expect(page.locator("#dose-status")).to_have_text("How many mg were given? Type the amount.")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 768)])
def test_done_is_in_sight_beside_the_symptoms(screen: Screen, width: int, height: int) -> None:
    """Whoever ticks symptoms sees the button that leads back to the entry, also where the words do not all fit."""
    page = screen(width=width, height=height)
    page.click(".acts >> text=Symptoms")
    done, tray = page.get_by_role("button", name="Done").bounding_box(), page.locator(".tray").bounding_box()
    assert done
    assert tray
    assert done["y"] + done["height"] <= tray["y"] + tray["height"]
