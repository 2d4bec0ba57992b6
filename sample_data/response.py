"""How does one invented patient answer to ketamine or esketamine, minute by minute?

Pressure, pulse, oxygen, sedation, dissociation and complaints. Everything is drawn from the `random.Random` that is handed in; a
`Response` is then a pure function of the minute, so that the same seed gives the same session in whichever order it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, pi, sin, sqrt
from random import Random

from models.vitals import Millis, ObservationSet, Symptom
from sample_data.population import Course, Person, Route, course


@dataclass(frozen=True, slots=True)
class Wave:
    """An effect that comes and goes: nothing before `onset` and from `resolved` on, `size` between minute 30 and 45."""

    onset: float = 0.0
    resolved: float = 0.0
    size: float = 0.0

    def present(self, minute: float) -> bool:
        """Whether it is felt at this minute from the first dose."""
        return self.size > 0 and self.onset <= minute < self.resolved

    def level(self, minute: float) -> int:
        """Its strength as a whole number: at least 1 while it is felt, else 0."""
        return max(1, round(self.strength(minute))) if self.present(minute) else 0

    def strength(self, minute: float) -> float:
        """Its strength, 0 to `size`."""
        rising = (minute - self.onset) / max(1.0, 30 - self.onset)
        falling = (self.resolved - minute) / max(1.0, self.resolved - 45)
        return self.size * max(0.0, min(1.0, rising, falling))


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One session of one patient: every number at every minute from the first dose (negative before it).

    `systolic`, `diastolic`, ... are where the patient stands before the dose, `rises` the tops of the curves of systolic,
    diastolic and heart rate; `seed` makes the unrest of single readings; `unrest` is its spread in mmHg.
    """

    route: Route
    seed: str
    systolic: float
    diastolic: float
    heart_rate: float
    spo2: float
    respiratory_rate: float
    rises: tuple[float, float, float] = (0.0, 0.0, 0.0)
    unrest: tuple[float, float] = (5.2, 4.2)
    sedation: Wave = Wave()
    dissociation: Wave = Wave()
    distress: Wave = Wave()
    dip: Wave = Wave()
    complaints: tuple[tuple[Symptom, Wave], ...] = ()

    def pressure(self, minute: float) -> tuple[int, int]:
        """Systolic and diastolic that a cuff would show, mmHg; never less than 20 apart."""
        size, shared = shape(self.route, minute), self._unrest("cuff", minute)
        own = 0.6 * shared + 0.8 * self._unrest("diastolic", minute)
        systolic = self.systolic + self.rises[0] * size + self.unrest[0] * shared
        diastolic = self.diastolic + self.rises[1] * size + self.unrest[1] * own
        return round(systolic), round(min(diastolic, systolic - 20))

    def pulse(self, minute: float) -> int:
        """Heart rate per minute."""
        swing = 2.2 * self._unrest("pulse", minute) + 0.7 * self._unrest("beat", minute * 12)
        return round(self.heart_rate + self.rises[2] * shape(self.route, minute) + swing)

    def saturation(self, minute: float) -> int:
        """SpO2 in %."""
        return min(100, round(self.spo2 + 0.4 * self._unrest("oxygen", minute / 2) - self.dip.strength(minute)))

    def breaths(self, minute: float) -> int:
        """Breaths per minute."""
        return round(self.respiratory_rate + 0.8 * self._unrest("breath", minute))

    def symptoms(self, minute: float) -> tuple[Symptom, ...]:
        """The symptoms that the patient reports at this minute."""
        return tuple(symptom for symptom, wave in self.complaints if wave.present(minute))

    def observe(self, minute: float, *, id: str, at: Millis, by: str, source: str = "manual") -> ObservationSet:
        """The full set a nurse would record at this minute: pulse, pressure, SpO2, breaths, the three scores, symptoms."""
        systolic, diastolic = self.pressure(minute)
        return ObservationSet(
            id=id,
            at=at,
            by=by,
            received=at,
            source=source,
            heart_rate=self.pulse(minute),
            systolic=systolic,
            diastolic=diastolic,
            spo2=self.saturation(minute),
            respiratory_rate=self.breaths(minute),
            sedation=max(0, 5 - self.sedation.level(minute)),
            dissociation=self.dissociation.level(minute),
            distress=self.distress.level(minute),
            symptoms=self.symptoms(minute),
        )

    def _unrest(self, channel: str, minute: float) -> float:
        """A standard normal number that drifts from minute to minute and depends on nothing but seed, channel and minute."""
        step = int(minute // 1)
        part = minute - step
        here, next_ = (Random(f"{self.seed}/{channel}/{at}").gauss(0, 1) for at in (step, step + 1))
        return ((1 - part) * here + part * next_) / sqrt((1 - part) ** 2 + part**2)


def shape(route: Route, minute: float) -> float:
    """How much of the rise is there at this minute from the dose, 0 to 1.

    Both peak at 40 min (Doherty, Yale, Fang). IV: a twentieth is left at 90 min (Szarmach: back by 90 min). Nasal: a fifth at
    90 min, a sixteenth at 120 min (Doherty: back about 90 min; label: typically within 2 h).
    """
    if minute <= 0:
        return 0.0
    if minute <= 40:
        return (minute / 40) ** 0.8 if route is Route.IV else sin(pi * minute / 80)
    slowness, bend = (22, 1.2) if route is Route.IV else (36, 1.3)
    return exp(-(((minute - 40) / slowness) ** bend))


def respond(dice: Random, who: Person, number: int) -> Response:
    """Draw the session `number` (from 1) of this patient.

    Dissociation comes in fewer sessions and more weakly after the first ones, then stays (Toronto); pressure does not attenuate
    (Emory: no tolerance; label: a quiet session promises nothing).
    """
    average = course(who.route, who.age)
    drift, troubles = dice.gauss(0, 1), _troubles(dice, who)
    drifted = 0.4 + 0.4 * 0.5 ** (number - 1)
    anxious = any(symptom is Symptom.ANXIETY for symptom, _ in troubles)
    return Response(
        route=who.route,
        seed=f"{dice.getrandbits(64):x}",
        systolic=who.systolic + 4 * drift,
        diastolic=who.diastolic + 3 * drift,
        heart_rate=who.heart_rate + dice.gauss(0, 3),
        spo2=who.spo2,
        respiratory_rate=who.respiratory_rate,
        rises=_rises(dice, who, average),
        unrest=average.unrest,
        sedation=_sedation(dice) if who.drowses and dice.random() < 0.57 else Wave(),
        dissociation=_dissociation(dice, who, drifted) if who.drifts and dice.random() < drifted else Wave(),
        distress=Wave(18, 60, dice.choice((1, 1, 2, 3))) if anxious else Wave(),
        dip=_dip(dice, who),
        complaints=troubles,
    )


def _rises(dice: Random, who: Person, average: Course) -> tuple[float, float, float]:
    """Tops of the curves: systolic, diastolic (mmHg) and heart rate (/min; +2 to +4 on average: 135 patients, meta-analysis)."""
    shared = dice.gauss(0, 1)
    own = 0.6 * shared + 0.8 * dice.gauss(0, 1)
    systolic = average.rise[0] + average.between[0] * who.lean[0] + average.within[0] * shared
    diastolic = average.rise[1] + average.between[1] * who.lean[1] + average.within[1] * own
    return max(-8.0, systolic), max(-6.0, diastolic), dice.gauss(3, 3)


def _sedation(dice: Random) -> Wave:
    """Onset about 15 min, peak 30-45, resolved by 60-90; mostly MOAA/S 4 (Janssen medical information)."""
    depth = dice.choices((1, 2, 3), (84, 14, 2))[0]
    return Wave(dice.uniform(12, 18), dice.uniform(60, 90), depth)


def _dissociation(dice: Random, who: Person, drifted: float) -> Wave:
    """Peak 40 min, resolved by 90; sooner after an infusion has stopped."""
    resolved = dice.uniform(50, 80) if who.route is Route.IV else dice.uniform(58, 89)
    return Wave(dice.uniform(6, 14), resolved, max(1, round(who.depth * (0.4 + drifted) / 1.2)))


def _dip(dice: Random, who: Person) -> Wave:
    """SpO2 lower by 5-6.5 % in the few who desaturate, by at most 1.5 % in a quarter of the other sessions."""
    if who.desaturates and dice.random() < 0.6:
        return Wave(10, 110, dice.uniform(5, 6.5))
    return Wave(20, 60, dice.uniform(0.5, 1.5)) if dice.random() < 0.25 else Wave()


def _troubles(dice: Random, who: Person) -> tuple[tuple[Symptom, Wave], ...]:
    """The symptoms of this session with their time; a patient has them in about six sessions of ten, vomiting in three."""
    shares = ((symptom, 0.35 if symptom is Symptom.VOMITING else 0.6) for symptom in who.troubled_by)
    here = [symptom for symptom, share in shares if dice.random() < share]
    return tuple((symptom, _spell(dice, symptom)) for symptom in here)


def _spell(dice: Random, symptom: Symptom) -> Wave:
    if symptom is Symptom.VOMITING:
        onset = dice.uniform(35, 70)
        return Wave(onset, onset + 4, 1)
    return Wave(dice.uniform(8, 19), dice.uniform(45, 95), 1)
