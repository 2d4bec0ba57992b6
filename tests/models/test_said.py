"""What does Vigil say of what it could not say at the time, and since when may staff be expected to answer?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.clinic import Clinic
from models.facts import Raised
from models.rooms import SessionView
from models.store import Store
from models.vitals import MINUTE, Millis, ObservationSet
from tests.models.wards import NURSE, START, Ward, ward


@pytest.fixture
def here(sqlite_store: Store) -> Iterator[Ward]:
    """A clinic with a session in room 1."""
    return ward(sqlite_store)  # type: ignore[return-value]  # pytest takes both


def told(here: Ward, signal: str = "systolic") -> list[Raised]:
    """What was said of a signal, in the order of the log."""
    said = [entry.fact for entry in here.clinic.entries(here.session) if isinstance(entry.fact, Raised)]
    return [one for one in said if one.signal == signal]


def unheard(here: Ward, *seen: ObservationSet) -> None:
    """Readings come into the log while nobody judges it, as when the server dies."""
    with here.clinic.store.writing() as db:
        db.append(here.session, seen, "nina")


def shown(here: Ward) -> SessionView:
    """The session as it stands now."""
    return here.clinic.session_view(here.session, here.clock.now)


def waited(here: Ward) -> Millis:
    """How long the first alert has been waiting for an answer."""
    view = shown(here)
    return here.clock.now - view.said_at(view.picture.standing[0])


def test_every_level_is_in_the_log_also_after_the_server_was_down(here: Ward) -> None:
    """182/96 at 10:20 and then no server: after the restart the log holds medium 10:20 and high 10:23, in this order."""
    unheard(here, ObservationSet(id="high", at=START + MINUTE, systolic=182, diastolic=96))
    here.wait(9)
    Clinic(here.clinic.store, here.clock).tick()
    said = told(here)
    assert [(one.at - START, one.priority) for one in said] == [(MINUTE, "medium"), (4 * MINUTE, "high")]
    assert [one.why for one in said] == ["182 >= 180, repeat within 3 min", "not repeated in 3 min"]
    assert {(one.late, one.received) for one in said} == {(True, START + 9 * MINUTE)}


def test_each_level_is_logged_with_its_own_value(here: Ward) -> None:
    """A pressure that rose while nobody judged is said level by level, each with the value and limit of that moment."""
    values = ((165, 1), (181, 2), (203, 3))
    unheard(here, *(ObservationSet(id=f"{v}", at=START + n * MINUTE, systolic=v, diastolic=90) for v, n in values))
    here.wait(4)
    Clinic(here.clinic.store, here.clock).tick()
    assert [(one.priority, one.value, one.limit) for one in told(here)] == [
        ("low", 165, 165),
        ("medium", 181, 180),
        ("high", 203, 180),
    ]


def test_what_is_said_of_several_signals_is_in_the_order_of_time(here: Ward) -> None:
    """What is said afterwards stands in the log in the order in which it became so, whatever signal it is about."""
    unheard(
        here,
        ObservationSet(id="both", at=START + MINUTE, systolic=182, diastolic=112),
        ObservationSet(id="spo2", at=START + 2 * MINUTE, spo2=88),
    )
    here.wait(9)
    Clinic(here.clinic.store, here.clock).tick()
    said = [one.at for one in (*told(here), *told(here, "diastolic"), *told(here, "spo2"))]
    logged = [e.fact.at for e in here.clinic.entries(here.session) if isinstance(e.fact, Raised) and e.fact.signal != "check"]
    assert logged == sorted(said)


def test_an_alert_waits_for_an_answer_from_when_it_was_said(here: Ward) -> None:
    """A 201 of ten minutes ago that is entered now has waited for nobody yet; one minute later it has waited one minute."""
    here.wait(10)
    here.see(ago=10, systolic=201, diastolic=99)
    assert waited(here) == 0
    here.wait(1)
    assert waited(here) == MINUTE
    assert shown(here).picture.standing[0].since == START


def test_a_restart_does_not_begin_the_wait_anew(here: Ward) -> None:
    """How long nobody has answered is read from the log: a new process says the same."""
    here.wait(10)
    here.see(ago=5, systolic=201, diastolic=99)
    here.wait(3)
    here.clinic = Clinic(here.clinic.store, here.clock)
    here.clinic.tick()
    assert waited(here) == 3 * MINUTE


def test_what_rose_while_the_server_was_down_waits_from_the_restart(here: Ward) -> None:
    """High since 10:23, said at 10:30 because the server was down: nobody could have answered before 10:30."""
    here.see(systolic=182, diastolic=96)
    here.wait(10)
    here.clinic = Clinic(here.clinic.store, here.clock)
    here.clinic.tick()
    here.wait(1)
    assert (waited(here), told(here)[-1].late) == (MINUTE, True)


def test_an_alert_that_was_said_at_once_waits_since_then(here: Ward) -> None:
    """Usually an alert waits from the moment that was measured, and a rise begins the wait anew."""
    here.see(systolic=182, diastolic=96)
    here.wait(2)
    assert waited(here) == 2 * MINUTE
    here.see(systolic=184, diastolic=97)
    here.wait(1)
    assert waited(here) == MINUTE


def test_an_older_reading_does_not_begin_the_wait_anew(here: Ward) -> None:
    """A high that nobody has answered for four minutes stays so, when an even older high one is entered."""
    here.wait(10)
    here.see(systolic=201, diastolic=99)
    here.wait(4)
    here.see(ago=8, systolic=202, diastolic=99)
    assert shown(here).picture.standing[0].since == START + 6 * MINUTE
    assert waited(here) == 4 * MINUTE


def test_a_low_that_was_said_is_no_high_that_was_said(here: Ward) -> None:
    """An alert that a late reading makes high waits from that entry on, whatever was said of it before."""
    here.wait(10)
    here.see(systolic=167, diastolic=80)
    here.wait(4)
    here.see(ago=5, systolic=202, diastolic=80)
    here.wait(1)
    assert waited(here) == MINUTE


def test_nobody_loses_what_was_said_under_another_name(here: Ward) -> None:
    """What was said once is never said again, however the session is read."""
    here.see(systolic=182, diastolic=96)
    here.wait(10)
    here.clinic.tick()
    before = [one.id for one in told(here)]
    again = Clinic(here.clinic.store, here.clock)
    again.tick()
    again.record(here.session, ObservationSet(id="more", at=0, systolic=186, diastolic=97), NURSE)
    assert [one.id for one in told(here)] == before
