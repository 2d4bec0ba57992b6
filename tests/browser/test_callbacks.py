"""What does a page do when its sign-in has ended, and what it wants drawn is the first to meet that?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from dashboard.access import mark_of
from models.facts import Dose
from tests.browser.conftest import Screen
from tests.browser.waiting import OTHER, add_other, enter, hold, let_go, sign_in_as
from tests.browser.ward import NURSE, SESSION, Ward


def refused(answer: Response) -> bool:
    """Whether this is what a drawing is answered once the sign-in has ended."""
    return "_dash-update-component" in answer.url and answer.status == 401


def ended(page: Page, ward: Ward) -> None:
    """The sign-in of this browser ends behind its back; its stream says so within ten seconds, or what it asks sooner."""
    (token,) = (cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "vigil_session")
    ward.clinic.sign_ins.sign_out(token)


def dose(ward: Ward, page: Page) -> None:
    """Another screen enters a dose: the chart is drawn anew."""
    ward.clinic.record(SESSION, Dose(id="second", at=ward.clock(), drug="Ketamine", amount=5, route="IV", confirmed=True), NURSE)


def search(ward: Ward, page: Page) -> None:
    """Somebody looks for a patient."""
    page.get_by_role("searchbox").fill("okaf")


def leave(ward: Ward, page: Page) -> None:
    """Somebody goes on to another page."""
    page.get_by_role("link", name="Patients").first.click()


@pytest.mark.parametrize(
    ("path", "act", "back"),
    [
        (f"/session/{SESSION}", dose, f"/session/{SESSION}"),
        ("/patients", search, "/patients"),
        ("/sessions", leave, "/patients"),
    ],
)
def test_what_is_drawn_last_leads_to_the_sign_in(
    ward: Ward, screen: Screen, path: str, act: Callable[[Ward, Page], None], back: str
) -> None:
    """A chart, a search or a page that is asked for too late leads to the sign-in, with the way back, and nothing fails."""
    page = screen(path)
    expect(page.locator("#health .live")).to_have_text("● Live")
    ended(page, ward)
    with page.expect_response(refused):
        act(ward, page)
    expect(page).to_have_url(re.compile(rf"/sign-in\?next={re.escape(back.replace('/', '%2F'))}$"))


def test_a_page_that_was_asked_for_too_late_opens_after_the_sign_in(ward: Ward, screen: Screen) -> None:
    """While an entry waits nobody is sent away; the page that was wanted meanwhile opens once somebody has signed in again."""
    page = screen()
    hold(page.context)
    enter(page, heart_rate=77)
    expect(page.locator("#health .unsent")).to_have_text("1 not sent")
    ended(page, ward)
    with page.expect_response(refused):
        page.evaluate("vigil.go('/patients')")
    expect(page.locator("[data-notice=out]")).to_contain_text("Your sign-in has ended.")
    expect(page.locator(".identity")).to_be_visible()
    sign_in_as(page, ward, "nurse.a")
    let_go(page.context)
    expect(page.get_by_role("heading", name="Patients")).to_be_visible()
    assert [one.heart_rate for one in ward.sets()][-1] == 77


def test_what_was_opened_by_one_draws_nothing_for_another(ward: Ward, screen: Screen) -> None:
    """A page left open asks for nothing in the name of somebody else who has signed in on this browser, and is loaded anew."""
    page = screen("/patients")
    expect(page.locator("#health .live")).to_have_text("● Live")
    add_other(ward)
    sign_in_as(page, ward, "nurse.b")
    with page.expect_response(refused):
        search(ward, page)
    expect(page.locator("[data-owner]")).to_have_attribute("data-owner", mark_of(OTHER))
