"""How does a nurse put right what was wrong? Nothing is filled in, nothing is lost, and the screen says what will hold."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from models.clinic import User
from models.facts import Amended, Ended, Voided
from models.vitals import MINUTE, ObservationSet, Symptom
from tests.browser.conftest import Screen
from tests.browser.test_session_entry import press, said
from tests.browser.ward import NURSE, SESSION, Ward

OTHER = User(name="omar", full_name="Omar", role="nurse", password_hash="")
ROW = "tr[data-fact=set30]"


def because(page: Page, reason: str) -> None:
    """Say why, in the tray."""
    page.locator(".tray").get_by_role("button", name=reason).click()


def correct(page: Page, row: str = ROW) -> None:
    """Begin to correct a row, because of a typing error."""
    page.locator(row).get_by_role("button", name="Correct").click()
    because(page, "Typing error")
    expect(page.locator("#entry-heart_rate")).to_be_focused()


def holds(page: Page) -> Locator:
    """What the form says that will hold."""
    return page.locator(".banner")


def held(ward: Ward) -> dict[str, Any]:
    """The set as the session's picture has it."""
    latest = ward.clinic.session_view(SESSION, ward.clock()).picture.latest
    return {one.signal.word: one.value for one in latest}


def amendments(ward: Ward) -> list[Amended]:
    """Every correction that is stored."""
    return [entry.fact for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, Amended)]


def test_the_old_values_stand_beside_empty_fields(ward: Ward, screen: Screen) -> None:
    """Each field is empty with its old value beside it, which is struck as soon as another is typed."""
    page = screen()
    correct(page)
    names = ("heart_rate", "systolic", "diastolic", "spo2", "dissociation", "sedation", "respiratory_rate")
    assert [page.input_value(f"#entry-{name}") for name in names] == [""] * 7
    assert [page.locator(f"#was-{name}").text_content() for name in names] == ["80", "136", "84", "97", "2", "5", "none"]
    expect(page.locator(".was s")).to_have_count(0)
    page.fill("#entry-heart_rate", "81")
    expect(page.locator("#was-heart_rate s")).to_have_text("80")
    expect(holds(page)).to_contain_text("Will hold: HR 81 (was 80), BP 136/84, SpO₂ 97, Diss 2, Sed 5")


@pytest.mark.ux("U43")
def test_half_a_pressure_is_corrected_and_the_other_half_stays(ward: Ward, screen: Screen) -> None:
    """Who corrects only the upper number keeps the lower one; the line that confirms says the whole set."""
    page = screen()
    correct(page)
    press(page, "Tab 1 3 8 Enter")
    said(page, r"^Saved \d\d:\d\d   \d\d:\d\d: HR 80, BP 138/84 \(was 136/84\), SpO₂ 97, Diss 2, Sed 5$")
    expect(page.locator("[data-value=sys] .number")).to_have_text("138/84")
    row = page.locator(ROW)
    expect(row.locator("s")).to_have_text("136/84")
    expect(row).to_contain_text("138/84")
    expect(page.locator("tr.why[data-about=set30]")).to_have_text(re.compile(r"corrected \d\d:\d\d by Nurse A: Typing error"))
    assert (held(ward)["systolic"], held(ward)["diastolic"]) == (138, 84)


def test_a_value_can_be_taken_away(ward: Ward, screen: Screen) -> None:
    """A value that was not measured at all is taken away by one button, or by a dash; a pressure goes as a whole."""
    page = screen()
    correct(page)
    page.focus("#entry-diastolic")
    page.get_by_role("button", name="BP not measured").click()
    expect(page.locator("#entry-diastolic")).to_be_focused()
    page.fill("#entry-dissociation", "-")
    expect(holds(page)).to_contain_text("HR 80, SpO₂ 97, Sed 5, BP not measured (was 136/84), Diss not measured (was 2)")
    page.press("#entry-dissociation", "Enter")
    said(page, "BP not measured")
    (stored,) = amendments(ward)
    assert isinstance(stored.content, ObservationSet)
    assert [signal.short for signal, _ in stored.content.measured()] == ["HR", "SpO₂", "Sed"]
    expect(page.locator("[data-value=sys] .number")).to_have_text("140/86")


