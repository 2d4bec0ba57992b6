"""How long is a number current? Until the next one may be expected: the interval between the checks that are in force."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.alerts import Picture
    from models.protocol import Schedule
    from models.vitals import Millis


def interval(picture: Picture) -> Millis:
    """The interval between the checks that are in force (ms): 5 min while somebody must look closer, else as scheduled.

    Before the first check it counts from the dose or the opening. Where no check is to come, and where the one before is far
    back (a dose planned in two hours), it is the longest of the schedule.
    """
    schedule, check = picture.protocol.schedule, picture.next_check
    if check is None:
        return _longest(schedule)
    before = [other for other in picture.checks if other.due < check.due and not other.lapsed]
    if check.closer or (before and before[-1].closer and check.due - before[-1].due <= schedule.closer_every):
        return schedule.closer_every
    begin = picture.first_dose if picture.first_dose is not None else picture.opened_at
    dues = [other.due for other in before if not other.closer] + ([] if begin is None or begin >= check.due else [begin])
    return min(_longest(schedule), check.due - max(dues)) if dues else _longest(schedule)


def _longest(schedule: Schedule) -> Millis:
    """The longest time that the schedule leaves between two checks after the dose."""
    return max(schedule.then_every, *(later - sooner for sooner, later in pairwise((0, *schedule.due))))
