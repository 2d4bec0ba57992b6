"""What happened in the demo clinic over the last ten weeks?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from models import protocol
from models.facts import Fact
from models.vitals import MINUTE, Millis
from sample_data.cast import Booking, DemoPatient, bookings
from sample_data.nurse import SECOND, Visit, record
from sample_data.population import Route
from sample_data.response import respond

HOUR: Millis = 60 * MINUTE
DAY: Millis = 24 * HOUR
WEEKS = 10
"""How many weeks back the demo goes."""


@dataclass(frozen=True, slots=True)
class DemoSession:
    """A session of the demo: whose, where, under which shipped protocol, and everything that was recorded, in time order.

    `planned` is the planned first dose; `id` names the session and begins each fact's id.
    """

    patient: DemoPatient
    room: str
    protocol_name: str
    planned: Millis
    facts: tuple[Fact, ...]
    id: str


def past(seed: int, now: Millis) -> tuple[DemoSession, ...]:
    """Every past session of the ten demo patients, oldest first; the last ones ended at least a day before `now`."""
    found = [session for index, booking in enumerate(bookings()) for session in _of(booking, index, seed, now)]
    return tuple(sorted(found, key=lambda session: (session.planned, session.room)))


def _of(booking: Booking, index: int, seed: int, now: Millis) -> Iterator[DemoSession]:
    for number, planned in enumerate(dates(booking, index, now), 1):
        yield session(booking, number, planned, seed)


def dates(booking: Booking, index: int, now: Millis) -> list[Millis]:
    """When they were: the first four in two weeks, then one a week (nasal) or in two weeks (IV); never at a weekend."""
    later = 7 if booking.route is Route.NASAL else 14
    days = [now // DAY - 2 - index % 3]
    for left in range(booking.count - 1, 0, -1):
        days.append(days[-1] - (later if left >= 4 else 3 + left % 2))
    return [_weekday(day) * DAY + booking.hour * HOUR for day in reversed(days)]


def _weekday(day: int) -> int:
    """The day itself, or the Friday before it; day 0 was a Thursday."""
    return day - max(0, (day + 3) % 7 - 4)


def session(booking: Booking, number: int, planned: Millis, seed: int) -> DemoSession:
    """Session `number` (from 1) of this patient's course, planned for this instant."""
    dice = Random(f"{seed}/{booking.patient.id}/{number}")
    who = booking.person(seed, planned)
    visit = Visit(
        id=f"{booking.patient.id}-{planned // MINUTE}",
        number=number,
        planned=planned,
        dosed=planned + dice.randrange(-60, 180) * SECOND,
        who=who,
        response=respond(dice, who, number),
        low_mood=14 + 9 * Random(f"{seed}/{booking.patient.id}/mood").random(),
    )
    facts = record(visit, protocol.load(booking.protocol_name), dice)
    return DemoSession(booking.patient, booking.room, booking.protocol_name, planned, facts, visit.id)
