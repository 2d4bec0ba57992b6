"""What has to travel to every screen when a monitor has sent one more reading?"""

from __future__ import annotations

import pytest

from models import current
from models.clinic import device
from models.facts import Dose
from models.hub import Change
from models.stages import progress
from models.store import Store
from models.vitals import ObservationSet
from tests.models.wards import Ward, ward

SECOND = 1 / 60


def dosed(store: Store) -> Ward:
    """A ward in which a dose was given, and everybody was told."""
    here = ward(store)
    here.enter(Dose(id="dose", at=0, drug="Ketamine", amount=36, route="IV", confirmed=True))
    with here.clinic.store.reading() as db:
        here.clinic.sessions.heard(db.since(0))
    return here


def sent(here: Ward, minutes: float, **values: float) -> Change:
    """What travels when the monitor sends something after so many minutes."""
    listener, head = here.clinic.subscribe(), here.clinic.head()
    here.wait(minutes)
    seen = ObservationSet(id=f"m{here.clock.now}", at=here.clock.now, source="monitor-1", **values)  # type: ignore[arg-type]
    here.clinic.record(here.session, seen, device("monitor-1"))
    with here.clinic.store.reading() as db:
        here.clinic.sessions.heard(db.since(head))
    change = listener.get(0)
    listener.close()
    assert change is not None
    return change


def test_a_reading_that_changes_nothing_travels_alone(sqlite_store: Store) -> None:
    """What a monitor sends each second brings no screen the whole session anew, as long as nothing else has changed."""
    here = dosed(sqlite_store)
    calm = {"heart_rate": 70.0, "systolic": 124.0, "diastolic": 78.0, "spo2": 97.0}
    for _ in range(12):
        sent(here, SECOND, **calm)
    change = sent(here, SECOND, **calm)
    assert (len(change.entries), change.view) == (1, None)


def test_what_a_monitor_changes_of_the_way_out_is_told_within_ten_seconds(sqlite_store: Store) -> None:
    """That the oxygen was measured is not worked out for each second of a stream, but every screen knows it ten seconds later."""
    here = dosed(sqlite_store)
    first = sent(here, 5 * SECOND, spo2=97.0)
    assert first.view is None or "SpO₂ not measured since the dose" not in first.view.progress.unready
    later = [sent(here, SECOND, spo2=97.0) for _ in range(10)]
    told = [change.view for change in (first, *later) if change.view is not None]
    assert told
    assert "SpO₂ not measured since the dose" not in told[-1].progress.unready


def test_a_stream_costs_no_look_at_all_that_was_recorded(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a monitor has sent a pressure each second, how far the session is is worked out twice in twenty seconds."""
    here, looks = dosed(sqlite_store), list[int]()
    monkeypatch.setattr(current, "progress", lambda *all_: looks.append(1) or progress(*all_))
    for _ in range(20):
        sent(here, SECOND, systolic=124.0, diastolic=78.0)
    assert 1 <= len(looks) <= 2
