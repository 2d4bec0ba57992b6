"""What changed from session to session? For clinicians: one patient's sessions side by side, and the numbers beneath."""

from __future__ import annotations

from datetime import datetime
from math import isnan
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd
from dash import ClientsideFunction, Input, Output, dcc, html

from dashboard import components
from dashboard.components import attributes
from dashboard.courses import courses
from dashboard.figures import graph
from dashboard.ids import Trends
from dashboard.peaks import peaks
from dashboard.theme import by_variable
from models import trends

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from dashboard.pages.visit import Visit
    from models.clinic import Clinic

NO_BASELINE = "no baseline"
HEADS = (
    "Session", "Dose", "Baseline BP", "Peak BP", "Change", "Minutes over SBP limits", "Peak HR", "Lowest SpO₂",
    "Dissociation", "Alerts H·M·L", "Missed checks",
)  # fmt: skip


def layout(visit: Visit) -> Component:
    """The trend of the patient `visit.about`; NotFound when there is none."""
    found = visit.clinic.trend(visit.about, visit.user, visit.now)
    zone = ZoneInfo(visit.clinic.zone)
    who = components.identity_bar(_identity(found.patient), datetime.fromtimestamp(visit.now / 1000, zone).date())
    if not found.sessions:
        hint = "A trend begins with the first session. Start one from the board; it appears here as soon as it is open."
        board = dcc.Link("To the board", href="/", className="button")
        return html.Div([who, components.empty("No sessions yet", hint, board)], className="trends")
    table = trends.per_session(found.sessions, visit.clinic.zone)
    return html.Div([who, *_screen(table, trends.aligned(found.sessions))], className="trends")


def _identity(patient: Any) -> components.Identity:
    who = {"name": patient.name, "birth": patient.birth, "identifier": patient.identifier, "allergies": patient.allergies}
    return components.Identity(**who, session=False)


def _screen(table: pd.DataFrame, readings: pd.DataFrame) -> list[Component]:
    """Charts above, table beneath, on one screen."""
    palette, latest = by_variable(), "" if readings.empty else str(readings["session"].iloc[-1])
    drawn = [peaks(table, palette), courses(readings, latest, _limits(table), palette)]
    highest = _chart(Trends.PEAKS, "Systolic pressure: baseline to peak", peak_words(table))
    return [
        html.H2(_headline(table), className="headline"),
        html.Div([highest, _aligned(table, latest)], className="charts"),
        html.Div(
            _table(table), id=Trends.TABLE, className="scroll", tabIndex=0, role="region", **attributes(aria_label="Sessions")
        ),
        dcc.Store(id=Trends.DRAWN, data=drawn),
        dcc.Store(id=Trends.PALETTE),
    ]


def _headline(table: pd.DataFrame) -> str:
    first, count = table["date"].iloc[0], len(table)
    return f"{count} {'session' if count == 1 else 'sessions'} since {first:%b %Y}"


def _limits(table: pd.DataFrame) -> dict[str, float]:
    """The systolic limits of the latest session's protocol, by the words that stand beside their lines."""
    last = table.iloc[-1]
    named = {"advisory": last["systolic_limit_low"], "high": last["systolic_limit_high"]}
    return {word: float(value) for word, value in named.items() if not isnan(value)}


def _aligned(table: pd.DataFrame, latest: str) -> Component:
    """The courses; `latest` is the last session that has a dose, "" where none has."""
    if not latest:
        hint = "No session has a dose yet, so there is no time to lay them side by side on."
        unused = html.Div(graph(Trends.COURSES), hidden=True)  # one callback fills both charts
        return html.Div([components.empty("Nothing to align", hint), unused], className="sheet")
    last = table.loc[table["session"] == latest, "date"].iloc[0]
    earlier = int((table["dose"] != "").sum()) - 1
    caption = f"All sessions from the dose on: {last.day} {last:%b %Y} in colour, {earlier} earlier grey"
    return _chart(Trends.COURSES, caption, "The numbers are in the table beneath.")


def _chart(id: str, caption: str, words: str) -> Component:
    said = html.Figcaption([caption, html.Span(f". {words}", className="unseen")])
    return html.Figure([said, html.Div(graph(id), className="sheet-box", **attributes(aria_hidden="true"))], className="sheet")


