"""What changed from session to session? For clinicians: one patient's sessions side by side, and the numbers beneath."""

from __future__ import annotations

from datetime import datetime
from math import isnan
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dash import ClientsideFunction, Input, Output, dcc, html

from dashboard import components
from dashboard.components import attributes
from dashboard.figures import graph
from dashboard.ids import Trends
from dashboard.pages import past
from dashboard.theme import by_variable

if TYPE_CHECKING:
    import pandas as pd
    from dash import Dash
    from dash.development.base_component import Component

    from dashboard.pages.visit import Visit
    from models.clinic import Clinic

NO_BASELINE = "no baseline"
OVER = "Minutes over SBP"
HEADS = (
    "Session", "Dose", "Baseline BP", "Peak BP", "Change", OVER, "Peak HR", "Lowest SpO₂", "Dissociation", "Alerts H·M·L",
    "Missed checks",
)  # fmt: skip


def layout(visit: Visit) -> Component:
    """The trend of the patient `visit.about`; NotFound when there is none."""
    from models import trends  # noqa: PLC0415  # pandas is slow to load, and a server must answer before anybody asks for a trend

    found = visit.clinic.trend(visit.about, visit.user, visit.now)
    zone = ZoneInfo(visit.clinic.zone)
    now = datetime.fromtimestamp(visit.now / 1000, zone)
    who = components.identity_bar(_identity(found.patient), now.date())
    if not found.sessions:
        hint = "A trend begins with the first session. Start one from the board; it appears here as soon as it is open."
        board = dcc.Link("To the board", href="/", className="button")
        return html.Div([who, components.empty("No sessions yet", hint, board)], className="trends")
    table = trends.per_session(found.sessions, visit.clinic.zone)
    readings = trends.aligned(found.sessions) if _dosed(table) else trends.from_opening(found.sessions)
    paper = html.P(f"As of {past.instant(visit.now, zone)}, for {visit.user.full_name}.", className="paper")
    return html.Div([who, *_screen(table, readings, found.patient.id), paper], className="trends")


def _identity(patient: Any) -> components.Identity:
    who = {"name": patient.name, "birth": patient.birth, "identifier": patient.identifier, "allergies": patient.allergies}
    return components.Identity(**who, session=False)


def _screen(table: pd.DataFrame, readings: pd.DataFrame, patient: str) -> list[Component]:
    """Charts above, table beneath, on one screen."""
    from dashboard.courses import courses  # noqa: PLC0415  # as in `layout`
    from dashboard.peaks import peaks  # noqa: PLC0415

    palette, latest = by_variable(), "" if readings.empty else str(readings["session"].iloc[-1])
    drawn = [peaks(table, palette), courses(readings, latest, _limits(table), palette, dosed=_dosed(table))]
    return [
        _head(table, patient),
        html.Div([_chart(Trends.PEAKS, peak_caption(table)), _laid(table, readings, latest)], className="charts"),
        html.Div(
            _table(table), id=Trends.TABLE, className="scroll", tabIndex=0, role="region", **attributes(aria_label="Sessions")
        ),
        dcc.Store(id=Trends.DRAWN, data=drawn),
        dcc.Store(id=Trends.PALETTE),
    ]


def _head(table: pd.DataFrame, patient: str) -> Component:
    """How many sessions since when, the peaks in words, and what can be done with the page."""
    first = table["date"].iloc[0]
    title = html.H2(f"{past.counted(len(table))} since {first:%b %Y}")
    sessions = dcc.Link("Sessions", href=f"/patients/{patient}", className="button")
    print_ = html.Button("Print", type="button", className="button", **attributes(data_print=""))
    return html.Div([title, html.P(peak_words(table)), html.Div([sessions, print_], className="ways")], className="headline")


def _dosed(table: pd.DataFrame) -> bool:
    return bool((table["dose"] != "").any())


def _limits(table: pd.DataFrame) -> dict[str, float]:
    """The systolic limits of the latest session's protocol, by the words that stand beside their lines."""
    last = table.iloc[-1]
    named = {"advisory": last["systolic_limit_low"], "high": last["systolic_limit_high"]}
    return {word: float(value) for word, value in named.items() if not isnan(value)}


