"""What do four rooms of the demo send while somebody watches?

A `SimulatedRoom` is a pure function of its seed and of time: no clock, no thread. Whoever feeds a demo asks for what is due
between two instants and hands it to the clinic. Every time below counts from the start of the demo:

- room 1: nasal, dosed 25 min ago, calm throughout.
- room 2: infusion, dosed 29 min ago. +1:00 cuff 182/94; +2:30 the repeat says 186; up to 195 at +11, back below 170 at +31.
- room 3: nasal, dosed 50 min ago. The monitor falls silent at +1:00 and stays so; at the next check staff measure by hand.
- room 4: infusion, dosed 21 min ago. The scores of the 20-min check never come: low at +2:00, medium at +5:00, caught up at +9.
- rooms 5 and 6 are free.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from models.facts import Dose, Fact, Note, Opened
from models.protocol import load
from models.vitals import MINUTE, Millis, ObservationSet
from sample_data import rounds
from sample_data.cast import NURSES, Booking, DemoPatient, bookings
from sample_data.population import Route
from sample_data.response import Response, Wave
from sample_data.sessions import DemoSession
from sample_data.ward import doses

STREAM: Millis = 5_000
OPENED = -25
"""Minute of the first dose at which the session was opened."""
ATTACHED = -18
"""Minute at which the patient was connected to the monitor."""

_LONGEST = 600
"""The last minute for which anything is made up."""
_CHECKS = {
    Route.IV: (-15, -5, 10, 20, 30, 40, *range(55, _LONGEST, 15)),
    Route.NASAL: (-15, -5, 20, 40, 60, 90, 120),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedRoom:
    """A room with a session running: what its monitor, its cuff and its nurse record.

    Minutes count from the first dose that was `given`. `checks` are the minutes at which staff come, `cuffs` readings that the
    story fixes (minute, systolic, diastolic), `until` the minute at which the monitor falls silent (None = never), `said` notes
    (minute, text).
    """

    room: str
    booking: Booking
    session: str
    given: tuple[Dose, ...]
    response: Response
    checks: tuple[float, ...]
    cuffs: tuple[tuple[float, int, int], ...] = ()
    until: float | None = None
    said: tuple[tuple[float, str], ...] = ()

    @property
    def patient(self) -> DemoPatient:
        """Who is treated."""
        return self.booking.patient

    @property
    def protocol_name(self) -> str:
        """The shipped protocol that the session runs under."""
        return self.booking.protocol_name

    @property
    def dosed(self) -> Millis:
        """When the first dose was given."""
        return self.given[0].at

    @property
    def opened(self) -> Millis:
        """When the session was opened."""
        return self.dosed + OPENED * MINUTE

    @property
    def planned(self) -> Millis:
        """The planned first dose, which was kept."""
        return self.dosed

    def so_far(self, now: Millis) -> DemoSession:
        """The session with all that happened before `now`: what a demo loads before it begins to feed."""
        facts = self.between(self.opened, now)
        return DemoSession(self.patient, self.room, self.protocol_name, self.planned, facts, self.session)

    def between(self, start: Millis, end: Millis) -> tuple[Fact, ...]:
        """The facts with start <= at < end, in time order; a session never ends by itself, its nurse ends it."""
        facts = (*self._events(), *self._stream(start, end), *self._pressures(start, end), *self._scores(start, end))
        return tuple(sorted((fact for fact in facts if start <= fact.at < end), key=lambda fact: (fact.at, fact.id)))

    def _events(self) -> Iterator[Fact]:
        by, at = NURSES[0], self.opened
        yield Opened(id=f"{self.session}-open", at=at, received=at, by=by, planned=self.planned)
        lists = load(self.protocol_name).checklist
        yield from rounds.ticks(lists.before, at + MINUTE, session=self.session, by=by)
        yield from self.given
        if self.booking.route is Route.IV:
            yield rounds.taken_down(self._at(41), session=self.session, by=by)
        for minute, text in self.said:
            at = self._at(minute)
            yield Note(id=f"{self.session}-note-{minute:g}", at=at, received=at, by=by, text=text)

    def _stream(self, start: Millis, end: Millis) -> Iterator[ObservationSet]:
        """Heart rate and SpO2 every 5 s, each instant reckoned from the dose, so that no cut of time loses or doubles one."""
        first = max(ceil((start - self.dosed) / STREAM), ATTACHED * MINUTE // STREAM)
        for tick in range(first, ceil((end - self.dosed) / STREAM)):
            if self._connected(tick * STREAM / MINUTE):
                yield self._tick(tick)

    def _tick(self, tick: int) -> ObservationSet:
        minute = tick * STREAM / MINUTE
        return replace(
            self._sent(f"stream-{tick}", minute),
            heart_rate=self.response.pulse(minute),
            spo2=self.response.saturation(minute),
        )

    def _pressures(self, start: Millis, end: Millis) -> Iterator[ObservationSet]:
        """The cuff every 5 min, and whenever the story says so."""
        fixed = {minute: (systolic, diastolic) for minute, systolic, diastolic in self.cuffs}
        for minute in {*fixed, *(float(m) for m in range(-15, _LONGEST, 5))}:
            if start <= self._at(minute) < end and self._connected(minute):
                systolic, diastolic = fixed.get(minute) or self.response.pressure(minute)
                mean = round(diastolic + (systolic - diastolic) / 3)
                yield replace(self._sent(f"cuff-{minute:g}", minute), systolic=systolic, diastolic=diastolic, mean=mean)

    def _sent(self, name: str, minute: float) -> ObservationSet:
        """An empty set of this room's monitor."""
        at, monitor = self._at(minute), f"monitor-{self.room}"
        return ObservationSet(id=f"{self.session}-{name}", at=at, received=at, by=monitor, source=monitor)

    def _scores(self, start: Millis, end: Millis) -> Iterator[ObservationSet]:
        """What staff see at a check, half a minute after it is due; everything by hand where the monitor is gone."""
        for number, minute in enumerate(self.checks):
            at = self._at(minute + 0.5)
            if start <= at < end:
                by = NURSES[number % len(NURSES)]
                whole = self.response.observe(minute, id=f"{self.session}-check-{minute:g}", at=at, by=by)
                yield _without_monitored(whole) if self._connected(minute) else whole

    def _connected(self, minute: float) -> bool:
        return minute >= ATTACHED and (self.until is None or minute < self.until)

    def _at(self, minute: float) -> Millis:
        return self.dosed + round(minute * MINUTE)


