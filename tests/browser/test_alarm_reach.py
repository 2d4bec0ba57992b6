"""Does an unanswered alert reach everybody, is one tap enough, and does a screen notice that no alarm could come?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from models.errors import StoreFailed
from models.facts import Acknowledged
from models.store import Writer
from tests.browser.conftest import Screen
from tests.browser.ward import PATIENT, SESSION, Ward, add_session, past

BAR = "#alert-bar .alert-first .alert"
OTHERS = ("/", "/patients", "/patients/p1", "/trends/p1", "/sessions", "/handover")
HIGH: dict[str, Any] = {"heart_rate": 90, "systolic": 204, "diastolic": 84}


def press(page: Page, what: str) -> None:
    """Press something in the bar, once it has stood there long enough to be meant."""
    page.evaluate("window.stood = Date.now()")
    page.wait_for_function("() => Date.now() - window.stood > 700")
    page.locator(what).first.click()


def proven(page: Page) -> None:
    """Wait until the page is there, whose scripts hear more than it shows, and a test alert has come the whole way."""
    expect(page.locator("#health")).to_contain_text("Live")
    page.wait_for_function("() => vigil.watchdog.good() !== null")


# -- nobody answers ----------------------------------------------------------------------------------------------------------


def test_nobody_answers(ward: Ward, screen: Screen) -> None:
    """After two minutes a high alert goes from edge to edge of every screen; after five it names who is on call."""
    ward.running.close()
    ward.clinic.house = replace(ward.clinic.house, on_call="Dr Lin")
    ward.open()
    pages = [screen("/"), screen("/patients"), screen(width=1024, height=768)]
    ward.seen(**HIGH)
    for page in pages:
        expect(page.locator(BAR)).to_have_attribute("data-escalated", "no")
    for seconds, words in ((121, "not acknowledged 2:"), (180, "CALL Dr Lin")):
        ward.clock.ahead += seconds * 1000
        for page in pages:
            expect(page.locator(BAR)).to_contain_text(words)
            expect(page.locator(BAR)).to_have_attribute("data-escalated", "yes")
            box, width = page.locator(BAR).bounding_box(), page.viewport_size
            assert box
            assert width
            assert (box["x"], box["width"]) == (0, width["width"])


CUT = """() => {
  const bar = document.querySelector('#alert-bar .alert-first .alert').getBoundingClientRect();
  const out = (box, of) => box.top < of.top - 1 || box.bottom > of.bottom + 1 || box.right > of.right + 1;
  const parts = [...document.querySelectorAll('#alert-bar .alert-first :is(.what, .when, .present, .aged, .call, .where)')];
  const box = (node) => node.getBoundingClientRect();
  const cut = (node) => out(box(node), bar) || out(box(node), box(node.parentNode));
  return parts.filter(cut).map((node) => node.className); }"""
"""Which parts of the bar are not wholly seen."""


@pytest.mark.parametrize("width", [1280, 1024, 768, 390])
def test_what_nobody_answers_is_wholly_seen(ward: Ward, screen: Screen, width: int) -> None:
    """Value, time, the value now with its age, whom to call and whose it is are not cut on any screen, from another room too."""
    page = screen("/", width=width, height=1024)
    ward.seen(minutes=7, **HIGH)
    ward.clock.ahead += 302_000
    ward.seen(minutes=1, heart_rate=90, systolic=198, diastolic=84)
    expect(page.locator(f"{BAR} .call")).to_have_text("CALL FOR HELP")
    expect(page.locator(f"{BAR} .present")).to_have_text("now 198")
    assert page.evaluate(CUT) == []


def test_what_was_it_is_asked_below_when_something_else_came_up(ward: Ward, screen: Screen) -> None:
    """Acknowledged with one tap, what it was with another, also when the next alert has taken the place at the top."""
    page = screen("/")
    ward.seen(sedation=3, **HIGH)
    expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")
    press(page, f"{BAR} .acknowledge")
    expect(page.locator(BAR)).to_contain_text("Sed 3")
    expect(page.locator(".answered")).to_contain_text("SBP 204 HIGH")
    page.locator(".answered").get_by_role("button", name="artefact").click()
    expect(page.locator(".answered")).to_have_count(0)
    page.locator("#alert-bar .more").click()
    expect(page.locator("#alert-bar .alert-list")).to_contain_text("by Nurse A: artefact")


@pytest.mark.ux("U09")
@pytest.mark.ux("U10")
@pytest.mark.ux("U11")
def test_u09_one_tap_on_a_telephone(ward: Ward, screen: Screen) -> None:
    """On a telephone an alert is acknowledged with one tap on a target that names patient and value and cannot be missed."""
    page = screen("/", width=390, height=844)
    ward.seen(**HIGH)
    button = page.locator(f"{BAR} .acknowledge")
    expect(button).to_have_accessible_name("Acknowledge SBP 204 HIGH, OKAFOR, Ruth, room 3")
    box = button.bounding_box()
    assert box
    assert (box["height"] >= 56, box["width"] >= 120, box["y"] + box["height"] <= 844) == (True, True, True)
    press(page, f"{BAR} .acknowledge")
    expect(page.locator(BAR)).to_contain_text(re.compile(r"acknowledged \d\d:\d\d by Nurse A"))


@pytest.mark.ux("U45")
def test_u45_nothing_moves_under_a_finger(ward: Ward, screen: Screen) -> None:
    """An alert that comes while somebody presses does not take the place of what they aimed at, for half a second."""
    add_session(ward.clinic, "s2", "1", replace(PATIENT, id="p2", name="LIND, Sven", identifier="0043"), past(ward.clock(), "o "))
    page = screen("/")
    ward.seen(sedation=3)
    expect(page.locator(BAR)).to_contain_text("Sed 3")
    box = page.locator(f"{BAR} .acknowledge").bounding_box()
    assert box
    page.evaluate("window.stood = Date.now()")
    page.wait_for_function("() => Date.now() - window.stood > 700")
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    ward.seen(session="s2", **HIGH)
    page.wait_for_function("() => vigil.urgency.first(Array.from(vigil.pictures.values())).picture.s === 's2'")
    expect(page.locator(BAR)).to_contain_text("Sed 3")
    with page.expect_response(lambda answer: "/acknowledgements" in answer.url):
        page.mouse.up()
    expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")
    assert [e.fact.signal for e in ward.clinic.entries(SESSION) if isinstance(e.fact, Acknowledged)] == ["sedation"]


# -- would an alarm still come -----------------------------------------------------------------------------------------------


@pytest.mark.ux("U39")
def test_u39_a_dead_server_is_a_fault_on_every_screen(ward: Ward, screen: Screen) -> None:
    """Ninety seconds after the server has died, the whole width of each screen says that alarms do not reach it, and why."""
    first = screen()
    pages = [first, *(first.context.new_page() for _ in OTHERS)]
    for page, path in zip(pages[1:], OTHERS, strict=True):
        page.goto(ward.url + path)
    for page in pages:
        proven(page)
    with ward.cut_off():
        for page in pages:
            page.clock.install()
            page.clock.fast_forward(90_000)
            expect(page.locator("#lost")).to_contain_text("ALARMS DO NOT REACH THIS SCREEN")
            expect(page.locator("#lost")).to_contain_text("the server does not answer")
            assert page.locator("#lost").evaluate("node => node.getBoundingClientRect().width") == 1280


BROKEN = """async () => {
  const { trial } = await (await fetch("/api/v1/board")).json();
  const broken = (object, name, value) => {
    const was = object[name];
    object[name] = value;
    dispatchEvent(new CustomEvent("vigil:trial", { detail: trial }));
    object[name] = was;
    return vigil.watchdog.trouble();
  };
  return [broken(vigil.alerts, "draw", () => { throw new Error("x"); }), broken(vigil.urgency, "first", () => null),
    broken(vigil.alerts, "draw", () => document.createElement("p")), broken(vigil.sounder, "wanted", () => "none")];
}"""


def test_the_fault_names_what_failed(ward: Ward, screen: Screen) -> None:
    """A page that could not draw, find or sound an alarm notices it, whatever part of it has failed."""
    page = screen("/")
    proven(page)
    assert page.evaluate(BROKEN) == [
        "this page has failed: load it again",
        "this page finds no alert in the test alert",
        "this page cannot draw an alert",
        "the sounder of this page does not work",
    ]


def test_a_screen_that_gets_no_test_alert_says_so(ward: Ward, screen: Screen) -> None:
    """The server answers and its alarms do not get through: after 75 s the whole width says so, and what failed."""
    page = screen("/")
    proven(page)
    page.evaluate("() => { vigil.alerts.draw = () => { throw new Error('x'); }; }")
    ward.clock.ahead += 80_000
    expect(page.locator("#lost")).to_contain_text("ALARMS DO NOT REACH THIS SCREEN")
    expect(page.locator("#lost")).to_contain_text("this page has failed: load it again")
    assert page.locator("#lost").bounding_box()["width"] == 1280  # type: ignore[index]


def test_a_database_that_takes_nothing_is_a_fault(ward: Ward, screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server answers and cannot store anything: after 75 s the whole width of a screen says that alarms do not reach it."""
    page = screen("/")
    proven(page)
    with monkeypatch.context() as full:
        full.setattr(Writer, "keep_trial", refused)
        ward.clock.ahead += 80_000
        expect(page.locator("#lost")).to_contain_text("ALARMS DO NOT REACH THIS SCREEN")
        expect(page.locator("#lost")).to_contain_text("the server sends no test alert")
    ward.clock.ahead += 31_000
    expect(page.locator("#lost")).not_to_contain_text("ALARMS DO NOT REACH")


def refused(*_: object) -> None:
    """As a database does whose disk is full."""
    raise StoreFailed("Not saved: the disk of the database is full.")


def test_the_test_alert_is_never_seen(ward: Ward, screen: Screen) -> None:
    """Test alerts come through, and neither bar nor board knows of them."""
    page = screen("/")
    proven(page)
    before = page.evaluate("vigil.watchdog.good()")
    ward.clock.ahead += 31_000
    page.wait_for_function("before => vigil.watchdog.good() > before", arg=before)
    expect(page.locator("#alert-bar .quiet")).to_have_text("No alert is standing.")
    assert page.evaluate("[vigil.pictures.has('trial'), vigil.sounder.audible()]") == [False, "none"]
