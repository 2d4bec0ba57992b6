"""How does a line of ward shorthand, like "10:20 BP 182/96", become facts?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, pairwise

from models import protocol
from models.alerts import Alert, Picture, fold
from models.facts import (
    Acknowledged,
    Amended,
    Decided,
    Dose,
    Ended,
    Fact,
    Infused,
    InfusionStep,
    Opened,
    Signed,
    SkippedCheck,
    SkipReason,
    Stopped,
    Ticked,
    Voided,
)
from models.vitals import Millis, ObservationSet, Symptom

DAY: Millis = 1_789_948_800_000
"""2026-09-21T00:00:00Z, the day on which all rows play."""

_FIELDS = {
    "HR": "heart_rate", "SpO2": "spo2", "RR": "respiratory_rate", "MAP": "mean", "MOAA/S": "sedation", "RASS": "agitation",
    "Diss": "dissociation", "Distress": "distress", "Temp": "temperature",
}  # fmt: skip
_COMPLETE = {"heart_rate": 70.0, "systolic": 124.0, "diastolic": 78.0, "spo2": 97.0, "sedation": 5.0, "dissociation": 0.0}


def clock(text: str) -> Millis:
    """The instant of "10:20" or "10:20:05" of the day of the rows, in epoch milliseconds."""
    hours, minutes, *seconds = (int(part) for part in text.split(":"))
    return DAY + (hours * 3600 + minutes * 60 + (seconds[0] if seconds else 0)) * 1000


def facts(text: str) -> list[Fact]:
    """The facts of lines parted by ";" or new lines; ids are given in order, f1, f2, ..."""
    ids = (f"f{n}" for n in count(1))
    return [fact for line in re.split(r"[;\n]", text) if line.strip() for fact in _line(line.strip(), ids)]


def usual(baseline: str = "BP 124/78 HR 70") -> str:
    """The usual opening: two complete sets before the dose at 10:00."""
    return f"09:40 opened; 09:45 complete {baseline}; 09:55 complete {baseline}; 10:00 dose"


def picture(text: str, now: str, name: str = "iv-ketamine-40min") -> Picture:
    """The picture at `now` of the facts up to then: what a nurse would have seen at that moment."""
    known = [fact for fact in facts(text) if fact.at <= clock(now)]
    return fold(protocol.load(name), known, clock(now))


def standing(text: str, now: str, signal: str, direction: str, name: str = "iv-ketamine-40min") -> Alert | None:
    """The uncleared alert of this signal and direction at that moment, or None."""
    found = [a for a in picture(text, now, name).standing if (a.signal, a.direction) == (signal, direction)]
    return found[0] if found else None


def _line(line: str, ids: Iterator[str]) -> Iterator[Fact]:
    when, _, what = line.partition(" ")
    start, _, end = when.partition("-")
    step = re.match(r"every (\d+) s ", what)
    every = int(step[1]) * 1000 if step else 1
    what = what[step.end() :] if step else what
    for at in range(clock(start), clock(end or start) + 1, every):
        yield from (_fact(at, one, next(ids)) for one in _each(what))


def _each(what: str) -> list[str]:
    """Each line of a list ("tick all before", "tick all discharge") in both shipped protocols; all else is one fact."""
    word, _, name = what.partition(" all ")
    if word not in {"tick", "untick"} or not name:
        return [what]
    lists = [protocol.load(one).checklist for one in protocol.shipped()]
    points = [point for both in lists for point in (both.before if name == "before" else both.discharge)]
    return [f"{word} {item}" for item in dict.fromkeys(point.item for point in points)]


def _fact(at: Millis, what: str, name: str) -> Fact:
    word, _, rest = what.partition(" ")
    known = _KNOWN.get(word)
    return _seen(at, what, name) if known is None else known(name, at, rest)


def _acknowledged(name: str, at: Millis, rest: str) -> Fact:
    signal, _, by = rest.partition(" by ")
    return Acknowledged(id=name, at=at, signal=signal, by=by or "Nurse A")


def _corrected(name: str, at: Millis, rest: str) -> Fact:
    target, _, right = rest.partition(" ")
    return Amended(id=name, at=at, received=at, target=target, content=_seen(at, right, target))


def _opened(name: str, at: Millis, rest: str) -> Fact:
    return Opened(id=name, at=at, planned=clock(rest.removeprefix("planned ")) if rest else None)


def _infused(step: InfusionStep) -> Callable[[str, Millis, str], Fact]:
    return lambda name, at, _: Infused(id=name, at=at, step=step)


def _decided(name: str, at: Millis, rest: str) -> Decided:
    who, _, why = rest.partition(" because ")
    return Decided(id=name, at=at, go=True, prescriber=who.removeprefix("by "), reason=why)


_KNOWN: dict[str, Callable[[str, Millis, str], Fact]] = {
    "opened": _opened,
    "dose": lambda name, at, _: Dose(id=name, at=at),
    "device": lambda name, at, rest: Dose(id=name, at=at, drug="Esketamine", amount=28, device=int(rest), second="Nurse B"),
    "infusion": lambda name, at, _: Dose(id=name, at=at, drug="Ketamine", amount=36, route="IV", second="Nurse B"),
    **{word: _infused(InfusionStep(word)) for word in InfusionStep},
    "tick": lambda name, at, rest: Ticked(id=name, at=at, item=rest, by="Nurse A"),
    "untick": lambda name, at, rest: Ticked(id=name, at=at, item=rest, done=False, by="Nurse A"),
    "go": _decided,
    "no": lambda name, at, rest: replace(_decided(name, at, rest), go=False),
    "stop": lambda name, at, _: Stopped(id=name, at=at),
    "end": lambda name, at, rest: Ended(id=name, at=at, reason=rest.removeprefix("because ")),
    "signed": lambda name, at, rest: Signed(id=name, at=at, by=rest.removeprefix("by "), meaning="reviewed"),
    "acknowledge": _acknowledged,
    "skip": lambda name, at, rest: SkippedCheck(id=name, at=at, due=clock(rest), reason=SkipReason.ASLEEP),
    "void": lambda name, at, rest: Voided(id=name, at=at, received=at, target=rest),
    "correct": _corrected,
}
"""The words of the shorthand, each with what it becomes; anything else is a set."""


def _seen(at: Millis, what: str, name: str) -> ObservationSet:
    words = what.split()
    numbers: dict[str, float] = dict(_COMPLETE) if "complete" in words else {}
    for key, value in pairwise(words):
        if key == "BP":
            numbers["systolic"], numbers["diastolic"] = (float(half) for half in value.split("/"))
        elif key in _FIELDS:
            numbers[_FIELDS[key]] = float(value)
    symptoms = tuple(Symptom(word) for word in words if word in list(Symptom))
    source = words[words.index("from") + 1] if "from" in words else "manual"
    return ObservationSet(id=name, at=at, source=source, symptoms=symptoms, moved="moved" in words, **numbers)
