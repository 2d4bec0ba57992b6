"""Does a browser refuse at once what the server would refuse, in the same words, and keep what was typed?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from dashboard.offline import rules
from dashboard.parcel import ASSETS
from models.protocol import load
from tests.browser.conftest import Screen
from tests.browser.test_offline import cut_off
from tests.browser.vectors import refusals, typed
from tests.browser.waiting import PENDING, enter
from tests.browser.ward import SESSION, Ward

REFUSED = "([told, sets]) => sets.map((set) => vigil.refusal.of(JSON.parse(told).signals, set))"
WRONG = {
    "half": ({"systolic": 150}, "Diastolic pressure is missing. Enter both numbers. You entered 150/–."),
    "lower half": ({"diastolic": 80}, "Systolic pressure is missing. Enter both numbers. You entered –/80."),
    "equal": ({"systolic": 120, "diastolic": 120}, "Systolic must be higher than diastolic. You entered 120/120."),
    "one digit": ({"heart_rate": 7}, "Heart rate must be 20 to 300 /min. You entered 7. Did you mean 70-79?"),
    "no whole score": ({"sedation": "3.5"}, "Sedation (MOAA/S) must be a whole number, 0 to 5. You entered 3.5."),
}


def test_browser_and_server_refuse_the_same_in_the_same_words(chromium: Browser) -> None:
    """Of hundreds of sets at and beyond every edge, both refuse the same fields in the same sentences, and accept the same."""
    page = chromium.new_page()
    page.add_script_tag(path=ASSETS / "refusal.js")
    sets = list(typed())
    said = page.evaluate(REFUSED, [rules(load("iv-ketamine-40min")), sets])
    page.close()
    right = [refusals(one) for one in sets]
    assert [(one, server, here) for one, server, here in zip(sets, right, said, strict=True) if server != here] == []
    assert 50 < sum(1 for one in right if not one) < len(sets) - 50


@pytest.mark.parametrize("kind", WRONG)
def test_what_the_server_would_refuse_is_refused_without_it(ward: Ward, screen: Screen, kind: str) -> None:
    """Without a network half a pressure, 120/120 and Sed 3.5 are refused at once; what was typed stays, and nothing waits."""
    page = screen()
    values, sentence = WRONG[kind]
    cut_off(page)
    entered = {"heart_rate": 77, **values}
    enter(page, **entered)
    expect(page.locator("#entry-status")).to_contain_text(sentence)
    for name, value in entered.items():
        expect(page.locator(f"#entry-{name}")).to_have_value(str(value))
    expect(page.locator(PENDING)).to_have_count(0)
    assert page.evaluate("vigil.unsent()") == 0


def test_a_correction_that_leaves_half_a_pressure_is_refused_without_the_server(ward: Ward, screen: Screen) -> None:
    """What will hold after a correction is judged as a whole: half a pressure is refused at once, and stays to be put right."""
    page = screen()
    cut_off(page)
    page.locator("tr[data-fact=set30] >> text=Correct").click()
    page.click("text=Typing error")
    enter(page, systolic=138, diastolic="–")
    expect(page.locator("#entry-status")).to_contain_text("Diastolic pressure is missing. Enter both numbers. You entered 138/–.")
    expect(page.locator("#entry-systolic")).to_have_value("138")
    assert page.evaluate("vigil.unsent()") == 0


def test_with_the_link_there_the_same_is_refused(ward: Ward, screen: Screen) -> None:
    """Nothing depends on the network: with it, too, the sentence comes at once, and nothing is stored."""
    page = screen()
    before = len(ward.clinic.entries(SESSION))
    enter(page, systolic=120, diastolic=120)
    expect(page.locator("#entry-status")).to_contain_text(WRONG["equal"][1])
    assert len(ward.clinic.entries(SESSION)) == before
