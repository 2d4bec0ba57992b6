"""Is every check of usability passed somewhere? Fifty demands of staff and patients on the screens, and which tests show each."""

from __future__ import annotations

import ast
import re
from collections import defaultdict

import pytest

from tests.shape.tree import ROOT, parsed, python

DEMANDS = {
    "U01": "Ten keys and no click are enough to save a heart rate and a blood pressure.",
    "U02": "Fifteen keys are enough to save oxygen and dissociation as well.",
    "U03": "With a finger the same set is sixteen taps at most.",
    "U04": "The cursor waits in the heart rate when a session is opened and after each save.",
    "U05": "A set typed in one line is the same set as one typed in fields.",
    "U06": "Somebody who types steadily has a full set saved within four seconds.",
    "U07": "What was just saved is on the chart of the same screen at once.",
    "U08": "What was saved here is on every other screen soon.",
    "U09": "One key or one tap acknowledges an alert, wherever one is; on a telephone two at most.",
    "U10": "The button that acknowledges says whose alert it is, and which value.",
    "U11": "The button that acknowledges is too large to miss.",
    "U12": "Whatever can be pressed is large enough or far enough from the next; what matters is as large as a fingertip.",
    "U13": "On a desk the board and a session are seen whole.",
    "U14": "On a tablet held across they are seen whole, and the chart keeps its height.",
    "U15": "On an upright tablet patient, alert, last values and entry need no scrolling.",
    "U16": "No screen scrolls sideways, not even a very narrow one.",
    "U17": "Nothing is cut off when letters are twice as large or stand further apart.",
    "U18": "No screen breaks a rule of WCAG 2.2 AA that a machine can check, whatever is going on.",
    "U19": "Words and marks stand out from what is behind them, those drawn in the chart too.",
    "U20": "Whichever cone of the eye is missing, colours of signals and of alarms are told apart.",
    "U21": "Without any colour the levels of alerts are told apart.",
    "U22": "Red, yellow and cyan are on alarms and on nothing else.",
    "U23": "At night a screen hardly lights the room.",
    "U24": "The Tab key goes through the entry in its order, comes to Save soon, and is caught nowhere.",
    "U25": "Where the cursor is can be seen, and nothing lies over it.",
    "U26": "While somebody types, keys are letters; and whoever wants no single keys switches them off.",
    "U27": "A pressure typed the wrong way round is not saved, and one key turns it.",
    "U28": "A value that cannot be is refused in words with its range, and stays where it was typed.",
    "U29": "A value that is unusual is asked about in place; Enter again saves it, and its row says that it was confirmed.",
    "U30": "The same values twice within a minute are asked about.",
    "U31": "A number is understood with its unit, with blanks around it, and in full-width digits.",
    "U32": "Saving nothing says so, and stores nothing.",
    "U33": "A time is understood with a colon, with a dot and with neither.",
    "U34": "The time to the next check stays right, also on a page that was long in the background.",
    "U35": "A check that is due and not made is called overdue in the very second.",
    "U36": "Every number says how old it is, and is grey when it is too old.",
    "U37": "A screen that is cut off says so soon, says how much is not sent, and stops saying so soon.",
    "U38": "What is entered without a network is shown as not sent and never as saved.",
    "U39": "When the server stays dead every screen says across its whole width that alarms do not reach it.",
    "U40": "Who the patient is stands on every page of that patient, on the screen and on each sheet of paper.",
    "U41": "With two patients open beside each other, every set is stored with its own patient.",
    "U42": "What was typed for one patient stays with that patient, and who goes on to another one is told.",
    "U43": "A correction takes few clicks, and shows what was wrong, why it was changed and by whom.",
    "U44": "A chart that is added to keeps the part that somebody looks at, and is never empty for a moment.",
    "U45": "Nothing moves from under a finger that is about to press it.",
    "U46": "A session of three hours is one sheet of paper, which says whose it is and can be read.",
    "U47": "Who listens instead of looking hears each alert once, and has headers and a summary.",
    "U48": "A page is there soon on a slow tablet, and sooner the second time.",
    "U49": "Who asks for less motion sees none.",
    "U50": "Whoever is about to be signed out is warned in time, stays by one key, and loses nothing.",
}
TIMED = {"U06", "U07", "U08", "U48"}
"""Demands of speed: a test shows what makes it so, and `python -m tests.bench` measures how fast it is."""


def test_every_demand_is_shown_to_be_met() -> None:
    """Each of the fifty demands has at least one test that is marked with it."""
    shown = marked()
    missing = [f"{demand}: {words}" for demand, words in DEMANDS.items() if demand not in shown]
    assert not missing, "\n" + "\n".join(missing)


def test_no_test_shows_what_nobody_demands() -> None:
    """A mark that names no demand is a typing error."""
    assert not {demand: places for demand, places in marked().items() if demand not in DEMANDS}


def test_the_demands_are_fifty_sentences() -> None:
    """The list is whole and in order, and each demand says something of its own."""
    assert list(DEMANDS) == [f"U{number:02}" for number in range(1, 51)]
    assert len(set(DEMANDS.values())) == len(DEMANDS)
    assert all(words.endswith(".") for words in DEMANDS.values())


@pytest.mark.parametrize("demand", sorted(TIMED))
def test_what_is_a_matter_of_speed_is_measured(demand: str) -> None:
    """A demand of speed is printed with its figure by a measurement, for no test asserts a time."""
    measured = [p for p in python("tests") if p.parent == ROOT / "tests" / "bench" and re.search(rf"\b{demand}\b", p.read_text())]
    assert measured


def marked() -> dict[str, list[str]]:
    """Where each demand is named as `pytest.mark.ux("U27")`, on a test or on one of its parameters."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in python("tests"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.ux":
                for demand in node.args:
                    found[ast.literal_eval(demand)].append(f"{path.relative_to(ROOT).as_posix()}:{node.lineno}")
    return dict(found)
