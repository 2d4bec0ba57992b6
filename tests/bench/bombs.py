"""How soon are files refused that would unfold to gigabytes, or unfold without end?"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from time import perf_counter
from zipfile import ZIP_DEFLATED, ZipFile

from models.intake import Answers, read
from tests.bench.table import show

GIGABYTE = 1_000_000_000
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))


def run() -> None:
    """Print for each bomb what became of it, and the seconds."""
    rows = list[tuple[str, float]]()
    for name, content in _bombs():
        begun = perf_counter()
        found = read(name, content, Answers(zone="UTC"))
        rows.append((f"{name} ({len(content) / 1e6:.1f} MB): {found.verdict}", perf_counter() - begun))
    show("Files that would unfold without end (asked: 1 s each)", "s", rows)


def _bombs() -> Iterator[tuple[str, bytes]]:
    nothing = _zeros(GIGABYTE)
    workbook = (("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
    yield "sheet.xlsx", _zipped(*workbook, ("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 200_000_000))
    yield "export.zip", _zipped(("apple_health_export/export.xml", b"<HealthData>" + b" " * 200_000_000))
    yield "zip-in-zip.zip", _zipped(("a.zip", _zipped(("b.zip", _zipped(("c.csv", b"0" * 100_000_000))))))
    yield "crowded.zip", _zipped(*((f"{n}.csv", b"time,hr\n") for n in range(20_000)))
    yield "bundle.json.gz", nothing
    yield "laughs.xml", f'<!DOCTYPE HealthData [<!ENTITY a0 "ha">{LAUGHS}]><HealthData>&a29;</HealthData>'.encode()
    yield "laughs.zip", _zipped(("apple_health_export/export.xml", f'<!DOCTYPE HealthData [<!ENTITY a0 "ha">{LAUGHS}]>'.encode()))
    yield "deep.json", b"[" * 5_000_000
    yield "deep.xml", b"<HealthData>" + b"<a>" * 2_000_000
    yield "quote.csv", b'time,hr\n"' + b"1,2\n" * 5_000_000
    yield "wide.csv", b"time" + b",hr" * 2_000_000 + b"\n"


def _zipped(*members: tuple[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return kept.getvalue()


def _zeros(count: int) -> bytes:
    """So many blanks, packed, without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = b" " * 1_000_000
    return b"".join([*(packer.compress(piece) for _ in range(count // len(piece))), packer.flush()])
