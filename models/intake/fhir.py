"""What readings do these FHIR resources hold?

Observations of R4 (and of its neighbours, which write them alike), alone, in Bundles of any type, in lists and one per line. A
time is `effectiveDateTime`, `effectiveInstant`, the one event of `effectiveTiming` or the start of a period (a mean over a period
is dated when it began; its end where it has no start). `issued` says when a result was given out, not when it was measured, and
is never used. A bare date (2012-09-17) has no time of day: where the whole file has nothing else, Vigil asks for the start and
then uses it for that day; in a file that also has timed readings the dated ones are rejected. The source is the device if one is
named, else "fhir"; the visit is the encounter; a patient whom the file describes is named by the medical record number. Doses,
symptoms and totals of scales come in from Vigil's own FHIR only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from models.intake import own, telling
from models.intake.cells import NOT_MEASURED
from models.intake.codes import CONTRADICTED, measure_by
from models.intake.gathering import Gathering
from models.intake.judging import word_of
from models.intake.moments import DAY_ONLY, NO_TIME, NOT_UNDERSTOOD, Written, written
from models.intake.observation import codes_of, label, readings
from models.intake.references import PEOPLE, address, house, houses, kind_of, named, record_numbers
from models.intake.resources import Json, Resource, mapping, mappings, resources, sequence, string
from models.intake.results import Result, gather
from models.intake.values import Answers, Intake, Question, Reading, Settings
from models.intake.zones import Timekeeper
from models.strip import Subject
from models.vitals import PRESSURE, Millis

FORMAT = "fhir"
SEVERAL = "measured at several times, which are told of one value only"
_NOT_FHIR = (
    "This is JSON, but not FHIR: it has no resourceType. Vigil reads FHIR R4 Observations (alone, in a Bundle, or one per line)."
    " Export the readings as FHIR or as CSV."
)
_LIST = (
    "This is the list of the files that a bulk export made, not the files themselves. Download those of type Observation, and"
    " import them."
)
_NOTHING = "This FHIR Bundle is empty: the search that made it found nothing. Check the patient and the time, and export again."
_WHICH_TIME = (
    "The readings are dated {day} without a time of day, and Vigil never makes up a time. If you know when they were"
    " taken, say so, for example --start {day}T09:30+01:00 (used for the readings of that day)."
)


class _Undated(NamedTuple):
    subject: Subject
    where: str
    told: Written
    readings: list[Reading]
    panel: str


def read(_name: str, text: str, answers: Answers) -> Intake:
    """The readings of FHIR JSON or NDJSON; never raises."""
    gathering = Gathering()
    try:
        found = resources(text, gathering.tally)
    except ValueError as error:
        return telling.refused(FORMAT, f"This JSON cannot be read ({error}). It may have been cut off; export it again.")
    except RecursionError:
        return telling.refused(FORMAT, "This JSON is nested too deeply to be a FHIR export.")
    if not found and '"resourceType"' in text:
        return telling.refused(FORMAT, _NOTHING)
    if not any(one.kind for one in found):
        listed = any("transactionTime" in one.body and "output" in one.body for one in found)
        return telling.refused("json", _LIST if listed else _NOT_FHIR)
    return _Reader(gathering, answers).all(found)


class _Reader:
    """Takes resources into a gathering."""

    def __init__(self, gathering: Gathering, answers: Answers) -> None:
        self._gathering = gathering
        self._answers = answers
        self._keeper = Timekeeper(answers)
        self._undated: list[_Undated] = []
        self._dated = 0
        self._numbers: dict[str, str] = {}
        self._houses: dict[str, frozenset[str]] = {}
        self._halves: list[Result] = []
        self._panels = 0

    def all(self, found: Sequence[Resource]) -> Intake:
        """Every resource, then the questions that are left."""
        self._numbers, self._houses = record_numbers(found), houses(found)
        for resource in found:
            self._take(resource)
        undated = self._days()
        asked = (*self._keeper.questions(), *undated)
        if asked:
            return telling.asking(FORMAT, asked)
        gather(self._halves, self._gathering)
        start = self._answers.start if self._undated else None
        return telling.finished(FORMAT, self._gathering, Settings(zone=self._keeper.zone_used(), start=start))

    def _take(self, resource: Resource) -> None:
        body, kind = resource.body, resource.kind
        if kind == "MedicationAdministration" and own.sent_by_vigil(body):
            self._given(resource)
            return
        if kind != "Observation":
            self._gathering.tally.skip(f"{kind} resource" if kind else "JSON object that is no FHIR resource")
            return
        codes, of = codes_of(body), kind_of(mapping(body.get("subject")))
        found = list(readings(body, codes))
        if resource.withdrawn:
            self._gathering.tally.skip(f"{label(body, codes)} ({string(body.get('status'))})")
        elif of not in PEOPLE:
            self._gathering.tally.skip(f"{label(body, codes)} of a {of.lower()}")
        elif _of_another(body):
            self._gathering.tally.skip(f"{label(body, codes)} of somebody or something else (focus)")
        elif measure_by(codes) == CONTRADICTED:
            self._gathering.tally.reject("code", CONTRADICTED, resource.where, label(body, codes))
        elif found:
            self._place(resource, found)
        elif own.is_own(body):
            self._own(resource)
        else:
            self._gathering.tally.skip(label(body, codes))

    def _own(self, resource: Resource) -> None:
        """Symptoms, or the total of a scale, of Vigil's own."""
        body, subject, at = resource.body, self._subject(resource.body), self._at(effective(resource.body))
        ticked, total = own.symptoms(body), None if isinstance(at, str) else own.score(body, subject, at)
        if isinstance(at, str):
            self._gathering.tally.reject("symptoms" if ticked else "score", at, resource.where, "")
        elif total:
            self._gathering.event(subject, total)
        elif ticked:
            self._gathering.add(subject, at, resource.where, (), symptoms=ticked)
        else:
            self._gathering.tally.skip(label(body, codes_of(body)))

    def _given(self, resource: Resource) -> None:
        """A dose of Vigil's own."""
        body, subject = resource.body, self._subject(resource.body)
        end = string(mapping(body.get("effectivePeriod")).get("end"))
        at, over = self._at(effective(body)), self._at(written(end) or NO_TIME)
        if resource.withdrawn:
            self._gathering.tally.skip(f"dose ({string(body.get('status'))})")
        elif isinstance(at, str):
            self._gathering.tally.reject("dose", at, resource.where, end)
        else:
            for fact in own.given(body, subject, at, None if isinstance(over, str) else over):
                self._gathering.event(subject, fact)

    def _at(self, told: Written | str) -> Millis | str:
        return told if isinstance(told, str) else self._keeper.once(told)

    def _place(self, resource: Resource, found: list[Reading]) -> None:
        if all(r.value is None and r.why == NOT_MEASURED for r in found):
            self._gathering.tally.skip(f"{word_of(found[0].measure.signal).replace('_', ' ')} {NOT_MEASURED}")
            return
        self._panels += "component" in resource.body
        told, panel = effective(resource.body), str(self._panels) if "component" in resource.body else ""
        subject = self._subject(resource.body)
        if isinstance(told, Written) and told.day is not None and told.micros is None:
            self._undated.append(_Undated(subject, resource.where, told, found, panel))
            return
        self._put(subject, self._at(told), resource.where, found, panel)

    def _subject(self, body: Json) -> Subject:
        """Whose it is. One name of two servers or registers is two people, and told with where it is from."""
        told, whose = subject_of(body), mapping(body.get("subject") or body.get("patient"))
        by, several = house(whose), len(self._houses.get(told.patient, ())) > 1
        number = self._numbers.get(address(whose)) or ("" if several and by else self._numbers.get(told.patient, ""))
        return told._replace(patient=number or (f"{told.patient} ({by})" if several and by else told.patient))

    def _put(self, subject: Subject, at: Millis | str, where: str, found: list[Reading], panel: str) -> None:
        """Readings go into the gathering; half a pressure waits until the others of its instant are known, if of no panel."""
        if isinstance(at, str):
            self._gathering.tally.reject(word_of(found[0].measure.signal), at, where, "/".join(r.text for r in found))
            return
        self._dated += 1
        halves = [one for one in found if one.measure.signal in PRESSURE and one.why != NOT_MEASURED]
        waits = sum(one.value is not None for one in halves) == 1
        if waits:
            self._halves += [Result(0, where, subject, at, panel, "", (one,), bound=bool(panel)) for one in halves]
        self._gathering.add(subject, at, where, [one for one in found if not (waits and one in halves)])

    def _days(self) -> tuple[Question, ...]:
        """Readings with a date only: asked for where they are all there is, timed by the start that was given, else rejected."""
        start = written(self._answers.start) if self._answers.start else None
        at = self._keeper.once(start) if start and start.micros is not None else DAY_ONLY
        fits = [start is not None and start.day == undated.told.day for undated in self._undated]
        if self._undated and not self._dated and not any(fits):
            return (Question("start", _WHICH_TIME.format(day=str(self._undated[0].told.day))),)
        for undated, fit in zip(self._undated, fits, strict=True):
            self._put(undated.subject, at if fit else DAY_ONLY, undated.where, undated.readings, undated.panel)
        return ()


