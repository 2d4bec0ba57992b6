"""Who sent this HL7 v2 message, about whom and from which bed, and how is it answered?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from models.intake.gathering import Gathering
from models.intake.hl7v2 import RESULTS
from models.intake.message import Message, messages, patient_of
from models.vitals import Millis


class Code(StrEnum):
    """MSA-1: it is stored, it could not be taken as it is, or it is nothing that Vigil takes at all."""

    TAKEN = "AA"
    ERROR = "AE"
    REJECTED = "AR"


_ERRORS = {
    Code.TAKEN: ("102^Data type error^HL70357", "W"),
    Code.ERROR: ("207^Application internal error^HL70357", "E"),
    Code.REJECTED: ("200^Unsupported message type^HL70357", "E"),
}
"""ERR-3 and ERR-4 (tables 0357 and 0516) of each code; with AA it warns of what was left out."""
_NOBODY = ["MSH", "|", r"^~\&"]


class Whose(NamedTuple):
    """One patient of a message: the number as the reader of files finds it ("" = none is said), and where he or she is.

    `beds` name the place (PV1-3): whole, as `ICU^2^A`, and the room of it; the bed where no room is said, else the ward. A bed
    is no room: bed 3 of room 12 is not in room 3. `devices` are the parts of OBX-18 and MSH-3. All as they are written.
    """

    patient: str
    beds: tuple[str, ...]
    devices: tuple[str, ...]


class Envelope:
    """What stands around the readings of one message. `text` without a header gives one that can only be answered."""

    def __init__(self, text: str) -> None:
        found = list(messages(text, Gathering()))
        self.count = len(found)
        """How many messages stand in the text; the first of them is answered."""
        self._message = found[0] if found else Message(1, "^", "~", [_NOBODY])
        self._header = self._message.segments[0]

    @property
    def kind(self) -> str:
        """Type and event, such as ORU^R01; "" when it has none."""
        return "^".join(filter(None, self._message.parts(self._header, 9)[:2]))

    @property
    def holds_results(self) -> bool:
        """Whether the reader of files reads messages of this kind."""
        return self.kind in RESULTS

    @property
    def sender(self) -> str:
        """The sending application and the bed of the first patient, as an administrator knows the monitor; "" when unsaid."""
        bed = next((self._message.parts(one, 3) for one in self._message.segments if one[0] == "PV1"), [])
        return " ".join(filter(None, (self._message.part(self._header, 3), self._message.part(self._header, 4), *bed[:3])))

    def whose(self) -> tuple[Whose, ...]:
        """The patients of the message with their beds and devices, in their order; one without a number where there is none."""
        return tuple(self._whose(group) for group in self._groups())

    def _groups(self) -> Iterator[list[list[str]]]:
        group: list[list[str]] = []
        for segment in self._message.segments[1:]:
            if segment[0] == "PID" and group:
                yield group
                group = []
            group.append(segment)
        yield group

    def _whose(self, group: list[list[str]]) -> Whose:
        take = self._message
        patient = next((patient_of(take, one) for one in group if one[0] == "PID"), "")
        places = [take.parts(one, 3)[:3] for one in group if one[0] == "PV1"]
        devices = [part for one in group if one[0] == "OBX" for part in take.parts(one, 18)[:3]]
        beds = [bed for place in places for bed in ("^".join(place).rstrip("^"), _room(place))]
        return Whose(patient, _once(beds), _once([*devices, *take.parts(self._header, 3)[:2]]))

    def answer(self, code: Code, text: str, now: Millis, id: str, *, about: str = "") -> str:
        """The acknowledgement with this MSA-1, sent at `now` under the control id `id`; `text` says what is wrong, "" = nothing.

        `about` is the number of what is answered, where that is not this message but the batch that begins with it.

        It is written with the delimiters of the message, so that what it repeats of it is as the sender wrote it.
        """
        between, part = self._header[1], self._message.component
        event = self._message.part(self._header, 9, 2)
        kind = part.join(filter(None, ("ACK", event, "ACK" if event else "")))
        to = [self._field(5) or "VIGIL", self._field(6), self._field(3), self._field(4)]
        header = ["MSH", self._header[2], *to, _written(now), "", kind, id, self._field(11) or "P", self._field(12) or "2.6"]
        lines = [header, ["MSA", self._accepts(code), about or self._field(10), *filter(None, [self._escaped(text)])]]
        if text:
            error, grave = _ERRORS[code]
            lines.append(["ERR", "", "", error.replace("^", part), grave, "", "", "", self._escaped(text)])
        return "".join(between.join(line) + "\r" for line in lines)

    def _accepts(self, code: Code) -> str:
        """CA, CE or CR for a sender that wants to hear of the acceptance only (MSH-15 and MSH-16, enhanced mode)."""
        enhanced = self._field(15) in {"AL", "SU", "ER"} and self._field(16) == "NE"
        return f"C{code.value[1]}" if enhanced else code.value

    def _field(self, number: int) -> str:
        return self._header[number] if number < len(self._header) else ""

    def _escaped(self, text: str) -> str:
        """A text in which no letter of ours is a delimiter of theirs."""
        marks = self._header[1] + self._header[2]
        escape = marks[3] if len(marks) > 3 else ""
        names = dict(zip(marks, "FSRET", strict=False))
        return "".join(f"{escape}{names[one]}{escape}" if one in names and escape else one for one in text)


def _room(place: list[str]) -> str:
    """The room of a place (ward, room, bed), "" where nothing is said."""
    ward, room, bed = [*place, "", "", ""][:3]
    return room or bed or ward


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))


def _written(now: Millis) -> str:
    moment = datetime.fromtimestamp(now / 1000, UTC)
    return f"{moment:%Y%m%d%H%M%S}.{now % 1000:03}+0000"
