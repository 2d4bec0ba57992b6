"""By what is the next file of this device known?

A table by its format, its delimiter, the names of its columns with their units, and the words before the values that stand above
them ("Patient;K-0417" counts as "Patient"); messages by who sends them. No reading and nothing of a patient is looked at, so that
two exports of one device are of one kind. Where a program writes other columns, units or another delimiter, it was set up in
another way, and whatever was said of its dates holds no longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

from models.intake.naming import LONGEST, compact
from models.intake.table import Table
from models.intake.values import Kind

_SHOWN = 8
_MOST_SENDERS = 5
_SENDER = re.compile(r"(?:^|[\r\n\x0b\x1c])[ \t]*MSH([^A-Za-z0-9\s])([^\r\n]{0,400})")


def of_table(table: Table) -> Kind:
    """The kind of a file that holds this table."""
    return _made(table.format, _told(table), [name for name in table.header if name], ())


def of_sheets(sheets: Sequence[tuple[str, Table]]) -> Kind:
    """The kind of a workbook, by the (name, table) of each sheet that may be read. The name of a single one says nothing."""
    if len(sheets) < 2:
        return of_table(sheets[0][1]) if sheets else Kind()
    told = [part for name, table in sheets for part in (compact(name), *_told(table))]
    names = dict.fromkeys(name for _, table in sheets for name in table.header if name)
    return _made(sheets[0][1].format, told, list(names), [name for name, _ in sheets])


def of_messages(text: str, format: str) -> Kind:
    """The kind of a file of HL7 v2 messages: the applications and places that sent them (MSH-3, MSH-4)."""
    found = {tuple(rest.split(mark, 3)[1:3]) for mark, rest in _SENDER.findall(text)}
    senders = sorted(" ".join(filter(None, map(str.strip, one))) for one in found)
    return _made(format, senders, senders, ()) if any(senders) and len(senders) <= _MOST_SENDERS else Kind()


def _told(table: Table) -> list[str]:
    """What of a table is the same in the next export of the device."""
    units = [unit.strip().casefold() for unit in table.units]
    return [table.delimiter, *map(compact, table.header), "\x1e", *units, "\x1e", *sorted(set(_keys(table.preamble)))]


def _keys(preamble: Iterable[Sequence[str]]) -> Iterable[str]:
    """The words above the columns that have a value behind them; a word with a digit in it is a value itself."""
    for line in preamble:
        cells = [cell.strip() for cell in line if cell.strip()]
        key, _, behind = cells[0].partition(":") if len(cells) == 1 else ("".join(cells[:1]), "", "".join(cells[1:2]))
        word = compact(key)
        if word and behind and len(word) <= LONGEST and not any(map(str.isdigit, word)):
            yield word


def _made(format: str, told: Iterable[str], shown: Sequence[str], sheets: Sequence[str]) -> Kind:
    digest = sha256("\x1f".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    words = [" ".join(name.split())[:40] for name in shown]
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    looks = f"{format}: {', '.join(words[:_SHOWN])}{more}"
    return Kind(f"{format}-{digest}", looks, frozenset(map(compact, (*shown, *sheets))))
