"""Does this table lie on its side: a row for each vital sign, and the times along the top (a flow sheet)?"""

from __future__ import annotations

from collections.abc import Sequence

from models.intake.columns import Role, role_of
from models.intake.moments import kind

Line = tuple[int, list[str]]
_WIDEST = 5000
_TIMES = ("moment", "clock", "unix")


def turned(rows: Sequence[Line]) -> tuple[int, list[Line]] | None:
    """How many rows stand above the times, and the table upright: its names, then a row per time, numbered by its column.

    None when no row holds times along it with a vital sign named at the beginning of a row below.
    """
    top = next((i for i, (_, cells) in enumerate(rows) if _are_times(cells)), None)
    if top is None:
        return None
    while top and _are_times(rows[top - 1][1], "day"):
        top -= 1
    block = [cells for _, cells in rows[top:] if cells and (cells[0] or cells is rows[top][1])]
    if not any(role_of(cells[0]) in {Role.SIGNAL, Role.PRESSURE} for cells in block[1:]):
        return None
    names = [block[0][0] if role_of(block[0][0]) is Role.TIME else "time", *(cells[0] for cells in block[1:])]
    width = min(len(block[0]), _WIDEST)
    upright = [(i + 1, [cells[i] if i < len(cells) else "" for cells in block]) for i in range(1, width)]
    return top, [(rows[top][0], names), *upright]


def _are_times(cells: Sequence[str], *kinds: str) -> bool:
    """Whether all of at least two cells behind the first are times (of these kinds)."""
    behind = [cell for cell in cells[1:] if cell]
    return len(behind) > 1 and all(kind(cell) in (kinds or _TIMES) for cell in behind)
