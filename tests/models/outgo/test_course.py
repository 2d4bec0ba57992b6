"""What does a flowsheet tell besides the sets? Every alert with its answer, and the course with what nobody did."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from models.facts import (
    Amended,
    Decided,
    Dose,
    Ended,
    Fact,
    Infused,
    InfusionStep,
    Listening,
    Note,
    Opened,
    Raised,
    Stopped,
    TakenOver,
    Ticked,
    Voided,
)
from models.outgo.flowsheet import Checklist, Item
from models.outgo.flowsheet.course import said
from models.outgo.flowsheet.page import Page, page
from models.outgo.flowsheet.words import Clock, doses
from tests.models.outgo.visit import DOSE, at, seen, sets, sheet, told

CLOCK = Clock(ZoneInfo("Europe/Berlin"), DOSE, DOSE)


def alert(printed: Page, title: str) -> str:
    """Everything that is said of the alert with this title."""
    return next(f"{one.level} {one.time} " + " · ".join(one.lines) for one in printed.alerts if one.title == title)


def test_an_alert_says_level_time_cause_answers_and_end(whole: Page) -> None:
    """Of each alert stands how urgent it was, when and why, who answered, when, what they made of it, and when it was over."""
    said = alert(whole, "SBP 183 too high")
    assert said.startswith("HIGH 14:20 low 14:20: 162 ≥ 156; medium 14:25: 171 ≥ 166; high 14:38: not repeated in 3 min")
    assert "acknowledged 14:31 by petra: told the clinician · again 14:43 by lin: expected effect" in said
    assert said.endswith("over 14:48")


def test_what_nobody_answered_is_said(whole: Page) -> None:
    """A medium or high alert without an answer says so; silent advice needs none."""
    assert "NOT ACKNOWLEDGED" in alert(whole, "DBP 121 too high")
    assert "NOT" not in alert(whole, "SpO₂ 92 too low").split("MEDIUM")[0]


def test_what_was_said_and_no_longer_holds_stays_on_paper() -> None:
    """An alert that a correction took back was heard by somebody: it stands with the words that it no longer holds."""
    raised = Raised(
        id="r", at=at(48), received=at(48), signal="systolic", direction="high", priority="high", value=211.0, why="211 >= 200"
    )
    printed = page(sheet([*sets(3), raised]))
    assert "said 14:48; no longer holds since a correction" in alert(printed, "SBP 211 too high")


def test_a_late_alert_says_when_it_was_said() -> None:
    """What an entry revealed only afterwards was not said in time, and the paper does not pretend that it was."""
    log: list[Fact] = [*sets(3), seen(1, id="high", systolic=205, diastolic=99, received=at(30))]
    first = sheet(log).picture.alerts[0]
    raised = Raised(
        id="r",
        at=first.raised_at,
        received=at(30),
        signal="systolic",
        direction="high",
        priority=first.rises[0].to.word,
        late=True,
    )
    assert "said late, at 14:30" in alert(page(sheet([*log, raised])), "SBP 205 too high")


def test_alerts_and_events_are_numbered_as_on_the_chart(whole: Page) -> None:
    """The numbers under the chart lead to the lists: A1, A2 for alerts, 1, 2 for the course."""
    assert [one.mark for one in whole.alerts] == [f"A{n}" for n in range(1, len(whole.alerts) + 1)]
    assert [one.mark for one in whole.course] == [str(n) for n in range(1, len(whole.course) + 1)]


# -- the course ----------------------------------------------------------------------------------------------------------------


def test_the_course_tells_everything_else(whole: Page) -> None:
    """Dose, scores, notes, what was done, handover, skipped checks and the end stand in the order of time, with their authors."""
    told_ = [(one.time, one.since, one.by) for one in whole.course]
    assert told_[1] == ("14:00", "+0:00", "petra")
    words = " | ".join(one.words for one in whole.course)
    for part in (
        "ketamine 40 mg",
        "CADSS 14",
        "done: reassured",
        "handed over to omar",
        "check due 15:10 skipped: asleep",
        "ended",
    ):
        assert part in words


def test_a_dose_says_everything_that_is_asked_of_it_later() -> None:
    """Device, lot, order, weight and the second check stand with the dose; what nobody entered is said to be missing."""
    full = Dose(
        id="d", at=DOSE, drug="esketamine", amount=28, route="nasal", device=2, lot="AB12", per_kg=0.5, weight=80, second="omar"
    )
    assert said(full, CLOCK) == (
        "dose: esketamine 28 mg nasal; device 2; lot AB12; ordered 0.5 mg/kg at 80 kg; second check omar"
    )
    bare = said(Dose(id="d", at=DOSE), CLOCK)
    assert bare == "dose: drug not recorded amount not recorded; lot not recorded; second check not recorded"
    assert doses((full, replace(full, id="e"), replace(full, id="f"))) == (
        "esketamine 28 + 28 + 28 mg nasal; in all esketamine 84 mg"
    )


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (Decided(id="f", at=DOSE, go=True, prescriber="Dr Lin", reason="usual for her"),
         "pressure above the gate: dose may be given, decided by Dr Lin: usual for her"),
        (Infused(id="f", at=DOSE, step=InfusionStep.PAUSED, reason="anxious"), "infusion paused: anxious"),
        (Stopped(id="f", at=DOSE, reason="vomiting"), "infusion stopped early: vomiting"),
        (Ended(id="f", at=DOSE, reason="left against advice"), "session ended: left against advice"),
        (TakenOver(id="f", at=DOSE, frm="petra"), "taken over from petra"),
        (Ticked(id="f", at=DOSE, item="escort", done=False, note="nobody came"), "NOT so: escort: nobody came"),
        (Listening(id="f", at=DOSE, screens=0), "screens with armed sound: NONE"),
        (Note(id="f", at=DOSE, text="forgot this", reason="found on paper"), "note: forgot this (added because: found on paper)"),
        (Opened(id="f", at=DOSE), "session opened"),
    ],
)  # fmt: skip
def test_each_kind_of_event_has_its_words(fact: Fact, words: str) -> None:
    """No event is printed as a program would say it."""
    assert said(fact, CLOCK) == words


def test_a_voided_event_stays_struck() -> None:
    """A note that was struck through is still to be read, with who did it and why."""
    log = [
        *sets(2),
        Note(id="n", at=at(3), text="wrong room"),
        Voided(id="v", at=at(4), received=at(4), target="n", by="omar", reason="mixed up"),
    ]
    (line,) = [one for one in page(sheet(log)).course if "wrong room" in one.words]
    assert line.change == "voided 14:04 by omar: mixed up"


def test_a_mistyped_dose_stands_struck_before_the_right_one() -> None:
    """Each amount that was ever said of a dose is on paper: the wrong ones struck, by whom and why, and the one that holds."""
    right = Dose(id="d", at=at(0), received=at(5), by="omar", drug="ketamine", amount=63)
    log = [
        *sets(2),
        Dose(id="d", at=at(0), received=at(0), by="petra", drug="ketamine", amount=36),
        Amended(id="a", at=at(5), received=at(5), target="d", by="omar", reason="turned", content=right),
        Voided(id="v", at=at(9), received=at(9), target="d", by="petra", reason="wrong patient"),
    ]
    held, struck = (
        [(one.words.split(";")[0], one.by, one.change) for one in page(sheet(known)).course if "dose:" in one.words]
        for known in (log[:-1], log)
    )
    assert held == [
        ("dose: ketamine 36 mg", "petra", "corrected 14:05 by omar: turned"),
        ("dose: ketamine 63 mg", "omar", ""),
    ]
    assert struck == [held[0], ("dose: ketamine 63 mg", "omar", "voided 14:09 by petra: wrong patient")]


def test_pump_and_rate_stand_with_the_dose() -> None:
    """Paper says by which pump an infusion was given and how fast, what is lacking of the two, and each rate that came later."""
    given = Dose(id="d", at=DOSE, drug="ketamine", amount=36, route="IV", pump="B-12", rate=48, rate_unit="mL/h")
    assert "; pump B-12, 48 mL/h; lot" in said(given, CLOCK)
    assert "; pump not recorded, 48 mL/h; lot" in said(replace(given, pump=""), CLOCK)
    assert "; pump B-12, rate not recorded; lot" in said(replace(given, rate=None, rate_unit=""), CLOCK)
    later = Infused(id="r", at=at(10), step=InfusionStep.RATE, rate=60.5, rate_unit="mL/h", reason="on order")
    assert said(later, CLOCK) == "infusion rate 60.5 mL/h: on order"


def test_who_checked_a_dose_stands_with_the_full_name() -> None:
    """Paper says who else checked a dose by the full name, and lists the person; a name that somebody once typed stays so."""
    for second, words in (("omar", "Omar Żak"), ("Sister Ann", "Sister Ann")):
        given = Dose(id="d", at=at(0), received=at(0), by="petra", drug="ketamine", amount=36, second=second)
        printed = page(sheet([*sets(2), given]))
        (line,) = [one.words for one in printed.course if "dose:" in one.words]
        assert line.endswith(f"second check {words}")
        staff = next(one for one in printed.record if one.startswith("Staff: "))
        assert ("Omar Żak (omar, nurse)" in staff) is (second == "omar")


def test_a_check_that_nobody_made_is_listed() -> None:
    """A check that was neither made nor skipped stands in the course: an empty place on paper would look like peace."""
    log = [fact for fact in [*sets(8), *told()] if fact.id != "skip"]
    assert any("check NOT MADE" in one.words for one in page(sheet(log)).course)


def test_checklists_say_what_was_not_done() -> None:
    """A list that was worked through stands with who ticked each item; an open item says so."""
    items = (
        Item("Name asked", done=True, by="petra", at=at(-20), note="passport seen"),
        Item("Escort arranged"),
        Item("No food for 2 hours", by="petra", at=at(-19)),
        Item("MOAA/S 5", at=at(60), why="MOAA/S 4, must be 5"),
    )
    lists = (Checklist("Before the dose", items),)
    printed = page(sheet([*sets(2), Ticked(id="t", at=at(-20), by="petra", item="name")], lists=lists, stage="pre-dose"))
    assert [(one.text, one.done, one.words) for one in printed.lists[0].lines] == [
        ("Name asked", True, "13:40 petra, passport seen"),
        ("Escort arranged", False, "not ticked"),
        ("No food for 2 hours", False, "no, 13:41 petra"),
        ("MOAA/S 5", False, "MOAA/S 4, must be 5, 15:00"),
    ]
    assert "stage: pre-dose" in printed.summary
    assert not [one for one in printed.course if "name" in one.words]


def test_what_was_done_all_the_same_stands_above_everything() -> None:
    """A dose that was given although something spoke against it is not hidden in a list."""
    assert page(sheet(sets(2), remarks=("dose given at BP 152/94 above 140/90",))).remarks == (
        "dose given at BP 152/94 above 140/90",
    )


def test_a_list_that_nobody_touched_is_one_sentence() -> None:
    """A session from before there were lists does not look like one in which everything was forgotten, point by point."""
    lists = (Checklist("Before leaving", (Item("Walks unaided"), Item("Oriented"))),)
    (one,) = page(sheet(sets(2), lists=lists)).lists
    assert (one.lines, one.none) == ((), "Nothing on this list of 2 was ticked.")
