"""What does the server say of what can be entered by hand? Sessions with every limit at its edge, and many at random, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random
from typing import Any

from dashboard.offline import baselines, rules
from models.alerts import fold
from models.entry import check_set
from models.errors import Refused
from models.facts import Acknowledged, Dose, Ended, Fact, Opened, Stopped, standing
from models.limits import Rule
from models.protocol import Protocol, shipped
from models.protocol import load as read
from models.vitals import MINUTE, Millis, ObservationSet, Signal, Symptom
from tests.spec.rows import ROWS
from tests.spec.ward import DAY, clock
from tests.spec.ward import facts as written

START: Millis = DAY + 9 * 60 * MINUTE
QUIET = {"heart_rate": 70, "systolic": 124, "diastolic": 78, "spo2": 98, "respiratory_rate": 14, "sedation": 5, "dissociation": 0}
BASES = (
    QUIET,
    QUIET | {"heart_rate": 52, "systolic": 117, "diastolic": 71},
    QUIET | {"systolic": 149, "diastolic": 92, "spo2": 95},
)
DOSED = (None, -30, -95)
"""When the dose was given: not at all, or so many minutes before the set that is judged."""


@cache
def load(name: str) -> Protocol:
    """A shipped protocol, read once."""
    return read(name)


@dataclass(frozen=True, slots=True)
class Case:
    """A session up to `now`, under a shipped protocol. `told` = the browser knows the baselines from the server."""

    protocol: str
    facts: tuple[Fact, ...]
    now: Millis
    told: bool = False


def edges() -> Iterator[Case]:
    """Every limit of every protocol, one below, at and above it, alone and with every symptom, for each baseline and dose."""
    for name, base, dose in product(shipped(), BASES, DOSED):
        for seen in _at_the_edges(name, base, dosed=dose is not None):
            yield _single(name, base, dose, seen, ())
        for symptom, systolic, sedation in product(Symptom, (124, 181, 86), (5, 3, 2)):
            seen = {"systolic": systolic, "diastolic": 60, "sedation": sedation}
            yield _single(name, base, dose, seen, (symptom,))


def _at_the_edges(name: str, base: dict[str, int], *, dosed: bool) -> Iterator[dict[str, float]]:
    limits = {(rule.signal, number) for rule in load(name).rules if (number := _limit(rule, base, dosed=dosed)) is not None}
    for signal, number in sorted(limits, key=lambda one: (one[0].word, one[1])):
        yield from (_with(signal, number + beside) for beside in (-1, 0, 1))


def _limit(rule: Rule, base: dict[str, int], *, dosed: bool) -> float | None:
    known = base.get(rule.signal.word)
    return rule.limit(float(known) if dosed and known is not None else None)


def _with(signal: Signal, value: float) -> dict[str, float]:
    """A pressure is one thing with two numbers: the other one is unremarkable."""
    if signal is Signal.SYSTOLIC:
        return {"systolic": value, "diastolic": min(value - 30, 85)}
    if signal is Signal.DIASTOLIC:
        return {"systolic": value + 40, "diastolic": value}
    return {signal.word: value}


def _single(name: str, base: dict[str, int], dose: int | None, seen: dict[str, float], symptoms: tuple[Symptom, ...]) -> Case:
    at = START + 3 * 60 * MINUTE
    given = () if dose is None else (Dose(id="dose", at=at + dose * MINUTE),)
    before = at + (dose or 0) * MINUTE - 10 * MINUTE
    first = (Opened(id="open", at=before - 5 * MINUTE), ObservationSet(id="base", at=before, **base))
    return Case(name, (*first, *given, ObservationSet(id="seen", at=at, symptoms=symptoms, **seen)), at, told=dose is not None)


def spec() -> Iterator[Case]:
    """The rows of the table for clinicians that speak of what is entered by hand, at each instant that they name."""
    for row in ROWS:
        facts = written(f"{row.before}; {row.facts}")
        if all(_by_hand(fact) for fact in facts):
            last = max(fact.at for fact in facts)
            for now in {last, *(clock(say.at) for say in row.said)}:
                yield Case(row.protocol, tuple(fact for fact in facts if fact.at <= now), now)


def _by_hand(fact: Fact) -> bool:
    return fact.source == "manual" and (not isinstance(fact, ObservationSet) or _enterable(fact))


def _enterable(seen: ObservationSet) -> bool:
    try:
        check_set(seen)
    except Refused:
        return False
    return True


def random(count: int, seed: int = 20) -> Iterator[Case]:
    """Sessions of up to eight sets near the limits, with doses, acknowledgements and symptoms, seconds to minutes apart."""
    chance = Random(seed)
    for _ in range(count):
        facts = tuple(_session(chance))
        later = chance.choice([0, 0, 60, 179, 180, 181, 600]) * 1000
        yield Case(chance.choice(shipped()), facts, max(fact.at for fact in facts) + later)


def _session(chance: Random) -> Iterator[Fact]:
    at, number = START, 0
    yield Opened(id="open", at=at)
    for _ in range(chance.randint(0, 3)):
        at, number = at + chance.choice([30, 61, 300]) * 1000, number + 1
        yield _set(chance, f"b{number}", at, near=True)
    if chance.random() < 0.8:
        at += chance.choice([0, 60, 600]) * 1000
        yield Dose(id="dose", at=at)
        at += chance.choice([0, 5, 60, 89, 115]) * MINUTE
    for _ in range(chance.randint(1, 5)):
        at, number = at + chance.choice([0, 20, 30, 45, 60, 61, 100, 180, 181, 300, 900]) * 1000, number + 1
        yield _event(chance, f"e{number}", at)


def _event(chance: Random, name: str, at: Millis) -> Fact:
    kind = chance.random()
    if kind < 0.12:
        signal = chance.choice([*(signal.word for signal in Signal), "event"])
        return Acknowledged(id=name, at=at, by="Nurse A", signal=signal, direction=chance.choice(["", "high", "low"]))
    if kind < 0.15:
        return Stopped(id=name, at=at)
    return Ended(id=name, at=at) if kind < 0.16 else _set(chance, name, at, near=chance.random() < 0.3)


def _set(chance: Random, name: str, at: Millis, *, near: bool) -> ObservationSet:
    """A set that a nurse could enter; `near` = most of it is unremarkable."""
    while True:
        numbers = {word: _number(chance, word, near=near) for word in _words(chance)}
        symptoms = tuple(chance.sample(list(Symptom), 1)) if chance.random() < 0.15 else ()
        seen = ObservationSet(id=name, at=at, symptoms=symptoms, **numbers)  # type: ignore[arg-type]
        if _enterable(seen):
            return seen


def _words(chance: Random) -> list[str]:
    words = chance.sample([s.word for s in Signal if s.word not in {"systolic", "diastolic", "mean"}], chance.randint(0, 4))
    return words + (["systolic", "diastolic"] + (["mean"] if chance.random() < 0.3 else []) if chance.random() < 0.8 else [])


_SPAN = {
    "systolic": (80, 205), "diastolic": (40, 125), "mean": (55, 140), "heart_rate": (36, 140), "spo2": (78, 100),
    "respiratory_rate": (6, 34), "temperature": (35, 39), "sedation": (0, 5), "agitation": (-5, 4), "dissociation": (0, 4),
    "distress": (0, 4),
}  # fmt: skip


def _number(chance: Random, word: str, *, near: bool) -> float:
    low, high = _SPAN[word]
    known = QUIET.get(word)
    return float(known + chance.randint(-3, 3) if near and known not in {None, 0, 5} else chance.randint(low, high))


def asked(cases: Iterable[Case]) -> str:
    """What the browser is told, as JSON: the rules of each protocol once, then each case."""
    under = {name: json.loads(rules(load(name))) for name in shipped()}
    return json.dumps({"under": under, "cases": [_asked(case) for case in cases]})


def _asked(case: Case) -> dict[str, Any]:
    facts = standing(case.facts)
    known = json.loads(baselines(fold(load(case.protocol), facts, case.now))) if case.told else None
    shown = [_plain(fact) for fact in facts if not (case.told and fact.id == "base")]
    return {"protocol": case.protocol, "known": known, "facts": shown, "now": case.now}


_KIND: dict[type, str] = {Dose: "dose", Acknowledged: "ack", Stopped: "stop", Ended: "end", Opened: "open"}


def _plain(fact: Fact) -> dict[str, Any]:
    head = {"id": fact.id, "t": fact.at, "src": fact.source}
    if isinstance(fact, ObservationSet):
        return head | {"k": "set", "v": {s.word: v for s, v in fact.measured()}, "y": [s.value for s in fact.symptoms]}
    more = {"signal": fact.signal, "direction": fact.direction} if isinstance(fact, Acknowledged) else {}
    return head | {"k": _KIND.get(type(fact), "other")} | more


def answered(case: Case) -> list[dict[str, Any]]:
    """What the server says at that instant: each standing alert of a signal or an event; missed looks and streams apart."""
    found = fold(load(case.protocol), case.facts, case.now).standing
    wanted = [a for a in found if a.direction in {"high", "low"} and a.signal != "check"]
    return sorted((_alert(a) for a in wanted), key=lambda one: (one["signal"], one["direction"]))


def _alert(said: Any) -> dict[str, Any]:
    return {
        "signal": said.signal, "direction": said.direction, "level": int(said.level), "highest": int(said.highest),
        "rule": said.rule, "limit": said.limit, "value": said.value, "why": said.why, "raised": said.raised_at,
        "since": said.since, "acked": said.acknowledged_at,
        "newest": {"rule": said.newest.rule, "limit": said.newest.limit, "value": said.newest.value},
    }  # fmt: skip


def differences(cases: Iterable[tuple[Case, list[dict[str, Any]]]]) -> list[str]:
    """Each case in which the browser (`said`) says something else than the server, in words."""
    found = ((case, answered(case), said) for case, said in cases)
    return [f"{case}\n  server {right}\n  browser {said}" for case, right, said in found if right != said]


# -- what cannot be entered at all ---------------------------------------------------------------------------------------------


def typed(count: int = 500, seed: int = 21) -> Iterator[dict[str, float]]:
    """Sets as somebody may type them: each signal around its ends and in fractions, each kind of pressure, and many at random."""
    for signal in Signal:
        ends = [edge + beside for edge in (signal.lowest, signal.highest) for beside in (-1, -0.5, -0.001, 0, 0.25, 0.5, 1)]
        yield from (_with(signal, value) for value in (*ends, 0, 3.5, 1, 7, 9, 10, 1_000_000, 0.00001, 123.45678, -7))
    for systolic, diastolic in product((None, 39, 40, 119.5, 120, 300, 301), (None, 19, 20, 119.5, 120, 120.5, 200, 201)):
        pressure = {"systolic": systolic, "diastolic": diastolic}
        yield {word: value for word, value in pressure.items() if value is not None} | {"heart_rate": 72}
    chance = Random(seed)
    for _ in range(count):
        words = chance.sample([signal.word for signal in Signal], chance.randint(1, 5))
        yield {word: _anything(chance, Signal.named(word)) for word in words}


def _anything(chance: Random, signal: Signal) -> float:
    """Mostly within the range of a signal, sometimes beyond, at times in fractions."""
    value = chance.randint(round(signal.lowest) - 2, round(signal.highest) + 2)
    return value + chance.choice([0, 0, 0, 0.5])


def refusals(seen: dict[str, float]) -> list[dict[str, str]]:
    """What the server says of a set that cannot be entered, field by field; [] when it can be."""
    try:
        check_set(ObservationSet(id="typed", at=START, **seen))  # type: ignore[arg-type]
    except Refused as refused:
        return [{"field": error.field, "message": error.message} for error in refused.fields]
    return []
