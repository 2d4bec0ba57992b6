"""How does a nurse enter a set? From the keyboard, by fields or in one line; nothing typed is lost."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from models.vitals import ObservationSet
from tests.browser.conftest import Screen
from tests.browser.ward import PATIENT, SESSION, Ward, add_session, past


def last_set(ward: Ward) -> ObservationSet:
    """The set that was stored last."""
    return [e.fact for e in ward.clinic.entries(SESSION) if isinstance(e.fact, ObservationSet)][-1]


def count(ward: Ward) -> int:
    """How many sets are stored."""
    return sum(isinstance(e.fact, ObservationSet) for e in ward.clinic.entries(SESSION))


def press(page: Page, keys: str) -> None:
    """Press keys one after the other; "Tab" and "Enter" are words, all else is typed."""
    for key in keys.split():
        page.keyboard.press(key)


def said(page: Page, words: str) -> None:
    """What the entry says is this."""
    expect(page.locator("#entry-status")).to_contain_text(re.compile(words))


@pytest.mark.ux("U01")
@pytest.mark.ux("U04")
def test_heart_rate_and_pressure_take_ten_keys(ward: Ward, screen: Screen) -> None:
    """From the open page, heart rate and blood pressure are saved with ten keys and no click, and the cursor is back."""
    page = screen()
    keys = "7 2 Tab 1 2 8 / 8 4 Enter"
    press(page, keys)
    said(page, r"^Saved \d\d:\d\d")
    seen = last_set(ward)
    assert len(keys.split()) == 10
    assert (seen.heart_rate, seen.systolic, seen.diastolic, seen.spo2) == (72, 128, 84, None)
    expect(page.locator("#entry-heart_rate")).to_be_focused()
    expect(page.locator("#entry-heart_rate")).to_have_value("")


@pytest.mark.ux("U02")
def test_a_full_set_takes_fifteen_keys(ward: Ward, screen: Screen) -> None:
    """Heart rate, pressure, saturation and dissociation are saved with fifteen keys."""
    page = screen()
    keys = "7 2 Tab 1 2 8 / 8 4 Tab 9 7 Tab 2 Enter"
    press(page, keys)
    said(page, "^Saved")
    assert len(keys.split()) == 15
    seen = last_set(ward)
    assert (seen.heart_rate, seen.systolic, seen.diastolic, seen.spo2, seen.dissociation) == (72, 128, 84, 97, 2)


@pytest.mark.ux("U05")
def test_one_line_holds_a_whole_set(ward: Ward, screen: Screen) -> None:
    """A set typed in one line is read back before it is saved, and is the same as one typed in fields."""
    page = screen()
    page.keyboard.press("/")
    page.keyboard.type("72 128/84 97 d2 calm, eyes closed")
    expect(page.locator("#entry-echo")).to_have_text("HR 72   BP 128/84   SpO₂ 97   Diss 2   note “calm, eyes closed”")
    page.keyboard.press("Enter")
    said(page, "^Saved")
    seen = last_set(ward)
    assert (seen.heart_rate, seen.systolic, seen.diastolic, seen.spo2, seen.dissociation) == (72, 128, 84, 97, 2)
    assert seen.note == "calm, eyes closed"


def test_distress_and_agitation_in_one_line(ward: Ward, screen: Screen) -> None:
    """dist3 is distress and rass-2 is RASS; r-2 may be a breath rate and is asked about, as is a score hidden behind words."""
    page, before = screen(), count(ward)
    page.keyboard.press("/")
    for typed, why in (
        ("72 r-2", "may be RASS or"),
        ("calm rass+3", "would be only a note"),
        ("calm dist 4", "a note"),
    ):
        page.fill("#entry-line", typed)
        expect(page.locator("#entry-echo")).to_contain_text(why)
        page.keyboard.press("Enter")
        expect(page.locator("#entry-line")).to_have_value(typed)
    assert count(ward) == before
    page.fill("#entry-line", "72 r14 dist3 rass\N{MINUS SIGN}2 drowsy")
    expect(page.locator("#entry-echo")).to_have_text("HR 72   Distress 3   RASS -2   RR 14   note “drowsy”")
    page.keyboard.press("Enter")
    said(page, "^Saved")
    seen = last_set(ward)
    assert (seen.heart_rate, seen.distress, seen.agitation, seen.respiratory_rate, seen.note) == (72, 3, -2, 14, "drowsy")


def test_a_score_that_cannot_be_is_refused_in_its_field(ward: Ward, screen: Screen) -> None:
    """RASS +9 in one line is refused with what it must be, and its field is there to type it anew."""
    page, before = screen(), count(ward)
    page.keyboard.press("/")
    page.keyboard.type("72 rass+9")
    page.keyboard.press("Enter")
    said(page, "Agitation.*must be -5 to 4. You entered 9")
    expect(page.locator("#entry-agitation")).to_be_focused()
    assert count(ward) == before


def test_a_named_pressure_in_one_line_is_a_pressure(ward: Ward, screen: Screen) -> None:
    """A typed "bp 128/84" is a pressure, and a pressure hidden behind words is asked about: as a note it would alarm nobody."""
    page = screen()
    page.keyboard.press("/")
    page.keyboard.type("calm 128/84")
    expect(page.locator("#entry-echo")).to_contain_text("would be only a note")
    page.keyboard.press("Enter")
    page.fill("#entry-line", "hr 72 bp 128/84 spo2 97 calm")
    page.keyboard.press("Enter")
    said(page, "^Saved")
    seen = last_set(ward)
    assert (seen.heart_rate, seen.systolic, seen.diastolic, seen.spo2, seen.note) == (72, 128, 84, 97, "calm")


def test_a_unit_and_full_width_digits_are_understood(ward: Ward, screen: Screen) -> None:
    """A heart rate of "72 bpm", also in full-width digits, is 72."""
    page = screen()
    page.fill("#entry-heart_rate", "７２ bpm")
    page.press("#entry-heart_rate", "Enter")
    said(page, "^Saved")
    assert last_set(ward).heart_rate == 72


@pytest.mark.ux("U28")
def test_what_is_refused_stays_typed(ward: Ward, screen: Screen) -> None:
    """A systolic pressure of 700 is refused in a sentence, everything typed stays, and the cursor is in that field."""
    page, before = screen(), count(ward)
    press(page, "7 2 Tab 7 0 0 / 8 4 Enter")
    said(page, "Systolic pressure must be 40 to 300 mmHg. You entered 700.")
    assert count(ward) == before
    expect(page.locator("#entry-systolic")).to_be_focused()
    assert [page.input_value(f"#entry-{name}") for name in ("heart_rate", "systolic", "diastolic")] == ["72", "700", "84"]


@pytest.mark.ux("U27")
def test_a_swapped_pressure_is_swapped_with_one_key(ward: Ward, screen: Screen) -> None:
    """80/128 is not saved; one key makes it 128/80."""
    page, before = screen(), count(ward)
    press(page, "Tab 8 0 / 1 2 8 Enter")
    said(page, "Systolic must be higher than diastolic. You entered 80/128.")
    assert count(ward) == before
    press(page, "Enter Enter")
    said(page, "^Saved")
    assert (last_set(ward).systolic, last_set(ward).diastolic) == (128, 80)


def test_an_unusual_value_is_asked_about_once(ward: Ward, screen: Screen) -> None:
    """A systolic pressure of 190 is saved with a second Enter, and is marked as confirmed."""
    page, before = screen(), count(ward)
    press(page, "Tab 1 9 0 / 1 0 0 Enter")
    said(page, "SBP 190 is unusual.")
    assert count(ward) == before
    page.keyboard.press("Enter")
    said(page, "^Saved")
    assert (last_set(ward).systolic, last_set(ward).confirmed) == (190, True)


def test_several_unusual_values_are_one_question(ward: Ward, screen: Screen) -> None:
    """What is unusual, what jumped and a late time are asked about together, once, in a line that fits."""
    page, before = screen(), count(ward)
    press(page, "1 4 0 Tab 1 9 0 / 8 0 Tab 9 1 Enter")
    said(
        page,
        r"^HR 140, SBP 190 and SpO₂ 91 are unusual\. Pulse pressure 110\. HR was 80, now 140\. SBP was 136, now 190\. Right\?",
    )
    assert count(ward) == before
    page.keyboard.press("Enter")
    said(page, "^Saved")
    assert last_set(ward).confirmed


def test_a_late_entry_is_asked_about(ward: Ward, screen: Screen) -> None:
    """A set of more than a quarter of an hour ago is saved with a second Enter: a wrong hour is easily typed."""
    page, before = screen(), count(ward)
    page.fill("#entry-heart_rate", "72")
    page.fill("#entry-at", page.evaluate("vigil.words.clock(vigil.now() - 20 * 60000)"))
    page.press("#entry-at", "Enter")
    said(page, r"is (19|20) min ago\. Right\?")
    assert count(ward) == before
    page.keyboard.press("Enter")
    said(page, "^Saved")
    expect(page.locator(".sets tr .late")).to_have_text("L")


def test_each_wrong_field_says_what_is_wrong_with_it(ward: Ward, screen: Screen) -> None:
    """Of several refused fields the first says why, the others are named, and each says its own when the cursor is in it."""
    page, before = screen(), count(ward)
    press(page, "7 0 0 Tab 7 0 0 / 8 4 Tab 3 Enter")
    said(page, r"^Heart rate must be 20 to 300 /min\. You entered 700\. Also wrong: SBP, SpO₂\.$")
    page.focus("#entry-spo2")
    said(page, r"^Oxygen saturation must be 50 to 100 %\. You entered 3\. Also wrong: HR, SBP\.$")
    assert count(ward) == before


def test_what_is_unusual_is_the_servers_to_say(ward: Ward, screen: Screen) -> None:
    """The usual ranges that a nurse is asked by are those that the page was given, not numbers of the browser."""
    page = screen()
    page.evaluate(
        """() => { const page = document.getElementById("session"); const usual = JSON.parse(page.dataset.usual);
        usual.ranges.heart_rate = [60, 70]; page.dataset.usual = JSON.stringify(usual); }"""
    )
    press(page, "7 2 Enter")
    said(page, "HR 72 is unusual.")


@pytest.mark.ux("U32")
def test_nothing_entered_is_not_saved(ward: Ward, screen: Screen) -> None:
    """Enter in empty fields says what to do and stores nothing."""
    page, before = screen(), count(ward)
    page.keyboard.press("Enter")
    said(page, "Nothing was entered")
    assert count(ward) == before


def test_a_symptom_is_saved_with_the_set(ward: Ward, screen: Screen) -> None:
    """A ticked symptom goes with the next set and is untouched afterwards."""
    page = screen()
    page.click("text=Symptoms")
    page.click("[data-symptom=nausea]")
    page.click("text=Done")
    press(page, "7 2 Enter")
    said(page, "^Saved")
    assert [s.value for s in last_set(ward).symptoms] == ["nausea"]


def test_a_dose_is_what_staff_typed(ward: Ward, screen: Screen) -> None:
    """Nothing is proposed for a dose; what was entered is recorded and drawn."""
    page = screen()
    page.click(".acts >> text=Dose")
    assert [page.input_value(f"#dose-{name}") for name in ("drug", "amount", "per_kg", "weight")] == ["", "", "", ""]
    expect(page.locator(".dose-form input:checked")).to_have_count(0)
    page.fill("#dose-drug", "Ketamine")
    page.fill("#dose-amount", "20")
    page.select_option("#dose-second", "omar")
    page.get_by_role("radio", name="IM", exact=True).check()
    page.click("text=Record dose")
    said(page, "Saved .* Ketamine 20 mg IM")
    expect(page.locator(".sets")).to_contain_text("Ketamine 20 mg IM")


def test_another_session_takes_nothing_over(ward: Ward, screen: Screen) -> None:
    """Who goes from one patient to another on the same screen sees, and enters for, that patient only; drafts stay behind."""
    other = replace(PATIENT, id="p2", name="LIND, Sven", identifier="0043")
    add_session(ward.clinic, "s2", "1", other, past(ward.clock(), "other ")[:-2])
    page = screen()
    page.keyboard.type("99")
    page.evaluate("dash_clientside.set_props('place', { pathname: '/session/s2' })")
    expect(page.locator(".identity")).to_contain_text("LIND, Sven")
    expect(page.locator("#entry-heart_rate")).to_have_value("")
    expect(page.locator(".sets")).not_to_contain_text("Ketamine")
    press(page, "6 6 Enter")
    said(page, "^Saved")
    assert [e.fact.heart_rate for e in ward.clinic.entries("s2") if isinstance(e.fact, ObservationSet)][-1] == 66
    assert 66 not in [seen.heart_rate for seen in ward.sets()]
    page.evaluate("dash_clientside.set_props('place', { pathname: '/session/s1' })")
    expect(page.locator(".identity")).to_contain_text("OKAFOR, Ruth")
    expect(page.locator("#entry-heart_rate")).to_have_value("99")
    said(page, "still here, not saved")


def test_a_stream_leaves_the_table_alone(ward: Ward, screen: Screen) -> None:
    """While a monitor sends every second, the rows of the table stay the very same: nothing moves under a finger."""
    page = screen()
    page.evaluate("window.row = document.querySelector('tr[data-fact=set30]')")
    for number in range(3):
        ward.monitor(70 + number, ward.clock() - 3000 + number * 1000)
    expect(page.locator("[data-value=hr] .number")).to_have_text("72")
    assert page.evaluate("window.row.isConnected")
