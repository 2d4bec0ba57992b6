"""Do the bar at the top and the board agree on what comes first, and is it what staff would do first?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from models.clinic import Patient
from models.facts import Acknowledged, Ended
from tests.browser.conftest import Screen
from tests.browser.ward import NURSE, SESSION, Ward, add_session, past

LIND = Patient(id="p2", name="Lind, Sven", birth=None, identifier="0077", allergies="")
HIGH = {"systolic": 202, "diastolic": 90}
MEDIUM = {"sedation": 3}
ADVICE = {"systolic": 138, "diastolic": 100}


def second_room(ward: Ward) -> None:
    """Another patient in room 1."""
    add_session(ward.clinic, "s2", "1", LIND, past(ward.clock(), "two-"))


def answer(ward: Ward, session: str, signal: str) -> None:
    """Somebody acknowledges an alert."""
    ward.clinic.record(session, Acknowledged(id=f"ack-{session}-{signal}", at=0, signal=signal), NURSE)


def first(page: Page) -> str:
    """The room that the bar names first, and the one that the board calls most urgent: they must be the same."""
    expect(page.locator("#alert-bar .alert-first [data-alert]")).to_be_visible()
    marked = page.locator(".tile.worst")
    expect(marked).to_have_count(1)
    room = marked.get_attribute("data-room") or ""
    expect(page.locator("#alert-bar .alert-first")).to_contain_text(f"Room {room}")
    return room


ORDER = """() => {
  const alert = (level, acked, signal, raised) => ({ level, acked, signal, raised });
  const wanted = [alert("high", null, "systolic", 9), alert("medium", null, "check", 8), alert("high", 1, "systolic", 7),
    alert("medium", 1, "spo2", 6), alert("low", null, "check", 5), alert("low", null, "systolic", 3),
    alert("low", null, "spo2", 4), alert("low", 1, "check", 2)];
  const found = wanted.map((one, place) => ({ picture: { s: "s", room: "1" }, alert: one, place })).reverse();
  return found.sort((one, other) => window.vigil.urgency.before(one, other)).map((one) => one.place);
}"""
"""Eight alerts in the order in which they must stand, put the other way round and sorted."""


def test_the_whole_order(screen: Screen) -> None:
    """First what nobody answered, high then medium; then what goes on all the same; then overdue checks; then advice."""
    assert screen("/").evaluate(ORDER) == [0, 1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("one", "other"), [(ADVICE, HIGH), (MEDIUM, HIGH), (ADVICE, MEDIUM)])
def test_the_worse_one_comes_first(ward: Ward, screen: Screen, one: dict[str, float], other: dict[str, float]) -> None:
    """Among alerts that nobody has answered the worse one is first, on the bar and on the board."""
    second_room(ward)
    ward.seen(session="s2", **one)
    ward.seen(**other)
    assert first(screen("/")) == "3"


def test_what_was_answered_and_goes_on_comes_before_advice(ward: Ward, screen: Screen) -> None:
    """A high pressure that somebody acknowledged and that is still high is more urgent than advice that nobody has read."""
    second_room(ward)
    ward.seen(**HIGH)
    answer(ward, SESSION, "systolic")
    ward.seen(session="s2", **ADVICE)
    assert first(screen("/")) == "3"


def test_what_nobody_answered_comes_before_what_somebody_did(ward: Ward, screen: Screen) -> None:
    """A medium alert that nobody has seen is more urgent than a high one that somebody looks after."""
    second_room(ward)
    ward.seen(**HIGH)
    answer(ward, SESSION, "systolic")
    ward.seen(session="s2", **MEDIUM)
    assert first(screen("/")) == "1"


def test_this_patient_comes_before_another_one_who_is_as_urgent(ward: Ward, screen: Screen) -> None:
    """Beside a patient, of two alerts that are as urgent that of this patient is on top."""
    second_room(ward)
    ward.seen(session="s2", minutes=1, **HIGH)
    ward.seen(**HIGH)
    page = screen()
    expect(page.locator("#alert-bar .alert-first")).to_contain_text("OKAFOR")
    page.goto(f"{ward.url}/session/s2")
    expect(page.locator("#alert-bar .alert-first")).to_contain_text("Lind")


def test_an_empty_clinic_says_that_nothing_stands(ward: Ward, screen: Screen) -> None:
    """Where no session runs, the bar says so as soon as the alerts were looked at, and does not wait for ever."""
    ward.clinic.record(SESSION, Ended(id="end", at=0, reason="ended by the test"), NURSE)
    page = screen("/")
    expect(page.locator("#health")).to_contain_text("Live")
    expect(page.locator("#alert-bar .quiet")).to_have_text("No alert is standing.")
