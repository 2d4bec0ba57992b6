"""Which readings does one FHIR Observation hold?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.intake.cells import judged, pair, reading
from models.intake.codes import Code, is_panel, is_standard, measure_by, stated_source
from models.intake.resources import Json, mapping, mappings, string
from models.intake.units import unit_of
from models.intake.values import Measure, Reading
from models.vitals import Signal

ABSENT = "the sender says that this is no value"
MODIFIED = "the sender says that it means something else, in an extension that Vigil does not know (modifierExtension)"
_NO_VALUE = frozenset({"error", "not-a-number", "not-performed", "negative-infinity", "positive-infinity"})
"""Reasons that speak against a number beside them; others (not-applicable) stand beside good ones too."""
_READ = frozenset({"valueQuantity", "valueInteger", "valueString"})


def codes_of(body: Json) -> list[Code]:
    """What an Observation is of; where only its sender knows the codes of a vital sign, what that calls it."""
    return _codes(body.get("code"), vital=_is_vital(body))


def _codes(concept: object, *, vital: bool) -> list[Code]:
    """The codings of a concept; its text where it has none that anybody else knows."""
    codings = mappings(mapping(concept).get("coding"))
    found = [Code(string(one.get("system")), string(one.get("code"))) for one in codings]
    if found and not (vital and not any(map(is_standard, found))):
        return found
    shown = (string(mapping(concept).get("text")), *(string(one.get("display")) for one in codings))
    text = next(filter(None, shown), "")
    return [*found, *([Code("", text)] if text else [])]


def _is_vital(body: Json) -> bool:
    """Whether it says of itself that it is a vital sign."""
    kinds = [*mappings(body.get("category")), mapping(body.get("category"))]
    return any(one.get("code") == "vital-signs" for kind in kinds for one in mappings(kind.get("coding")))


def label(body: Json, codes: Sequence[Code]) -> str:
    """What a person would call this observation."""
    concept = mapping(body.get("code"))
    shown = [string(one.get("display")) for one in mappings(concept.get("coding"))]
    told = (string(concept.get("text")), *shown, *(code.id for code in codes), "Observation without a code")
    name = next(filter(None, told))
    return f"{name} without values" if "hasMember" in body else name


def readings(body: Json, codes: Sequence[Code]) -> Iterator[Reading]:
    """The value of the observation itself and those of its components; what is doubted of it is doubted of them."""
    whole = _doubted(body)
    for part, found in _parts(body, codes):
        why = whole or _doubted(part)
        yield Reading(found.measure, None, found.text, why) if why and found.value is not None else found


def _parts(body: Json, codes: Sequence[Code]) -> Iterator[tuple[Json, Reading]]:
    measure, method = measure_by(codes), _method(body)
    if isinstance(measure, Measure):
        if "hasMember" not in body or any(key.startswith("value") for key in body):
            yield body, _value(_by(method, measure), body)
    elif measure is None and is_panel(codes) and "valueString" in body:
        yield from ((body, half) for half in pair(method, string(body["valueString"])))
    for component in mappings(body.get("component")):
        inner = measure_by(_codes(component.get("code"), vital=_is_vital(body)))
        if isinstance(inner, Measure):
            yield component, _value(_by(method, inner), component)


def _method(body: Json) -> str:
    """The source of a pressure, by what its sender calls it or how it was measured ("Arterial line")."""
    concepts = [mapping(body.get(part)) for part in ("code", "method")]
    return stated_source(text for one in concepts for text in (string(one.get("text")), *_shown(one)) if text)


def _shown(concept: Json) -> list[str]:
    return [string(one.get("display")) for one in mappings(concept.get("coding"))]


def _by(method: str, measure: Measure) -> Measure:
    """The measure of a pressure with the source that the whole of it states, where it states none itself."""
    of_pressure = measure.signal in {Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.MEAN}
    return measure._replace(method=method) if of_pressure and not measure.method else measure


def _doubted(part: Json) -> str:
    """Why a number beside it is none, although it stands there."""
    if part.get("modifierExtension"):
        return MODIFIED
    reasons = {string(one.get("code")) for one in mappings(mapping(part.get("dataAbsentReason")).get("coding"))}
    return ABSENT if reasons & _NO_VALUE else ""


def _value(measure: Measure, body: Json) -> Reading:
    quantity = mapping(body.get("valueQuantity"))
    number = quantity.get("value", body.get("valueInteger"))
    comparator = string(quantity.get("comparator"))
    if isinstance(number, bool) or not isinstance(number, int | float):
        text = string(number) or string(body.get("valueString")) or _other(body)
        return reading(measure, f"{comparator}{text}", unit(quantity)[0])
    shown = f"{number:g}" if abs(number) < 1e15 else "a number too large"
    stated, known = unit(quantity)
    if not known:
        return Reading(measure, None, f"{shown} {stated}", f"{stated} is no unit of {measure.signal.label.lower()}")
    if comparator or abs(number) >= 1e15:
        return Reading(measure, None, f"{comparator}{shown}", "a bound, not a value" if comparator else "not a number")
    return judged(measure, float(number), shown, stated)


def _other(body: Json) -> str:
    """A value that is no single number (a range, a curve, a word), in words; "" where there is no other value."""
    key = next((name for name in body if name.startswith("value") and name not in _READ), "")
    concept = mapping(body.get(key))
    shown = [string(one.get("display")) for one in mappings(concept.get("coding"))]
    return next(filter(None, (string(concept.get("text")), *shown, key.removeprefix("value"))), "")


def unit(quantity: Json) -> tuple[str, bool]:
    """The unit by its UCUM code, else by its text; False when it is stated and Vigil does not know it."""
    stated = [text for text in (string(quantity.get("code")), string(quantity.get("unit"))) if text]
    known = next(filter(None, map(unit_of, stated)), "")
    return (known, True) if known or not stated else (stated[0], False)
