"""Can a clinician see on one screen what changed from session to session?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from models.facts import Dose, Ended, Fact, Opened
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


@pytest.mark.ux("U40")
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


def test_without_readings_there_is_nothing_to_draw(ward: Ward, screen: Screen) -> None:
    """A patient whose only session has neither dose nor readings sees why there is no course, and the table all the same."""
    whose = Patient(id="p2", name="Lind, Sven", birth=None, identifier="77", allergies="")
    opened = [fact for fact in past(ward.clock()) if isinstance(fact, Opened)]
    add_session(ward.clinic, "s2", "1", whose, [replace(opened[0], id="open2")])
    page = screen("/trends/p2")
    expect(page.locator(".charts")).to_contain_text("No readings yet")
    expect(page.locator("tbody tr")).to_contain_text("no baseline")
    expect(page.locator("#trends-peaks .main-svg").first).to_be_visible()


def test_without_a_dose_the_course_is_drawn_from_the_opening(ward: Ward, screen: Screen) -> None:
    """A patient who never had a dose sees the courses from the opening on, and the words say so; no panel is bare."""
    whose = Patient(id="p2", name="Lind, Sven", birth=None, identifier="77", allergies="")
    undosed = [replace(fact, id=f"x{fact.id}") for fact in past(ward.clock()) if not isinstance(fact, Dose)]
    add_session(ward.clinic, "s2", "1", whose, undosed)
    page = screen("/trends/p2")
    expect(page.locator(".charts figcaption").last).to_contain_text("No dose is recorded. From the opening on")
    expect(page.locator(".charts figcaption").first).to_contain_text("no baseline")
    for chart in ("#trends-peaks", "#trends-courses"):
        expect(page.locator(f"{chart} .xtick text").first).to_be_visible()
        expect(page.locator(f"{chart} .ytick text").first).to_be_visible()


OVERLAP = """id => {
  const boxes = [...document.querySelectorAll(`#${id} .xtick text`)].map((node) => node.getBoundingClientRect());
  const sheet = document.getElementById(id).getBoundingClientRect();
  const cut = boxes.filter((box) => box.left < sheet.left || box.right > sheet.right || box.bottom > sheet.bottom);
  const sorted = boxes.sort((a, b) => a.left - b.left);
  return [cut.length, sorted.filter((box, n) => n && box.left < sorted[n - 1].right).length, boxes.length];
}"""
"""Of the labels beneath a chart: how many are cut off, how many lie upon the one before, how many there are."""


@pytest.mark.parametrize("weeks", [0, 1, 8, 39])
@pytest.mark.parametrize("width", [1024, 390])
def test_no_date_is_cut_and_no_column_is_hidden(ward: Ward, screen: Screen, weeks: int, width: int) -> None:
    """With one, two, nine and forty sessions every date can be read and every column of the table is in sight."""
    for week in range(1, weeks + 1):
        earlier(ward, week)
    page = screen("/trends/p1", width=width, height=844)
    expect(page.locator(".table tbody tr")).to_have_count(weeks + 1)
    for chart in ("trends-peaks", "trends-courses"):
        expect(page.locator(f"#{chart} .xtick text").first).to_be_visible()
        cut, upon, count = page.evaluate(OVERLAP, chart)
        assert (cut, upon) == (0, 0), chart
        assert count > 0
    assert page.evaluate("(box => box.scrollWidth <= box.clientWidth)(document.getElementById('trends-table'))")


def test_a_trend_is_printed_whole_and_in_the_colours_of_the_day(ward: Ward, screen: Screen) -> None:
    """On paper there are the patient, both charts in dark ink and the whole table, without the frame; then night returns."""
    for week in range(1, 20):
        earlier(ward, week)
    page = screen("/trends/p1")
    expect(page.locator("#trends-courses .scatterlayer path.js-line").first).to_be_attached()
    page.evaluate(PRINTED)
    page.get_by_role("button", name="Print").click()
    expect(page.locator("html")).to_have_attribute("data-printed", "day rgb(33, 43, 50)")
    expect(page.locator("html")).to_have_attribute("data-palette", "night")
    page.emulate_media(media="print")
    expect(page.locator(".top")).not_to_be_visible()
    expect(page.locator(".identity")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text("Nurse A")
    expect(page.locator(".permanent")).to_be_visible()
    assert page.evaluate("(box => box.scrollHeight <= box.clientHeight + 1)(document.getElementById('trends-table'))")


PRINTED = """() => { window.print = () => {
  const line = document.querySelector('#trends-courses .trace:last-child path.js-line');
  document.documentElement.dataset.printed = `${document.documentElement.dataset.palette} ${getComputedStyle(line).stroke}`;
}; }"""


def test_a_patient_without_sessions_has_a_page_that_helps(ward: Ward, screen: Screen) -> None:
    """Before the first session the page says that there is none yet, and where to begin."""
    with ward.clinic.store.writing() as db:
        db.admit(Patient(id="new", name="Lind, Sven", birth=None, identifier="77", allergies=""), "test")
    page = screen("/trends/new")
    expect(page.locator(".empty h2")).to_have_text("No sessions yet")
    page.get_by_role("link", name="To the board").click()
    expect(page.locator(".tile")).to_have_count(3)
