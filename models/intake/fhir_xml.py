"""What readings do these FHIR R4 resources in XML hold?

The same as in JSON: the elements are turned into what FHIR JSON would hold, and read by the same reader. The document is
taken without recursion and without entities of its own, which can make 1 KB unfold to gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from models.intake import fhir, telling
from models.intake.values import Answers, Intake

_SPACE = "http://hl7.org/fhir"
_DECLARED = re.compile(r"""\sxmlns(?::[\w.-]+)?\s*=\s*["']http://hl7\.org/fhir["']""")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_REPEATED = frozenset({"coding", "component", "entry", "hasMember"})
"""The elements that are lists in JSON, of those that the reader looks at."""
_ENTITIES = "This XML defines entities of its own, which no FHIR export does. Export it again, or ask for FHIR in JSON."
_BROKEN = "This XML cannot be read from line {line} on: it was cut off or changed. Export it again."
_NO_RESOURCE = "This XML names FHIR, but it is no FHIR resource. Export the readings as FHIR (JSON or XML), CSV or HL7."


class _Refused(Exception):
    """The document must not or cannot be read; the message says why and what to do."""


def is_fhir(head: str, _name: str) -> bool:
    """Whether a text that begins like this is XML in the namespace of FHIR."""
    return head.startswith("<") and _DECLARED.search(head) is not None


def read(_name: str, text: str, answers: Answers) -> Intake:
    """The readings of one resource or Bundle in XML; never raises."""
    try:
        document = _Document().of(text)
    except _Refused as refused:
        return telling.refused(fhir.FORMAT, str(refused))
    return fhir.of(document, answers)


class _Element:
    """An element that is open: its name, the value it states itself, and what its parts have said so far."""

    __slots__ = ("name", "parts", "resource", "stated")

    def __init__(self, name: str, stated: str | None) -> None:
        self.name = name
        self.stated = stated
        self.parts: dict[str, Any] = {}
        self.resource: Mapping[str, Any] | None = None

    def take(self, part: _Element) -> None:
        """A part of this element is complete."""
        if part.name[:1].isupper():
            self.resource = part.resource_of()
        elif part.name in _REPEATED:
            self.parts.setdefault(part.name, []).append(part.told(self.name))
        else:
            self.parts.setdefault(part.name, part.told(self.name))

    def resource_of(self) -> Mapping[str, Any]:
        """This element as a resource of FHIR JSON."""
        return {"resourceType": self.name, **self.parts}

    def told(self, within: str) -> Any:
        """This element as FHIR JSON would hold it; the value of a quantity is a number there."""
        if self.resource is not None:
            return self.resource
        if self.stated is None:
            return self.parts
        counts = self.name == "valueInteger" or (self.name == "value" and within == "valueQuantity")
        return float(self.stated) if counts and _NUMBER.fullmatch(self.stated) else self.stated


class _Document:
    """Takes the elements of one document; only those of FHIR count (the narrative is a web page inside)."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._starts
        self._parser.EndElementHandler = self._ends
        self._parser.EntityDeclHandler = self._defines
        self._open = [_Element("", None)]

    def of(self, text: str) -> Mapping[str, Any]:
        """The resource that the document is.

        Raises:
            _Refused: it is no XML or no resource, or it defines an entity.
        """
        try:
            self._parser.Parse(text, True)  # noqa: FBT003 - the parser takes no names
        except (expat.ExpatError, ValueError) as error:
            raise _Refused(_BROKEN.format(line=self._parser.CurrentLineNumber)) from error
        if self._open[0].resource is None:
            raise _Refused(_NO_RESOURCE)
        return self._open[0].resource

    def _defines(self, *_entity: object) -> None:
        raise _Refused(_ENTITIES)

    def _starts(self, element: str, told: dict[str, str]) -> None:
        space, _, name = element.rpartition(" ")
        self._open.append(_Element(name if space == _SPACE else "", told.get("value")))

    def _ends(self, _element: str) -> None:
        ended = self._open.pop()
        if ended.name:
            self._open[-1].take(ended)