def _without_monitored(whole: ObservationSet) -> ObservationSet:
    """Only what staff see themselves: nobody copies numbers that the monitor sends."""
    return replace(whole, heart_rate=None, systolic=None, diastolic=None, spo2=None)


def rooms(seed: int, now: Millis) -> tuple[SimulatedRoom, ...]:
    """The four rooms that are busy when the demo starts at `now`."""
    ada, bo, cleo, dov = bookings()[:4]
    return (
        _calm(_Scene(seed, now, ada, minute=25)),
        _rising(_Scene(seed, now, bo, minute=29)),
        _silent(_Scene(seed, now, cleo, minute=50)),
        _unwatched(_Scene(seed, now, dov, minute=21)),
    )


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where a room stands when the demo starts: `minute` minutes after the dose."""

    seed: int
    now: Millis
    booking: Booking
    minute: float

    def response(self) -> Response:
        """A quiet answer to the drug: what a room shows when its story says nothing else."""
        booking = self.booking
        return Response(
            route=booking.route,
            seed=f"{self.seed}/room {booking.room}",
            systolic=121,
            diastolic=76,
            heart_rate=69,
            spo2=97.4,
            respiratory_rate=14,
            rises=(13, 8, 3),
            unrest=(2.2, 1.6),
            sedation=Wave(14, 75, 1),
            dissociation=Wave(8, 78, 2),
        )

    def room(self, response: Response) -> SimulatedRoom:
        """The room with this answer, its checks on the protocol's schedule."""
        booking, dosed = self.booking, self.now - round(self.minute * MINUTE)
        who, session = booking.person(self.seed, self.now), f"{booking.patient.id}-{dosed // MINUTE}"
        return SimulatedRoom(
            room=booking.room,
            booking=booking,
            session=session,
            given=doses(who.route, who.age, who.weight, booking.count + 1, id=f"{session}-dose", at=dosed, by=NURSES[0]),
            response=response,
            checks=_CHECKS[booking.route],
        )


def _calm(scene: _Scene) -> SimulatedRoom:
    return replace(scene.room(scene.response()), said=((21, "Eyes closed, listening to music. Answers at once."),))


_STEEP = (
    (10.0, 149, 88),
    (15.0, 155, 89),
    (20.0, 161, 91),
    (25.0, 166, 92),
    (30.0, 182, 94),
    (31.5, 186, 95),
    (35.0, 192, 97),
    (40.0, 195, 98),
    (45.0, 190, 97),
    (50.0, 179, 94),
    (55.0, 171, 92),
    (60.0, 165, 90),
    (65.0, 158, 89),
    (70.0, 152, 87),
)
"""Minute, systolic, diastolic of room 2. Only the systolic says something: the diastolic stays under 100, the mean under 131."""


def _rising(scene: _Scene) -> SimulatedRoom:
    quiet = replace(scene.response(), systolic=134, diastolic=82, unrest=(0.8, 0.8), rises=(30, 14, 4), sedation=Wave())
    closer = tuple(sorted({*_CHECKS[Route.IV], 35, 45, 50, 60, 65}))
    said = ((26, "Says the room is tilting. Comfortable, no headache, no chest pain."),)
    return replace(scene.room(quiet), checks=closer, cuffs=_STEEP, said=said)


def _silent(scene: _Scene) -> SimulatedRoom:
    return replace(scene.room(scene.response()), until=scene.minute + 1)


def _unwatched(scene: _Scene) -> SimulatedRoom:
    room = scene.room(scene.response())
    return replace(room, checks=tuple(minute for minute in room.checks if minute != 20))
