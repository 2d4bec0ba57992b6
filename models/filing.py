"""Into which session does a file go? Never guessed: by what is stored of it, what it says, or what somebody says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np

from models.admission import Opening, known
from models.entry import AHEAD, BEFORE
from models.errors import NotFound, Refused
from models.facts import Ended, Fact, Opened
from models.filed import Filed, Place, Target
from models.intake import Intake, Question, Recording
from models.parts import Part, count, span
from models.protocol import Protocol
from models.store import Entry, Patient, Reader, SessionRow
from models.strip import Mask, Strip
from models.vitals import Millis

WHOSE = (
    "Whose readings are these? Say --session ID for a session that is stored, --patient ID for a patient who is, "
    "or --new-session for a session of its own."
)
SAME = "If it is the same person by the number of another system, export it with the number that is used here."
FRAME = "file"
"""The source of what Vigil adds to a recording itself: that its session opened, and that it ended."""
STRANGER = (
    "{who} is not known here. Check the number, or say --new-session to admit this patient, "
    "or --patient ID or --session ID where it belongs."
)
LONGEST = 50_000
"""Readings that are handed on together, so that somebody can watch them go by."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Where the facts of a file are stored already: the session of each by its id, and readings with their session."""

    facts: Mapping[str, str]
    strips: tuple[tuple[str, Strip], ...] = ()

    def of(self, what: Part) -> Iterator[tuple[str, int]]:
        """The sessions where a fact or readings of a strip are, each with how many of them."""
        if isinstance(what, Strip):
            met = ((session, int(what.met(strip).sum())) for session, strip in self.strips)
            yield from ((session, many) for session, many in met if many)
            yield from ((session, 1) for name, session in self.facts.items() if what.held(name) is not None)
        elif what.id in self.facts:
            yield self.facts[what.id], 1
        else:
            yield from ((session, 1) for session, strip in self.strips if strip.held(what.id) is not None)

    def first(self, facts: Iterable[Part]) -> str:
        """A session where one of the facts is; "" where none is stored."""
        return next((session for what in facts for session, _ in self.of(what)), "")

    def known(self, facts: Iterable[Part]) -> int:
        """How many of the facts are stored, each counted once wherever it is met."""
        return sum(int(self._met(what).sum()) if isinstance(what, Strip) else any(self.of(what)) for what in facts)

    def _met(self, what: Strip) -> Mask:
        """Which of these readings are stored."""
        held = [place for name in self.facts if (place := what.held(name)) is not None]
        found: Mask = np.isin(np.arange(len(what)), held)
        for _, strip in self.strips:
            found |= what.met(strip)
        return found

    def beside(self, other: Homes) -> Homes:
        """What is in the one or the other."""
        return Homes({**self.facts, **other.facts}, (*self.strips, *other.strips))

    def with_(self, items: Iterable[tuple[str, Part]]) -> Homes:
        """With more that has its place."""
        more = list(items)
        facts = {what.id: session for session, what in more if not isinstance(what, Strip)}
        strips = ((session, what) for session, what in more if isinstance(what, Strip))
        return Homes({**self.facts, **facts}, (*self.strips, *strips))


