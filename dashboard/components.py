"""What is on every screen: the frame around each page, the health line, the alert bar's place, and who the patient is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.ids import Shell
from models.people import MAY, NOBODY, Act, Names

ADJUNCT = "Adjunct - not a primary monitor or alarm."
DEMO_WORDS = "Invented patients, simulated monitors. Nothing here is real."
ROLES = {"nurse": "Nurse", "clinician": "Clinician", "administrator": "Administrator"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the frame around a page says: where we are, who is signed in, and what nobody has approved yet.

    `name` is what the user signs in with, `mark` stands for the user and names nobody; `demo` marks every screen; `proposals` are
    the titles of the protocols in use that no medical director has approved. `sound` = some screen must be heard; `on_call` is
    who is named when nobody answers; `staff` is how everybody is called, for the scripts.
    """

    clinic: str
    user: str
    role: str
    name: str = ""
    mark: str = ""
    demo: bool = False
    proposals: tuple[str, ...] = ()
    sound: bool = False
    on_call: str = ""
    staff: Names = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the patient is, as the identity bar says it. `session` = the page is about one session, so that there is a clock.

    `dose_at` (epoch ms) starts the clock, None = no dose yet; `ended_at` stops it. `patient` is the patient's own id, for the
    link to the trend; "" where the page is the trend. `room`, `protocol` (its title) are said where given; `hears` is the
    session of which is said who listens.
    """

    name: str
    birth: date | None
    identifier: str
    allergies: str
    treatment: str = ""
    room: str = ""
    protocol: str = ""
    patient: str = ""
    session: bool = True
    dose_at: int | None = None
    ended_at: int | None = None
    hears: str = ""


def attributes(**named: str) -> dict[str, Any]:
    """HTML attributes by their names in Python: `aria_label="Rooms"` -> `aria-label`."""
    return {name.replace("_", "-"): value for name, value in named.items()}


def shell(frame: Frame, path: str | None = None, page: Component | None = None) -> Component:
    """The whole screen around a page. HEALTH, LOST, UNSENT, SOUND and ALERT_BAR belong to scripts.

    `page` is what is at the address `path`; where neither is known yet, the router fills `Shell.MAIN`.
    """
    return html.Div(
        [
            dcc.Location(id=Shell.PLACE, refresh=False, **({} if path is None else {"pathname": path})),
            html.A("Skip to the content", href=f"#{Shell.MAIN}", className="skip"),
            html.Div(id=Shell.LOST, className="lost", role="alert"),
            *([_demo()] if frame.demo else []),
            _header(frame),
            html.Section(id=Shell.UNSENT, className="unsent-place", **attributes(aria_label="Entries that are not sent")),
            html.Section(id=Shell.SOUND, className="sound-place", **attributes(aria_label="Sound")),
            html.Section(id=Shell.ALERT_BAR, className="alert-place", **attributes(aria_label="Alerts")),
            html.Main(page, id=Shell.MAIN, className="main", tabIndex=-1),
            _permanent(frame),
            html.Div(id=Shell.KEYS),
            html.Div(id=Shell.STAY, className="stay-place", role="alert"),
        ],
        className="shell",
        **attributes(
            data_owner=frame.mark,
            data_name=frame.name,
            data_sound=sounding(sound=frame.sound, demo=frame.demo),
            data_on_call=frame.on_call,
            data_staff=_called(frame.staff),
        ),
    )


def _called(staff: Names) -> str:
    """How everybody is called, by what they sign in with, as JSON."""
    return json.dumps(dict(staff.called))


def sounding(*, sound: bool, demo: bool) -> str:
    """What listening.js begins with on a screen where nobody has chosen: required, off, or demo (off, and says why)."""
    return "required" if sound else "demo" if demo else "off"


def _header(frame: Frame) -> Component:
    return html.Header(
        [
            dcc.Link("Vigil", href="/", className="brand", title="To the board of all rooms"),
            html.Span(frame.clinic, className="clinic"),
            html.Div(id=Shell.HEALTH, className="health"),
            _menu(frame),
        ],
        className="top",
    )


def _menu(frame: Frame) -> Component:
    ways = (
        ("Handover", "/handover", Act.SEE),
        ("Patients and sessions", "/patients", Act.SEE),
        ("Import files", "/import", Act.IMPORT),
        ("Users", "/users", Act.USERS),
    )
    links = [html.Li(dcc.Link(words, href=address)) for words, address, act in ways if act in MAY.get(frame.role, ())]
    items = [
        html.Li(f"{ROLES.get(frame.role, frame.role)}", className="role"),
        html.Li(html.Button("Day or night colours", type="button", **attributes(data_palette_switch=""))),
        html.Li(html.Button("Keys", type="button", **attributes(data_keys_help=""))),
        *links,
        html.Li(html.Button("Sign out", type="button", **attributes(data_sign_out=""))),
    ]
    summary = html.Summary([html.Span(frame.user, className="who"), html.Span(" ▾", **attributes(aria_hidden="true"))])
    return html.Details([summary, html.Ul(items)], id=Shell.USER_MENU, className="menu")


def _demo() -> Component:
    return html.P([html.Strong("DEMO"), f" {DEMO_WORDS}"], className="demo")


def _permanent(frame: Frame) -> Component:
    said: list[Component] = [html.Strong(ADJUNCT)]
    if frame.proposals:
        said.append(html.Span(f" {' and '.join(frame.proposals)}: proposal, not approved by a medical director."))
    return html.Footer(said, className="permanent")


def identity_bar(who: Identity, today: date) -> Component:
    """Name, date of birth (age), id, allergies, treatment and session clock; on top of every patient screen."""
    allergies = who.allergies or "not recorded"
    parts = [
        html.H1(who.name, className="name"),
        html.Span(born(who.birth, today), className="born"),
        html.Span(["ID ", html.B(who.identifier or "not recorded")]),
        html.Span(["Allergies ", html.B(allergies)], className="allergies"),
        *([html.Span(["Room ", html.B(who.room)], className="room")] if who.room else []),
        *([html.Span(who.treatment, className="treatment")] if who.treatment else []),
        *([html.Span(who.protocol, className="under")] if who.protocol else []),
        *([html.Span(className="hears", **attributes(data_hears=who.hears))] if who.hears else []),
        *([dcc.Link("Trend", href=f"/trends/{who.patient}", className="trend")] if who.patient else []),
        *([_clock(who)] if who.session else []),
    ]
    return html.Section(parts, className="identity", **attributes(aria_label="Patient"))


def born(birth: date | None, today: date) -> str:
    """A date of birth with the age today; who has none recorded says so."""
    if birth is None:
        return "date of birth not recorded"
    years = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    return f"{day(birth)} ({years})"


def day(one: date) -> str:
    """12 Mar 1984."""
    return f"{one.day} {one:%b %Y}"


def _clock(who: Identity) -> Component:
    """The session clock; shell.js keeps it going."""
    if who.dose_at is None:
        return html.Span("no dose yet", className="clock")
    told = attributes(data_since=str(who.dose_at), aria_label="Time since the dose")
    told |= {} if who.ended_at is None else attributes(data_until=str(who.ended_at))
    return html.Span(className="clock", role="timer", **told)


def text_field(store: str | dict[str, str], kind: str = "text", **more: object) -> list[Component]:
    """Where somebody types; the text is the `data` of the store of this id. `more` goes to fields.js: id, focus, pause, ..."""
    asked = {"store": store, "type": kind, "autocomplete": "off"} | more
    return [html.Span(className="box", **attributes(data_field=json.dumps(asked))), dcc.Store(id=store)]


def choice_field(store: str, options: Mapping[str, str], chosen: str) -> list[Component]:
    """Where somebody chooses one of `options` (value: label); the value is the `data` of the store of this id."""
    asked = {"store": store, "options": dict(options), "chosen": chosen}
    return [html.Span(className="choices", **attributes(data_field=json.dumps(asked))), dcc.Store(id=store, data=chosen)]


def ways(here: str) -> Component:
    """The way between the lists of the record; the address that is `here` is marked."""
    marked = {"/patients": "Patients", "/sessions": "Latest sessions"}
    at = attributes(aria_current="page")
    links = [
        html.Span(words, className="button here", **at) if address == here else dcc.Link(words, href=address, className="button")
        for address, words in marked.items()
    ]
    return html.Nav(links, className="ways", **attributes(aria_label="Lists"))


def empty(title: str, hint: str, *more: Component) -> Component:
    """A place where nothing is yet: says so in words and says what to do next."""
    return html.Div([html.H2(title), html.P(hint), *more], className="empty")


def nothing_here(why: str) -> Component:
    """The page of an address that leads nowhere, with the way back."""
    return html.Div(
        [html.H1("Nothing to show"), html.P(why), html.P(dcc.Link("Back to the board", href="/", className="button"))],
        className="page empty",
    )
