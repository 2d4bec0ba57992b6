"""Which page answers which address?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dash import Input, Output, dcc, html

from dashboard import components
from dashboard.figures import graph
from dashboard.ids import Devices, Handover, Patients, Session, Sessions, Shell, Trends, Users
from dashboard.pages import board, devices, handover, imports, patients, session, sessions, trends, users
from dashboard.pages.visit import Visit
from models.errors import VigilError
from models.people import Act, allow

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from models.clinic import Clinic


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the address that it begins with, how it is drawn, and what its reader must be allowed to do."""

    address: str
    layout: Callable[[Visit], Component]
    act: Act = Act.SEE


def pages() -> tuple[Page, ...]:
    """Every page of Vigil; the board last, because its address begins every other."""
    return (
        Page("/session/", session.layout),
        Page("/trends/", trends.layout, Act.TREND),
        Page("/handover", handover.layout),
        Page("/import", imports.layout, Act.IMPORT),
        Page("/patients", patients.layout),
        Page("/sessions", sessions.layout),
        Page("/users", users.layout, Act.USERS),
        Page("/", board.layout),
    )


def draw(path: str, visit: Visit) -> Component:
    """The page at this address; where there is none, or it is refused, a page that says so and what to do."""
    page = next(page for page in pages() if path.startswith(page.address))
    about = path.removeprefix(page.address).strip("/")
    if page.address == "/" and about:
        return components.nothing_here("There is no page at this address.")
    return _drawn(page, replace(visit, about=about))


def _drawn(page: Page, visit: Visit) -> Component:
    try:
        allow(visit.user, page.act)
        return page.layout(visit)
    except VigilError as refused:
        return components.nothing_here(str(refused))


def everything() -> Component:
    """One of each thing that a callback names, whatever page it is on: Dash checks its wiring against this, never shows it."""
    stores = (Session.FIGURE, Session.REFRESH, Trends.DRAWN, Trends.PALETTE, Handover.ASKED)
    typed = (Users.NAME, Users.FULL_NAME, Users.SECRET, Users.ROLE, Patients.WANTED, Devices.NAME, Devices.ROOM)
    boxes = (Shell.MAIN, Session.PAGE, Session.SUMMARY, Session.IDENTITY, Users.TABLE, Users.MESSAGE, Users.FORM)
    tokens = (Devices.TABLE, Devices.MESSAGE, Devices.FORM)
    lists = (Patients.SAID, Patients.LIST, Handover.ROOMS, Sessions.SAID, Sessions.LIST)
    return html.Div(
        [
            dcc.Location(id=Shell.PLACE),
            *(dcc.Store(id=one) for one in (*stores, *typed)),
            *(html.Div(id=one) for one in (*boxes, *lists, *tokens)),
            *(graph(one) for one in (Session.CHART, Trends.PEAKS, Trends.COURSES)),
            *(html.Button(id=one) for one in (Users.ADD, Devices.ADD, Patients.MORE, Sessions.MORE)),
        ]
    )


def register(app: Dash, clinic: Clinic, visit: Callable[[], Visit]) -> None:
    """Wire the router and every page's own callbacks. `visit` says who looks, from the request that is being answered."""
    app.validation_layout = everything()  # type: ignore[assignment]  # Dash types it by its first value, None

    @app.callback(Output(Shell.MAIN, "children"), Input(Shell.PLACE, "pathname"), prevent_initial_call=True)
    def show(path: str | None) -> Component:
        return draw(path or "/", visit())

    for module in (board, handover, session, trends, patients, sessions, users, devices):
        module.register(app, clinic)
