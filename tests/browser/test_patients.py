"""Can somebody find a patient, a past session and an imported one, and open it, in a few presses?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from models.clinic import Patient, operator
from models.facts import Ended, Fact
from models.filed import Target
from models.intake import read
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.ward import PATIENT, Ward, add_session, past

WEEK = 7 * 24 * 60 * MINUTE
FILE = b"time,hr,sys,dia\n2026-03-01T10:00:00Z,72,128,84\n2026-03-01T10:10:00Z,74,132,86\n"


def earlier(ward: Ward, whose: Patient, weeks: int) -> str:
    """A session of some weeks ago; its name."""
    name = f"{whose.id}w{weeks}"
    facts: list[Fact] = [replace(fact, id=f"{name}-{fact.id}") for fact in past(ward.clock() - weeks * WEEK)]
    facts.append(Ended(id=f"{name}-end", at=ward.clock() - weeks * WEEK + 60 * MINUTE, by="nurse.a"))
    add_session(ward.clinic, name, "1", whose, facts)
    return name


def find(page: Page, typed: str) -> None:
    """Type into the search."""
    expect(page.locator("#patients-find")).to_be_focused()
    page.keyboard.type(typed)


def test_a_past_session_is_four_presses_away(ward: Ward, screen: Screen) -> None:
    """From the board: F, a part of the name, the patient, the date of the session; and back without losing the way."""
    lind = Patient(id="p2", name="Lind, Sven", birth=None, identifier="0077", allergies="")
    name = earlier(ward, lind, 3)
    page = screen("/")
    expect(page.locator(".tile")).to_have_count(3)
    page.keyboard.press("f")
    find(page, "lind")
    expect(page.locator("#patients-said")).to_have_text("1 patient.")
    page.get_by_role("link", name="Lind, Sven").click()
    expect(page.locator(".identity")).to_contain_text("Lind, Sven")
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Ketamine 35 mg IV")
    expect(row).to_contain_text("ended")
    row.get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"/session/{name}$"))
    expect(page.locator(".identity")).to_contain_text("Lind, Sven")


def test_an_imported_session_is_in_the_list(ward: Ward, screen: Screen) -> None:
    """A file that was imported is found like any other session, and says that a recording ended, not that somebody ended it."""
    file = read("monitor.csv", FILE)
    ward.clinic.files.keep([file], Target(patient=PATIENT.id, new=True), operator("test"))
    page = screen("/sessions")
    row = page.locator("tbody tr", has_text="recording ends")
    expect(row).to_contain_text("OKAFOR, Ruth")
    expect(row).to_contain_text("no dose")
    row.get_by_role("link").first.click()
    expect(page.locator(".identity")).to_contain_text("OKAFOR, Ruth")
    expect(page.locator("#session-entry")).to_contain_text("has ended")


def test_nobody_found_says_what_to_try(screen: Screen) -> None:
    """A search that finds nobody says so in words; emptied with Esc it shows everybody again."""
    page = screen("/patients")
    find(page, "zzz")
    expect(page.locator(".empty h2")).to_have_text("Nobody found for “zzz”")
    page.keyboard.press("Escape")
    expect(page.locator("#patients-find")).to_have_value("")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_menu_leads_to_the_patients(screen: Screen) -> None:
    """Whoever knows no keys finds the list in the menu."""
    page = screen("/")
    page.locator("#user-menu summary").click()
    page.get_by_role("link", name="Patients and sessions").click()
    expect(page.locator("h1")).to_have_text("Patients and sessions")
    page.get_by_role("link", name="Latest sessions").click()
    expect(page.locator("tbody tr").first).to_contain_text("still running")
    expect(page).to_have_url(re.compile(r"/sessions$"))


def test_more_are_shown_when_asked_for(ward: Ward, screen: Screen) -> None:
    """Of many patients a page is shown, with how many there are; the rest comes on a press."""
    with ward.clinic.store.writing() as db:
        for number in range(60):
            db.admit(Patient(id=f"n{number}", name=f"Nobody {number:02d}", identifier=f"N{number}"), "test")
    page = screen("/patients")
    expect(page.locator("tbody tr")).to_have_count(50)
    expect(page.locator("#patients-said")).to_contain_text("61 patients")
    page.get_by_role("button", name="Show 50 more").click()
    expect(page.locator("tbody tr")).to_have_count(61)
    expect(page.get_by_role("button", name="Show 50 more")).not_to_be_visible()


@pytest.mark.parametrize("path", ["/patients", "/patients/p1", "/sessions"])
@pytest.mark.parametrize("width", [1024, 768, 390, 320])
def test_nothing_is_cut_at_the_side(ward: Ward, screen: Screen, path: str, width: int) -> None:
    """On every screen each line is readable without scrolling sideways."""
    earlier(ward, PATIENT, 3)
    page = screen(path, width=width, height=844)
    expect(page.locator("tbody tr").first).to_be_visible()
    box = "document.querySelector('.lists .scroll')"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(f"{box}.scrollWidth <= {box}.clientWidth")


def test_a_session_that_has_ended_opens(ward: Ward, screen: Screen) -> None:
    """An ended session shows its chart, its table and who it was, and offers nothing to enter."""
    name = earlier(ward, PATIENT, 3)
    page = screen("/patients/p1")
    page.locator("tbody th a").last.click()
    expect(page).to_have_url(re.compile(f"/session/{name}$"))
    expect(page.locator(".chart[data-drawn]")).to_be_visible()
    expect(page.locator("#session-sets tbody tr").first).to_be_visible()
    expect(page.locator("#session-entry")).to_contain_text("has ended")
