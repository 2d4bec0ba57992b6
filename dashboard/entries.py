"""What did the caller send? A JSON body becomes a fact, or a refusal that names each field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from models import entry
from models.clinic import NewSession, Patient
from models.errors import FieldError, Refused
from models.facts import Acknowledged, Dose, InfusionStep, Note, Outcome, SkippedCheck, SkipReason
from models.vitals import WORDS, Millis, ObservationSet, Signal, Symptom

Body = Mapping[str, Any]
ALIASES = {"moaas": "sedation", "rass": "agitation"}
"""Other names that scripts use for a field."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body: its name, what turns JSON into its value, and whether it must be there."""

    name: str
    reads: Callable[[str, Any], Any]
    needed: bool = False


def read(body: object, *fields: Field) -> dict[str, Any]:
    """The fields of a JSON object; `Refused` names every field that is missing, unknown or not what it should be."""
    if not isinstance(body, dict):
        raise Refused("Send a JSON object, such as {}.")
    known = {field.name: field for field in fields}
    body = {ALIASES.get(name, name): value for name, value in body.items()}
    strange = [str(name) for name in body if name not in known]
    errors = [FieldError(name, f"{name} is no field here. Known are {', '.join(known)}.") for name in strange]
    errors += [FieldError(f.name, f"{f.name} is missing.") for f in fields if f.needed and body.get(f.name) is None]
    values = {}
    for name in known.keys() & body.keys() - {error.field for error in errors}:
        try:
            values[name] = None if body[name] is None else known[name].reads(name, body[name])
        except Refused as refused:
            errors += refused.fields
    if errors:
        raise Refused.of(*errors)
    return {name: value for name, value in values.items() if value is not None}


def _wrong(name: str, value: object, should: str) -> Refused:
    return Refused.of(FieldError(name, f"{_label(name)} must be {should}. You entered {str(value)[:60]!r}."))


def _label(name: str) -> str:
    return Signal.named(name).label if name in WORDS else name.replace("_", " ").capitalize()


def number(name: str, value: object) -> float:
    """A JSON number; text, true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(name, value, "a number, such as 72")
    return float(value)


def text(name: str, value: object) -> str:
    """A JSON text."""
    if not isinstance(value, str):
        raise _wrong(name, value, "text")
    return value


def truth(name: str, value: object) -> bool:
    """JSON true or false."""
    if not isinstance(value, bool):
        raise _wrong(name, value, "true or false")
    return value


def uuid(name: str, value: object) -> str:
    """A UUID in its usual form; the same one written in capitals is the same one."""
    try:
        return str(UUID(text(name, value)))
    except ValueError:
        raise _wrong(name, value, "a UUID") from None


def instant(name: str, value: object) -> Millis:
    """An ISO 8601 time with its offset, as epoch milliseconds."""
    try:
        return entry.instant(text(name, value))
    except ValueError:
        raise _wrong(name, value, "an ISO 8601 time with its offset, such as 2026-11-22T14:05:00+01:00") from None


def whole(name: str, value: object) -> int:
    """A whole number: a revision, or an instant in milliseconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(name, value, "a whole number")
    return value


def day(name: str, value: object) -> date:
    """A date such as 1984-03-12."""
    try:
        return date.fromisoformat(text(name, value))
    except ValueError:
        raise _wrong(name, value, "a date such as 1984-03-12") from None


def choice(kind: type[Symptom | SkipReason | Outcome | InfusionStep]) -> Callable[[str, object], Any]:
    """A reader of one word of an enumeration."""

    def reads(name: str, value: object) -> Any:
        try:
            return kind(text(name, value))
        except ValueError:
            raise _wrong(name, value, "one of " + ", ".join(kind)) from None

    return reads


def symptoms(name: str, value: object) -> tuple[Symptom, ...]:
    """A list of symptom words, each once, in the order of `Symptom`."""
    if not isinstance(value, list):
        raise _wrong(name, value, 'a list, such as ["nausea"]')
    ticked = {choice(Symptom)(name, word) for word in value}
    return tuple(symptom for symptom in Symptom if symptom in ticked)


def source(name: str, value: object) -> str:
    """The name of a stream of readings, such as monitor-3."""
    word = text(name, value).strip()
    if not 0 < len(word) <= 40 or not word.isprintable():
        raise _wrong(name, value, "1 to 40 characters, such as monitor-3")
    return word


