"""Into which session does a file go? Never guessed: by what the file says of its patient, or by what somebody says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from models.admission import Opening, known
from models.entry import AHEAD, BEFORE
from models.errors import NotFound, Refused
from models.facts import Ended, Fact, Opened
from models.filed import Filed, Target
from models.intake import Intake, Question, Recording
from models.protocol import Protocol
from models.store import Entry, Patient, Reader, SessionRow
from models.vitals import Millis

WHOSE = (
    "Whose readings are these? Say --session ID for a session that is stored, --patient ID for a patient who is, "
    "or --new-session for a session of its own."
)
FRAME = "file"
"""The source of what Vigil adds to a recording itself: that its session opened, and that it ended."""
STRANGER = (
    "{who} is not known here. Check the number, or say --new-session to admit this patient, "
    "or --patient ID or --session ID where it belongs."
)


@dataclass(frozen=True, slots=True)
class Filing:
    """A file with its place: every fact with its session, and the sessions that come with it."""

    items: tuple[tuple[str, Fact], ...]
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class Clerk:
    """Whoever files: at `now`, for the person `by`; sessions that are made run under `under`."""

    db: Reader
    now: Millis
    by: str
    under: Protocol

    def question(self, file: Intake, target: Target) -> Intake:
        """The file, or the same with the question whose it is, when nobody can know."""
        asked = self._asked(file, target)
        if file.verdict != "ready" or not asked:
            return file
        return replace(file, verdict="question", questions=(*file.questions, Question("patient", asked)))

    def _asked(self, file: Intake, target: Target) -> str:
        if target.session or target.patient or target.new:
            return ""
        names = list(dict.fromkeys(recording.patient for recording in file.recordings))
        if "" in names:
            return WHOSE
        strangers = [name for name in names if self.db.find_patient(name) is None]
        return STRANGER.format(who=", ".join(strangers)) if strangers else ""

    def file(self, file: Intake, target: Target) -> Filing:
        """Every fact of the file with its session; Refused when it does not fit there, NotFound when there is no such place."""
        facts = [fact for recording in file.recordings for fact in (*recording.sets, *recording.events)]
        last = max(fact.at for fact in facts)
        if last > self.now + AHEAD:
            raise Refused(f"{file.file} holds readings of the future. Check its time zone and the date order.")
        if target.session:
            return Filing(tuple(self._into(file, target.session)), ())
        parts = [self._visit(file.file, visit, target) for visit in visits(file.recordings)]
        return Filing(tuple(i for part in parts for i in part.items), tuple(o for part in parts for o in part.openings))

    def _into(self, file: Intake, session: str) -> Iterator[tuple[str, Fact]]:
        row = self.db.session(session)
        if row is None:
            raise NotFound(f"There is no session {session}.")
        whose = known(self.db, row.patient)
        for recording in file.recordings:
            if recording.patient not in ("", whose.id, whose.identifier):
                mine = whose.identifier or whose.name
                raise Refused(f"{file.file} is of patient {recording.patient}, session {session} of {mine}.")
        stamped = [self._stamped(fact) for recording in file.recordings for fact in (*recording.sets, *recording.events)]
        _check_times(file.file, stamped, row, _ended(self.db.entries(session)))
        for fact in stamped:
            yield session, fact

    def _visit(self, name: str, recordings: Sequence[Recording], target: Target) -> Filing:
        """One visit: into the session of that patient in which it took place, or into one of its own."""
        facts = tuple(self._stamped(fact) for one in recordings for fact in (*one.sets, *one.events))
        patient = self._patient(recordings[0].patient, name, target)
        first, last = min(fact.at for fact in facts), max(fact.at for fact in facts)
        for row in () if target.new else self.db.sessions(patient.id):
            ended = _ended(self.db.entries(row.id))
            if row.opened_at - BEFORE <= first and last <= (self.now + AHEAD if ended is None else ended):
                return Filing(tuple((row.id, fact) for fact in facts), ())
        made = sha256("".join(sorted(fact.id for fact in facts)).encode()).hexdigest()[:16]
        row = SessionRow(id=made, patient=patient.id, room="", protocol=self.under.digest, opened_at=first)
        whole = (*self._frame(made, first, last, facts), *facts)
        return Filing(tuple((made, fact) for fact in whole), (Opening(patient, row, self.under),))

    def _frame(self, id: str, first: Millis, last: Millis, facts: Sequence[Fact]) -> Iterator[Fact]:
        """A recorded session opens with its first row, and is over with its last one."""
        yield Opened(id=f"{id}:open", at=first, by=self.by, received=self.now, source=FRAME)
        if not any(isinstance(fact, Ended) for fact in facts):
            yield Ended(id=f"{id}:end", at=last, by=self.by, received=self.now, source=FRAME)

    def _patient(self, said: str, file: str, target: Target) -> Patient:
        if target.patient:
            found = self.db.find_patient(target.patient) or known(self.db, target.patient)
            if said not in ("", found.id, found.identifier):
                raise Refused(f"{file} is of patient {said}, not of {found.identifier or found.name}.")
            return found
        stranger = sha256(f"{said or file}".encode()).hexdigest()[:16]
        whose = self.db.find_patient(said) if said else self.db.patient(stranger)
        return whose or Patient(id=stranger, name=f"Patient {said}" if said else f"Unknown ({file})", identifier=said)

    def _stamped(self, fact: Fact) -> Fact:
        return replace(fact, received=self.now, by=fact.by or self.by)


def visits(recordings: Sequence[Recording]) -> tuple[tuple[Recording, ...], ...]:
    """The recordings of one patient and visit together, whatever their sources; never two patients or visits in one."""
    keys = dict.fromkeys((one.patient, one.visit) for one in recordings)
    return tuple(tuple(one for one in recordings if (one.patient, one.visit) == key) for key in keys)


def counted(db: Reader, filing: Filing) -> Filed:
    """How many facts of a file are new, not counting those that Vigil adds itself."""
    names = [fact.id for _, fact in filing.items if fact.source != FRAME]
    stored = {entry.fact.id for entry in db.facts(names)}
    return Filed(sum(name not in stored for name in names), sum(name in stored for name in names))


def _ended(entries: Sequence[Entry]) -> Millis | None:
    return next((entry.fact.at for entry in entries if isinstance(entry.fact, Ended)), None)


def _check_times(file: str, facts: Sequence[Fact], row: SessionRow, ended: Millis | None) -> None:
    first, last = min(fact.at for fact in facts), max(fact.at for fact in facts)
    if last < row.opened_at - BEFORE:
        raise Refused(f"{file} ends before session {row.id} was opened. Check its date and its time zone.")
    if ended is not None and first > ended:
        raise Refused(f"{file} begins after session {row.id} ended. Check its date and its time zone.")
