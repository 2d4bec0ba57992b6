"""What holds for every session that can happen: the laws of the fold, each tried on a thousand random logs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import protocol
from models.alerts import Picture, at, fold, step
from models.facts import Acknowledged, Amended, Dose, Fact
from models.limits import Level, Rule
from models.protocol import Protocol
from models.vitals import MINUTE, ObservationSet, Quality, Signal, assess
from models.watch import Watch
from tests.models.logs import SIGNALS, logs

IV = protocol.load("iv-ketamine-40min")
NASAL = protocol.load("esketamine-nasal")
EXAMPLES = settings(max_examples=1_000, deadline=None)
PROTOCOLS = st.sampled_from([IV, NASAL])


def _words(picture: Picture) -> tuple[object, ...]:
    return picture.alerts, picture.latest, picture.checks, picture.next_check, picture.baselines


def _levels(picture: Picture) -> dict[tuple[str, str], Level]:
    return {(a.signal, a.direction): a.level for a in picture.standing}


@EXAMPLES
@given(PROTOCOLS, logs(), st.randoms(use_true_random=False))
def test_arrival_order_does_not_matter(clinic: Protocol, log: list[Fact], dice: object) -> None:
    """The same facts give the same picture in whatever order they arrive."""
    shuffled = list(log)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _words(fold(clinic, shuffled)) == _words(fold(clinic, log))


@EXAMPLES
@given(PROTOCOLS, logs())
def test_stepping_is_folding(clinic: Protocol, log: list[Fact]) -> None:
    """A session followed fact by fact shows at each instant what folding its whole log would show."""
    picture = fold(clinic, log[:1])
    for n, fact in enumerate(log[1:], 2):
        picture = step(picture, fact) or fold(clinic, log[:n])
        assert _words(picture) == _words(fold(clinic, log[:n], picture.now))


@EXAMPLES
@given(PROTOCOLS, logs())
def test_the_quick_way_is_the_whole_way(clinic: Protocol, log: list[Fact]) -> None:
    """A reading well inside every limit is taken by a shorter way, which says exactly what the whole way would say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Watch, "_observe_one", lambda self, seen: self._observe([seen]))
        whole = fold(clinic, log)
    quick = fold(clinic, log)
    assert (*_words(quick), quick.asks, quick.repeat) == (*_words(whole), whole.asks, whole.repeat)


@EXAMPLES
@given(PROTOCOLS, logs(), st.integers(0, 120))
def test_time_alone_is_folding(clinic: Protocol, log: list[Fact], minutes: int) -> None:
    """Letting time pass on a picture shows what folding the log up to that time would show."""
    picture = fold(clinic, log)
    later = picture.now + minutes * MINUTE
    assert _words(at(picture, later)) == _words(fold(clinic, log, later))


@EXAMPLES
@given(PROTOCOLS, logs(), st.sampled_from(SIGNALS))
def test_acknowledging_silences_nothing_else(clinic: Protocol, log: list[Fact], signal: str) -> None:
    """Acknowledging the alerts of one signal leaves every other alert as it was."""
    picture = fold(clinic, log)
    after = step(picture, Acknowledged(id="zz-last", at=picture.now, by="Nurse A", signal=signal))
    assert after is not None
    assert [a for a in after.alerts if a.signal != signal] == [a for a in picture.alerts if a.signal != signal]


@EXAMPLES
@given(PROTOCOLS, logs())
def test_nothing_beyond_a_limit_goes_unsaid(clinic: Protocol, log: list[Fact]) -> None:
    """A valid last pressure beyond an absolute limit always has an alert standing, whatever came before it."""
    picture = fold(clinic, log)
    for signal in (Signal.SYSTOLIC, Signal.DIASTOLIC):
        latest = picture.latest_of(signal)
        if latest is None or latest.quality is not Quality.VALID:
            continue
        for rule in _plain(clinic, signal):
            if _beyond(rule, latest.value):
                assert (signal.word, rule.direction) in _levels(picture)


def _plain(clinic: Protocol, signal: Signal) -> list[Rule]:
    return [rule for rule in clinic.rules if rule.signal is signal and rule.kind == "absolute"]


def _beyond(rule: Rule, value: float) -> bool:
    return {">=": value >= rule.number, ">": value > rule.number, "<=": value <= rule.number, "<": value < rule.number}[rule.op]


@EXAMPLES
@given(PROTOCOLS, logs())
def test_what_is_late_or_silent_is_said(clinic: Protocol, log: list[Fact]) -> None:
    """An hour after anybody last looked, a session that was not ended has a missed check standing, or needs none."""
    picture = fold(clinic, log)
    later = at(picture, picture.now + 60 * MINUTE)
    due = later.next_check
    if due is not None and later.now - due.due > 6 * MINUTE:
        assert _levels(later)[("check", "missing")] is Level.MEDIUM


@EXAMPLES
@given(PROTOCOLS, logs())
def test_absence_is_never_a_number(clinic: Protocol, log: list[Fact]) -> None:
    """A signal has a last value only if somebody measured a usable one; zero and unusable numbers never become one."""
    picture = fold(clinic, log)
    for signal in Signal:
        seen = [f for fact in log if isinstance(fact, ObservationSet) for f in assess(fact) if f.signal is signal]
        usable = {f.value for f in seen if f.quality is not Quality.REJECTED}
        latest = picture.latest_of(signal)
        assert (latest is None) == (not usable)
        assert latest is None or latest.value in usable


@EXAMPLES
@given(PROTOCOLS, logs(), st.integers(2, 40))
def test_an_amended_dose_is_as_if_it_had_been_right_at_once(clinic: Protocol, log: list[Fact], minute: int) -> None:
    """Clocks, alerts and checks after a dose was corrected are those of a session in which nobody had mistyped it."""
    right = Dose(id="dose", at=log[0].at + minute * MINUTE, drug="Ketamine", amount=36)
    last = max(fact.at for fact in log)
    change = Amended(id="zz-amended", at=last, received=last, target="dose", content=right)
    amended, typed = (
        fold(clinic, [*log, change], last),
        fold(clinic, [right if fact.id == "dose" else fact for fact in log], last),
    )
    assert _words(amended) == _words(typed)
    assert (amended.doses, amended.first_dose) == ((right,), right.at) == (typed.doses, typed.first_dose)


def _stricter(clinic: Protocol, by: float) -> Protocol:
    """The same protocol with every limit of a pressure, the heart, oxygen and breathing nearer to the usual value."""
    rules = tuple(_nearer(rule, by) if rule.signal.physical else rule for rule in clinic.rules)
    return replace(clinic, rules=rules, digest=f"{clinic.digest} stricter by {by}")


def _nearer(rule: Rule, by: float) -> Rule:
    sign = -1 if rule.direction == "high" else 1
    return replace(rule, number=rule.number + sign * by, floor=None if rule.floor is None else rule.floor - by)


@EXAMPLES
@given(PROTOCOLS, logs(acknowledged=False, step=60), st.integers(1, 4))
def test_a_stricter_protocol_is_never_quieter(clinic: Protocol, log: list[Fact], by: int) -> None:
    """Whatever a protocol says at an instant, one with tighter limits says at least as loudly.

    Nobody acknowledges here, and pressures come at least 30 s apart: a nearer one belongs to the same measurement.
    """
    told = [fact for fact in log if fact.at % 30_000 == 0]
    for n in range(1, len(told) + 1):
        usual, strict = (_levels(fold(c, told[:n])) for c in (clinic, _stricter(clinic, by)))
        quieter = {key for key, level in usual.items() if strict.get(key, Level.NONE) < level and key[0] != "check"}
        assert not quieter
