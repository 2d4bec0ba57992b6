"""How fast is the heart: a whole session folded, and one more reading on top of a long one."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from time import thread_time

from models.alerts import Picture, fold, step
from models.facts import Fact, order, standing
from models.protocol import load
from models.vitals import ObservationSet
from tests.bench.recording import SECOND, usual
from tests.bench.table import show

PROTOCOL = "iv-ketamine-40min"
ROUNDS = 5


def run() -> None:
    """Print the cost of the fold against sorting the same facts and against three bare comparisons, then of the step."""
    log = usual(120 * 60)
    protocol = load(PROTOCOL)
    rates = [
        ("three comparisons a reading, no alerts kept", _rate(log, lambda: _bare(log))),
        ("sorting and correcting only", _rate(log, lambda: standing(log))),
        ("fold: sorting, 40 rules, schedule, alerts", _rate(log, lambda: fold(protocol, log))),
    ]
    show(f"Fold of a two-hour session, {len(log):,} facts at 1 Hz", "facts/s", rates)
    costs = [(f"step at minute {minute}", _step(fold(protocol, _until(log, minute)))) for minute in (10, 60, 119)]
    show("One more reading on a running session", "µs", costs)


def _rate(log: Sequence[Fact], work: Callable[[], object]) -> float:
    return len(log) / min(_seconds(work) for _ in range(ROUNDS))


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = thread_time()
    work()
    return thread_time() - start


def _bare(log: Sequence[Fact]) -> int:
    beyond = 0
    for fact in sorted(log, key=order):
        if isinstance(fact, ObservationSet):
            beyond += (fact.heart_rate or 0) > 120
            beyond += (fact.spo2 or 100) < 93
            beyond += (fact.systolic or 0) >= 180
    return beyond


def _until(log: Sequence[Fact], minute: int) -> list[Fact]:
    return [fact for fact in log if fact.at <= log[0].at + minute * 60 * SECOND]


def _step(picture: Picture) -> float:
    """Median microseconds of processor time of 300 readings in a row, one a second."""
    spent = []
    for n in range(300):
        seen = ObservationSet(id=f"b{n}", at=picture.now + SECOND, source="monitor", heart_rate=78, spo2=98)
        start = thread_time()
        after = step(picture, replace(seen, received=seen.at))
        spent.append(thread_time() - start)
        assert after is not None
        picture = after
    return median(spent) * 1e6
