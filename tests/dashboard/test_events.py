"""Can everything that happened be read on the chart, however near to one another two things were?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from dashboard.events import LETTER, NOTES, PLOT, ROWS, Label, event_traces, laid, near
from dashboard.theme import NIGHT
from models.facts import Amended, Dose, Ended, Fact, Infused, InfusionStep, Note, Stopped, Voided
from models.vitals import MINUTE, Millis, ObservationSet, Symptom

DOSE = 1_795_000_000_000
HOUR = (DOSE - 15 * MINUTE, DOSE + 50 * MINUTE)


def place(label: Label, shown: tuple[Millis, Millis]) -> tuple[float, float, float]:
    """The row of a label, and from when to when its words reach."""
    wide = (shown[1] - shown[0]) * LETTER * len(label.sign) / PLOT
    return label.row, label.at - (wide if label.left else 0), label.at + (0 if label.left else wide)


@pytest.mark.parametrize("seed", range(5))
def test_no_label_lies_on_another(seed: int) -> None:
    """Doses, stops and the end are written so that each can be read, wherever they fall in a session of three hours."""
    chance, shown = Random(seed), (DOSE, DOSE + 180 * MINUTE)
    labels = [Label(DOSE + chance.randrange(180) * MINUTE, "▮ 35 mg", "") for _ in range(6)]
    placed = [place(label, shown) for label in laid(labels, shown) if len(label.sign) > 1]
    for number, (row, begin, end) in enumerate(placed):
        assert not [other for other in placed[:number] if other[0] == row and other[1] < end - 1 and begin < other[2] - 1]


def test_the_same_labels_are_always_laid_alike() -> None:
    """Whoever looks at another screen, or again, sees each label in the same row."""
    labels = [Label(DOSE, "▮ 35 mg", ""), Label(DOSE + 3 * MINUTE, "■ stop", ""), Label(DOSE + 20 * MINUTE, "▮ 10 mg", "")]
    assert laid(labels, HOUR) == laid(labels[::-1], HOUR)
    assert [label.row for label in laid(labels, HOUR)] == [ROWS[0], ROWS[1], ROWS[0]]


def test_a_label_at_the_edge_is_written_inwards() -> None:
    """The end of a session is written to the left of its mark where the chart ends there."""
    (label,) = laid([Label(HOUR[1] - MINUTE, "■ end", "session ended")], HOUR)
    assert label.left


def test_a_note_lies_on_no_dose() -> None:
    """A note written with the dose has a row of its own above it."""
    log: list[Fact] = [
        Dose(id="d", at=DOSE, drug="Ketamine", amount=35, unit="mg", route="IV"),
        Note(id="n", at=DOSE, text="calm"),
    ]
    notes, labels, _ = event_traces(log, DOSE, HOUR, NIGHT, "y6")
    assert (notes["y"], notes["text"], notes["meta"]["feed"]) == ([NOTES], ["✎"], "events")
    assert (labels["y"], labels["text"], labels["meta"]["feed"]) == ([ROWS[0]], ["▮ 35 mg"], "labels")
    assert all(abs(NOTES - row) > 0.3 for row in ROWS)


def test_devices_are_one_label_with_a_mark_each() -> None:
    """Three nasal devices are written once, beside the first; each of the others has a mark that lies on no words."""
    given = [(0, 28.0, 1), (5, 28.0, 2), (10, 28.0, 3), (20, 14.0, 0)]
    log: list[Fact] = [
        Dose(id=f"d{at}", at=DOSE + at * MINUTE, drug="Esketamine", amount=amount, unit="mg", route="nasal", device=device)
        for at, amount, device in given
    ]
    labels = event_traces(log, DOSE, HOUR, NIGHT, "y6")[1]
    assert labels["text"] == ["▮ 3 x 28 mg", "▮", "▮", "▮ 14 mg"]
    assert labels["y"][:3] == [ROWS[0], ROWS[1], ROWS[1]]


def test_notes_of_one_moment_share_a_mark() -> None:
    """Notes that would lie on one another are one mark with their number, which says all of them."""
    apart = near(HOUR)
    log: list[Fact] = [
        Note(id="a", at=DOSE, text="calm"),
        ObservationSet(id="b", at=DOSE + apart - 1, symptoms=(Symptom.NAUSEA,), note="given water"),
        Note(id="c", at=DOSE + apart, text="asleep"),
    ]
    notes = event_traces(log, DOSE, HOUR, NIGHT, "y6")[0]
    assert (notes["text"], notes["hovertext"]) == (["✎2", "✎"], ["calm; nausea, given water", "asleep"])


def test_stop_and_end_are_labels() -> None:
    """That the infusion was paused or stopped, and that the session ended, is written beside the doses, with why."""
    log: list[Fact] = [
        Infused(id="p", at=DOSE + 10 * MINUTE, step=InfusionStep.PAUSED),
        Stopped(id="s", at=DOSE + 25 * MINUTE, reason="dizzy"),
        Ended(id="e", at=DOSE + 40 * MINUTE),
    ]
    labels = event_traces(log, DOSE, HOUR, NIGHT, "y6")[1]
    assert labels["text"] == ["▯ paused", "■ stop", "■ end"]
    assert labels["hovertext"] == ["infusion paused", "infusion stopped: dizzy", "session ended"]


def test_who_checked_a_dose_is_called_by_the_full_name() -> None:
    """Beside a dose stands who else checked it, by the full name; a name that somebody once typed stays as it was typed."""
    log: list[Fact] = [
        Dose(id="d", at=DOSE, drug="Ketamine", amount=35, unit="mg", route="IV", second="omar"),
        Dose(id="e", at=DOSE + 20 * MINUTE, drug="Ketamine", amount=5, unit="mg", route="IV", second="Sister Ann"),
    ]
    labels = event_traces(log, DOSE, HOUR, NIGHT, "y6", called=lambda name: {"omar": "Omar Haddad"}.get(name, name))[1]
    assert labels["hovertext"] == [
        "Ketamine 35 mg IV, checked by Omar Haddad",
        "Ketamine 5 mg IV, checked by Sister Ann",
    ]


def test_a_new_rate_is_a_label() -> None:
    """Pump and rate are said of the dose, and another rate stands where it began, with why."""
    log: list[Fact] = [
        Dose(id="d", at=DOSE, drug="Ketamine", amount=35, unit="mg", route="IV", pump="B-12", rate=48, rate_unit="mL/h"),
        Infused(id="r", at=DOSE + 20 * MINUTE, step=InfusionStep.RATE, rate=36, rate_unit="mL/h", reason="dizzy"),
    ]
    labels = event_traces(log, DOSE, HOUR, NIGHT, "y6")[1]
    assert labels["text"] == ["▮ 35 mg", "▯ 36 mL/h"]
    assert labels["hovertext"] == ["Ketamine 35 mg IV, pump B-12, 48 mL/h", "infusion rate 36 mL/h: dizzy"]


def test_a_dose_that_no_longer_holds_stays_on_the_chart() -> None:
    """A corrected dose and one that was struck through keep their marks, grey and struck, with by whom and why; no other does."""
    first = Dose(id="d", at=DOSE, by="nina", drug="Ketamine", amount=36, route="IV")
    wrong = Dose(id="w", at=DOSE + 30 * MINUTE, drug="Ketamine", amount=5, route="IV", lot="<b>L</b>")
    moved = replace(first, at=DOSE + 5 * MINUTE, amount=63)
    log: list[Fact] = [
        first,
        wrong,
        Amended(id="a", at=DOSE, received=1, by="omar", target="d", content=moved, reason="typing <error>"),
        Amended(id="b", at=DOSE, received=2, by="omar", target="d", content=replace(moved, lot="L-7"), reason="lot"),
        Voided(id="v", at=DOSE, received=3, by="nina", target="w", reason="wrong patient"),
    ]
    labels = event_traces(log, DOSE, HOUR, NIGHT, "y6", called=str.title)[1]
    assert labels["x"] == [DOSE, DOSE + 5 * MINUTE, DOSE + 30 * MINUTE]
    assert labels["text"] == ["<s>▮ 36 mg</s>", "▮ 63 mg", "<s>▮ 5 mg</s>"]
    assert labels["textfont"]["color"] == [NIGHT.muted, NIGHT.text, NIGHT.muted]
    assert labels["hovertext"] == [
        "Ketamine 36 mg IV, corrected by Omar: typing &lt;error&gt;",
        "Ketamine 63 mg IV",
        "Ketamine 5 mg IV, struck through by Nina: wrong patient",
    ]
    assert labels["y"][0] != labels["y"][1]


def test_no_time_is_cut_by_the_edge_of_the_chart() -> None:
    """-0:20 is written where there is room for the whole of it, and else not at all."""
    for before, there in ((21, False), (25, True)):
        clock = event_traces([], DOSE, (DOSE - before * MINUTE, DOSE + 50 * MINUTE), NIGHT, "y6")[2]
        assert ("-0:20" in clock["text"]) is there


def test_a_long_session_has_fewer_times() -> None:
    """The times from the dose are as far apart as they need to be to be read."""
    for hours, first in ((1, "+0:20"), (5, "+0:40"), (12, "+2:00")):
        clock = event_traces([], DOSE, (DOSE, DOSE + hours * 60 * MINUTE), NIGHT, "y6")[2]
        assert clock["text"][clock["text"].index("+0:00") + 1] == first
