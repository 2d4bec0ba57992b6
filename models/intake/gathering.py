"""Which readings belong to one instant of one source of one patient?

Readings of one patient, visit, source and instant become one observation set, whether they stood in one row or in ten. Two
different values of one signal at one instant of one source are both kept, in two sets (of two, the worse decides an alert);
an exact repeat is one. Halves of a pressure in rows of their own are put together at the end (`models.intake.halves`).

A *spare* measure (pulse beside an ECG heart rate, breaths counted by the capnograph beside those of the monitor) is skipped where
the first measure has a value at the same instant; elsewhere it is a source of its own ("csv pulse") if the recording has the
first measure at all, and simply the signal if it has not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from models.facts import Fact, Note
from models.intake.halves import UNPAIRED, Half, paired
from models.intake.judging import account
from models.intake.tally import Tally
from models.intake.values import Measure, Reading, Recording
from models.strip import Strip, Subject, fact_id
from models.vitals import PRESSURE, Millis, ObservationSet, Signal, Symptom

REPEAT = "exact repeat of an earlier reading"
_NEAR = 50
_HALVES = frozenset(signal.word for signal in PRESSURE)
_TWO = "a second value of the same signal in one place"


@dataclass(slots=True)
class Slot:
    """What is known of one instant while the file is being read.

    `numbers` by the word of the signal. `gone` = what stands in the file without a usable number, and where. `places` = where a
    number stands that is not at `where`.
    """

    where: str
    numbers: dict[str, float] = field(default_factory=dict)
    gone: list[tuple[str, Reading]] = field(default_factory=list)
    places: tuple[tuple[str, str], ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    note: str = ""
    moved: bool = False

    def put(self, reading: Reading) -> None:
        """One reading of this row; a second number for one signal in one row cannot be told apart and is reported as such."""
        if reading.value is None:
            self.gone.append((self.where, reading))
        elif self.numbers.setdefault(reading.measure.signal.word, reading.value) != reading.value:
            self.gone.append((self.where, reading._replace(value=None, why=_TWO)))

    def takes(self, other: Slot) -> bool:
        """Whether the other says nothing that contradicts this."""
        return all(self.numbers.get(word, value) == value for word, value in other.numbers.items())

    def repeats(self, other: Slot) -> bool:
        """Whether the other, which has something to say, says nothing new."""
        said = [reading for _, reading in self.gone]
        known = other.numbers.keys() <= self.numbers.keys() and all(reading in said for _, reading in other.gone)
        return known and other.symptoms == self.symptoms and other.note in {"", self.note}

    def absorb(self, other: Slot) -> None:
        """Take over what the other knows."""
        if other.where != self.where:
            self.places += tuple((word, other.where) for word in other.numbers if word not in self.numbers)
        self.numbers.update(other.numbers)
        self.gone += other.gone
        self.symptoms = tuple(dict.fromkeys((*self.symptoms, *other.symptoms)))
        self.note = self.note if other.note in self.note else f"{self.note} {other.note}".strip()
        self.moved = self.moved or other.moved

    def place_of(self, signal: Signal) -> str:
        """Where the number of this signal stands in the file."""
        return next((where for word, where in self.places if word == signal.word), self.where)


class _Spare(NamedTuple):
    subject: Subject
    at: Millis
    where: str
    reading: Reading


class Gathering:
    """Takes readings in any order; `recordings()` ends it and accounts for every one of them in `tally`."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._slots: dict[Subject, dict[Millis, list[Slot]]] = {}
        self._events: dict[Subject, dict[str, Fact]] = {}
        self._spares: list[_Spare] = []
        self._strips: dict[Subject, list[Strip]] = {}
        self._halves: dict[tuple[Subject, Millis], list[Half]] = {}
        self._run, self._latest = 0, (Subject(), 0)

    def stretch(self, strip: Strip) -> None:
        """Readings that are in order each, at instants of which nothing else is taken of their subject."""
        if len(strip):
            self._strips.setdefault(strip.whose, []).append(strip)

    def add(
        self,
        subject: Subject,
        at: Millis,
        where: str,
        readings: Iterable[Reading],
        *,
        symptoms: tuple[Symptom, ...] = (),
        note: str = "",
        moved: bool = False,
    ) -> None:
        """One row, message or resource: what was seen of the subject at that instant."""
        parts: dict[str, Slot] = {}
        if symptoms or note:
            parts[""] = Slot(where, symptoms=symptoms, note=note, moved=moved)
        for reading in readings:
            if reading.measure.spare:
                self._spares.append(_Spare(subject, at, where, reading))
                continue
            slot = parts.get(reading.measure.method)
            if slot is None:
                slot = parts[reading.measure.method] = Slot(where, moved=moved)
            slot.put(reading)
        self._run, self._latest = self._run + ((subject, at) != self._latest), (subject, at)
        for method, slot in parts.items():
            self._take(_of_method(subject, method), at, slot)

    def event(self, subject: Subject, fact: Fact) -> None:
        """A dated fact that is no observation (dose, stop, ...); the same id again is one fact."""
        self._events.setdefault(subject, {})[fact.id] = fact

    def _take(self, subject: Subject, at: Millis, slot: Slot) -> None:
        """What stood in one row. Half a pressure that is alone there waits for the other half."""
        if len(slot.numbers) == 1 and not slot.gone and slot.numbers.keys() <= _HALVES:
            word, value = slot.numbers.popitem()
            half = Half(word, value, slot.where, self._run, slot.moved)
            self._halves.setdefault((subject, at), []).append(half)
        if slot.numbers or slot.gone or slot.symptoms or slot.note:
            self._place(subject, at, slot)

    def _place(self, subject: Subject, at: Millis, slot: Slot) -> None:
        known = self._slots.setdefault(subject, {}).setdefault(at, [])
        home = next((earlier for earlier in known[-_NEAR:] if earlier.takes(slot)), None)
        if home is None:
            known.append(slot)
        elif slot.numbers and home.repeats(slot):
            self.tally.skip(REPEAT)
        else:
            home.absorb(slot)

    def recordings(self) -> tuple[Recording, ...]:
        """One recording per patient, visit and source, its sets in time order; all else is in the tally afterwards."""
        self._settle_halves()
        self._settle_spares()
        subjects = self._slots.keys() | self._events.keys() | self._strips.keys()
        made = (self._recording(subject) for subject in sorted(subjects))
        return tuple(recording for recording in made if recording.sets or recording.strips or recording.events)

    def _settle_halves(self) -> None:
        waiting, self._halves = self._halves, {}
        for (subject, at), halves in waiting.items():
            found = paired(halves)
            for pair in found.pairs:
                slot = _of_half(pair[0])
                slot.absorb(_of_half(pair[1]))
                self._place(subject, at, slot)
            for half in found.single:
                self._place(subject, at, _of_half(half))
            known = self._slots.setdefault(subject, {}).setdefault(at, [])
            known += [_unclear(half) for half in found.unclear]

    def _settle_spares(self) -> None:
        spares, self._spares = self._spares, []
        wanted = {spare.subject for spare in spares}
        main = {
            (subject, word)
            for subject in wanted
            for slots in self._slots.get(subject, {}).values()
            for slot in slots
            for word in slot.numbers
        }
        for spare in spares:
            self._settle(spare, beside=(spare.subject, spare.reading.measure.signal.word) in main)

    def _settle(self, spare: _Spare, *, beside: bool) -> None:
        signal, method = spare.reading.measure.signal, spare.reading.measure.method
        if beside and spare.reading.value is None:
            self.tally.skip(f"{method} without a value")
        elif beside and any(signal.word in slot.numbers for slot in self._slots[spare.subject].get(spare.at, ())):
            self.tally.skip(f"{method} beside the {signal.label.lower()} of the same instant")
        else:
            slot = Slot(spare.where)
            slot.put(spare.reading)
            self._place(_of_method(spare.subject, method) if beside else spare.subject, spare.at, slot)

    def _recording(self, subject: Subject) -> Recording:
        sets: dict[str, ObservationSet] = {}
        events = list(self._events.get(subject, {}).values())
        for at, slots in sorted(self._slots.get(subject, {}).items()):
            for slot in slots:
                seen = _observed(subject, at, slot)
                account(self.tally, seen, slot.gone, slot.place_of)
                if slot.numbers or slot.symptoms:
                    self._once(sets, seen)
                elif slot.note:
                    events.append(_noted(subject, at, slot.note))
        known, strips = tuple(sorted(events, key=_order)), tuple(self._strips.get(subject, ()))
        return Recording(subject.patient, subject.source, tuple(sets.values()), known, subject.visit, strips)

    def _once(self, sets: dict[str, ObservationSet], seen: ObservationSet) -> None:
        """An exact repeat that stood too far behind to be seen at once (very many rows of one instant)."""
        if seen.id in sets:
            self.tally.skip(REPEAT)
        sets[seen.id] = seen


