"""What stands on a flowsheet? Every set, every correction, every alert with its answer, and in words what is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from models.facts import (
    Amended,
    Dose,
    Note,
    Signed,
)
from models.outgo.flowsheet.page import Page, page
from models.outgo.flowsheet.table import Kind, Row
from models.outgo.flowsheet.words import Clock, age
from models.vitals import MINUTE, ObservationSet
from tests.models.outgo.visit import DOSE, END, SHA, at, seen, sets, sheet, stream, told

CLOCK = Clock(ZoneInfo("Europe/Berlin"), DOSE, DOSE)


def row(printed: Page, time: str, kind: Kind = Kind.SET) -> Row:
    """The row of this kind at this time."""
    return next(one for one in printed.table.rows if (one.time, one.kind) == (time, kind))


def cells(one: Row) -> list[str]:
    """The numbers of a row."""
    return [cell.text for cell in one.cells]


# -- the table of sets ---------------------------------------------------------------------------------------------------------


def test_every_set_is_a_row(whole: Page) -> None:
    """Nothing that staff entered is left out: each set stands with its time and its pressure, in the order of time."""
    held = [one for one in whole.table.rows if one.kind is Kind.SET]
    for one in sets():
        assert cells(row(whole, CLOCK.plain(one.at)))[0] == f"{one.systolic:g}/{one.diastolic:g}"
    assert len(held) == len(sets()) + len(("nausea", "late", "odd", "impossible", "turned as corrected"))
    assert [one.time for one in held] == sorted(one.time for one in held)


def test_a_monitor_s_stream_is_no_row(whole: Page) -> None:
    """Eleven thousand readings stay on the chart; under the table it says how many there were, and how far they went."""
    assert len(whole.table.rows) < 50
    assert "Heart rate from monitor 3, on the chart: 11,100 readings 13:40 to 16:44, 70 to 76 /min." in whole.table.foot


def test_a_correction_is_struck_and_stays(whole: Page) -> None:
    """What was wrong stands struck through above what was really seen, with who corrected it, when and why."""
    wrong, right = row(whole, "14:48", Kind.STRUCK), row(whole, "14:48")
    assert (cells(wrong)[0], wrong.by, wrong.change) == ("211/88?", "petra", "corrected 14:50 by omar: digits turned")
    assert (cells(right)[0], right.by, right.change) == ("121/88", "omar", "")
    assert whole.table.rows.index(wrong) + 1 == whole.table.rows.index(right)


def test_two_corrections_of_one_set_both_stay(whole: Page) -> None:
    """Whoever corrects a correction does not make the first one vanish."""
    again = Amended(id="a2", at=at(60), received=at(60), by="lin", target="turned", reason="cuff slipped")
    content = seen(48, id="turned", systolic=118, diastolic=86, by="lin")
    printed = page(sheet([*sets(8), *told(), replace(again, content=content)]))
    rows = [one for one in printed.table.rows if one.time == "14:48"]
    assert [(one.kind, cells(one)[0], one.change) for one in rows] == [
        (Kind.STRUCK, "211/88?", "corrected 14:50 by omar: digits turned"),
        (Kind.STRUCK, "121/88", "corrected 15:00 by lin: cuff slipped"),
        (Kind.SET, "118/86", ""),
    ]


def test_a_voided_set_stays_struck(whole: Page) -> None:
    """What should never have been recorded is still there, struck through, with who, when and why."""
    assert row(whole, "15:12", Kind.STRUCK).change == "voided 15:14 by omar: belongs to room 2"
    assert not [one for one in whole.table.rows if (one.time, one.kind) == ("15:12", Kind.SET)]


def test_what_came_late_is_marked(whole: Page) -> None:
    """A reading that was written down later says when it was entered."""
    assert row(whole, "14:52").words == "late: entered 15:11"
    assert row(whole, "14:50").words == ""


def test_doubt_and_rejection_have_signs_and_reasons(whole: Page) -> None:
    """A doubtful number has a question mark, a rejected one brackets, and both say why; the foot explains the signs."""
    doubtful, rejected = row(whole, "14:57"), row(whole, "15:03")
    assert (cells(doubtful)[0], doubtful.words) == ("131/121?", "suspect: pulse pressure 10")
    assert (cells(rejected)[0], rejected.words) == ("(80/128)", "rejected: diastolic not below systolic")
    assert whole.table.foot[0].startswith("– not measured; ? in doubt; ( ) rejected, not judged")


def test_absence_is_said_in_words_and_is_never_zero() -> None:
    """What nobody measured is a dash that the foot explains, or a sentence; a zero of a device is no signal."""
    printed = page(sheet([*sets(3), seen(7, id="half", systolic=120, heart_rate=0)]))
    assert cells(row(printed, "14:07"))[:2] == ["(120/–)", "–"]
    assert "HR: no signal" in row(printed, "14:07").words
    assert "Not measured in this session: mean pressure, temperature, agitation (RASS)." in printed.table.foot
    assert page(sheet([])).summary.endswith("first dose not recorded · baseline not measured")


def test_a_number_of_the_monitor_is_marked_as_its_own(whole: Page) -> None:
    """Where a nurse entered a pressure only, the monitor's rate of that time stands beside it with a mark, and never unmarked."""
    marked = [(cell.text, cell.monitor) for cell in row(whole, "14:33").cells]
    assert marked[:3] == [("–", False), ("70", True), ("96", True)]
    assert not any(cell.monitor for cell in row(whole, "14:20").cells)
    alone = page(sheet([*sets(3), seen(7, id="alone", systolic=120, diastolic=80)]))
    assert cells(row(alone, "14:07"))[1] == "–"


