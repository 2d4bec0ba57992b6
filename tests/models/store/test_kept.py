"""What stands beside the log: patients, sessions, rooms, protocols, users and sign-ins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.errors import Conflict, NotFound
from models.store import Patient, SessionRow, Store, User, WebSession
from tests.models.store.ward import ANNA, open_sessions

NORA = User(name="nora", full_name="Nora N.", role="nurse", password_hash="argon2 of it")
SIGN_IN = WebSession(token_hash="t1", user="nora", created=10, seen=10)


def test_a_patient_is_found_by_id_and_by_number(store: Store) -> None:
    """Somebody who was admitted is found again; the empty number finds nobody."""
    bert = Patient(id="p2", name="Bert", birth=date(1984, 3, 12))
    with store.writing() as writer:
        writer.admit(ANNA)
        writer.admit(bert)
        writer.admit(bert)
    with store.reading() as reader:
        assert reader.patients() == [ANNA, bert]
        assert reader.patient("p2") == bert
        assert reader.find_patient("4711") == ANNA
        assert reader.find_patient("") is None


@pytest.mark.parametrize("other", [Patient(id="p1", name="Berta"), Patient(id="p2", name="Bert", identifier="4711")])
def test_two_patients_are_never_made_one(store: Store, other: Patient) -> None:
    """An id or a number that is somebody else's is refused."""
    with store.writing() as writer:
        writer.admit(ANNA)
        with pytest.raises(Conflict):
            writer.admit(other)


def test_a_corrected_patient_leaves_what_was_wrong(store: Store) -> None:
    """A name that was misspelt is put right, and the log says what it was, who did it and why."""
    with store.writing("omar") as writer:
        writer.admit(ANNA)
        writer.correct(replace(ANNA, name="Anna Master"), "misspelt")
        with pytest.raises(NotFound):
            writer.correct(Patient(id="nobody", name="N."), "none")
    with store.reading() as reader:
        assert reader.patients() == [replace(ANNA, name="Anna Master")]
        line = reader.trail()[-1]
    assert (line.actor, line.action, line.about) == ("omar", "correct patient", "p1")
    assert "Anna Muster" in line.detail
    assert "misspelt" in line.detail


def test_a_session_needs_its_patient_and_its_protocol(store: Store) -> None:
    """No session without a patient, none without the protocol that judges it."""
    row = SessionRow(id="s", patient="p1", room="1", protocol="sha256:00", opened_at=5, planned=60_000)
    with store.writing() as writer:
        with pytest.raises(NotFound, match="no patient"):
            writer.open_session(row)
        writer.admit(ANNA)
        with pytest.raises(NotFound, match="protocol sha256:00"):
            writer.open_session(row)
        writer.keep_protocol("text", "sha256:00", "ward", "1")
        writer.open_session(row)
        writer.open_session(row)
        with pytest.raises(Conflict):
            writer.open_session(replace(row, room="2"))
    with store.reading() as reader:
        assert reader.session("s") == row
        assert reader.sessions(patient="p1") == [row]
        assert reader.sessions(patient="p2") == []


def test_a_protocol_stays_word_for_word(store: Store) -> None:
    """What was in force can be read years later, and keeping it again changes nothing."""
    with store.writing("omar") as writer:
        writer.keep_protocol("limits ≥ 180\n", "sha256:aa", "ward", "1")
        writer.keep_protocol("something else", "sha256:aa", "ward", "2")
    with store.reading() as reader:
        (kept,) = reader.protocols()
        assert reader.protocol_text("sha256:aa") == "limits ≥ 180\n"
        assert reader.protocol_text("sha256:bb") is None
    assert (kept.name, kept.version, kept.adopted_by) == ("ward", "1", "omar")


def test_rooms_keep_their_order(store: Store) -> None:
    """The board shows the rooms as they were added."""
    with store.writing() as writer:
        for name in ("10", "2", "Lounge", "2"):
            writer.add_room(name)
    with store.reading() as reader:
        assert reader.rooms() == ("10", "2", "Lounge")


def test_a_user_name_belongs_to_one_person_for_ever(store: Store) -> None:
    """A user can be changed and disabled, but the name is never given to somebody else."""
    with store.writing("root") as writer:
        writer.add_user(NORA)
        with pytest.raises(Conflict):
            writer.add_user(replace(NORA, full_name="Nora O."))
        writer.set_user(replace(NORA, disabled=True))
        with pytest.raises(NotFound):
            writer.set_user(replace(NORA, name="nobody"))
    with store.reading() as reader:
        assert reader.user("nora") == replace(NORA, disabled=True)
        assert reader.users() == [replace(NORA, disabled=True)]
        assert [line.action for line in reader.trail()] == ["add user", "change user"]
        assert not any("argon2" in line.detail for line in reader.trail())


def test_a_sign_in_lasts_until_it_is_ended(store: Store) -> None:
    """An ended sign-in stays ended: neither an act nor a second end changes it."""
    with store.writing() as writer:
        writer.add_user(NORA)
        writer.start_web_session(SIGN_IN)
        writer.touch("t1", 20)
        assert writer.web_session("t1") == replace(SIGN_IN, seen=20)
        writer.end_web_session("t1", 30)
        writer.touch("t1", 40)
        writer.end_web_session("t1", 50)
        writer.end_web_session("unknown", 50)
    with store.reading() as reader:
        assert reader.web_session("t1") == replace(SIGN_IN, seen=20, ended=30)
        assert reader.web_session("unknown") is None


def test_every_sign_in_of_a_user_can_be_ended(store: Store) -> None:
    """Who is disabled is out at once, on every device."""
    with store.writing() as writer:
        writer.add_user(NORA)
        for token in ("t1", "t2"):
            writer.start_web_session(replace(SIGN_IN, token_hash=token))
        assert writer.end_web_sessions("nora", 30) == 2
        assert writer.end_web_sessions("nora", 40) == 0
        assert [row.ended for row in writer.web_sessions("nora")] == [30, 30]


def test_everything_that_was_done_is_in_the_trail(store: Store) -> None:
    """Who did what and when is one list, facts and acts alike, with the time at which it was logged."""
    open_sessions(store, "s")
    with store.writing() as writer:
        seq = writer.audit("omar", "export", "s", "csv")
    with store.reading() as reader:
        lines = reader.trail()
        assert reader.trail(after=seq - 1, limit=5) == lines[-1:]
    assert [line.action for line in lines] == ["admit", "keep protocol", "open session", "export"]
    assert (lines[-1].actor, lines[-1].about, lines[-1].detail) == ("omar", "s", "csv")
    assert all(line.logged for line in lines)
