"""Which laws hold for the way of every session, whatever happens in it?"""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models import protocol
from models.alerts import fold
from models.facts import Decided, Dose, Ended, Fact, Infused, InfusionStep, Opened, Stopped, Ticked, Voided
from models.protocol import Protocol
from models.stages import Progress, Stage, progress
from models.vitals import MINUTE, Millis, ObservationSet
from tests.models.logs import START

PROTOCOLS = tuple(protocol.load(name) for name in protocol.shipped())
ORDER = list(Stage)
CALM = {"heart_rate": 70.0, "systolic": 124.0, "diastolic": 78.0, "spo2": 97.0, "sedation": 5.0, "dissociation": 0.0}
_minutes = st.integers(0, 200)
_values = st.fixed_dictionaries(
    {},
    optional={
        "heart_rate": st.sampled_from([45.0, 70.0, 125.0]),
        "spo2": st.sampled_from([91.0, 97.0]),
        "sedation": st.sampled_from([2.0, 4.0, 5.0]),
        "dissociation": st.sampled_from([0.0, 2.0]),
    },
)
_pressure = st.sampled_from(
    [{}, {"systolic": 124.0, "diastolic": 78.0}, {"systolic": 152.0, "diastolic": 94.0}, {"systolic": 190.0, "diastolic": 112.0}]
)


def items(under: Protocol) -> list[str]:
    """Everything that can be ticked."""
    return [point.item for point in (*under.checklist.before, *under.checklist.discharge)]


@st.composite
def sessions(draw: st.DrawFn) -> tuple[Protocol, list[Fact]]:
    """A session of up to 25 facts under a shipped protocol; it may have doses, and it does not end."""
    under = draw(st.sampled_from(PROTOCOLS))
    kinds = st.sampled_from(["set", "set", "calm", "dose", "tick", "tick", "step", "stop", "decide", "void"])
    plan = sorted(draw(st.lists(st.tuples(_minutes, kinds), max_size=24)), key=lambda one: one[0])
    facts: list[Fact] = [Opened(id="open", at=START)]
    for number, (minute, kind) in enumerate(plan):
        facts.append(draw(_fact(under, kind, f"f{number:02}", START + minute * MINUTE, [fact.id for fact in facts[1:]])))
    return under, facts


def _fact(under: Protocol, kind: str, name: str, at: Millis, known: list[str]) -> st.SearchStrategy[Fact]:
    made: dict[str, st.SearchStrategy[Fact]] = {
        "set": st.builds(lambda a, b: ObservationSet(id=name, at=at, **{"heart_rate": 71.0, **a, **b}), _values, _pressure),
        "calm": st.just(ObservationSet(id=name, at=at, **CALM)),
        "dose": st.integers(0, 3).map(lambda n: Dose(id=name, at=at, drug="x", device=n if under.stay.devices else 0)),
        "tick": st.builds(lambda i, d: Ticked(id=name, at=at, item=i, done=d), st.sampled_from(items(under)), st.booleans()),
        "step": st.sampled_from(InfusionStep).map(lambda s: Infused(id=name, at=at, step=s)),
        "stop": st.just(Stopped(id=name, at=at)),
        "decide": st.booleans().map(lambda go: Decided(id=name, at=at, go=go, prescriber="Dr Lin", reason="known")),
        "void": st.sampled_from(known or ["none"]).map(lambda t: Voided(id=name, at=at, received=at, target=t)),
    }
    return made[kind]


def far(under: Protocol, facts: list[Fact], now: Millis) -> Progress:
    """How far the session is."""
    return progress(fold(under, facts, now), facts, now)


@given(sessions(), _minutes)
@settings(deadline=None)
def test_a_session_goes_on_only_when_nothing_keeps_it(session: tuple[Protocol, list[Fact]], later: int) -> None:
    """Every stage before the last has its reasons, and a patient who is ready has none: nothing speaks against leaving."""
    made = far(*session, max(fact.at for fact in session[1]) + later * MINUTE)
    assert bool(made.reasons) == (made.stage is not Stage.READY)
    assert made.stage is not Stage.READY or made.unready == ()
    if made.stage in (Stage.DOSING, Stage.PEAK, Stage.RECOVERY):
        assert set(made.reasons) <= set(made.unready)


