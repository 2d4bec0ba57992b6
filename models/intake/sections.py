"""Does another table begin among the rows of this one, and what do several tables of one file hold together?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from models.intake.columns import Role, arranged, role_of
from models.intake.naming import compact
from models.intake.table import Row, Table, laid_out
from models.intake.values import Intake, Recording, Rejected, Settings, Skipped


def sections(table: Table) -> tuple[Table, ...]:
    """The tables in this one: below each other, where a row names other columns, or side by side.

    The lines above are of all of them.
    """
    heads = [i for i, row in enumerate(table.rows) if _begins_another(row, table.header)]
    ends = [*heads, len(table.rows)]
    first = replace(table, rows=table.rows[: ends[0]])
    if not heads:
        return _side_by_side(table)
    return (first, *(_section(table, table.rows[start:end]) for start, end in zip(heads, ends[1:], strict=True)))


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


def _section(table: Table, rows: list[Row]) -> Table:
    made = laid_out(iter(rows), table.delimiter, 0)
    return replace(made, preamble=table.preamble, format=table.format, place=table.place)


def _begins_another(row: Row, header: Sequence[str]) -> bool:
    """Whether a row holds names only, a time among them, and not those of this table once more."""
    cells = row[1]
    if any(cell[:1].isdigit() or cell[:1] in {"-", "+"} for cell in cells):
        return False
    roles = [role for role in map(role_of, cells) if role is not Role.OTHER]
    return len(roles) > 1 and Role.TIME in roles and [compact(c) for c in cells if c] != [compact(c) for c in header if c]


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