def test_symptoms_and_notes_stand_in_their_row(whole: Page) -> None:
    """What the nurse saw besides numbers stands beside them."""
    assert row(whole, "14:33").words == "nausea; feels sick, basin given"


def test_a_new_day_and_a_changed_clock_are_said() -> None:
    """Where midnight or the end of summer time lies in a session, a line says which day and offset hold from there on."""
    night = 1_792_882_800_000  # 25 Oct 2026 01:00 in Berlin, two hours before the clocks go back
    log = [ObservationSet(id=f"n{n}", at=night + n * 60 * MINUTE, received=night + n * 60 * MINUTE, spo2=97) for n in range(4)]
    printed = page(sheet(log, printed_at=night + 240 * MINUTE))
    days = [one.time for one in printed.table.rows if one.kind is Kind.DAY]
    times = [one.time for one in printed.table.rows if one.kind is Kind.SET]
    assert (days, times) == (["25 Oct 2026, UTC+01:00"], ["01:00", "02:00", "02:00", "03:00"])


# -- who it is, and who vouches ------------------------------------------------------------------------------------------------


def test_who_the_patient_is_and_what_nobody_recorded() -> None:
    """Name, date of birth with age, number, allergies, room and dose; what nobody recorded is said, never left blank."""
    known = page(sheet([*sets(2), *told()])).identity
    assert (known.birth, known.number, known.room) == ("12 Mar 1984 (42 years)", "4711", "3")
    assert (known.dose, known.date) == ("ketamine 40 mg IV over 40 min", "22 Nov 2026")
    bare = page(sheet([], birth=None, identifier="", allergies="", room="")).identity
    assert (bare.birth, bare.number) == ("date of birth not recorded", "no number recorded")
    assert (bare.allergies, bare.room, bare.dose) == ("not recorded", "not recorded", "no dose recorded")


@pytest.mark.parametrize(("day", "years"), [(date(2026, 3, 11), 41), (date(2026, 3, 12), 42)])
def test_age_is_in_whole_years(day: date, years: int) -> None:
    """A patient is a year older from the birthday on."""
    assert age(date(1984, 3, 12), day) == years


def test_an_unsigned_sheet_has_lines_for_ink(whole: Page) -> None:
    """Where nobody has signed in Vigil there is room to sign on paper."""
    assert (whole.signatures, whole.ink) == ((), ("Nurse", "Prescriber"))


def test_a_signature_says_who_as_what_when_and_over_what() -> None:
    """A signature stands with the printed name, its meaning, its time and the digest, and says what was added afterwards."""
    signed = Signed(id="s", at=END, received=END, by="omar", meaning="I looked after this patient", digest=SHA, revision=3)
    after = Note(id="after", at=END, received=END + MINUTE, by="lin", text="late")
    printed = page(sheet([*sets(2), Dose(id="d", at=DOSE), signed, after], printed_at=END + 2 * MINUTE))
    (one,) = printed.signatures
    assert (one.who, one.meaning, one.when) == ("Omar Żak (omar, nurse)", "I looked after this patient", "22 Nov 2026 16:45")
    assert (one.digest, one.since) == (f"entry 3 of this session, SHA-256 {SHA}", "1 later entry, 0 of them corrections")
    assert printed.ink == ()


def test_the_record_names_protocol_staff_and_log(whole: Page) -> None:
    """Whoever checks the paper later finds the protocol with its digest, who is who, and the end of the log at printing."""
    protocol, staff, entries = whole.record
    assert protocol.startswith(
        "Protocol: Ketamine IV, 40 minutes (iv-ketamine-40min, version 1), PROPOSAL, NOT APPROVED, sha256:"
    )
    assert staff == "Staff: Petra Lund (petra, nurse); Omar Żak (omar, nurse); Dr Lin Пётр (lin, clinician)"
    assert entries.startswith("Session 1a2b3c4d, 11,")
    assert whole.audit == f"Log at printing: row 48,212 (which notes this printing), SHA-256 {SHA}"
    assert whole.printed == "Printed 22 Nov 2026 16:50 (Europe/Berlin) by Omar Żak (omar, nurse)"


def test_what_must_be_known_first_stands_in_the_head() -> None:
    """A proposal is called one, and a session that goes on is not taken for a finished one."""
    running = page(sheet([*sets(4), Dose(id="d", at=DOSE)], printed_at=at(5)))
    assert running.warnings == (
        "NOT FINISHED: the session was running when this was printed",
        "The limits are a PROPOSAL, not approved",
    )
    done = sheet([*sets(2), *told()])
    approved = replace(done.picture, protocol=replace(done.picture.protocol, approved_by="Dr Lin"))
    assert page(replace(done, picture=approved)).warnings == ()


def test_a_printing_that_could_not_be_noted_says_so() -> None:
    """When the disk is full a sheet can still be printed, and does not claim to be in the log."""
    assert "this printing could NOT be noted in the log" in page(sheet([], noted=False)).audit


def test_a_session_is_printed_whole_or_from_any_beginning() -> None:
    """A flowsheet can be printed at any instant: before the first entry, before the dose, in the middle."""
    everything = [*sets(6), *told(), *stream(range(2))]
    for count in (0, 1, 3, len(everything)):
        assert page(sheet(sorted(everything, key=lambda fact: fact.at)[:count])).identity.name
