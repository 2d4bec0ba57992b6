"""What is true of a session after these facts: the running judgement that every picture is taken from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from operator import attrgetter

from models.episodes import Alert, Episode
from models.facts import Acknowledged, Dose, Ended, Fact, Listening, Opened, SkippedCheck, Stopped, order
from models.limits import Level
from models.listening import SIGNAL, Unheard
from models.pressures import Pressures
from models.protocol import Protocol
from models.rules import EVENT, OVERDUE, Flag
from models.schedule import NEVER, Rota
from models.tracks import ESTABLISHED, Track
from models.vitals import PRESSURE, Finding, Millis, ObservationSet, Quality, Signal, assess, numbers, sound

_INDEX = {signal: i for i, signal in enumerate(Signal)}
_SYSTOLIC, _HEART, _SEDATION = (_INDEX[s] for s in (Signal.SYSTOLIC, Signal.HEART_RATE, Signal.SEDATION))
_BEFORE_TIMERS = (Opened, Dose, ObservationSet, SkippedCheck)
_DEEP = 3
"""MOAA/S at or below which a low pressure is an emergency at once."""


class Watch:
    """Everything that has to be known to judge the next fact. It changes in place; only `models.alerts` holds one."""

    __slots__ = (
        "close", "danger_at", "doses", "ended", "episodes", "events", "first_dose", "last", "missed", "now", "opened", "other",
        "planned", "pressures", "protocol", "ran", "rota", "spoken", "told", "tracks", "unheard", "wake",
    )  # fmt: skip

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.tracks = [Track(signal, protocol) for signal in Signal]
        self.rota = Rota(protocol.schedule)
        self.events = Flag(EVENT, protocol.event_level)
        self.missed = Flag(OVERDUE, Level.LOW)
        self.pressures = Pressures()
        self.unheard = Unheard()
        self.episodes = self._speakers()
        self.spoken: list[tuple[tuple[Alert, ...], Alert | None]] = []
        self.told: tuple[Alert, ...] = ()
        self.doses: tuple[Dose, ...] = ()
        self.opened: Millis | None = None
        self.planned: Millis | None = None
        self.first_dose: Millis | None = None
        self.ended: Millis | None = None
        self.danger_at = self.now = self.ran = -NEVER
        self.close = False
        self.last: Fact | None = None
        self.wake = self.other = NEVER

    def _speakers(self) -> list[Episode]:
        unusable = {Signal.SYSTOLIC: [self.pressures.unusable]}
        found = [episode for track in self.tracks for episode in track.speakers(unusable.get(track.signal, []))]
        found.append(Episode(SIGNAL, "missing", [self.unheard]))
        return [*found, Episode("check", "missing", [self.missed]), Episode("event", "high", [self.events])]

    def copy(self) -> Watch:
        """A watch that can go its own way."""
        twin = copy(self)
        twin.tracks = [track.copy() for track in self.tracks]
        twin.rota = copy(self.rota)
        twin.events, twin.missed, twin.unheard = copy(self.events), copy(self.missed), copy(self.unheard)
        twin.pressures, twin.pressures.unusable = copy(self.pressures), copy(self.pressures.unusable)
        twin.episodes = twin._speakers()  # noqa: SLF001 - it is one of us
        for mine, theirs in zip(self.episodes, twin.episodes, strict=True):
            theirs.alert, theirs.over = mine.alert, mine.over
        return twin

    def follows(self, fact: Fact) -> bool:
        """Whether this judged fact comes after all that is known, so that nothing has to be folded again."""
        late = fact.at <= self.ran and isinstance(fact, _BEFORE_TIMERS)
        same_set = fact.at == self.now and isinstance(fact, ObservationSet)
        return not late and not same_set and (self.last is None or order(fact) > order(self.last))

    def instant(self, facts: Sequence[Fact]) -> None:
        """Take all facts of one instant, in their total order; timers before it run first."""
        at = facts[0].at
        if at > self.wake:
            self.run(at - 1)
        self.ran = at - 1
        self.now, self.last = at, facts[-1]
        if len(facts) == 1 and isinstance(seen := facts[0], ObservationSet):
            self._observe_one(seen)
        else:
            self._mixed(facts)

    def _mixed(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            if isinstance(fact, Opened | Dose | SkippedCheck):
                self._take(fact)
        sets = [fact for fact in facts if isinstance(fact, ObservationSet)]
        if sets:
            self._observe(sets)
        for fact in facts:
            if not isinstance(fact, _BEFORE_TIMERS):
                self.run(fact.at)
                self._take(fact)

    def _take(self, fact: Fact) -> None:
        match fact:
            case Opened():
                self._open(fact)
            case Dose():
                self._dose(fact)
            case SkippedCheck():
                self.rota.skip(fact.due, fact.reason)
            case Acknowledged():
                self._acknowledge(fact)
            case Stopped():
                self.events.begin("stop", "infusion stopped early")
            case Listening() if self.ended is None:
                self.unheard.hear(fact)
            case Ended():
                self._end(fact.at)
        self._settle(fact.at, self.tracks)

    def _open(self, fact: Opened) -> None:
        self.opened, self.planned = fact.at, fact.planned
        self.rota.begin(fact.at, fact.planned)

    def _dose(self, dose: Dose) -> None:
        self.doses = (*self.doses, dose)
        if self.first_dose is None:
            self.first_dose = dose.at
            for track in self.tracks:
                track.start(dose.at)
            self.rota.start(dose.at)

    def _acknowledge(self, fact: Acknowledged) -> None:
        for episode in self.episodes:
            if episode.signal == fact.signal and fact.direction in ("", episode.direction):
                if episode.signal == "event":
                    self.events.end()
                episode.acknowledge(fact)

    def _end(self, at: Millis) -> None:
        self.ended = at
        self.rota.end()
        self.unheard.over()
        for track in self.tracks:
            track.end()

    def _observe_one(self, seen: ObservationSet) -> None:
        """The quick way for a set that changes nothing: every number well inside every limit, and no check waiting for it."""
        calm = []
        for track, value in zip(self.tracks, numbers(seen)):  # noqa: B905 - both are as long as Signal, and this runs every second
            if value is not None:
                if not track.calm or track.wanted or not track.low < value < track.high:
                    return self._observe([seen])
                calm.append((track, value))
        if seen.symptoms or not self._quiet_pressure(seen):
            return self._observe([seen])
        for track, value in calm:
            streamed = track.follow(seen, value)
            if streamed == ESTABLISHED:
                self.other = min(self.other, seen.at + track.lost_after)
                self.wake = min(self.wake, self.other)
            elif streamed == 0:
                track.spot()
        if seen.systolic is not None:
            self.pressures.read(seen.at, [Finding(Signal.SYSTOLIC, seen.systolic, Quality.VALID)], self.heart_rate)
        return None

    def _quiet_pressure(self, seen: ObservationSet) -> bool:
        """Whether the pressure of a set, if it has one, changes nothing but the latest one."""
        some = seen.systolic is not None or seen.diastolic is not None or seen.mean is not None
        return not some or (not (self.close or self.pressures.unusable.satisfied) and sound(seen))

    def _observe(self, sets: Sequence[ObservationSet]) -> None:
        at = sets[0].at
        found, touched = [(seen, finding) for seen in sets for finding in assess(seen)], list[Track]()
        self._feel(sets)
        for track in self.tracks:
            mine = [(seen, finding) for seen, finding in found if finding.signal is track.signal]
            if mine:
                touched.append(track)
                track.read(mine, self.first_dose)
        for seen in sets:
            self.pressures.read(at, [f for s, f in found if s is seen and f.signal in PRESSURE], self.heart_rate)
        self._settle(at, [*touched, *self._companions()])

    def _feel(self, sets: Iterable[ObservationSet]) -> None:
        for seen in sets:
            for symptom in seen.symptoms:
                if symptom.danger:
                    self.danger_at = seen.at
                if symptom in self.protocol.event_words and not self.events.satisfied:
                    self.events.begin(symptom.value, symptom.value.replace("_", " "))

    @property
    def heart_rate(self) -> float | None:
        """The latest heart rate, None where there was none."""
        latest = self.tracks[_HEART].latest
        return None if latest is None else latest[1]

    def _companions(self) -> list[Track]:
        """The tracks on which a danger symptom or deep sedation near the latest number has begun something."""
        beside = {"danger symptom": self.danger_at, "deep sedation": self._deep_at()}
        return [track for track in self.tracks if track.accompany(self.now, beside)]

    def _deep_at(self) -> Millis:
        latest = self.tracks[_SEDATION].latest
        return latest[0].at if latest is not None and latest[1] <= _DEEP else -NEVER

    def run(self, until: Millis) -> None:
        """Let time pass up to and including `until`: whatever is due by itself happens, each at its own instant.

        Before `other` only checks can change, and nothing else is looked at.
        """
        while self.wake <= until:
            at = self.ran = self.wake
            if at < self.other:
                self._tick_off(at)
                self.wake = min(self.other, self.rota.wake(at))
            else:
                self.unheard.run(at)
                self._settle(at, [track for track in self.tracks if track.run(at) or track.run_once(at, self.first_dose)])
        self.ran = max(self.ran, until)

    def _settle(self, at: Millis, touched: Sequence[Track]) -> None:
        """Bring alerts and checks up to date with what has just changed, and work out when to look again."""
        for track in touched:
            track.rest()
            for episode in self.episodes[3 * _INDEX[track.signal] : 3 * _INDEX[track.signal] + 3]:
                episode.settle(at)
        self.episodes[3 * _SYSTOLIC + 2].settle(at)
        self.episodes[-1].settle(at)
        self.episodes[-3].settle(at)
        worst = self._worst()
        self._look_closer(at, worst)
        self.close = self.rota.closer_from is not None or worst >= Level.MEDIUM
        self._tick_off(at)
        self.plan()

    def plan(self) -> None:
        """Work out when something changes by itself: anything but a check, and anything at all."""
        self.other = self._others(self.ran)
        self.wake = min(self.other, self.rota.wake(self.ran))

    def _look_closer(self, at: Millis, worst: Level) -> None:
        rota = self.rota
        if self.first_dose is None or self.ended is not None:
            return
        if worst >= Level.MEDIUM:
            self._stay_close(at)
        elif rota.closer_from is not None and self.pressures.sets >= 2:
            self._tick_off(at)
            rota.usual(at)

    def _worst(self) -> Level:
        """How urgent the worst of the signals is for which staff look closer."""
        named = self.protocol.schedule.closer_for
        return max(e.level for s in named for e in self.episodes[3 * _INDEX[s] : 3 * _INDEX[s] + 2])

    def _stay_close(self, at: Millis) -> None:
        """A bad value: look closer from here on, and count the good sets with a pressure anew."""
        rota, within = self.rota, at - (self.first_dose or 0) <= self.protocol.schedule.closer_within
        if begins := rota.closer_from is None and within:
            rota.closer(at)
        if begins or self.pressures.last_at == at:
            self.pressures.sets = 0

    def _tick_off(self, at: Millis) -> None:
        self.rota.run(at, pressure_high=self.pressure_high)
        self.rota.observe(at, lambda signal, since: self.tracks[_INDEX[signal]].seen_at >= since)
        wanted = self.rota.wanted
        for track in self.tracks:
            track.wanted = track.signal in wanted
        if missing := self.rota.missing(at):
            self.missed.begin(None, missing.why, level=missing.level, limit=missing.limit)
        else:
            self.missed.end()
        self.episodes[-2].settle(at)

    @property
    def pressure_high(self) -> bool:
        """Whether a systolic or diastolic high rule holds now."""
        return any(judge.satisfied for s in PRESSURE for judge in self.tracks[_INDEX[s]].judges if judge.high)

    def _others(self, now: Millis) -> Millis:
        """The next instant after `now` at which anything but a check may change by itself."""
        times = [self.unheard.due, *(t for track in self.tracks for t in track.timers(now) if t > now)]
        if self.first_dose is not None and self.ended is None:
            rules = (judge.rule.only_at for track in self.tracks for judge in track.judges)
            times += [self.first_dose + after for after in rules if after is not None and self.first_dose + after > now]
        return min(times)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Every alert so far, in the order in which they were raised; the very same tuple while none of them changes."""
        spoken = [(episode.over, episode.alert) for episode in self.episodes]
        if spoken != self.spoken:
            found = [a for over, standing in spoken for a in (*over, *([standing] if standing else []))]
            self.told, self.spoken = tuple(sorted(found, key=attrgetter("raised_at"))), spoken
        return self.told
