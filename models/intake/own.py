"""Which doses, rates, symptoms and totals of scales does a FHIR resource of Vigil's own hold?

Only what a Vigil sent away itself comes in again. A dose starts the clocks of a session, so what another system calls an
administration is none here; its symptoms and scales mean other things by the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from models.doses import UNSTATED
from models.facts import Dose, Fact, Infused, InfusionStep, Score, Stopped
from models.intake.resources import Json, mapping, mappings, sequence, string
from models.strip import Subject, fact_id
from models.vitals import OWN, OWN_DEVICE, OWN_FACT, Millis, Symptom

_DEVICES = 3
_SYMPTOMS = {symptom.value: symptom for symptom in Symptom}


def sent_by_vigil(body: Json) -> str:
    """The id of the fact that this was when a Vigil sent it; "" when it is of another system."""
    known = (string(one.get("value")) for one in mappings(body.get("identifier")) if one.get("system") == OWN_FACT)
    return next(known, "")


def is_own(body: Json) -> bool:
    """Whether an Observation is of something that only Vigil knows by its code."""
    return _is(body, "symptoms") or _is(body, "scale")


def symptoms(body: Json) -> tuple[Symptom, ...]:
    """The symptoms of an Observation of Vigil's own, in the order of `Symptom`."""
    codings = mappings(mapping(body.get("valueCodeableConcept")).get("coding"))
    ticked = {string(one.get("code")) for one in codings if one.get("system") == OWN}
    return tuple(symptom for word, symptom in _SYMPTOMS.items() if word in ticked) if _is(body, "symptoms") else ()


def score(body: Json, subject: Subject, at: Millis) -> Score | None:
    """The total of a rating scale; None when this is none of Vigil's own."""
    total, scale = _number(mapping(body.get("valueQuantity"))), string(mapping(body.get("code")).get("text"))
    if total is None or not scale or not _is(body, "scale"):
        return None
    name = fact_id(subject, at, "score", scale, repr(total))
    return Score(id=name, at=at, by=subject.source, source=subject.source, scale=scale, total=total)


def given(body: Json, subject: Subject, at: Millis, over: Millis | None) -> Iterator[Fact]:
    """The dose of an administration, or the rate that it changed, and how it ended where it is known when (`over`)."""
    name, rate = sent_by_vigil(body), mapping(mapping(body.get("dosage")).get("rateQuantity"))
    fast, unit, by = _number(rate), string(rate.get("unit")), subject.source
    if sequence(body.get("partOf")):
        made = fact_id(subject, at, "rate", name)
        yield Infused(id=made, at=at, by=by, source=by, step=InfusionStep.RATE, rate=fast, rate_unit=unit)
        return
    yield replace(_dose(body), id=fact_id(subject, at, "dose", name), at=at, by=by, source=by, rate=fast, rate_unit=unit)
    ended = fact_id(subject, over or at, "over", name)
    if over is not None and body.get("status") == "stopped":
        yield Stopped(id=ended, at=over, by=by, source=by)
    elif over is not None:
        yield Infused(id=ended, at=over, by=by, source=by, step=InfusionStep.FINISHED)


def _dose(body: Json) -> Dose:
    drug, dosage = string(mapping(body.get("medicationCodeableConcept")).get("text")), mapping(body.get("dosage"))
    amount, pump = mapping(dosage.get("dose")), next(iter(mappings(body.get("device"))), {})
    return Dose(
        id="",
        at=0,
        drug="" if drug == UNSTATED else drug,
        amount=_number(amount),
        unit=string(amount.get("unit")) or "mg",
        route=string(mapping(dosage.get("route")).get("text")),
        pump=string(pump.get("display")),
        device=next((number for number in _numbered(body) if 0 < number <= _DEVICES), 0),
    )


def _numbered(body: Json) -> Iterator[int]:
    """Which nasal device of the session it was."""
    for one in mappings(body.get("extension")):
        number = one.get("valueInteger") if one.get("url") == OWN_DEVICE else None
        yield number if isinstance(number, int) and not isinstance(number, bool) else 0


def _is(body: Json, word: str) -> bool:
    codings = mappings(mapping(body.get("code")).get("coding"))
    return any((one.get("system"), one.get("code")) == (OWN, word) for one in codings)


def _number(quantity: Json) -> float | None:
    value = quantity.get("value")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
