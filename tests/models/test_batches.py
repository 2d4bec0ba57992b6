"""Batches on the line of a gateway: each message stored or kept, and one answer for all."""

from __future__ import annotations

import pytest

from models.intake.mllp import Frame
from models.store import Store
from tests.models.gateways import Line
from tests.models.wards import ward
from tests.monitors import at, message


@pytest.fixture
def line(sqlite_store: Store) -> Line:
    return Line(ward(sqlite_store))


def batch(*messages: str, control: str = "B77") -> str:
    """These messages in an envelope of a batch in an envelope of a file."""
    around = (r"FHS|^~\&|MON", rf"BHS|^~\&|MON|WARD|VIGIL|CLINIC|20261118110640||||{control}")
    return "\r".join((*around, "".join(messages) + f"BTS|{len(messages)}", "FTS|1", ""))


def test_a_batch_has_one_answer_under_its_own_number(line: Line) -> None:
    """Each message of a batch is stored, and the gateway hears once, of the batch, that all of them are."""
    now = at(line.ward.clock.now)
    sent = batch(*(message(str(n), at=now, bed="^^1", patient="0042", heart_rate=70 + n) for n in range(3)))
    answer = line.gateway.take(Frame(sent.encode()), "10.0.0.7").decode()
    assert [segment[:10] for segment in answer.split("\r") if segment.startswith("MSA")] == ["MSA|AA|B77"]
    assert sorted(line.stored()) == [("MON", 70), ("MON", 71), ("MON", 72)]


def test_of_a_batch_what_cannot_be_stored_is_kept_and_said(line: Line) -> None:
    """A message for nobody costs the others of its batch nothing: they are stored, it is kept, and the one answer says which."""
    now = at(line.ward.clock.now)
    good, lost = (message(who, at=now, bed=bed, patient=who, heart_rate=72) for who, bed in (("0042", "^^1"), ("9999", "^^9")))
    code, said = line.send(batch(good, lost, message("3", at=now, kind="ADT^A08")))
    assert (code, line.stored(), len(line.rejected())) == ("AE", [("MON", 72)], 2)
    assert said.startswith("1 of 3 messages are stored. Message 2: ")
    assert "Message 3: Vigil takes ORU^R01. This is ADT^A08." in said


def test_a_batch_that_comes_again_is_stored_once(line: Line) -> None:
    """A gateway that was told of an error sends the whole batch again: what is stored already stays as it is."""
    now = at(line.ward.clock.now)
    sent = batch(message("1", at=now, bed="^^1", patient="0042", heart_rate=72), message("2", at=now, kind="ADT^A08"))
    assert [line.send(sent)[0] for _ in range(2)] == ["AE", "AE"]
    assert line.stored() == [("MON", 72)]


def test_a_message_that_does_not_end_its_last_line_is_whole(line: Line) -> None:
    """On the line a frame says where a message ends: its last value is not taken for one that was cut off."""
    head = message("1", at=at(line.ward.clock.now), bed="^^1", patient="0042")
    assert line.send(f"{head}OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC||72") == ("AA", "")
    assert line.stored() == [("MON", 72)]
