"""How is the person in this room now, and what does the nurse enter? The page of one session."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dash import ClientsideFunction, Input, Output, dcc, html

from dashboard import access, alert_list, handed, journey, offered, offline, rems, wire
from dashboard.components import Identity, attributes, identity_bar
from dashboard.figures import Figure, graph, session_figure, summary
from dashboard.ids import Session
from dashboard.readings import MANUAL, readings
from dashboard.theme import by_variable
from models.facts import Raised
from models.forms import form
from models.parts import steps
from models.people import Act, may
from models.vitals import MINUTE, PRESSURE, Millis, ObservationSet, Signal

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from dashboard.pages.visit import Visit
    from models.clinic import Clinic, Entry, SessionView, User
    from models.people import Names
    from models.protocol import Protocol

SPOT = (*PRESSURE, Signal.SEDATION, Signal.DISSOCIATION, Signal.DISTRESS, Signal.AGITATION)
"""What makes a row of the table also when a device measured it; a monitor's rates and saturations are on the chart only."""
STREAM: Millis = MINUTE
"""Pressures of one device at most this far apart are a stream: a line on the chart, not a row each."""
MAY = {
    "record": Act.RECORD,
    "correct": Act.CORRECT,
    "acknowledge": Act.ACKNOWLEDGE,
    "end": Act.OPEN,
    "sign": Act.SIGN,
    "import": Act.IMPORT,
}


def layout(visit: Visit) -> Component:
    """The page of the session `visit.about`: chart and table left, last values and entry right; NotFound when there is none."""
    view = visit.clinic.session_view(visit.about, visit.now)
    entries = known(visit.clinic, view)
    shown = drawn(visit.clinic, view, entries, visit.user)
    columns = html.Div([_right(), _left(shown.words)], className="session-columns")
    told = {
        "data_session": view.row.id,
        "data_seq": str(view.seq),
        "data_revision": str(view.revision),
        "data_facts": json.dumps([wire.fact(entry) for entry in listed(entries)]),
        "data_pressed": json.dumps(pressed(entries)),
        "data_picture": json.dumps(wire.picture(view)),
        "data_alerts": json.dumps(alert_list.told(view, entries)),
        "data_sources": shown.sources,
        "data_ranges": handed.ranges(),
        "data_usual": handed.usual(),
        "data_offered": offered.offered(view.picture.protocol, visit.clinic.staff.colleagues(visit.user), visit.user),
        "data_rules": offline.rules(view.picture.protocol),
        "data_may": " ".join(word for word, act in MAY.items() if may(visit.user, act)),
    }
    parts = [html.Div(shown.who, id=Session.IDENTITY), columns, *_stores(shown.figure)]
    return html.Div(parts, id=Session.PAGE, className="session", **attributes(**told))


def known(clinic: Clinic, view: SessionView) -> list[Entry]:
    """The log of a session exactly as far as the view goes: what is written meanwhile comes by the stream, and only there."""
    return [entry for entry in clinic.entries(view.row.id) if entry.seq <= view.seq]


