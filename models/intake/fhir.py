"""What readings do these FHIR R4 resources hold?

Observation, Bundle of any type, a list of resources, and NDJSON. A time is `effectiveDateTime`, `effectiveInstant` or the
start of `effectivePeriod` (a mean over a period is dated when it began; its end where it has no start). `issued` says when
a result was given out, not when it was measured, and is never used. A bare date (2012-09-17) has no time of day: where the
whole file has nothing else, Vigil asks for the start and then uses it for that day; in a file that also has timed readings
the dated ones are rejected. The source is the device if one is named, else "fhir"; the visit is the encounter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from models.intake import telling
from models.intake.cells import NOT_MEASURED, judged, pair, reading
from models.intake.codes import CONTRADICTED, Code, is_panel, measure_by
from models.intake.gathering import Gathering
from models.intake.judging import word_of
from models.intake.moments import DAY_ONLY, NO_TIME, Written, written
from models.intake.units import unit_of
from models.intake.values import Answers, Intake, Measure, Question, Reading, Settings
from models.intake.zones import Timekeeper
from models.strip import Subject
from models.vitals import Millis

FORMAT = "fhir"
_NOT_DONE = frozenset({"entered-in-error", "cancelled"})
_NOT_FHIR = (
    "This is JSON, but not FHIR: it has no resourceType. Vigil reads FHIR R4 Observations (alone, in a Bundle, or one per line)."
    " Export the readings as FHIR or as CSV."
)
_WHICH_TIME = (
    "The readings are dated {day} without a time of day, and Vigil never makes up a time. If you know when they were"
    " taken, say so, for example --start {day}T09:30+01:00 (used for the readings of that day)."
)
Json = Mapping[str, Any]


class Resource(NamedTuple):
    """One JSON object and where it stands."""

    where: str
    body: Json


class _Undated(NamedTuple):
    subject: Subject
    where: str
    told: Written
    readings: list[Reading]


def read(_name: str, text: str, answers: Answers) -> Intake:
    """The readings of FHIR JSON or NDJSON; never raises."""
    gathering = Gathering()
    try:
        resources = list(_resources(text, gathering))
    except ValueError as error:
        return telling.refused(FORMAT, f"This JSON cannot be read ({error}). It may have been cut off; export it again.")
    except RecursionError:
        return telling.refused(FORMAT, "This JSON is nested too deeply to be a FHIR export.")
    if not any("resourceType" in resource.body for resource in resources):
        return telling.refused("json", _NOT_FHIR)
    return _Reader(gathering, answers).all(resources)


def _resources(text: str, gathering: Gathering) -> Iterator[Resource]:
    """The resources of one document or, where the text is none, of one per line."""
    try:
        document = json.loads(text, parse_constant=lambda _: None)
    except ValueError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines[:2]) or not _json(lines[0]):
            raise ValueError(_place(error)) from error
        yield from _lines(text, gathering)
        return
    yield from _unpacked(document, "the file")


def _place(error: ValueError) -> str:
    return (
        f"line {error.lineno}, column {error.colno}: {error.msg}"
        if isinstance(error, json.JSONDecodeError)
        else "a number is too long"
    )


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except ValueError:
        return None


def _lines(text: str, gathering: Gathering) -> Iterator[Resource]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        document = _json(line)
        if document is None:
            gathering.tally.skip("line that is not JSON")
        else:
            yield from _unpacked(document, f"line {number}")


def _unpacked(document: Any, where: str) -> Iterator[Resource]:
    """Resources inside bundles and lists, in their order."""
    todo = [
        Resource(where, body)
        for body in reversed(document if isinstance(document, list) else [document])
        if isinstance(body, Mapping)
    ]
    while todo:
        resource = todo.pop()
        if resource.body.get("resourceType") != "Bundle":
            yield _named(resource)
            continue
        inner = [e.get("resource") for e in _list(resource.body.get("entry")) if isinstance(e, Mapping)]
        todo += [Resource(where, body) for body in reversed(inner) if isinstance(body, Mapping)]


def _named(resource: Resource) -> Resource:
    kind, key = _text(resource.body.get("resourceType")), _text(resource.body.get("id"))
    return resource._replace(where=f"{kind}/{key}") if kind and key and resource.where == "the file" else resource


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _map(value: Any) -> Json:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


class _Reader:
    """Takes resources into a gathering."""

    def __init__(self, gathering: Gathering, answers: Answers) -> None:
        self._gathering = gathering
        self._answers = answers
        self._keeper = Timekeeper(answers)
        self._undated: list[_Undated] = []
        self._dated = 0

    def all(self, resources: Sequence[Resource]) -> Intake:
        """Every resource, then the questions that are left."""
        for resource in resources:
            self._take(resource)
        undated = self._days()
        asked = (*self._keeper.questions(), *undated)
        if asked:
            return telling.asking(FORMAT, asked)
        start = self._answers.start if self._undated else None
        return telling.finished(FORMAT, self._gathering, Settings(zone=self._keeper.zone_used(), start=start))

    def _take(self, resource: Resource) -> None:
        body = resource.body
        kind = _text(body.get("resourceType"))
        if kind != "Observation":
            self._gathering.tally.skip(f"{kind} resource" if kind else "JSON object that is no FHIR resource")
            return
        codes = _codes(body.get("code"))
        status = _text(body.get("status"))
        if status in _NOT_DONE:
            self._gathering.tally.skip(f"{_label(body, codes)} ({status})")
            return
        readings = list(_readings(body, codes))
        if measure_by(codes) == CONTRADICTED:
            self._gathering.tally.reject("code", CONTRADICTED, resource.where, _label(body, codes))
        elif readings:
            self._place(resource, readings)
        else:
            self._gathering.tally.skip(_label(body, codes))

    def _place(self, resource: Resource, readings: list[Reading]) -> None:
        if all(r.value is None and r.why == NOT_MEASURED for r in readings):
            self._gathering.tally.skip(f"{word_of(readings[0].measure.signal).replace('_', ' ')} {NOT_MEASURED}")
            return
        told = _effective(resource.body)
        subject = _subject(resource.body)
        if told is not None and told.day is not None and told.micros is None:
            self._undated.append(_Undated(subject, resource.where, told, readings))
            return
        at = NO_TIME if told is None else self._keeper.once(told)
        self._put(subject, at, resource.where, readings)

    def _put(self, subject: Subject, at: Millis | str, where: str, readings: list[Reading]) -> None:
        if isinstance(at, str):
            self._gathering.tally.reject(word_of(readings[0].measure.signal), at, where, "/".join(r.text for r in readings))
            return
        self._dated += 1
        self._gathering.add(subject, at, where, readings)

    def _days(self) -> tuple[Question, ...]:
        """Readings with a date only: asked for where they are all there is, timed by the start that was given, else rejected."""
        start = written(self._answers.start) if self._answers.start else None
        at = self._keeper.once(start) if start and start.micros is not None else DAY_ONLY
        fits = [start is not None and start.day == undated.told.day for undated in self._undated]
        if self._undated and not self._dated and not any(fits):
            return (Question("start", _WHICH_TIME.format(day=str(self._undated[0].told.day))),)
        for undated, fit in zip(self._undated, fits, strict=True):
            self._put(undated.subject, at if fit else DAY_ONLY, undated.where, undated.readings)
        return ()


def _codes(concept: Any) -> list[Code]:
    """The codings of a concept; its text only where it has none."""
    found = [
        Code(_text(c.get("system")), _text(c.get("code")), "")
        for c in _list(_map(concept).get("coding"))
        if isinstance(c, Mapping)
    ]
    text = _text(_map(concept).get("text"))
    return found or ([Code("", text, "")] if text else [])


def _label(body: Json, codes: Sequence[Code]) -> str:
    """What a person would call this observation."""
    concept = _map(body.get("code"))
    shown = [_text(_map(c).get("display")) for c in _list(concept.get("coding"))]
    name = (
        _text(concept.get("text"))
        or next(filter(None, shown), "")
        or next((c.id for c in codes), "")
        or "Observation without a code"
    )
    return f"{name} without values" if "hasMember" in body else name


def _readings(body: Json, codes: Sequence[Code]) -> Iterator[Reading]:
    """The value of the observation itself and those of its components."""
    measure = measure_by(codes)
    if isinstance(measure, Measure):
        yield from _valued(measure, body)
    elif measure is None and is_panel(codes) and "valueString" in body:
        yield from pair("", _text(body["valueString"]))
    for component in _list(body.get("component")):
        inner = measure_by(_codes(_map(component).get("code")))
        if isinstance(inner, Measure):
            yield from _valued(inner, _map(component))


def _valued(measure: Measure, body: Json) -> Iterator[Reading]:
    if "hasMember" in body and not any(key.startswith("value") for key in body):
        return
    yield _value(measure, body)


def _value(measure: Measure, body: Json) -> Reading:
    quantity = _map(body.get("valueQuantity"))
    number = quantity.get("value", body.get("valueInteger"))
    if isinstance(number, bool) or not isinstance(number, int | float):
        text = _text(number) or _text(body.get("valueString"))
        return reading(measure, text, _unit(quantity)[0])
    shown = f"{number:g}" if abs(number) < 1e15 else "a number too large"
    unit, known = _unit(quantity)
    if not known:
        return Reading(measure, None, f"{shown} {unit}", f"{unit} is no unit of {measure.signal.label.lower()}")
    comparator = _text(quantity.get("comparator"))
    if comparator or abs(number) >= 1e15:
        return Reading(measure, None, f"{comparator}{shown}", "a bound, not a value" if comparator else "not a number")
    return judged(measure, float(number), shown, unit)


def _unit(quantity: Json) -> tuple[str, bool]:
    """The unit by its UCUM code, else by its text; False when it is stated and Vigil does not know it."""
    stated = [text for text in (_text(quantity.get("code")), _text(quantity.get("unit"))) if text]
    known = next(filter(None, map(unit_of, stated)), "")
    return (known, True) if known or not stated else (stated[0], False)


def _effective(body: Json) -> Written | None:
    period = _map(body.get("effectivePeriod"))
    texts = [body.get("effectiveDateTime"), body.get("effectiveInstant"), period.get("start"), period.get("end")]
    text = next((t for t in texts if isinstance(t, str) and t.strip()), None)
    return written(text) if text else None


def _subject(body: Json) -> Subject:
    source = _last(_map(body.get("device")))
    return Subject(
        _last(_map(body.get("subject"))), _last(_map(body.get("encounter"))), f"{FORMAT} {source}" if source else FORMAT
    )


def _last(reference: Json) -> str:
    """The id at the end of a reference (Patient/7, urn:uuid:...), else its identifier or display.

    A urn:uuid: names a resource within its file only, so an identifier that stands beside it is what people know.
    """
    text, known = _text(reference.get("reference")).rstrip("/"), _text(_map(reference.get("identifier")).get("value"))
    short = text.rpartition("/")[2].rpartition(":")[2].lstrip("#")
    return (known if text.startswith("urn:uuid:") else "") or short or known or _text(reference.get("display"))
