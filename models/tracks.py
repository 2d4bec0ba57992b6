"""How is one signal doing: its rules, its latest number, and whether its stream still comes."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from statistics import median

import numpy as np

from models.episodes import Episode
from models.limits import Level
from models.protocol import Protocol
from models.rules import DATA, LOST, Condition, Flag, Judge, Reading, Repeat
from models.schedule import NEVER
from models.strip import Instants, Values
from models.vitals import MINUTE, Finding, Millis, ObservationSet, Quality, Signal

BASELINE: Millis = 30 * MINUTE
"""How long before the first dose readings count for the baseline."""

ESTABLISHED = 3
"""How many streamed readings make a stream whose loss is said."""

Earlier = tuple[Sequence[Millis] | Instants, Sequence[float] | Values, "Earlier"] | None
"""The last readings, their values, and those before them: a chain that grows without being copied."""

_HAS_FLOOR = (Signal.SPO2, Signal.RESPIRATORY_RATE, Signal.HEART_RATE, Signal.SYSTOLIC)


class Stream:
    """The readings of one signal from one source: `streamed` counts those at most a minute after the one before.

    `said` = its silence has been said, until it comes again.
    """

    __slots__ = ("gaps", "last", "said", "streamed")

    def __init__(self) -> None:
        self.said = False
        self.last: Millis = -NEVER
        self.gaps: deque[int] = deque(maxlen=10)
        self.streamed = 0

    def copy(self) -> Stream:
        """A stream that can go its own way."""
        twin = copy(self)
        twin.gaps = self.gaps.copy()
        return twin

    def stop(self) -> None:
        """Nothing is expected from it until it streams again."""
        self.gaps.clear()
        self.streamed = 0


class Track:
    """One signal of one session: its rules, latest number and streams.

    `low` and `high` bound the values that change nothing while it is `calm`; `wanted` = an open check still lacks it.
    """

    __slots__ = (
        "base", "calm", "data", "early", "gap", "high", "judges", "latest", "lost", "lost_after", "lost_gaps", "low", "medium_at",
        "medium_times", "seen_at", "signal", "started", "streams", "wanted",
        "watched",
    )  # fmt: skip

    def __init__(self, signal: Signal, protocol: Protocol) -> None:
        stream = protocol.stream
        self.signal = signal
        repeat = (protocol.repeat_from, protocol.repeat_to)
        self.judges = [Judge(rule, *repeat) for rule in protocol.rules if rule.signal is signal]
        self.data = Flag(DATA, Level.MEDIUM, signal.lowest)
        self.lost = Flag(LOST, Level.LOW)
        self.streams: dict[str, Stream] = {}
        self.latest: tuple[ObservationSet, float, bool] | None = None
        self.early: Earlier = None
        self.started = False
        self.base: float | None = None
        self.seen_at: Millis = -NEVER
        self.medium_at: Millis = NEVER
        self.gap, self.lost_after = stream.gap, stream.lost_after
        self.lost_gaps, self.medium_times = stream.lost_gaps, stream.medium_times
        self.watched = signal in stream.signals
        self.low = self.high = 0.0
        self.wanted = False
        self.calm = False
        self.rest()

    def copy(self) -> Track:
        """A track that can go its own way."""
        twin = copy(self)
        twin.judges = [copy(judge) for judge in self.judges]
        twin.data, twin.lost = copy(self.data), copy(self.lost)
        twin.streams = {source: stream.copy() for source, stream in self.streams.items()}
        return twin

    def speakers(self, beside: Sequence[Condition]) -> list[Episode]:
        """What speaks for this signal: too high, too low, and missing, for its own reasons and those `beside`."""
        high: list[Condition] = [judge for judge in self.judges if judge.high]
        low: list[Condition] = [*(judge for judge in self.judges if not judge.high), self.data]
        parts = (("high", high), ("low", low), ("missing", [self.lost, *beside]))
        return [Episode(self.signal.word, direction, conditions) for direction, conditions in parts]

    def rest(self) -> None:
        """Work out which values would change nothing, so that a quiet stream costs next to nothing."""
        limits = [(judge.high, judge.threshold) for judge in self.judges if judge.threshold is not None]
        self.low = max([self.signal.lowest, *(limit for high, limit in limits if not high)])
        self.high = min([self.signal.highest, *(limit for high, limit in limits if high)])
        quiet = not self.data.satisfied and not self.lost.satisfied
        begun = all(judge.rule.from_dose is None or judge.threshold is not None for judge in self.judges)
        self.calm = self.signal.physical and quiet and begun and all(judge.resting for judge in self.judges)

    def follow(self, seen: ObservationSet, value: float, *, suspect: bool = False) -> int:
        """Take a number that is not rejected as the latest one; how many streamed ones it ends (0: it is a spot check).

        A stream that is back after its silence was said begins to be watched anew, as one that has just become established.
        """
        at = seen.at
        stream = self.streams.get(seen.source)
        if stream is None:
            stream = self.streams[seen.source] = Stream()
        gap = at - stream.last
        stream.last = self.seen_at = at
        back, stream.said = stream.said, False
        self.latest = (seen, value, suspect)
        if not self.started and not suspect:
            self.early = ((at,), (value,), self.early)
        if gap > self.gap:
            stream.stop()
            return 0
        stream.gaps.append(gap)
        stream.streamed += 1
        return ESTABLISHED if back else stream.streamed

    def stream_on(self, seen: ObservationSet, at: Instants, values: Values) -> None:
        """Take numbers that go on with an established stream and change nothing else; `seen` is the set of the last of them."""
        stream = self.streams[seen.source]
        stream.gaps.extend(np.diff(at, prepend=stream.last)[-10:].tolist())
        stream.streamed += len(at)
        stream.last = self.seen_at = seen.at
        self.latest = (seen, float(values[-1]), False)
        if not self.started:
            self.early = (at, values, self.early)

    def read(self, found: Sequence[tuple[ObservationSet, Finding]], dose: Millis | None) -> None:
        """Take the findings of one instant: the worse of several is judged, and only a valid one can end anything."""
        at = found[0][0].at
        gap = at - self.seen_at > self.gap
        for _, finding in found:
            if finding.quality is Quality.REJECTED:
                self._reject(finding.value)
        usable = [(seen, finding) for seen, finding in found if finding.quality is not Quality.REJECTED]
        self._begin_late_rules(at, dose)
        self._judge([self._reading(seen, finding, gap=gap) for seen, finding in usable])

    def _reading(self, seen: ObservationSet, finding: Finding, *, gap: bool) -> Reading:
        suspect = finding.quality is Quality.SUSPECT
        spot = self.follow(seen, finding.value, suspect=suspect) == 0
        return Reading(seen.at, finding.value, spot, gap, suspect)

    def _judge(self, readings: Sequence[Reading]) -> None:
        for suspect in (False, True):
            same = sorted((r for r in readings if r.suspect is suspect), key=lambda r: r.value)
            for judge in self.judges if same else ():
                judge.see(same[-1] if judge.high else same[0])
        if readings:
            self.found()
        if any(not r.suspect for r in readings):
            self.data.end()

    def _begin_late_rules(self, at: Millis, dose: Millis | None) -> None:
        for judge in self.judges:
            after = judge.rule.from_dose
            if after is not None and judge.threshold is None and dose is not None and at >= dose + after:
                judge.threshold = judge.rule.number

    def accompany(self, now: Millis, beside: Mapping[str, Millis]) -> bool:
        """Begin the rules for which the latest number is beyond its limit and the companion was seen near it; whether any did.

        `beside` says when each companion was last seen.
        """
        return bool([judge for judge in self.judges if self._accompany(judge, now, beside)])

    def _accompany(self, judge: Judge, now: Millis, beside: Mapping[str, Millis]) -> bool:
        if not judge.rule.companion or judge.satisfied or self.latest is None:
            return False
        seen, value, suspect = self.latest
        if abs(beside[judge.rule.companion] - seen.at) > judge.rule.within or not judge.beyond(value):
            return False
        judge.begin(now, value, lowered=suspect)
        judge.why = f"{judge.why} with {judge.rule.companion}"
        return True

    def _reject(self, value: float) -> None:
        if self.signal in _HAS_FLOOR and value < self.signal.lowest:
            self.data.begin(value, f"{value:g} cannot be measured: check the patient, then the sensor")

    def start(self, dose: Millis) -> None:
        """The first dose: the baseline is fixed, and the rules that lean on it begin."""
        self.base = self._baseline(dose)
        self.early, self.started = None, True
        for judge in self.judges:
            limit = judge.rule.limit(self.base)
            if limit is None:
                judge.stand_down()
            elif judge.rule.from_dose is None and judge.rule.only_at is None:
                judge.threshold = limit
        self.rest()

    def _baseline(self, dose: Millis) -> float | None:
        """The mean of the valid readings in the half hour before the dose; None where there is none."""
        values, earlier = list[float](), self.early
        while earlier is not None and earlier[0][-1] >= dose - BASELINE:
            at, known, earlier = earlier
            within = bisect_left(at, dose - BASELINE), bisect_left(at, dose)
            values += map(float, reversed(known[slice(*within)]))
        return sum(reversed(values)) / len(values) if values else None

    def spot(self) -> None:
        """A spot check well inside every limit: the next spot check beyond one is the first in a row."""
        for judge in self.judges:
            judge.count = 0

    def awaited(self) -> Iterator[Repeat]:
        """The repeats that would make something here more urgent; what is as urgent already needs none."""
        for judge in self.judges:
            if judge.pending is not None and judge.rule.level > max(one.level for one in self.judges if one.high is judge.high):
                yield Repeat(judge.pending + judge.repeat_from, judge.pending + judge.repeat_to)

    def timers(self, now: Millis) -> Iterator[Millis]:
        """The instants after `now` at which something here may change by itself."""
        yield from (judge.pending + judge.repeat_to for judge in self.judges if judge.pending is not None)
        if self.watched:
            yield self.medium_at
            # Later readings may shorten the patience, but never below `lost_after`: so look again by then.
            yield from (
                min(self._lost_at(s), max(now, s.last) + self.lost_after)
                for s in self.streams.values()
                if s.streamed >= ESTABLISHED and not s.said
            )

    def _lost_at(self, stream: Stream) -> Millis:
        return stream.last + self.patience(stream) if stream.streamed >= ESTABLISHED and not stream.said else NEVER

    def patience(self, stream: Stream) -> Millis:
        """How long nothing may come (ms): 30 s, or three times the usual gap when that is longer."""
        return int(max(self.lost_after, self.lost_gaps * median(stream.gaps)))

    def run(self, now: Millis) -> bool:
        """Do what time alone has brought about at `now`; whether anything changed."""
        due = [j for j in self.judges if j.pending is not None and j.pending + j.repeat_to <= now]
        for judge in due:
            judge.not_repeated()
        return self._run_streams(now) or bool(due)

    def _run_streams(self, now: Millis) -> bool:
        if not self.watched:
            return False
        changed = False
        if self.medium_at <= now:
            self.medium_at, changed = NEVER, True
            self._lose(Level.MEDIUM, (self.lost.limit or 0) * self.medium_times)
        for stream in self.streams.values():
            if self._lost_at(stream) <= now:
                changed = True
                self._silent(stream)
        return changed

    def _silent(self, stream: Stream) -> None:
        patience = self.patience(stream)
        if not self.lost.satisfied:
            self._lose(Level.LOW, patience / 1000)
            self.medium_at = stream.last + self.medium_times * patience
        stream.said = True

    def _lose(self, level: Level, seconds: float) -> None:
        self.lost.begin(None, f"nothing for {seconds:g} s", level=level, limit=seconds)

    def found(self) -> None:
        """A reading has come: the signal is not lost."""
        self.lost.end()
        self.medium_at = NEVER

    def run_once(self, at: Millis, dose: Millis | None) -> bool:
        """At the instant of a rule that looks once: the latest number decides, and nothing is said if there was none."""
        due = [judge for judge in self.judges if judge.rule.only_at is not None and dose == at - judge.rule.only_at]
        for judge in due:
            judge.threshold = judge.rule.number
            if self.latest is not None and judge.beyond(self.latest[1]):
                judge.begin(at, self.latest[1])
        return bool(due)

    def end(self) -> None:
        """The session is over: no stream is expected any more."""
        self.found()
        self.watched = False