@dataclass(frozen=True, slots=True)
class Filing:
    """A file with its place: every fact with its session, the sessions that come with it, and where each visit goes."""

    items: tuple[tuple[str, Part], ...]
    openings: tuple[Opening, ...]
    places: tuple[Place, ...]


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
        homes = self.homes(file)
        unplaced = [visit for visit in visits(file.recordings) if not homes.first(_facts(visit))]
        names = list(dict.fromkeys(visit[0].patient for visit in unplaced))
        if "" in names:
            return WHOSE
        strangers = [name for name in names if self.db.find_patient(name) is None]
        return STRANGER.format(who=", ".join(strangers)) if strangers else ""

    def homes(self, file: Intake) -> Homes:
        """Where the facts of the file are stored already: the same readings never make a second session."""
        facts = _facts(file.recordings)
        found = self.db.facts([fact.id for fact in facts if not isinstance(fact, Strip)])
        kept = ((fact, *one) for fact in facts if isinstance(fact, Strip) for one in self.db.kept(fact))
        strips = tuple((session, strip.part(met)) for strip, session, met in kept)
        return Homes({entry.fact.id: entry.session for entry in found}, strips)

    def file(self, file: Intake, target: Target, homes: Homes) -> Filing:
        """Every fact of the file with its session; Refused when it does not fit there, NotFound when there is no such place."""
        if span(_facts(file.recordings))[1] > self.now + AHEAD:
            raise Refused(f"{file.file} holds readings of the future. Check its time zone and the date order.")
        if target.session:
            _check_one(file)
            parts = [self._into(file.file, file.recordings, target.session, homes)]
        else:
            parts = [self._visit(file.file, visit, target, homes) for visit in visits(file.recordings)]
        return Filing(
            tuple(item for part in parts for item in part.items),
            tuple(opening for part in parts for opening in part.openings),
            tuple(place for part in parts for place in part.places),
        )

    def _into(self, name: str, recordings: Sequence[Recording], session: str, homes: Homes) -> Filing:
        """Into a session that is stored: every reading, when they are of its patient and of its time."""
        row = self.db.session(session)
        if row is None:
            raise NotFound(f"There is no session {session}. `vigil sessions list` names those that there are.")
        whose = known(self.db, row.patient)
        for recording in recordings:
            if recording.patient not in ("", whose.id, whose.identifier):
                raise Refused(f"{name} is of patient {recording.patient}, session {session} of {_called(whose)}. {SAME}")
        facts = self._stamped(recordings)
        self._check_home(name, [home for fact in facts for home, _ in homes.of(fact)], session)
        _check_times(name, facts, row, _ended(self.db.told([session])))
        return Filing(tuple((session, fact) for fact in facts), (), (_place(row, whose, facts, made=False),))

    def _check_home(self, name: str, stored: Sequence[str], session: str) -> None:
        """Refuse readings that are stored in another session: they were measured once."""
        other = next((home for home in stored if home != session), None)
        row = self.db.session(other) if other else None
        if row is not None:
            raise Refused(_stored(name, row.id, known(self.db, row.patient)))

    def _visit(self, name: str, recordings: Sequence[Recording], target: Target, homes: Homes) -> Filing:
        """One visit: where its readings are already, into that patient's session in which it took place, or one of its own."""
        facts = self._stamped(recordings)
        if home := homes.first(facts):
            self._check_wish(name, target, home, whole=homes.known(facts) == count(facts))
            return self._into(name, recordings, home, homes)
        patient = self._patient(recordings[0].patient, name, target)
        first, last = span(facts)
        for row in () if target.new else self.db.sessions(patient.id):
            ended = _ended(self.db.told([row.id]))
            if row.opened_at - BEFORE <= first and last <= (self.now + AHEAD if ended is None else ended):
                return Filing(tuple((row.id, fact) for fact in facts), (), (_place(row, patient, facts, made=False),))
        return self._made(patient, facts)

    def _check_wish(self, name: str, target: Target, home: str, *, whole: bool) -> None:
        """Refuse what was said of a file that is stored elsewhere; the whole file again is no new session, but done."""
        row = self.db.session(home)
        whose = known(self.db, row.patient if row else "")
        if target.patient not in ("", whose.id, whose.identifier):
            raise Refused(_stored(name, home, whose))
        if target.new and not whole:
            raise Refused(f"A part of {name} is in session {home} already. Leave --new-session out, and the rest goes there too.")

    def _made(self, patient: Patient, facts: Sequence[Part]) -> Filing:
        """A session of its own: it opens with its first row, and is over with its last one."""
        names = sorted(fact.digest if isinstance(fact, Strip) else fact.id for fact in facts)
        made = sha256("".join(names).encode()).hexdigest()[:16]
        row = SessionRow(id=made, patient=patient.id, room="", protocol=self.under.digest, opened_at=span(facts)[0])
        items = tuple((made, fact) for fact in (*self._frame(made, facts), *facts))
        return Filing(items, (Opening(patient, row, self.under),), (_place(row, patient, facts, made=True),))

    def _frame(self, id: str, facts: Sequence[Part]) -> Iterator[Fact]:
        first, last = span(facts)
        yield Opened(id=f"{id}:open", at=first, by=self.by, received=self.now, source=FRAME)
        if not any(isinstance(fact, Ended) for fact in facts):
            yield Ended(id=f"{id}:end", at=last, by=self.by, received=self.now, source=FRAME)

    def _patient(self, said: str, file: str, target: Target) -> Patient:
        if target.patient:
            found = self.db.find_patient(target.patient) or known(self.db, target.patient)
            if said not in ("", found.id, found.identifier):
                raise Refused(f"{file} is of patient {said}, not of {_called(found)}. {SAME}")
            return found
        stranger = sha256(f"{said or file}".encode()).hexdigest()[:16]
        whose = self.db.find_patient(said) if said else self.db.patient(stranger)
        return whose or Patient(id=stranger, name=f"Patient {said}" if said else f"Unknown ({file})", identifier=said)

    def _stamped(self, recordings: Sequence[Recording]) -> tuple[Part, ...]:
        return tuple(replace(fact, received=self.now, by=fact.by or self.by) for fact in _facts(recordings))


