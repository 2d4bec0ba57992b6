"""Which segments and fields does each HL7 v2 message of a text have, and of whom is it?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from models.intake.escapes import unescaped
from models.intake.gathering import Gathering

NOTHING = '""'
"""How HL7 writes that there is nothing: it deletes what was said before, and is no number, unit or name."""
MISSING = "message that its batch counts, and that is not in this file"
_LONGEST_COUNT = 8
_ENDS = re.compile(r"[\r\n\x0b\x1c]+|(?:\\r|\\n)+(?=[A-Z][A-Z0-9]{2}[^A-Za-z0-9\s]|[ \t]*(?:[\r\n\x1c]|$))")
"""Also where a program wrote the end of a segment as the two letters by which it is spelt."""
_SEGMENT = re.compile(r"[A-Za-z][A-Za-z0-9]{2}(?=[^A-Za-z0-9\s]|$)")
_RECORD_NUMBERS = frozenset({"MR", "MRN"})
_ENVELOPE = frozenset({"FHS", "BHS", "BTS", "FTS", "DSC"})


class Message(NamedTuple):
    """The segments of one message, split into fields, with the delimiters it declares and its number in the text.

    `cut`: the text ended within its last segment.
    """

    number: int
    component: str
    repetition: str
    segments: list[list[str]]
    cut: bool = False

    @property
    def subcomponent(self) -> str:
        """The delimiter of the parts of a component, "" where the message declares none."""
        return self.segments[0][2][3:4]

    def part(self, segment: list[str], field: int, component: int = 1) -> str:
        """A component of the first repetition of a field, both counted from 1 as HL7 does; "" when it is not there."""
        parts = self.parts(segment, field)
        return parts[component - 1] if component <= len(parts) else ""

    def parts(self, segment: list[str], field: int) -> list[str]:
        """The components of the first repetition of a field."""
        whole = segment[field] if field < len(segment) else ""
        return self._told(whole.split(self.repetition, 1)[0])

    def all_parts(self, segment: list[str], field: int) -> list[list[str]]:
        """The components of each repetition of a field."""
        whole = segment[field] if field < len(segment) else ""
        return [self._told(one) for one in whole.split(self.repetition)]

    def _told(self, text: str) -> list[str]:
        """The components of a repetition, as they are meant."""
        parts = ["" if part.strip() == NOTHING else part.strip() for part in text.split(self.component)]
        marks = self.segments[0][1] + self.segments[0][2]
        return [unescaped(part, marks) for part in parts] if marks[3:4] and marks[3] in text else parts


def messages(text: str, gathering: Gathering) -> Iterator[Message]:
    """The messages of a text, one after the other; lines that are no segments are skipped in the tally of the gathering."""
    lines = [line.strip() for line in _ENDS.split(text)]
    message: Message | None = None
    batch = 0
    for line in lines:
        if line.startswith("MSH") and len(line) > 7:
            batch += 1
            if message:
                yield message
            message = Message(message.number + 1 if message else 1, line[4], line[5], [_header(line)])
        elif message and _SEGMENT.match(line) and line[3:4] in {"", message.segments[0][1]} and line[:3] not in _ENVELOPE:
            message.segments.append([line[:3].upper(), *line.split(message.segments[0][1])[1:]])
        elif line[:3] == "BTS":
            gathering.tally.skip(MISSING, max(0, _counted(line) - batch))
            batch = 0
        elif line and line[:3] not in _ENVELOPE:
            gathering.tally.skip("line that is no HL7 segment")
    if message:
        yield message._replace(cut=not text.endswith(("\r", "\n", "\x1c")))


def _counted(line: str) -> int:
    """How many messages a batch has by its last segment (BTS-1); 0 where it does not say."""
    fields = line.split(line[3:4] or "|")
    return int(fields[1]) if len(fields) > 1 and fields[1].isdecimal() and len(fields[1]) < _LONGEST_COUNT else 0


def _header(line: str) -> list[str]:
    """MSH counts its own delimiter as its first field."""
    return ["MSH", line[3], *line.split(line[3])[1:]]


def patient_of(message: Message, segment: list[str]) -> str:
    """The number of the patient in a PID segment: the medical record number of PID-3, else its first number, PID-2 or PID-4."""
    numbers = message.all_parts(segment, 3)
    record = [one[0] for one in numbers if len(one) > 4 and one[4] in _RECORD_NUMBERS]
    others = (message.part(segment, field) for field in (2, 4))
    return next(filter(None, (*record, *(one[0] for one in numbers), *others)), "")


def house(message: Message, segment: list[str]) -> str:
    """Who gave the number of the patient (PID-3, its fourth component), "" where nobody says so."""
    number = patient_of(message, segment)
    by = next((one[3] for one in message.all_parts(segment, 3) if len(one) > 3 and one[0] == number), "")
    return by.split(message.subcomponent, 1)[0].strip() if message.subcomponent else by


def called(message: Message, segment: list[str]) -> str:
    """The name and the date of birth of the patient (PID-5, PID-7), "" where neither is said."""
    return " ".join(filter(None, (*message.parts(segment, 5)[:2], message.part(segment, 7)[:8])))


def devices(message: Message) -> str:
    """What tells the device that measured from others: the second part of MSH-3, else the first OBX-18; "" = nothing does."""
    stated = ("^".join(message.parts(one, 18)[:3]).strip("^") for one in message.segments if one[0] == "OBX")
    return message.part(message.segments[0], 3, 2) or next(filter(None, stated), "")
