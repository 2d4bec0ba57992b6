"""Does a number say how it is now, how old that is, and which alert still stands?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from models.vitals import MINUTE, Millis
from tests.browser.conftest import Screen
from tests.browser.ward import Ward


def tile(page: Page, key: str) -> Locator:
    """The tile of a value."""
    return page.locator(f"[data-value={key}]")


def halves(page: Page) -> list[str]:
    """In which alarm colour each number of the pressure is shown; "" is the colour of all text."""
    found: list[str] = page.eval_on_selector_all("[data-value=sys] .half", "nodes => nodes.map(node => node.dataset.level)")
    return found


def whole(ward: Ward, minutes: float = 0, **values: float) -> None:
    """Another screen enters everything that a check needs."""
    quiet = {"heart_rate": 80.0, "systolic": 130.0, "diastolic": 90.0, "spo2": 97.0, "sedation": 5.0, "dissociation": 1.0}
    ward.seen(minutes, **{**quiet, **values})


def later(page: Page, ward: Ward, ms: Millis) -> None:
    """Time goes on, and the screen knows."""
    ward.clock.ahead += ms
    page.wait_for_function("now => vigil.now() > now - 2000", arg=ward.clock())


def test_a_pressure_that_is_back_is_shown_as_it_is_now(ward: Ward, screen: Screen) -> None:
    """After 204 a pressure of 132 is written in the colour of all text; that the high alert still stands is said beside it."""
    page = screen()
    whole(ward, minutes=3, systolic=204)
    expect(tile(page, "sys").locator(".mark")).to_have_text("▲▲ HIGH")
    whole(ward, systolic=132)
    expect(tile(page, "sys").locator(".number")).to_have_text("132/90")
    expect(tile(page, "sys").locator(".mark")).to_have_text("▲▲ HIGH")
    expect(tile(page, "sys").locator(".still")).to_have_text(re.compile(r"^SBP since \d\d:\d\d, was 204$"))
    assert halves(page) == ["", ""]


def test_a_number_beyond_its_limit_is_coloured_and_no_other(ward: Ward, screen: Screen) -> None:
    """While the upper number is beyond, it alone is coloured; still above a milder limit it has that one's colour."""
    page = screen()
    whole(ward, minutes=3, systolic=204)
    expect(tile(page, "sys").locator(".number")).to_have_text("204/90")
    expect(tile(page, "sys").locator(".half").first).to_have_attribute("data-level", "high")
    assert halves(page) == ["high", ""]
    whole(ward, systolic=160)
    expect(tile(page, "sys").locator(".half").first).to_have_attribute("data-level", "low")
    expect(tile(page, "sys").locator(".mark")).to_have_text("▲▲ HIGH")


def test_two_alerts_of_one_pressure_are_two_badges(ward: Ward, screen: Screen) -> None:
    """When both numbers of a pressure alarm, each has its own badge, which names it."""
    page = screen()
    whole(ward, systolic=204, diastolic=104)
    expect(tile(page, "sys").locator(".mark")).to_have_text(["▲▲ SBP HIGH", "▲ DBP MEDIUM"])
    assert halves(page) == ["high", "medium"]


def test_a_monitor_that_stops_is_old_after_a_minute(ward: Ward, screen: Screen) -> None:
    """A heart rate that a monitor streamed is grey and OLD a minute after the last one, also on a page that is opened then."""
    whole(ward, minutes=1)
    for second in (3, 2, 1):
        ward.monitor(71, ward.clock() - second * 1000)
    page = screen()
    expect(tile(page, "hr").locator(".age")).to_have_text("now")
    later(page, ward, 75_000)
    expect(tile(page, "hr").locator(".age")).to_have_text("1 min OLD")
    expect(tile(page, "hr")).to_have_attribute("data-old", "yes")
    expect(tile(page, "sys")).to_have_attribute("data-old", "no")
    expect(tile(screen(), "hr")).to_have_attribute("data-old", "yes")


def test_a_lost_monitors_single_number_ages(ward: Ward, screen: Screen) -> None:
    """One heart rate from a monitor that is then lost is OLD after five minutes, though no check is overdue."""
    whole(ward, minutes=1)
    page = screen()
    ward.monitor(71, ward.clock() - 1000)
    expect(tile(page, "hr").locator(".number")).to_have_text("71")
    later(page, ward, 4 * MINUTE)
    expect(tile(page, "hr").locator(".age")).to_have_text("4 min")
    later(page, ward, 2 * MINUTE)
    expect(tile(page, "hr").locator(".age")).to_have_text("6 min OLD")
    expect(page.locator(".next")).to_contain_text("Next set in")
    expect(tile(page, "spo2")).to_have_attribute("data-old", "no")


