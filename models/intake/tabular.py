"""What readings does this table hold?

Wide tables (a column per signal) and long ones (a column of names and one of values), the plain form of `vigil judge` among
them. The readings of a table are of one source (its format: "csv"), save those that their names set apart: an arterial line ("csv
arterial"), a pressure taken by hand ("csv manual"), a channel of an invasive monitor ("csv p1"). A non-invasive pressure
belongs to the source itself. An ECG heart rate is the heart rate; the pulse of the same instant is skipped with its count,
and is a source of its own ("csv pulse") at instants that have no heart rate; where a table has only the pulse, the pulse is
the heart rate.
"""

from __future__ import annotations

from dataclasses import replace

from models.intake import long, telling
from models.intake.clocks import Times, timed
from models.intake.columns import Role
from models.intake.dating import dated
from models.intake.doubts import Doubts, doubts, waved
from models.intake.gathering import Gathering
from models.intake.kinds import of_table
from models.intake.parameters import Parameters
from models.intake.people import mixed, shortened
from models.intake.recalling import Attempt, recalled
from models.intake.rows import Rows
from models.intake.sections import holds_readings, joined, sections
from models.intake.sheets import Sheet, sheet
from models.intake.table import Table, Unreadable, cell, find
from models.intake.values import Answers, Intake, Question, Settings, Skipped

FORMAT = "csv"
_WIDEST = 1000
_LONGEST_NAME = 40
_TOO_WIDE = (
    "This table has {count} columns, which is more than any monitor exports. Choose the columns of vital signs and export them."
)
_UNKNOWN = (
    "Vigil found no table of vital signs in this text: no line names a column of times together with heart rate, blood"
    " pressure, SpO₂ or another signal. Add a line with the names of the columns, for example"
    " time,heart_rate,systolic,diastolic,spo2."
)
_NO_TIMES = (
    "No column of this table holds the times of the readings. The columns are: {names}. Name it with --mapping, for example"
    ' "Column" = "time".'
)
_ODD_TIMES = (
    'The times in column "{name}" are written in a way that Vigil does not know ("{text}"). Export them as 2024-03-14 09:30, or'
    ' name another column with --mapping, for example "Column" = "time".'
)
_NO_PARAMETER = (
    "None of the parameters in this table is a vital sign that Vigil reads (heart rate, blood pressure, SpO₂, breathing,"
    ' temperature). Export those parameters too, or say which they are with --mapping, for example "{name}" = "heart_rate".'
)
_NO_SIGNALS = (
    'Which column is which vital sign? The columns are: {names}. Name them with --mapping, for example "{first}" = "heart_rate".'
)


def read(_name: str, text: str, answers: Answers) -> Intake:
    """The readings of a delimited text (`,` `;` tab `|`); never raises."""
    try:
        begun = long.begun(text)
        table = begun or find(text)
        if table is None:
            return telling.refused(FORMAT, _UNKNOWN)
        if len(table.header) > _WIDEST:
            return telling.refused(table.format, _TOO_WIDE.format(count=len(table.header)))
        whole = _long(text, table) if begun else lambda said: of(table, said)
        return recalled(of_table(table), answers, whole)
    except Unreadable as error:
        return telling.refused(FORMAT, f"The table breaks off: {error}. Export the file again.")


def _long(text: str, begun: Table) -> Attempt:
    """Reads a long text that begins with this table: its columns at once, or row by row where that cannot be."""
    return lambda said: long.read(text, begun, said) or of(find(text) or begun, said)


def of(table: Table, answers: Answers) -> Intake:
    """The readings of a table that another reader has found, and of those that begin among its rows. Never raises.

    Their source is the format of the table.
    """
    if len(table.header) > _WIDEST:
        return telling.refused(table.format, _TOO_WIDE.format(count=len(table.header)))
    found = sections(table)
    read = [one for one in found if holds_readings(one, answers.mapping)] if len(found) > 1 else []
    taken = joined([_of(one, answers) for one in read or found[:1]])
    left = [one for one in found if one not in (read or found[:1])]
    return replace(taken, skipped=(*taken.skipped, *(Skipped("table of no vital signs in the same file", 1) for _ in left)))


