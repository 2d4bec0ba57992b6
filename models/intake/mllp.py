"""Where does one message end and the next begin on a line that speaks MLLP?

VT begins a message, FS ends it; the CR behind FS, and whatever else stands between two messages, is passed over. Neither byte
occurs inside a message, in no encoding that monitors use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 1_000_000
"""Bytes of one message. A set of vital signs has about 2,000; what grows beyond this never ends."""
CUT = "The next message began before this one had ended."
ENDLESS = f"The message did not end within {LONGEST:,} bytes."
_START, _END = b"\x0b", b"\x1c"
_MARKS = re.compile(rb"([\x0b\x1c])")


class Frame(NamedTuple):
    """What stood between two marks; `fault` says why it is no whole message, "" when it is one."""

    content: bytes
    fault: str = ""


class Frames:
    """Cuts the bytes of one connection into frames, however they arrive."""

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._held: bytearray | None = None

    @property
    def begun(self) -> bool:
        """Whether a message has begun and not ended."""
        return self._held is not None

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that end with these bytes, each as soon as it is asked for."""
        for piece in _MARKS.split(data):
            if piece == _START:
                if self._held:
                    yield Frame(bytes(self._held), CUT)
                self._held = bytearray()
            elif self._held is not None:
                yield from self._ended() if piece == _END else self._grown(piece)

    def _ended(self) -> Iterator[Frame]:
        held, self._held = bytes(self._held or b""), None
        yield Frame(held)

    def _grown(self, piece: bytes) -> Iterator[Frame]:
        held = self._held = self._held if self._held is not None else bytearray()
        held += piece
        if len(held) > self._longest:
            self._held = None
            yield Frame(bytes(held[: self._longest]), ENDLESS)


def framed(message: bytes) -> bytes:
    """A message as it travels."""
    return _START + message + _END + b"\r"
