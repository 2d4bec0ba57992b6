"""When must somebody look: the checks of one session, which of them are met, and which are missed."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace

from models.limits import Level
from models.protocol import Schedule
from models.vitals import MINUTE, Millis, Signal

NEVER: Millis = 1 << 62

SeenSince = Callable[[Signal, Millis], bool]
"""Whether a reading of this signal that is not rejected has come at or after this instant."""


@dataclass(frozen=True, slots=True)
class Check:
    """One look that is due at `due` and may be made from `opens` on. `lacking` are the signals still missing for it.

    `closer` = only there because of the every-five-minutes rule; `strict` = the 40-minute check; `conditional` = owed only if a
    pressure is still high at `due`; `lapsed` = no longer owed.
    """

    due: Millis
    opens: Millis
    closer: bool = False
    strict: bool = False
    conditional: bool = False
    met_at: Millis | None = None
    skipped: str = ""
    lapsed: bool = False
    lacking: tuple[Signal, ...] = ()

    @property
    def owed(self) -> bool:
        """Whether somebody still has to make this check."""
        return self.met_at is None and not self.skipped and not self.lapsed

    def missed(self, now: Millis) -> bool:
        """Whether it is owed and its time has passed."""
        return self.owed and not self.conditional and now > self.due


@dataclass(frozen=True, slots=True)
class Missing:
    """How late the latest of the missed checks makes us: level, the limit passed in minutes, and why in words."""

    level: Level
    limit: float
    why: str


class Rota:
    """The checks of one session as time goes on: planned ones before the dose, then the schedule, closer ones after a bad value.

    `open` are owed and may be made now or are late; `closed` were made, skipped, or lapsed; `before` those of before the dose.
    `undecided` are the instants of conditional checks that lie ahead: only the pressure then says whether they are due times.
    """

    __slots__ = (
        "_next", "before", "closed", "closer_from", "dose", "ended", "open", "opened", "planned", "schedule", "undecided",
    )  # fmt: skip

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.opened: Millis = NEVER
        self.planned: Millis | None = None
        self.dose: Millis | None = None
        self.closer_from: Millis | None = None
        self.ended = False
        self.open: list[Check] = []
        self.closed: list[Check] = []
        self.before: list[Check] = []
        self.undecided: tuple[Millis, ...] = ()
        self._next: Check | None = None

    def copy(self) -> Rota:
        """A rota that can go its own way."""
        twin = copy(self)
        twin.open, twin.closed = list(self.open), list(self.closed)
        return twin

    def begin(self, at: Millis, planned: Millis | None) -> None:
        """The session is opened: checks due before `at` are not owed."""
        self.opened, self.planned = at, planned
        self._plan()

    def start(self, at: Millis) -> None:
        """The first dose: what was due before it lapses, and the schedule runs from here."""
        self.dose = at
        self._lapse(lambda _: True)
        self.before, self.closed = self.closed, []
        self._plan()

    def closer(self, at: Millis) -> None:
        """Look every few minutes from now on."""
        self.closer_from = at
        self._plan()

    def usual(self, at: Millis) -> None:
        """Enough good values: the closer checks that nobody made lapse, and those to come are no longer due."""
        self.closer_from = None
        self._lapse(lambda check: check.closer)
        self.closed = [check for check in self.closed if not (check.lapsed and check.closer and check.due > at)]
        self._plan()

    def end(self) -> None:
        """The session is over: nothing is owed any more."""
        self.ended, self._next, self.undecided = True, None, ()
        self._lapse(lambda _: True)

    def skip(self, due: Millis, reason: str) -> None:
        """The check due then was not made, and why."""
        if self._next is not None and self._next.due == due:
            self._open_next(self._next)
        self._close(lambda check: check.due == due, lambda check: replace(check, skipped=reason))

    def run(self, now: Millis, *, pressure_high: bool) -> None:
        """Open the checks whose time has come; a conditional one that is due while no pressure is high lapses."""
        while self._next is not None and self._next.opens <= now:
            self._open_next(self._next)
        if any(due <= now for due in self.undecided):
            due, *rest = self.undecided
            self.undecided = tuple(rest)
            self._decide(due, owed=pressure_high or self._closer(due - 1) == due)
            self.run(now, pressure_high=pressure_high)

    def _decide(self, due: Millis, *, owed: bool) -> None:
        """Now is the time of a conditional check: either it is one of all due times, or it never was, whoever has made it."""
        if owed:
            self.open, self.closed = ([_owed(c) if c.due == due else c for c in checks] for checks in (self.open, self.closed))
        else:
            self._lapse(lambda check: check.due == due)
            self._plan()

    def observe(self, now: Millis, seen_since: SeenSince) -> None:
        """Tick off the checks for which every required signal has been read since they opened."""
        self.open = [replace(c, lacking=self._lacking(c, seen_since)) for c in self.open]
        self._close(lambda check: not check.lacking, lambda check: replace(check, met_at=now))

    def _lacking(self, check: Check, seen_since: SeenSince) -> tuple[Signal, ...]:
        return tuple(signal for signal in self.schedule.required if not seen_since(signal, check.opens))

    def missing(self, now: Millis) -> Missing | None:
        """How urgent the missed checks are at `now`; None when none is missed."""
        found = [m for m in (self._missed(check, now) for check in self.open) if m]
        return max(found, key=lambda m: m.level, default=None)

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check so far, in order of due time."""
        return tuple(sorted((*self.before, *self.closed, *self.open), key=lambda check: check.due))

    def next(self, *, pressure_high: bool) -> Check | None:
        """The first check that is still owed, were no pressure to change: open, missed, or to come."""
        for check in (*self.open, *([self._next] if self._next is not None else [])):
            if pressure_high or not check.conditional:
                return check
        closer = self._next and self._closer(self._next.due - 1)
        return Check(closer, self._opens(closer, [self._last(_certain)]), closer=True) if closer else None

    def wake(self, now: Millis) -> Millis:
        """The next instant after `now` at which something here changes by itself; NEVER when there is none."""
        times = [*self.undecided, *([self._next.opens] if self._next is not None else [])]
        for check in self.open:
            times += (check.due, check.due + self.schedule.low_after, check.due + self.schedule.medium_after)
        return min((t for t in times if t > now), default=NEVER)

    def _missed(self, check: Check, now: Millis) -> Missing | None:
        schedule = self.schedule
        low, medium = check.due + schedule.low_after, check.due + schedule.medium_after
        if check.conditional or now < low:
            return None
        urgent = check.strict or now >= medium
        after = schedule.medium_after if urgent and not check.strict else schedule.low_after
        return Missing(Level.MEDIUM if urgent else Level.LOW, after / MINUTE, f"{self._name(check)} not made")

    def _name(self, check: Check) -> str:
        if self.dose is None:
            return "pre-dose check"
        minutes = (check.due - self.dose) // MINUTE
        return f"{minutes}-minute check"

    def _open_next(self, check: Check) -> None:
        self.open.append(check)
        if check.conditional:
            self.undecided += (check.due,)
        self._plan()

    def _lapse(self, which: Callable[[Check], bool]) -> None:
        self._close(which, lambda check: replace(check, lapsed=True))

    def _close(self, which: Callable[[Check], bool], how: Callable[[Check], Check]) -> None:
        self.closed += [how(check) for check in self.open if which(check)]
        self.open = [check for check in self.open if not which(check)]

    def _last(self, which: Callable[[Check], bool]) -> Millis:
        return max((check.due for check in (*self.closed, *self.open) if which(check)), default=-NEVER)

    def _plan(self) -> None:
        """Work out the next check that is not open yet."""
        if self.ended or self.opened == NEVER:
            return
        after = self._last(lambda _: True)
        self._next = self._before_dose(after) if self.dose is None else self._after_dose(after, self.dose)

    def _before_dose(self, after: Millis) -> Check | None:
        if self.planned is None:
            return Check(self.opened + self.schedule.opening, self.opened) if after == -NEVER else None
        dues = sorted(self.planned - before for before in self.schedule.before)
        coming = [due for due in dues if due > after and due >= self.opened]
        return Check(coming[0], self._opens(coming[0], dues)) if coming else None

    def _after_dose(self, after: Millis, dose: Millis) -> Check:
        """The next due time of the merged list; closer checks that fall on a scheduled one are that one."""
        usual = _usual(self.schedule, dose, max(after, self.opened - 1, dose))
        closer = self._closer(max(after, dose))
        real = self._last(lambda check: not check.conditional or check.due in self.undecided)
        if closer is not None and closer < usual:
            return Check(closer, self._opens(closer, [real]), closer=True)
        last = dose + self.schedule.due[-1]
        conditional = usual > last and self.schedule.then_while == "pressure high"
        opens = self._opens(usual, [real, last if conditional else _before(self.schedule, dose, usual)])
        return Check(usual, opens, strict=usual == dose + self.schedule.strict, conditional=conditional)

    def _closer(self, after: Millis) -> Millis | None:
        """The next due time after `after` of the closer checks; None while they do not run."""
        if self.closer_from is None:
            return None
        every = self.schedule.closer_every
        return self.closer_from + every * (max(0, (after - self.closer_from) // every) + 1)

    def _opens(self, due: Millis, dues: list[Millis]) -> Millis:
        """A check may be made from half the interval since the previous due time on, at most `early` before it is due."""
        previous = max((d for d in dues if d < due), default=-NEVER)
        return due - min(self.schedule.early, (due - previous) // 2)


def _certain(check: Check) -> bool:
    return not check.conditional


def _owed(check: Check) -> Check:
    return replace(check, conditional=False)


def _usual(schedule: Schedule, dose: Millis, after: Millis) -> Millis:
    """The first scheduled due time after `after`, counted from the dose."""
    for due in schedule.due:
        if dose + due > after:
            return dose + due
    last = dose + schedule.due[-1]
    return last + schedule.then_every * (max(0, (after - last) // schedule.then_every) + 1)


def _before(schedule: Schedule, dose: Millis, due: Millis) -> Millis:
    """The scheduled due time before this one (the dose itself for the first)."""
    earlier = [dose + d for d in (0, *schedule.due) if dose + d < due]
    return due - schedule.then_every if due - schedule.then_every >= dose + schedule.due[-1] else earlier[-1]
