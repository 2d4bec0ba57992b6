"""Who is in which room now, how are they, and who must be looked at first?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dash import html

from dashboard.components import attributes
from dashboard.ids import Board

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from dashboard.pages.visit import Visit
    from models.clinic import Clinic


def layout(visit: Visit) -> Component:
    """The board: an empty list that board.js fills with one tile per room, and what the start form offers."""
    return html.Div(
        [
            html.H1("Rooms", className="unseen"),
            html.Ul(id=Board.ROOMS, className="board"),
            html.P(_keys(), className="keys", **attributes(aria_hidden="true")),
            html.Div(id=Board.START, **attributes(data_protocols=_protocols(visit.clinic))),
        ],
        className="board-page",
    )


def _keys() -> list[html.Span]:
    pairs = (("1-9", "open room"), ("N", "new session"), ("A", "acknowledge"), ("F", "patients"), ("?", "all keys"))
    return [html.Span([html.Kbd(key), f" {meaning}"]) for key, meaning in pairs]


def _protocols(clinic: Clinic) -> str:
    """The protocols on offer, the clinic's first one first, as JSON for the form."""
    return json.dumps([{"name": p.name, "title": p.title, "approved": bool(p.approved_by)} for p in clinic.offered()])


def register(app: Dash, clinic: Clinic) -> None:
    """Nothing to wire: the board lives on the event stream and on the JSON interface."""
