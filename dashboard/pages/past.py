"""What was it, in one line? Sessions as rows of a table: when, for whom, the dose, the room, how it ended, and what was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard import rems
from dashboard.components import attributes
from dashboard.journey import drug_words
from dashboard.theme import MARKS
from models.doses import together
from models.limits import Level
from models.vitals import MINUTE, Millis

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from models.clinic import SessionLine
    from models.people import Names

HOUR: Millis = 60 * MINUTE
FROM_FILE = "file"
"""The source of an end that nobody entered: the recording ended there."""
HEADS = ("Session", "Patient", "Dose", "Room", "How it ended", "Alerts")


def table(lines: Iterable[SessionLine], now: Millis, zone: tzinfo, names: Names, *, named: bool) -> Component:
    """The sessions as of `now`, in the order in which they come; `named` = with the patient of each, `names` those of staff."""
    heads = [head for head in HEADS if named or head != "Patient"]
    rows = [_row(_called(line, names), now, zone, named=named) for line in lines]
    caption = html.Caption("Sessions, latest first", className="unseen")
    tops = html.Thead(html.Tr([html.Th(head, scope="col") for head in heads]))
    return html.Table([caption, tops, html.Tbody(rows)], className="table wide")


def counted(number: int) -> str:
    """1 session, 4,312 sessions."""
    return f"{number:,} {'session' if number == 1 else 'sessions'}"


def _called(line: SessionLine, names: Names) -> SessionLine:
    return replace(line, form=rems.called(line.form, names)) if line.form else line


def _row(line: SessionLine, now: Millis, zone: tzinfo, *, named: bool) -> Component:
    opened = dcc.Link(instant(line.row.opened_at, zone), href=f"/session/{line.row.id}")
    patient = dcc.Link(line.patient.name, href=f"/patients/{line.patient.id}")
    words = (doses(line), line.row.room or "none", _ended(line, now, zone), said(line))
    cells = [cell(head, what) for head, what in zip(HEADS[2:], words, strict=True)]
    return html.Tr([html.Th(opened, scope="row", className="when"), *([cell("Patient", patient)] if named else []), *cells])


def cell(head: str, what: Component | str) -> Component:
    """A cell that knows the head of its column, for where the table is too narrow to be one."""
    return html.Td(what, **attributes(data_head=head))


def instant(at: Millis, zone: tzinfo) -> str:
    """22 Nov 2026 14:02, in the clinic's zone."""
    local = datetime.fromtimestamp(at / 1000, zone)
    return f"{local.day} {local:%b %Y %H:%M}"


def doses(line: SessionLine) -> str:
    """What was given and stands, in words; three devices of 28 mg are 84 mg."""
    return ", ".join(drug_words(dose) or "dose" for dose in together(line.doses)) or "no dose"


def ending(line: SessionLine, zone: tzinfo) -> str:
    """How it ended, and how long after the first dose (after the opening, where there was none); a running one says so."""
    stopped = "infusion stopped early, " if line.stopped else ""
    if line.ended is None:
        return f"{stopped}still running"
    word = "recording ends" if line.ended.source == FROM_FILE else "ended"
    begin, since = (line.doses[0].at, "the dose") if line.doses else (line.row.opened_at, "the opening")
    return f"{stopped}{word} {_clock(line.ended.at, line.row.opened_at, zone)}, {lasting(line.ended.at - begin)} after {since}"


def _ended(line: SessionLine, now: Millis, zone: tzinfo) -> Component | str:
    """How it ended, and the form that must be sent afterwards."""
    how = ending(line, zone)
    return html.Div([how, html.Div(rems.words(line.form, now, zone), className="rems")]) if line.form else how


def _clock(at: Millis, opened: Millis, zone: tzinfo) -> str:
    """The time alone on the day of the opening, else with its date."""
    then, first = (datetime.fromtimestamp(one / 1000, zone) for one in (at, opened))
    return f"{then:%H:%M}" if then.date() == first.date() else instant(at, zone)


def lasting(length: Millis) -> str:
    """2 h 05 min, 40 min."""
    hours, minutes = max(0, length) // HOUR, max(0, length) % HOUR // MINUTE
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def said(line: SessionLine) -> str:
    """The most urgent that Vigil said, with its shape; "none" where it said nothing."""
    mark = MARKS[line.worst]
    return "none" if line.worst is Level.NONE else f"{mark.shape} {mark.word}"
