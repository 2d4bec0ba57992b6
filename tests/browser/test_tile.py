"""Can a tile be read on every screen: the whole name, values that keep apart, and how much of the stay is over?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from models.clinic import Patient
from tests.browser.conftest import Screen
from tests.browser.test_board import tile
from tests.browser.ward import Ward, add_session, past

UPON = """() => {
  const shown = [...document.querySelectorAll('.tile[data-room="3"] .shown')].map((node) => node.getBoundingClientRect());
  return shown.filter((box, n) => n && box.left < shown[n - 1].right).length;
}"""


@pytest.mark.parametrize("width", [1280, 1024, 768, 390])
def test_marked_values_keep_apart(ward: Ward, screen: Screen, width: int) -> None:
    """Three-digit values that are all marked as alarms do not touch each other, on any screen."""
    ward.seen(systolic=202, diastolic=110, heart_rate=132, spo2=88)
    page = screen("/", width=width, height=844)
    expect(tile(page, "3").locator(".vital[data-level=high]")).to_have_count(3)
    assert page.evaluate(UPON) == 0


def test_a_long_name_is_whole(ward: Ward, screen: Screen) -> None:
    """A name that is too long for its line goes on in the next: nobody is known by half a name."""
    whose = Patient(id="long", name="Wolfeschlegelsteinhausen, Maximiliane", identifier="9")
    add_session(ward.clinic, "s9", "1", whose, past(ward.clock(), "nine-"))
    page = screen("/", width=1024, height=768)
    link = tile(page, "1").locator(".open")
    expect(link).to_have_text(whose.name)
    assert link.evaluate("node => node.scrollHeight <= node.clientHeight + 1 && node.scrollWidth <= node.clientWidth")


def test_the_tile_says_how_much_of_the_stay_is_over(ward: Ward, screen: Screen) -> None:
    """Where the protocol's stay is known, the tile says how long of how long; while it is not, it promises nothing."""
    page = screen("/")
    expect(tile(page, "3").locator(".dose")).to_have_text(re.compile(r"^\+0:3[89]$"))
    page.evaluate(STAYING)
    expect(tile(page, "3").locator(".dose")).to_have_text(re.compile(r"^\+0:3[89] of 2:00$"))


STAYING = """() => {
  const known = [...window.vigil.pictures.values()][0];
  window.vigil.hearPicture({ ...known, seq: known.seq + 1, stage: { ...known.stage, stay: known.dose + 7200000 } });
}"""
"""The picture of a session whose stay is two hours from the dose."""


def test_the_tile_names_the_time_of_the_value_that_it_names(ward: Ward, screen: Screen) -> None:
    """Where a pressure was first noted and later became urgent, the tile and the bar tell the urgent value with its own time."""
    ward.seen(minutes=6, systolic=158, diastolic=84)
    ward.seen(systolic=204, diastolic=84)
    page = screen("/")
    expect(tile(page, "3").locator(".said")).to_contain_text("SBP 204")
    words = page.evaluate("at => window.vigil.words.clock(at)", max(seen.at for seen in ward.sets()))
    expect(tile(page, "3").locator(".said")).to_contain_text(f"SBP 204 ≥ 200, since {words}")
    expect(page.locator("#alert-bar .first").first).to_contain_text(f"SBP 204 HIGH at {words} (limit 200)")
