"""Do the four running rooms tell the story of the demo, second by second, without a clock?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

import pytest

from models import alerts, protocol
from models.alerts import Picture
from models.limits import Level
from models.vitals import MINUTE, ObservationSet, Quality, Signal, assess
from sample_data.cast import SEED
from sample_data.monitor import SimulatedRoom, rooms

NOW = 1_764_000_000_123
SECOND = 1_000


@dataclass(frozen=True, slots=True)
class Seen:
    """The alerts of one room `after` seconds, by signal: their level then."""

    room: str
    after: float
    levels: dict[str, Level]


STORY = (
    Seen("1", 0, {}),
    Seen("1", 1200, {}),
    Seen("2", 0, {"systolic": Level.LOW}),
    Seen("2", 59, {"systolic": Level.LOW}),
    Seen("2", 61, {"systolic": Level.MEDIUM}),
    Seen("2", 149, {"systolic": Level.MEDIUM}),
    Seen("2", 151, {"systolic": Level.HIGH}),
    Seen("2", 2400, {"systolic": Level.HIGH}),
    Seen("3", 84, {}),
    Seen("3", 86, {"heart_rate": Level.LOW, "spo2": Level.LOW}),
    Seen("3", 176, {"heart_rate": Level.MEDIUM, "spo2": Level.MEDIUM}),
    Seen("4", 119, {}),
    Seen("4", 121, {"check": Level.LOW}),
    Seen("4", 301, {"check": Level.MEDIUM}),
    Seen("4", 600, {}),
)


def room(name: str) -> SimulatedRoom:
    """A room of the demo that starts at NOW."""
    return next(room for room in rooms(SEED, NOW) if room.room == name)


def picture(name: str, after: float) -> Picture:
    """What the screen of this room shows so many seconds after the start of the demo."""
    here, until = room(name), NOW + round(after * SECOND)
    return alerts.fold(protocol.load(here.protocol_name), here.between(here.opened, until + 1), until)


@pytest.mark.parametrize("seen", STORY, ids=lambda seen: f"room {seen.room} +{seen.after:g} s")
def test_each_room_tells_its_story(seen: Seen) -> None:
    """At each of these moments exactly these alerts stand in the room."""
    assert {alert.signal: alert.level for alert in picture(seen.room, seen.after).standing} == seen.levels


@pytest.mark.parametrize("seed", range(5))
def test_the_calm_room_is_calm_with_every_seed(seed: int) -> None:
    """Room 1 raises no alert in its two hours, whatever the seed, and none of its numbers is rejected or in doubt."""
    calm = rooms(seed, NOW)[0]
    facts = calm.between(calm.opened, calm.dosed + 125 * MINUTE)
    findings = [finding for fact in facts if isinstance(fact, ObservationSet) for finding in assess(fact)]
    assert {finding.quality for finding in findings} == {Quality.VALID}
    assert not alerts.fold(protocol.load(calm.protocol_name), facts).alerts


def test_no_room_sends_a_number_that_would_be_rejected() -> None:
    """Every number of every room in its first hour of watching is valid."""
    facts = [fact for here in rooms(SEED, NOW) for fact in here.between(here.opened, NOW + 60 * MINUTE)]
    findings = [finding for fact in facts if isinstance(fact, ObservationSet) for finding in assess(fact)]
    assert {finding.quality for finding in findings} == {Quality.VALID}


def test_time_can_be_cut_anywhere() -> None:
    """However the feed is cut into pieces, no fact is lost, doubled or changed."""
    dice = Random(3)
    for here in rooms(SEED, NOW):
        cuts = [here.opened, *sorted(dice.randrange(here.opened, NOW + 5 * MINUTE) for _ in range(40)), NOW + 5 * MINUTE]
        pieces = [fact for start, end in pairwise(cuts) for fact in here.between(start, end)]
        assert tuple(pieces) == here.between(cuts[0], cuts[-1])
        assert len({fact.id for fact in pieces}) == len(pieces)


def test_the_same_seed_gives_the_same_rooms() -> None:
    """Two demos that start at one time with one seed send the same facts; another seed sends others."""
    here, again, other = room("1"), room("1"), rooms(SEED + 1, NOW)[0]
    assert here.so_far(NOW) == again.so_far(NOW)
    assert here.so_far(NOW) != other.so_far(NOW)


def test_the_monitor_sends_every_five_seconds() -> None:
    """Heart rate and SpO2 come every 5 s from the moment the patient is connected, the cuff every 5 min at least."""
    sent = [fact for fact in room("1").between(NOW, NOW + 10 * MINUTE) if isinstance(fact, ObservationSet)]
    stream = [seen.at for seen in sent if seen.heart_rate is not None and seen.source == "monitor-1"]
    assert {later - earlier for earlier, later in pairwise(stream)} == {5 * SECOND}
    assert len([seen for seen in sent if seen.systolic is not None]) == 2


def test_a_session_so_far_can_be_loaded() -> None:
    """What is loaded at the start holds the opening, the dose, a baseline, and nothing of the future."""
    for here in rooms(SEED, NOW):
        session = here.so_far(NOW)
        shown = alerts.fold(protocol.load(session.protocol_name), session.facts, NOW)
        assert (session.room, session.planned, shown.first_dose) == (here.room, here.planned, here.dosed)
        assert shown.baseline(Signal.SYSTOLIC)
        assert all(fact.at < NOW for fact in session.facts)
    assert [here.room for here in rooms(SEED, NOW)] == ["1", "2", "3", "4"]
