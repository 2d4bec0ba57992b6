"""A recording that is held as columns is what its readings are, one by one: nothing of it is judged, named or met otherwise."""

from __future__ import annotations

from dataclasses import fields
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models import protocol
from models.alerts import Picture, fold
from models.facts import Fact, singly
from models.protocol import Protocol
from models.strip import Strip, Subject, fact_id, named
from models.vitals import MINUTE, Millis, Signal
from tests.models.columns import dices, recordings

IV = protocol.load("iv-ketamine-40min")
PROTOCOLS = st.sampled_from([IV, protocol.load("esketamine-nasal")])
LATER = st.sampled_from([None, MINUTE, 200 * MINUTE])
EXAMPLES = settings(max_examples=200, deadline=None)
FEWER = settings(deadline=None)


def whole(picture: Picture) -> dict[str, object]:
    """All that a picture shows."""
    return {field.name: getattr(picture, field.name) for field in fields(picture) if field.compare}


@EXAMPLES
@given(PROTOCOLS, recordings(), LATER)
def test_a_recording_is_judged_as_its_readings_are(
    clinic: Protocol, log: tuple[list[Fact], list[Strip]], more: Millis | None
) -> None:
    """What is said of a long recording is what would be said had each of its readings come by itself, at every later instant."""
    facts, strips = log
    now = None if more is None else max(one.last for one in strips) + more
    assert whole(fold(clinic, [*facts, *strips], now)) == whole(fold(clinic, [*facts, *singly(strips)], now))


@FEWER
@given(recordings(), st.integers(1, 400))
def test_a_recording_in_pieces_is_the_same_recording(log: tuple[list[Fact], list[Strip]], longest: int) -> None:
    """It makes no difference in how many pieces a recording is kept."""
    facts, strips = log
    pieces = [piece for one in strips for piece in one.cut(longest)]
    assert list(singly(pieces)) == list(singly(strips))
    assert whole(fold(IV, [*facts, *pieces])) == whole(fold(IV, [*facts, *strips]))


@FEWER
@given(recordings(), dices)
def test_each_reading_is_found_by_its_name(log: tuple[list[Fact], list[Strip]], dice: Random) -> None:
    """Of a reading that somebody points at, its place in the recording is found; of another's there is none."""
    (one, *_) = log[1]
    place = dice.randrange(len(one))
    seen = one.one(place)
    assert one.held(seen.id) == place
    assert named(seen.id) == (one.whose.stem, seen.at)
    assert one.held(fact_id(one.whose, seen.at, "heart_rate=1.0", "", "")) is None
    assert one.held(fact_id(Subject("q", "", "csv"), seen.at, "", "")) is None
    assert one.held("typed by hand") is None


@FEWER
@given(recordings(), dices)
def test_what_two_recordings_share_is_seen(log: tuple[list[Fact], list[Strip]], dice: Random) -> None:
    """The readings that a second file repeats are the ones with the same names, however the two overlap."""
    (one, *_) = log[1]
    chosen = np.array([dice.random() < 0.5 for _ in range(len(one))])
    other, names = one.part(chosen), {seen.id for seen in one.part(chosen).sets()}
    if len(other):
        assert one.met(other).tolist() == [seen.id in names for seen in one.sets()]
        assert other.met(one).all()


def test_another_number_at_the_same_instant_is_another_reading() -> None:
    """Where two files differ in one number, both readings are kept."""
    at, none = np.array([1_000, 2_000]), (None,) * (len(Signal) - 1)
    one = Strip(Subject("p", "", "csv"), at, (np.array([70.0, 71.0]), *none))
    other = Strip(Subject("p", "", "csv"), at, (np.array([70.0, 72.0]), *none))
    assert one.met(other).tolist() == [True, False]
    assert one != other
