"""Do year, month, day, hour and minute stand in columns of their own?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.intake.columns import Role, role_of
from models.intake.naming import compact
from models.intake.table import Row, Table

_PARTS = (
    ("year", "jahr", "annee", "ano", "anno", "jaar"),
    ("month", "monat", "mois", "mes", "mese", "maand"),
    ("day", "tag", "jour", "giorno", "dag"),
    ("hour", "stunde", "hours", "std"),
    ("minute", "min", "minutes", "minuto", "minuut"),
    ("second", "sec", "sekunde", "seconds"),
)
_NAME = "date and time"


def dated(table: Table) -> Table:
    """The table with the moment of each row as a last column, where its parts have columns of their own and no other time has."""
    words = [compact(name) for name in table.header]
    at = [next((words.index(word) for word in several if word in words), None) for several in _PARTS]
    places = [place for place in at[:5] if place is not None]
    if len(places) < 5 or any(role_of(name) is Role.TIME for i, name in enumerate(table.header) if i not in at):
        return table
    whole = [*places, *(place for place in at[5:] if place is not None)]
    rows = [_with_moment(row, whole, len(table.header)) for row in table.rows]
    units = (*table.units, *[""] * (len(table.header) - len(table.units)), "") if table.units else ()
    return replace(table, header=(*table.header, _NAME), units=units, rows=rows)


def _with_moment(row: Row, places: Sequence[int], width: int) -> Row:
    """A row whose parts are no numbers has no moment; one that is too long stays so, to be rejected."""
    number, cells = row
    parts = [cells[place] if place < len(cells) else "" for place in places]
    moment = "{}-{:0>2}-{:0>2} {:0>2}:{:0>2}".format(*parts) if all(part.isdigit() for part in parts) else ""
    moment += f":{parts[5]:0>2}" if moment and len(parts) > 5 else ""
    return number, [*cells, *[""] * (width - len(cells)), moment] if len(cells) <= width else cells
