"""What besides measurements leaves as FHIR? The patient, the session, the doses, what was said, the scales, the devices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.alerts import Alert
from models.doses import STOPPED, UNSTATED, Infusion, infusion, intravenous, of_treatment, pumped
from models.facts import Amended, Dose, Ended, Fact, Infused, InfusionStep, Opened, Raised, Score, Voided, standing
from models.outgo.fhir.record import TERMS, UCUM, Record, Resource, concept, noted
from models.outgo.fhir.vital import ERROR
from models.parts import told
from models.vitals import OWN, OWN_DEVICE, OWN_FACT, Millis, ObservationSet

SEVERITY = {"low": "low", "medium": "moderate", "high": "high"}
UNITS = {"mg": "mg", "g": "g", "ug": "ug", "µg": "ug", "mcg": "ug", "ml": "mL", "mL": "mL", "mg/h": "mg/h", "mL/h": "mL/h"}
"""The UCUM codes of the units in which a dose and a rate are entered."""


def patient(record: Record) -> Resource:
    """Whose session it was; what Vigil does not keep is unknown."""
    made = record.resource("Patient") | {"name": [{"text": record.name or "Unknown"}], "gender": "unknown"}
    if record.identifier:
        kind = concept("Medical record number", (f"{TERMS}/v2-0203", "MR", ""))
        made["identifier"] = [{"type": kind, "value": record.identifier, "assigner": {"display": record.clinic}}]
    return made | ({"birthDate": record.birth.isoformat()} if record.birth else {})


def encounter(record: Record) -> Resource:
    """The session, from its opening to its end."""
    facts = standing(record.facts)
    opened = next((fact.at for fact in facts if isinstance(fact, Opened)), facts[0].at if facts else record.made)
    ended = next((fact.at for fact in facts if isinstance(fact, Ended)), None)
    return {
        **record.resource("Encounter"),
        "identifier": [{"value": record.session}],
        "status": "in-progress" if ended is None else "finished",
        "class": {"system": f"{TERMS}/v3-ActCode", "code": "AMB", "display": "ambulatory"},
        "type": [concept(record.picture.protocol.title)],
        "subject": record.subject,
        "period": {"start": record.time(opened)} | ({} if ended is None else {"end": record.time(ended)}),
        **({"location": [{"location": {"display": f"Room {record.room}"}}]} if record.room else {}),
        "serviceProvider": {"display": record.clinic},
    }


def devices(record: Record) -> Iterator[Resource]:
    """Each source of readings that is no person."""
    sets = [fact.content if isinstance(fact, Amended) else fact for fact in record.facts]
    for source in sorted({one.source for one in sets if isinstance(one, ObservationSet)} - {"manual"}):
        made = record.resource("Device", source) | {"identifier": [{"value": source}]}
        yield made | {"deviceName": [{"name": source, "type": "user-friendly-name"}], "patient": record.subject}


def doses(record: Record) -> Iterator[Resource]:
    """Each dose that was ever entered, as it holds after corrections; one that was struck through is entered in error.

    A new rate of an infusion is an administration of its own, a part of the one that it changes.
    """
    facts, changed = told(record.facts), {fact.target: fact for fact in record.facts if isinstance(fact, Amended)}
    held, struck = {fact.id: fact for fact in facts}, {fact.target: fact for fact in record.facts if isinstance(fact, Voided)}
    how = infusion(facts, record.picture.protocol.route)
    last = _infused(record, facts, how.begun)
    for fact in record.facts:
        dose = held.get(fact.id, fact)
        if isinstance(fact, Dose) and isinstance(dose, Dose):
            ended = how if dose.id == last else Infusion()
            status = ERROR if fact.id in struck else "stopped" if ended.state == STOPPED else "completed"
            yield _dose(record, dose, status, ended.over, _reason(struck.get(fact.id) or changed.get(fact.id)))
    yield from _rates(record, facts)


def _infused(record: Record, facts: Sequence[Fact], begun: Millis | None) -> str:
    """The id of the dose that began this infusion, "" where there was none."""
    found = [fact for fact in facts if isinstance(fact, Dose) and fact.at == begun and _begins(record, fact)]
    return max(found, key=lambda dose: of_treatment(dose.drug)).id if found else ""


def _begins(record: Record, dose: Dose) -> bool:
    return intravenous(dose, record.picture.protocol.route)


def _dose(record: Record, dose: Dose, status: str, over: Millis | None, why: str) -> Resource:
    made = _administration(record, dose.id, dose.drug) | {"status": status, **_timed(record, dose.at, over)}
    if dose.by:
        made["performer"] = [{"actor": record.who(dose.by)}]
    if dose.device:
        made["extension"] = [{"url": OWN_DEVICE, "valueInteger": dose.device}]
    if dose.pump:
        made["device"] = [{"display": dose.pump}]
    dosage = _amount(dose) | ({"rateQuantity": _quantity(dose.rate, dose.rate_unit)} if dose.rate is not None else {})
    if dosage:
        made["dosage"] = ({"route": concept(dose.route)} if dose.route else {}) | dosage
    return made | noted(*_beside(record, dose), why)


def _timed(record: Record, at: Millis, over: Millis | None) -> Resource:
    if over is None:
        return {"effectiveDateTime": record.time(at)}
    return {"effectivePeriod": {"start": record.time(at), "end": record.time(over)}}


def _administration(record: Record, id: str, drug: str) -> Resource:
    return record.resource("MedicationAdministration", id) | {
        "identifier": [{"system": OWN_FACT, "value": id}],
        "medicationCodeableConcept": concept(drug or UNSTATED),
        "subject": record.subject,
        "context": record.encounter,
    }


def _amount(dose: Dose) -> Resource:
    return {} if dose.amount is None else {"dose": _quantity(dose.amount, dose.unit)}


def _quantity(value: float, unit: str) -> Resource:
    coded = {"system": UCUM, "code": UNITS[unit]} if unit in UNITS else {}
    return {"value": value, "unit": unit, **coded}


def _rates(record: Record, facts: Sequence[Fact]) -> Iterator[Resource]:
    """The rates to which infusions were changed, each with the dose that it belongs to."""
    dose: Dose | None = None
    for fact in facts:
        if isinstance(fact, Dose) and _begins(record, fact) and (dose is None or of_treatment(fact.drug)):
            dose = fact
        elif isinstance(fact, Infused) and fact.step is InfusionStep.RATE and fact.rate is not None and dose:
            made = _administration(record, fact.id, dose.drug) | {"status": "completed", **_timed(record, fact.at, None)}
            made["partOf"] = [record.reference("MedicationAdministration", dose.id)]
            yield made | {"dosage": {"rateQuantity": _quantity(fact.rate, fact.rate_unit)}} | noted(fact.reason)


def _beside(record: Record, dose: Dose) -> Iterator[str]:
    """What else was entered with a dose."""
    if dose.amount is None and dose.rate is None and dose.route:
        yield f"route {dose.route}; the amount was not entered"
    if dose.lot:
        yield f"lot {dose.lot}"
    if dose.device:
        yield f"nasal device {dose.device}"
    if dose.per_kg is not None and dose.weight is not None:
        yield f"{dose.per_kg:g} mg/kg at {dose.weight:g} kg"
    if pumped(dose):
        yield pumped(dose)
    if dose.second:
        yield f"checked by {record.staff.get(dose.second, dose.second)}"


def scores(record: Record) -> Iterator[Resource]:
    """The totals of rating scales."""
    struck = {fact.target for fact in record.facts if isinstance(fact, Voided)}
    for fact in record.facts:
        if isinstance(fact, Score):
            yield {
                **record.resource("Observation", fact.id, "score"),
                "status": ERROR if fact.id in struck else "final",
                "category": [concept("Survey", (f"{TERMS}/observation-category", "survey", "Survey"))],
                "code": concept(fact.scale, (OWN, "scale", "")),
                "subject": record.subject,
                "encounter": record.encounter,
                "effectiveDateTime": record.time(fact.at),
                "valueQuantity": {"value": fact.total, "unit": "score", "system": UCUM, "code": "{score}"},
            }


def issues(record: Record) -> Iterator[Resource]:
    """Everything that Vigil said, as it said it, and who answered where the alert still follows from the facts."""
    answered = {(a.signal, a.direction, rise.at): a for a in record.picture.alerts for rise in a.rises}
    for fact in record.facts:
        if isinstance(fact, Raised):
            yield _issue(record, fact, answered.get((fact.signal, fact.direction, fact.at)))


def _issue(record: Record, said: Raised, alert: Alert | None) -> Resource:
    made = record.resource("DetectedIssue", said.id) | {
        "status": "final",
        "code": concept(f"{said.signal} {said.direction}".strip(), (OWN, f"alert-{said.signal}-{said.direction}".strip("-"), "")),
        **({"severity": SEVERITY[said.priority]} if said.priority else {}),
        "patient": record.subject,
        "identifiedDateTime": record.time(said.at),
        "author": {"display": "Vigil"},
        "detail": _detail(said),
    }
    if alert is None or alert.acknowledged_at is None or alert.acknowledged_at < said.at:
        return made
    outcome = f": {alert.outcome.value}" if alert.outcome else ""
    answer = {"action": concept(f"acknowledged{outcome}"), "date": record.time(alert.acknowledged_at)}
    return made | {"mitigation": [answer | ({"author": record.who(alert.acknowledged_by)} if alert.acknowledged_by else {})]}


def _detail(said: Raised) -> str:
    """Why it was said, on which value beyond which limit, under which protocol, and whether it was said late."""
    value = f"{said.value:g}" if isinstance(said.value, int | float) else said.value or ""
    parts = (said.why, value and f"value {value}", "" if said.limit is None else f"limit {said.limit:g}")
    return "; ".join(filter(None, (*parts, said.digest and f"protocol {said.digest}", "said late" if said.late else "")))


def _reason(fact: Fact | None) -> str:
    if isinstance(fact, Amended):
        return f"corrected by {fact.by}: {fact.reason}"
    return f"struck through: {fact.reason}" if isinstance(fact, Voided) and fact.reason else ""
