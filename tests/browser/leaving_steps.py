"""How does a session end? Handed over, put right, the list of leaving, the end, the signature, and what may still be added."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from models.clinic import User
from tests.browser.nurse_steps import SHEET, Bedside
from tests.browser.test_bedside import act, told
from tests.browser.waiting import OTHER, open_session
from tests.browser.ward import PASSWORD, Ward

ADDED = """async ({ url, body }) => {
    const answer = await vigil.wire.post(url, { client_id: vigil.wire.uuid(), ...body });
    return [answer.status, answer.body.message || '']; }"""
"""What the server says to something that is sent from this screen."""


# -- to the next nurse -------------------------------------------------------------------------------------------------------


def hand_over(bedside: Bedside, to: User) -> None:
    """On the page for the handover: to whom, and one press for the room."""
    page = bedside.page
    page.goto(f"{bedside.ward.url}/handover")
    expect(page.locator(".handed")).to_have_count(1)
    page.select_option("#handover-to", to.name)
    page.get_by_role("button", name="Hand over room 1").click()
    expect(page.locator(".signing")).to_contain_text(f"to {to.full_name}, not taken over yet")


def take_over(ward: Ward, handover: Page, session: str, frm: User) -> Bedside:
    """The second nurse reads the page on a screen of her own, takes over, and opens the session there."""
    handover.get_by_role("button", name=f"Take over room 1 from {frm.full_name}").click()
    expect(handover.locator(".signing")).to_contain_text(f"by {OTHER.full_name} from {frm.full_name}")
    expect(handover.locator(".signing b")).to_have_text(OTHER.full_name)
    open_session(handover, ward, session)
    return Bedside(ward, handover, session)


# -- putting right -----------------------------------------------------------------------------------------------------------


def correct_the_last(bedside: Bedside, was: str, **values: object) -> None:
    """In the newest row that says this: why it was wrong, and what was really seen; the old one stays, struck through."""
    page = bedside.page
    row = page.locator(".sets tr[data-fact]", has_text=was).first
    fact = row.get_attribute("data-fact")
    row.get_by_role("button", name="Correct").click()
    page.locator(".tray").get_by_role("button", name="Typing error").click()
    for name, value in values.items():
        page.fill(f"#entry-{name}", str(value))
    page.locator(".button.save").click()
    expect(page.locator(f"tr[data-fact='{fact}'] s").first).to_have_text(was)
    expect(page.locator(f"tr.why[data-about='{fact}']")).to_contain_text("Typing error")


# -- leaving -----------------------------------------------------------------------------------------------------------------


def may_not_leave_because(bedside: Bedside, *reasons: str) -> None:
    """The list of leaving says all that is missing, and the end asks for a reason."""
    page = bedside.page
    act(page, "Leaving")
    for reason in reasons:
        expect(page.locator("#leave-why")).to_contain_text(reason)
    end = page.locator(SHEET).get_by_role("button", name="End session")
    expect(end).to_have_attribute("data-unready", "yes")
    end.click()
    told(page, "Not ready to leave. Type why the session ends all the same.")
    page.keyboard.press("Escape")
    expect(page.locator("#leave-reason")).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(SHEET)).to_have_count(0)


def end_the_session(bedside: Bedside) -> None:
    """Nothing speaks against it any more: one press, and no reason is asked."""
    page = bedside.page
    act(page, "Leaving")
    expect(page.locator("#leave-why")).to_contain_text("Nothing speaks against leaving.")
    page.locator(SHEET).get_by_role("button", name="End session").click()
    expect(page.locator(".closing")).to_contain_text("Nobody has signed yet")
    expect(page.locator("#lost")).to_be_hidden()  # the jump of the clock: no test alert has come since


def sign(bedside: Bedside, meaning: str) -> None:
    """As what she signs, and her password; without it nothing is signed. What was signed opens as paper."""
    page = bedside.page
    page.get_by_role("radio", name=meaning).check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator(".closing .status")).to_contain_text("Type your password")
    page.fill("#sign-password", PASSWORD)
    with page.context.expect_event("request", lambda asked: asked.url.endswith(f"/{bedside.session}/flowsheet.pdf")):
        page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator(".signatures")).to_contain_text(meaning)


def nothing_but_corrections_is_taken(bedside: Bedside) -> None:
    """Under a signature a new set, a dose and a note without a reason are refused in words; a note that says why is taken."""
    url = f"/api/v1/sessions/{bedside.session}"
    refused = (("observations", {"heart_rate": 70}), ("doses", {"drug": "Ketamine"}), ("notes", {"text": "late"}))
    for what, body in refused:
        status, message = bedside.page.evaluate(ADDED, {"url": f"{url}/{what}", "body": body})
        assert (status, "was signed by" in message) == (409, True), (what, status, message)
    page = bedside.page
    page.get_by_label("Later note").fill("was called at home")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".closing")).to_contain_text("Say why it comes now")
    page.get_by_label("It comes now, because").fill("phoned the day after")
    page.keyboard.press("Enter")
    expect(page.locator(".closing")).to_contain_text("Saved")
    expect(page.locator(".sets tbody tr", has_text="was called at home")).to_contain_text("phoned the day after")


def the_flowsheet_can_be_printed(bedside: Bedside) -> None:
    """The link beside the signatures leads to a PDF."""
    link = bedside.page.get_by_role("link", name="Flowsheet").get_attribute("href")
    assert link is not None
    assert re.search(rf"/{bedside.session}/flowsheet\.pdf$", link)
    answer = bedside.page.request.get(bedside.ward.url + link)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF")
