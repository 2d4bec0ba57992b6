"""Does what is typed on a sheet, and is not recorded yet, outlive the sheet and the page, and is it ever there once too often?"""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from models.facts import Decided, Ended, Infused, Intervention, Score
from tests.browser.conftest import Screen
from tests.browser.test_axe import for_everybody
from tests.browser.test_bedside import act, arrive, stored
from tests.browser.test_dose_kept import there, typed
from tests.browser.test_drafts import kept
from tests.browser.waiting import add_other, open_session, sign_in_as
from tests.browser.ward import SESSION, Ward

FLOW = ".stage .flow"
SHEET = ".sheet[data-sheet=infusion]"
STATUS = "#entry-status"


def reload(page: Page) -> None:
    """The page is loaded anew, and everything on it is there."""
    page.reload()
    expect(page.locator(".chart[data-drawn]")).to_be_attached()
    expect(page.locator("#entry-heart_rate")).to_be_visible()


def marked(page: Page, name: str) -> None:
    """The button of the sheet says that something stands there, and so does the entry."""
    expect(page.locator(".acts").get_by_role("button", name=name, exact=True)).to_have_attribute("data-held", "yes")


def test_the_reason_of_an_infusion_outlives_sheet_and_page(ward: Ward, screen: Screen) -> None:
    """Reason and time are on the infusion sheet again after Esc and after a reload, until a step is recorded with them."""
    page = screen()
    page.locator(FLOW).click()
    page.locator(SHEET).get_by_role("button", name="Distress").click()
    page.fill("#infusion-at", "1:2")
    page.get_by_role("button", name="Close").click()
    marked(page, "Stop infusion")
    kept(page, 1)
    reload(page)
    marked(page, "Stop infusion")
    expect(page.locator(STATUS)).to_contain_text("Typed and not recorded: Infusion.")
    for_everybody(page)
    page.locator(FLOW).click()
    expect(page.locator("#infusion-why")).to_have_value("Distress")
    expect(page.locator("#infusion-at")).to_have_value("1:2")
    expect(page.locator(f"{SHEET} .status")).to_contain_text(re.compile(r"Typed at \d\d:\d\d, still here, not recorded\."))
    for_everybody(page)
    page.fill("#infusion-at", "")
    page.locator(SHEET).get_by_role("button", name="Pause").click()
    expect(page.locator(FLOW)).to_have_text("infusion paused")
    assert [fact.reason for fact in stored(ward, Infused)] == ["Distress"]
    kept(page, 0)
    reload(page)
    page.locator(FLOW).click()
    expect(page.locator("#infusion-why")).to_have_value("")


def test_events_keep_what_is_typed(ward: Ward, screen: Screen) -> None:
    """What was done and a total that are typed and not saved are there after another sheet and a reload; each is saved once."""
    page = screen()
    act(page, "Events")
    page.fill("#did-other", "canary blanket")
    page.fill("#score-CADSS", "31")
    act(page, "Dose")
    act(page, "Events")
    expect(page.locator("#did-other")).to_have_value("canary blanket")
    kept(page, 1)
    reload(page)
    marked(page, "Events")
    act(page, "Events")
    expect(page.locator("#score-CADSS")).to_have_value("31")
    page.press("#did-other", "Enter")
    expect(page.locator(".sheet .status")).to_contain_text("Saved")
    reload(page)
    act(page, "Events")
    expect(page.locator("#score-CADSS")).to_have_value("31")
    expect(page.locator("#did-other")).to_have_value("")
    page.press("#score-CADSS", "Enter")
    expect(page.locator(".sheet .status")).to_contain_text("Saved")
    kept(page, 0)
    assert [fact.what for fact in stored(ward, Intervention)] == ["canary blanket"]
    assert [fact.total for fact in stored(ward, Score)] == [31]


def test_a_refused_event_is_on_the_sheet_again(ward: Ward, screen: Screen) -> None:
    """What the server refuses is still typed on the Events sheet, and outlives a reload."""
    page = screen()
    act(page, "Events")
    page.route("**/interventions", lambda route: route.fulfill(status=422, json={"message": "It cannot be.", "errors": []}))
    page.fill("#did-other", "canary blanket")
    page.press("#did-other", "Enter")
    expect(page.locator(".sheet .status")).to_contain_text("It cannot be.")
    expect(page.locator("#did-other")).to_have_value("canary blanket")
    kept(page, 1)
    reload(page)
    act(page, "Events")
    expect(page.locator("#did-other")).to_have_value("canary blanket")


def test_the_prescribers_reason_outlives_a_reload(ward: Ward, screen: Screen) -> None:
    """Who decided and why, typed before the dose, are there after a reload and are recorded once."""
    arrive(ward, 152, 94)
    page = screen("/session/s2")
    act(page, "Before dose")
    page.fill("#gate-prescriber", "Dr Lin")
    page.fill("#gate-reason", "usual for her")
    kept(page, 1)
    reload(page)
    marked(page, "Before dose")
    act(page, "Before dose")
    expect(page.locator("#gate-prescriber")).to_have_value("Dr Lin")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".gate")).to_contain_text("Dr Lin decided: go on (usual for her)")
    kept(page, 0)
    assert len(stored(ward, Decided, "s2")) == 1


