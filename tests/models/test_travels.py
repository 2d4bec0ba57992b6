"""What has to travel to every screen when a monitor has sent one more reading?"""

from __future__ import annotations

from models.facts import Dose
from models.store import Store
from tests.models.wards import ward


def test_a_reading_that_changes_nothing_travels_alone(sqlite_store: Store) -> None:
    """What a monitor sends each second brings no screen the whole session anew, as long as nothing else has changed."""
    here = ward(sqlite_store)
    here.enter(Dose(id="dose", at=0, drug="Ketamine", amount=36, route="IV"))
    calm = {"heart_rate": 70.0, "systolic": 124.0, "diastolic": 78.0, "spo2": 97.0}
    for _ in range(3):
        here.wait(1 / 60)
        here.see(**calm)
    with here.clinic.store.reading() as db:
        here.clinic.sessions.heard(db.since(0))
    listener, head = here.clinic.subscribe(), here.clinic.head()
    here.wait(1 / 60)
    here.see(**calm)
    with here.clinic.store.reading() as db:
        here.clinic.sessions.heard(db.since(head))
    change = listener.get(0)
    assert change is not None
    assert (len(change.entries), change.view) == (1, None)
