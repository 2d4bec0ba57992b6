"""Where in this text are the names of the columns, their units and the rows?"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice

from models.intake.columns import Column, Role, role_of
from models.intake.company import is_open
from models.intake.headings import halved, is_unit_row, numeric, spread
from models.intake.moments import kind
from models.intake.naming import compact
from models.intake.turned import turned

_DELIMITERS = (",", ";", "\t", "|", "^", "~")
_LOOKED_AT = 80
_WIDEST = 1000
"""Cells of a line that are looked at: no table that is read has more columns."""
SPACES = "  "
_WITH_READINGS = 100
_TALLEST = 400
_BEGINNING = 65536
OVERFLOWING = "the row does not have as many cells as the table has columns (a decimal comma between commas?)"
_LONGEST_CELL = 500
_TIMES = ("moment", "day", "clock", "unix")
Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a file of this `format`.

    `rows` carry the number of their line (in what else `place` says); `preamble` is what stands above the names; `groups` are the
    headings over several columns, spread to the right; `units` may be empty.
    """

    delimiter: str
    preamble: tuple[tuple[str, ...], ...]
    groups: tuple[str, ...]
    header: tuple[str, ...]
    units: tuple[str, ...]
    rows: list[Row]
    format: str = "csv"
    place: str = "line"

    def stated(self, *words: str) -> str | None:
        """What the preamble says of the first of these words, as `stated` finds it."""
        return stated(self.preamble, *words)

    def zone(self) -> str | None:
        """The time zone that the preamble names."""
        return self.stated("timezone", "zone", "tz", "zeitzone", "fuseauhoraire", "zonahoraria")


def stated(lines: Iterable[Sequence[str]], *words: str) -> str | None:
    """What lines say of the first of these words (`Patient;K-0417`, `# timezone: Europe/Berlin`), or None."""
    for line in lines:
        cells = [cell.strip() for cell in line if cell.strip()]
        key, _, behind = (
            (cells[0].lstrip("# ").partition(":") if len(cells) == 1 else (cells[0], "", cells[1])) if cells else ("", "", "")
        )
        if compact(key) in words and behind.strip():
            return behind.strip()
    return None


def cell(row: Row, column: Column) -> str:
    """What stands in this column of the row, "" when the row is too short."""
    cells = row[1]
    return cells[column.index] if column.index < len(cells) else ""


def overflowing(row: Row, columns: Sequence[Column], delimiter: str) -> bool:
    """Whether a row has more cells than the table has columns, so that nobody knows which is which (a decimal comma, 36,6).

    A last column of words may overflow: a comma stood in the text. Where spaces part the cells, too few are as bad.
    """
    cells = row[1]
    if len(cells) <= len(columns):
        return delimiter == SPACES and len(cells) < len(columns)
    last = columns[-1]
    words = last.role in {Role.NOTE, Role.OTHER, Role.SYMPTOMS, Role.EVENT} and not numeric(cells[last.index])
    return any(cells[len(columns) :]) and not words


class Unreadable(ValueError):
    """The text cannot be split into rows; the message says where."""


def find(text: str) -> Table | None:
    """The table in the text, or None when no line of its beginning names two columns that Vigil knows (one of them telling).

    Raises:
        Unreadable: a line cannot be split (for example a quotation mark that is never closed).
    """
    score, delimiter, position = max((_header_in(text, delimiter) for delimiter in _DELIMITERS), key=lambda found: found[0])
    if score:
        return laid_out(_split(text, delimiter), delimiter, position)
    return _unwrapped(text) or _on_its_side(text) or _spaced(text, r"\s{2,}") or _spaced(text, r"\s+")


def among(rows: Sequence[Row], format: str, place: str) -> Table | None:
    """As `find`, for rows that another reader has split already (`place` = what their numbers count)."""
    score, position = _best(rows[:_LOOKED_AT])
    if score:
        return replace(laid_out(iter(rows), "", position), format=format, place=place)
    if rows and all(len(cells) == 1 for _, cells in rows):
        inside = find("\n".join(cells[0] for _, cells in rows))
        return replace(inside, format=format, place=place) if inside else None
    flat = _upright(rows, "")
    return replace(flat, format=format, place=place.replace("row", "column")) if flat else None


def _best(rows: Iterable[Row]) -> tuple[int, int]:
    """The score of the best header (0 = none), as the row below divides it, and its position.

    That of an earlier one which has rows of its own below.
    """
    lines = [cells for _, cells in rows]
    scores = [_score(_whole(cells, under)) for cells, under in zip(lines, [*lines[1:], []], strict=False)] or [0]
    position = scores.index(max(scores))
    first = next((i for i, score in enumerate(scores) if score > _WITH_READINGS), position)
    above = any(sum(cell[:1].isdigit() for cell in cells) > 1 for cells in lines[first:position])
    return max(scores), first if above else position


def _whole(cells: list[str], below: list[str]) -> list[str]:
    """The names of the columns where these do not say all of it: a time among them, the halves of a pressure in the row below."""
    divided = Role.TIME in map(role_of, cells) and Role.TIME not in map(role_of, below)
    return (halved(cells, below) if divided else None) or cells


