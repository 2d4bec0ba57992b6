"""What would a trial report of a whole group of generated patients?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import sqrt
from random import Random
from statistics import fmean, stdev

from sample_data.population import Route, person
from sample_data.response import Response, respond

IV_MINUTES = (10, 20, 30, 40, 55, 70, 85, 100)
NASAL_MINUTES = (20, 40, 60, 90, 120)


def minutes(route: Route) -> tuple[int, ...]:
    """When this route is measured after the dose (the protocols' schedules)."""
    return IV_MINUTES if route is Route.IV else NASAL_MINUTES


@dataclass(frozen=True, slots=True)
class Measured:
    """What was read in one session: pressures before the dose (mean) and at each minute, and the highest of them."""

    before: tuple[float, float]
    pressures: tuple[tuple[int, int], ...]
    response: Response

    @property
    def highest(self) -> tuple[int, int]:
        """The highest systolic and the highest diastolic after the dose, mmHg."""
        return max(s for s, _ in self.pressures), max(d for _, d in self.pressures)

    @property
    def rises(self) -> tuple[float, float]:
        """How far the highest lie above the pressure before the dose."""
        return self.highest[0] - self.before[0], self.highest[1] - self.before[1]

    def rise_at(self, minute: int) -> tuple[float, float]:
        """How far the pressure at this minute lies above the pressure before the dose."""
        systolic, diastolic = self.response.pressure(minute)
        return systolic - self.before[0], diastolic - self.before[1]

    def ever(self, found: Callable[[Response, int], bool]) -> bool:
        """Whether this is found at any measured minute."""
        return any(found(self.response, minute) for minute in minutes(self.response.route))

    @property
    def desaturated(self) -> bool:
        """Whether two SpO2 in a row lie below 93 %."""
        seen = [self.response.saturation(minute) for minute in minutes(self.response.route)]
        return any(max(pair) < 93 for pair in pairwise(seen))


def measure(response: Response) -> Measured:
    """Measure one session like a trial does."""
    early = [response.pressure(minute) for minute in (-15, -5)]
    before = fmean(s for s, _ in early), fmean(d for _, d in early)
    return Measured(before, tuple(response.pressure(minute) for minute in minutes(response.route)), response)


class Cohort:
    """Patients of one route, each with all sessions of a course. `placebo` takes the drug's effect on pressure away."""

    def __init__(self, route: Route, patients: int, sessions: int, *, age: float | None = None, placebo: bool = False) -> None:
        dice = Random(f"{route.name}/{age}")
        self.route = route
        self.courses: list[list[Measured]] = []
        for _ in range(patients):
            who = person(dice, route, age)
            drawn = [respond(dice, who, number) for number in range(1, sessions + 1)]
            self.courses.append([measure(replace(one, rises=(0, 0, 0)) if placebo else one) for one in drawn])

    @cached_property
    def sessions(self) -> list[Measured]:
        """Every session of every patient."""
        return [session for course in self.courses for session in course]

    def rise(self, half: int) -> tuple[float, float]:
        """Mean and spread of the highest rise of a session, mmHg; half 0 = systolic, 1 = diastolic."""
        rises = [session.rises[half] for session in self.sessions]
        return fmean(rises), stdev(rises)

    def rise_at(self, minute: int, half: int) -> float:
        """Mean rise at this minute, mmHg."""
        return fmean(session.rise_at(minute)[half] for session in self.sessions)

    def patients(self, found: Callable[[Measured], bool]) -> float:
        """Share of patients, in %, in whom this is found in any session."""
        return percent(any(found(session) for session in course) for course in self.courses)

    def share(self, found: Callable[[Measured], bool]) -> float:
        """Share of sessions, in %, in which this is found."""
        return percent(found(session) for session in self.sessions)


def percent(found: Iterable[bool]) -> float:
    """The share of True, in %."""
    return 100 * fmean(found)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a published count, in % (Wilson's score interval)."""
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return 100 * (middle - half), 100 * (middle + half)