@pytest.mark.ux("U36")
def test_a_spot_check_is_old_after_the_interval_between_checks(ward: Ward, screen: Screen) -> None:
    """What staff measured is OLD once it is older than the interval between the checks that are in force."""
    page = screen()
    ward.seen(minutes=1, heart_rate=81)
    expect(tile(page, "hr").locator(".age")).to_have_text("1 min")
    later(page, ward, 2 * MINUTE)
    expect(tile(page, "hr").locator(".age")).to_have_text("3 min")
    expect(tile(page, "sys").locator(".age")).to_contain_text("10 min OLD")


def test_distress_has_a_tile_like_the_rest(ward: Ward, screen: Screen) -> None:
    """Distress that nobody asked about is "not measured", never zero; then it has its age, its badge, and grows old."""
    page = screen()
    expect(tile(page, "dist").locator(".number")).to_have_text("–")
    expect(tile(page, "dist").locator(".age")).to_have_text("not measured")
    ward.seen(minutes=2, distress=4)
    expect(tile(page, "dist").locator(".number")).to_have_text("4")
    expect(tile(page, "dist").locator(".age")).to_have_text("2 min")
    expect(tile(page, "dist").locator(".mark")).to_have_text("▲ MEDIUM")
    expect(tile(page, "dist").locator(".half")).to_have_attribute("data-level", "medium")
    ward.seen(distress=0)
    expect(tile(page, "dist").locator(".number")).to_have_text("0")
    expect(tile(page, "dist").locator(".mark")).to_have_count(0)
    later(page, ward, 12 * MINUTE)
    expect(tile(page, "dist").locator(".age")).to_have_text("12 min OLD")


def test_rass_stands_below_the_sedation_with_its_sign(ward: Ward, screen: Screen) -> None:
    """Who is restless has RASS +1 with its age below MOAA/S; at +3 the badge and the bar say RASS with its sign."""
    page = screen()
    sed = tile(page, "sed")
    expect(sed.locator(".base")).to_have_text("")
    ward.seen(minutes=2, agitation=1)
    expect(sed.locator(".base")).to_have_text("RASS +1, 2 min")
    ward.seen(agitation=3)
    expect(sed.locator(".mark")).to_have_text("▲▲ HIGH")
    expect(sed.locator(".still")).to_have_text(re.compile(r"^RASS \+3$"))
    expect(page.locator("#alert-bar")).to_contain_text("RASS +3 HIGH")
    ward.seen(sedation=5, agitation=0)
    expect(sed.locator(".number")).to_have_text("5")
    expect(sed.locator(".half")).to_have_attribute("data-level", "")


def test_what_has_ended_does_not_age(ward: Ward, screen: Screen) -> None:
    """After the end each number says when it was measured; nothing is old any more, and nothing is due."""
    page = screen()
    page.get_by_role("button", name="Leaving").click()
    page.fill("#leave-reason", "left against advice")
    page.get_by_role("button", name="End session").click()
    expect(page.locator(".next")).to_contain_text("Session ended at")
    expect(tile(page, "hr").locator(".age")).to_have_text(re.compile(r"^at \d\d:\d\d$"))


def test_a_repeat_is_asked_for_with_its_time_until_it_came(ward: Ward, screen: Screen) -> None:
    """After a first 184 the page counts down to the last moment for a second one, and nothing moves; that ends it."""
    page = screen(width=1024, height=768)
    row = page.locator(".next")
    place = row.bounding_box()
    whole(ward, systolic=184)
    expect(row.locator(".what")).to_have_text("Repeat the pressure in")
    assert row.bounding_box() == place
    later(page, ward, 31_000)
    expect(row.locator(".what")).to_have_text("Repeat the pressure now")
    expect(row.locator(".left")).to_have_text(re.compile(r"^2:[0-2]\d$"))
    expect(row.locator(".needs")).to_have_text(re.compile(r"^by \d\d:\d\d · next set [34]:\d\d$"))
    ward.seen(systolic=150, diastolic=88)
    expect(row.locator(".what")).to_have_text("Next set in")


def test_a_repeat_that_lapsed_is_not_asked_for_any_more(ward: Ward, screen: Screen) -> None:
    """Three minutes after a first 184 that nobody repeated it is HIGH, and no repeat is asked for."""
    page = screen()
    whole(ward, systolic=184)
    expect(page.locator(".next")).to_have_attribute("data-repeat", "yes")
    later(page, ward, 3 * MINUTE)
    expect(page.locator(".next")).to_have_attribute("data-repeat", "no")
    expect(tile(page, "sys").locator(".mark")).to_have_text("▲▲ HIGH")
