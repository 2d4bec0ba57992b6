"""What must the next nurse know of every patient, and who has taken over whom? Situation, background, assessment, next steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dash import Input, Output, dcc, html

from dashboard import access, journey, wire
from dashboard.components import ADJUNCT, attributes, born, day, empty
from dashboard.ids import Handover
from models.doses import PAUSED, RUNNING, together
from models.facts import HandedOver, TakenOver, singly
from models.people import NOBODY, Act, Names, may
from models.vitals import PRESSURE, Millis, ObservationSet, Quality, Signal, assess

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from dashboard.pages.visit import Visit
    from models.alerts import Alert, Latest
    from models.clinic import Clinic, SessionView, User
    from models.facts import Dose

SHOWN = (Signal.HEART_RATE, Signal.SPO2, Signal.DISSOCIATION, Signal.SEDATION)
"""What is handed over beside the pressure, in the order in which it is entered."""
SELDOM = (Signal.DISTRESS, Signal.AGITATION)
"""What is handed over where somebody has looked at it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One session as it is handed over: what is known of it, how many the patient had before, the clinic's zone, who reads.

    `names` is how the staff are called.
    """

    view: SessionView
    earlier: int
    zone: ZoneInfo
    reader: User
    names: Names = NOBODY

    def clock(self, at: Millis) -> str:
        """14:05, in the clinic's zone."""
        return f"{datetime.fromtimestamp(at / 1000, self.zone):%H:%M}"

    def since_dose(self, at: Millis) -> str:
        """+0:38 from the first dose; "" where there was none before."""
        first = self.view.picture.first_dose
        if first is None or at < first:
            return ""
        minutes = (at - first) // 60_000
        return f"+{minutes // 60}:{minutes % 60:02}"


def layout(visit: Visit) -> Component:
    """All rooms for the handover; the rooms are drawn anew as long as it is open."""
    now = datetime.fromtimestamp(visit.now / 1000, ZoneInfo(visit.clinic.zone))
    when = html.Span(f"{day(now.date())} {now:%H:%M}, {visit.clinic.name}", className="when")
    parts = [
        html.Div([html.H1("Handover"), when, *_to(visit)], className="head"),
        html.P(id=Handover.SAID, className="told", role="status"),
        html.Div(rooms(visit.clinic, visit.user, visit.now), id=Handover.ROOMS, className="handed-rooms"),
        html.P([ADJUNCT, " Signed in Vigil by both nurses; ________________  ________________"], className="paper"),
        dcc.Store(id=Handover.ASKED),
    ]
    return html.Div(parts, className="page handover")


def _to(visit: Visit) -> Iterator[Component]:
    """Whom to hand over to, chosen once for all rooms; nobody is chosen at first."""
    if may(visit.user, Act.RECORD):
        others = [one for one in visit.clinic.staff.colleagues(visit.user) if one.name != visit.user.name]
        options = [html.Option("choose", value=""), *(html.Option(one.full_name, value=one.name) for one in others)]
        yield html.Label(["Hand over to ", html.Select(options, id=Handover.TO)], className="to", htmlFor=Handover.TO)
    yield html.Button("Print", type="button", className="button", **attributes(data_print=""))


def rooms(clinic: Clinic, reader: User, now: Millis) -> list[Component]:
    """A card for every session that runs; words where none does."""
    zone = ZoneInfo(clinic.zone)
    views = [room.session for room in clinic.board(now) if room.session is not None]
    names = clinic.staff.names(reader)
    told = [Told(view, clinic.register.sessions(reader, 1, view.patient.id).count - 1, zone, reader, names) for view in views]
    if not told:
        return [empty("Nobody is treated now", "There is nothing to hand over.")]
    return [card(one) for one in told]


def card(told: Told) -> Component:
    """One session: S, B, A and R, and both signatures."""
    view = told.view
    today = datetime.fromtimestamp(view.picture.now / 1000, told.zone).date()
    allergies = f"Allergies {view.patient.allergies or 'not recorded'}"
    who = f"{born(view.patient.birth, today)}, ID {view.patient.identifier or 'not recorded'}, {allergies}"
    head = html.H2([f"Room {view.row.room}  ", dcc.Link(view.patient.name, href=f"/session/{view.row.id}")])
    letters = (("S", "Situation", situation(told)), ("B", "Background", background(told)))
    more = (("A", "Assessment", assessment(told)), ("R", "What is next", next_steps(told)))
    rows = [
        html.Div([html.Dt([html.B(letter), html.Span(f" {name}", className="named")]), html.Dd([html.P(line) for line in lines])])
        for letter, name, lines in (*letters, *more)
    ]
    parts = [html.Div([head, html.Span(who, className="who")], className="whose"), html.Dl(rows), _signing(told)]
    return html.Article(parts, className="handed", key=view.row.id, **attributes(aria_label=f"Room {view.row.room}"))


