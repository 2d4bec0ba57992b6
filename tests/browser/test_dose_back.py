"""Can a dose that waited and was then refused be put right, and is it ever recorded twice?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from models.clinic import operator
from models.facts import Dose
from tests.browser.conftest import Screen
from tests.browser.test_bedside import act, stored
from tests.browser.test_dose_correction import correct, given, save
from tests.browser.test_offline import cut_off
from tests.browser.waiting import OTHER, wait
from tests.browser.ward import Ward

NOTICE = ".notice[data-notice=refused]"


def connected(page: Page) -> None:
    """The network is back, and the server has refused what waited."""
    page.context.set_offline(False)
    expect(page.locator(NOTICE)).to_contain_text("1 entry was refused")


def put_back(page: Page) -> None:
    """Put what was refused back, from the list of what is not sent."""
    page.locator(NOTICE).get_by_role("button", name="Look").click()
    page.get_by_role("button", name="Put it back to correct it").click()
    expect(page.locator("#dose-status")).to_contain_text("Put back, not recorded. 'omar' is no colleague who may check a dose.")


@pytest.fixture
def here(ward: Ward) -> Ward:
    """A clinic with one colleague more."""
    with ward.clinic.store.writing() as db:
        db.add_user(OTHER, "test")
    return ward


def leaves(ward: Ward) -> None:
    """Omar works here no more: what is recorded from now on he cannot have checked."""
    ward.clinic.staff.disable("omar", operator("test"))


def test_a_refused_dose_is_put_back_on_its_sheet(here: Ward, screen: Screen) -> None:
    """A dose that was refused after it had waited is on its sheet again, also when that was closed, and is recorded once."""
    page = screen()
    act(page, "Dose")
    cut_off(page)
    page.get_by_role("radio", name="IV", exact=True).check()
    typed = {"drug": "Ketamine", "amount": "5", "lot": "L-17", "at": _earlier(page)}
    for name, value in typed.items():
        page.fill(f"#dose-{name}", value)
    page.select_option("#dose-second", "omar")
    page.press("#dose-lot", "Enter")
    page.press("#dose-lot", "Enter")
    wait(page, 1)
    leaves(here)
    connected(page)
    put_back(page)
    for name, value in (typed | {"second": "omar"}).items():
        expect(page.locator(f"#dose-{name}")).to_have_value(value)
    expect(page.get_by_role("radio", name="IV", exact=True)).to_be_checked()
    page.get_by_role("button", name="Close").click()
    act(page, "Dose")
    page.select_option("#dose-second", OTHER.name)
    page.press("#dose-lot", "Enter")
    page.press("#dose-lot", "Enter")
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    expect(page.locator(NOTICE)).to_have_count(0)
    last = stored(here, Dose)[-1]
    assert (len(stored(here, Dose)), last.amount, last.lot, last.second) == (2, 5, "L-17", OTHER.name)
    assert here.clock() - last.at > 60_000


def test_a_refused_correction_is_put_back_on_its_sheet(here: Ward, screen: Screen) -> None:
    """Of a correction that was refused after it had waited only what is to be changed is on the sheet again."""
    page = screen()
    cut_off(page)
    correct(here, page)
    page.fill("#dose-amount", "63")
    page.select_option("#dose-second", "omar")
    save(page, twice=False)
    wait(page, 1)
    leaves(here)
    connected(page)
    put_back(page)
    expect(page.locator("#dose-amount")).to_have_value("63")
    expect(page.locator("#dose-drug")).to_have_value("")
    expect(page.locator("#dose-at")).to_have_value("")
    page.select_option("#dose-second", OTHER.name)
    save(page, twice=False)
    expect(page.locator(NOTICE)).to_have_count(0)
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    assert (given(here).amount, given(here).second) == (63, OTHER.name)


def _earlier(page: Page) -> str:
    """The clock of three minutes ago."""
    told: str = page.evaluate("vigil.words.clock(vigil.now() - 180000)")
    return told
