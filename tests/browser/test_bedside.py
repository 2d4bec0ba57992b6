"""Can a nurse run a whole session at the bedside: lists, gate, dose, infusion, events, leaving, signing, the wrong patient?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from models.facts import Decided, Dose, Ended, Fact, Infused, Intervention, Opened, Score, Signed, Stopped, Ticked
from models.vitals import MINUTE, ObservationSet
from tests.browser.conftest import Screen
from tests.browser.test_axe import paint, violations
from tests.browser.test_session_layout import DESK, TABLET, inside
from tests.browser.ward import NURSE, PASSWORD, PATIENT, SESSION, Ward, add_session, sign_in

OTHER = replace(PATIENT, id="p2", name="LIND, Solveig", identifier="0043", allergies="")


def stored(ward: Ward, kind: type, session: str = SESSION) -> list[Any]:
    """The facts of one kind that are in the log, in the order in which they were written."""
    return [entry.fact for entry in ward.clinic.entries(session) if isinstance(entry.fact, kind)]


def arrive(ward: Ward, systolic: float = 128, diastolic: float = 82) -> None:
    """A patient without a dose yet is in room 2, with one set measured."""
    at = ward.clock() - 5 * MINUTE
    seen = ObservationSet(
        id="first", at=at + MINUTE, received=at + MINUTE, by="nurse.a", heart_rate=70, systolic=systolic, diastolic=diastolic,
        spo2=98, sedation=5, dissociation=0,
    )  # fmt: skip
    facts: list[Fact] = [Opened(id="opened", at=at, received=at, by="nurse.a"), seen]
    add_session(ward.clinic, "s2", "2", OTHER, facts)


def act(page: Page, name: str) -> None:
    """Press one of the buttons under the entry."""
    page.locator(".acts").get_by_role("button", name=name, exact=True).click()


def told(page: Page, words: str) -> None:
    """The sheet says this."""
    expect(page.locator(".sheet-head .status")).to_contain_text(words)


@pytest.mark.parametrize("size", [DESK, TABLET])
def test_the_stage_is_one_line_with_the_first_reason(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """Which stage it is and why not the next stands over the chart, the rest on a press; the entry stays where it is."""
    page = screen(width=size[0], height=size[1])
    expect(page.locator(".stages [aria-current=step]")).to_have_text("dosing")
    expect(page.locator(".stage .flow")).to_have_text("infusion running")
    expect(page.locator(".stage .why")).to_have_text("details")
    assert page.locator(".stage .why").evaluate("node => node.scrollWidth <= node.clientWidth")
    inside(page, size)
    box = page.locator("#session-stage").bounding_box()
    assert box is not None
    assert box["height"] <= 34
    page.locator(".stage .why").click()
    expect(page.locator(".sheet .reasons").first).to_have_text("infusion running")
    inside(page, size)
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_have_count(0)
    expect(page.locator("#entry-heart_rate")).to_be_focused()


def test_the_list_before_the_dose_is_ticked_with_one_tap(ward: Ward, screen: Screen) -> None:
    """A tap ticks a line and says by whom; another tap takes it back, and both stay in the record."""
    arrive(ward)
    page = screen("/session/s2")
    expect(page.locator(".stages [aria-current=step]")).to_have_text("pre-dose")
    act(page, "Before dose")
    line = page.locator(".check-item", has_text="Name and date of birth asked")
    line.click()
    expect(line).to_have_attribute("aria-pressed", "true")
    expect(line).to_contain_text("Nurse A")
    line.click()
    expect(line).to_have_attribute("aria-pressed", "false")
    assert [(fact.item, fact.done) for fact in stored(ward, Ticked, "s2")] == [("identity", True), ("identity", False)]


def test_a_tick_that_is_not_sent_is_not_shown_as_done(ward: Ward, screen: Screen) -> None:
    """While the network is gone a tick says that it is not sent, and the line stays open."""
    arrive(ward)
    page = screen("/session/s2")
    act(page, "Before dose")
    page.context.set_offline(True)
    page.get_by_role("button", name="Consent in date").click()
    told(page, "Not sent")
    expect(page.get_by_role("button", name="Consent in date")).to_have_attribute("aria-pressed", "false")
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="Consent in date")).to_have_attribute("aria-pressed", "true")


def test_the_gate_is_the_prescribers_decision(ward: Ward, screen: Screen) -> None:
    """Above 140/90 the list asks for the prescriber and the reason; the dose is never locked, only asked about."""
    arrive(ward, 152, 94)
    page = screen("/session/s2")
    act(page, "Before dose")
    expect(page.locator(".gate")).to_contain_text("BP 152/94")
    page.get_by_role("button", name="Go on").click()
    told(page, "Who decided?")
    page.fill("#gate-prescriber", "Dr Lin")
    page.get_by_role("button", name="Go on").click()
    told(page, "Why?")
    page.fill("#gate-reason", "usual for her")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".gate")).to_contain_text("Dr Lin decided: go on (usual for her)")
    (said,) = stored(ward, Decided, "s2")
    assert (said.go, said.prescriber, said.reason) == (True, "Dr Lin", "usual for her")


def test_a_dose_is_typed_and_asked_about_once(ward: Ward, screen: Screen) -> None:
    """No amount is filled in; mg/kg and weight are multiplied for the eye, and Enter a second time answers the question."""
    arrive(ward)
    page = screen("/session/s2")
    act(page, "Dose")
    assert [page.input_value(f"#dose-{name}") for name in ("drug", "amount", "per_kg", "weight", "lot", "second")] == [""] * 6
    expect(page.locator(".dose-form input:checked")).to_have_count(0)
    page.locator(".sheet .chip", has_text="Ketamine").first.click()
    page.keyboard.press("Enter")
    expect(page.locator("#dose-status")).to_contain_text("How many mg")
    page.fill("#dose-per_kg", "0.5")
    page.fill("#dose-weight", "70")
    expect(page.locator(".product")).to_contain_text("= 35 mg")
    expect(page.locator("#dose-amount")).to_have_value("")
    page.fill("#dose-amount", "53")
    page.select_option("#dose-second", "omar")
    page.fill("#dose-lot", "L-17")
    page.press("#dose-lot", "Enter")
    expect(page.locator("#dose-status")).to_contain_text("You entered 53 mg. Right?")
    page.fill("#dose-amount", "35")
    page.press("#dose-amount", "Enter")
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    (dose,) = stored(ward, Dose, "s2")
    assert (dose.drug, dose.amount, dose.unit, dose.route) == ("Ketamine", 35, "mg", "IV")
    assert (dose.per_kg, dose.weight, dose.lot, dose.second, dose.confirmed) == (0.5, 70, "L-17", "omar", False)
    expect(page.locator(".stage .flow")).to_have_text("infusion running")


def test_a_dose_that_nobody_else_checked_is_asked_about(ward: Ward, screen: Screen) -> None:
    """Without a second person the form asks once; Enter again records it, and the record says so."""
    arrive(ward)
    page = screen("/session/s2")
    act(page, "Dose")
    page.fill("#dose-drug", "Ketamine")
    page.get_by_role("radio", name="IV", exact=True).check()
    page.fill("#dose-amount", "35")
    page.press("#dose-amount", "Enter")
    expect(page.locator("#dose-status")).to_contain_text("Nobody else has checked it. Right?")
    assert stored(ward, Dose, "s2") == []
    page.press("#dose-amount", "Enter")
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    assert [(dose.second, dose.confirmed) for dose in stored(ward, Dose, "s2")] == [("", True)]


def test_an_infusion_is_paused_resumed_and_finished(ward: Ward, screen: Screen) -> None:
    """Each step is one press, the line over the chart follows, and only what can be done is offered."""
    page = screen()
    expect(page.locator(".stage .flow")).to_have_text("infusion running")
    for label, then in (("Pause", "infusion paused"), ("Resume", "infusion running"), ("Finished", "infusion finished")):
        page.locator(".stage .flow").click()
        page.locator(".sheet").get_by_role("button", name=label).click()
        expect(page.locator(".stage .flow")).to_have_text(then)
    assert [fact.step.value for fact in stored(ward, Infused)] == ["paused", "resumed", "finished"]
    expect(page.get_by_role("button", name="Stop infusion")).to_have_count(0)


def test_an_infusion_is_stopped_early_with_the_reason(ward: Ward, screen: Screen) -> None:
    """Stopped early is recorded with why."""
    page = screen()
    act(page, "Stop infusion")
    page.locator(".sheet").get_by_role("button", name="Distress").click()
    page.locator(".sheet").get_by_role("button", name="Stop early").click()
    expect(page.locator("#entry-status")).to_contain_text("Stop recorded")
    assert [fact.reason for fact in stored(ward, Stopped)] == ["Distress"]


def test_events_are_one_tap_with_the_time_of_the_tap(ward: Ward, screen: Screen) -> None:
    """Nausea, reassurance and a CADSS total are in the record; a total that cannot be is refused with its range."""
    page = screen()
    act(page, "Events")
    page.locator(".tap", has_text="Nausea").first.click()
    told(page, "Saved")
    page.locator(".tap", has_text="Reassured").click()
    expect(page.locator(".sheet-head .status")).to_contain_text("Reassured")
    page.fill("#score-CADSS", "200")
    page.press("#score-CADSS", "Enter")
    told(page, "CADSS must be a whole number, 0 to 92. You entered 200.")
    page.fill("#score-CADSS", "31")
    page.press("#score-CADSS", "Enter")
    told(page, "CADSS 31")
    assert [symptom.value for symptom in ward.sets()[-1].symptoms] == ["nausea"]
    assert [fact.what for fact in stored(ward, Intervention)] == ["reassured"]
    assert [(fact.scale, fact.total) for fact in stored(ward, Score)] == [("CADSS", 31)]


def test_leaving_early_needs_a_reason_and_then_a_signature(ward: Ward, screen: Screen) -> None:
    """The list says what is not met; a reason ends the session all the same, a password signs it, then only corrections go."""
    page = screen()
    act(page, "Leaving")
    expect(page.locator(".measured[data-done=no]").first).to_be_visible()
    page.get_by_role("button", name="Walks unaided").click()
    expect(page.get_by_role("button", name="Walks unaided")).to_have_attribute("aria-pressed", "true")
    end = page.locator(".sheet").get_by_role("button", name="End session")
    expect(end).to_have_attribute("data-unready", "yes")
    end.click()
    told(page, "Type why the session ends all the same")
    page.fill("#leave-reason", "left against advice")
    end.click()
    expect(page.locator(".closing")).to_contain_text("Nobody has signed yet")
    assert [fact.reason for fact in stored(ward, Ended)] == ["left against advice"]
    page.get_by_role("radio", name="I cared for this patient").check()
    page.fill("#sign-password", "wrong password")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator(".closing .status")).not_to_be_empty()
    page.fill("#sign-password", PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator(".signatures")).to_contain_text("Nurse A")
    expect(page.locator(".signatures")).to_contain_text("I cared for this patient")
    assert len(stored(ward, Signed)) == 1
    expect(page.get_by_role("link", name="Flowsheet")).to_have_attribute("href", f"/api/v1/sessions/{SESSION}/flowsheet.pdf")


@pytest.mark.parametrize("name", ["Events", "Dose", "Stop infusion", "Leaving"])
def test_every_sheet_is_for_everybody(screen: Screen, name: str) -> None:
    """Each sheet passes WCAG 2.2 AA by axe, in both palettes, and covers nothing of the entry."""
    page = screen(width=TABLET[0], height=TABLET[1])
    act(page, name)
    expect(page.locator(".sheet")).to_be_visible()
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    inside(page, TABLET)


def test_the_list_with_the_gate_is_for_everybody(ward: Ward, screen: Screen) -> None:
    """The list before the dose, with a pressure above the gate, passes in both palettes."""
    arrive(ward, 152, 94)
    page = screen("/session/s2", width=TABLET[0], height=TABLET[1])
    act(page, "Before dose")
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    inside(page, TABLET)


def test_an_ended_session_is_for_everybody(ward: Ward, screen: Screen) -> None:
    """The place for signatures passes in both palettes."""
    ward.clinic.record(SESSION, Ended(id="end", at=0, reason="left"), NURSE)
    page = screen("/trends/p1")
    page.goto(f"{ward.url}/session/{SESSION}")
    expect(page.locator(".closing")).to_be_visible()
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []


@pytest.mark.ux("U03")
@pytest.mark.parametrize("size", [DESK, TABLET, (768, 1024)])
def test_a_set_takes_at_most_sixteen_taps(chromium: Browser, ward: Ward, size: tuple[int, int]) -> None:
    """With a finger a whole set is at most 16 taps on keys of 64 by 56; they lie on no field and not on Save."""
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, has_touch=True, is_mobile=True)
    context.add_cookies(sign_in(ward.url))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{ward.url}/session/{SESSION}")
    expect(page.locator("#entry-heart_rate")).to_be_focused()
    keys = ["7", "2", "Next", *"128", "Next", "8", "4", "Next", "9", "7", "Next", "2"]
    for key in keys:
        page.locator(".keypad").get_by_role("button", name=key, exact=True).tap()
    pad, entry = (page.locator(part).bounding_box() for part in (".keypad", "#session-entry"))
    assert pad is not None
    assert entry is not None
    assert pad["x"] + pad["width"] <= entry["x"] or pad["y"] >= entry["y"] + entry["height"]
    one = page.locator(".pad-key").first.bounding_box()
    assert one is not None
    assert (one["width"] >= 64, one["height"] >= 56) == (True, True)
    page.locator(".button.save").tap()
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    last = ward.sets()[-1]
    assert (last.heart_rate, last.systolic, last.diastolic, last.spo2, last.dissociation) == (72, 128, 84, 97, 2)
    assert len(keys) + 1 <= 16
    context.close()


def test_with_a_mouse_there_is_no_keypad(screen: Screen) -> None:
    """Where nobody uses a finger, nothing lies over the table."""
    expect(screen().locator(".keypad:visible")).to_have_count(0)
