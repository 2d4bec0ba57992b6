"""Does a reading of the wrong patient get to the right one, whole, and with a trail in both?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.clinic import Clinic, NewSession
from models.errors import Conflict, Forbidden, Refused
from models.facts import Amended, Decided, Ended, Note, Signed, Voided
from models.moving import Move
from models.sign_ins import hashed
from models.store import Store
from models.vitals import Signal
from tests.models.bedside import OMAR, infusion, now
from tests.models.wards import IV, NURSE, Ward, patient, ward

PASSWORD = "lamps over quiet water"


@pytest.fixture
def rooms(store: Store) -> tuple[Ward, str]:
    """Two sessions, on each database: the one of the ward in room 1, and one in room 2."""
    made = ward(store)
    return made, made.clinic.open_session(NewSession(room="2", patient=patient("0043"), protocol=IV), NURSE).row.id


def test_a_reading_moves_to_the_right_patient(rooms: tuple[Ward, str]) -> None:
    """A reading of the wrong patient is struck through there and stands here, at its time, with a trail and alerts in both."""
    here, other = rooms
    wrong = here.see(systolic=204, diastolic=99).entry.fact
    here.wait(4)
    done = here.clinic.move(here.session, Move("m", wrong.id, other, reason="rooms swapped"), OMAR)
    assert isinstance(done.entry.fact, Voided)
    assert done.entry.fact.reason == "wrong patient: moved to room 2, by omar (rooms swapped)"
    assert [a.signal for a in done.view.picture.standing] == []
    view = here.clinic.session_view(other, here.clock.now)
    latest = view.picture.latest[0]
    assert (latest.value, latest.at, latest.by) == (204, wrong.at, "nina")
    assert ("systolic", "high") in [(a.signal, a.direction) for a in view.picture.standing]
    notes = [e.fact.text for e in here.clinic.entries(other) if isinstance(e.fact, Note)]
    assert notes == ["A reading was moved here from room 1, where nina entered it for the wrong patient (rooms swapped)."]


def test_a_move_that_is_sent_again_moves_once(rooms: tuple[Ward, str]) -> None:
    """A retry changes nothing; the same id for another reading is refused."""
    here, other = rooms
    wrong, second = here.see(heart_rate=91).entry.fact, here.see(heart_rate=92).entry.fact
    assert here.clinic.move(here.session, Move("m", wrong.id, other), NURSE).new
    before = here.clinic.head()
    assert not here.clinic.move(here.session, Move("m", wrong.id, other), NURSE).new
    assert here.clinic.head() == before
    with pytest.raises(Conflict, match="The id m was used before"):
        here.clinic.move(here.session, Move("m", second.id, other), NURSE)


def test_a_move_happens_in_both_sessions_or_in_none(rooms: tuple[Ward, str]) -> None:
    """Where the other session cannot take the reading, this one keeps it: nothing is half moved."""
    here, other = rooms
    here.wait(10)
    here.clinic.record(other, Ended(id="end", at=0), NURSE)
    here.wait(5)
    wrong = here.see(heart_rate=91).entry.fact
    with pytest.raises(Refused, match="The session is closed"):
        here.clinic.move(here.session, Move("m", wrong.id, other), NURSE)
    assert here.clinic.session_view(here.session, here.clock.now).picture.latest[0].value == 91


def offered(here: Ward, target: str) -> list[tuple[str, bool, bool]]:
    """Where the reading may be moved: the room, whether that session is over, whether it is signed."""
    return [(one.row.room, one.ended is not None, one.signed) for one in here.clinic.elsewhere(here.session, target, OMAR)]


def test_a_session_that_ended_lately_takes_its_reading(rooms: tuple[Ward, str]) -> None:
    """Who finds out after the end moves the reading all the same, with a reason; a trail in both says into which session."""
    here, other = rooms
    here.wait(10)
    wrong = here.see(systolic=204, diastolic=99).entry.fact
    here.wait(5)
    here.clinic.record(other, Ended(id="end", at=0), NURSE)
    here.wait(3 * 24 * 60)
    assert offered(here, wrong.id) == [("2", True, False)]
    with pytest.raises(Refused, match=r"The session in room 2 has ended: this is an amendment\. Say why") as asked:
        here.clinic.move(here.session, Move("m", wrong.id, other), OMAR)
    assert [error.field for error in asked.value.fields] == ["reason"]
    done = here.clinic.move(here.session, Move("m", wrong.id, other, reason="rooms swapped"), OMAR)
    assert isinstance(done.entry.fact, Voided)
    begun = "session of 18 Nov 12:06"
    assert done.entry.fact.reason == f"wrong patient: moved to room 2, {begun}, by omar (rooms swapped)"
    assert not here.clinic.move(here.session, Move("m", wrong.id, other, reason="rooms swapped"), OMAR).new
    view = here.clinic.session_view(other, here.clock.now)
    assert [(last.value, last.at) for last in view.picture.latest if last.signal is Signal.SYSTOLIC] == [(204, wrong.at)]
    assert all(said.late for said in view.said if said.signal == "systolic")
    notes = [e.fact.text for e in here.clinic.entries(other) if isinstance(e.fact, Note)]
    assert notes == ["A reading was moved here from room 1, where nina entered it for the wrong patient (rooms swapped)."]


def test_only_sessions_in_which_it_can_have_been_taken_are_offered(rooms: tuple[Ward, str]) -> None:
    """A session that was over before the reading, or ended more than a week ago, is not offered; those that run come first."""
    here, other = rooms
    early = here.see(heart_rate=90).entry.fact
    here.wait(10)
    here.clinic.record(other, Ended(id="end", at=0), NURSE)
    here.wait(5)
    late = here.see(heart_rate=91).entry.fact
    here.clinic.open_session(NewSession(room="3", patient=patient("0044"), protocol=IV), NURSE)
    assert offered(here, early.id) == [("3", False, False), ("2", True, False)]
    assert offered(here, late.id) == [("3", False, False)]
    here.wait(7 * 24 * 60)
    assert offered(here, early.id) == [("3", False, False)]
    with pytest.raises(Forbidden):
        here.clinic.elsewhere(here.session, early.id, replace(OMAR, role="administrator"))


@pytest.mark.parametrize("sealed", ["there", "here"])
def test_a_signed_record_is_amended_under_a_signature(rooms: tuple[Ward, str], sealed: str) -> None:
    """Into or out of a signed record a reading is moved with a password and a meaning; both trails say as what it was signed."""
    here, other = rooms
    wrong = here.see(heart_rate=91).entry.fact
    signed = other if sealed == "there" else here.session
    with here.clinic.store.writing() as db:
        db.add_user(replace(OMAR, password_hash=hashed(PASSWORD)), "test")
    here.wait(5)
    for fact in (Ended(id="end", at=0), Signed(id="s", at=0, meaning="reviewed")):
        here.clinic.record(signed, fact, NURSE)
    assert offered(here, wrong.id) == [("2", sealed == "there", sealed == "there")]
    wanted = Move("m", wrong.id, other, reason="rooms swapped")
    with pytest.raises(Refused, match=r"The record was signed by nina\. Sign the move") as asked:
        here.clinic.move(here.session, wanted, OMAR)
    assert [error.field for error in asked.value.fields] == ["meaning"]
    with pytest.raises(Refused, match="The meaning must be one of"):
        here.clinic.move(here.session, replace(wanted, meaning="seen"), OMAR, PASSWORD)
    meant = replace(wanted, meaning="I cared for this patient")
    with pytest.raises(Refused, match="The password is not right"):
        here.clinic.move(here.session, meant, OMAR, "guessed")
    assert [e.fact for e in here.clinic.entries(here.session) if isinstance(e.fact, Voided)] == []
    done = here.clinic.move(here.session, meant, OMAR, PASSWORD)
    assert isinstance(done.entry.fact, Voided)
    assert done.entry.fact.reason.endswith("by omar (rooms swapped; signed as: I cared for this patient)")
    (note,) = [e.fact for e in here.clinic.entries(other) if isinstance(e.fact, Note)]
    assert "signed as: I cared for this patient" in note.text
    assert PASSWORD not in note.text + done.entry.fact.reason
    assert here.clinic.store.verify().bad is None


def test_only_readings_move(rooms: tuple[Ward, str]) -> None:
    """A dose is not moved: it is struck through and entered where it was given."""
    here, other = rooms
    here.enter(infusion(confirmed=True))
    with pytest.raises(Refused, match="Only readings can be moved"):
        here.clinic.move(here.session, Move("m", "pump", other), NURSE)
    wrong = here.see(heart_rate=91).entry.fact
    with pytest.raises(Refused, match="in this session already"):
        here.clinic.move(here.session, Move("m2", wrong.id, here.session), NURSE)


def test_a_second_process_sees_the_same_way(store: Store) -> None:
    """How far a session is does not depend on which process is asked, nor on corrections in between."""
    here = ward(store)
    here.see(systolic=152, diastolic=94)
    here.enter(Decided(id="go", at=0, go=True, prescriber="Dr Lin", reason="usual"))
    here.wait(1)
    wrong = here.see(heart_rate=70).entry.fact
    here.enter(Amended(id="a", at=0, target=wrong.id, reason="typo", content=replace(wrong, systolic=171.0, diastolic=99.0)))
    mine, other = now(here), Clinic(store, here.clock).session_view(here.session, here.clock.now).progress
    assert mine == other
    assert (gate := mine.gate) is not None
    assert (gate.systolic, gate.go) == (171, None)