# -- the four letters ----------------------------------------------------------------------------------------------------------


def situation(told: Told) -> list[list[Component | str]]:
    """The dose, how far the session is, and the last values, each with its time and its age."""
    picture, stage = told.view.picture, told.view.progress.stage.value
    since = told.since_dose(picture.now)
    given = f"{_doses(told)}. {since} from the first dose." if picture.doses else "No dose yet."
    return [[f"{given} Stage: {stage}.{_flow(told)}"], _latest(told)]


def _flow(told: Told) -> str:
    """By which pump an infusion that is not through is given, and how fast; "" where nobody said."""
    way = told.view.progress
    words = ", ".join(word for word in (way.pump and f"pump {way.pump}", way.rate) if word)
    return f" Infusion {way.infusion}: {words}." if words and way.infusion in (RUNNING, PAUSED) else ""


def _doses(told: Told) -> str:
    """Each dose with its time; the devices of one drug as one dose, with the time of each."""
    doses = told.view.picture.doses
    kinds = together(doses)
    parts = [(one, (one,)) for one in doses] if len(kinds) > 1 else [(one, doses) for one in kinds]
    return "; ".join(_given(told, one, given) for one, given in parts)


def _given(told: Told, one: Dose, given: Sequence[Dose]) -> str:
    """One drug with the time of each dose, and whoever else has checked any of them; the remarks name those nobody checked."""
    checkers = dict.fromkeys(told.names.of(dose.second) for dose in given if dose.second)
    words = f"{journey.drug_words(one)} at {', '.join(told.clock(dose.at) for dose in given)}"
    return f"{words}, checked by {', '.join(checkers)}" if checkers else words


def _latest(told: Told) -> list[Component | str]:
    seen = told.view.picture.latest_of
    pressure = [found for signal in PRESSURE if (found := seen(signal)) is not None]
    words: list[list[Component | str]] = [] if pressure else [["BP not measured"]]
    if len(pressure) == len(PRESSURE):
        words.append(_aged(told, f"BP {pressure[0].value:g}/{pressure[1].value:g}", min(pressure, key=lambda one: one.at)))
    for signal in (*SHOWN, *filter(seen, SELDOM)):
        found = seen(signal)
        said = f"{signal.short} not measured" if found is None else f"{signal.short} {signal.shown(found.value)}"
        words.append([said] if found is None else _aged(told, said, found))
    return [*(part for group in words[:-1] for part in (*group, "; ")), *words[-1], "."]


def _aged(told: Told, words: str, found: Latest) -> list[Component | str]:
    """A number, when it was measured, and how long ago: handover.js keeps the age going."""
    doubt = "" if found.quality is Quality.VALID else f", {found.quality.value}"
    minutes = (told.view.picture.now - found.at) // 60_000
    age = html.Span(f"{minutes} min", **attributes(data_age=str(found.at)))
    return [html.B(words), f" {told.clock(found.at)} (", age, f"{doubt})"]


def background(told: Told) -> list[list[Component | str]]:
    """The protocol, how many sessions there were before, the values before the dose, and what the prescriber decided."""
    picture, gate = told.view.picture, told.view.progress.gate
    before = (
        f"{told.earlier} earlier session{'' if told.earlier == 1 else 's'} here." if told.earlier > 0 else "First session here."
    )
    known = [picture.baseline(signal) for signal in PRESSURE]
    both = all(value is not None for value in known)
    base = f"Before the dose BP {known[0]:.0f}/{known[1]:.0f}." if both else "No pressure before the dose."
    decided = gate and (
        f"{gate.prescriber} decided {'to go on' if gate.go else 'not to give it'} ({gate.reason})"
        if gate.prescriber
        else "nobody decided"
    )
    return [[f"{picture.protocol.title}. {before} {base}{f' {gate.words}: {decided}.' if gate else ''}"]]