def listed(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries that belong into the table of sets: all but a monitor's stream and what Vigil said itself."""
    last: dict[str, Millis] = {}
    for entry in entries:
        fact = entry.fact
        if not isinstance(fact, ObservationSet):
            if not isinstance(fact, Raised):
                yield entry
            continue
        streamed = fact.source in last and _pressure(fact) and fact.at - last[fact.source] <= STREAM
        if _pressure(fact):
            last[fact.source] = fact.at
        if fact.source == MANUAL or fact.note or fact.symptoms or (_spot(fact) and not streamed):
            yield entry


def pressed(entries: Iterable[Entry]) -> dict[str, Millis]:
    """When each device last measured a pressure: what follows within a minute is its stream, and no row of the table."""
    sets = (entry.fact for entry in entries if isinstance(entry.fact, ObservationSet))
    return {fact.source: fact.at for fact in sets if fact.source != MANUAL and _pressure(fact)}


def _pressure(fact: ObservationSet) -> bool:
    return fact.systolic is not None or fact.diastolic is not None


def _spot(fact: ObservationSet) -> bool:
    return any(signal in SPOT for signal, _ in fact.measured())


@dataclass(frozen=True, slots=True)
class Drawn:
    """A session as it is shown: the chart, the same in words, and who the patient is.

    `who` also holds, as JSON for the scripts, which limits are judged: a dose and a correction change both. `sources` is, as
    JSON, which devices sent the last numbers.
    """

    figure: Figure
    words: str
    who: list[Component]
    sources: str


def drawn(clinic: Clinic, view: SessionView, entries: Iterable[Entry], reader: User) -> Drawn:
    """The session as it is shown, as far as these entries go, to somebody who may record in it or only look (`reader`)."""
    facts, zone, picture = [entry.fact for entry in entries], ZoneInfo(clinic.zone), view.picture
    names = clinic.staff.names(reader)
    found = readings(facts, names)
    return Drawn(
        figure=session_figure(picture, facts, found, by_variable(), zone, session=view.row.id, seq=view.seq, called=names.of),
        words=summary(found, zone),
        who=[
            identity_bar(_identity(view), _today(picture.now, zone)),
            html.Div(hidden=True, **attributes(data_limits=handed.judged(picture), data_baselines=offline.baselines(picture))),
            *_form(view, zone, names, may_record=may(reader, Act.RECORD)),
        ],
        sources=handed.sources(picture, found),
    )


def _form(view: SessionView, zone: ZoneInfo, names: Names, *, may_record: bool) -> Iterator[Component]:
    """The form that a closed nasal session asks for."""
    found = form(view.picture.protocol.route, steps(view.log))
    if found is not None:
        yield rems.line(rems.called(found, names), view.picture.now, zone, may=may_record)


def _identity(view: SessionView) -> Identity:
    patient, picture = view.patient, view.picture
    return Identity(
        name=patient.name,
        birth=patient.birth,
        identifier=patient.identifier,
        allergies=patient.allergies,
        room=view.row.room,
        protocol=_under(picture.protocol),
        patient=patient.id,
        treatment=journey.in_all(picture.doses),
        dose_at=picture.first_dose,
        ended_at=picture.ended_at,
        hears=view.row.id,
    )


def _under(used: Protocol) -> str:
    """The protocol that judges, as whoever stands at the bed must know it."""
    return f"{used.title}, version {used.version}{'' if used.approved_by else ' (proposal)'}"


def _today(now: Millis, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(now / 1000, zone).date()


def _left(words: str) -> Component:
    chart = html.Figure(
        [
            html.Figcaption(words, id=Session.SUMMARY, className="unseen"),
            html.Div(id=Session.CHART_BAR, className="chart-bar"),
            html.Div(graph(Session.CHART), className="chart-box", **attributes(aria_hidden="true")),
        ],
        className="chart",
    )
    stage = html.Section(id=Session.STAGE, className="stage", **attributes(aria_label="How far the session is"))
    sets = html.Section(id=Session.SETS, className="sets", **attributes(aria_label="Entries"))
    sheet = html.Div(id=Session.SHEET, className="sheet-place")
    return html.Div([stage, chart, sets, sheet], className="session-left")


def _right() -> Component:
    values = html.Section(id=Session.VALUES, className="values", **attributes(aria_label="Last values"))
    entry = html.Section(id=Session.ENTRY, className="entry", **attributes(aria_label="Enter a set"))
    keypad = html.Div(id=Session.KEYPAD, className="keypad-place")
    return html.Div([values, entry, keypad], className="session-right")


def _stores(figure: Figure) -> list[Component]:
    return [dcc.Store(id=Session.FIGURE, data=figure), dcc.Store(id=Session.REFRESH)]


def register(app: Dash, clinic: Clinic) -> None:
    """Redraw the chart when its script asks for it (a correction, a dose); the browser puts in the colours of its palette."""
    outputs = (Output(Session.FIGURE, "data"), Output(Session.SUMMARY, "children"), Output(Session.IDENTITY, "children"))

    @app.callback(*outputs, Input(Session.REFRESH, "data"), prevent_initial_call=True)
    def redraw(asked: dict[str, str]) -> tuple[Figure, str, list[Component]]:
        view = clinic.session_view(asked["session"], clinic.clock())
        shown = drawn(clinic, view, known(clinic, view), access.who())
        return shown.figure, shown.words, shown.who

    paint = ClientsideFunction(namespace="vigil", function_name="paint")
    app.clientside_callback(paint, Output(Session.CHART, "figure"), Input(Session.FIGURE, "data"))
