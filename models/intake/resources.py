"""Which FHIR resources does this JSON hold, each as it stands now?

One document, a list, one per line, or several one after the other. Bundles of every type and Parameters are opened. Of several
versions of one resource the newest counts: a history has it first, elsewhere `meta` says so. Where nothing says which is the
newest, all are kept, except that what was withdrawn in one of them is withdrawn. An Observation that is contained in another
resource is taken out, and says of itself what it shares with that: whose it is, when and by what it was measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any, NamedTuple

from models.intake.moments import written
from models.intake.tally import Tally
from models.intake.zones import instant

Json = Mapping[str, Any]
WITHDRAWN = frozenset({"entered-in-error", "cancelled"})
EARLIER, DELETED = "earlier version of a resource", "resource that was deleted"
MORE = "next page of the search, which is not in this file"
_OPENED = frozenset({"Bundle", "Parameters"})
_SHARED = ("subject", "encounter", "context", "device")
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)
_BLANK = re.compile(r"\s*")
_TRIED = 20
_BETWEEN = " \t\r\n\x1e"
"""What may stand around a resource in a line; some write the separator of records before each of them."""


class Resource(NamedTuple):
    """One JSON object and where it stands. `version`: the greater is the newer, () = not said; `gone`: it was deleted then.

    `url` is its address in a Bundle, by which others refer to it.
    """

    where: str
    body: Json
    version: tuple[float, ...] = ()
    gone: bool = False
    url: str = ""

    @property
    def kind(self) -> str:
        """Its resourceType, "" when it is no resource."""
        return string(self.body.get("resourceType"))

    @property
    def withdrawn(self) -> bool:
        """Whether it says that it should not be there, or that it was never done."""
        return string(self.body.get("status")).strip().casefold() in WITHDRAWN

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it in all its versions; its id is "" when it has none."""
        whose = string(mapping(self.body.get("subject")).get("reference")).partition("/_history/")[0]
        return self.kind, string(self.body.get("id")), whose


def resources(text: str, tally: Tally) -> list[Resource]:
    """The resources of a text, in their order.

    Raises:
        ValueError: it is no JSON; the message says where that ends.
        RecursionError: it is nested too deeply.
    """
    found: list[Resource] = []
    more = False
    for page, (where, document) in enumerate(_documents(text, tally)):
        found += _unpacked(where, document, page)
        more = any(link.get("relation") == "next" for link in mappings(mapping(document).get("link")))
    tally.skip(MORE, int(more))
    return [inner for one in _standing(found, tally) for inner in (one, *_contained(one))]


def sequence(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def mapping(value: Any) -> Json:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: Any) -> list[Json]:
    """The objects in a list."""
    return [one for one in sequence(value) if isinstance(one, Mapping)]


def string(value: Any) -> str:
    """The value if it is a text, else ""."""
    return value if isinstance(value, str) else ""


def _documents(text: str, tally: Tally) -> Iterator[tuple[str, Any]]:
    try:
        yield "the file", _DECODER.decode(text)
    except ValueError as error:
        lines = text.split("\n")
        tried = [line.strip(_BETWEEN) for line in lines if line.strip(_BETWEEN)][:_TRIED]
        if any("resourceType" in mapping(_json(line)) for line in tried):
            yield from _lines(lines, tally)
        else:
            yield from _in_turn(text, tally, error)


def _lines(lines: list[str], tally: Tally) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(lines, 1):
        document = _json(line.strip(_BETWEEN)) if line.strip(_BETWEEN) else []
        if document is None:
            tally.skip("line that is not JSON")
        else:
            yield f"line {number}", document


def _in_turn(text: str, tally: Tally, error: ValueError) -> Iterator[tuple[str, Any]]:
    """Documents one after the other, each over several lines; `error` is why the text is not a single one."""
    at, number = _blank(text, 0), 0
    while at < len(text):
        try:
            document, end = _DECODER.raw_decode(text, at)
        except ValueError:
            document, end = None, len(text)
        if not number and "resourceType" not in mapping(document):
            raise ValueError(_place(error)) from error
        if document is None:
            tally.skip("resource that was cut off")
        else:
            number += 1
            yield f"resource {number}", document
        at = _blank(text, end)


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    return "a number is too long"