def _order(fact: Fact) -> tuple[Millis, str]:
    return fact.at, fact.id


def _of_half(half: Half) -> Slot:
    return Slot(half.where, {half.word: half.value}, moved=half.moved)


def _unclear(half: Half) -> Slot:
    """A half of which nobody knows the other one."""
    slot = _of_half(half)
    other = next(signal for signal in PRESSURE if signal.word != half.word)
    slot.gone.append((half.where, Reading(Measure(other), None, "", UNPAIRED)))
    return slot


def _of_method(subject: Subject, method: str) -> Subject:
    said = not method or subject.source.endswith(f" {method}")  # by a column of its own
    return subject if said else subject._replace(source=f"{subject.source} {method}")


def _noted(subject: Subject, at: Millis, text: str) -> Note:
    return Note(id=fact_id(subject, at, "note", text), at=at, by=subject.source, source=subject.source, text=text)


def _observed(subject: Subject, at: Millis, slot: Slot) -> ObservationSet:
    numbers = [f"{word}={value!r}" for word, value in sorted(slot.numbers.items())]
    return ObservationSet(
        id=fact_id(subject, at, *numbers, *slot.symptoms, slot.note, "moved" if slot.moved else ""),
        at=at,
        by=subject.source,
        source=subject.source,
        symptoms=slot.symptoms,
        note=slot.note,
        moved=slot.moved,
        heart_rate=slot.numbers.get("heart_rate"),
        systolic=slot.numbers.get("systolic"),
        diastolic=slot.numbers.get("diastolic"),
        mean=slot.numbers.get("mean"),
        spo2=slot.numbers.get("spo2"),
        respiratory_rate=slot.numbers.get("respiratory_rate"),
        temperature=slot.numbers.get("temperature"),
        sedation=slot.numbers.get("sedation"),
        agitation=slot.numbers.get("agitation"),
        dissociation=slot.numbers.get("dissociation"),
        distress=slot.numbers.get("distress"),
    )
