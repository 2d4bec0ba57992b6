"""What of a session leaves as FHIR, and how does one resource name another?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from models.alerts import Picture
from models.facts import Fact
from models.vitals import Millis

Resource = dict[str, Any]
"""A resource or a part of one, as JSON has it; it leaves this package as text only."""
LOINC, MDC, UCUM = "http://loinc.org", "urn:iso:std:iso:11073:10101", "http://unitsofmeasure.org"
TERMS = "http://terminology.hl7.org/CodeSystem"
TEST = {"system": f"{TERMS}/v3-ActReason", "code": "HTEST", "display": "test health data"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One session as it was when it left. `facts` are its whole log, `picture` is what follows from them.

    `staff` has the full names by sign-in name. `made` and all other times are epoch ms; they are written in `zone`, with offset.
    `invented` marks every resource as test data.
    """

    session: str
    room: str
    patient: str
    name: str
    birth: date | None
    identifier: str
    clinic: str
    facts: tuple[Fact, ...]
    picture: Picture
    made: Millis
    staff: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = UTC
    invented: bool = False

    def id(self, kind: str, *name: str) -> str:
        """The UUID of a resource: the same whenever the same session leaves, and of no other session."""
        about = self.patient if kind == "Patient" else "\x1f".join((self.session, *name))
        return str(uuid5(NAMESPACE_URL, f"urn:vigil:{kind}\x1f{about}"))

    def resource(self, kind: str, *name: str, profile: str = "") -> Resource:
        """The beginning of a resource: its kind and id, the profile that it claims, and whether it is invented."""
        meta = ({"profile": [profile]} if profile else {}) | ({"tag": [TEST]} if self.invented else {})
        return {"resourceType": kind, "id": self.id(kind, *name), **({"meta": meta} if meta else {})}

    def reference(self, kind: str, *name: str, identifier: str = "") -> Resource:
        """A reference to another resource of the bundle, with the identifier by which people know it."""
        known = {"identifier": {"value": identifier}} if identifier else {}
        return {"reference": f"urn:uuid:{self.id(kind, *name)}", "type": kind, **known}

    @property
    def subject(self) -> Resource:
        """The patient."""
        return self.reference("Patient", identifier=self.identifier)

    @property
    def encounter(self) -> Resource:
        """The session."""
        return self.reference("Encounter")

    def who(self, by: str) -> Resource:
        """Whoever vouches, by name."""
        return {"display": self.staff.get(by, by)}

    def time(self, at: Millis) -> str:
        """An instant with its offset, to the millisecond where it has any."""
        return datetime.fromtimestamp(at / 1000, self.zone).isoformat(timespec="milliseconds" if at % 1000 else "seconds")


def concept(text: str, *codings: tuple[str, str, str]) -> Resource:
    """A CodeableConcept of (system, code, display), each display left out where it is empty."""
    coded = [{"system": system, "code": code, **({"display": shown} if shown else {})} for system, code, shown in codings]
    return ({"coding": coded} if coded else {}) | {"text": text}


def noted(*texts: str) -> Resource:
    """The notes of a resource; nothing where there are none."""
    told = [{"text": text} for text in texts if text.strip()]
    return {"note": told} if told else {}