def _json(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except ValueError:
        return None


def _unpacked(where: str, document: Any, page: int) -> Iterator[Resource]:
    """Resources inside bundles and lists, in their order; of a history on several pages this is the one of that number."""
    todo = [_made(where, body) for body in reversed(mappings(document if isinstance(document, list) else [document]))]
    while todo:
        one = todo.pop()
        if one.kind in _OPENED:
            todo += reversed(list(_entries(one, page) if one.kind == "Bundle" else _parameters(one)))
        else:
            yield _named(one)


def _made(where: str, body: Json) -> Resource:
    meta = mapping(body.get("meta"))
    told, number = written(string(meta.get("lastUpdated"))), string(meta.get("versionId"))
    at = instant(told, UTC) if told else None
    known = isinstance(at, int) or number.isdecimal()
    version = (float(at) if isinstance(at, int) else -1.0, float(number[:15]) if number.isdecimal() else -1.0)
    return Resource(where, body, version if known else ())


def _named(one: Resource) -> Resource:
    key = string(one.body.get("id"))
    return one._replace(where=f"{one.kind}/{key}") if one.kind and key and one.where == "the file" else one


def _entries(bundle: Resource, page: int) -> Iterator[Resource]:
    """What stands in a Bundle; a history, newest first, also says what was deleted."""
    history = bundle.body.get("type") == "history"
    for index, entry in enumerate(mappings(bundle.body.get("entry"))):
        request = mapping(entry.get("request"))
        body, deleted = mapping(entry.get("resource")), history and request.get("method") == "DELETE"
        if deleted:
            kind, _, key = string(request.get("url")).partition("/_history/")[0].rpartition("/")
            body = {"resourceType": kind.rpartition("/")[2], "id": key}
        if body:
            made = _made(bundle.where, body)._replace(gone=deleted, url=string(entry.get("fullUrl")))
            yield made._replace(version=(-float(page), -float(index))) if history else made


def _parameters(one: Resource) -> Iterator[Resource]:
    for parameter in mappings(one.body.get("parameter")):
        if "part" in parameter:
            yield Resource(one.where, {"resourceType": "Parameters", "parameter": parameter["part"]})
        if mapping(parameter.get("resource")):
            yield _made(one.where, mapping(parameter["resource"]))


def _standing(found: list[Resource], tally: Tally) -> Iterator[Resource]:
    """Each resource as it stands in its newest version; what has no id stands for itself."""
    newest: dict[tuple[str, str, str], tuple[float, ...]] = {}
    for one in found:
        newest[one.key] = max(newest.get(one.key, ()), one.version)
    over = {one.key for one in found if one.withdrawn and one.key[1] and one.version in {(), newest[one.key]}}
    deleted = {one.key[:2]: one.version for one in reversed(found) if one.gone}
    for one in found:
        if not one.key[1]:
            yield one
        elif one.version < deleted.get(one.key[:2], ()) or one.gone:
            tally.skip(DELETED)
        elif () < one.version < newest[one.key] or (one.key in over and not one.withdrawn):
            tally.skip(EARLIER)
        else:
            yield one


def _contained(one: Resource) -> Iterator[Resource]:
    inside = mappings(one.body.get("contained"))
    others = [inner for inner in inside if inner.get("resourceType") != "Observation"]
    for inner in inside:
        if inner.get("resourceType") == "Observation":
            yield Resource(one.where, {**_shared(one, inner), **inner, **_fate(one), "contained": others})


def _shared(one: Resource, inner: Json) -> dict[str, Any]:
    timed = any(key.startswith("effective") for key in inner)
    return {key: part for key, part in one.body.items() if key in _SHARED or (key.startswith("effective") and not timed)}


def _fate(one: Resource) -> dict[str, Any]:
    """What is inside something that was withdrawn is withdrawn with it."""
    return {"status": one.body["status"]} if one.withdrawn else {}
