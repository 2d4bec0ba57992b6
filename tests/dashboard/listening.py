"""What does a screen hear? An open stream, event by event, and a monitor that sends something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from dashboard.stream import Broadcast, Wish
from models.clinic import device
from models.vitals import ObservationSet
from tests.dashboard.clinics import Heard, Office, heard


def listen(
    office: Office, session: str | None = None, after: int | None = None, welcome: Callable[[], bool] = lambda: True
) -> Iterator[Heard]:
    """The events of a stream, as they come."""
    return heard(office_streams(office).listen(Wish(session, after, "token", welcome)))


def office_streams(office: Office) -> Broadcast:
    """The open streams of an application."""
    broadcast: Broadcast = office.app.server.extensions["vigil"].broadcast
    return broadcast


def until(events: Iterator[Heard], wanted: Callable[[Heard], bool]) -> list[Heard]:
    """The events up to the first that is wanted."""
    found, end = list[Heard](), monotonic() + 20
    for event in events:
        found.append(event)
        if wanted(event):
            return found
        if monotonic() > end:
            break
    raise AssertionError(f"it did not come; there were {[e.event for e in found]}")


def observe(office: Office, session: str, number: int, **values: float) -> None:
    """The monitor in the room sends something, one second after the last."""
    office.clock.now += 1000
    seen = ObservationSet(id=f"m{number}", at=0, source="monitor-1", **(values or {"heart_rate": 70.0 + number}))  # type: ignore[arg-type]
    office.clinic.record(session, seen, device("monitor-1"))


def is_set(id: str) -> Callable[[Heard], bool]:
    """Whether an event is the fact of this id."""
    return lambda event: event.data.get("i") == id
