"""Messages of a monitor gateway: into the session they are for, or refused with a sentence; acknowledged once they are stored."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as choose
from hypothesis import strategies as st

from models.errors import Forbidden, StoreFailed
from models.facts import Ended, Raised, Voided
from models.gateway import EACH, LONGEST, MOST, Gateway
from models.intake import Answers
from models.intake.batch import MOST as MOST_AT_ONCE
from models.intake.mllp import CUT, ENDLESS, Frame
from models.store import Rejection, Store
from models.vitals import MINUTE, ObservationSet
from tests.models.gateways import Line
from tests.models.wards import NURSE, ward
from tests.monitors import at, message


@pytest.fixture
def line(sqlite_store: Store) -> Line:
    return Line(ward(sqlite_store))


def test_a_reading_is_stored_and_judged_before_it_is_acknowledged(store: Store) -> None:
    """A dangerous value of a monitor is in the record with its alert when the gateway hears AA."""
    line = Line(ward(store))
    assert line.sends(heart_rate=190, systolic=120, diastolic=80) == ("AA", "")
    facts = [entry.fact for entry in line.ward.clinic.entries(line.ward.session)]
    assert line.stored() == [("MON", 190)]
    assert any(isinstance(fact, Raised) and fact.signal == "heart_rate" for fact in facts)


def test_a_message_that_comes_again_is_stored_once(store: Store) -> None:
    """A gateway that has lost the answer sends again and hears AA again, also after a correction, and after the session's end."""
    line = Line(ward(store))
    sent = message("17", at=at(line.ward.clock.now), bed="^^1", patient="0042", heart_rate=72)
    assert [line.send(sent), line.send(sent)] == [("AA", "")] * 2
    (name,) = (one.fact.id for one in line.ward.clinic.entries(line.ward.session) if isinstance(one.fact, ObservationSet))
    line.ward.enter(Voided(id="v", at=0, target=name, reason="probe fell off"))
    assert line.send(sent) == ("AA", "")
    line.ward.wait(1)
    line.ward.enter(Ended(id="e", at=0, reason="well"))
    assert line.send(sent) == ("AA", "")
    assert (line.stored(), line.rejected()) == ([("MON", 72)], [])


@pytest.mark.parametrize(
    ("bed", "who", "device"),
    [
        ("^^1", "0042", ""),
        ("^^1", "", ""),
        ("", "0042", ""),
        ("WARD^ROOM 1", "", ""),
        ("ICU^9^9", "", "B7"),
        ("", "", "Room 1"),
        ("ICU^2", "0042", ""),
    ],
)
def test_a_session_is_found_by_bed_device_or_patient(line: Line, bed: str, who: str, device: str) -> None:
    """The number, the room under its name, or what the clinic has said of a device: each is enough."""
    assert line.sends(bed, who, device, heart_rate=72) == ("AA", "")
    assert line.stored() == [("MON", 72)]


@pytest.mark.parametrize(
    ("bed", "who", "said"),
    [
        ("^^1", "0815", "The message is of patient 0815, and in room 1 is 0042"),
        ("ICU^2^A", "0042", "The message is of patient 0042, and in room 2 is 0043"),
        ("12^12^1", "", "No session runs for a patient whom the message does not name at 12^12^1"),
        ("^^7", "", "No session runs for a patient whom the message does not name at ^^7"),
        ("", "0815", "No session runs for patient 0815"),
        ("", "", "No session runs"),
    ],
)
def test_what_is_for_nobody_or_for_two_is_refused_with_a_sentence(line: Line, bed: str, who: str, said: str) -> None:
    """A reading that might be another patient's is never stored; the gateway hears why, and the message is kept."""
    other = line.open("2", "0043")
    code, why = line.sends(bed, who, heart_rate=72)
    assert (code, said in why) == ("AE", True), why
    assert (line.stored(), line.stored(other)) == ([], [])
    (kept,) = line.rejected()
    assert said in kept.reason
    assert "ECG_HEART_RATE" in kept.text
    assert (kept.at, kept.sender.startswith("MON WARD"), kept.sender.endswith("from 10.0.0.7")) == (
        line.ward.clock.now,
        True,
        True,
    )


