"""What readings do these HL7 v2 messages hold?

ORU^R01 and its kin (R30-R32). The time of a reading is OBX-14, else OBR-7, else MSH-7, the first of them that has a time of
day; the offset of MSH-7 holds for the whole message, as HL7 has it, but not for what was measured after the message was sent. The
source is the sending application (MSH-3); the patient PID-3, the visit PV1-19. Where nobody says the number of the patient, each
name (PID-5) in each bed (PV1-3), else each device, is a visit of its own: two beds are two people. The same number of two houses
is of two people as well. Segments and fields are split here and not by the hl7 package: a message of 2 KB takes that 1.7 ms,
which is five minutes for an afternoon of one ward, and it raises on what gateways send.
"""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache

from models.intake import telling
from models.intake.cells import TWO_NUMBERS, pair, reading
from models.intake.codes import CONTRADICTED, Code, is_panel, measure_by, panel_method
from models.intake.gathering import Gathering
from models.intake.kinds import of_messages
from models.intake.message import Message, called, devices, house, messages, patient_of
from models.intake.moments import DAY_ONLY, NO_TIME, NOT_UNDERSTOOD, Written, written
from models.intake.recalling import recalled
from models.intake.results import TAKES_BACK, Result, gather
from models.intake.units import unit_of
from models.intake.values import Answers, Intake, Measure, Reading, Settings
from models.intake.zones import TWICE, Timekeeper, Twice, instant
from models.strip import Subject
from models.vitals import MINUTE, Millis

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

_NO_ORDER: list[str] = []
_OF = "\x1f"
_WITH_SECONDS = 14
_AHEAD: Millis = 10 * MINUTE

_moment = lru_cache(maxsize=256)(written)
"""All results of a message have the same few times."""


def read(_name: str, text: str, answers: Answers) -> Intake:
    """The readings of a file of messages in any framing (CR, LF, CRLF, MLLP, FHS/BHS); never raises."""
    return recalled(of_messages(text, FORMAT), answers, lambda said: _read(text, said))


def _read(text: str, answers: Answers) -> Intake:
    reader = _Reader(answers)
    for message in messages(text, reader.gathering):
        reader.take(message)
    return reader.end()


class _Reader:
    """Takes messages into a gathering."""

    def __init__(self, answers: Answers) -> None:
        self.gathering = Gathering()
        self._houses: dict[str, set[str]] = {}
        self._keeper = Timekeeper(answers)
        self._results: list[Result] = []

    def take(self, message: Message) -> None:
        """One message: results are read, anything else is counted."""
        kind = "^".join(filter(None, message.parts(message.segments[0], 9)[:2]))
        if kind not in RESULTS:
            self.gathering.tally.skip(f"{kind or 'untyped'} message")
            return
        source = message.part(message.segments[0], 3) or FORMAT
        subject, order, stranger = Subject("", devices(message), source), _NO_ORDER, ""
        for segment in message.segments[1:]:
            if segment[0] == "PID":
                patient, order, stranger = self._patient(message, segment), _NO_ORDER, called(message, segment)
                subject = Subject(patient, "" if patient else stranger or devices(message), source)
            elif segment[0] == "PV1":
                bed = "" if subject.patient else "^".join(message.parts(segment, 3)[:3]).strip("^")
                place = " ".join(filter(None, (stranger, bed))) if bed else subject.visit
                subject = subject._replace(visit=message.part(segment, 19) or place)
            elif segment[0] == "OBR":
                order = segment
            elif segment[0] == "OBX":
                self._observation(message, segment, subject, order)

    def _patient(self, message: Message, segment: list[str]) -> str:
        """The number of the patient with the house that gave it: the same number of two houses is of two people."""
        number, by = patient_of(message, segment), house(message, segment)
        if number:
            self._houses.setdefault(number, set()).update({by} - {""})
        return f"{number}{_OF}{by}" if number else ""

    def _whose(self, subject: Subject) -> Subject:
        """The subject as it is told: the house is said where two of them gave the same number."""
        number, _, by = subject.patient.partition(_OF)
        return subject._replace(patient=f"{number} ({by})" if by and len(self._houses.get(number, ())) > 1 else number)

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
            found = _halves(message, segment, text, panel_method(codes))
        if not found:
            self.gathering.tally.skip(_label(codes))
            return
        place, status = message.part(segment, 4), message.part(segment, 11).upper()
        note = next(filter(None, (_NO_PATIENT.get(one[0]) for one in message.all_parts(segment, 8))), "")
        result = Result(message.number, where, subject, NO_TIME, place, status, found, message.part(segment, 18), note)
        timed = not result.empty or status in TAKES_BACK
        self._results.append(result._replace(at=self._at(message, segment, order, asking=timed)))

    def _at(self, message: Message, segment: list[str], order: list[str], *, asking: bool) -> Millis | str:
        """The instant of a result; what was not measured asks for no zone."""
        told = _time(message, segment, order)
        if isinstance(told, str):
            return told
        at = self._keeper.once(told) if asking else instant(told, self._keeper.zone)
        return TWICE if isinstance(at, Twice) else at

    def end(self) -> Intake:
        """What all messages together hold."""
        if self._keeper.questions():
            return telling.asking(FORMAT, self._keeper.questions())
        gather([one._replace(subject=self._whose(one.subject)) for one in self._results], self.gathering)
        return telling.finished(FORMAT, self.gathering, Settings(zone=self._keeper.zone_used()))