def peak_words(table: pd.DataFrame) -> str:
    """The peaks in one sentence, for who cannot see the chart."""
    found = table["systolic_peak"].dropna()
    if found.empty:
        return "No pressure was measured."
    last = table["systolic_peak"].iloc[-1]
    latest = "not measured" if isnan(last) else f"{last:g}"
    return f"Peak systolic pressure {found.min():g} to {found.max():g} mmHg, median {found.median():g}; latest {latest}."


# -- the table ------------------------------------------------------------------------------------------------------------------


def _table(table: pd.DataFrame) -> Component:
    heads = html.Tr([html.Th(head, scope="col") for head in HEADS])
    rows = [_row(row) for row in table.iloc[::-1].to_dict("records")]
    caption = html.Caption("Sessions, latest first", className="unseen")
    return html.Table([caption, html.Thead(heads), html.Tbody(rows)], className="table")


def _row(row: dict[Any, Any]) -> Component:
    day = row["date"]
    link = html.Th(dcc.Link(f"{day.day} {day:%b %Y}", href=f"/session/{row['session']}"), scope="row")
    return html.Tr([link, *(html.Td(cell) for cell in cells(row))])


def cells(row: dict[Any, Any]) -> list[str]:
    """One session in words, in the order of `HEADS` after the first; what was not measured says so."""
    return [
        row["dose"] or "no dose",
        _pressure(row, "baseline", NO_BASELINE),
        _peak(row),
        _change(row),
        _over(row),
        _with_time(row, "heart_rate"),
        _number(row["spo2_min"], "%"),
        _dissociation(row),
        f"{row['alerts_high']} · {row['alerts_medium']} · {row['alerts_low']}",
        str(row["checks_missed"]),
    ]


def _pressure(row: dict[Any, Any], part: str, nothing: str) -> str:
    both = [row[f"{signal}_{part}"] for signal in ("systolic", "diastolic")]
    return nothing if isnan(both[0]) else "/".join("–" if isnan(value) else f"{value:.0f}" for value in both)


def _peak(row: dict[Any, Any]) -> str:
    doubt = " (suspect)" if row["systolic_peak_suspect"] else ""
    return _pressure(row, "peak", "not measured") + _at(row["systolic_peak_minutes"]) + doubt


def _with_time(row: dict[Any, Any], signal: str) -> str:
    return _number(row[f"{signal}_peak"]) + _at(row[f"{signal}_peak_minutes"])


def _at(minutes: float) -> str:
    return "" if isnan(minutes) else f" at {'-' if minutes < 0 else '+'}{abs(int(minutes)) // 60}:{abs(int(minutes)) % 60:02d}"


def _change(row: dict[Any, Any]) -> str:
    both = [row[f"{signal}_change"] for signal in ("systolic", "diastolic")]
    if isnan(row["systolic_baseline"]):
        return NO_BASELINE
    return "not measured" if isnan(both[0]) else "/".join("–" if isnan(value) else f"{value:+.0f}" for value in both)


def _over(row: dict[Any, Any]) -> str:
    """Minutes beyond the advisory and the high systolic limit of the session's own protocol."""
    limits = [(row[f"systolic_limit_{level}"], row[f"systolic_over_{level}"]) for level in ("low", "high")]
    known = [(limit, minutes) for limit, minutes in limits if not isnan(limit)]
    if known and isnan(known[0][1]):
        return "not measured"
    return " · ".join(f"{minutes:.0f} over {limit:g}" for limit, minutes in known) or "no limit"


def _number(value: float, unit: str = "") -> str:
    return "not measured" if isnan(value) else f"{value:.0f}{unit and ' ' + unit}"


def _dissociation(row: dict[Any, Any]) -> str:
    peak, zero = row["dissociation_peak"], row["dissociation_zero"]
    if isnan(peak) or peak == 0:
        return "not measured" if isnan(peak) else "0"
    return f"{peak:.0f}, " + ("not back at 0" if isnan(zero) else f"0{_at(zero)}")


def register(app: Dash, clinic: Clinic) -> None:  # noqa: ARG001 - every page is registered alike; this one only draws
    """Put the browser's colours into the figures; no server is asked when the palette changes."""
    app.clientside_callback(
        ClientsideFunction(namespace="vigil", function_name="paintTrends"),
        Output(Trends.PEAKS, "figure"),
        Output(Trends.COURSES, "figure"),
        Input(Trends.DRAWN, "data"),
        Input(Trends.PALETTE, "data"),
    )
