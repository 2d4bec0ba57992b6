"""Does everybody who listens hear every entry, once and in order, and end with what is true, whatever happens meanwhile?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from models.clinic import Clinic, Entry, NewSession, SessionView, Subscription
from models.current import Current
from models.errors import VigilError
from models.facts import Acknowledged, Dose, Ended, Infused, Raised
from models.sessions import Unjudged
from models.stages import Stage
from models.store import Store
from models.vitals import ObservationSet
from tests.models.wards import IV, NURSE, Ward, patient, ward


@pytest.fixture
def here(sqlite_store: Store) -> Iterator[Ward]:
    """A clinic with a session in room 1."""
    return ward(sqlite_store)  # type: ignore[return-value]  # pytest takes both


def neighbour(here: Ward) -> str:
    """A session in room 2."""
    return here.clinic.open_session(NewSession(room="2", patient=patient("0043"), protocol=IV), NURSE).row.id


def enter(here: Ward, session: str, **values: float) -> None:
    """The nurse enters a set into one of several sessions."""
    here.clinic.record(session, ObservationSet(id=f"n{next(here.numbers)}", at=0, **values), NURSE)  # type: ignore[arg-type]


def written(clinic: Clinic, after: int) -> list[Entry]:
    """What the follower would hand over: every entry of the log after this one."""
    with clinic.store.reading() as db:
        return list(db.since(after))


def changes(listener: Subscription) -> list[Entry]:
    """The entries that a listener has heard by now."""
    found = list[Entry]()
    while (change := listener.get(0)) is not None:
        found += change.entries
    return found


def test_entries_of_several_sessions_come_in_the_order_of_the_log(here: Ward) -> None:
    """Readings of two rooms in turn, written in one moment, reach the board in the order in which they were written."""
    other, listener = neighbour(here), here.clinic.subscribe()
    head = here.clinic.head()
    for number in range(6):
        enter(here, other if number % 2 else here.session, heart_rate=70.0 + number)
    here.clinic.sessions.heard(written(here.clinic, head))
    assert [one.seq for one in changes(listener)] == [one.seq for one in written(here.clinic, head)]


@pytest.mark.parametrize("error", [VigilError("away"), RuntimeError("a driver's own"), OSError("no descriptor is left")])
def test_whatever_fails_everybody_starts_over(here: Ward, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """When entries cannot be handed out, whatever the reason, each screen is told so and catches up from the log."""
    listener, head = here.clinic.subscribe(), here.clinic.head()
    here.see(heart_rate=70)

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("models.store.reader.Reader.sessions", fail)
    with pytest.raises(type(error)):
        here.clinic.sessions.heard(written(here.clinic, head))
    assert (listener.get(0), listener.lost) == (None, True)


def broken(monkeypatch: pytest.MonkeyPatch, session: str) -> None:
    """What comes of this session cannot be judged any more."""
    after = Current.after

    def fail(current: Current, *args: object) -> Current:
        if current.row.id == session:
            raise ZeroDivisionError
        return after(current, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Current, "after", fail)


def test_one_session_that_cannot_be_judged_takes_nothing_from_the_others(here: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entries of both rooms are heard, and the alert of the room that can be judged."""
    other, listener, head = neighbour(here), here.clinic.subscribe(), here.clinic.head()
    here.see(heart_rate=70)
    enter(here, other, systolic=205, diastolic=99)
    broken(monkeypatch, here.session)
    here.clinic.sessions.heard(written(here.clinic, head))
    heard = [listener.get(0) for _ in range(2)]
    assert [(c.session, bool(c.view and c.view.picture.standing)) for c in heard if c] == [(here.session, False), (other, True)]


