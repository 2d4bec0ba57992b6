"""Which reader is this file for, and if none, what should the person do?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from models.intake import apple, archives, fhir, hl7v2, tabular, telling, wfdb, wristband, zipped
from models.intake.decoding import decoded
from models.intake.values import Answers, Intake
from models.intake.zipped import Unpackable

_HEAD = 4096
_PACKS = b"\x1f\x8b"
_BEGINS = re.compile(r"(?:^|[\r\n\x0b\x1c])[ \t]*(?:MSH|FHS|BHS)([^A-Za-z0-9\s])[^A-Za-z0-9\s]")
"""A message, also where a capture of the line began in the middle of the one before."""


_RESOURCE = re.compile(r"^[ \t\x1e]*\{[^\n]*\"resourceType\"", re.MULTILINE)
"""A resource in a line, also where the line before it was torn."""


class Format(NamedTuple):
    """One row of the table of formats.

    `recognises(head, name)` sees the first 4 KB (bytes, or text for `text` formats) and the file name in small letters;
    `read(name, content, answers)` gets all of it.
    """

    name: str
    recognises: Callable[[bytes, str], bool]
    read: Callable[[str, bytes, Answers], Intake]


class TextFormat(NamedTuple):
    """As `Format`, for files that are text."""

    name: str
    recognises: Callable[[str, str], bool]
    read: Callable[[str, str, Answers], Intake]


def _refusing(format: str, reason: str) -> Callable[[str, bytes, Answers], Intake]:
    return lambda _name, _content, _answers: telling.refused(format, reason)


def _refusing_text(format: str, reason: str) -> Callable[[str, str, Answers], Intake]:
    return lambda _name, _text, _answers: telling.refused(format, reason)


_OLD_EXCEL = (
    "This is an old Office file, which Vigil does not read. Open it, choose Save as, Excel workbook (.xlsx), and import that."
)
_PDF = "This is a PDF: a picture of numbers, not numbers. Ask for the export as CSV, FHIR or HL7."
_PICTURE = "This is a picture. Vigil reads numbers only: ask for the export as CSV, FHIR or HL7."
_PACKED = "This file is packed (gzip) more than once. Unpack it and import what is inside."
_BINARY = "This file is not text, so Vigil cannot read it. Export the readings as CSV, FHIR (JSON) or HL7."
_EMPTY = "The file is empty. Export it again and check that it has a size."
_NO_HEADER = (
    "This is a part of an HL7 message: its header (MSH) is missing, and with it who sent it and how it is written. Export the"
    " whole message."
)
_HL7_XML = (
    "This is HL7 in XML (a message or a clinical document), and Vigil reads HL7 v2 with its bars (MSH|^~\\&|...). Ask for that,"
    " or for FHIR in JSON."
)
_FHIR_XML = "This is FHIR in XML, and Vigil reads FHIR in JSON. Ask the sending system for application/fhir+json."
_XML = "This is XML of a kind that Vigil does not know. Export the readings as CSV, FHIR (JSON) or HL7."
_MARKUP = "This is a web page, not an export of readings. Export the readings as CSV, FHIR (JSON) or HL7."

BINARY: tuple[Format, ...] = (
    Format("empty", lambda head, _: not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"), _refusing("empty", _EMPTY)),
    Format("zip", lambda head, _: head.startswith((b"PK\x03\x04", b"PK\x05\x06")), archives.read),
    Format("xls", lambda head, _: head.startswith(b"\xd0\xcf\x11\xe0"), _refusing("xls", _OLD_EXCEL)),
    Format("pdf", lambda head, _: head.startswith(b"%PDF"), _refusing("pdf", _PDF)),
    Format("image", lambda head, _: head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")), _refusing("image", _PICTURE)),
    Format("gzip", lambda head, _: head.startswith(_PACKS), _refusing("gzip", _PACKED)),
    Format("apple-health", apple.is_export, apple.read),
    Format("wfdb", lambda head, name: name.endswith(".dat") and decoded(head) is None, wfdb.read_samples),
)
TEXT: tuple[TextFormat, ...] = (
    TextFormat(
        "fhir-xml", lambda head, _: head.startswith("<") and "http://hl7.org/fhir" in head, _refusing_text("fhir-xml", _FHIR_XML)
    ),
    TextFormat("hl7-xml", lambda head, _: head.startswith("<") and "urn:hl7-org:v" in head, _refusing_text("hl7-xml", _HL7_XML)),
    TextFormat(
        "html", lambda head, _: head[:200].casefold().startswith(("<!doctype html", "<html")), _refusing_text("html", _MARKUP)
    ),
    TextFormat("xml", lambda head, _: head.startswith("<"), _refusing_text("xml", _XML)),
    TextFormat("hl7v2", lambda head, _: _BEGINS.search(head) is not None, hl7v2.read),
    TextFormat(
        "hl7v2", lambda head, _: re.match(r"(?:EVN|PID|PV1|OBR|OBX)\|", head) is not None, _refusing_text("hl7v2", _NO_HEADER)
    ),
    TextFormat(
        "fhir",
        lambda head, _: head.startswith(("{", "[{", "[]", "[ ", "[\n", "[\r", "[\t")) or _RESOURCE.search(head) is not None,
        fhir.read,
    ),
    TextFormat("wfdb", wfdb.is_header, wfdb.read_header),
    TextFormat("empatica", wristband.is_recording, wristband.read),
    TextFormat("csv", lambda _head, _name: True, tabular.read),
)


def read(name: str, content: bytes, answers: Answers) -> Intake:
    """The file read by the first format that recognises it; the order of the tables is the order of asking.

    Bytes of which a header beside them says what they are need not be recognised.
    """
    if wfdb.header_of(name, answers):
        return wfdb.read_samples(name, content, answers).of(name)
    if content.startswith(_PACKS):
        try:
            content, name = zipped.ungzipped(content), name.removesuffix(".gz")
        except Unpackable as error:
            return telling.refused("gzip", str(error)).of(name)
    small = name.casefold()
    for binary in BINARY:
        if binary.recognises(content[:_HEAD] if binary.name != "empty" else content, small):
            return binary.read(name, content, answers).of(name)
    text = decoded(content)
    if text is None:
        return telling.refused("binary", _BINARY).of(name)
    head = text[:_HEAD].lstrip(" \t\r\n\x0b\x1c\ufeff")
    chosen = next(known for known in TEXT if known.recognises(head, small))
    return chosen.read(name, text, answers).of(name)
