"""What is ticked, when may a patient leave, and what is written of what was done?"""

from __future__ import annotations

import pytest

from models.errors import Refused
from models.facts import Ended, Intervention, Score, Ticked
from models.stages import Stage
from models.store import Store
from tests.models.bedside import infusion, now, staffed
from tests.models.wards import Ward, ward


@pytest.fixture
def here(sqlite_store: Store) -> Ward:
    """A clinic with an infusion session in room 1."""
    return ward(sqlite_store)


def test_a_tick_says_who_and_can_be_taken_back(here: Ward) -> None:
    """A tick says who made it and when; the last one holds."""
    here.enter(Ticked(id="t1", at=0, item="companion", note="sister"))
    item = next(one for one in now(here).before if one.name == "companion")
    assert (item.done, item.by, item.at, item.note) == (True, "nina", here.clock.now, "sister")
    here.wait(1)
    here.enter(Ticked(id="t2", at=0, item="companion", done=False))
    assert not next(one for one in now(here).before if one.name == "companion").done


def test_only_what_is_on_a_list_is_ticked(here: Ward) -> None:
    """A tick of something that the protocol does not ask is refused, with what it asks."""
    with pytest.raises(Refused, match=r"There is no item 'shoes' on the lists\. Known are identity, allergies"):
        here.enter(Ticked(id="t", at=0, item="shoes"))


def test_ending_too_early_needs_a_reason(here: Ward) -> None:
    """A session that ends before the patient is ready needs a reason; the record says what spoke against it."""
    staffed(here).enter(infusion(second="omar", confirmed=True))
    here.wait(10)
    with pytest.raises(Refused, match="Not ready to leave: infusion running; peak window: 35 min to 0:45"):
        here.enter(Ended(id="end", at=0))
    here.enter(Ended(id="end", at=0, reason="taken to hospital"))
    made = now(here)
    assert made.stage is Stage.CLOSED
    assert made.said[-1].startswith("ended although infusion running; ")
    assert made.said[-1].endswith(": taken to hospital")


def test_a_session_without_a_dose_just_ends(here: Ward) -> None:
    """Who got nothing has nothing to recover from."""
    here.enter(Ended(id="end", at=0))
    assert now(here).stage is Stage.CLOSED


def test_interventions_and_totals_are_recorded_and_never_alert(here: Ward) -> None:
    """What was done for the patient, and the total of a scale, are in the record; a CADSS of 48 alarms nobody."""
    here.enter(Intervention(id="i", at=0, what="reassured"))
    stored = here.enter(Score(id="s", at=0, scale="cadss", total=48)).entry.fact
    assert isinstance(stored, Score)
    assert stored.scale == "CADSS"
    assert here.clinic.session_view(here.session, here.clock.now).picture.alerts == ()


@pytest.mark.parametrize(
    ("scale", "total", "sentence"),
    [
        ("CADSS", 93, "CADSS must be a whole number, 0 to 92. You entered 93."),
        ("CADSS-6", 25, "0 to 24"),
        ("PHQ-9", 3.5, "whole number, 0 to 27"),
        ("KSET", 3, "There is no scale 'KSET'. Known are CADSS, CADSS-6"),
    ],
)
def test_a_total_that_cannot_be_is_refused(here: Ward, scale: str, total: float, sentence: str) -> None:
    """A total outside its scale is refused with the range and what was entered."""
    with pytest.raises(Refused, match=sentence.replace(".", r"\.")):
        here.enter(Score(id="s", at=0, scale=scale, total=total))
