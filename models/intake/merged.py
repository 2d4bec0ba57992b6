"""What stands in the rows of a sheet over which one cell reaches (a date or a patient that is written once)?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple
from zipfile import ZipFile

from models.intake import zipped

_MERGED = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_BEHIND = re.compile(rb"<(?:\w+:)?mergeCells.*", re.DOTALL)
_MOST, _TALLEST, _LONGEST, _KEPT = 10_000, 1_000, 1_000_000, 200
Line = tuple[int, list[str]]


class Merge(NamedTuple):
    """A cell of this column (from 0) that reaches from row `first` to row `last`."""

    column: int
    first: int
    last: int


def merges(archive: ZipFile, path: str) -> tuple[Merge, ...]:
    """The cells of this sheet that reach over several rows.

    Raises:
        Unpackable: the sheet is damaged, locked or too big.
    """
    kept = b""
    for piece in zipped.pieces(archive, archive.getinfo(path)):
        found = _BEHIND.search(kept + piece)
        kept = found[0] if found else (kept + piece)[-_KEPT:]
        if found and len(kept) > _LONGEST:
            break
    cells = (Merge(_index(m[1]), int(m[2]), int(m[3])) for m in _MERGED.finditer(kept))
    return tuple(islice((merge for merge in cells if 0 < merge.last - merge.first < _TALLEST), _MOST))


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def filled(rows: Sequence[Line], found: Sequence[Merge]) -> list[Line]:
    """The rows with what such a cell holds in each of them. Rows that are empty but for that stay away."""
    if not found:
        return list(rows)
    of = {number: list(cells) for number, cells in rows}
    for merge in found:
        above = of.get(merge.first, [])
        text = above[merge.column] if merge.column < len(above) else ""
        for number in range(merge.first + 1, merge.last + 1) if text else ():
            cells = of.get(number, [])
            if merge.column < len(cells) and not cells[merge.column]:
                cells[merge.column] = text
    return [(number, of[number]) for number, _ in rows]