ID = Field("client_id", uuid, needed=True)
AT = Field("at", instant)
SEEN = (
    *(Field(word, number) for word in WORDS),
    Field("symptoms", symptoms),
    Field("note", text),
    Field("source", source),
    Field("moved", truth),
    Field("confirmed", truth),
)

GIVEN = (
    Field("drug", text, needed=True),
    *(Field(name, text) for name in ("unit", "route", "lot", "second", "pump", "rate_unit")),
    *(Field(name, number) for name in ("amount", "per_kg", "weight", "rate")),
    Field("device", whole),
    Field("confirmed", truth),
)
"""What is said of a dose: `amount`, `per_kg` (mg/kg) and `weight` (kg) are what staff typed."""


def fact_of(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the arguments of a fact. A fact without a time is one of now: `at` 0 until the clinic receives it."""
    return {"id": values.pop("client_id"), "at": values.pop("at", 0), **values}


def observations(body: object) -> ObservationSet:
    """An observation set as staff or a gateway sent it."""
    return ObservationSet(**fact_of(read(body, ID, AT, *SEEN)))


def dose(body: object) -> Dose:
    """A dose: the drug and its amount are what staff typed."""
    return Dose(**fact_of(read(body, ID, AT, *GIVEN)))


def note(body: object) -> Note:
    """A note; the reason says why it comes after the signature."""
    return Note(**fact_of(read(body, ID, AT, Field("text", text, needed=True), Field("reason", text))))


def acknowledgement(body: object) -> Acknowledged:
    """An acknowledgement of the standing alert of one signal and direction, with what was made of it."""
    fields = (Field("signal", text, needed=True), Field("direction", text), Field("outcome", choice(Outcome)))
    return Acknowledged(**fact_of(read(body, ID, AT, *fields)))


def skip(body: object) -> SkippedCheck:
    """A check that was not made, and why."""
    fields = (Field("due", whole, needed=True), Field("reason", choice(SkipReason), needed=True))
    return SkippedCheck(**fact_of(read(body, ID, AT, *fields)))


@dataclass(frozen=True, slots=True)
class Change:
    """A correction: its own id, why, and for an amendment what was really seen or given (`at` 0 = when the old one was).

    `seen` is the revision of the session that whoever corrects had on the screen; None = not said.
    """

    id: str
    reason: str
    content: ObservationSet | Dose | None = None
    seen: int | None = None


REASON = Field("reason", text, needed=True)
REVISION = Field("revision", whole)


def void(body: object) -> Change:
    """A fact that should never have been recorded."""
    values = read(body, ID, REASON, REVISION)
    return Change(values["client_id"], values["reason"], seen=values.get("revision"))


def amendment(body: object) -> Change:
    """A reading that was wrong, with what was really seen."""
    return _amendment(body, ObservationSet, SEEN)


def dose_amendment(body: object) -> Change:
    """A dose that was wrong, with all that was really given."""
    return _amendment(body, Dose, GIVEN)


def _amendment(body: object, kind: type[ObservationSet | Dose], fields: tuple[Field, ...]) -> Change:
    values = read(body, ID, REASON, REVISION, AT, *fields)
    reason, seen = values.pop("reason"), values.pop("revision", None)
    return Change(values["client_id"], reason, kind(**fact_of(dict(values))), seen)


def patient(name: str, value: object) -> Patient:
    """A known patient by `id`, or a new one by name, date of birth, identifier and allergies."""
    if isinstance(value, dict) and value.get("id"):
        return Patient(id=text(f"{name}.id", value["id"]), name="")
    fields = (Field("name", text, needed=True), Field("birth", day), Field("identifier", text), Field("allergies", text))
    try:
        return Patient(id="", **read(value, *fields))
    except Refused as refused:
        errors = refused.fields or (FieldError("id", str(refused)),)
        raise Refused.of(*(FieldError(f"{name}.{error.field}", error.message) for error in errors)) from None


def session(body: object) -> NewSession:
    """A session as somebody asks for it."""
    fields = (Field("room", text), Field("patient", patient), Field("protocol", text))
    needed = tuple(Field(field.name, field.reads, needed=True) for field in fields)
    return NewSession(**read(body, *needed, Field("planned", instant)))
