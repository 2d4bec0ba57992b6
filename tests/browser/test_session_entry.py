"""How does a nurse enter a set? From the keyboard, by fields or in one line; nothing typed is lost."""

from __future__ import annotations

import re
from dataclasses import replace

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


def test_a_full_set_takes_fifteen_keys(ward: Ward, screen: Screen) -> None:
    """Heart rate, pressure, saturation and dissociation are saved with fifteen keys."""
    page = screen()
    press(page, "7 2 Tab 1 2 8 / 8 4 Tab 9 7 Tab 2 Enter")
    said(page, "^Saved")
    seen = last_set(ward)
    assert (seen.heart_rate, seen.systolic, seen.diastolic, seen.spo2, seen.dissociation) == (72, 128, 84, 97, 2)


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


def test_what_is_refused_stays_typed(ward: Ward, screen: Screen) -> None:
    """A systolic pressure of 700 is refused in a sentence, everything typed stays, and the cursor is in that field."""
    page, before = screen(), count(ward)
    press(page, "7 2 Tab 7 0 0 / 8 4 Enter")
    said(page, "Systolic pressure must be 40 to 300 mmHg. You entered 700.")
    assert count(ward) == before
    expect(page.locator("#entry-systolic")).to_be_focused()
    assert [page.input_value(f"#entry-{name}") for name in ("heart_rate", "systolic", "diastolic")] == ["72", "700", "84"]


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
    assert [page.input_value(f"#dose-{name}") for name in ("drug", "amount", "unit", "route")] == ["", "", "", ""]
    page.fill("#dose-drug", "Ketamine")
    page.fill("#dose-amount", "20")
    page.select_option("#dose-unit", "mg")
    page.select_option("#dose-route", "IV")
    page.click("text=Record dose")
    said(page, "Saved .* Ketamine 20 mg IV")
    expect(page.locator(".sets")).to_contain_text("Ketamine 20 mg IV")


def test_a_void_reading_stays_struck_through(ward: Ward, screen: Screen) -> None:
    """A reading that is voided stays in the table, struck, with who and why."""
    page = screen()
    page.locator("tr[data-fact=set30] >> text=Void").click()
    page.click("text=Cuff or sensor")
    row = page.locator("tr.struck[data-fact=set30]")
    expect(row).to_contain_text("void: Cuff or sensor, nurse.a")
    expect(page.locator("[data-value=sys] .number")).to_have_text("140/86")


def test_a_corrected_reading_shows_old_and_new(ward: Ward, screen: Screen) -> None:
    """A correction asks why and what was really seen; what is left empty stays, the old one is struck."""
    page = screen()
    page.locator("tr[data-fact=set30] >> text=Correct").click()
    page.click("text=Typing error")
    expect(page.locator("#entry-heart_rate")).to_have_value("")
    press(page, "Tab 1 5 0 / 9 0 Enter")
    said(page, "^Saved")
    expect(page.locator("tr.struck[data-fact=set30]")).to_contain_text("136/84")
    fresh = page.locator("tr[data-fact=set30]:not(.struck)")
    expect(fresh).to_contain_text("150/90")
    expect(fresh).to_contain_text("80")
    expect(page.locator("[data-value=sys] .number")).to_have_text("150/90")


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