def test_distress_and_agitation_are_corrected_like_the_rest(ward: Ward, screen: Screen) -> None:
    """Their fields are there while an entry is corrected, empty, with the old value beside them; a dash takes a value away."""
    ward.seen(minutes=3, dissociation=2, distress=4, agitation=2)
    page = screen()
    expect(page.locator("#entry-distress")).to_be_hidden()
    correct(page, ".sets tbody tr:first-child")
    assert [page.input_value(f"#entry-{name}") for name in ("distress", "agitation")] == ["", ""]
    assert [page.locator(f"#was-{name}").text_content() for name in ("distress", "agitation")] == ["4", "+2"]
    page.fill("#entry-distress", "1")
    page.fill("#entry-agitation", "-1")
    expect(holds(page)).to_contain_text("Will hold: Diss 2, Distress 1 (was 4), RASS -1 (was +2)")
    page.press("#entry-agitation", "Enter")
    said(page, r"Distress 1 \(was 4\), RASS -1 \(was \+2\)")
    expect(page.locator("[data-value=dist] .number")).to_have_text("1")
    assert (held(ward)["distress"], held(ward)["agitation"], held(ward)["dissociation"]) == (1, -1, 2)
    expect(page.locator("#entry-agitation")).to_be_hidden()
    correct(page, ".sets tbody tr:first-child")
    page.focus("#entry-agitation")
    page.get_by_role("button", name="RASS not measured").click()
    page.press("#entry-agitation", "Enter")
    said(page, r"RASS not measured \(was -1\)")
    assert "agitation" not in held(ward)


def test_a_correction_that_would_leave_nothing_or_change_nothing_is_not_sent(ward: Ward, screen: Screen) -> None:
    """Enter without a change says so; a set of which nothing would be left is to be voided."""
    ward.seen(minutes=3, heart_rate=81)
    page = screen()
    correct(page, ".sets tbody tr:first-child")
    page.keyboard.press("Enter")
    said(page, "Nothing is changed")
    press(page, "- Enter")
    said(page, "Nothing would be left")
    assert amendments(ward) == []


def test_a_swapped_half_is_not_saved(ward: Ward, screen: Screen) -> None:
    """A lower number above the old upper one is refused in the field, and the old ones stay."""
    page = screen()
    correct(page)
    page.fill("#entry-diastolic", "140")
    page.press("#entry-diastolic", "Enter")
    said(page, "Systolic must be higher than diastolic. It would be 136/140.")
    assert amendments(ward) == []


def test_a_corrected_row_is_corrected_again_and_voided(ward: Ward, screen: Screen) -> None:
    """What was corrected once can be corrected again, time too, and voided; the row keeps what was there, with who and why."""
    page = screen()
    correct(page)
    press(page, "8 8 Enter")
    said(page, r"HR 88 \(was 80\)")
    correct(page)
    expect(page.locator("#was-heart_rate")).to_have_text("88")
    page.fill("#entry-at", page.evaluate("vigil.words.clock(vigil.now() - 9 * 60000)"))
    page.fill("#entry-heart_rate", "78")
    page.press("#entry-heart_rate", "Enter")
    said(page, r"\d\d:\d\d \(was \d\d:\d\d\): HR 78 \(was 88\)")
    expect(page.locator(f"{ROW} td:nth-child(2)")).to_have_text("80 88 78")
    correct(page)
    press(page, "7 9 Enter")
    said(page, r"HR 79 \(was 78\)")
    assert len({one.content.at for one in amendments(ward)[1:] if one.content}) == 1
    page.locator(ROW).get_by_role("button", name="Void").click()
    because(page, "Wrong patient")
    expect(page.locator(f"{ROW}.struck")).to_have_count(1)
    expect(page.locator(f"{ROW} button")).to_have_count(0)
    expect(page.locator("tr.why[data-about=set30]")).to_contain_text("void: Wrong patient, Nurse A")
    assert held(ward)["heart_rate"] == 84


def test_a_void_reading_stays_struck_through(ward: Ward, screen: Screen) -> None:
    """A reading that is voided stays in the table, struck, with who and why."""
    page = screen()
    page.locator(ROW).get_by_role("button", name="Void").click()
    because(page, "Cuff or sensor")
    expect(page.locator(f"{ROW}.struck s").first).to_have_text(re.compile(r"\d\d:\d\d"))
    expect(page.locator("tr.why[data-about=set30]")).to_have_text("void: Cuff or sensor, Nurse A")
    expect(page.locator("[data-value=sys] .number")).to_have_text("140/86")


