"""What do nurses do from arrival to signature, besides measuring? Its addresses, each one fact through the one door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request

from dashboard import access, steps
from dashboard.desk import SESSION, Desk, Route, answered, body, receipt, record
from models.people import Act

if TYPE_CHECKING:
    from models.clinic import Elsewhere


def ticks(desk: Desk, session: str) -> Response:
    """Something on a checklist was checked, or it turned out not to be so."""
    return record(desk, session, steps.tick(body()))


def decisions(desk: Desk, session: str) -> Response:
    """What the prescriber decided about a pressure above the gate."""
    return record(desk, session, steps.decision(body()))


def infusions(desk: Desk, session: str) -> Response:
    """The infusion was paused, went on, or is through."""
    return record(desk, session, steps.infusion(body()))


def stops(desk: Desk, session: str) -> Response:
    """The infusion was stopped early."""
    return record(desk, session, steps.stop(body()))


def interventions(desk: Desk, session: str) -> Response:
    """Something was done for the patient."""
    return record(desk, session, steps.intervention(body()))


def scores(desk: Desk, session: str) -> Response:
    """The total of a rating scale."""
    return record(desk, session, steps.score(body()))


def end(desk: Desk, session: str) -> Response:
    """The session is over."""
    return record(desk, session, steps.end(body()))


def signatures(desk: Desk, session: str) -> Response:
    """Somebody signs the record, with the password once more."""
    sent = steps.signature(body())
    return receipt(desk.clinic.sign(session, sent.signed, sent.password, request.remote_addr or "", access.who()))


def handovers(desk: Desk, session: str) -> Response:
    """The patient is handed over to somebody."""
    return record(desk, session, steps.handover(body()))


def takeovers(desk: Desk, session: str) -> Response:
    """The patient is taken over from somebody."""
    return record(desk, session, steps.takeover(body()))


def move(desk: Desk, session: str, fact: str) -> Response:
    """A reading of the wrong patient goes where it belongs."""
    sent = steps.move(body(), fact)
    return receipt(desk.clinic.move(session, sent.wanted, access.who(), sent.password, request.remote_addr or ""))


def elsewhere(desk: Desk, session: str, fact: str) -> Response:
    """The sessions to which a reading of the wrong patient can be moved."""
    found = desk.clinic.elsewhere(session, fact, access.who())
    return answered({"sessions": [_offered(one) for one in found]})


def _offered(one: Elsewhere) -> dict[str, Any]:
    return {"s": one.row.id, "room": one.row.room, "name": one.patient.name, "ended": one.ended, "signed": one.signed}


BEDSIDE = (
    Route("POST", f"{SESSION}/ticks", Act.RECORD, ticks, "Tick something on a checklist, or take the tick back", "Tick"),
    Route("POST", f"{SESSION}/decisions", Act.RECORD, decisions, "What the prescriber decided about the gate", "Decision"),
    Route("POST", f"{SESSION}/infusions", Act.RECORD, infusions, "Pause, resume or finish the infusion", "Infusion"),
    Route("POST", f"{SESSION}/stops", Act.RECORD, stops, "The infusion was stopped early", "Stop"),
    Route("POST", f"{SESSION}/interventions", Act.RECORD, interventions, "Something was done for the patient", "Intervention"),
    Route("POST", f"{SESSION}/scores", Act.RECORD, scores, "The total of a rating scale", "Score"),
    Route("POST", f"{SESSION}/end", Act.OPEN, end, "End the session", "End"),
    Route("POST", f"{SESSION}/signatures", Act.SIGN, signatures, "Sign a session that has ended", "Signature"),
    Route("POST", f"{SESSION}/handovers", Act.RECORD, handovers, "Hand the patient over", "Handover"),
    Route("POST", f"{SESSION}/takeovers", Act.RECORD, takeovers, "Take the patient over", "Takeover"),
    Route("GET", f"{SESSION}/facts/<fact>/elsewhere", Act.CORRECT, elsewhere, "The sessions to which a reading can be moved"),
    Route("POST", f"{SESSION}/facts/<fact>/move", Act.CORRECT, move, "Move a reading of the wrong patient", "Move"),
)
