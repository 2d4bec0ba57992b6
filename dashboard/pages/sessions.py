"""Which sessions were there lately? All of the clinic, the latest first, each with the way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dash import Input, Output, html

from dashboard import access, components
from dashboard.components import attributes
from dashboard.ids import Sessions
from dashboard.pages import past

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from dashboard.pages.visit import Visit
    from models.clinic import Clinic, Found, SessionLine, User

PAGE, MOST = 50, 1000
"""Lines that a press on "more" adds, and how many a screen holds at most."""

Shown = tuple["Component", str, bool]
"""The table, the sentence above it, and whether there is nothing more to show."""


def layout(visit: Visit) -> Component:
    """The latest sessions of all patients."""
    table, words, whole = _shown(visit.clinic, visit.user, PAGE)
    return html.Div(
        [
            html.Div([html.H1("Latest sessions"), components.ways("/sessions")], className="head"),
            html.P(words, id=Sessions.SAID, className="count", role="status"),
            html.Div(table, id=Sessions.LIST, className="scroll", tabIndex=0, role="region", **attributes(aria_label="Sessions")),
            html.Button(f"Show {PAGE} more", id=Sessions.MORE, className="button more-lines", hidden=whole),
        ],
        className="page lists",
    )


def _shown(clinic: Clinic, who: User, limit: int) -> Shown:
    found = clinic.register.sessions(who, limit)
    return _table(found, clinic, who), words(found), len(found.lines) >= min(found.count, MOST)


def _table(found: Found[SessionLine], clinic: Clinic, who: User) -> Component:
    if not found.lines:
        return components.empty(
            "No sessions yet", "The first one appears here as soon as it is started on the board, or imported."
        )
    return past.table(found.lines, clinic.clock(), ZoneInfo(clinic.zone), clinic.staff.names(who), named=True)


def words(found: Found[SessionLine]) -> str:
    """How many there are, and how many of them are shown."""
    if found.count <= len(found.lines):
        return f"{past.counted(found.count)} in all." if found.count else ""
    return f"The latest {len(found.lines):,} of {found.count:,} sessions. An older one is found through its patient."


def limit(presses: int | None) -> int:
    """How many lines are shown after so many presses on "more"."""
    return min(MOST, PAGE * (1 + max(0, presses or 0)))


def register(app: Dash, clinic: Clinic) -> None:
    """Wire the button that shows more."""

    @app.callback(
        Output(Sessions.LIST, "children"),
        Output(Sessions.SAID, "children"),
        Output(Sessions.MORE, "hidden"),
        Input(Sessions.MORE, "n_clicks"),
        prevent_initial_call=True,
    )
    def more(presses: int | None) -> Shown:
        return _shown(clinic, access.who(), limit(presses))
