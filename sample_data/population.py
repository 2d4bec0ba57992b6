"""Who is treated, and how strongly do such patients answer on average?

Where the published sets disagree, this holds to the first named:
- Size of the rise, IV: Yale (+16.0 SD 11.2 / +11.0 SD 8.45, the highest reading of an infusion) and not Emory (+3.3/+3.2) or the
  135-patient series (+7.4/+6.0), which give the largest mean at one clock time. The mean at 40 min here lies in the interval of
  the meta-analysis (10.40-14.82 / 6.89-10.09), so that both ways of counting are met.
- >=165/100 in 44 % of IV patients (Toronto) needs higher pressures before the dose than the phase 3 trials let in (140/90). IV
  patients are therefore drawn up to 148/92. Then about 14 % of them reach 180/110 in six infusions: Yale's 12.5 % of patients
  with "severe" hypertension is met, its 0.98 % of infusions is not (here 4 to 5 %; Yale's definition is not visible, and its
  patients had 17 infusions each).
- Dissociation: 61-75 % is by scale (label); adverse-event reports say 34-41 % (ASPIRE, label) and 36 % (Toronto, IV). A nurse
  who asks at each check finds what a scale finds, on both routes.
- >=65 years: the label counts >=180 systolic in 3 % of 72, Doherty >=180 and/or >=110 in 11.1 %. Neither is aimed at.
No dose response: the sources pool 28-84 mg. Loss of consciousness (0.3-0.4 %) is never generated.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import exp, sqrt
from random import Random

from models.vitals import Symptom


class Route(Enum):
    """How the drug is given: ketamine 0.5 mg/kg over 40 min into a vein, or esketamine into the nose."""

    IV = "iv"
    NASAL = "nasal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What one route does to one age group on average; pressures in mmHg, spreads are standard deviations.

    Pairs are systolic, diastolic. `highest` is the pressure before the dose above which nobody is treated; `rise` the top of the
    mean curve; `between` and `within` how far patients, and sessions of one patient, differ from it; `unrest` the spread of a
    single reading, which makes the highest of five placebo readings +6.1/+4.9 (<65 years) and +11.1/+6.8 (>=65 years; Doherty
    2020). `rates` are shares of patients who ever have the symptom in a course.
    """

    start: tuple[float, float]
    start_spread: tuple[float, float]
    highest: tuple[float, float]
    rise: tuple[float, float]
    between: tuple[float, float]
    within: tuple[float, float]
    unrest: tuple[float, float]
    rates: tuple[tuple[Symptom, float], ...]


# Label, adverse events of SPRAVATO.
_NASAL_RATES = (
    (Symptom.NAUSEA, 0.28),
    (Symptom.VOMITING, 0.09),
    (Symptom.DIZZINESS, 0.29),
    (Symptom.ANXIETY, 0.13),
)
# Toronto for dizziness and nausea; anxiety as nasal, vomiting in the same proportion to nausea as nasal (no IV figure was found).
_IV_RATES = (
    (Symptom.NAUSEA, 0.13),
    (Symptom.VOMITING, 0.04),
    (Symptom.DIZZINESS, 0.45),
    (Symptom.ANXIETY, 0.13),
)
NASAL = Course(
    start=(130, 76),
    start_spread=(13, 7),
    highest=(140, 88),
    rise=(8.9, 5.2),
    between=(9, 6),
    within=(8, 5.5),
    unrest=(5.2, 4.2),
    rates=_NASAL_RATES,
)
NASAL_65 = Course(
    start=(132, 76),
    start_spread=(12, 7),
    highest=(148, 88),
    rise=(7.5, 4.2),
    between=(8, 5),
    within=(7, 4.5),
    unrest=(9.4, 5.8),
    rates=_NASAL_RATES,
)
IV = Course(
    start=(126, 79),
    start_spread=(13, 8),
    highest=(148, 92),
    rise=(11.7, 7.2),
    between=(9, 7),
    within=(8.5, 6.5),
    unrest=(5.2, 4.2),
    rates=_IV_RATES,
)


def course(route: Route, age: float) -> Course:
    """The course that this route takes at this age in years (IV: one course, no age groups are published)."""
    if route is Route.IV:
        return IV
    return NASAL_65 if age >= 65 else NASAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What stays the same in one patient from session to session.

    Pressures mmHg, rates per minute, `spo2` %, `weight` kg, `age` years. `lean` says how strongly the two pressures answer, in
    standard deviations from the average. `drowses`, `drifts`, `desaturates` and `troubled_by` say what this patient is prone to;
    `depth` is the dissociation (0-4) of the first session.
    """

    route: Route
    age: float
    weight: float
    systolic: float
    diastolic: float
    heart_rate: float
    spo2: float
    respiratory_rate: float
    lean: tuple[float, float]
    drowses: bool = False
    drifts: bool = False
    depth: int = 0
    desaturates: bool = False
    troubled_by: tuple[Symptom, ...] = ()


def person(dice: Random, route: Route, age: float | None = None) -> Person:
    """Draw a patient for this route; `age` in years, drawn from 20 to 64 where none is given.

    Shares of patients: sedation 55 % (label 48-61), dissociation 68 % (label 61-75), SpO2 below 93 % 2 % (label < 3).
    """
    years = dice.uniform(20, 65) if age is None else age
    average = course(route, years)
    systolic, diastolic = _start(dice, average)
    lean = _skewed(dice.gauss(0, 1))
    return Person(
        route=route,
        age=years,
        weight=round(min(130.0, max(48.0, dice.gauss(78, 14)))),
        systolic=systolic,
        diastolic=diastolic,
        heart_rate=min(95.0, max(56.0, dice.gauss(72, 9))),
        spo2=min(99.0, max(96.2, dice.gauss(97.4, 0.8))),
        respiratory_rate=dice.uniform(13, 17),
        lean=(lean, 0.6 * lean + 0.8 * _skewed(dice.gauss(0, 1))),
        drowses=dice.random() < 0.55,
        drifts=dice.random() < 0.68,
        depth=dice.choices((1, 2, 3, 4), (45, 30, 17, 8))[0],
        desaturates=dice.random() < 0.02,
        troubled_by=tuple(symptom for symptom, rate in average.rates if dice.random() < rate),
    )


def _start(dice: Random, average: Course) -> tuple[float, float]:
    """A pressure before the dose at which the patient would be treated; systolic and diastolic go together (r = 0.6)."""
    while True:
        shared = dice.gauss(0, 1)
        systolic = average.start[0] + average.start_spread[0] * shared
        diastolic = average.start[1] + average.start_spread[1] * (0.6 * shared + 0.8 * dice.gauss(0, 1))
        if 106 <= systolic <= average.highest[0] and 58 <= diastolic <= average.highest[1]:
            return systolic, diastolic


def _skewed(draw: float) -> float:
    """A normal draw bent so that a few patients answer much more strongly (log-normal, mean 0, spread 1).

    A symmetric spread wide enough for the label's 8 % (>=40 mmHg) would let a third of the patients fall below their baseline.
    """
    bend = 0.3
    middle, width = exp(bend**2 / 2), sqrt(exp(2 * bend**2) - exp(bend**2))
    return (exp(bend * draw) - middle) / width