def test_a_session_that_can_be_judged_again_is_shown_as_it_is(here: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it cannot be judged every look says so; afterwards the next look tells every screen what stands."""
    here.clinic.tick()
    head = here.clinic.head()
    with here.clinic.store.writing() as db:
        db.append(here.session, [ObservationSet(id="high", at=here.clock.now, systolic=205, diastolic=99)], "nina")
    with monkeypatch.context() as trouble:
        broken(trouble, here.session)
        here.clinic.sessions.heard(written(here.clinic, head))
        with pytest.raises(Unjudged):
            here.clinic.tick()
    listener, head = here.clinic.subscribe(), here.clinic.head()
    here.clinic.tick()
    here.clinic.sessions.heard(written(here.clinic, head))
    told = listener.get(0)
    assert told is not None
    assert told.view is not None
    assert "systolic" in {alert.signal for alert in told.view.picture.standing}


def test_no_screen_is_taken_back_to_an_earlier_state(here: Ward) -> None:
    """Whoever is slow to tell what was so a moment ago tells what is so now."""
    here.see(heart_rate=70)
    with here.clinic.store.reading() as db:
        early = here.clinic.sessions.of(db, here.session)
    here.see(systolic=205, diastolic=99)
    listener = here.clinic.subscribe()
    with here.clinic.store.reading() as db:
        here.clinic.sessions._publish(db, early, ())  # noqa: SLF001  # what a slow thread does at last
    told = listener.get(0)
    assert told is not None
    assert told.view is not None
    assert told.view.revision > early.revision
    assert "systolic" in {alert.signal for alert in told.view.picture.standing}


@dataclass
class Screen:
    """A board: what it has heard since it came, and the last view of each session."""

    listener: Subscription
    start: int
    heard: list[int] = field(default_factory=list)
    views: dict[str, SessionView] = field(default_factory=dict)

    def listen(self) -> None:
        """Hear what has come, as the stream of a browser does: what was seen already is left out."""
        while (change := self.listener.get(0)) is not None:
            last = self.heard[-1] if self.heard else self.start
            self.heard += [one.seq for one in change.entries if one.seq > last]
            if change.view is not None:
                self.look(change.view)

    def look(self, view: SessionView) -> None:
        """Show a view, unless a later one is shown."""
        known = self.views.get(view.row.id)
        if known is None or (view.seq, view.picture.now) >= (known.seq, known.picture.now):
            self.views[view.row.id] = view


class House(RuleBasedStateMachine):
    """Two rooms, screens that come at any time, and a log that is handed out a page at a time while the clock is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="vigil-heard-")
        self.store = Store.open(f"sqlite:///{self.folder.name}/vigil.db")
        self.store.migrate()
        self.screens: list[Screen] = []

    @initialize()
    def open(self) -> None:
        """Two sessions run, and nobody looks yet."""
        self.ward = ward(self.store)
        self.sessions = [self.ward.session, neighbour(self.ward)]
        self.clinic, self.told = self.ward.clinic, self.ward.clinic.head()
        self.names = count()

    @rule(room=st.integers(0, 1), systolic=st.integers(100, 210))
    def read(self, room: int, systolic: int) -> None:
        """A pressure is entered; nobody has heard of it yet."""
        self._enter(room, ObservationSet(id=f"r{next(self.names)}", at=0, systolic=float(systolic), diastolic=80))

    @rule(room=st.integers(0, 1), minutes=st.integers(1, 9))
    def read_late(self, room: int, minutes: int) -> None:
        """A pressure that was taken some minutes ago is entered."""
        at = self.ward.clock.now - minutes * 60_000
        self._enter(room, ObservationSet(id=f"r{next(self.names)}", at=at, systolic=203, diastolic=99))

    @rule(room=st.integers(0, 1))
    def acknowledge(self, room: int) -> None:
        """Somebody answers the pressure of a room, if it stands."""
        self._enter(room, Acknowledged(id=f"a{next(self.names)}", at=0, signal="systolic", direction="high"))

    @rule(room=st.integers(0, 1))
    def end(self, room: int) -> None:
        """A session ends."""
        self._enter(room, Ended(id=f"e{next(self.names)}", at=0))

    @rule(seconds=st.sampled_from([1, 60, 180, 600]))
    def look(self, seconds: int) -> None:
        """Time passes, and the watchman looks, while entries wait to be handed out."""
        self.ward.clock.now += seconds * 1000
        self.clinic.tick()

    @rule(size=st.integers(1, 5))
    def hand_out(self, size: int) -> None:
        """The follower hands out the next page."""
        page = written(self.clinic, self.told)[:size]
        if page:
            self.clinic.sessions.heard(page)
            self.told = page[-1].seq

    @precondition(lambda self: len(self.screens) < 3)
    @rule()
    def come(self) -> None:
        """A screen comes, at any moment: it subscribes first, then reads what there is."""
        screen = Screen(self.clinic.subscribe(), self.clinic.head())
        for view in self.clinic.views(None):
            screen.look(view)
        self.screens.append(screen)

    @invariant()
    def once_and_in_order(self) -> None:
        """Each screen has heard every entry since it came that was handed out, each once, in the order of the log."""
        for screen in self.screens:
            screen.listen()
            assert screen.heard == [one.seq for one in written(self.clinic, screen.start) if one.seq <= self.told]

    def teardown(self) -> None:
        """When all was handed out and the clock was looked at, every screen shows what is true now."""
        try:
            if hasattr(self, "clinic"):
                self.look(1)
                self.hand_out(10_000)
                self.once_and_in_order()
                self._all_show_the_truth()
        finally:
            self.store.close()
            self.folder.cleanup()

    def _all_show_the_truth(self) -> None:
        for session in self.sessions:
            now = self.clinic.session_view(session, self.ward.clock.now)
            for screen in self.screens:
                if session in screen.views:
                    assert facing(screen.views[session]) == facing(now)

    def _enter(self, room: int, fact: ObservationSet | Acknowledged | Ended) -> None:
        try:
            self.clinic.record(self.sessions[room], fact, NURSE)
        except VigilError:
            assert not isinstance(fact, ObservationSet) or self._ended(room)

    def _ended(self, room: int) -> bool:
        return self.clinic.session_view(self.sessions[room], self.ward.clock.now).picture.ended_at is not None


def facing(view: SessionView) -> object:
    """What a screen shows of a session besides its readings."""
    picture = view.picture
    told = [(alert, view.said_at(alert)) for alert in picture.standing]
    return told, picture.next_check, picture.asks, picture.ended_at


House.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestHouse = House.TestCase


def test_what_was_said_is_heard_too(here: Ward) -> None:
    """What the clock alone makes due reaches whoever listens as an entry, like everything else."""
    listener, head = here.clinic.subscribe(), here.clinic.head()
    here.wait(14)
    here.clinic.tick()
    here.clinic.sessions.heard(written(here.clinic, head))
    assert [one.fact.signal for one in changes(listener) if isinstance(one.fact, Raised)] == ["check"]


def test_a_stage_that_time_brings_is_told(here: Ward) -> None:
    """Nobody has entered anything, but the infusion was long enough ago: every screen hears that the session is further."""
    here.enter(Dose(id="dose", at=0, drug="Ketamine", amount=36, route="IV", confirmed=True))
    here.enter(Infused(id="through", at=0))
    listener = here.clinic.subscribe()
    here.wait(44)
    here.see(heart_rate=70, systolic=124, diastolic=78, spo2=97, sedation=5, dissociation=0)
    here.clinic.tick()
    while listener.get(0) is not None:
        pass
    here.wait(2)
    here.clinic.tick()
    change = listener.get(0)
    assert change is not None
    assert change.view is not None
    assert change.view.progress.stage is Stage.RECOVERY
