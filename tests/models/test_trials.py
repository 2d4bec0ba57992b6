"""Would an alarm still reach a screen, through the database as well, and is it noticed when not?"""

from __future__ import annotations

import pytest

from models.alerts import fold
from models.clinic import Clinic
from models.errors import StoreFailed
from models.limits import Level
from models.store import Reader, Store, Tried
from models.trials import EVERY, Untried
from models.vitals import Millis

START: Millis = 1_795_000_000_000


class Clock:
    """A clock that a test moves."""

    now = START

    def __call__(self) -> Millis:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clinic's clock."""
    return Clock()


@pytest.fixture
def clinic(store: Store, clock: Clock) -> Clinic:
    """A clinic on each kind of database."""
    return Clinic(store, clock)


def test_the_test_alert_goes_to_everybody_and_into_no_log(clinic: Clinic) -> None:
    """A test alert is high, reaches who listens to all rooms, and leaves the log and the alerts of patients as they were."""
    listener, head = clinic.subscribe(), clinic.head()
    clinic.trials.run()
    change = listener.get(0)
    assert change is not None
    assert change.view is not None
    assert [alert.level for alert in change.view.picture.standing] == [Level.HIGH, Level.HIGH]
    assert (clinic.head(), clinic.trials.last) == (head, change.view)


def test_the_database_holds_the_latest_one_and_no_more(clinic: Clinic, clock: Clock) -> None:
    """However many test alerts were raised, one row is kept, of the latest."""
    for _ in range(3):
        clock.now += EVERY
        clinic.trials.run()
    with clinic.store.reading() as db:
        assert db.trial() == Tried(clock.now, 210, 125)


def test_a_database_that_takes_nothing_raises_none(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing can be stored no test alert is handed out: each screen comes to say that alarms do not reach it."""
    listener = clinic.subscribe()
    monkeypatch.setattr(clinic.store, "broken", "Not saved: disk I/O error.")
    with pytest.raises(StoreFailed, match="Not saved"):
        clinic.trials.run()
    assert (listener.get(0), clinic.trials.last) == (None, None)


@pytest.mark.parametrize(
    ("kept", "said"),
    [(Tried(START, 120, 80), "210/125"), (None, "is not there"), (Tried(START - 60_000, 210, 125), "not there")],
)
def test_it_is_what_was_read_back(clinic: Clinic, monkeypatch: pytest.MonkeyPatch, kept: Tried | None, said: str) -> None:
    """A database that holds another number than was written, an old one, or none, is found out."""
    monkeypatch.setattr(Reader, "trial", lambda _: kept)
    with pytest.raises(Untried, match=said):
        clinic.trials.run()
    assert clinic.trials.last is None


def test_rules_that_raise_nothing_are_noticed(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """When 210/125 is not high any more, the test alert says so in a sentence and nothing is handed out."""
    monkeypatch.setattr("models.trials.fold", lambda under, _facts, now: fold(under, [], now))
    with pytest.raises(Untried, match="210/125"):
        clinic.trials.run()
    assert clinic.trials.last is None
