"""Which sessions can happen? Random but possible logs for the laws."""

from __future__ import annotations

from hypothesis import strategies as st

from models.facts import Acknowledged, Dose, Fact, Opened
from models.vitals import MINUTE, Millis, ObservationSet, Symptom

START: Millis = 1_789_984_800_000
SIGNALS = ("systolic", "diastolic", "mean", "heart_rate", "spo2", "respiratory_rate", "sedation", "event", "check")

_pressures = st.tuples(st.integers(70, 215), st.integers(10, 70)).map(
    lambda p: {"systolic": float(p[0]), "diastolic": float(p[0] - p[1])}
)
_odd_pressures = st.sampled_from(
    [
        {"systolic": 90.0, "diastolic": 130.0},
        {"systolic": 182.0, "diastolic": 60.0},
        {"systolic": 35.0},
        {"mean": 131.0},
        {"mean": 58.0},
    ]
)
_hearts = st.integers(15, 150).map(lambda v: {"heart_rate": float(v)})
_oxygen = st.integers(45, 100).map(lambda v: {"spo2": float(v)})
_breath = st.integers(3, 35).map(lambda v: {"respiratory_rate": float(v)})
_mind = st.tuples(st.integers(0, 5), st.integers(0, 4)).map(lambda v: {"sedation": float(v[0]), "dissociation": float(v[1])})
_numbers = st.lists(st.one_of(_pressures, _odd_pressures, _hearts, _oxygen, _breath, _mind), min_size=1, max_size=3).map(
    lambda parts: {key: value for part in parts for key, value in part.items()}
)
_symptoms = st.lists(st.sampled_from(list(Symptom)), max_size=1).map(tuple)


@st.composite
def logs(draw: st.DrawFn, *, acknowledged: bool = True, step: int = 5) -> list[Fact]:
    """A session of up to 40 facts: opened, two sets, a dose, then anything; times are multiples of `step` seconds."""
    baseline = draw(st.integers(90, 150))
    first = [
        Opened(id="open", at=START),
        _set("b1", START + MINUTE, {"systolic": float(baseline), "diastolic": baseline - 45.0, "heart_rate": 70.0, "spo2": 98.0}),
        Dose(id="dose", at=START + draw(st.integers(2, 40)) * MINUTE),
    ]
    gaps = draw(st.lists(st.sampled_from([0, step, 30, 60, 120, 180, 300, 900]), min_size=1, max_size=30))
    times = [START + 2 * MINUTE + sum(gaps[: n + 1]) * 1000 for n in range(len(gaps))]
    return [*first, *(draw(_facts(f"f{n}", at, acknowledged=acknowledged)) for n, at in enumerate(times))]


def _facts(name: str, at: Millis, *, acknowledged: bool) -> st.SearchStrategy[Fact]:
    sources = st.sampled_from(["manual", "monitor"])
    seen = st.builds(lambda numbers, symptoms, source: _set(name, at, numbers, symptoms, source), _numbers, _symptoms, sources)
    acknowledging = st.sampled_from(SIGNALS).map(lambda signal: Acknowledged(id=name, at=at, by="Nurse A", signal=signal))
    return st.one_of(seen, seen, seen, acknowledging) if acknowledged else seen


def _set(
    name: str, at: Millis, numbers: dict[str, float], symptoms: tuple[Symptom, ...] = (), source: str = "manual"
) -> ObservationSet:
    return ObservationSet(id=name, at=at, source=source, symptoms=symptoms, **numbers)