def _of(table: Table, answers: Answers) -> Intake:
    if not table.rows:
        return telling.refused(table.format, "This table has the names of its columns and no rows. Export the file again.")
    table = dated(table)
    return _read(sheet(table, answers, lambda _: table.rows), answers)


def _read(sheet: Sheet, answers: Answers) -> Intake:
    long = sheet.of(Role.NAME) and sheet.of(Role.VALUE)
    parameters = Parameters(sheet.columns, sheet.mapping)
    if long and not parameters.known(sheet.table.rows) and not sheet.of(Role.SIGNAL, Role.PRESSURE):
        return telling.refused(sheet.table.format, _NO_PARAMETER.format(name=_first_name(sheet)))
    if long and (why := mixed(sheet, parameters)):
        return telling.refused(sheet.table.format, why)
    doubt = doubts(sheet.table.rows, sheet.of(Role.SIGNAL), sheet.table.place)
    if doubt.nothing_left(sheet.of(Role.SIGNAL, Role.PRESSURE)) and not sheet.of(Role.NAME, Role.EVENT, Role.SYMPTOMS):
        gathering = Gathering()
        _report_untrue(gathering, doubt)
        return telling.finished(sheet.table.format, gathering, Settings())
    named = () if long or sheet.of(Role.SIGNAL, Role.PRESSURE, Role.EVENT, Role.SYMPTOMS) else (_which_signal(sheet),)
    times = timed(sheet.table, sheet.columns, answers)
    asked = (
        *named,
        *((_which_time(sheet),) if times is None else times.questions),
        *doubt.questions,
        *shortened(sheet),
        *parameters.questions,
    )
    return (
        telling.asking(sheet.table.format, asked)
        if asked or times is None
        else _gathered(sheet, times, doubt, parameters.temperature)
    )


def _first_name(sheet: Sheet) -> str:
    return next((text for row in sheet.table.rows if (text := cell(row, sheet.of(Role.NAME)[-1]))), "HR")[:_LONGEST_NAME]


def _which_time(sheet: Sheet) -> Question:
    for column in sheet.of(Role.TIME):
        text = next((text for row in sheet.table.rows if (text := cell(row, column))), "")
        if text:
            return Question("mapping", _ODD_TIMES.format(name=column.name, text=text[:_LONGEST_NAME]))
    return Question("mapping", _NO_TIMES.format(names=", ".join(filter(None, sheet.table.header[:20]))))


def _which_signal(sheet: Sheet) -> Question:
    names = [name for name in sheet.table.header if name]
    values = [c.name for c in sheet.of(Role.VALUE, Role.OTHER) if c.name] or names
    return Question("mapping", _NO_SIGNALS.format(names=", ".join(names[:20]), first=values[0]))


def _gathered(sheet: Sheet, times: Times, doubt: Doubts, temperature: str | None) -> Intake:
    gathering = Gathering()
    doubt = waved(doubt, sheet.table.rows, sheet.of(Role.SIGNAL), times.stamps, sheet.table.place)
    _report_untrue(gathering, doubt)
    rows = Rows(sheet, doubt.believed(sheet.of(Role.SIGNAL)), gathering)
    for row, at in zip(sheet.table.rows, times.stamps, strict=True):
        rows.take(row, at)
    rows.end()
    settings = Settings(zone=times.zone, date_order=times.order, start=times.start, temperature=doubt.temperature or temperature)
    return telling.finished(sheet.table.format, gathering, settings)


def _report_untrue(gathering: Gathering, doubt: Doubts) -> None:
    for untrue in doubt.untrue:
        gathering.tally.reject(untrue.signal, untrue.why, untrue.where, untrue.text, untrue.count)