def _unwrapped(text: str) -> Table | None:
    """A table each of whose lines was put into quotation marks as a whole."""
    with suppress(Unreadable):
        rows = list(islice(_split(text, ","), _LOOKED_AT)) if text.lstrip()[:1] == '"' else []
        if rows and all(len(cells) == 1 for _, cells in rows):
            inside = "\n".join(" ".join(cells) for _, cells in _split(text, ","))
            return find(inside) if inside.lstrip()[:1] != '"' else None
    return None


def _on_its_side(text: str) -> Table | None:
    """A flow sheet, with any delimiter; one that cannot be split is none."""
    for delimiter in _DELIMITERS:
        with suppress(Unreadable):
            flat = _upright(list(islice(_split(text, delimiter), _TALLEST)), delimiter)
            if flat:
                return flat
    return None


def _upright(rows: Sequence[Row], delimiter: str) -> Table | None:
    found = turned(rows) if len(rows) < _TALLEST else None
    return laid_out(iter([*rows[: found[0]], *found[1]]), delimiter, found[0], place="column") if found else None


def _spaced(text: str, gap: str) -> Table | None:
    """A table whose cells are parted by spaces."""
    score, position = _best(_gaps(text[:_BEGINNING], gap, _LOOKED_AT))
    if score <= _WITH_READINGS:
        return None
    lines = _gaps(text, gap, None)
    head = list(islice(lines, position + 1))
    parted = not any(set(cell) & set(_DELIMITERS) for cell in head[position][1])
    return laid_out(chain(head, lines), SPACES, position) if parted else None


def _gaps(text: str, gap: str, most: int | None) -> Iterator[Row]:
    """The lines of a text, cut at its gaps."""
    return ((number, re.split(gap, line.strip())) for number, line in enumerate(text.splitlines()[:most], 1))


def _header_in(text: str, delimiter: str) -> tuple[int, str, int]:
    """How well the best header fits with this delimiter (0 = none), the delimiter, and the position of that row."""
    rows: list[Row] = []
    with suppress(Unreadable):
        rows.extend(islice(_split(text[:_BEGINNING], delimiter), _LOOKED_AT))
    score, position = _best(rows)
    return score, delimiter, position


def _score(cells: list[str]) -> int:
    """How well these cells name columns (not if cut through a quotation); above all that they name a time and a reading."""
    roles = [role for cell in cells if '"' not in cell and (role := role_of(cell)) is not Role.OTHER]
    telling = {Role.TIME, Role.SIGNAL, Role.PRESSURE, Role.VALUE} & set(roles)
    signals = sum(1 for role in roles if role in {Role.SIGNAL, Role.PRESSURE})
    readings = Role.TIME in roles and bool(signals or {Role.NAME, Role.VALUE} <= set(roles) or any(map(is_open, cells)))
    return len(roles) + signals + _WITH_READINGS * readings if (len(roles) > 1 and telling) or readings else 0


def _split(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    line = 1
    try:
        for cells in reader:
            if reader.line_num - line > _LONGEST_CELL:
                raise Unreadable(f"a quotation mark in line {line} is never closed")
            yield line, [unquoted(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"line {line} cannot be read ({error})") from error


def unquoted(cell: str) -> str:
    """The text of a cell without blanks around it, and without single quotation marks."""
    cell = cell.strip()
    return cell[1:-1].strip() if len(cell) > 1 and cell[0] == cell[-1] == "'" else cell


def laid_out(everything: Iterator[Row], delimiter: str, position: int, place: str = "line") -> Table:
    """The table of these rows, of which the one at `position` names the columns."""
    above = [cells for _, cells in islice(everything, position)]
    header = next(everything)[1]
    rows = [row for row in everything if any(row[1])]
    divided = halved(header, rows[0][1]) if rows else None
    units: tuple[str, ...] = ()
    if divided:
        header, units = divided, tuple(rows.pop(0)[1])
    if rows and is_unit_row(header, rows[0][1]):
        units = tuple(rows.pop(0)[1])
    header = ["", *header] if _are_numbered(rows, header) else header
    return Table(delimiter, tuple(map(tuple, above)), _groups(above, len(header)), tuple(header), units, rows, place=place)


def _are_numbered(rows: Sequence[Row], header: Sequence[str]) -> bool:
    """Whether each row begins with a number for which there is no name above (as R writes tables).

    Only where that puts days or clock times under the name of the times, which nothing else does: a comma at the end of a row or
    in a decimal number makes rows longer too.
    """
    looked = [cells for _, cells in rows[:_LOOKED_AT] if len(cells) == len(header) + 1 and cells[0].isdigit()]
    at = next((i for i, name in enumerate(header) if role_of(name) is Role.TIME), None)
    if at is None or len(looked) < max(2, 0.9 * len(rows[:_LOOKED_AT])):  # a total below has another shape
        return False
    own, behind = ({kind(text) in _TIMES for cells in looked if (text := cells[place])} for place in (at, at + 1))
    return True not in own and False not in behind


def _groups(above: list[list[str]], width: int) -> tuple[str, ...]:
    """The headings directly above the names, each spread over the empty cells to its right; () if that line is none."""
    line = above[-1] if above else []
    if len(line) != width or sum(1 for cell in line if cell) < 2 or sum(1 for cell in line if not cell) < 2:
        return ()
    return tuple(spread(line))
