"""Who was treated here? Everybody, who was here last first; one of them by name, ID or date of birth; and that one's sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dash import Input, Output, dcc, html

from dashboard import access, components
from dashboard.components import Identity, attributes
from dashboard.ids import Patients
from dashboard.pages import past
from dashboard.pages.sessions import MOST, PAGE, Shown, limit
from models.people import Act, may
from models.register import sought

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from dashboard.pages.visit import Visit
    from models.clinic import Clinic, Found, Patient, PatientLine, User
    from models.vitals import Millis

HEADS = ("Patient", "Date of birth", "ID", "Sessions", "Last session")


def layout(visit: Visit) -> Component:
    """Everybody; or the patient `visit.about`, NotFound when there is none."""
    return _one(visit) if visit.about else _everybody(visit)


# -- one patient --------------------------------------------------------------------------------------------------------------


def _one(visit: Visit) -> Component:
    found = visit.clinic.register.sessions(visit.user, MOST, visit.about)
    patient = visit.clinic.register.patient(visit.about, visit.user)
    zone = ZoneInfo(visit.clinic.zone)
    who = components.identity_bar(_identity(patient, visit.user), datetime.fromtimestamp(visit.now / 1000, zone).date())
    if not found.lines:
        hint = "Start one from the board; it appears here as soon as it is open."
        return html.Div([who, components.empty("No sessions yet", hint, dcc.Link("To the board", href="/", className="button"))])
    head = html.Div([html.H2(past.counted(found.count)), components.ways("")], className="head")
    table = past.table(found.lines, visit.now, zone, visit.clinic.staff.names(visit.user), named=False)
    box = html.Div(table, className="scroll", tabIndex=0, role="region", **attributes(aria_label="Sessions"))
    return html.Div([who, html.Div([head, box], className="page lists")])


def _identity(patient: Patient, user: User) -> Identity:
    return Identity(
        name=patient.name,
        birth=patient.birth,
        identifier=patient.identifier,
        allergies=patient.allergies,
        patient=patient.id if may(user, Act.TREND) else "",
        session=False,
    )


# -- everybody ----------------------------------------------------------------------------------------------------------------


def _everybody(visit: Visit) -> Component:
    table, words, whole = _shown(visit.clinic, visit.user, "", PAGE)
    hint = html.Span(" any part of the name or ID, or the date of birth such as 12 3 1984", className="hint")
    find = components.text_field(Patients.WANTED, "search", id=Patients.FIND, focus=True, pause=250)
    return html.Div(
        [
            html.Div([html.H1("Patients and sessions"), components.ways("/patients")], className="head"),
            html.Div(html.Label([html.Span(["Find a patient", hint]), *find]), className="field find"),
            html.P(words, id=Patients.SAID, className="count", role="status"),
            html.Div(table, id=Patients.LIST, className="scroll", tabIndex=0, role="region", **attributes(aria_label="Patients")),
            html.Button(f"Show {PAGE} more", id=Patients.MORE, className="button more-lines", hidden=whole),
        ],
        className="page lists",
    )


def _shown(clinic: Clinic, who: User, typed: str, most: int) -> Shown:
    found = clinic.register.patients(typed, who, most)
    return _table(found, clinic, typed), words(found, typed), len(found.lines) >= min(found.count, MOST)


def words(found: Found[PatientLine], typed: str) -> str:
    """How many there are, whom the typed words were taken to mean, and how many of them are shown."""
    if not found.count:
        return ""
    birth = sought(typed).birth
    meant = f" born {components.day(birth)}" if birth else ""
    whole = f"{found.count:,} {'patient' if found.count == 1 else 'patients'}{meant}"
    return f"{whole}." if found.count <= len(found.lines) else f"{whole}; the {len(found.lines):,} who were here last are shown."


def _table(found: Found[PatientLine], clinic: Clinic, typed: str) -> Component:
    if not found.lines:
        return _nobody(typed)
    zone = ZoneInfo(clinic.zone)
    today = datetime.fromtimestamp(clinic.clock() / 1000, zone).date()
    heads = html.Tr([html.Th(head, scope="col") for head in HEADS])
    rows = [_row(line, zone, today) for line in found.lines]
    caption = html.Caption("Patients, who was here last first", className="unseen")
    return html.Table([caption, html.Thead(heads), html.Tbody(rows)], className="table wide")


def _nobody(typed: str) -> Component:
    if not typed.strip():
        return components.empty(
            "No patients yet", "The first one is admitted with the first session, on the board or by an import."
        )
    hint = "Check the spelling, or try the ID or the date of birth, the day first: 12 3 1984."
    return components.empty(f"Nobody found for “{typed.strip()[:80]}”", hint)


def _row(line: PatientLine, zone: ZoneInfo, today: date) -> Component:
    patient = line.patient
    name = html.Th(dcc.Link(patient.name, href=f"/patients/{patient.id}"), scope="row")
    words = (
        components.born(patient.birth, today),
        patient.identifier or "not recorded",
        f"{line.sessions:,}",
        _last(line.last, zone),
    )
    return html.Tr([name, *(past.cell(head, what) for head, what in zip(HEADS[1:], words, strict=True))])


def _last(at: Millis | None, zone: ZoneInfo) -> str:
    return "never" if at is None else past.instant(at, zone)


def register(app: Dash, clinic: Clinic) -> None:
    """Wire the search, and the button that shows more."""

    @app.callback(
        Output(Patients.LIST, "children"),
        Output(Patients.SAID, "children"),
        Output(Patients.MORE, "hidden"),
        Input(Patients.WANTED, "data"),
        Input(Patients.MORE, "n_clicks"),
        prevent_initial_call=True,
    )
    def find(typed: str | None, presses: int | None) -> Shown:
        return _shown(clinic, access.who(), typed or "", limit(presses))
