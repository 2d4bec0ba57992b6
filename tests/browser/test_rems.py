"""Is it one tap to say that the REMS form was sent?"""

from __future__ import annotations

from playwright.sync_api import expect

from models import protocol
from models.facts import Dose, Ended, Opened, Ticked
from models.store import Patient, SessionRow
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.ward import Ward

DAY = 24 * 60 * MINUTE


def closed(ward: Ward) -> None:
    """A nasal session of the day before yesterday, which has ended."""
    under, at = protocol.load("esketamine-nasal"), ward.clock() - 2 * DAY
    with ward.clinic.store.writing() as db:
        db.keep_protocol(under.text, under.digest, under.name, under.version, "test")
        db.admit(Patient(id="p9", name="LIND, Sven"), "test")
        db.open_session(SessionRow(id="s9", patient="p9", room="1", protocol=under.digest, opened_at=at, planned=None), "test")
        dose = Dose(id="d9", at=at + MINUTE, by="nurse.a", drug="Esketamine", amount=56)
        db.append("s9", [Opened(id="o9", at=at), dose, Ended(id="e9", at=at + 130 * MINUTE, by="nurse.a")], "test")


def test_one_tap_says_that_the_form_was_sent(ward: Ward, screen: Screen) -> None:
    """The list says how many days are left; on the page of the session one tap records who sent it and when, and both say so."""
    closed(ward)
    page = screen("/sessions", width=1024, height=768)
    expect(page.locator("td .rems")).to_contain_text("5 days left")
    page.goto(f"{ward.url}/session/s9")
    button = page.get_by_role("button", name="REMS form was sent")
    assert (button.bounding_box() or {"height": 0})["height"] >= 48
    button.click()
    expect(page.locator(".rems [role=status]")).to_contain_text("REMS form sent")
    (tick,) = [entry.fact for entry in ward.clinic.entries("s9") if isinstance(entry.fact, Ticked)]
    assert (tick.item, tick.by, tick.done) == ("rems_form", "nurse.a", True)
    page.goto(f"{ward.url}/sessions")
    expect(page.locator("td .rems")).to_contain_text("REMS form sent")


def test_every_screen_hears_that_it_was_sent_and_that_it_was_not(ward: Ward, screen: Screen) -> None:
    """One tap too many is taken back with one tap, and both are on every open screen of the session without a reload."""
    closed(ward)
    page = screen("/sessions")
    page.goto(f"{ward.url}/session/s9")
    other = page.context.new_page()
    other.goto(f"{ward.url}/session/s9")
    page.get_by_role("button", name="REMS form was sent").click()
    for one in (page, other):
        expect(one.locator(".rems [role=status]")).to_contain_text("REMS form sent")
    other.get_by_role("button", name="Not sent after all").click()
    for one in (page, other):
        expect(one.locator(".rems [role=status]")).to_contain_text("5 days left")
        expect(one.get_by_role("button", name="REMS form was sent")).to_be_enabled()


def test_without_a_network_nothing_is_said_to_be_recorded(ward: Ward, screen: Screen) -> None:
    """Where the server does not answer, the days that are left stay, with what to do."""
    closed(ward)
    page = screen("/sessions")
    page.goto(f"{ward.url}/session/s9")
    page.route("**/ticks", lambda route: route.abort())
    page.get_by_role("button", name="REMS form was sent").click()
    expect(page.locator(".rems [role=status]")).to_contain_text("5 days left. Not sent: the server did not answer. Press again.")
    expect(page.get_by_role("button", name="REMS form was sent")).to_be_enabled()
