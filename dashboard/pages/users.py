"""Who may sign in here, as what, and which devices send readings? For administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ALL, Input, Output, State, ctx, html

from dashboard import access
from dashboard.components import ROLES, attributes, choice_field, text_field
from dashboard.ids import Users
from dashboard.pages import devices, past
from dashboard.pages.imports import remembered
from models.clinic import Clinic, User
from models.errors import VigilError

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from dashboard.pages.visit import Visit

HEADS = ("Sign-in name", "Full name", "Role", "May sign in", "Change")
Answer = tuple["Component", str, "Component"]
"""The table of users as it is now, the sentence that tells how it went, and the form: empty again when somebody was added."""


def layout(visit: Visit) -> Component:
    """Everybody who may sign in, what can be done about each, and the form that adds somebody."""
    everybody = visit.clinic.staff.all(visit.user)
    table = html.Div(
        _table(everybody), id=Users.TABLE, className="scroll", tabIndex=0, role="region", **attributes(aria_label="Users")
    )
    told = html.P(id=Users.MESSAGE, className="told", role="status")
    form = html.Div(_form(len(everybody)), id=Users.FORM)
    let_in = devices.parts(visit.clinic, visit.clinic.devices.all(visit.user))
    return html.Div([html.H1("Users"), told, table, form, *let_in, remembered(visit)], className="page users")


def _table(users: tuple[User, ...]) -> html.Table:
    heads = html.Tr([html.Th(head, scope="col") for head in HEADS])
    return html.Table([html.Thead(heads), html.Tbody([_row(user) for user in users])], className="table wide")


def _row(user: User) -> Component:
    words = (user.full_name, ROLES.get(user.role, user.role), "no" if user.disabled else "yes")
    cells = [past.cell(head, what) for head, what in zip(HEADS[1:-1], words, strict=True)]
    return html.Tr([html.Th(user.name, scope="row"), *cells, html.Td(_acts(user), className="changes")])


def _acts(user: User) -> list[Component]:
    act, word = ("enable", "Let in again") if user.disabled else ("disable", "Disable")
    switch = html.Button(word, id=_id(user.name, act), className="button", **attributes(aria_label=f"{word}: {user.name}"))
    label = html.Span(f"New password for {user.name}", className="unseen")
    secret = html.Label([label, *_secret({"type": "user-password", "name": user.name})])
    reset = html.Button("Set password", id=_id(user.name, "reset"), className="button")
    return [switch, html.Details([html.Summary("New password"), html.Div([secret, reset], className="reset")])]


def _id(name: str, act: str) -> dict[str, str]:
    return {"type": "user-act", "name": name, "act": act}


def _secret(store: str | dict[str, str]) -> list[Component]:
    return text_field(store, "password", autocomplete="new-password")


def _form(known: int) -> Component:
    """The form that adds somebody; with every user more that is `known` it is a new one, and empty."""
    texts = [
        _field("Sign-in name", text_field(Users.NAME)),
        _field("Full name", text_field(Users.FULL_NAME)),
        _field("First password", _secret(Users.SECRET)),
    ]
    choice = html.Fieldset([html.Legend("Role"), *choice_field(Users.ROLE, ROLES, "nurse")])
    button = html.Button("Add", id=Users.ADD, className="button main")
    return html.Section([html.H2("Add somebody"), html.Div([*texts, choice, button], className="add")], key=str(known))


def _field(label: str, control: list[Component]) -> Component:
    return html.Div(html.Label([html.Span(label), *control]), className="field")


def register(app: Dash, clinic: Clinic) -> None:
    """Wire the buttons of the page."""

    @app.callback(
        Output(Users.TABLE, "children"),
        Output(Users.MESSAGE, "children"),
        Output(Users.FORM, "children"),
        Input(Users.ADD, "n_clicks"),
        Input({"type": "user-act", "name": ALL, "act": ALL}, "n_clicks"),
        State({"type": "user-password", "name": ALL}, "data"),
        State({"type": "user-password", "name": ALL}, "id"),
        State(Users.NAME, "data"),
        State(Users.FULL_NAME, "data"),
        State(Users.ROLE, "data"),
        State(Users.SECRET, "data"),
        prevent_initial_call=True,
    )
    def change(_add: int, _acts: list[int], secrets: list[str], whose: list[dict[str, str]], *new: str | None) -> Answer:
        passwords = {one["name"]: secret or "" for one, secret in zip(whose, secrets, strict=True)}
        told = _change(clinic, ctx.triggered_id, passwords, new)
        everybody = clinic.staff.all(access.who())
        return _table(everybody), told, _form(len(everybody))


def _change(clinic: Clinic, pressed: Any, passwords: dict[str, str], new: tuple[str | None, ...]) -> str:
    """Do what the pressed button says; the sentence that tells how it went."""
    if not any(one["value"] for one in ctx.triggered):
        return ""
    try:
        return _added(clinic, new) if pressed == Users.ADD else _done(clinic, pressed["act"], pressed["name"], passwords)
    except VigilError as refused:
        return str(refused)


def _added(clinic: Clinic, new: tuple[str | None, ...]) -> str:
    name, full_name, role, password = ((text or "").strip() for text in new)
    clinic.staff.add(User(name=name, full_name=full_name, role=role, password_hash=""), password, access.who())
    return f"{name} was added and may sign in."


def _done(clinic: Clinic, act: str, name: str, passwords: dict[str, str]) -> str:
    who = access.who()
    if act == "reset":
        clinic.staff.reset(name, passwords.get(name, ""), who)
        return f"{name} has a new password and must sign in again."
    if act == "disable":
        clinic.staff.disable(name, who)
        return f"{name} can no longer sign in. What {name} recorded stays."
    clinic.staff.enable(name, who)
    return f"{name} may sign in again."
