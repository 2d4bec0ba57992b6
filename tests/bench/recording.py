"""What a long session looks like: a monitor each second, a nurse every five minutes; or every number each second."""

from __future__ import annotations

import random

from models.facts import Dose, Fact, Opened
from models.vitals import MINUTE, Millis, ObservationSet

START: Millis = 1_790_000_000_000
SECOND: Millis = 1_000


def usual(seconds: int, start: Millis = START, seed: int = 1) -> list[Fact]:
    """Facts of a session of 1 Hz heart rate and SpO2 with a nurse's set every five minutes; quiet, as most sessions are."""
    chance = random.Random(seed)
    stream = [_second(chance, start + n * SECOND, seed) for n in range(seconds)]
    nurse = [_round(chance, start + n * MINUTE, seed) for n in range(0, seconds // 60, 5)]
    return sorted([*_opening(start, seed), *stream, *nurse], key=lambda fact: fact.at)


def dense(seconds: int, start: Millis, seed: int = 1) -> list[Fact]:
    """Facts of a session in which rate, saturation and both pressures come each second: `seconds` readings, four traces."""
    chance = random.Random(seed)
    return [*_opening(start, seed), *(_all_at_once(chance, start + n * SECOND, seed) for n in range(seconds))]


def _opening(start: Millis, seed: int) -> list[Fact]:
    dosed = start + 1
    return [
        Opened(id=f"open{seed}", at=start, received=start),
        Dose(id=f"dose{seed}", at=dosed, received=dosed, by="anna", drug="ketamine", amount=40, route="iv"),
    ]


def _second(chance: random.Random, at: Millis, seed: int) -> ObservationSet:
    rate, saturation = round(chance.gauss(70, 2)), min(100, round(chance.gauss(97.5, 0.5)))
    return ObservationSet(id=f"m{seed}-{at}", at=at, received=at, source="monitor", heart_rate=rate, spo2=saturation)


def _round(chance: random.Random, at: Millis, seed: int) -> ObservationSet:
    high = round(chance.gauss(128, 4))
    scores = {"sedation": 5, "dissociation": 0}
    return ObservationSet(id=f"n{seed}-{at}", at=at, received=at, by="anna", systolic=high, diastolic=high - 48, **scores)


def _all_at_once(chance: random.Random, at: Millis, seed: int) -> ObservationSet:
    rate, systolic = round(chance.gauss(70, 2)), round(chance.gauss(128, 3))
    return ObservationSet(
        id=f"d{seed}-{at}",
        at=at,
        received=at,
        source="monitor",
        heart_rate=rate,
        spo2=98,
        systolic=systolic,
        diastolic=systolic - 48,
    )
