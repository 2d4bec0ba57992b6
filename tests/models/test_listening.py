"""Does Vigil know who hears its alarms, and does it say so when nobody does?"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from models import protocol
from models.alerts import Alert, Picture, at, fold, step
from models.clinic import Clinic, House, Screen
from models.facts import Acknowledged, Ended, Fact, Listening, Opened
from models.limits import Level
from models.store import Store
from models.vitals import ObservationSet
from tests.models.logs import START
from tests.models.wards import NURSE, Ward, ward
from tests.models.wards import START as OPENED

SECOND = 1_000


def session(*facts: Fact) -> list[Fact]:
    """A session that was opened, and what happened in it."""
    return [Opened(id="open", at=START), *facts]


def heard(seconds: int, screens: int, where: str = "") -> Listening:
    """So many screens listen from then on."""
    return Listening(id=f"l{seconds}", at=START + seconds * SECOND, screens=screens, where=where)


def seen(*facts: Fact, until: int) -> Picture:
    """The session as it stands so many seconds after it was opened."""
    return fold(protocol.load("iv-ketamine-40min"), session(*facts), START + until * SECOND)


def unheard(picture: Picture) -> list[Alert]:
    """The alerts that nobody listens, those that are over too."""
    return [alert for alert in picture.alerts if alert.signal == "listening"]


def test_after_30_seconds_of_nobody_it_is_said() -> None:
    """For 29.999 s nothing is said; at 30 s a medium alert stands that says what to do."""
    assert not unheard(at(seen(heard(10, 0), until=20), START + 39_999))
    (alert,) = unheard(seen(heard(10, 0), until=40))
    assert (alert.level, alert.direction, alert.rule, alert.limit) == (Level.MEDIUM, "missing", "lost", 30)
    assert alert.raised_at == START + 40 * SECOND
    assert "arm the sound on a screen" in alert.why


def test_it_ends_when_somebody_listens() -> None:
    """A screen that is armed ends the alert at that instant; the next time that nobody listens is a new alert."""
    first, second = unheard(seen(heard(0, 0), heard(50, 1, "desk"), heard(60, 0), until=100))
    assert (first.cleared_at, second.raised_at) == (START + 50 * SECOND, START + 90 * SECOND)


def test_who_comes_in_time_leaves_nothing_to_say() -> None:
    """A page that is loaded again within 30 s raises nothing."""
    assert not unheard(seen(heard(0, 1), heard(10, 0), heard(39, 1), until=300))


def test_one_screen_of_two_is_enough() -> None:
    """While one screen is left that sounds, somebody listens."""
    assert not unheard(seen(heard(0, 2, "desk, room 3"), heard(10, 1, "desk"), until=300))


def test_nobody_is_told_again_since_when() -> None:
    """What is told twice does not begin the 30 s anew."""
    (alert,) = unheard(seen(heard(0, 0), heard(20, 0), until=100))
    assert alert.raised_at == START + 30 * SECOND


def test_a_file_has_no_listeners() -> None:
    """Where it was never known who listens, as in a recording from a file, nothing is said about it."""
    picture = seen(ObservationSet(id="a", at=START + 5 * SECOND, heart_rate=70), until=3600)
    assert not unheard(picture)
    assert picture.listening is None


def test_the_end_of_the_session_ends_it() -> None:
    """Nobody has to listen to a session that has ended, whatever screens do then."""
    (alert,) = unheard(seen(heard(0, 0), Ended(id="end", at=START + 60 * SECOND), heard(70, 0), until=300))
    assert alert.cleared_at == START + 60 * SECOND


def test_acknowledging_it_does_not_end_it() -> None:
    """A named person can say that they know; it stands until somebody listens."""
    known = Acknowledged(id="ack", at=START + 45 * SECOND, by="Nurse A", signal="listening")
    (alert,) = unheard(seen(heard(0, 0), known, until=100))
    assert (alert.acknowledged_by, alert.cleared_at) == ("Nurse A", None)


@pytest.mark.parametrize("screens", [0, 2])
def test_the_picture_names_who_listens(screens: int) -> None:
    """Every screen can show who listens."""
    picture = seen(heard(0, screens, "desk, room 3" if screens else ""), until=10)
    assert picture.listening is not None
    assert (picture.listening.screens, picture.listening.where) == (screens, "desk, room 3" if screens else "")


def test_following_is_folding() -> None:
    """Whether a session is followed fact by fact or read anew after a restart, the alert is the same."""
    facts = session(heard(0, 1), heard(10, 0), ObservationSet(id="a", at=START + 20 * SECOND, heart_rate=70), heard(55, 1))
    followed: Picture | None = fold(protocol.load("iv-ketamine-40min"), facts[:1])
    for fact in facts[1:]:
        followed = None if followed is None else step(followed, fact)
    assert followed is not None
    assert unheard(followed) == unheard(fold(protocol.load("iv-ketamine-40min"), facts))


# -- which screens there are ---------------------------------------------------------------------------------------------------


@dataclass
class Clinics:
    """A clinic whose screens speak, and what its session was told."""

    ward: Ward

    def screen(self, name: str = "desk", *, armed: bool = True, rooms: tuple[str, ...] | None = None) -> None:
        """A screen says that it can be heard, or no more."""
        self.clinic.attendance.hear(Screen(id=name, name=name, rooms=rooms, armed=armed, seen=0), NURSE)

    @property
    def clinic(self) -> Clinic:
        """Its door."""
        return self.ward.clinic

    def wait(self, seconds: float, *speaking: str) -> None:
        """Time passes; these screens go on speaking, and the clinic looks at the clock."""
        for _ in range(round(seconds)):
            self.ward.clock.now += SECOND
            for name in speaking:
                self.screen(name)
            self.clinic.tick()

    def told(self) -> list[tuple[int, str]]:
        """What the session was told, each with the second since its opening."""
        facts = [entry.fact for entry in self.clinic.entries(self.ward.session)]
        return [((fact.at - OPENED) // SECOND, fact.where) for fact in facts if isinstance(fact, Listening)]

    def alerts(self) -> list[Alert]:
        """The alerts that nobody listens which stand now."""
        return [
            a
            for a in self.ward.clinic.session_view(self.ward.session, self.ward.clock()).picture.standing
            if a.signal == "listening"
        ]

    def again(self) -> None:
        """The server is started anew."""
        clinic = self.clinic
        self.ward.clinic = Clinic(clinic.store, clinic.clock, clinic.zone, house=clinic.house)


@pytest.fixture
def here(sqlite_store: Store) -> Clinics:
    """A clinic that wants its sessions listened to, with one session in room 1, half a minute after its server was started."""
    made = ward(sqlite_store)
    made.clinic = Clinic(made.clinic.store, made.clock, house=House(rooms=("1", "2"), sound=True))
    return Clinics(made)


def test_nobody_from_the_start_is_said_half_a_minute_later(here: Clinics) -> None:
    """A session that runs while no screen is armed: the alert stands 30 s after the opening."""
    here.wait(29)
    assert not here.alerts()
    here.wait(1)
    assert [alert.level for alert in here.alerts()] == [Level.MEDIUM]
    assert here.told() == [(0, "")]


def test_a_screen_that_is_armed_ends_it(here: Clinics) -> None:
    """At the next look the alert is over, and the session knows which screen listens."""
    here.wait(40)
    here.screen()
    here.wait(1)
    assert not here.alerts()
    assert here.told()[-1] == (41, "desk")


def test_a_killed_browser_is_noticed(here: Clinics) -> None:
    """A screen that says nothing more counts for 25 s; the alert stands 30 s after it was last heard of."""
    here.wait(60, "desk")
    here.wait(29)
    assert not here.alerts()
    here.wait(1)
    assert here.alerts()
    assert here.told()[-1] == (60, "")


def test_a_page_that_is_loaded_again_leaves_no_trace(here: Clinics) -> None:
    """Twenty seconds without a word, as when a page is loaded anew, are no change."""
    here.wait(30, "desk")
    here.wait(20)
    here.wait(30, "desk")
    assert here.told() == [(25, "desk")]


def test_a_screen_that_says_that_it_is_off_counts_no_more(here: Clinics) -> None:
    """Whoever switches the sound off is not waited for."""
    here.wait(30, "desk")
    here.screen(armed=False)
    here.wait(1)
    assert here.told()[-1] == (30, "")


def test_a_screen_in_another_room_does_not_listen_here(here: Clinics) -> None:
    """A screen that sounds for room 2 alone is nobody for room 1."""
    here.wait(28)
    here.screen("room 2", rooms=("2",))
    here.wait(2)
    assert here.alerts()


def test_several_screens_are_named(here: Clinics) -> None:
    """Staff can read which screens listen; two of one name are named once and counted twice."""
    here.wait(26, "room 1", "desk")
    here.clinic.attendance.hear(Screen(id="other", name="desk", rooms=None, armed=True, seen=0), NURSE)
    here.wait(1, "room 1", "desk")
    listening = here.clinic.session_view(here.ward.session, here.ward.clock()).picture.listening
    assert listening is not None
    assert (listening.screens, listening.where) == (3, "desk, room 1")


def test_a_restart_waits_for_its_screens(here: Clinics) -> None:
    """The server was away for ten minutes: screens that come back within 25 s are not missed, others are."""
    here.wait(30, "desk")
    here.ward.wait(10)
    here.again()
    here.wait(20)
    here.wait(20, "desk")
    assert here.told() == [(25, "desk")]
    here.again()
    here.wait(30)
    assert here.alerts()


def test_two_processes_say_it_once(here: Clinics) -> None:
    """Two servers of one clinic that look at the same second tell the session once."""
    other = Clinic(here.clinic.store, here.clinic.clock, house=here.clinic.house)
    for _ in range(40):
        here.wait(1)
        other.tick()
    assert here.told() == [(0, "")]


def test_where_sound_is_not_required_nobody_is_missed(here: Clinics) -> None:
    """A clinic that does without is told nothing, until a screen has listened and does no more."""
    here.ward.clinic = Clinic(here.clinic.store, here.clinic.clock, house=House(rooms=("1", "2")))
    here.wait(120)
    assert here.told() == []
    here.wait(5, "desk")
    here.wait(60)
    assert here.alerts()
