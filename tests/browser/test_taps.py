"""Is what a nurse sees of the patient one tap, and does it stand in the record beside the numbers?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Screen
from tests.browser.test_axe import for_everybody, paint, violations
from tests.browser.test_bedside import act
from tests.browser.test_offline import BAR, HERE, cut_off
from tests.browser.test_session_layout import DESK, PHONE, TABLET, UPRIGHT, inside
from tests.browser.test_ux_touch import ON, boxes, touched
from tests.browser.waiting import PENDING
from tests.browser.ward import Ward

KEYS = ".scale-key"
TAPPED = (("Dissociation", 3), ("MOAA/S", 4), ("Distress", 4))


def test_how_the_patient_is_takes_one_tap(ward: Ward, screen: Screen) -> None:
    """Dissociation, distress and MOAA/S, with what is answered to, are one tap each; distress is in the table, and alarms."""
    page = screen()
    act(page, "Events")
    for scale, value in TAPPED:
        page.get_by_label(scale, exact=True).get_by_role("button", name=f"{scale} {value}").click()
        expect(page.locator(".sheet-head .status")).to_have_text(re.compile(rf"^Saved \d\d:\d\d   {scale} {value}$"))
    expect(page.locator(".sets tbody tr", has_text="Distress 4")).to_have_count(1)
    expect(page.locator("#alert-bar .alert-first")).to_contain_text("Distress 4 MEDIUM")
    said = [(one.dissociation, one.sedation, one.distress) for one in ward.sets()[-3:]]
    assert said == [(3, None, None), (None, 4, None), (None, None, 4)]


def test_agitation_is_one_tap_with_the_words_of_its_step(ward: Ward, screen: Screen) -> None:
    """Each step of RASS says what is seen; none is chosen before; a tapped one stands in the table with its sign, and alarms."""
    page = screen()
    act(page, "Events")
    steps = page.get_by_role("region", name="RASS").get_by_role("button")
    expect(steps).to_have_count(10)
    assert page.locator(".sheet [aria-pressed=true], .sheet :checked").count() == 0
    signs = [text.split()[0] for text in steps.all_text_contents()]
    assert signs == ["+4", "+3", "+2", "+1", "0", "-1", "-2", "-3", "-4", "-5"]
    for palette in ("day", "night"):
        paint(page, palette)
        assert violations(page) == []
    page.get_by_role("button", name="RASS -1 Drowsy").click()
    expect(page.locator(".sheet-head .status")).to_have_text(re.compile(r"^Saved \d\d:\d\d   RASS -1$"))
    page.get_by_role("button", name="RASS +3 Very agitated").click()
    expect(page.locator(".sheet-head .status")).to_have_text(re.compile(r"^Saved \d\d:\d\d   RASS \+3$"))
    expect(page.locator(".sets tbody tr .note", has_text=re.compile("^RASS \\+3$"))).to_have_count(1)
    expect(page.locator(".sets tbody tr .note", has_text=re.compile("^RASS -1$"))).to_have_count(1)
    expect(page.locator("#alert-bar .alert-first")).to_contain_text("RASS +3 HIGH")
    assert [one.agitation for one in ward.sets()[-2:]] == [-1, 3]


def test_a_tap_without_a_network_is_judged_here_and_sent_as_it_is(ward: Ward, screen: Screen) -> None:
    """RASS +4 that is tapped while the screen is cut off is HIGH at once on this device; later it is stored as it was tapped."""
    page = screen()
    cut_off(page)
    act(page, "Events")
    page.get_by_role("button", name="RASS +4 Combative").click()
    expect(page.locator(".sheet-head .status")).to_contain_text("Not sent - Vigil keeps trying.")
    expect(page.locator(BAR)).to_contain_text("RASS +4 HIGH")
    expect(page.locator(BAR)).to_contain_text(HERE)
    expect(page.locator(PENDING)).to_contain_text("RASS +4")
    tapped = page.evaluate("vigil.now()")
    page.context.set_offline(False)
    expect(page.locator(PENDING)).to_have_count(0)
    expect(page.locator(f"{BAR} .acknowledge")).to_be_visible()
    last = ward.sets()[-1]
    assert [(signal.word, value) for signal, value in last.measured()] == [("agitation", 4)]
    assert last.at <= tapped


@pytest.mark.ux("U03")
@pytest.mark.ux("U12")
@pytest.mark.parametrize("size", [DESK, TABLET, UPRIGHT])
def test_dissociation_and_distress_are_one_tap_each_in_a_set(chromium: Browser, ward: Ward, size: tuple[int, int]) -> None:
    """In the set itself both are one tap on a key of 48 px; none is chosen before; with them a set is at most 16 taps."""
    with touched(chromium, ward, size) as page:
        keys = boxes(page, KEYS)
        assert len(keys) == 10
        assert min(min(key["width"], key["height"]) for key in keys) >= 48
        expect(page.locator(f"{KEYS}[aria-pressed=true]")).to_have_count(0)
        taps = ["7", "2", "Next", *"128", "Next", "8", "4", "Next", "9", "7", "Dissociation 2", "Distress 1"]
        for name in taps:
            page.locator(".keypad").get_by_role("button", name=name, exact=True).tap()
        expect(page.locator("#entry-spo2")).to_be_focused()
        expect(page.locator("#entry-distress")).to_have_value("1")
        for part in (".entry .acts .button:last-child", "#entry-distress", "#entry-note", ".button.save"):
            assert page.evaluate(ON, part), part
        page.locator(".button.save").tap()
        expect(page.locator("#entry-status")).to_contain_text("Saved")
        last = ward.sets()[-1]
        seen = (last.heart_rate, last.systolic, last.diastolic, last.spo2, last.dissociation, last.distress)
        assert seen == (72, 128, 84, 97, 2, 1)
        assert len(taps) + 1 <= 16
        expect(page.locator(f"{KEYS}[aria-pressed=true]")).to_have_count(0)


@pytest.mark.parametrize("size", [DESK, TABLET, UPRIGHT])
def test_with_a_mouse_both_are_one_click_in_a_set(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """With a mouse the ten keys are in the set too, each wide enough to hit, none chosen; no button is pushed off the screen."""
    page = screen(width=size[0], height=size[1])
    keys = page.locator(f".by-field {KEYS}:visible")
    expect(keys).to_have_count(10)
    expect(page.locator(f"{KEYS}[aria-pressed=true]")).to_have_count(0)
    assert min(min(key["width"], key["height"]) for key in boxes(page, f".by-field {KEYS}")) >= 24
    page.keyboard.type("72")
    for name in ("Dissociation 2", "Distress 1"):
        page.locator(".by-field").get_by_role("button", name=name, exact=True).click()
        expect(page.locator("#entry-heart_rate")).to_be_focused()
    expect(page.locator("#entry-dissociation")).to_have_value("2")
    expect(page.locator("#entry-distress")).to_have_value("1")
    if size != UPRIGHT:
        inside(page, size)
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    last = ward.sets()[-1]
    assert (last.heart_rate, last.dissociation, last.distress) == (72, 2, 1)
    expect(page.locator(f"{KEYS}[aria-pressed=true]")).to_have_count(0)


@pytest.mark.parametrize("size", [TABLET, PHONE])
def test_a_tapped_value_can_be_changed_and_taken_back(chromium: Browser, ward: Ward, size: tuple[int, int]) -> None:
    """Another tap takes the place of the first, the same again empties the field; what is typed there is shown as chosen."""
    with touched(chromium, ward, size) as page:
        field = page.locator("#entry-dissociation")

        def key(value: int) -> None:
            page.locator(f"{KEYS}[aria-label='Dissociation {value}']:visible").tap()

        chosen = page.locator(f"{KEYS}[aria-pressed=true]:visible")
        key(3)
        expect(field).to_have_value("3")
        key(4)
        expect(field).to_have_value("4")
        expect(chosen).to_have_attribute("aria-label", "Dissociation 4")
        for_everybody(page)
        key(4)
        expect(field).to_have_value("")
        expect(chosen).to_have_count(0)
        field.fill("0")
        expect(chosen).to_have_attribute("aria-label", "Dissociation 0")
        assert (ward.sets()[-1].dissociation, len(ward.sets())) == (2, 5)


def test_a_tapped_value_waits_with_its_patient(chromium: Browser, ward: Ward) -> None:
    """What was tapped and not entered is kept as a draft like what was typed, and is shown as chosen where it is put back."""
    with touched(chromium, ward, TABLET) as page:
        page.locator(f"{KEYS}[aria-label='Distress 4']:visible").tap()
        page.locator(".brand").tap()
        expect(page.locator(".tile .open").first).to_be_visible()
        page.go_back()
        expect(page.locator("#entry-distress")).to_have_value("4")
        expect(page.locator(".draft")).to_contain_text("Not entered yet")
        expect(page.locator(f"{KEYS}[aria-pressed=true]:visible")).to_have_attribute("aria-label", "Distress 4")