def _codes(message: Message, segment: list[str]) -> list[Code]:
    """The two triplets of OBX-3: id, text, system."""
    parts = [*message.parts(segment, 3), "", "", "", "", "", ""]
    return [Code(parts[i + 2], parts[i], parts[i + 1]) for i in (0, 3) if parts[i] or parts[i + 1]]


def _label(codes: list[Code]) -> str:
    return next((code.text or code.id for code in codes), "OBX without a code")


def _text(message: Message, segment: list[str]) -> str:
    """OBX-5; a structured number (SN) is ^97, or ^120^/^80, one with its unit (CQ) 97^%."""
    parts = next(filter(any, message.all_parts(segment, 5)), [""])
    if len(parts) > 1 and parts[0] in {"", "="}:
        return "".join(parts[1:])
    if message.part(segment, 2) == "CQ":
        return " ".join(filter(None, parts[:2]))
    return message.component.join(parts).rstrip(message.component)


def _valued(message: Message, segment: list[str], measure: Measure) -> Reading:
    """OBX-5 in the unit of OBX-6; a value that the sender disowns (OBX-11, OBX-8), or that may not be whole, is none."""
    text, (unit, known) = _text(message, segment), _unit(message, segment)
    if _repeated(message, segment):
        return Reading(measure, None, text, TWO_NUMBERS)
    found, disowned = reading(measure, text, unit), _disowned(message, segment)
    if found.value is not None and (disowned or not known):
        return Reading(measure, None, text, disowned or f"{unit} is no unit of {measure.signal.label.lower()}")
    return found


def _halves(message: Message, segment: list[str], text: str, method: str) -> tuple[Reading, ...]:
    """A pressure that is written as 120/80, as `_valued`."""
    found, disowned = pair(method, text, _unit(message, segment)[0]), _disowned(message, segment)
    why = TWO_NUMBERS if _repeated(message, segment) else disowned
    return tuple(one._replace(value=None, why=why) for one in found) if why else found


def _repeated(message: Message, segment: list[str]) -> bool:
    """Whether OBX-5 has more than one value; one and nothing behind it is one."""
    return sum(any(parts) for parts in message.all_parts(segment, 5)) > 1


def _disowned(message: Message, segment: list[str]) -> str:
    """Why the sender does not vouch for a number, or it may be cut off; "" where it stands."""
    flags = (_NO_MEASUREMENT.get(one[0]) for one in message.all_parts(segment, 8))
    told = _NOT_A_RESULT.get(message.part(segment, 11).upper()) or next(filter(None, flags), "")
    return told or (CUT if message.cut and segment is message.segments[-1] and _torn(message, segment) else "")


def _torn(message: Message, last: list[str]) -> bool:
    """Whether the text may end within the value of its last result, or before the seconds of its time where others have them."""
    times = [message.part(message.segments[0], 7)]
    times += [message.part(one, 7 if one[0] == "OBR" else 14) for one in message.segments[1:-1] if one[0] in {"OBR", "OBX"}]
    told = len(message.part(last, 14))
    return len(last) == 6 or (len(last) == 15 and 0 < told < _WITH_SECONDS and told not in map(len, times))


def _unit(message: Message, segment: list[str]) -> tuple[str, bool]:
    """The first unit of OBX-6 that Vigil knows, by its id or text in either of two systems; False where it knows none."""
    parts = message.parts(segment, 6)
    stated = [part for part in (*parts[:2], *parts[3:5]) if part]
    known = next(filter(None, map(unit_of, stated)), "")
    return (known, True) if known or not stated else (stated[0], False)


def _with_offset(told: Written, sent: Written | None) -> Written:
    """A time with the offset of the message. Nothing is measured after it was sent: then the device and the gateway differ."""
    if sent is None or told.offset is not None:
        return told
    measured, left = instant(told, UTC), instant(sent._replace(offset=None), UTC)
    later = isinstance(measured, int) and isinstance(left, int) and measured - left > _AHEAD
    return told if later else told._replace(offset=sent.offset)


def _time(message: Message, segment: list[str], order: list[str]) -> Written | str:
    """The first of OBX-14, OBR-7 and MSH-7 that has a time of day; else the first that has anything.

    One that cannot be read, or that names another day, is not replaced by what stands farther away: a str says why there is none.
    """
    texts = [message.part(segment, 14), message.part(order, 7), message.part(message.segments[0], 7)]
    days: list[Written] = []
    for text in (one for one in texts if one.strip("0")):
        told = _moment(text)
        if told is None:
            return NOT_UNDERSTOOD
        if told.micros is not None:
            return DAY_ONLY if any(one.day != told.day for one in days) else _with_offset(told, _moment(texts[-1]))
        days.append(told)
    return days[0] if days else NO_TIME
