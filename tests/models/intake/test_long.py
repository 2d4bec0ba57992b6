"""A long table is read column by column, and says what it would say row by row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import intake
from models.facts import singly
from models.intake import Answers, Intake, as_json, bulk, long, tabular
from models.intake.table import find
from tests.models.columns import dices

NAMES = {
    "hr": ("heart_rate", "HR", "Pulse", "hr (bpm)"),
    "sys": ("systolic", "SYS", "NIBP Sys"),
    "dia": ("diastolic", "DIA"),
    "bp": ("bp", "Blood Pressure", "NIBP"),
    "spo2": ("spo2", "SpO2 (%)"),
    "temp": ("temperature", "Temp °C", "temp_f"),
    "rr": ("respiratory_rate", "RR"),
    "x": ("battery", "comment", "perfusion"),
    "sed": ("sedation",),
}
USUAL = {"hr": (50, 120), "sys": (90, 160), "dia": (50, 85), "spo2": (90, 100), "temp": (36, 39), "rr": (8, 22), "sed": (0, 5)}
ODD = (
    "",
    "",
    "0",
    "-1",
    "---",
    "999",
    "n/a",
    "400",
    "120/80",
    "80/120",
    "120/80 (93)",
    "72 bpm",
    "1e2",
    ".5",
    "72.",
    "072",
    " 71",
    '"73"',
    "'74'",
    "36,6",
    "+70",
    "٣",
)
FORMS = (
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S+02:00",
    "%Y-%m-%dT%H:%M:%S.%fZ",
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%H:%M:%S",
    "%s",
)
ZONES = (None, "Europe/Berlin", "UTC", "+02:00", "America/New_York")


def written(dice: Random) -> str:
    """A table as some program writes it."""
    chosen = [name for name in NAMES if dice.random() < (0.1 if name == "sed" else 0.5)] or ["hr"]
    if "sys" in chosen or "dia" in chosen:
        chosen = [*(name for name in chosen if name not in {"sys", "dia", "bp"}), "sys", "dia"]
    delimiter, odd, form = dice.choice(",,;\t"), dice.choice([0, 0, 0.02, 0.3]), dice.choice(FORMS)
    at, step = datetime(2026, dice.choice([3, 10]), dice.choice([25, 28, 29]), 0, 0, tzinfo=UTC), dice.choice([0.5, 1, 60, 300])
    lines = []
    for _ in range(dice.choice([3, 60, 450])):
        at += timedelta(seconds=step if dice.random() >= odd else dice.choice([0, 3600]))
        cells = [str(int(at.timestamp())) if form == "%s" else at.strftime(form)]
        for name in chosen:
            usual = str(dice.randint(*USUAL[name])) if name in USUAL else dice.choice(["1", "", "80", "ok", "n/a", "3.5"])
            if name == "bp":
                usual = f"{dice.randint(90, 160)}{dice.choice(['/', '/', ' / '])}{dice.randint(50, 89)}"
            cells.append(dice.choice(ODD) if dice.random() < odd else usual)
        lines.append(delimiter.join(cells))
    head = delimiter.join([dice.choice(["time", "Timestamp"]), *(dice.choice(NAMES[name]) for name in chosen)])
    above = [f"Patient{delimiter}K-0417"] if dice.random() < 0.2 else []
    below = dice.choice(["", "", "\n", "\n\n"]) if dice.random() > odd else delimiter
    return dice.choice(["\n", "\r\n"]).join([*above, head, *(lines if dice.random() < 0.8 else lines[::-1])]) + below


def told(found: Intake) -> object:
    """All that a file holds, whoever read it."""
    seen = [sorted(singly(one.parts), key=lambda fact: (fact.at, fact.id)) for one in found.recordings]
    whose = [(one.patient, one.visit, one.source) for one in found.recordings]
    return found.verdict, found.reason, found.questions, found.settings, whose, seen, found.rejected, found.skipped


@settings(max_examples=200, deadline=None)
@given(dices, st.sampled_from(ZONES))
def test_both_ways_to_read_a_table_say_the_same(dice: Random, zone: str | None) -> None:
    """Whatever stands in a long table, its readings, refusals and questions are those of the same table read row by row."""
    text, answers = written(dice), Answers(zone=zone, start="2026-03-14T09:30:00+01:00")
    begun = long.begun(text, 0)
    found = begun and long.read(text, begun, answers)
    table = find(text)
    if found and table:
        slowly = tabular.of(table, answers)
        assert told(found) == told(slowly)
        assert as_json(found) == as_json(slowly)


def test_a_long_table_is_read_so() -> None:
    """A night of a monitor is read column by column: its plain rows as one strip, its odd ones by themselves with their lines."""
    rows = [f"2026-03-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z,{60 + n % 30},97" for n in range(5_000)]
    rows[4_321] = "2026-03-01T01:12:01Z,---,970"
    found = intake.read("night.csv", "\n".join(["time,hr,spo2", *rows]).encode())
    (one,) = found.recordings
    assert ([len(strip) for strip in one.strips], len(one.sets), one.count) == ([4_999], 1, 5_000)
    assert found.rejected[0].examples[0].where == "line 4323"
    assert as_json(found)["signals"]["heart_rate"]["count"] == 4_999


@pytest.mark.parametrize(
    "odd",
    [
        "2026-10-25T02:30:00,70",  # an hour that happens twice in Berlin
        "2026-03-29T02:30:00,70",  # and one that does not happen
        "yesterday,70",
        "2026-03-01T00:00:00,70,more",
        "time,sys",
    ],
)
def test_a_table_that_leaves_anything_open_is_read_row_by_row(odd: str) -> None:
    """Where one row of a long table says something that a column cannot, every row is looked at."""
    rows = [f"2026-03-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02},70" for n in range(2_000)]
    text = "\n".join(["time,hr", *rows, odd, *rows[:3]])
    begun = long.begun(text)
    assert begun is not None
    assert long.read(text, begun, Answers(zone="Europe/Berlin")) is None
    assert long.begun("\n".join(["time,hr", *rows[: bulk.LONG - 2]])) is None


@pytest.mark.parametrize(
    ("head", "odd"),
    [
        ("time,hr,x", '2026-03-01T00:00:00Z,"7\n0",y\n2026-03-01T02:00:00Z,high,y'),  # a cell of two lines before an odd one
        ("time,hr,x", '2026-03-01T00:00:00Z,70,"a\rb"\n2026-03-01T02:00:00Z,high,y'),
        ("time,hr,x", '2026-03-01T02:00:00Z, "73",y'),  # a quotation mark after a blank
        ("time,hr,time,spo2", "2026-03-01T02:00:00Z,70,2026-03-01T03:00:00Z,97"),  # two tables side by side
    ],
)
def test_a_long_table_of_another_shape_says_what_it_says_row_by_row(head: str, odd: str) -> None:
    """Each number of a long file keeps its own time and its own line, however the file is laid out."""
    rest = ",2026-03-02T{}Z,97" if head.count("time") > 1 else ",y"
    times = [f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}" for n in range(1, 2_000)]
    rows = [f"2026-03-01T{at}Z,70{rest.format(at)}" for at in times]
    text = "\n".join([head, *rows, odd])
    slowly = find(text)
    assert slowly is not None
    assert told(tabular.read("", text, Answers())) == told(tabular.of(slowly, Answers()))


def test_summer_time_of_years_to_come_is_that_of_the_zone() -> None:
    """Where one library knows the zone's changes of the clock only up to some year, the other is asked."""
    text = "\n".join(["time,hr", *(f"2045-07-01 12:{n // 60 % 60:02}:{n % 60:02},70" for n in range(1_500))])
    (one,) = tabular.read("", text, Answers(zone="Europe/Berlin")).recordings
    assert min(seen.at for seen in singly(one.parts)) == datetime(2045, 7, 1, 10, tzinfo=UTC).timestamp() * 1000


def test_the_raw_wave_of_a_sensor_is_no_rate_in_a_long_table_either() -> None:
    """A column called hr that swings within each second is refused, however long the file is."""
    rows = [f"{n * 0.01:.2f},{60 + 60 * (n % 10)}" for n in range(3_000)]
    found = intake.read("ppg.csv", "\n".join(["time_s,hr", *rows]).encode(), Answers(start="2026-03-14T09:30:00Z"))
    assert found.verdict == "refused"