@given(sessions(), st.data())
@settings(deadline=None)
def test_what_is_done_never_adds_a_reason(session: tuple[Protocol, list[Fact]], data: st.DataObject) -> None:
    """One more tick takes no session back and adds no reason; before anything was recorded it begins the session."""
    under, facts = session
    now = max(fact.at for fact in facts) + MINUTE
    before = far(under, facts, now)
    tick = Ticked(id="tick", at=now, item=data.draw(st.sampled_from(items(under))))
    after = far(under, [*facts, tick], now)
    assert ORDER.index(after.stage) >= ORDER.index(before.stage)
    assert timeless(after.unready) <= timeless(before.unready)
    assert after.stage is not before.stage or timeless(after.reasons) <= timeless(before.reasons)


def timeless(reasons: tuple[str, ...]) -> set[str]:
    """The reasons without the times in them: with an escort the stay is a shorter one."""
    return {re.sub(r", or [\d:]+ with an escort|\d+(:\d\d| min)", "", reason) for reason in reasons}


@given(sessions())
@settings(deadline=None)
def test_a_calm_set_undoes_nothing(session: tuple[Protocol, list[Fact]]) -> None:
    """Whoever looks, and finds all as it always was, never makes anybody stay longer."""
    under, facts = session
    assume(not any(isinstance(f, ObservationSet) and f.systolic not in (None, 124.0) for f in facts))
    now = max(fact.at for fact in facts) + MINUTE
    before = far(under, facts, now)
    after = far(under, [*facts, ObservationSet(id="calm", at=now, **CALM)], now)
    assert {one.name for one in before.discharge if one.done} <= {one.name for one in after.discharge if one.done}


@given(sessions(), st.integers(1, 240))
@settings(deadline=None)
def test_time_alone_takes_nobody_back_before_the_dose_or_into_dosing(session: tuple[Protocol, list[Fact]], minutes: int) -> None:
    """As time passes a session comes to recovery at most: values grow old, but the peak and the rest do not come back."""
    now = max(fact.at for fact in session[1])
    stages = [far(*session, now + minutes * MINUTE * step // 4).stage for step in range(5)]
    for earlier, later in pairwise(stages):
        assert ORDER.index(later) >= min(ORDER.index(earlier), ORDER.index(Stage.PEAK))


@given(sessions(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_in_which_facts_arrive_changes_nothing(session: tuple[Protocol, list[Fact]], random: object) -> None:
    """A session is as far whatever the order in which its facts reached Vigil."""
    under, facts = session
    now = max(fact.at for fact in facts) + MINUTE
    mixed = list(facts)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert far(under, mixed, now) == far(under, facts, now)


@given(sessions())
@settings(deadline=None)
def test_the_end_closes_and_keeps_what_spoke_against_it(session: tuple[Protocol, list[Fact]]) -> None:
    """A session that ended is closed for good, and what spoke against leaving is what it was at the end."""
    under, facts = session
    now = max(fact.at for fact in facts) + MINUTE
    before = far(under, facts, now)
    ended = [*facts, Ended(id="end", at=now, reason="moved")]
    closed, long_after = far(under, ended, now), far(under, ended, now + 600 * MINUTE)
    assert (closed.stage, closed.reasons) == (Stage.CLOSED, ())
    assert long_after == closed
    assert {one for one in closed.unready if "alert" not in one} == {one for one in before.unready if "alert" not in one}


@given(sessions())
@settings(deadline=None)
def test_sets_without_a_pressure_may_be_left_out_of_the_log(session: tuple[Protocol, list[Fact]]) -> None:
    """What a monitor sends each second need not be read again to know how far the session is."""
    under, facts = session
    now = max(fact.at for fact in facts) + MINUTE
    assume(not any(isinstance(fact, Voided) for fact in facts))
    short = [fact for fact in facts if not isinstance(fact, ObservationSet) or fact.systolic is not None]
    picture = fold(under, facts, now)
    assert progress(picture, short, now) == progress(picture, facts, now)
