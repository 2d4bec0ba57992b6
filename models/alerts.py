"""What must be said: the picture of a session at any instant, as a pure function of its facts and its protocol."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from models import stretch
from models.episodes import Alert, Rise, reminders
from models.facts import JUDGED, Amended, Dose, Fact, Listening, Voided
from models.limits import Level
from models.parts import standing
from models.pressures import Ask
from models.protocol import Protocol
from models.rules import Repeat
from models.schedule import NEVER, Check
from models.strip import Bulk
from models.vitals import Millis, ObservationSet, Quality, Signal
from models.watch import Watch

__all__ = ["Alert", "Ask", "Check", "Latest", "Level", "Picture", "Repeat", "Rise", "at", "fold", "reminders", "step"]


@dataclass(frozen=True, slots=True)
class Latest:
    """The last number of a signal that was not rejected, with its age-giving time and who vouches for it."""

    signal: Signal
    value: float
    at: Millis
    by: str
    source: str
    quality: Quality


@dataclass(frozen=True, slots=True)
class Picture:
    """A session as it stands at `now`. Everything that a screen, a report or a trend shows is read from here.

    `first_dose`, `planned`, `ended_at` are None where there was none. `wake` is the next instant at which something changes by
    itself (None: nothing will). `next_check` is None when nothing more is owed. `listening` is who hears its alarms, None where
    that was never known. `repeat` is the second pressure that is awaited first, None where none is.
    """

    protocol: Protocol
    now: Millis
    opened_at: Millis | None
    planned: Millis | None
    doses: tuple[Dose, ...]
    first_dose: Millis | None
    ended_at: Millis | None
    alerts: tuple[Alert, ...]
    latest: tuple[Latest, ...]
    baselines: tuple[tuple[Signal, float], ...]
    checks: tuple[Check, ...]
    next_check: Check | None
    asks: tuple[Ask, ...]
    repeat: Repeat | None
    wake: Millis | None
    listening: Listening | None
    watch: Watch = field(repr=False, compare=False)

    @property
    def standing(self) -> tuple[Alert, ...]:
        """The alerts that are not cleared: unacknowledged before acknowledged, worst first, then oldest first."""
        here = [alert for alert in self.alerts if alert.cleared_at is None]
        return tuple(sorted(here, key=lambda a: (a.acknowledged_at is not None, -a.level, a.raised_at)))

    @property
    def unanswered(self) -> tuple[Alert, ...]:
        """The standing alerts that sound and that nobody has acknowledged: before somebody has, nobody takes over."""
        return tuple(a for a in self.standing if a.level >= Level.MEDIUM and a.acknowledged_at is None)

    def lasts(self, alert: Alert) -> bool:
        """Whether what it was raised for is still so: a high one stands until it is acknowledged, also when the value is back."""
        return any(e.level for e in self.watch.episodes if (e.signal, e.direction) == (alert.signal, alert.direction))

    def latest_of(self, signal: Signal) -> Latest | None:
        """The last number of this signal; None where it was never measured."""
        return next((latest for latest in self.latest if latest.signal is signal), None)

    def baseline(self, signal: Signal) -> float | None:
        """The mean of the signal before the first dose; None before the dose and where nothing was measured."""
        return next((value for known, value in self.baselines if known is signal), None)


def fold(protocol: Protocol, facts: Iterable[Fact | Bulk], now: Millis | None = None) -> Picture:
    """The picture after these facts (in any order), with the timers run to `now`, or to the last fact where `now` is None.

    A strip is what its readings are, one by one; so is what strikes many of them through.
    """
    watch = Watch(protocol)
    known, strips, struck = standing(facts)
    for what in stretch.timeline([fact for fact in known if isinstance(fact, JUDGED)], strips):
        if isinstance(what, stretch.Piece):
            stretch.take(watch, what)
        else:
            watch.instant(what)
    ends = [*(fact.at for fact in known[-1:]), *(strip.last for strip in strips), *(one.at for one in struck)]
    last = max(ends, default=watch.now)
    until = last if now is None else now
    watch.run(max(until, watch.now))  # as `step` does with a reading whose clock is a little ahead
    return _picture(watch, until)


def step(picture: Picture, fact: Fact) -> Picture | None:
    """The picture with one more fact; None when the fact does not come last, so that the session must be folded again."""
    if isinstance(fact, Amended | Voided):
        return None
    if not isinstance(fact, JUDGED):
        return picture
    if not picture.watch.follows(fact):
        return None
    watch = picture.watch.copy()
    watch.instant([fact])
    watch.run(fact.at)
    return _picture(watch, fact.at)


def at(picture: Picture, now: Millis) -> Picture:
    """The same session at a later instant: what time alone has brought about is in it."""
    if now <= picture.now:
        return picture
    watch = picture.watch.copy()
    watch.run(now)
    return _picture(watch, now)


def _picture(watch: Watch, now: Millis) -> Picture:
    watch.plan()
    latest = [(track.signal, track.latest) for track in watch.tracks]
    return Picture(
        protocol=watch.protocol,
        now=now,
        opened_at=watch.opened,
        planned=watch.planned,
        doses=watch.doses,
        first_dose=watch.first_dose,
        ended_at=watch.ended,
        alerts=watch.alerts,
        latest=tuple(_latest(signal, *last) for signal, last in latest if last is not None),
        baselines=tuple((track.signal, track.base) for track in watch.tracks if track.base is not None),
        checks=watch.rota.checks,
        next_check=watch.rota.next(pressure_high=watch.pressure_high),
        asks=watch.pressures.asks,
        repeat=_repeat(watch),
        wake=None if watch.wake == NEVER else watch.wake,
        listening=watch.unheard.latest,
        watch=watch,
    )


def _repeat(watch: Watch) -> Repeat | None:
    """The repeat that is awaited first; after the end nobody is asked."""
    awaited = (repeat for track in watch.tracks for repeat in track.awaited())
    return None if watch.ended is not None else min(awaited, key=attrgetter("by"), default=None)


def _latest(signal: Signal, seen: ObservationSet, value: float, suspect: bool) -> Latest:  # noqa: FBT001 - the track's own triple
    return Latest(signal, value, seen.at, seen.by, seen.source, Quality.SUSPECT if suspect else Quality.VALID)
