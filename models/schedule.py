"""When must somebody look: the checks of one session, which of them are met, and which are missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import attrgetter

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

    `open` are owed and may be made now or are a little late; `late` are owed and as urgent as a missed check ever gets, so that
    time changes nothing in them, however many there are; `closed` were made, skipped, or lapsed; `before` those of before the
    dose. Each is in the order of due times. `undecided` are the instants of conditional checks that lie ahead: only the pressure
    then says whether they are due times. Nothing in it is ever changed in place: `copy` gives one that can go its own way.
    """

    __slots__ = (
        "_certain", "_checks", "_latest", "_next", "before", "closed", "closer_from", "dose", "ended", "late", "open", "opened",
        "planned", "schedule", "undecided",
    )  # fmt: skip

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.opened: Millis = NEVER
        self.planned: Millis | None = None
        self.dose: Millis | None = None
        self.closer_from: Millis | None = None
        self.ended = False
        self.open: tuple[Check, ...] = ()
        self.late: tuple[Check, ...] = ()
        self.closed: tuple[Check, ...] = ()
        self.before: tuple[Check, ...] = ()
        self.undecided: tuple[Millis, ...] = ()
        self._next: Check | None = None
        self._latest = self._certain = -NEVER
        self._checks: tuple[Check, ...] | None = None

    def begin(self, at: Millis, planned: Millis | None) -> None:
        """The session is opened: checks due before `at` are not owed."""
        self.opened, self.planned = at, planned
        self._plan()

    def start(self, at: Millis) -> None:
        """The first dose: what was due before it lapses, and the schedule runs from here."""
        self.dose = at
        self._lapse(lambda _: True)
        self.before, self.closed = self.closed, ()
        self._latest = self._certain = -NEVER
        self._plan()

    def closer(self, at: Millis) -> None:
        """Look every few minutes from now on."""
        self.closer_from = at
        self._plan()

    def usual(self, at: Millis) -> None:
        """Enough good values: the closer checks that nobody made lapse, and those to come are no longer due."""
        self.closer_from = None
        self._lapse(lambda check: check.closer)
        self.closed = tuple(check for check in self.closed if not (check.lapsed and check.closer and check.due > at))
        self._measure()
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
        self._give_up(now)
        if any(due <= now for due in self.undecided):
            due, *rest = self.undecided
            self.undecided = tuple(rest)
            self._decide(due, owed=pressure_high or self._closer(due - 1) == due)
            self.run(now, pressure_high=pressure_high)

    def _decide(self, due: Millis, *, owed: bool) -> None:
        """Now is the time of a conditional check: either it is one of all due times, or it never was, whoever has made it."""
        if owed:
            made = ((replace(c, conditional=False) if c.due == due else c for c in checks) for checks in (self.open, self.closed))
            self.open, self.closed = map(tuple, made)
            self._certain, self._checks = max(self._certain, due), None
        else:
            self._lapse(lambda check: check.due == due)
            self._plan()

    def _give_up(self, now: Millis) -> None:
        """Put aside what is as late as it can be said to be, the first one first."""
        while self.open and (missed := self._missed(self.open[0], now)) and missed.level is Level.MEDIUM:
            self.late, self.open = (*self.late, self.open[0]), self.open[1:]

    def observe(self, now: Millis, seen_since: SeenSince) -> None:
        """Tick off the checks for which every required signal has been read since they opened."""
        found = tuple(self._looked(check, seen_since) for check in self.open)
        if any(one is not known for one, known in zip(found, self.open, strict=True)):
            self.open, self._checks = found, None
        self._catch_up(seen_since)
        if any(not check.lacking for check in (*self.late[:1], *self.open)):
            self._close(lambda check: not check.lacking, lambda check: replace(check, met_at=now))

    def _catch_up(self, seen_since: SeenSince) -> None:
        """Note for the late checks what has been read: it counts for all of them, so only the last can have lacked it."""
        keep, found = len(self.late), list[Check]()
        while keep and (one := self._looked(self.late[keep - 1], seen_since)) is not self.late[keep - 1]:
            keep, found = keep - 1, [one, *found]
        if found:
            self.late, self._checks = (*self.late[:keep], *found), None

    def _looked(self, check: Check, seen_since: SeenSince) -> Check:
        """The check with what it still lacks; the very same one where that has not changed."""
        lacking = self._lacking(check, seen_since)
        return check if lacking == check.lacking else replace(check, lacking=lacking)

    @property
    def wanted(self) -> set[Signal]:
        """What some check still lacks: a later one lacks whatever an earlier one does."""
        return {signal for check in (*self.late[-1:], *self.open) for signal in check.lacking}

    def _lacking(self, check: Check, seen_since: SeenSince) -> tuple[Signal, ...]:
        return tuple(signal for signal in self.schedule.required if not seen_since(signal, check.opens))

    def missing(self, now: Millis) -> Missing | None:
        """How urgent the missed checks are at `now`; None when none is missed."""
        found = [m for m in (self._missed(check, now) for check in (*self.late[:1], *self.open)) if m]
        return max(found, key=lambda m: m.level, default=None)

    @property
    def checks(self) -> tuple[Check, ...]:
        """Every check so far, in order of due time; the very same tuple while none of them changes."""
        if self._checks is None:
            self._checks = tuple(sorted((*self.before, *self.closed, *self.late, *self.open), key=attrgetter("due")))
        return self._checks

    def next(self, *, pressure_high: bool) -> Check | None:
        """The first check that is still owed, were no pressure to change: open, missed, or to come."""
        for check in (*self.late[:1], *self.open, *([self._next] if self._next is not None else [])):
            if pressure_high or not check.conditional:
                return check
        closer = self._next and self._closer(self._next.due - 1)
        return Check(closer, self._opens(closer, [self._certain]), closer=True) if closer else None

    def wake(self, now: Millis) -> Millis:
        """The next instant after `now` at which something here changes by itself; NEVER when there is none.

        Beside a late check no other can be more urgent, so nobody need look when it becomes late.
        """
        times = [*self.undecided, *([self._next.opens] if self._next is not None else [])]
        for check in () if self.late else self.open:
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
        self.open, self._checks = (*self.open, check), None
        if check.conditional:
            self.undecided += (check.due,)
        self._latest = max(self._latest, check.due)
        self._certain = self._certain if check.conditional else max(self._certain, check.due)
        self._plan()

    def _lapse(self, which: Callable[[Check], bool]) -> None:
        self._close(which, lambda check: replace(check, lapsed=True))

    def _close(self, which: Callable[[Check], bool], how: Callable[[Check], Check]) -> None:
        due = (*self.late, *self.open)
        self.closed, self._checks = (*self.closed, *(how(check) for check in due if which(check))), None
        self.late = tuple(check for check in self.late if not which(check))
        self.open = tuple(check for check in self.open if not which(check))

    def _measure(self) -> None:
        """The last due time of all checks since the dose, and of those that are surely owed: found anew where some are gone."""
        since, self._checks = (*self.closed, *self.late, *self.open), None
        self._latest = max(map(attrgetter("due"), since), default=-NEVER)
        self._certain = max((check.due for check in since if not check.conditional), default=-NEVER)

    def _plan(self) -> None:
        """Work out the next check that is not open yet."""
        if self.ended or self.opened == NEVER:
            return
        after = self._latest
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
        real = max(self._certain, *self.undecided, -NEVER)
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
