"""Which row below the names of the columns belongs to them: units, or the halves of a pressure (RR: sys, dia)?"""

from __future__ import annotations

from collections.abc import Sequence

from models.intake.columns import Role, role_of
from models.intake.moments import kind
from models.intake.naming import parted
from models.intake.terms import measure_called
from models.intake.units import unit_of


def is_unit_row(header: Sequence[str], cells: Sequence[str]) -> bool:
    """A row of units has units or nothing under the signals, and no time under the time."""
    times = [cell for name, cell in zip(header, cells, strict=False) if role_of(name) is Role.TIME]
    return not any(kind(cell) for cell in times) and any(map(unit_of, cells)) and not any(map(numeric, cells))


def numeric(cell: str) -> bool:
    """Whether a cell holds a number (1 alone may be the unit of a fraction)."""
    return kind(cell) in {"number", "unix"} and cell != "1"


def spread(cells: Sequence[str]) -> list[str]:
    """Headings, each over the empty cells to its right."""
    over, current = [], ""
    for cell in cells:
        current = cell or current
        over.append(current)
    return over


def halved(header: Sequence[str], cells: Sequence[str]) -> list[str] | None:
    """The names of the columns where the row below divides them (RR: sys, dia); None when it does not."""
    below = [*cells, *[""] * (len(header) - len(cells))]
    if any(kind(cell) for cell in below):
        return None
    named = [_named(own, over, part) for own, over, part in zip(header, spread(header), below, strict=False)]
    return named if sum(1 for name, own in zip(named, header, strict=False) if name != own) > 1 else None


def _named(own: str, over: str, part: str) -> str:
    if not part or unit_of(part):
        return own
    name, unit = parted(over)
    both = f"{name} {part} [{unit}]" if unit else f"{name} {part}"
    if measure_called(both):
        return both
    return part if not own and role_of(part) is not Role.OTHER else own
