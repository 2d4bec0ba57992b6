"""Does a dose that is typed and not recorded outlive the page, and is it ever there once too often?"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from models.facts import Dose
from tests.browser.conftest import Screen
from tests.browser.test_bedside import act, stored
from tests.browser.test_dose_correction import correct, given, save
from tests.browser.test_dose_kept import there, typed
from tests.browser.test_drafts import DRAFTS, kept
from tests.browser.test_offline import cut_off
from tests.browser.test_sheets_kept import STATUS, marked, reload
from tests.browser.waiting import wait
from tests.browser.ward import Ward


def test_a_held_dose_outlives_a_reload(ward: Ward, screen: Screen) -> None:
    """A dose that was typed and not given is on its sheet after a reload, encrypted until then; recorded, it is there no more."""
    page = screen()
    typed(page)
    page.get_by_role("button", name="Close").click()
    marked(page, "Dose")
    kept(page, 1)
    (row,) = page.evaluate(DRAFTS)
    assert not [word for word in ("Ondansetron", "L-17", "OKAFOR") if word in str(row)]
    reload(page)
    marked(page, "Dose")
    expect(page.locator(STATUS)).to_contain_text("Typed and not recorded: Dose.")
    act(page, "Dose")
    there(page)
    page.fill("#dose-at", "")
    page.press("#dose-lot", "Enter")
    page.press("#dose-lot", "Enter")
    expect(page.locator(STATUS)).to_contain_text("Saved")
    kept(page, 0)
    reload(page)
    act(page, "Dose")
    expect(page.locator("#dose-drug")).to_have_value("")
    assert len(stored(ward, Dose)) == 2


def test_a_dose_that_waits_is_no_draft_any_more(ward: Ward, screen: Screen) -> None:
    """A dose that is recorded without a network waits as an entry only: after the network is back its sheet is empty."""
    page = screen()
    typed(page)
    kept(page, 1)
    cut_off(page)
    page.fill("#dose-at", "")
    page.press("#dose-lot", "Enter")
    page.press("#dose-lot", "Enter")
    wait(page, 1)
    kept(page, 0)
    page.context.set_offline(False)
    wait(page, 0)
    reload(page)
    act(page, "Dose")
    expect(page.locator("#dose-drug")).to_have_value("")
    assert len(stored(ward, Dose)) == 2


def test_a_correction_of_a_dose_outlives_a_reload(ward: Ward, screen: Screen) -> None:
    """What was typed to correct a dose is there when its correction is begun again after a reload."""
    page = screen()
    correct(ward, page)
    page.fill("#dose-amount", "63")
    kept(page, 1)
    reload(page)
    expect(page.locator(STATUS)).to_contain_text("Typed and not recorded: Correction of a dose.")
    correct(ward, page)
    expect(page.locator("#dose-amount")).to_have_value("63")
    save(page)
    expect(page.locator(STATUS)).to_contain_text("Saved")
    assert given(ward).amount == 63
    kept(page, 0)


def test_signing_out_counts_a_held_dose(screen: Screen) -> None:
    """Who signs out with a dose typed and not given is told so, may stay, and leaves nothing behind for anybody."""
    page = screen()
    typed(page)
    page.get_by_role("button", name="Close").click()
    reload(page)
    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("dialog[open]")).to_contain_text("What is typed for a patient and not saved would be lost.")
    page.get_by_role("button", name="Stay").click()
    act(page, "Dose")
    there(page)
    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign out and lose it").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert page.evaluate(DRAFTS) == []