def test_a_device_that_stands_in_another_room_than_its_bed_is_nobodys(line: Line) -> None:
    """Where what the clinic has set for the bed and for the device differs, only the patient's number decides."""
    line.open("2", "0043")
    assert line.sends("ICU^2^A", "", "B7", heart_rate=72) == (
        "AE",
        "ICU^2^A, 2, B7, MON could be room 1 or 2. Name the bed or the device with its room in VIGIL_MONITORS.",
    )
    assert line.sends("ICU^2^A", "0042", "B7", heart_rate=72) == ("AA", "")
    assert line.stored() == [("MON", 72)]


def test_two_beds_with_the_same_numbers_at_the_same_second_are_two_readings(line: Line) -> None:
    """Where messages name no patient, equal numbers of two beds go into two sessions, and each again is stored once."""
    other = line.open("2", "0043")
    answers = [line.sends(bed, "", heart_rate=72) for bed in ("^^1", "^^2", "^^1", "^^2")]
    assert answers == [("AA", "")] * 4
    assert line.stored() == line.stored(other) == [("MON", 72)]


def test_the_next_patient_of_a_room_gets_the_next_readings(line: Line) -> None:
    """As soon as a session has ended and another one begun, the bed stands for the new one."""
    line.sends(who="", heart_rate=72)
    line.ward.wait(1)
    line.ward.enter(Ended(id="e", at=0, reason="well"))
    line.ward.wait(1)
    assert line.sends(who="", heart_rate=73)[0] == "AE"
    other = line.open("1", "0043")
    assert line.sends(who="", heart_rate=74) == ("AA", "")
    assert (line.stored(), line.stored(other)) == ([("MON", 72)], [("MON", 74)])


def test_what_cannot_be_is_left_out_and_said(line: Line) -> None:
    """A good value is stored although another one of the message is no reading; the answer names that one."""
    code, why = line.sends(heart_rate=72, spo2=250)
    assert (code, "left out" in why, "250" in why) == ("AA", True, True)
    assert (line.stored(), line.rejected()) == ([("MON", 72)], [])


@pytest.mark.parametrize("value", ["", "---", "999", "leads off"])
def test_a_message_without_any_reading_is_not_acknowledged(line: Line, value: str) -> None:
    """Nothing is acknowledged that is not stored: a message that holds no usable value is refused with what it held."""
    code, why = line.sends(heart_rate=value)
    assert (code, "There is no usable vital sign in this message" in why) == ("AE", True)
    assert line.stored() == []


@pytest.mark.parametrize(("name", "coding"), [("Doe", "ascii"), ("Doë", "utf-8"), ("Doë", "cp1252")])
def test_an_answer_uses_the_letters_of_its_message(line: Line, name: str, coding: str) -> None:
    """A sender that knows ASCII or Windows-1252 only can read what it is answered, word by word."""
    sent = message("1", at=at(line.ward.clock.now), bed="^^1", heart_rate=72, spo2=250).replace("|MON|", f"|{name}|")
    said = line.gateway.take(Frame(sent.encode(coding)), "x").decode(coding)
    assert ("?" in said, f"|{name}|" in said, "left out" in said) == (False, True, True)


@pytest.mark.parametrize("shift", [-120 * MINUTE, 30 * MINUTE])
def test_a_time_that_cannot_be_is_refused(line: Line, shift: int) -> None:
    """A monitor whose clock is hours off is noticed before its readings stand at the wrong time."""
    sent = message("1", at=at(line.ward.clock.now + shift), bed="^^1", heart_rate=72)
    code, why = line.send(sent)
    assert (code, "time" in why, line.stored()) == ("AE", True, [])


def test_a_time_without_a_zone_is_that_of_the_clinic_or_asked_about(line: Line) -> None:
    """Times without an offset are read in the zone that the clinic has set; else the answer says what to set."""
    local = "20261118120640"  # 11:06:40 UTC
    sent = message("1", at=local, bed="^^1", heart_rate=72)
    asking = Gateway(line.ward.clinic, Answers(), {}).take(Frame(sent.encode()), "x").decode()
    assert ("MSA|AE|" in asking, "VIGIL_ZONE" in asking) == (True, True)
    assert line.send(sent) == ("AA", "")


