"""Messages on the line of a monitor gateway: found whole, however their bytes arrive."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.mllp import CUT, ENDLESS, LONGEST, Frame, Frames, framed

PIECE = st.one_of(st.binary(max_size=8), st.sampled_from([b"\x0b", b"\x1c", b"\x1c\r", b"MSH|", framed(b"MSH|a"), b"\r\n"]))


def fed(*chunks: bytes, longest: int = 20) -> list[Frame]:
    """The frames of one connection whose bytes come in these chunks."""
    frames = Frames(longest)
    return [frame for chunk in chunks for frame in frames.feed(chunk)]


@given(st.lists(PIECE, max_size=20), st.lists(st.integers(0, 200), max_size=10))
def test_however_the_bytes_arrive_the_messages_are_the_same(pieces: list[bytes], cuts: list[int]) -> None:
    """A network may cut a line anywhere: no message is lost, doubled or changed by it, and the same half ones are noticed."""
    line = b"".join(pieces)
    edges = [0, *sorted(min(cut, len(line)) for cut in cuts), len(line)]
    assert fed(*(line[a:b] for a, b in pairwise(edges))) == fed(line)


@given(st.lists(st.binary(max_size=20).map(lambda b: b.replace(b"\x0b", b"").replace(b"\x1c", b"")), max_size=8))
def test_every_message_that_was_sent_whole_arrives(messages: list[bytes]) -> None:
    """Whatever stands in them, messages come out as they went in, in their order."""
    assert fed(*map(framed, messages)) == [Frame(message) for message in messages]


@given(st.binary(max_size=60))
def test_no_bytes_at_all_fill_the_memory(line: bytes) -> None:
    """Never more than the longest message is held or handed on, whatever a stranger sends."""
    assert all(len(frame.content) <= 20 for frame in fed(line))


@pytest.mark.parametrize("noise", [b"", b"\r\n", b"\x00\xff", b"\x1c\r", b"hello\r"])
def test_what_stands_between_two_messages_is_passed_over(noise: bytes) -> None:
    """Line ends, keep-alives and rubbish between frames hurt no message."""
    assert fed(noise + framed(b"a") + noise + framed(b"b") + noise) == [Frame(b"a"), Frame(b"b")]


def test_a_message_in_place_of_half_a_message_is_taken() -> None:
    """A gateway that stops in the middle and begins anew on the same line: the new message counts, the half one is noticed."""
    assert fed(b"\x0bMSH|ha", framed(b"MSH|b")) == [Frame(b"MSH|ha", CUT), Frame(b"MSH|b")]


def test_a_message_that_never_ends_is_given_up() -> None:
    """Beyond the longest message Vigil waits no more, and the next message on the line is found again."""
    frames = Frames()
    found = [frame for _ in range(20) for frame in frames.feed(b"\x0b" * (not frames.begun) + b"x" * (LONGEST // 8))]
    assert [(len(frame.content), frame.fault) for frame in found] == [(LONGEST, ENDLESS)] * 2
    assert [frame.content for frame in frames.feed(framed(b"b"))][-1] == b"b"
