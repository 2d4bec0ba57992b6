"""Can a clinician see on one screen what changed from session to session?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from models.facts import Ended, Fact, Opened
from models.store import Patient
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.ward import PATIENT, Ward, add_session, past

WEEK = 7 * 24 * 60 * MINUTE


def earlier(ward: Ward, weeks: int) -> None:
    """The same patient's session of some weeks ago."""
    facts: list[Fact] = [replace(fact, id=f"w{weeks}-{fact.id}") for fact in past(ward.clock() - weeks * WEEK)]
    facts.append(Ended(id=f"w{weeks}-end", at=ward.clock() - weeks * WEEK + 60 * MINUTE, by="nurse.a"))
    add_session(ward.clinic, f"w{weeks}", "1", PATIENT, facts)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 768)])
def test_charts_and_table_are_on_one_screen(ward: Ward, screen: Screen, width: int, height: int) -> None:
    """Both charts and the table are in sight together, for a patient with several sessions and an alert up."""
    for weeks in range(1, 9):
        earlier(ward, weeks)
    ward.seen(systolic=202, diastolic=110, heart_rate=90)
    page = screen("/trends/p1", width=width, height=height)
    expect(page.locator(".table tbody tr")).to_have_count(9)
    expect(page.locator("#trends-courses .js-plotly-plot")).to_be_visible()
    assert page.evaluate("document.querySelector('main').scrollHeight <= document.querySelector('main').clientHeight")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator("#trends-table").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= height


def test_the_patient_is_named_on_top(screen: Screen) -> None:
    """The identity bar is on this patient screen too, without a session clock."""
    page = screen("/trends/p1")
    expect(page.locator(".identity")).to_contain_text("OKAFOR, Ruth")
    expect(page.locator(".identity")).to_contain_text("Penicillin")
    expect(page.locator(".identity .clock")).to_have_count(0)


def test_the_table_has_headers_and_leads_to_the_session(ward: Ward, screen: Screen) -> None:
    """Every column and every row has its header, and a session's date opens that session."""
    earlier(ward, 2)
    page = screen("/trends/p1")
    expect(page.locator("th[scope=col]")).to_have_count(11)
    expect(page.locator("tbody th[scope=row]")).to_have_count(2)
    page.locator("tbody th a").last.click()
    expect(page).to_have_url(re.compile("/session/w2$"))


def test_the_chart_is_drawn_in_the_colours_of_the_palette(screen: Screen) -> None:
    """Switching between day and night redraws the charts without asking the server."""
    page = screen("/trends/p1")
    curve = page.locator("#trends-courses .scatterlayer .trace path.js-line").first
    expect(curve).to_be_attached()
    night = curve.evaluate("node => getComputedStyle(node).stroke")
    page.evaluate("window.vigil.palette.choose('day')")
    expect(page.locator("#trends-courses .main-svg").first).to_be_visible()
    page.wait_for_function(
        "before => getComputedStyle(document.querySelector('#trends-courses path.js-line')).stroke !== before", arg=night
    )
    assert curve.evaluate("node => getComputedStyle(node).stroke") == "rgb(33, 43, 50)"


def test_one_key_leads_from_the_session_to_the_trend(screen: Screen) -> None:
    """T on a session's page, outside of a field, opens the trend of its patient."""
    page = screen()
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("t")
    expect(page).to_have_url(re.compile("/trends/p1$"))


def test_no_chart_can_be_sent_anywhere(screen: Screen) -> None:
    """No chart has a button that uploads it."""
    page = screen("/trends/p1")
    expect(page.locator("#trends-courses .js-plotly-plot")).to_be_visible()
    assert page.locator(".modebar-btn").count() == 0


def test_without_a_dose_there_is_nothing_to_align(ward: Ward, screen: Screen) -> None:
    """A patient whose only session has no dose yet sees why there is no course, and the table all the same."""
    whose = Patient(id="p2", name="Lind, Sven", birth=None, identifier="77", allergies="")
    opened = [fact for fact in past(ward.clock()) if isinstance(fact, Opened)]
    add_session(ward.clinic, "s2", "1", whose, [replace(opened[0], id="open2")])
    page = screen("/trends/p2")
    expect(page.locator(".charts")).to_contain_text("No session has a dose yet")
    expect(page.locator("tbody tr")).to_contain_text("no baseline")
    expect(page.locator("#trends-peaks .main-svg").first).to_be_visible()


def test_a_patient_without_sessions_has_a_page_that_helps(ward: Ward, screen: Screen) -> None:
    """Before the first session the page says that there is none yet, and where to begin."""
    with ward.clinic.store.writing() as db:
        db.admit(Patient(id="new", name="Lind, Sven", birth=None, identifier="77", allergies=""), "test")
    page = screen("/trends/new")
    expect(page.locator(".empty h2")).to_have_text("No sessions yet")
    page.get_by_role("link", name="To the board").click()
    expect(page.locator(".tile")).to_have_count(3)
