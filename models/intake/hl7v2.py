"""What readings do these HL7 v2 messages hold?

ORU^R01 and its kin (R30-R32). The time of a reading is OBX-14, else OBR-7, else MSH-7, the first of them that has a time of
day; the offset of MSH-7 holds for the whole message, as HL7 has it. The source is the sending application (MSH-3); the patient
PID-3, the visit PV1-19. Where nobody says who the patient is, each bed (PV1-3), else each device, is a visit of its own: two beds
are two people. Segments and fields are split here and not by the hl7 package: a message of 2 KB takes that 1.7 ms, which is five
minutes for an afternoon of one ward, and it raises on what gateways send.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from models.intake import telling
from models.intake.cells import TWO_NUMBERS, pair, reading
from models.intake.codes import CONTRADICTED, Code, is_panel, measure_by
from models.intake.escapes import unescaped
from models.intake.gathering import Gathering
from models.intake.kinds import of_messages
from models.intake.moments import NO_TIME, Written, written
from models.intake.recalling import recalled
from models.intake.results import TAKES_BACK, Result, gather
from models.intake.units import unit_of
from models.intake.values import Answers, Intake, Measure, Reading, Settings
from models.intake.zones import Timekeeper
from models.strip import Subject
from models.vitals import Millis

FORMAT = "hl7v2"
CUT = "the file ends within this value, which may be cut off"
RESULTS = frozenset({"ORU", "ORU^R01", "ORU^R30", "ORU^R31", "ORU^R32"})
_NOT_A_RESULT = {
    "X": "the device could not obtain it (X)", "D": "deleted by the sender (D)", "W": "withdrawn as wrong by the sender (W)",
    "N": "not asked for (N)", "O": "order only (O)", "I": "not yet known (I)",
}  # fmt: skip
_NO_MEASUREMENT = {
    "INV": "invalid by the device (INV)", "NAV": "not available (NAV)", "CAL": "the device was being calibrated (CAL)",
}  # fmt: skip
"""What a device says in OBX-8 of a number that it does not vouch for (IHE PCD-01)."""
_NO_PATIENT = {"TEST": "test data of the device (TEST)", "DEMO": "demonstration data of the device (DEMO)"}
"""What it says of numbers that are of nobody: whoever tries an interface wants to see them, with a note that says so."""
_SEGMENT = re.compile(r"[A-Za-z][A-Za-z0-9]{2}(?=[^A-Za-z0-9\s]|$)")
_RECORD_NUMBERS = frozenset({"MR", "MRN"})
_ENVELOPE = frozenset({"FHS", "BHS", "BTS", "FTS", "DSC"})


_moment = lru_cache(maxsize=256)(written)
"""All results of a message have the same few times."""


class Message(NamedTuple):
    """The segments of one message, split into fields, with the delimiters it declares and its number in the text.

    `cut`: the text ended within its last segment.
    """

    number: int
    component: str
    repetition: str
    segments: list[list[str]]
    cut: bool = False

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
        parts = [part.strip() for part in text.split(self.component)]
        marks = self.segments[0][1] + self.segments[0][2]
        return [unescaped(part, marks) for part in parts] if marks[3:4] and marks[3] in text else parts


def read(_name: str, text: str, answers: Answers) -> Intake:
    """The readings of a file of messages in any framing (CR, LF, CRLF, MLLP, FHS/BHS); never raises."""
    return recalled(of_messages(text, FORMAT), answers, lambda said: _read(text, said))


def _read(text: str, answers: Answers) -> Intake:
    reader = _Reader(answers)
    for message in messages(text, reader.gathering):
        reader.take(message)
    return reader.end()


def messages(text: str, gathering: Gathering) -> Iterator[Message]:
    """The messages of a text, one after the other; lines that are no segments are skipped in the tally of the gathering."""
    lines = [line.strip() for line in re.split(r"[\r\n\x0b\x1c]+", text)]
    message: Message | None = None
    for line in lines:
        if line.startswith("MSH") and len(line) > 7:
            if message:
                yield message
            message = Message(message.number + 1 if message else 1, line[4], line[5], [_header(line)])
        elif _SEGMENT.match(line) and line[:3] not in _ENVELOPE and message:
            message.segments.append([line[:3].upper(), *line.split(message.segments[0][1])[1:]])
        elif line and line[:3] not in _ENVELOPE:
            gathering.tally.skip("line that is no HL7 segment")
    if message:
        yield message._replace(cut=not text.endswith(("\r", "\n", "\x1c")))


def _header(line: str) -> list[str]:
    """MSH counts its own delimiter as its first field."""
    return ["MSH", line[3], *line.split(line[3])[1:]]


class _Reader:
    """Takes messages into a gathering."""

    def __init__(self, answers: Answers) -> None:
        self.gathering = Gathering()
        self._keeper = Timekeeper(answers)
        self._results: list[Result] = []

    def take(self, message: Message) -> None:
        """One message: results are read, anything else is counted."""
        kind = "^".join(filter(None, message.parts(message.segments[0], 9)[:2]))
        if kind not in RESULTS:
            self.gathering.tally.skip(f"{kind or 'untyped'} message")
            return
        header = message.segments[0]
        source, device = message.part(header, 3) or FORMAT, message.part(header, 3, 2)
        subject = Subject("", device, source)
        order: list[str] = []
        for segment in message.segments[1:]:
            if segment[0] == "PID":
                patient = patient_of(message, segment)
                subject, order = Subject(patient, "" if patient else device, source), []
            elif segment[0] == "PV1":
                bed = "" if subject.patient else "^".join(message.parts(segment, 3)[:3]).strip("^")
                subject = subject._replace(visit=message.part(segment, 19) or bed or subject.visit)
            elif segment[0] == "OBR":
                order = segment
            elif segment[0] == "OBX":
                self._observation(message, segment, subject, order)

    def _observation(self, message: Message, segment: list[str], subject: Subject, order: list[str]) -> None:
        where = f"message {message.number}, OBX {message.part(segment, 1) or '?'}"
        codes, text = _codes(message, segment), _text(message, segment)
        measure = measure_by(codes)
        if measure == CONTRADICTED:
            self.gathering.tally.reject("code", CONTRADICTED, where, "^".join(message.parts(segment, 3)))
            return
        found: tuple[Reading, ...] = ()
        if isinstance(measure, Measure):
            found = (_valued(message, segment, measure),)
        elif is_panel(codes) and "/" in text:
            found = pair("", text, _unit(message, segment)[0])
        if not found:
            self.gathering.tally.skip(_label(codes))
            return
        place, status = message.part(segment, 4), message.part(segment, 11)
        note = next(filter(None, (_NO_PATIENT.get(one[0]) for one in message.all_parts(segment, 8))), "")
        result = Result(message.number, where, subject, NO_TIME, place, status, found, message.part(segment, 18), note)
        timed = not result.empty or status in TAKES_BACK
        self._results.append(result._replace(at=self._at(message, segment, order) if timed else 0))

    def _at(self, message: Message, segment: list[str], order: list[str]) -> Millis | str:
        told = _time(message, segment, order)
        return NO_TIME if told is None else self._keeper.once(told)

    def end(self) -> Intake:
        """What all messages together hold."""
        if self._keeper.questions():
            return telling.asking(FORMAT, self._keeper.questions())
        gather(self._results, self.gathering)
        return telling.finished(FORMAT, self.gathering, Settings(zone=self._keeper.zone_used()))


def patient_of(message: Message, segment: list[str]) -> str:
    """The number of the patient in a PID segment: the medical record number of PID-3, else its first number, PID-2 or PID-4."""
    record = [one[0] for one in message.all_parts(segment, 3) if len(one) > 4 and one[4] in _RECORD_NUMBERS]
    return next(filter(None, (*record, *(message.part(segment, field) for field in (3, 2, 4)))), "")


def _codes(message: Message, segment: list[str]) -> list[Code]:
    """The two triplets of OBX-3: id, text, system."""
    parts = [*message.parts(segment, 3), "", "", "", "", "", ""]
    return [Code(parts[i + 2], parts[i], parts[i + 1]) for i in (0, 3) if parts[i] or parts[i + 1]]


def _label(codes: list[Code]) -> str:
    return next((code.text or code.id for code in codes), "OBX without a code")


def _text(message: Message, segment: list[str]) -> str:
    """OBX-5; a structured number (SN) is ^97, or ^120^/^80."""
    parts = message.parts(segment, 5)
    return "".join(parts[1:]) if len(parts) > 1 and parts[0] in {"", "="} else message.component.join(parts)


def _valued(message: Message, segment: list[str], measure: Measure) -> Reading:
    """OBX-5 in the unit of OBX-6; a value that the sender disowns (OBX-11, OBX-8), or that may not be whole, is none."""
    whole = segment[5] if len(segment) > 5 else ""
    if message.repetition in whole:
        return Reading(measure, None, whole, TWO_NUMBERS)
    text, (unit, known) = _text(message, segment), _unit(message, segment)
    found = reading(measure, text, unit)
    if found.value is None:
        return found
    flags = (_NO_MEASUREMENT.get(one[0]) for one in message.all_parts(segment, 8))
    disowned = _NOT_A_RESULT.get(message.part(segment, 11)) or next(filter(None, flags), "")
    if not disowned and message.cut and segment is message.segments[-1] and len(segment) == 6:
        disowned = CUT
    if disowned or not known:
        return Reading(measure, None, text, disowned or f"{unit} is no unit of {measure.signal.label.lower()}")
    return found


def _unit(message: Message, segment: list[str]) -> tuple[str, bool]:
    """The first unit of OBX-6 that Vigil knows, by its id or text in either of two systems; False where it knows none."""
    parts = message.parts(segment, 6)
    stated = [part for part in (*parts[:2], *parts[3:5]) if part]
    known = next(filter(None, map(unit_of, stated)), "")
    return (known, True) if known or not stated else (stated[0], False)


def _time(message: Message, segment: list[str], order: list[str]) -> Written | None:
    """The first of OBX-14, OBR-7 and MSH-7 that has a time of day; else the first that has anything."""
    header = message.segments[0]
    sent = _moment(message.part(header, 7))
    told = [found for text in (message.part(segment, 14), message.part(order, 7)) if text and (found := _moment(text))]
    told += [sent] if sent else []
    found = next((one for one in told if one.micros is not None), told[0] if told else None)
    return found._replace(offset=sent.offset) if found and sent and found.offset is None else found