def _laid(table: pd.DataFrame, readings: pd.DataFrame, latest: str) -> Component:
    """The courses; `latest` is the last session that is drawn, "" where none is."""
    if not latest:
        hint = "As soon as something is measured, its course is drawn here."
        unused = html.Div(graph(Trends.COURSES), hidden=True)  # one callback fills both charts
        return html.Div([components.empty("No readings yet", hint), unused], className="curve")
    last = table.loc[table["session"] == latest, "date"].iloc[0]
    begin = "From the dose on" if _dosed(table) else "No dose is recorded. From the opening on"
    return _chart(Trends.COURSES, f"{begin}: {components.day(last)} in colour{_earlier(readings['session'].nunique() - 1)}")


def _earlier(count: int) -> str:
    return f", {count} earlier grey" if count else ""


def _chart(id: str, caption: str) -> Component:
    said = html.Figcaption([caption, html.Span(". The numbers are in the table beneath.", className="unseen")])
    return html.Figure([said, html.Div(graph(id), className="curve-box", **attributes(aria_hidden="true"))], className="curve")


def peak_caption(table: pd.DataFrame) -> str:
    """What the chart of the peaks shows; where there is no baseline, it says so and of which sessions."""
    without = table.loc[table["systolic_baseline"].isna(), "date"]
    if len(without) == len(table):
        return f"Systolic pressure: peak, {NO_BASELINE}"
    dates = (
        ", ".join(f"{one.day} {one:%b}" for one in without) if len(without) < 3 else f"{len(without)} of {len(table)} sessions"
    )
    return "Systolic pressure: baseline to peak" + (f" ({NO_BASELINE}: {dates})" if len(without) else "")


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
    limits = _shared(table)
    heads = [f"{OVER} {limits}" if head == OVER and limits else head for head in HEADS]
    rows = [_row(row, heads, shared=bool(limits)) for row in table.iloc[::-1].to_dict("records")]
    caption = html.Caption("Sessions, latest first", className="unseen")
    tops = html.Thead(html.Tr([html.Th(head, scope="col") for head in heads]))
    return html.Table([caption, tops, html.Tbody(rows)], className="table wide")


def _row(row: dict[Any, Any], heads: list[str], *, shared: bool) -> Component:
    link = html.Th(dcc.Link(components.day(row["date"]), href=f"/session/{row['session']}"), scope="row", className="when")
    return html.Tr([link, *(past.cell(head, what) for head, what in zip(heads[1:], cells(row, shared=shared), strict=True))])


def _shared(table: pd.DataFrame) -> str:
    """The systolic limits in words where all sessions had the same two, else "": then each row says its own."""
    found = {(row["systolic_limit_low"], row["systolic_limit_high"]) for row in table.to_dict("records")}
    low, high = found.pop()
    return "" if found or isnan(low) or isnan(high) else f"{low:g} · {high:g}"


def cells(row: dict[Any, Any], *, shared: bool = False) -> list[str]:
    """One session in words, in the order of `HEADS` after the first; what was not measured says so.

    `shared` = the limits are in the head of the column.
    """
    return [
        row["dose"] or "no dose",
        _pressure(row, "baseline", NO_BASELINE),
        _peak(row),
        _change(row),
        _over(row, shared=shared),
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


def _over(row: dict[Any, Any], *, shared: bool) -> str:
    """Minutes beyond the advisory and the high systolic limit of the session's own protocol."""
    limits = [(row[f"systolic_limit_{level}"], row[f"systolic_over_{level}"]) for level in ("low", "high")]
    known = [(limit, minutes) for limit, minutes in limits if not isnan(limit)]
    if known and isnan(known[0][1]):
        return "not measured"
    return " · ".join(f"{minutes:.0f}" if shared else f"{minutes:.0f} over {limit:g}" for limit, minutes in known) or "no limit"


def _number(value: float, unit: str = "") -> str:
    return "not measured" if isnan(value) else f"{value:.0f}{unit and ' ' + unit}"


def _dissociation(row: dict[Any, Any]) -> str:
    peak, zero = row["dissociation_peak"], row["dissociation_zero"]
    if isnan(peak) or peak == 0:
        return "not measured" if isnan(peak) else "0"
    return f"{peak:.0f}, " + ("not back at\u00a00" if isnan(zero) else f"0{_at(zero)}")


def register(app: Dash, clinic: Clinic) -> None:  # noqa: ARG001 - every page is registered alike; this one only draws
    """Put the browser's colours into the figures; no server is asked when the palette changes."""
    app.clientside_callback(
        ClientsideFunction(namespace="vigil", function_name="paintTrends"),
        Output(Trends.PEAKS, "figure"),
        Output(Trends.COURSES, "figure"),
        Input(Trends.DRAWN, "data"),
        Input(Trends.PALETTE, "data"),
    )
