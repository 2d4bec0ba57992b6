"""What is this zipped file: a workbook, an Apple Health export, or something that must be unpacked first?"""

from __future__ import annotations

from zipfile import ZipFile, ZipInfo

from models.intake import apple, telling, zipped
from models.intake.values import Answers, Intake
from models.intake.zipped import Unpackable

_TRIED = 20
_HEAD = 4096
_OTHER = "This zipped file holds neither an Excel workbook nor an Apple Health export. Unpack it and import what is inside."


def read(_name: str, content: bytes, answers: Answers) -> Intake:
    """The readings in a zipped file; never raises."""
    try:
        archive = zipped.opened(content)
    except Unpackable as error:
        return telling.refused("xlsx", str(error))
    try:
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