@pytest.mark.parametrize(
    ("text", "fault", "code"),
    [
        (message("1", at="20261118", kind="ADT^A01"), "", "AR"),
        ("hello", "", "AR"),
        ("", "", "AR"),
        ("MSH|^~\\&|x", ENDLESS, "AR"),
        (message("1", at="20261118110640+0000", bed="^^1", heart_rate=72) * (MOST_AT_ONCE + 1), "", "AR"),
    ],
    ids=["another type", "no message", "empty", "endless", "too many in one frame"],
)
def test_what_is_no_result_is_rejected(line: Line, text: str, fault: str, code: str) -> None:
    """Another kind of message, rubbish, one without an end and too many in one frame are rejected with a sentence, and kept."""
    said = line.send(text, fault)
    assert (said[0], bool(said[1]), len(line.rejected()), line.stored()) == (code, True, 1, [])


def test_half_a_message_is_kept_and_not_answered(line: Line) -> None:
    """Whoever began a message anew waits for one answer: the half one gets none, or it would be taken for that of the whole."""
    assert line.gateway.take(Frame(b"MSH|half", CUT), "x") == b""
    assert [kept.text for kept in line.rejected()] == ["MSH|half"]


def test_a_database_that_fails_is_an_error_and_never_an_acknowledgement(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing can be stored the gateway hears AE; the same message is stored as soon as it can be."""

    def full(*_: object, **__: object) -> None:
        raise StoreFailed("Not saved: the disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(line.ward.clinic, "record", full)
        assert line.sends(heart_rate=72) == ("AE", "Not saved: the disk is full.")
    assert line.sends(heart_rate=72) == ("AA", "")
    assert (line.stored(), line.rejected()) == ([("MON", 72)], [])


def test_an_error_of_ours_is_an_answer_too(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in Vigil costs a gateway neither its connection nor its message: it hears AE and sends again."""
    with monkeypatch.context() as broken:
        broken.setattr(line.ward.clinic, "record", None)
        assert line.sends(heart_rate=72)[0] == "AE"
    assert line.sends(heart_rate=72) == ("AA", "")


@choose(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=100).map(lambda b: rb"MSH|^~\&|" + b + b"\rPID|" + b)))
def test_every_frame_has_an_answer(line: Line, content: bytes) -> None:
    """Whatever a stranger sends, an acknowledgement comes back, and never AA for nothing."""
    answer = line.gateway.take(Frame(content), "x")
    assert (answer.startswith(b"MSH"), b"MSA" in answer, b"|AA|" in answer) == (True, True, False)


def test_what_is_kept_is_bounded(store: Store) -> None:
    """A monitor that nobody set up fills no disk, and does not push out what others sent; the latest comes first."""
    with store.writing() as db:
        for number in range(MOST + 5):
            db.keep_rejection(Rejection(at=number, sender=f"s{number % 20}", reason="r", text="t"), EACH, MOST)
        for number in range(EACH + 5):
            db.keep_rejection(Rejection(at=number, sender="noisy", reason=str(number), text="t"), EACH, MOST)
    with store.reading() as db:
        kept = db.rejections(5_000)
        assert (len(kept), kept[0].reason, len(db.rejections(3))) == (MOST, str(EACH + 4), 3)
        assert sum(one.sender == "noisy" for one in kept) == EACH


def test_a_long_message_is_kept_in_part(line: Line) -> None:
    """What is kept of a rejected message has an end, and nothing in it that a terminal would obey."""
    line.send("hello \x1b[2J" + "x" * 50_000)
    (kept,) = line.rejected()
    assert (len(kept.text), "\x1b" in kept.text) == (LONGEST, False)


def test_only_who_may_reads_what_was_rejected(line: Line) -> None:
    """Rejected messages name patients: a nurse is not shown them."""
    with pytest.raises(Forbidden):
        line.gateway.rejected(NURSE, 10)
