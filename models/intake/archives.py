"""What is this zipped file: a workbook, an Apple Health export, or something that must be unpacked first?"""

from __future__ import annotations

from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

from models.intake import apple, telling, workbook, zipped
from models.intake.values import Answers, Intake
from models.intake.zipped import Unpackable

_TRIED = 20
_HEAD = 4096
_OTHER = "This zipped file holds neither an Excel workbook nor an Apple Health export. Unpack it and import what is inside."


class _Kind(NamedTuple):
    """A zipped file that is known by the `name` of one of its members, and not read."""

    name: str
    format: str
    reason: str


_OTHERS = (
    _Kind(
        "xl/workbook.bin",
        "xlsb",
        "This is a binary Excel workbook. Open it, choose Save as, Excel workbook (.xlsx), and import that.",
    ),
    _Kind(
        "word/document.xml",
        "docx",
        "This is a Word document. Vigil reads tables: ask for the readings as CSV or as an Excel workbook.",
    ),
    _Kind(
        "content.xml",
        "ods",
        "This is an OpenDocument file. Open it, choose Save as, Excel workbook (.xlsx) or CSV, and import that.",
    ),
)


def read(_name: str, content: bytes, answers: Answers) -> Intake:
    """The readings in a zipped file; never raises."""
    try:
        archive = zipped.opened(content)
    except Unpackable as error:
        return telling.refused("xlsx", str(error))
    try:
        names = frozenset(archive.namelist())
        if workbook.is_workbook(names):
            return workbook.read(content, archive, answers)
        if known := next((kind for kind in _OTHERS if kind.name in names), None):
            return telling.refused(known.format, known.reason)
        export = _export(archive)
        if export is not None:
            return apple.read_pieces(zipped.pieces(archive, export), answers)
    except Unpackable as error:
        return telling.refused("zip", str(error))
    return telling.refused("zip", _OTHER)


def _export(archive: ZipFile) -> ZipInfo | None:
    """The export among the members, whatever the phone's language calls it (its clinical copy, export_cda.xml, is another)."""
    texts = [member for member in archive.infolist() if member.filename.casefold().endswith(".xml")]
    return next((member for member in texts[:_TRIED] if apple.is_export(_head(archive, member), "")), None)


def _head(archive: ZipFile, member: ZipInfo) -> bytes:
    return next(zipped.pieces(archive, member), b"")[:_HEAD]