def assessment(told: Told) -> list[list[Component | str]]:
    """The highest pressure since the dose, and every alert that stands, with who has answered it."""
    alerts = [_standing(told, alert) for alert in told.view.picture.standing]
    said = told.view.progress.said
    record = [f"The record says: {'; '.join(said)}."] if said else []
    return [[line] for line in (_highest(told), *(alerts or ["No alert is standing."]), *record)]


def _highest(told: Told) -> str:
    """The highest pressure since the dose that can be one; why it is in doubt stands beside it."""
    first = told.view.picture.first_dose
    since = [f for f in singly(told.view.log) if isinstance(f, ObservationSet) and first is not None and f.at >= first]
    usable = [(f, s) for f in since for s in assess(f) if s.signal is Signal.SYSTOLIC and s.quality is not Quality.REJECTED]
    if not usable:
        return "No pressure since the dose."
    top, found = max(usable, key=lambda one: one[1].value)
    when = ", ".join(word for word in (told.since_dose(top.at), found.reason) if word)
    return f"Highest since the dose: BP {found.value:g}/{top.diastolic:g} at {told.clock(top.at)} ({when})."


def _standing(told: Told, alert: Alert) -> str:
    words = wire.alert(alert, alert.since)["text"]
    answered = (
        "not acknowledged"
        if alert.acknowledged_at is None
        else f"acknowledged {told.clock(alert.acknowledged_at)} by {told.names.of(alert.acknowledged_by)}"
    )
    return f"{words} since {told.clock(alert.since)}, {answered}."


def next_steps(told: Told) -> list[list[Component | str]]:
    """When the next set is due, and what keeps the session from its next stage."""
    due, way = told.view.picture.next_check, told.view.progress
    reasons = "; ".join(way.reasons)
    then = [f"Next set due {told.clock(due.due)}." if due else "No set is due."]
    return [[*then, f" Open: {reasons}." if reasons else " Nothing speaks against the next stage."]]


# -- both signatures -------------------------------------------------------------------------------------------------------------


def _signing(told: Told) -> Component:
    """Who is responsible, what was signed, and what the reader may sign now."""
    way = told.view.progress
    words = [
        html.Span(["Responsible: ", html.B(told.names.of(way.nurse) if way.nurse else "nobody")]),
        *(html.Span(line) for line in _signed(told)),
    ]
    return html.Div([*words, *_blocked(told), *_buttons(told)], className="signing")


def _signed(told: Told) -> Iterator[str]:
    """The last handover and who has taken over, as they were signed."""
    facts = [fact for fact in told.view.log if isinstance(fact, HandedOver | TakenOver)][-2:]
    for fact in facts:
        if isinstance(fact, HandedOver):
            waits = ", not taken over yet" if told.view.progress.handed is fact or fact is facts[-1] else ""
            yield f"Handed over {told.clock(fact.at)} by {told.names.of(fact.by)} to {told.names.of(fact.to)}{waits}."
        else:
            yield f"Taken over {told.clock(fact.at)} by {told.names.of(fact.by)} from {told.names.of(fact.frm)}."


def _blocked(told: Told) -> Iterator[Component]:
    if told.view.picture.unanswered and may(told.reader, Act.RECORD):
        names = ", ".join(wire.alert(alert, alert.since)["text"] for alert in told.view.picture.unanswered)
        yield html.P(f"Not before these alerts are answered: {names}.", id=f"blocks-{told.view.row.id}", className="blocks")


def _buttons(told: Told) -> Iterator[Component]:
    """What this reader may sign; while an alert waits for an answer it says so and does nothing."""
    if not may(told.reader, Act.RECORD):
        return
    handed, session = told.view.progress.handed, told.view.row.id
    stop = attributes(aria_disabled="true", aria_describedby=f"blocks-{session}") if told.view.picture.unanswered else {}
    room = f"room {told.view.row.room}"
    if handed is not None and handed.to == told.reader.name:
        more = attributes(data_take_over=session, data_from=handed.by) | stop
        yield html.Button(f"Take over {room} from {told.names.of(handed.by)}", type="button", className="button primary", **more)
        return
    more = attributes(data_hand_over=session) | stop
    yield html.Button(f"Hand over {room}", type="button", className="button", **more)


def register(app: Dash, clinic: Clinic) -> None:
    """Draw the rooms anew when their script asks for it: something was entered, or time has passed."""

    @app.callback(Output(Handover.ROOMS, "children"), Input(Handover.ASKED, "data"), prevent_initial_call=True)
    def redraw(_asked: object) -> list[Component]:
        return rooms(clinic, access.who(), clinic.clock())