def test_two_nurses_correct_the_same_reading(ward: Ward, screen: Screen) -> None:
    """Who corrects what a colleague has just corrected is told what changed, by whom and why, and keeps what was typed."""
    page = screen()
    correct(page)
    page.fill("#entry-spo2", "96")
    seen = ObservationSet(id="x", at=0, heart_rate=90, systolic=136, diastolic=84, spo2=97, sedation=5, dissociation=2)
    ward.clinic.record(SESSION, Amended(id="theirs", at=0, target="set30", reason="cuff", content=seen), OTHER)
    expect(page.locator(ROW)).to_contain_text("90")
    page.press("#entry-spo2", "Enter")
    said(page, r"omar has corrected this entry in the meantime \(cuff\).*It says now: HR 90 \(was 80\).*still here: Enter saves")
    expect(page.locator("#entry-spo2")).to_have_value("96")
    expect(holds(page)).to_contain_text("Will hold: HR 90, BP 136/84, SpO₂ 96 (was 97)")
    page.press("#entry-spo2", "Enter")
    said(page, "^Saved")
    assert (held(ward)["heart_rate"], held(ward)["spo2"]) == (90, 96)


def test_a_reading_corrected_meanwhile_is_not_voided_unseen(ward: Ward, screen: Screen) -> None:
    """Who voids what a colleague has just corrected is asked again, with what it says now."""
    page = screen()
    page.locator(ROW).get_by_role("button", name="Void").click()
    seen = ObservationSet(id="x", at=0, heart_rate=90)
    ward.clinic.record(SESSION, Amended(id="theirs", at=0, target="set30", reason="cuff", content=seen), OTHER)
    expect(page.locator(ROW)).to_contain_text("90")
    because(page, "Typing error")
    expect(page.locator(".tray .question")).to_contain_text(re.compile("omar has corrected this entry.*Void .*HR 90"))
    assert not [entry for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, Voided)]
    because(page, "Typing error")
    expect(page.locator(f"{ROW}.struck")).to_have_count(1)


def test_cancelling_leaves_everything_as_it_was(ward: Ward, screen: Screen) -> None:
    """A correction that is cancelled changes nothing, and the next set is a new one."""
    page = screen()
    correct(page)
    page.fill("#entry-heart_rate", "99")
    page.get_by_role("button", name="Cancel correction").click()
    expect(page.locator("#entry-heart_rate")).to_have_value("")
    expect(holds(page)).to_be_hidden()
    press(page, "7 2 Enter")
    said(page, "^Saved")
    assert amendments(ward) == []
    assert ward.sets()[-1].heart_rate == 72


def test_symptoms_are_corrected_too(ward: Ward, screen: Screen) -> None:
    """The symptoms of an entry are shown as ticked while it is corrected, and can be taken away."""
    ward.seen(minutes=3, heart_rate=81, symptoms=(Symptom.NAUSEA,), note="given water")
    page = screen()
    correct(page, ".sets tbody tr:first-child")
    page.get_by_role("button", name="Symptoms").click()
    page.get_by_role("button", name="Nausea", pressed=True).click()
    page.get_by_role("button", name="Done").click()
    expect(holds(page)).to_contain_text("HR 81, note “given water”, no symptoms (was nausea)")
    page.keyboard.press("Enter")
    said(page, "^Saved")
    (stored,) = amendments(ward)
    assert stored.content
    assert (stored.content.symptoms, stored.content.note) == ((), "given water")


def test_an_entry_of_a_session_that_has_ended_is_corrected(ward: Ward, screen: Screen) -> None:
    """After the end nothing new can be entered, but what was wrong can still be put right."""
    ward.clinic.record(SESSION, Ended(id="end", at=0, reason="ended by the test"), NURSE)
    context = screen("/").context
    page = context.new_page()
    page.goto(f"{ward.url}/session/{SESSION}")
    expect(page.locator("#session-entry")).to_contain_text("Nothing more can be entered")
    correct(page)
    press(page, "8 1 Enter")
    said(page, r"^Saved .*HR 81 \(was 80\)")
    expect(page.locator("#entry-heart_rate")).to_be_hidden()
    expect(page.locator(".acts")).to_be_hidden()
    assert held(ward)["heart_rate"] == 81
    assert ward.clinic.session_view(SESSION, ward.clock() + MINUTE).picture.ended_at
