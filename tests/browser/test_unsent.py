"""What becomes of an entry that cannot be saved as it is: refused, too old, somebody else's, or left behind?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from models.facts import Acknowledged, Note
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.test_axe import paint, violations
from tests.browser.waiting import (
    PENDING,
    RAW,
    add_other,
    enter,
    held,
    hold,
    let_go,
    no,
    open_session,
    rates,
    sign_in_as,
    wait,
)
from tests.browser.ward import SESSION, Ward

WRONG = """() => { const id = vigil.wire.uuid(), at = vigil.now() - 120000;
    const set = { heart_rate: 72, systolic: 90, diastolic: 130 };
    vigil.outbox.send({ id, session: 's1', at, said: 'HR 72   BP 90/130', set, url: '/api/v1/sessions/s1/observations',
        body: { client_id: id, at: new Date(at).toISOString(), ...set } }); }"""
"""An entry of two minutes ago that the server will refuse; the form itself would not have let it pass."""


def refused(page: Page) -> None:
    """An entry that was not sent has been refused."""
    with held(page):
        page.evaluate(WRONG)
        wait(page, 1)
    expect(page.locator("[data-notice=refused]")).to_contain_text("1 entry was refused and is not saved.")


def notes(ward: Ward) -> list[str]:
    """The notes of the session."""
    return [entry.fact.text for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, Note)]


def test_a_refused_entry_is_corrected(ward: Ward, screen: Screen) -> None:
    """A refused entry stays, with the server's sentence, also after a reload; once corrected it is saved as of its own time."""
    page = screen()
    refused(page)
    page.reload()
    expect(page.locator(f"{PENDING} >> text=Refused")).to_be_visible()
    page.locator("[data-notice=refused]").get_by_text("Look").click()
    expect(page.locator(".unsent-list")).to_contain_text("Refused: Systolic must be higher than diastolic. You entered 90/130.")
    expect(page.locator(".unsent-list")).to_contain_text("Room 3 OKAFOR, Ruth")
    page.get_by_text("Put it back to correct it").click()
    expect(page.locator("#entry-at")).not_to_have_value("")
    enter(page, systolic=130, diastolic=90)
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    expect(page.locator(PENDING)).to_have_count(0)
    expect(page.locator(".notice")).to_have_count(0)
    (stored,) = (fact for fact in ward.sets() if fact.systolic == 130)
    assert 0 <= ward.clock() - 2 * MINUTE - stored.at < 2 * MINUTE
    assert notes(ward) == []


def test_a_refused_entry_is_discarded_with_a_reason(ward: Ward, screen: Screen) -> None:
    """A refused entry is given up only with a reason, which is kept in the session together with what it said."""
    page = screen()
    refused(page)
    page.locator("[data-notice=refused]").get_by_text("Look").click()
    page.get_by_role("button", name="Discard…").click()
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    page.get_by_role("button", name="Wrong patient").click()
    expect(page.locator(".unsent-box")).to_contain_text("Everything is sent.")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(PENDING)).to_have_count(0)
    (said,) = notes(ward)
    assert re.search(r"Never saved, discarded: \d\d:\d\d HR 72   BP 90/130\. Why: Wrong patient\. .*higher than diastolic", said)
    assert rates(ward) == []


def test_an_entry_of_yesterday_is_not_sent_any_more(ward: Ward, screen: Screen) -> None:
    """An entry that waited for more than a day is neither sent nor dropped: it can be copied, and discarded with a reason."""
    page = screen()
    page.clock.install()
    open_session(page, ward)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hold(page.context)
    enter(page, heart_rate=77)
    wait(page, 1)
    page.clock.fast_forward(25 * 60 * MINUTE)
    let_go(page.context)
    page.reload()
    expect(page.locator("[data-notice=old]")).to_contain_text("1 entry is more than a day old and too old to send.")
    page.locator("[data-notice=old]").get_by_text("Look").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".unsent-list")).to_contain_text("Copied.")
    assert "HR 77" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Discard…").click()
    page.get_by_label("Another reason").fill("written on paper")
    page.get_by_role("button", name="Discard", exact=True).click()
    expect(page.locator(".unsent-box")).to_contain_text("Everything is sent.")
    assert rates(ward) == []
    assert "HR 77. Why: written on paper." in notes(ward)[0]


