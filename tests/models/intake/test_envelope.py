"""What stands around the readings of an HL7 v2 message, and the acknowledgement that its sender gets."""

from __future__ import annotations

import hl7
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.envelope import Code, Envelope, Whose
from tests.models.wards import START
from tests.monitors import at, message

HEAD = r"MSH|^~\&|MON^0011^EUI-64|WARD|VIGIL|CLINIC|20240314102000+0100||ORU^R01|17|T|2.5.1"


def answered(text: str, code: Code = Code.TAKEN, why: str = "") -> hl7.Message:
    """The acknowledgement, as an HL7 library of other people reads it."""
    return hl7.parse(Envelope(text).answer(code, why, START, "id"))


def test_an_answer_goes_back_to_whoever_asked() -> None:
    """Sender and receiver change places; type, processing id, version and control id are those of the message."""
    found = answered(f"{HEAD}\r")
    names = [str(found.segment("MSH")[field]) for field in (3, 4, 5, 6, 9, 11, 12)]
    assert names == ["VIGIL", "CLINIC", "MON^0011^EUI-64", "WARD", "ACK^R01^ACK", "T", "2.5.1"]
    assert [str(field) for field in found.segment("MSA")[1:]] == ["AA", "17"]


def test_an_answer_says_what_is_wrong() -> None:
    """The reason stands in MSA-3 for a person, and in an ERR segment for a program: an error, or with AA a warning."""
    refused, warned = (answered(f"{HEAD}\r", code, "No such bed.") for code in (Code.ERROR, Code.TAKEN))
    assert (str(refused["MSA.F1"]), str(refused["MSA.F3"]), str(refused["ERR.F4"])) == ("AE", "No such bed.", "E")
    assert (str(warned["MSA.F1"]), str(warned["ERR.F8"]), str(warned["ERR.F4"])) == ("AA", "No such bed.", "W")


def test_an_answer_is_written_with_the_delimiters_of_the_message() -> None:
    """A sender with delimiters of its own reads the answer, and a reason that holds one of them breaks no field."""
    found = Envelope(HEAD.replace("|", "#").replace("^", "$") + "\r").answer(Code.ERROR, "Bed #3 is $5.", START, "id")
    assert found.splitlines()[1] == r"MSA#AE#17#Bed \F\3 is \S\5."


@pytest.mark.parametrize(("accept", "application", "said"), [("AL", "NE", "CA"), ("NE", "AL", "AA"), ("", "", "AA")])
def test_a_sender_that_wants_to_hear_of_the_acceptance_only_hears_that(accept: str, application: str, said: str) -> None:
    """In enhanced mode without an application acknowledgement the code is CA; any other sender gets AA."""
    assert str(answered(f"{HEAD}|||{accept}|{application}\r")["MSA.F1"]) == said


def test_patients_beds_and_devices_are_found() -> None:
    """Each patient of a message is known with the bed and its room, and with the devices that measured."""
    lines = ["PID|||4711^^^C^MR", "PV1||I|ICU^2^A", "OBX|1|NM|HR||72||||||F|||||||B7^^0022", "PID|||4712", "PV1||I|^^5"]
    first, second = Envelope("\r".join([HEAD, *lines])).whose()
    assert first == Whose("4711", ("ICU^2^A", "2"), ("B7", "0022", "MON", "0011"))
    assert second == Whose("4712", ("^^5", "5"), ("MON", "0011"))


@pytest.mark.parametrize("text", ["", "\r", "hello", "MSH", "MSH|", "MSH||||||||", r"MSH|^~\&|", "PID|||1\r"])
def test_what_is_no_message_is_answered_all_the_same(text: str) -> None:
    """A gateway that sends rubbish hears so, instead of waiting for ever."""
    assert str(answered(text, Code.REJECTED, "This is no HL7 v2 message.")["MSA.F1"]) == "AR"


@given(st.text(max_size=200), st.text(max_size=50))
def test_every_text_has_an_answer(text: str, why: str) -> None:
    """Whatever stands in a header, an acknowledgement is made, and begins as one."""
    said = Envelope(f"MSH|^~\\&|{text}").answer(Code.ERROR, " ".join(why.split()), START, "id")
    assert said.startswith("MSH")
    assert [line[:3] for line in said.split("\r")[:2]] == ["MSH", "MSA"]


def test_the_time_of_an_answer_is_exact() -> None:
    """The answer says when it was given, with its offset."""
    assert str(answered(message("1", at=at(START)))["MSH.F7"]) == "20261118110640.000+0000"
