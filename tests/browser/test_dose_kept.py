"""Is what a nurse has typed of a dose lost before it is recorded, and is it ever there once too often?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from models.facts import Dose
from tests.browser.conftest import Screen
from tests.browser.test_bedside import act, arrive, stored
from tests.browser.test_offline import cut_off
from tests.browser.waiting import wait
from tests.browser.ward import SESSION, Ward

SHEET = ".sheet[data-sheet=dose]"
TYPED = {"drug": "Ondansetron", "amount": "4", "second": "omar", "lot": "L-17", "at": "14:05"}


def typed(page: Page) -> None:
    """A nurse has typed most of a dose and chosen its route, but recorded nothing."""
    act(page, "Dose")
    page.get_by_role("radio", name="IV", exact=True).check()
    for name, value in TYPED.items():
        if name == "second":
            page.select_option("#dose-second", value)
        else:
            page.fill(f"#dose-{name}", value)


def there(page: Page) -> None:
    """It stands on the sheet, and the sheet says that it is not recorded."""
    for name, value in TYPED.items():
        expect(page.locator(f"#dose-{name}")).to_have_value(value)
    expect(page.get_by_role("radio", name="IV", exact=True)).to_be_checked()
    expect(page.locator("#dose-status")).to_contain_text("still here, not recorded")


def empty(page: Page) -> None:
    """The sheet is opened with nothing on it."""
    act(page, "Dose")
    for name in TYPED:
        expect(page.locator(f"#dose-{name}")).to_have_value("")
    expect(page.locator(f"{SHEET} input:checked")).to_have_count(0)


def record(page: Page) -> None:
    """Enter, and once more where something is asked."""
    page.fill("#dose-at", "")
    page.press("#dose-lot", "Enter")
    if page.locator("#dose-status").get_attribute("data-kind") == "ask":
        page.press("#dose-lot", "Enter")
    expect(page.locator(SHEET)).to_have_count(0)


def test_esc_leaves_the_field_first_and_loses_nothing(ward: Ward, screen: Screen) -> None:
    """The first Esc leaves the field, the second the sheet; opened again it holds what was typed, until that is recorded."""
    page = screen()
    typed(page)
    page.keyboard.press("Escape")
    expect(page.locator("#dose-at")).not_to_be_focused()
    expect(page.locator(SHEET)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(SHEET)).to_have_count(0)
    act(page, "Dose")
    there(page)
    record(page)
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    (dose,) = (dose for dose in stored(ward, Dose) if dose.lot)
    assert (dose.drug, dose.amount, dose.route, dose.second, dose.lot) == ("Ondansetron", 4, "IV", "omar", "L-17")
    empty(page)


def test_another_sheet_and_another_patient_lose_nothing(ward: Ward, screen: Screen) -> None:
    """Behind another sheet and another patient's page it is kept for this patient, and is on nobody else's sheet."""
    arrive(ward)
    page = screen()
    typed(page)
    act(page, "Events")
    act(page, "Dose")
    there(page)
    page.evaluate("vigil.go('/session/s2')")
    expect(page.locator("#session[data-session=s2]")).to_be_visible()
    empty(page)
    page.evaluate(f"vigil.go('/session/{SESSION}')")
    expect(page.locator(f"#session[data-session={SESSION}]")).to_be_visible()
    act(page, "Dose")
    there(page)


def test_a_dose_that_waits_is_not_offered_again(ward: Ward, screen: Screen) -> None:
    """Without a network a recorded dose is kept to be sent, and the sheet is empty: nobody records it twice."""
    page = screen()
    typed(page)
    cut_off(page)
    record(page)
    wait(page, 1)
    empty(page)


@pytest.mark.parametrize("closed", [False, True])
def test_a_refused_dose_is_still_there(ward: Ward, screen: Screen, *, closed: bool) -> None:
    """What the server refuses stays on the sheet; where that was closed meanwhile it is said, and stands there again."""
    page = screen()
    answer: list[Route] = []
    page.route("**/doses", lambda route: answer.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    typed(page)
    page.fill("#dose-at", "")
    page.press("#dose-lot", "Enter")
    with page.expect_request("**/doses"):
        page.press("#dose-lot", "Enter")
    expect(page.locator("#dose-status")).to_contain_text("Sending")
    if closed:
        act(page, "Events")
        empty(page)
        act(page, "Events")
    answer[0].fulfill(status=422, json={"message": "The amount cannot be.", "errors": []})
    if closed:
        expect(page.locator("#entry-status")).to_contain_text("The dose was not recorded: The amount cannot be.")
        act(page, "Dose")
    else:
        expect(page.locator("#dose-status")).to_contain_text("The amount cannot be.")
    for name in ("drug", "amount", "second", "lot"):
        expect(page.locator(f"#dose-{name}")).to_have_value(TYPED[name])