def visits(recordings: Sequence[Recording]) -> tuple[tuple[Recording, ...], ...]:
    """The recordings of one patient and visit together, whatever their sources; never two patients or visits in one."""
    keys = dict.fromkeys((one.patient, one.visit) for one in recordings)
    return tuple(tuple(one for one in recordings if (one.patient, one.visit) == key) for key in keys)


def beside(name: str, filing: Filing, here: Homes) -> Filing:
    """A file beside those stored with it (`here`): a copy adds nothing; the same readings in two sessions are Refused."""
    if any(home != session for session, fact in filing.items for home, _ in here.of(fact)):
        raise Refused(f"{name} holds readings that another of these files holds too. Import them one after the other.")
    made = {*here.facts.values(), *(session for session, _ in here.strips)}
    return replace(filing, openings=tuple(one for one in filing.openings if one.row.id not in made))


def counted(filing: Filing, homes: Homes) -> Filed:
    """How many facts of a file are new, not counting those that Vigil adds itself, and where they go."""
    facts = [fact for _, fact in filing.items if fact.source != FRAME]
    known = homes.known(facts)
    return Filed(count(facts) - known, known, filing.places)


def _check_one(file: Intake) -> None:
    """Refuse readings of several visits or beds where none of them says whose they are: they may be of several people."""
    unknown = [visit[0].visit for visit in visits(file.recordings) if not visit[0].patient]
    if len(unknown) > 1:
        named = ", ".join(filter(None, unknown[:4]))
        raise Refused(f"{file.file} holds readings of several visits or beds ({named}), and none says whose. Split it first.")


def _facts(recordings: Sequence[Recording]) -> tuple[Part, ...]:
    parts = (part for recording in recordings for part in recording.parts)
    return tuple(one for part in parts for one in (part.cut(LONGEST) if isinstance(part, Strip) else (part,)))


def _called(whose: Patient) -> str:
    return whose.identifier or whose.name


def _stored(name: str, session: str, whose: Patient) -> str:
    return f"{name} is stored already: its readings are in session {session} of {_called(whose)}. Nothing was stored again."


def _place(row: SessionRow, whose: Patient, facts: Sequence[Part], *, made: bool) -> Place:
    return Place(row.id, whose.id, whose.name, whose.identifier, row.room, *span(facts), made)


def _ended(entries: Sequence[Entry]) -> Millis | None:
    return next((entry.fact.at for entry in entries if isinstance(entry.fact, Ended)), None)


def _check_times(file: str, facts: Sequence[Part], row: SessionRow, ended: Millis | None) -> None:
    first, last = span(facts)
    if last < row.opened_at - BEFORE:
        raise Refused(f"{file} ends before session {row.id} was opened. Check its date and its time zone.")
    if ended is not None and first > ended:
        raise Refused(f"{file} begins after session {row.id} ended. Check its date and its time zone.")
