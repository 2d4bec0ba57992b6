"""Can a nurse pause, resume, finish or stop an infusion, and skip a check, while the server cannot be reached?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from models.facts import Dose, Infused, InfusionStep, Note, SkippedCheck, Stopped
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.test_axe import for_everybody
from tests.browser.test_bedside import act, stored
from tests.browser.test_offline import cut_off
from tests.browser.waiting import PENDING, enter, held, hold, let_go, open_session, sign_in_as, wait
from tests.browser.ward import NURSE, SESSION, Ward

FLOW = ".stage .flow"
SHEET = ".sheet[data-sheet=infusion]"
STATUS = "#entry-status"
NEXT = ".values .next"
NOTICE = ".notice[data-notice=refused]"


def step(page: Page, button: str, why: str = "", at: str = "") -> None:
    """One step of the infusion, on its sheet."""
    page.locator(FLOW).click()
    page.fill("#infusion-why", why)
    page.fill("#infusion-at", at)
    page.locator(SHEET).get_by_role("button", name=button).click()
    expect(page.locator(SHEET)).to_have_count(0)


def earlier(page: Page, minutes: int) -> str:
    """What the clock showed some minutes ago."""
    told: str = page.evaluate(f"vigil.words.clock(vigil.now() - {minutes * MINUTE})")
    return told


def skip(page: Page, reason: str) -> None:
    """The check that is due is not made."""
    page.locator(NEXT).get_by_role("button", name="Skip…").click()
    page.locator(".tray").get_by_role("button", name=reason, exact=True).click()


def test_an_infusion_goes_on_without_a_network(ward: Ward, screen: Screen) -> None:
    """Paused, resumed and finished while cut off: each is shown as not sent, then stored once, in order, as of its own time."""
    page = screen()
    cut_off(page)
    step(page, "Pause", "Distress", earlier(page, 6))
    expect(page.locator(STATUS)).to_contain_text("Not sent - Vigil keeps trying. Kept here: infusion paused: Distress")
    expect(page.locator(FLOW)).to_have_text("infusion paused, not sent")
    wait(page, 1)
    expect(page.locator(PENDING)).to_contain_text(earlier(page, 6))
    expect(page.locator(PENDING)).to_contain_text("infusion paused: Distress")
    expect(page.locator(PENDING)).to_contain_text("Not sent")
    step(page, "Resume", at=earlier(page, 4))
    expect(page.locator(FLOW)).to_have_text("infusion running, not sent")
    step(page, "Finished")
    expect(page.locator(FLOW)).to_have_text("infusion finished, not sent")
    expect(page.locator(FLOW)).to_be_disabled()
    expect(page.get_by_role("button", name="Stop infusion")).to_have_count(0)
    wait(page, 3)
    for_everybody(page)
    assert stored(ward, Infused) == []
    page.context.set_offline(False)
    wait(page, 0)
    expect(page.locator(STATUS)).to_contain_text(re.compile(r"Saved \d\d:\d\d +infusion finished"))
    expect(page.locator(FLOW)).to_have_text("infusion finished")
    done = stored(ward, Infused)
    assert [(fact.step.value, fact.reason) for fact in done] == [("paused", "Distress"), ("resumed", ""), ("finished", "")]
    ages = [(ward.clock() - fact.at) / MINUTE for fact in done]
    assert [6 <= ages[0] < 8, 4 <= ages[1] < 6, ages[2] < 2] == [True, True, True]


def test_steps_and_a_skip_outlive_a_reload(ward: Ward, screen: Screen) -> None:
    """What was not sent is there after a reload and still offers only what can be done; it is stored once."""
    page = screen()
    hold(page.context)
    step(page, "Pause", "Pump or line")
    skip(page, "asleep")
    expect(page.locator(NEXT)).to_contain_text("Check skipped, not sent")
    wait(page, 2)
    page.reload()
    wait(page, 2)
    expect(page.locator(FLOW)).to_have_text("infusion paused, not sent")
    expect(page.locator(NEXT)).to_contain_text("Check skipped, not sent")
    page.locator(FLOW).click()
    expect(page.locator(SHEET)).to_contain_text("The infusion is paused, not sent.")
    expect(page.locator(SHEET).get_by_role("button", name="Pause")).to_have_count(0)
    expect(page.locator(SHEET).get_by_role("button", name="Resume")).to_be_visible()
    let_go(page.context)
    wait(page, 0)
    expect(page.locator(FLOW)).to_have_text("infusion paused")
    assert [fact.step for fact in stored(ward, Infused)] == [InfusionStep.PAUSED]
    assert len(stored(ward, SkippedCheck)) == 1


def test_a_check_is_skipped_without_a_network(ward: Ward, screen: Screen) -> None:
    """A check that is skipped while cut off is not asked for again, and nothing is said of the next one until it is known."""
    page = screen()
    expect(page.locator(f"{NEXT} .left")).not_to_be_empty()
    due = page.evaluate("vigil.words.clock(vigil.session.picture().next.due)")
    cut_off(page)
    skip(page, "refused")
    expect(page.locator(STATUS)).to_contain_text(f"Not sent - Vigil keeps trying. Kept here: check due {due} skipped: refused")
    expect(page.locator(NEXT)).to_contain_text("Check skipped, not sent")
    expect(page.locator(f"{NEXT} .needs")).to_contain_text(f"was due {due}; the next is known once it is sent")
    expect(page.locator(f"{NEXT} .left")).to_be_empty()
    expect(page.get_by_role("button", name="Skip…")).to_have_count(0)
    wait(page, 1)
    for_everybody(page)
    now = ward.clock()
    page.context.set_offline(False)
    wait(page, 0)
    expect(page.locator(f"{NEXT} .left")).not_to_be_empty()
    (skipped,) = stored(ward, SkippedCheck)
    assert (skipped.reason.value, abs(skipped.at - now) < MINUTE) == ("refused", True)
    assert page.evaluate("vigil.words.clock(vigil.session.picture().next.due)") != due


def test_a_stop_is_said_without_the_server(ward: Ward, screen: Screen) -> None:
    """An infusion that is stopped early while cut off alarms at once on this screen, and is stored once."""
    page = screen()
    cut_off(page)
    page.locator(FLOW).click()
    page.locator(SHEET).get_by_role("button", name="Vomiting").click()
    page.locator(SHEET).get_by_role("button", name="Stop early").dblclick()
    expect(page.locator("#alert-bar .alert-first")).to_contain_text(re.compile("judged on this device only, offline since"))
    expect(page.locator("#alert-bar .alert-first")).to_contain_text("infusion stopped early")
    expect(page.locator(FLOW)).to_have_text("infusion stopped, not sent")
    wait(page, 1)
    page.context.set_offline(False)
    wait(page, 0)
    expect(page.locator("#alert-bar .acknowledge")).to_be_visible()
    assert [fact.reason for fact in stored(ward, Stopped)] == ["Vomiting"]


def test_the_end_of_the_sign_in_loses_no_step(ward: Ward, screen: Screen) -> None:
    """When the sign-in has ended, a pause waits and says so; after signing in again it is stored."""
    page = screen()
    (token,) = (c["value"] for c in page.context.cookies() if c["name"] == "vigil_session")
    with held(page):  # a page on which nothing waits leads to the sign-in as soon as it hears of the end
        step(page, "Pause", "Distress")
        wait(page, 1)
        ward.clinic.sign_ins.sign_out(token)
    expect(page.locator("[data-notice=out]")).to_contain_text("Your sign-in has ended. 1 not sent, kept on this browser.")
    assert stored(ward, Infused) == []
    sign_in_as(page, ward, "nurse.a")
    again = page.context.new_page()
    open_session(again, ward)
    expect(page.locator(PENDING)).to_have_count(0)
    assert [(fact.step, fact.reason, fact.by) for fact in stored(ward, Infused)] == [(InfusionStep.PAUSED, "Distress", "nurse.a")]


def refuse(ward: Ward, page: Page) -> None:
    """A pause of now waits, while somebody else records that all was given three minutes ago; then the server refuses it."""
    cut_off(page)
    step(page, "Pause", "canary in the reason")
    wait(page, 1)
    ward.clinic.record(SESSION, Infused(id="through", at=ward.clock() - 3 * MINUTE, step=InfusionStep.FINISHED), NURSE)
    page.context.set_offline(False)
    expect(page.locator(NOTICE)).to_contain_text("1 entry was refused and is not saved.")
    expect(page.locator(FLOW)).to_have_text("infusion finished")
    expect(page.locator(STATUS)).to_contain_text(
        "Not saved: The infusion is finished: it cannot be paused. infusion paused: canary"
    )


def test_a_refused_step_is_kept_with_its_words(ward: Ward, screen: Screen) -> None:
    """A pause that the server refuses is shown with why and what was typed; put back, it is recorded as of when it really was."""
    page = screen()
    refuse(ward, page)
    expect(page.locator(PENDING)).to_contain_text("infusion paused: canary in the reason")
    expect(page.locator(PENDING)).to_contain_text("Refused")
    page.locator(NOTICE).get_by_role("button", name="Look").click()
    expect(page.locator(".unsent-list")).to_contain_text("Refused: The infusion is finished: it cannot be paused.")
    page.get_by_role("button", name="Put it back to correct it").click()
    expect(page.locator("#infusion-why")).to_have_value("canary in the reason")
    expect(page.locator("#infusion-at")).not_to_have_value("")
    expect(page.locator("[data-notice=typed]")).to_have_count(0)
    expect(page.locator(f"{SHEET} .status")).to_contain_text(
        "Put back, not recorded. The infusion is finished: it cannot be paused."
    )
    for_everybody(page)
    page.fill("#infusion-at", earlier(page, 5))
    page.locator(SHEET).get_by_role("button", name="Pause").click()
    expect(page.locator(STATUS)).to_contain_text("Infusion paused")
    wait(page, 0)
    expect(page.locator(".notice")).to_have_count(0)
    assert [fact.step for fact in stored(ward, Infused)] == [InfusionStep.FINISHED, InfusionStep.PAUSED]
    assert stored(ward, Note) == []


def test_a_refused_step_is_given_up_with_a_reason(ward: Ward, screen: Screen) -> None:
    """A refused pause that is given up leaves a note with what it said and why."""
    page = screen()
    refuse(ward, page)
    page.locator(NOTICE).get_by_role("button", name="Look").click()
    page.get_by_role("button", name="Discard…").click()
    page.get_by_role("button", name="Entered again").click()
    expect(page.locator(".unsent-box")).to_contain_text("Everything is sent.")
    (note,) = stored(ward, Note)
    assert re.search(r"discarded: \d\d:\d\d infusion paused: canary in the reason\. Why: Entered again\.", note.text)


def test_a_check_that_somebody_else_made_cannot_be_skipped(ward: Ward, screen: Screen) -> None:
    """A skip that waits while somebody else makes the check is refused in words, and the next check is shown as ever."""
    page = screen()
    cut_off(page)
    skip(page, "asleep")
    wait(page, 1)
    ward.seen(heart_rate=80, systolic=130, diastolic=80, spo2=97, sedation=5, dissociation=1)
    page.context.set_offline(False)
    expect(page.locator(NOTICE)).to_contain_text("1 entry was refused")
    page.locator(NOTICE).get_by_role("button", name="Look").click()
    said = re.compile(r"Refused: No check is owed at \d+ \w{3} \d\d:\d\d: it was made")
    expect(page.locator(".unsent-list")).to_contain_text(said)
    expect(page.locator(NEXT)).to_contain_text("Next set in")
    assert stored(ward, SkippedCheck) == []


@pytest.mark.parametrize("first", ["step", "set"])
def test_what_happened_is_sent_in_its_order(ward: Ward, screen: Screen, first: str) -> None:
    """A reading and a step of the infusion that wait together are stored in the order in which they were entered."""
    page = screen()
    hold(page.context)
    if first == "step":
        step(page, "Pause")
        enter(page, heart_rate=77)
    else:
        enter(page, heart_rate=77)
        step(page, "Pause")
    wait(page, 2)
    let_go(page.context)
    wait(page, 0)
    kinds = [type(entry.fact).__name__ for entry in ward.clinic.entries(SESSION) if len(entry.fact.id) == 36]
    assert kinds == (["Infused", "ObservationSet"] if first == "step" else ["ObservationSet", "Infused"])


def test_an_infusion_that_was_begun_without_a_network_can_be_paused(ward: Ward, screen: Screen) -> None:
    """A dose that waits begins an infusion here, which can be paused and asked about, before the server knows of it."""
    page = screen()
    step(page, "Finished")
    expect(page.locator(FLOW)).to_have_text("infusion finished")
    cut_off(page)
    act(page, "Dose")
    page.get_by_role("button", name="Ketamine IV", exact=True).click()
    page.fill("#dose-amount", "10")
    page.select_option("#dose-second", "omar")
    page.press("#dose-amount", "Enter")
    expect(page.locator(FLOW)).to_have_text("infusion running, not sent")
    step(page, "Pause")
    expect(page.locator(FLOW)).to_have_text("infusion paused, not sent")
    page.context.set_offline(False)
    wait(page, 0)
    expect(page.locator(FLOW)).to_have_text("infusion paused")


def test_two_tabs_know_of_the_same_step(ward: Ward, screen: Screen) -> None:
    """A step that waits in one tab is shown in the other too, which offers the next one and not the same again."""
    page = screen()
    second = page.context.new_page()
    open_session(second, ward)
    cut_off(page)
    step(page, "Pause")
    expect(second.locator(FLOW)).to_have_text("infusion paused, not sent")
    wait(second, 1)
    step(second, "Resume")
    for tab in (page, second):
        wait(tab, 2)
        expect(tab.locator(FLOW)).to_have_text("infusion running, not sent")
    page.context.set_offline(False)
    for tab in (page, second):
        wait(tab, 0)
        expect(tab.locator(FLOW)).to_have_text("infusion running")
    assert [fact.step.value for fact in stored(ward, Infused)] == ["paused", "resumed"]


def test_a_step_in_the_minute_of_the_one_before_comes_after_it(ward: Ward, screen: Screen) -> None:
    """A pause that is typed with the very minute in which the infusion was begun is one of this infusion, and is not refused."""
    page = screen()
    step(page, "Pause", at=page.evaluate("vigil.words.clock(vigil.stage.picture().stage.begun)"))
    expect(page.locator(FLOW)).to_have_text("infusion paused")
    (begun,) = (fact.at for fact in stored(ward, Dose))
    assert [fact.at - begun for fact in stored(ward, Infused)] == [0]
