"""What is the Bundle of a session? A collection of its resources, the same bytes whenever the same record leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from models.facts import Amended, Fact, Voided, standing
from models.outgo.fhir.course import devices, doses, encounter, issues, patient, scores
from models.outgo.fhir.record import Record, Resource
from models.outgo.fhir.vital import AMENDED, ERROR, FINAL, Standing, gone, observations
from models.vitals import ObservationSet


def text(record: Record) -> str:
    """The session as a FHIR R4 Bundle of type collection, in JSON: one resource a line, for there can be very many."""
    parts = (devices(record), _seen(record), scores(record), doses(record), issues(record))
    resources = [patient(record), encounter(record), *chain.from_iterable(parts)]
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    head = _json(record.resource("Bundle") | {"type": "collection", "timestamp": record.time(record.made)})
    lines = ",\n".join(map(_json, entries))
    return f'{head[:-1]}, "entry": [\n{lines}\n]}}\n'


def _json(part: Resource) -> str:
    return json.dumps(part, ensure_ascii=False, allow_nan=False)


def _seen(record: Record) -> Iterator[Resource]:
    """The Observations of every set that was ever recorded, in the order of the log."""
    for told in _standing(record.facts):
        yield from observations(record, told)


def _standing(facts: tuple[Fact, ...]) -> Iterator[Standing]:
    """Each set as it stands now; what was struck through, or corrected away, is entered in error."""
    holding = {fact.id: fact for fact in standing(facts) if isinstance(fact, ObservationSet)}
    why = {fact.target: fact for fact in facts if isinstance(fact, Amended | Voided) and _corrects(fact)}
    for then in _once(facts):
        now, change = holding.get(then.id), why.get(then.id)
        said = "" if change is None else f"corrected by {change.by}: {change.reason}"
        if now is None:
            yield Standing(then, ERROR, said)
        elif now == then:
            yield Standing(then)
        else:
            yield Standing(now, AMENDED if change else FINAL, said)
            yield Standing(gone(then, now), ERROR, said)


def _corrects(fact: Amended | Voided) -> bool:
    return isinstance(fact, Voided) or fact.content is not None


def _once(facts: tuple[Fact, ...]) -> Iterator[ObservationSet]:
    """The sets as they were first recorded, each id once."""
    known: set[str] = set()
    for fact in facts:
        if isinstance(fact, ObservationSet) and fact.id not in known:
            known.add(fact.id)
            yield fact
