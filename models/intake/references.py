"""Whom or what does a FHIR reference name?"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

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
        return _searched(text)[1]
    short = text.rpartition("/")[2].rpartition(":")[2]
    return (known if text.startswith("urn:uuid:") else "") or short or known or string(reference.get("display"))


def _searched(text: str) -> tuple[str, str]:
    """The system and the value of a conditional reference: Patient?identifier=http://clinic/mrn|4711."""
    system, _, value = unquote(text.rpartition("identifier=")[2].partition("&")[0]).rpartition("|")
    return system, value


def house(reference: Json) -> str:
    """Which server or register gave the id by which somebody is named; "" where the reference does not say."""
    text, known = _plain(reference), mapping(reference.get("identifier"))
    if "identifier=" in text:
        return _searched(text)[0]
    if not text:
        return string(known.get("system"))
    server = text.rsplit("/", 2)
    return server[0].rpartition("://")[2] if len(server) > 2 else ""


def houses(found: Iterable[Resource]) -> dict[str, frozenset[str]]:
    """The servers and registers of each name by which observations name their patients: one name of two of them is two people."""
    told: dict[str, set[str]] = {}
    for one in found:
        whose = mapping(one.body.get("subject"))
        if one.kind == "Observation" and house(whose):
            told.setdefault(named(whose, one.body), set()).add(house(whose))
    return {name: frozenset(of) for name, of in told.items()}


def record_numbers(found: Iterable[Resource]) -> dict[str, str]:
    """The medical record number of each patient who is described in the file, by the ids by which others name him or her.

    References carry the ids of a server, which nobody on a ward knows. A number that two patients have (in two hospitals) names
    neither of them, and neither does an id that two have; one that the same hospital gave is of one patient, however often
    described. Who has no such number is named by the id, whatever the file calls it.
    """
    given: dict[str, set[object]] = {}
    meant: dict[str, set[str]] = {}
    for one in found:
        by, number = _record_number(one.body)
        number = number or _id(one)
        if one.kind == "Patient" and number:
            given.setdefault(number, set()).add(by or _ids(one))
            for key in _ids(one):
                meant.setdefault(key, set()).add(number)
    return {key: number for key, (number, *others) in meant.items() if not others and len(given[number]) == 1}


def _id(one: Resource) -> str:
    return string(one.body.get("id"))


def _ids(one: Resource) -> tuple[str, ...]:
    """The id, the address and its last part of a resource, those that it has."""
    address = one.url.rpartition("/")[2].rpartition(":")[2]
    return tuple(dict.fromkeys(filter(None, (_id(one), one.url, address))))


def _record_number(body: Json) -> tuple[str, str]:
    """The first identifier that is of the type MR (HL7 table 0203), behind the system that gave it; "" where there is none."""
    for one in mappings(body.get("identifier")):
        kinds = {string(coding.get("code")) for coding in mappings(mapping(one.get("type")).get("coding"))}
        if "MR" in kinds and string(one.get("value")).strip():
            return string(one.get("system")), string(one.get("value")).strip()
    return "", ""


def kind_of(reference: Json) -> str:
    """What sort of thing is named (Patient, Location, ...); "" where it does not say."""
    parts = _plain(reference).partition("?")[0].split("/")
    return string(reference.get("type")) or (parts[-2] if len(parts) > 1 else "")


def address(reference: Json) -> str:
    """What a reference says, as it is written, without a version."""
    return _plain(reference)


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