def test_why_somebody_leaves_outlives_a_reload(ward: Ward, screen: Screen) -> None:
    """The reason for leaving early is there after a reload, and gone once the session has ended."""
    page = screen()
    act(page, "Leaving")
    page.fill("#leave-reason", "left against advice")
    kept(page, 1)
    reload(page)
    marked(page, "Leaving")
    act(page, "Leaving")
    expect(page.locator("#leave-reason")).to_have_value("left against advice")
    page.locator(".sheet").get_by_role("button", name="End session").click()
    expect(page.locator(".closing")).to_be_visible()
    kept(page, 0)
    assert [fact.reason for fact in stored(ward, Ended)] == ["left against advice"]


def test_nobody_else_is_shown_what_is_typed(ward: Ward, screen: Screen) -> None:
    """Another nurse on this browser finds an empty sheet; whoever typed finds it again."""
    add_other(ward)
    page = screen()
    typed(page)
    kept(page, 1)
    sign_in_as(page, ward, "nurse.b")
    open_session(page, ward)
    act(page, "Dose")
    expect(page.locator("#dose-drug")).to_have_value("")
    sign_in_as(page, ward, "nurse.a")
    open_session(page, ward)
    marked(page, "Dose")
    act(page, "Dose")
    there(page)


def test_another_patients_page_says_what_is_left(ward: Ward, screen: Screen) -> None:
    """On another patient's page and after a reload there, a line says for whom something is typed, leads back, and clears it."""
    arrive(ward)
    page = screen()
    typed(page)
    kept(page, 1)
    page.evaluate("vigil.go('/session/s2')")
    notice = page.locator("[data-notice=typed]")
    expect(notice).to_contain_text("Typed for Room 3 OKAFOR, Ruth, and not saved.")
    reload(page)
    expect(notice).to_contain_text("Typed for Room 3 OKAFOR, Ruth, and not saved.")
    page.get_by_text("Back to it").click()
    expect(page.locator(f"#session[data-session={SESSION}]")).to_be_visible()
    expect(notice).to_have_count(0)
    act(page, "Dose")
    there(page)
    page.evaluate("vigil.go('/session/s2')")
    notice.get_by_role("button", name="Clear").click()
    expect(notice).to_have_count(0)
    kept(page, 0)


def test_a_sheet_that_is_over_says_what_is_left(ward: Ward, screen: Screen) -> None:
    """A reason that was typed for an infusion which somebody else has ended is said in a line, and can be cleared."""
    page = screen()
    page.locator(FLOW).click()
    page.fill("#infusion-why", "Distress")
    page.get_by_role("button", name="Close").click()
    other = screen()
    other.locator(FLOW).click()
    other.locator(SHEET).get_by_role("button", name="Finished").click()
    expect(page.locator(FLOW)).to_have_text("infusion finished")
    notice = page.locator("[data-notice=typed]")
    expect(notice).to_contain_text("Typed for Room 3 OKAFOR, Ruth, and not saved.")
    notice.get_by_role("button", name="Clear").click()
    expect(notice).to_have_count(0)


def test_a_tap_on_events_leaves_the_entry_alone(ward: Ward, screen: Screen) -> None:
    """Half a set is typed, then an event is tapped: after a reload the set is still in its fields."""
    page = screen()
    page.fill("#entry-heart_rate", "77")
    kept(page, 1)
    act(page, "Events")
    page.locator(".tap", has_text="Nausea").first.click()
    expect(page.locator(".sheet .status")).to_contain_text("Saved")
    reload(page)
    expect(page.locator("#entry-heart_rate")).to_have_value("77")


def test_two_tabs_do_not_share_a_sheet(ward: Ward, screen: Screen) -> None:
    """While one tab has a dose typed a second one finds an empty sheet; once the first is gone, the dose is on it."""
    first = screen()
    second = first.context.new_page()
    typed(first)
    kept(first, 1)
    open_session(second, ward)
    act(second, "Dose")
    expect(second.locator("#dose-drug")).to_have_value("")
    act(second, "Dose")
    first.close()
    marked(second, "Dose")
    act(second, "Dose")
    there(second)


def test_what_is_typed_while_something_is_sent_stays(ward: Ward, screen: Screen) -> None:
    """What is on its way is not on the sheet that is opened meanwhile, and what is typed there then is not lost."""
    page = screen()
    asked: list[Route] = []
    page.route("**/interventions", lambda route: asked.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    act(page, "Events")
    page.fill("#did-other", "warm blanket")
    with page.expect_request("**/interventions"):
        page.press("#did-other", "Enter")
    act(page, "Events")
    act(page, "Events")
    expect(page.locator("#did-other")).to_have_value("")
    page.fill("#did-other", "glass of water")
    asked[0].continue_()
    expect(page.locator(".sets tbody tr", has_text="warm blanket")).to_be_visible()
    kept(page, 1)
    reload(page)
    act(page, "Events")
    expect(page.locator("#did-other")).to_have_value("glass of water")
    assert [fact.what for fact in stored(ward, Intervention)] == ["warm blanket"]
