"""How does a recording get in? Drop its file, see what is in it, say whose it is, import all of it or nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dash import html

from dashboard import components
from dashboard.components import attributes
from dashboard.ids import Imports
from dashboard.mappings import described
from models.people import Act, may

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.pages.visit import Visit

LEAD = (
    "Tables (CSV, TSV, Excel), HL7 v2, FHIR, Apple Health and WFDB (both halves together). Nothing is stored before you have "
    "seen it. Times are shown as in the clinic."
)


def layout(visit: Visit) -> Component:
    """The page; its script fills it. A session in the address (`visit.about`) is where the files are to go."""
    words, session = "", ""
    if visit.about:
        view = visit.clinic.session_view(visit.about, visit.now)
        room = f", room {view.row.room}" if view.row.room else ""
        session, words = view.row.id, f"{visit.clinic.register.patient(view.row.patient, visit.user).name}{room}"
    recent = [{"id": one.id, "at": one.begun, "stored": one.stored} for one in visit.clinic.files.undoable(visit.user)]
    told = attributes(data_recent=json.dumps(recent), data_session=session, data_words=words, data_zone=visit.clinic.zone)
    return html.Div(
        [
            html.Div([html.H1("Import files"), components.ways("/import")], className="head"),
            html.P(LEAD, className="lead"),
            html.Div(id=Imports.PAGE, **told),
            remembered(visit),
        ],
        className="page lists imports",
    )


def remembered(visit: Visit) -> Component:
    """What is remembered of kinds of files; its script fills it, and lets change it who may."""
    rows = json.dumps([described(kept) for kept in visit.clinic.mappings.all(visit.user)])
    told = attributes(data_may="yes" if may(visit.user, Act.MAPPINGS) else "no", data_rows=rows)
    return html.Section(id=Imports.MAPPINGS, className="mappings", **told)
