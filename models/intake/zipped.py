"""What stands in this zipped file, without being hurt by opening it?

A zip can unpack to a thousand times its size. What a member says of its own size is held against what it takes in the zip before
anything of it is unpacked, and no more than that is ever read of it. What is packed alone (gzip) is unpacked up to such a size.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

BIGGEST = 2_000_000_000
"""Bytes of one member; an Apple Health export of many years has about 1.5 GB."""
_HARMLESS, _DENSEST, _MOST = 8_000_000, 100, 10_000
_PIECE = 1 << 16
_DAMAGED = "This zipped file (an Excel workbook, for example) is damaged or was cut off. Copy or export it again."
_TORN = "This packed file (gzip) is damaged or was cut off. Copy or export it again, or unpack it and import what is inside."
_LOCKED = "This file is locked with a password. Save it without one, or unpack it, and import that."
_BOMB = "{name} in this file would unpack to {size} MB, which no export of readings does. Export only the time that you need."
_CROWDED = "This zipped file holds {count} files, which no export of readings does. Unpack it and import what is inside."
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, IndexError, OverflowError)


class Unpackable(ValueError):
    """The file cannot or must not be unpacked; the message says why and what to do."""


def opened(content: bytes) -> ZipFile:
    """The zip of these bytes.

    Raises:
        Unpackable: it is damaged, or holds more files than any export does.
    """
    try:
        archive = ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise Unpackable(_DAMAGED) from error
    if len(archive.infolist()) > _MOST:
        raise Unpackable(_CROWDED.format(count=len(archive.infolist())))
    return archive


def check(members: list[ZipInfo], most: int = BIGGEST) -> None:
    """Refuse members that unpack to more than `most` bytes together, or to far more than text can be packed.

    Raises:
        Unpackable: one of them is a bomb, or all of them are too much.
    """
    for one in members:
        if one.file_size > max(_HARMLESS, _DENSEST * one.compress_size) or sum(m.file_size for m in members) > most:
            largest = max(members, key=lambda m: m.file_size)
            raise Unpackable(_BOMB.format(name=_short(largest.filename), size=largest.file_size // 1_000_000))


def pieces(archive: ZipFile, member: ZipInfo) -> Iterator[bytes]:
    """What stands in the member, 64 KB at a time.

    Raises:
        Unpackable: it is damaged, locked or too big.
    """
    check([member])
    try:
        with _open(archive, member) as file:
            while piece := file.read(_PIECE):
                yield piece
    except _BROKEN as error:
        raise Unpackable(_DAMAGED) from error


def ungzipped(content: bytes, most: int = BIGGEST // 4) -> bytes:
    """What is packed in these bytes (.gz), the first part of it where several follow each other.

    Raises:
        Unpackable: it is damaged, or unpacks to more than `most` bytes, or to far more than text can be packed.
    """
    most = min(most, max(_HARMLESS, _DENSEST * len(content)))
    taker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = taker.decompress(content, most)
    except zlib.error as error:
        raise Unpackable(_TORN) from error
    if taker.unconsumed_tail:
        raise Unpackable(_BOMB.format(name="What is packed", size=f"more than {most // 1_000_000}"))
    if not taker.eof:
        raise Unpackable(_TORN)
    return unpacked


def _open(archive: ZipFile, member: ZipInfo) -> IO[bytes]:
    try:
        return archive.open(member)
    except RuntimeError as error:
        raise Unpackable(_LOCKED if "encrypted" in str(error) else _DAMAGED) from error


def _short(name: str) -> str:
    return name if len(name) < 60 else "…" + name[-58:]