def test_another_nurse_sees_only_that_something_waits(ward: Ward, screen: Screen) -> None:
    """Who else signs in here is told that an entry waits, and neither sees nor sends it; its author has it saved as hers."""
    add_other(ward)
    page = screen()
    hold(page.context)
    enter(page, heart_rate=77, note="only hers")
    wait(page, 1)
    sign_in_as(page, ward, "nurse.b")
    page.reload()
    expect(page.locator("[data-notice=others]")).to_contain_text("1 entry of somebody else waits on this browser.")
    expect(page.locator("#health .unsent")).to_have_text("0 not sent")
    let_go(page.context)
    enter(page, heart_rate=88)
    assert rates(ward) == [88]
    page.locator("#health .unsent").click()
    expect(page.locator(".unsent-box")).to_contain_text("1 entry of somebody else waits")
    assert not [word for word in ("77", "only hers") if word in page.locator("body").inner_text()]
    sign_in_as(page, ward, "nurse.a")
    open_session(page, ward)
    wait(page, 0)
    expect(page.locator(".sets tbody tr", has_text="only hers")).to_be_visible()
    expect(page.locator(".notice")).to_have_count(0)
    assert [(fact.by, fact.heart_rate) for fact in ward.sets()[-2:]] == [("nurse.b", 88), ("nurse.a", 77)]


def test_nothing_is_saved_as_somebody_elses(ward: Ward, screen: Screen) -> None:
    """When another nurse has signed in in a second tab, the first tab says so and saves nothing under her name."""
    add_other(ward)
    page = screen()
    sign_in_as(page, ward, "nurse.b")
    enter(page, heart_rate=77)
    expect(page.locator("[data-notice=out]")).to_contain_text("Nurse B is signed in on this browser now")
    assert rates(ward) == []
    sign_in_as(page, ward, "nurse.a")
    let_go(page.context)
    expect(page.locator(PENDING)).to_have_count(0)
    assert [(fact.by, fact.heart_rate) for fact in ward.sets()[-1:]] == [("nurse.a", 77)]


def test_signing_out_asks_when_something_is_not_sent(ward: Ward, screen: Screen) -> None:
    """Signing out with an unsent entry is asked about and loses nothing; with none, no key is left on the browser."""
    page = screen()
    hold(page.context)
    enter(page, heart_rate=77)
    wait(page, 1)
    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".unsent-box")).to_contain_text("1 entry is not sent")
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    page.get_by_role("button", name="Sign out all the same").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.context.unroute_all()
    sign_in_as(page, ward, "nurse.a")
    open_session(page, ward)
    expect(page.locator("#health .unsent")).to_have_text("0 not sent")
    assert rates(ward) == [77]
    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert page.evaluate(RAW)["keys"] == []


def test_leaving_asks_when_something_is_not_sent(ward: Ward, screen: Screen) -> None:
    """Who closes or reloads the page with an unsent entry is asked first, and not when everything is saved."""
    page = screen()
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    enter(page, heart_rate=76)
    page.reload()
    expect(page.locator("#entry-heart_rate")).to_be_visible()
    assert asked == []
    hold(page.context)
    enter(page, heart_rate=77)
    page.reload()
    expect(page.locator(PENDING)).to_have_count(1)
    assert asked == ["beforeunload"]


def test_without_an_answer_nobody_is_signed_out(ward: Ward, screen: Screen) -> None:
    """When the server cannot be reached, signing out says that it did not happen."""
    page = screen()
    page.context.set_offline(True)
    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".unsent-box")).to_contain_text("You are still signed in")


@pytest.mark.parametrize("how", ["offline", "unanswered"])
def test_an_alert_is_never_answered_later(ward: Ward, screen: Screen, how: str) -> None:
    """An acknowledgement that does not reach the server is not kept: the alert goes on saying that nobody has answered."""
    page = screen()
    ward.seen(heart_rate=90, systolic=204, diastolic=84)
    expect(page.locator("#alert-bar .alert")).to_be_visible()
    page.wait_for_timeout(700)
    if how == "offline":
        page.context.set_offline(True)
    else:
        page.context.route(re.compile("/acknowledgements$"), no)
    page.locator("#alert-bar .acknowledge").first.click()
    expect(page.locator("#alert-bar")).to_contain_text("Not acknowledged: no answer. Press again.")
    assert page.evaluate("[vigil.unsent(), vigil.outbox.holding()]") == [0, False]
    page.context.set_offline(False)
    page.context.unroute_all()
    page.reload()
    expect(page.locator("#alert-bar")).to_contain_text("not acknowledged")
    assert not [entry for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, Acknowledged)]
