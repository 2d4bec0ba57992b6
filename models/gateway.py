"""What becomes of a message that a monitor's gateway sends? It is stored and judged before it is acknowledged, or refused."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import token_hex
from threading import Lock
from unicodedata import normalize

from models.beds import Beds, beds, plain
from models.clinic import Clinic, device
from models.errors import StoreFailed, VigilError
from models.facts import Fact
from models.intake import Answers, Intake, Rejected
from models.intake import read as read_file
from models.intake.batch import MOST as MOST_AT_ONCE
from models.intake.batch import parted
from models.intake.decoding import decoded
from models.intake.envelope import Code, Envelope, Whose
from models.intake.hl7v2 import FORMAT
from models.intake.mllp import CUT, Frame
from models.people import Act, Actor, allow
from models.store import Rejection
from models.vitals import Millis

log = logging.getLogger(__name__)
EACH, MOST = 100, 1_000
"""How many rejected messages are kept of one sender, and of all: a monitor that nobody set up does not push out the others."""
FRESH: Millis = 1_000
"""How long it holds which sessions run: looking it up costs as much as a tenth of a message."""
LONGEST = 10_000
"""Characters of a rejected message that are kept; a set of vital signs has about 2,000."""
TOLD = 10
"""Of how many messages of a batch the answer says what is wrong; all that were not stored are kept with theirs."""

_ASCII = {ord("×"): "x", ord("–"): "-", ord("°"): " deg "}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a message is answered with, and `reason`: what is wrong with it or was left out of it, "" when nothing.

    `again` = nothing is wrong with the message: it will be taken when it comes again, and need not be kept.
    """

    code: Code
    reason: str = ""
    again: bool = False


class Gateway:
    """The door for messages of monitors, in front of the clinic's own.

    `answers` says what a file would be asked (the zone of times without one); `monitors` in which room a bed or a device stands.
    """

    def __init__(self, clinic: Clinic, answers: Answers, monitors: Mapping[str, str]) -> None:
        self.clinic, self.answers = clinic, answers
        self.monitors = {plain(name): room for name, room in monitors.items()}
        # Writers take turns in any case: waiting here costs nothing, asking the database again each millisecond does.
        self._turn = Lock()
        self._looked: tuple[Millis, Beds] = (0, Beds((), self.monitors, frozenset()))

    def take(self, frame: Frame, peer: str) -> bytes:
        """The acknowledgement of a message from this address. AA = every reading of it that counts is stored; never raises.

        A batch has one answer: each of its messages is stored or kept as rejected by itself, and AA means that all are stored.
        b"" for half a message in whose place another one began: that one is answered, and an answer more would be taken for it.
        """
        text = "" if frame.fault else decoded(frame.content) or ""
        batch, now = parted(text), self.clinic.clock
        if 1 < len(batch.messages) <= MOST_AT_ONCE:
            parts = [self._heard(Frame(one.encode("utf-8", "replace")), peer) for one in batch.messages]
            told = Envelope(text).answer(*_together(parts), now(), token_hex(8), about=batch.control)
        else:
            answer = self._heard(frame, peer)
            told = Envelope(text).answer(answer.code, answer.reason, now(), token_hex(8))
        return b"" if frame.fault == CUT else _encoded(told, frame.content)

    def _heard(self, frame: Frame, peer: str) -> Answer:
        """What one message is answered with; it is stored then, or kept for the administrator."""
        envelope = Envelope("" if frame.fault else decoded(frame.content) or "")
        answer = self._answer(frame, envelope)
        if answer.code is not Code.TAKEN and not answer.again:
            self._keep(Rejection(at=self.clinic.clock(), sender=_from(envelope, peer), reason=answer.reason, text=_kept(frame)))
        return answer

    def rejected(self, who: Actor, limit: int) -> tuple[Rejection, ...]:
        """The messages that were not taken, the latest first."""
        allow(who, Act.AUDIT)
        with self.clinic.store.reading() as db:
            return tuple(db.rejections(limit))

    def _answer(self, frame: Frame, envelope: Envelope) -> Answer:
        try:
            return self._taken(frame, envelope)
        except StoreFailed as error:
            return Answer(Code.ERROR, str(error), again=True)
        except VigilError as error:
            return Answer(Code.ERROR, str(error))
        except Exception as error:
            log.exception("a message of a gateway could not be taken")
            return Answer(Code.ERROR, f"Vigil failed with {type(error).__name__}. Nothing is lost if you send it again later.")

    def _taken(self, frame: Frame, envelope: Envelope) -> Answer:
        refused = frame.fault or _unreadable(envelope)
        if refused:
            return Answer(Code.REJECTED, refused)
        found = read_file("message", frame.content + b"\r", self.answers)  # a frame is whole, and need not end its last line
        if found.verdict != "ready" or found.format != FORMAT:
            return Answer(Code.ERROR, _unusable(found))
        facts = list(_facts(found, envelope.whose()))
        with self._turn:
            self._store(facts)
        return Answer(Code.TAKEN, _left(found.rejected))

    def _store(self, facts: Sequence[tuple[Whose, Fact]]) -> None:
        """Record each of them, or none where one has no session; what is stored already is done, wherever it went."""
        try:
            self._record(facts, self._beds())
        except StoreFailed:
            raise
        except VigilError:
            with self.clinic.store.reading() as db:
                known = {entry.fact.id for entry in db.facts([fact.id for _, fact in facts])}
            self._record([one for one in facts if one[1].id not in known], self._beds(anew=True))

    def _beds(self, *, anew: bool = False) -> Beds:
        """The sessions that run, as they were looked at a moment ago: whoever finds no place there looks anew."""
        now = self.clinic.clock()
        if anew or not 0 <= now - self._looked[0] < FRESH:
            with self.clinic.store.reading() as db:
                self._looked = (now, beds(db, self.monitors, self.clinic.house.rooms))
        return self._looked[1]

    def _record(self, facts: Sequence[tuple[Whose, Fact]], here: Beds) -> None:
        for session, fact in [(here.session(whose), fact) for whose, fact in facts]:
            self.clinic.record(session, fact, device(fact.source))

    def _keep(self, rejection: Rejection) -> None:
        """Keep it for the administrator where that is possible: whoever sent it was told in any case."""
        try:
            with self._turn, self.clinic.store.writing() as db:
                db.keep_rejection(rejection, EACH, MOST)
        except StoreFailed:
            log.warning("a rejected message could not be kept")


