"""Which monitors and gateways may send readings? A part of the users' page, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dash import ALL, Input, Output, State, ctx, html

from dashboard import access
from dashboard.components import attributes, text_field
from dashboard.ids import Devices
from dashboard.pages import past
from models.clinic import Clinic, Token
from models.errors import VigilError

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

HEADS = ("Device", "Records in", "Made", "Last used", "Change")
Told = list["Component | str"]
Answer = tuple["Component", Told, "Component"]
"""The table of tokens as it is now, how it went with the token that was made, and the form: empty again after that."""


def parts(clinic: Clinic, tokens: tuple[Token, ...]) -> list[Component]:
    """Every token, what can be done about each, and the form that makes one."""
    where = attributes(aria_label="Devices")
    table = html.Div(_table(clinic, tokens), id=Devices.TABLE, className="scroll", tabIndex=0, role="region", **where)
    told = html.P(id=Devices.MESSAGE, className="told", role="status")
    return [html.H2("Devices"), told, table, html.Div(_form(len(tokens)), id=Devices.FORM)]


def _table(clinic: Clinic, tokens: tuple[Token, ...]) -> Component:
    if not tokens:
        return html.P("No device may send readings yet.")
    heads = html.Tr([html.Th(head, scope="col") for head in HEADS])
    rows = [_row(token, ZoneInfo(clinic.zone)) for token in tokens]
    return html.Table([html.Thead(heads), html.Tbody(rows)], className="table wide")


def _row(token: Token, zone: ZoneInfo) -> Component:
    room = f"room {token.room}" if token.room else "any room"
    used = "never" if token.seen is None else past.instant(token.seen, zone)
    words = zip(HEADS[1:-1], (room, past.instant(token.made, zone), used), strict=True)
    cells = [past.cell(head, word) for head, word in words]
    return html.Tr([html.Th(token.device, scope="row"), *cells, html.Td(_act(token, zone), className="changes")])


def _act(token: Token, zone: ZoneInfo) -> Component:
    if token.revoked is not None:
        return html.Span(f"revoked {past.instant(token.revoked, zone)}")
    name, label = {"type": "device-revoke", "name": token.device}, attributes(aria_label=f"Revoke: {token.device}")
    return html.Button("Revoke", id=name, className="button", **label)


def _form(known: int) -> Component:
    """The form that makes a token; with every token more that is `known` it is a new one, and empty."""
    fields = (("Device, such as bedside-3", Devices.NAME), ("Only in room (empty = any)", Devices.ROOM))
    texts = [html.Div(html.Label([html.Span(label), *text_field(store)]), className="field") for label, store in fields]
    button = html.Button("Make a token", id=Devices.ADD, className="button main")
    return html.Section([html.H3("Let a device in"), html.Div([*texts, button], className="add")], key=str(known))


def register(app: Dash, clinic: Clinic) -> None:
    """Wire the buttons of the part."""

    @app.callback(
        Output(Devices.TABLE, "children"),
        Output(Devices.MESSAGE, "children"),
        Output(Devices.FORM, "children"),
        Input(Devices.ADD, "n_clicks"),
        Input({"type": "device-revoke", "name": ALL}, "n_clicks"),
        State(Devices.NAME, "data"),
        State(Devices.ROOM, "data"),
        prevent_initial_call=True,
    )
    def change(_add: int, _revoke: list[int], name: str | None, room: str | None) -> Answer:
        told = _change(clinic, ctx.triggered_id, name or "", room or "")
        tokens = clinic.devices.all(access.who())
        return _table(clinic, tokens), told, _form(len(tokens))


def _change(clinic: Clinic, pressed: Any, name: str, room: str) -> Told:
    """Do what the pressed button says; how it went, and only here a new token."""
    if not any(one["value"] for one in ctx.triggered):
        return []
    try:
        return _made(clinic, name.strip(), room) if pressed == Devices.ADD else _revoked(clinic, pressed["name"])
    except VigilError as refused:
        return [str(refused)]


def _made(clinic: Clinic, name: str, room: str) -> Told:
    token, secret = clinic.devices.add(name, room, access.who())
    return [f"This is the token of {token.device}. Put it into the device now: it is not shown again. ", html.Code(secret)]


def _revoked(clinic: Clinic, name: str) -> Told:
    clinic.devices.revoke(name, access.who())
    return [f"{name} can no longer record. What it recorded stays."]
