"""Who gets in, what do they see of it, and how do they leave?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from models.clinic import operator
from tests.browser.conftest import Screen
from tests.browser.ward import ADMIN, PASSWORD, SESSION, Ward


@pytest.fixture
def stranger(chromium: Browser, ward: Ward) -> Iterator[Page]:
    """A browser in which nobody is signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=ward.url)
    yield context.new_page()
    context.close()


def sign_in(page: Page, name: str, password: str) -> None:
    """Fill in the form and send it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def as_admin(page: Page, ward: Ward) -> None:
    """An administrator opens the page of the users."""
    ward.clinic.staff.add(ADMIN, PASSWORD, operator("test"))
    page.goto("/users")
    sign_in(page, ADMIN.name, PASSWORD)
    expect(page.locator(".users h1")).to_be_visible()


def test_a_stranger_signs_in_and_goes_on_to_where_he_wanted(stranger: Page) -> None:
    """Whoever opens a session without being signed in signs in first and is then at that session."""
    stranger.goto(f"/session/{SESSION}")
    expect(stranger).to_have_url(re.compile("/sign-in"))
    sign_in(stranger, "nurse.a", PASSWORD)
    expect(stranger.locator(".identity")).to_contain_text("OKAFOR, Ruth")


def test_a_wrong_password_says_one_sentence(stranger: Page) -> None:
    """A wrong password and an unknown name are answered with the same sentence, which names neither."""
    said = []
    for name in ("nurse.a", "nobody"):
        stranger.goto("/sign-in")
        sign_in(stranger, name, "not the password")
        said.append(stranger.get_by_role("alert").inner_text())
    assert said[0] == said[1]
    assert said[0].count(".") == 1


def test_after_a_wrong_password_only_the_password_is_typed_again(stranger: Page) -> None:
    """The name stays, the password does not, and the cursor waits where something is to be typed."""
    stranger.goto("/sign-in")
    expect(stranger.get_by_label("Name")).to_be_focused()
    sign_in(stranger, 'nurse."<a>', "not the password")
    expect(stranger.get_by_label("Name")).to_have_value('nurse."<a>')
    expect(stranger.get_by_label("Password")).to_have_value("")
    expect(stranger.get_by_label("Password")).to_be_focused()
    stranger.get_by_label("Name").fill("nurse.a")
    stranger.get_by_label("Password").fill(PASSWORD)
    stranger.keyboard.press("Enter")
    expect(stranger.locator(".tile")).to_have_count(3)


def test_a_password_can_be_pasted_and_filled_in(stranger: Page) -> None:
    """Password managers and pasting work: the fields say what they are, and nothing prevents it."""
    stranger.goto("/sign-in")
    expect(stranger.locator("html")).to_have_attribute("lang", "en")
    expect(stranger.get_by_label("Name")).to_have_attribute("autocomplete", "username")
    expect(stranger.get_by_label("Password")).to_have_attribute("autocomplete", "current-password")
    paste = "node => node.dispatchEvent(new ClipboardEvent('paste', { cancelable: true, bubbles: true }))"
    assert stranger.get_by_label("Password").evaluate(paste)


def test_signing_out_leaves_nothing_behind(screen: Screen) -> None:
    """After signing out, the way back leads to the sign-in page."""
    page = screen("/")
    page.locator("#user-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.goto(page.url.replace("/sign-in", "/"))
    expect(page).to_have_url(re.compile("/sign-in"))


def test_a_nurse_sees_why_she_may_not_change_users(screen: Screen) -> None:
    """The page of the users says to a nurse that it is not hers, and leads back."""
    page = screen("/users")
    expect(page.locator(".empty")).to_contain_text("may not change users")
    page.get_by_role("link", name="Back to the board").click()
    expect(page.locator(".tile")).to_have_count(3)


def test_an_administrator_adds_disables_and_lets_in_again(stranger: Page, ward: Ward) -> None:
    """An administrator adds a nurse, shuts her out and lets her in again; each time the page says so."""
    as_admin(stranger, ward)
    stranger.get_by_label("Sign-in name").fill("nurse.b")
    stranger.get_by_label("Full name").fill("Nurse B")
    stranger.get_by_label("First password").fill("four words nobody joins")
    stranger.get_by_label("Clinician").check()
    stranger.get_by_role("button", name="Add").click()
    expect(stranger.get_by_role("status")).to_have_text("nurse.b was added and may sign in.")
    expect(stranger.get_by_label("Sign-in name")).to_have_value("")
    expect(stranger.get_by_label("First password")).to_have_value("")
    expect(stranger.get_by_label("Nurse", exact=True)).to_be_checked()
    row = stranger.locator("tr", has_text="nurse.b")
    expect(row).to_contain_text("Clinician")
    row.get_by_role("button", name="Disable").click()
    expect(row).to_contain_text("Let in again")
    row.get_by_role("button", name="Let in again").click()
    expect(stranger.get_by_role("status")).to_have_text("nurse.b may sign in again.")


def test_letters_stay_in_their_order_on_a_slow_tablet(stranger: Page, ward: Ward) -> None:
    """Who types quickly on a slow machine gives the password that was typed: no letter changes its place."""
    as_admin(stranger, ward)
    stranger.context.new_cdp_session(stranger).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    typed = "four words nobody joins"
    for label in ("Sign-in name", "Full name", "First password"):
        stranger.get_by_label(label).click()
        stranger.keyboard.type(typed, delay=5)
        expect(stranger.get_by_label(label)).to_have_value(typed)


def test_a_weak_password_is_refused_in_words(stranger: Page, ward: Ward) -> None:
    """A new password that is too short is refused with the reason; the old one stays."""
    as_admin(stranger, ward)
    row = stranger.locator("tr", has_text="nurse.a")
    row.get_by_text("New password", exact=True).click()
    row.get_by_label("New password for nurse.a").fill("short")
    row.get_by_role("button", name="Set password").click()
    expect(stranger.get_by_role("status")).to_contain_text("The password needs 8")


def test_the_only_administrator_cannot_shut_herself_out(stranger: Page, ward: Ward) -> None:
    """The last administrator cannot be disabled: somebody must be able to let others in."""
    as_admin(stranger, ward)
    stranger.locator("tr", has_text="Ada Min").get_by_role("button", name="Disable").click()
    expect(stranger.get_by_role("status")).to_contain_text("only administrator")


def test_a_browser_that_does_not_say_where_it_is_gets_its_page(ward: Ward, screen: Screen) -> None:
    """Also where a browser keeps its address to itself, each address shows its page."""
    page = screen("/")
    page.route("**/_dash-layout", lambda route: route.continue_(headers={**route.request.headers, "referer": ""}))
    page.goto(f"{ward.url}/session/{SESSION}")
    expect(page.locator(".identity")).to_contain_text("OKAFOR, Ruth")
    expect(page.locator(".chart[data-drawn]")).to_be_visible()


@pytest.mark.parametrize("width", [1024, 390, 320])
def test_the_users_fit_every_screen(ward: Ward, screen: Screen, width: int) -> None:
    """On a phone too every user and every button is in sight, without scrolling sideways."""
    ward.clinic.staff.add(ADMIN, PASSWORD, operator("test"))
    page = screen("/users", width=width, height=844, who=ADMIN)
    expect(page.locator("tbody tr")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("(box => box.scrollWidth <= box.clientWidth)(document.getElementById('users-table'))")


@pytest.mark.parametrize("width", [1024, 320])
def test_an_administrator_lets_a_monitor_in_and_out(ward: Ward, screen: Screen, width: int) -> None:
    """The token of a new monitor is shown once, on any screen, and is gone after the next click; revoking is one click more."""
    ward.clinic.staff.add(ADMIN, PASSWORD, operator("test"))
    page = screen("/users", width=width, height=844, who=ADMIN)
    page.get_by_label("Device, such as").fill("bedside-3")
    page.get_by_label("Only in room").fill("3")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator("#devices-message code")).to_have_text(re.compile("^vigil_"))
    expect(page.locator("#devices-table tbody tr")).to_contain_text("room 3")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Revoke: bedside-3").click()
    expect(page.locator("#devices-message")).to_contain_text("can no longer record")
    expect(page.locator("#devices-message code")).to_have_count(0)
    expect(page.get_by_label("Device, such as")).to_have_value("")