def _together(answers: Sequence[Answer]) -> tuple[Code, str]:
    """The one answer to a batch: AA only where every message of it is stored; which are not, and why."""
    codes = {answer.code for answer in answers}
    code = codes.pop() if len(codes) == 1 else Code.ERROR
    told = [f"Message {number}: {answer.reason}" for number, answer in enumerate(answers, 1) if answer.reason]
    if code is not Code.TAKEN:
        stored = sum(answer.code is Code.TAKEN for answer in answers)
        told.insert(0, f"{stored} of {len(answers)} messages are stored.")
    return code, " ".join([*told[:TOLD], *([f"There are {len(told) - TOLD} more."] if len(told) > TOLD else [])])


def _unreadable(envelope: Envelope) -> str:
    """Why a frame is no message with results, "" when it is one."""
    if not envelope.count:
        return "This is no HL7 v2 message: it has no MSH segment. Send ORU^R01."
    if envelope.count > 1:
        return (
            f"There are {envelope.count} messages in one frame, and Vigil takes {MOST_AT_ONCE}. Send each in a frame of its own."
        )
    if not envelope.holds_results:
        return f"Vigil takes ORU^R01. This is {envelope.kind or 'a message without a type'}."
    return ""


def _unusable(found: Intake) -> str:
    asked = " ".join(question.text for question in found.questions)
    return f"{asked} Set VIGIL_ZONE, or send times with their offset." if asked else found.reason.replace("file", "message")


def _facts(found: Intake, told: Sequence[Whose]) -> Iterator[tuple[Whose, Fact]]:
    """Each reading with all that the message says of its patient.

    Two beds may show the same numbers at the same second: where no patient is named, the bed is a part of the id.
    """
    for recording in found.recordings:
        whose = _told(recording.patient, told)
        for fact in (*recording.sets, *recording.events):
            yield whose, (fact if recording.patient else replace(fact, id=_id_at(whose, fact)))


def _told(patient: str, told: Sequence[Whose]) -> Whose:
    """All that the message says of this patient."""
    theirs = [one for one in told if one.patient == patient]
    names = ([name for one in theirs for name in one.beds], [name for one in theirs for name in one.devices])
    return Whose(patient, *(tuple(dict.fromkeys(found)) for found in names))


def _id_at(whose: Whose, fact: Fact) -> str:
    return sha256("\x1f".join((fact.id, *whose.beds, *whose.devices)).encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _left(rejected: Sequence[Rejected]) -> str:
    """Which numbers are no readings, although the others of the message are stored."""
    parts = [f"{one.reason} ({', '.join(example.text for example in one.examples)})" for one in rejected]
    return f"Stored, but left out: {'; '.join(parts)}." if parts else ""


def _from(envelope: Envelope, peer: str) -> str:
    return f"{envelope.sender[:100]} from {peer}".strip()


def _kept(frame: Frame) -> str:
    """What a rejected message said, a segment a line; nothing of it that a database or a terminal cannot hold."""
    text = frame.content[: LONGEST * 2].decode(_coding(frame.content[: LONGEST * 2]), "replace").replace("\r", "\n")
    return "".join(one for one in text if one == "\n" or one.isprintable())[:LONGEST]


def _encoded(told: str, content: bytes) -> bytes:
    """An answer in the letters of its message: whoever writes ASCII only may read nothing else (SpO₂ is SpO2 then)."""
    if not content.isascii():
        return told.encode(_coding(content), "replace")
    return normalize("NFKD", told.translate(_ASCII)).encode("ascii", "replace")


def _coding(content: bytes) -> str:
    try:
        content.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
