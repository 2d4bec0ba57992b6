"""What holds for very many readings in one value, and for what strikes them through: the same as for each of them by itself."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models import facts as one_by_one
from models import parts, protocol
from models.alerts import Picture, fold
from models.facts import Amended, Fact, Voided, singly
from models.protocol import Protocol
from models.strip import Bulk, Strip, Struck, Subject, Values, again, fact_id, named, those
from models.vitals import MINUTE, ObservationSet, Signal
from tests.models.logs import START, logs

PROTOCOLS = st.sampled_from([protocol.load("iv-ketamine-40min"), protocol.load("esketamine-nasal")])
EXAMPLES = settings(max_examples=300, deadline=None)
SUBJECTS = st.sampled_from([Subject("p", "v", "monitor"), Subject("p", "v", "monitor", 2), Subject("q", "", "pump")])
USUAL = {Signal.HEART_RATE: 72.0, Signal.SYSTOLIC: 124.0, Signal.DIASTOLIC: 78.0, Signal.SPO2: 97.0}
ODD = {Signal.HEART_RATE: 150.0, Signal.SYSTOLIC: 190.0, Signal.DIASTOLIC: 130.0, Signal.SPO2: 84.0}


@st.composite
def strips(draw: st.DrawFn) -> Strip:
    """A monitor's recording of up to 150 readings, mostly usual, with gaps and with numbers that are odd or were not measured."""
    steps = draw(st.lists(st.sampled_from([1_000, 1_000, 1_000, 5_000, 90_000]), min_size=1, max_size=150))
    at = START + draw(st.sampled_from([1, 40])) * MINUTE + np.cumsum(steps)
    whose = draw(SUBJECTS)
    columns = {signal: draw(_columns(signal, len(steps))) for signal in USUAL if draw(st.integers(0, 4))}
    columns = columns or {Signal.HEART_RATE: np.full(len(steps), 72.0)}
    return Strip(whose, at, tuple(columns.get(signal) for signal in Signal), by="monitor", received=draw(st.integers(0, 9)))


@st.composite
def _columns(draw: st.DrawFn, signal: Signal, count: int) -> Values:
    values = np.full(count, USUAL[signal])
    for place in draw(st.lists(st.integers(0, count - 1), max_size=5)):
        values[place] = draw(st.sampled_from([ODD[signal], float("nan"), USUAL[signal] + 1]))
    return values


@st.composite
def undone(draw: st.DrawFn) -> list[Fact | Bulk]:
    """A session with recordings of which readings were corrected by hand, and of which some or all were struck through."""
    recorded = draw(st.lists(strips(), min_size=1, max_size=2))
    recorded.append(replace(recorded[0], whose=draw(SUBJECTS)))  # the same numbers of somebody else, or of another time
    recorded = list({strip.whose: strip for strip in recorded}.values())
    found: list[Fact | Bulk] = [*draw(logs()), *recorded]
    for number, strip in enumerate(recorded):
        found += [draw(_corrected(strip.one(place))) for place in draw(_places(strip, 3))]
        which = draw(st.none() | _places(strip, len(strip)))
        if which is None or which:
            said = {"at": draw(st.integers(START, strip.last + MINUTE)), "received": draw(st.integers(0, 99)), "by": "Nurse A"}
            seen = those(draw(st.sampled_from([strip, tuple(strip.sets())])), which)
            found.append(Struck(f"strip:{number}", which, seen, **said))
    return found


def _places(strip: Strip, most: int) -> st.SearchStrategy[tuple[int, ...]]:
    """The numbers of some readings of a strip."""
    return st.sets(st.integers(0, len(strip) - 1), max_size=most).map(lambda places: tuple(sorted(places)))


@st.composite
def _corrected(draw: st.DrawFn, seen: ObservationSet) -> Fact:
    right = ObservationSet(id=seen.id, at=seen.at, source=seen.source, heart_rate=draw(st.sampled_from([70.0, 150.0])))
    said = {"id": f"hand-{seen.id}", "at": seen.at + MINUTE, "received": draw(st.integers(0, 99)), "target": seen.id}
    return draw(st.sampled_from([Voided(**said), Amended(**said, content=right)]))


def _words(picture: Picture) -> dict[str, object]:
    """Everything that a picture says."""
    return {field.name: getattr(picture, field.name) for field in fields(picture) if field.name != "watch"}


@EXAMPLES
@given(PROTOCOLS, undone(), st.none() | st.integers(0, 300))
def test_many_readings_together_are_the_same_as_one_by_one(clinic: Protocol, log: list[Fact | Bulk], minutes: int | None) -> None:
    """A recording, and an import that was undone, give the picture that their readings and voidings give one by one."""
    now = None if minutes is None else START + minutes * MINUTE
    assert _words(fold(clinic, log, now)) == _words(fold(clinic, list(singly(log)), now))


@EXAMPLES
@given(undone())
def test_what_holds_is_the_same_together_and_one_by_one(log: list[Fact | Bulk]) -> None:
    """After corrections by hand and after an undone import the same readings are left, however they are held."""
    held = parts.standing(log)
    whole = [*held.facts, *held.strips, *held.struck]
    assert sorted(singly(whole), key=one_by_one.order) == one_by_one.standing(log)


@EXAMPLES
@given(undone())
def test_readings_that_came_one_by_one_are_struck_through_too(log: list[Fact | Bulk]) -> None:
    """What strikes a whole recording through finds its readings also where they are held one by one."""
    loose = [*singly(one for one in log if not isinstance(one, Struck)), *(one for one in log if isinstance(one, Struck))]
    held = parts.standing(loose)
    assert sorted(singly([*held.facts, *held.struck]), key=one_by_one.order) == one_by_one.standing(log)


@given(st.text(max_size=8), st.integers(-(2**40), 2**45), st.integers(1, 30))
def test_a_reading_that_comes_in_again_has_another_name_of_the_same_subject(source: str, at: int, time: int) -> None:
    """Whatever a reading is called when it comes in for another time, it is found by whose it is and when it was."""
    first, later = (fact_id(Subject("p", "v", source, n), at, "72") for n in (1, time))
    assert later == again(first, time)
    assert (first == later) == (time == 1)
    assert named(first) == named(later)
