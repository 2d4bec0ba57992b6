"""Which numbers do these bytes of a WFDB signal file (`.dat`) write?

The formats are those of signal(5), WFDB Applications Guide, physionet.org/physiotools/wag/signal-5.htm.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Format(NamedTuple):
    """One way of writing samples.

    `bits` of each in the file; `absent` = the number that stands for none; `read` gets whole bytes.
    """

    bits: int
    absent: int
    read: Callable[[bytes], Sequence[int]]


def _words(code: str, *, little: bool = True) -> Callable[[bytes], Sequence[int]]:
    def read(content: bytes) -> Sequence[int]:
        numbers = array(code)
        numbers.frombytes(content[: len(content) // numbers.itemsize * numbers.itemsize])
        if little != (sys.byteorder == "little"):
            numbers.byteswap()
        return numbers

    return read


def _offset_bytes(content: bytes) -> Sequence[int]:
    return [one - 128 for one in content]


def _offset_words(content: bytes) -> Sequence[int]:
    return [one - 32768 for one in _words("H")(content)]


def _threes(content: bytes) -> Sequence[int]:
    whole = len(content) // 3 * 3
    return [int.from_bytes(content[at : at + 3], "little", signed=True) for at in range(0, whole, 3)]


def _packed(content: bytes) -> Sequence[int]:
    """Two samples of 12 bits in three bytes: the low byte of each at the ends, the high halves of both between them."""
    numbers = []
    for low, halves, other in zip(content[0::3], content[1::3], [*content[2::3], None], strict=False):
        numbers.append(_signed(low | (halves & 0x0F) << 8))
        if other is not None:
            numbers.append(_signed(other | (halves & 0xF0) << 4))
    return numbers


def _signed(number: int) -> int:
    return number - 4096 if number > 2047 else number


def _threes_in_words(content: bytes) -> Sequence[int]:
    """Three samples of 10 bits in two words: two begin at the second bit of each, the third is in the five high bits of both."""
    words = _words("H")(content)
    pairs = zip(words[0::2], words[1::2], strict=False)
    return [_ten(n) for one, two in pairs for n in (one >> 1, two >> 1, one >> 11 | two >> 11 << 5)]


def _threes_in_four(content: bytes) -> Sequence[int]:
    """Three samples of 10 bits in four bytes, one after the other."""
    return [_ten(n) for four in _words("I")(content) for n in (four, four >> 10, four >> 20)]


def _ten(number: int) -> int:
    number &= 0x3FF
    return number - 1024 if number > 511 else number


FORMATS = {
    16: Format(16, -(1 << 15), _words("h")),
    24: Format(24, -(1 << 23), _threes),
    32: Format(32, -(1 << 31), _words("i")),
    61: Format(16, -(1 << 15), _words("h", little=False)),
    80: Format(8, -(1 << 7), _offset_bytes),
    160: Format(16, -(1 << 15), _offset_words),
    212: Format(12, -(1 << 11), _packed),
    310: Format(10, -(1 << 9), _threes_in_words),
    311: Format(10, -(1 << 9), _threes_in_four),
}
