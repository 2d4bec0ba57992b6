"""Whom or what does a FHIR reference name?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from models.intake.resources import Json, Resource, mapping, mappings, sequence, string

PEOPLE = frozenset({"", "Patient", "Person", "RelatedPerson"})


def named(reference: Json, body: Json) -> str:
    """The id at the end of a reference (Patient/7, urn:uuid:...), else its identifier or display; "" where it says none.

    A urn:uuid: names a resource within its file only, so an identifier that stands beside it is what people know. What stands
    in the resource itself (#p, in `body`) has no name outside it, so its own identifier or name counts.
    """
    text, known = _plain(reference), string(mapping(reference.get("identifier")).get("value"))
    if text.startswith("#"):
        return known or _inside(text[1:], body) or string(reference.get("display"))
    if "identifier=" in text:
        return text.rpartition("identifier=")[2].partition("&")[0].rpartition("|")[2]
    short = text.rpartition("/")[2].rpartition(":")[2]
    return (known if text.startswith("urn:uuid:") else "") or short or known or string(reference.get("display"))


def record_numbers(found: Iterable[Resource]) -> dict[str, str]:
    """The medical record number of each patient who is described in the file, by the ids by which others name him or her.

    References carry the ids of a server, which nobody on a ward knows. A number that two patients have (in two hospitals) names
    neither of them.
    """
    people = {(_ids(one), number) for one in found if one.kind == "Patient" and (number := _record_number(one.body))}
    times = Counter(number for _, number in people)
    return {key: number for keys, number in people if times[number] == 1 for key in keys}


def _ids(one: Resource) -> tuple[str, ...]:
    """The id and the last part of the address of a resource, those that it has."""
    address = one.url.rpartition("/")[2].rpartition(":")[2]
    return tuple(dict.fromkeys(filter(None, (string(one.body.get("id")), address))))


def _record_number(body: Json) -> str:
    """The first identifier that is of the type MR (HL7 table 0203)."""
    for one in mappings(body.get("identifier")):
        kinds = {string(coding.get("code")) for coding in mappings(mapping(one.get("type")).get("coding"))}
        if "MR" in kinds and string(one.get("value")).strip():
            return string(one.get("value")).strip()
    return ""


def kind_of(reference: Json) -> str:
    """What sort of thing is named (Patient, Location, ...); "" where it does not say."""
    parts = _plain(reference).partition("?")[0].split("/")
    return string(reference.get("type")) or (parts[-2] if len(parts) > 1 else "")


def _plain(reference: Json) -> str:
    """Without the version of what is named: Patient/7/_history/2 is Patient/7."""
    return string(reference.get("reference")).partition("/_history/")[0].rstrip("/")


def _inside(id: str, body: Json) -> str:
    found = next((one for one in mappings(body.get("contained")) if one.get("id") == id), {})
    return next(filter(None, (string(one.get("value")) for one in mappings(found.get("identifier")))), "") or _called(found)


def _called(found: Json) -> str:
    """A person by name and date of birth, a device by its name."""
    name = next(iter(mappings(found.get("name"))), {})
    given = map(string, sequence(name.get("given")))
    told = string(name.get("text")) or " ".join(filter(None, (*given, string(name.get("family")))))
    shown = [string(one.get("name")) for one in mappings(found.get("deviceName"))]
    return " ".join(filter(None, (told, *shown[:1], string(found.get("birthDate")))))