def _of_another(body: Json) -> bool:
    """Whether it is in the record of a patient, but about somebody or something else: a child, a device."""
    whose = named(mapping(body.get("subject")), body)
    return any(kind_of(one) not in PEOPLE - {"RelatedPerson"} or named(one, body) != whose for one in mappings(body.get("focus")))


def effective(body: Json) -> Written | str:
    """When something was measured or given, as it is written; a str says why there is no such time."""
    timing = mapping(body.get("effectiveTiming"))
    events = [text for text in sequence(timing.get("event")) if string(text).strip()]
    if len(set(events)) > 1:
        return SEVERAL
    period, bounds = mapping(body.get("effectivePeriod")), mapping(mapping(timing.get("repeat")).get("boundsPeriod"))
    ends = [part.get(end) for part in (period, bounds) for end in ("start", "end")]
    texts = [body.get("effectiveDateTime"), body.get("effectiveInstant"), *events, *ends]
    text = next((string(text) for text in texts if string(text).strip()), "")
    return written(text) or NOT_UNDERSTOOD if text else NO_TIME


def subject_of(body: Json) -> Subject:
    """Whose it is, in which visit (STU3 calls it the context), and from which device."""
    whose = named(mapping(body.get("subject") or body.get("patient")), body)
    visit = named(mapping(body.get("encounter") or body.get("context")), body)
    source = named(mapping(body.get("device")), body)
    return Subject(whose, visit, f"{FORMAT} {source}" if source else FORMAT)
