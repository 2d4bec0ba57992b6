"""Does another table begin among the rows of this one, and what do several tables of one file hold together?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from models.intake.columns import PATIENT_NAMES, PATIENT_NUMBERS, Role, arranged, role_of
from models.intake.moments import kind
from models.intake.naming import compact
from models.intake.table import Table, laid_out, stated
from models.intake.values import Intake, Recording, Rejected, Settings, Skipped

_WORDS = 2


class _Cut(NamedTuple):
    """Where another table begins: its first line above the names, its names (None = those of the table before), its first row."""

    begin: int
    head: int | None
    rows: int


def sections(table: Table) -> tuple[Table, ...]:
    """The tables in this one: below each other, where a row names other columns, or side by side.

    So are exports put one behind the other: where lines such as `Patient;K-0418` stand above the names once more, or name
    somebody between the rows, what is below is another table. Lines above that are not said again are of all of them.
    """
    cuts = list(_cuts(table))
    if not cuts:
        return _side_by_side(table)
    ends = [*(cut.begin for cut in cuts[1:]), len(table.rows)]
    first = replace(table, rows=table.rows[: cuts[0].begin])
    return (first, *(_section(table, cut, end) for cut, end in zip(cuts, ends, strict=True)))


def _cuts(table: Table) -> Iterator[_Cut]:
    above = 0
    names = [compact(cell) for cell in table.header if cell]
    for i, (_, cells) in enumerate(table.rows):
        head = _head(cells, names)
        if head is not None and (head != names or above):
            yield _Cut(i - above, i, i)
            names = head
        elif head is None and above and any(_names_somebody(row[1]) for row in table.rows[i - above : i]) and not _beside(cells):
            yield _Cut(i - above, None, i)
        above = above + 1 if head is None and _beside(cells) else 0


def _beside(cells: Sequence[str]) -> bool:
    """Whether a line stands beside the rows: one or two words, the first of which is no time."""
    told = [cell for cell in cells if cell]
    return 0 < len(told) <= _WORDS and not told[0][:1].isdigit() and not kind(told[0])


def _names_somebody(cells: Sequence[str]) -> bool:
    return stated([cells], *PATIENT_NUMBERS, *PATIENT_NAMES) is not None


def _side_by_side(table: Table) -> tuple[Table, ...]:
    """The parts of a table in which one name of a time stands several times (Time, HR, Time, SpO2), each with its own."""
    first = next((i for i, name in enumerate(table.header) if role_of(name) is Role.TIME), None)
    starts = [] if first is None else [i for i, name in enumerate(table.header) if compact(name) == compact(table.header[first])]
    if len(starts) < 2:
        return (table,)
    ends = [*starts[1:], len(table.header)]
    parts = [(*range(starts[0]), *range(start, end)) for start, end in zip(starts, ends, strict=True)]
    signals = [any(role_of(table.header[i]) in {Role.SIGNAL, Role.PRESSURE} for i in part) for part in parts]
    return tuple(_only(table, part) for part in parts) if all(signals) else (table,)


def _only(table: Table, part: Sequence[int]) -> Table:
    def kept(cells: Sequence[str]) -> list[str]:
        return [cells[i] if i < len(cells) else "" for i in part]

    rows = [(number, kept(cells)) for number, cells in table.rows]
    heads = tuple(kept(table.header)), tuple(kept(table.units)), tuple(kept(table.groups))
    return replace(table, header=heads[0], units=heads[1], groups=heads[2], rows=rows)


def holds_readings(table: Table, mapping: Sequence[tuple[str, str]] = ()) -> bool:
    """Whether the columns of a table name a vital sign, or names and values; also by what a person said of them."""
    roles = {column.role for column in arranged(table.header, table.units, table.groups, mapping)}
    return bool({Role.SIGNAL, Role.PRESSURE} & roles) or {Role.NAME, Role.VALUE} <= roles


def _section(table: Table, cut: _Cut, end: int) -> Table:
    preamble = (*(tuple(cells) for _, cells in table.rows[cut.begin : cut.rows]), *table.preamble)
    if cut.head is None:
        return replace(table, rows=table.rows[cut.rows : end], preamble=preamble)
    made = laid_out(iter(table.rows[cut.head : end]), table.delimiter, 0)
    return replace(made, preamble=preamble, format=table.format, place=table.place)


def _head(cells: Sequence[str], names: list[str]) -> list[str] | None:
    """The names in a row that holds names only, a time among them; None where it is no such row."""
    if any(cell[:1].isdigit() or cell[:1] in {"-", "+"} for cell in cells):
        return None
    own = [compact(cell) for cell in cells if cell]
    roles = [role for role in map(role_of, cells) if role is not Role.OTHER]
    return own if own == names or (len(roles) > 1 and Role.TIME in roles) else None


def joined(taken: Sequence[Intake]) -> Intake:
    """What the tables of one file hold together: all of it or, where something is open in one of them, the questions of all."""
    questions = tuple(dict.fromkeys(question for one in taken for question in one.questions))
    if len(taken) == 1 or questions:
        return replace(taken[0], verdict="question", reason="", questions=questions, recordings=()) if questions else taken[0]
    ready = [one for one in taken if one.verdict == "ready"]
    return replace(
        (ready or taken)[0],
        settings=_settings(one.settings for one in taken),
        recordings=_recordings(recording for one in taken for recording in one.recordings),
        rejected=tuple(_rejected(found for one in taken for found in one.rejected)),
        skipped=tuple(_skipped(found for one in taken for found in one.skipped)),
    )


def _settings(several: Iterable[Settings]) -> Settings:
    found = Settings()
    for one in several:
        found = Settings(
            found.zone or one.zone,
            found.date_order or one.date_order,
            found.start or one.start,
            found.temperature or one.temperature,
        )
    return found


def _recordings(several: Iterable[Recording]) -> tuple[Recording, ...]:
    """One recording per patient, visit and source, its sets in time order, each once."""
    of: dict[tuple[str, str, str], Recording] = {}
    for one in several:
        key = (one.patient, one.visit, one.source)
        known = of.setdefault(key, replace(one, sets=(), events=()))
        sets = {seen.id: seen for seen in (*known.sets, *one.sets)}
        events = {event.id: event for event in (*known.events, *one.events)}
        in_time = sorted(sets.values(), key=lambda seen: seen.at), sorted(events.values(), key=lambda event: (event.at, event.id))
        of[key] = replace(known, sets=tuple(in_time[0]), events=tuple(in_time[1]))
    return tuple(of[key] for key in sorted(of))


def _rejected(several: Iterable[Rejected]) -> Iterator[Rejected]:
    of: dict[tuple[str, str], Rejected] = {}
    for one in several:
        known = of.get((one.signal, one.reason))
        of[one.signal, one.reason] = replace(known, count=known.count + one.count) if known else one
    yield from of.values()


def _skipped(several: Iterable[Skipped]) -> Iterator[Skipped]:
    of: dict[str, int] = {}
    for one in several:
        of[one.what] = of.get(one.what, 0) + one.count
    yield from (Skipped(what, count) for what, count in of.items())
