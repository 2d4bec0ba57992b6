"""What do scripts, gateways and our own screens ask for? The published JSON interface, as one table of routes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from dashboard import access, alert_list, entries, paper, unprinted, wire
from dashboard.bedside import BEDSIDE
from dashboard.desk import SESSION, Desk, Route, answered, body, measured, record, wrong
from dashboard.hearing import HEARING
from dashboard.imports import IMPORTS
from dashboard.locked import Sight
from dashboard.mappings import MAPPINGS
from dashboard.stream import Packed, Wish
from models.errors import Conflict, Forbidden, NotFound, Refused, StoreFailed, TooMany, VigilError
from models.facts import Amended, Voided
from models.outgo.flowsheet import NotPrinted
from models.people import Act

__all__ = ["PDF", "ROUTES", "STREAM", "Desk", "Route", "answered", "refused", "register"]

STATUS: dict[type[VigilError], int] = {
    Refused: 422,
    NotFound: 404,
    Conflict: 409,
    Forbidden: 403,
    TooMany: 429,
    StoreFailed: 503,
    NotPrinted: 503,
}
"""The HTTP status of each error; any other error of ours is a 422: it says what to do."""
STREAM = "text/event-stream"
PDF = "application/pdf"
ROOM = "/api/v1/rooms/<room>/observations"
SEEN = ("Observations", True)
"""What is sent of a set, which a device may send as well."""
FOUND = 20
"""Patients that one search shows."""


def board(desk: Desk) -> Response:
    """Every room with the session that runs in it."""
    now, seq = desk.clinic.clock(), desk.clinic.head()
    rooms = [{"room": r.room, "session": r.session and wire.picture(r.session)} for r in desk.clinic.board(now)]
    trial = desk.clinic.trials.last
    return answered({"now": now, "seq": seq, "rooms": rooms, "trial": trial and wire.trial(trial)})


def picture(desk: Desk, session: str) -> Response:
    """One session as it stands."""
    return answered(wire.picture(desk.clinic.session_view(session, desk.clinic.clock())))


def since(desk: Desk, session: str) -> Response:
    """What was written to a session after an entry."""
    after = _after(request.args.get("after"))
    found = desk.clinic.entries(session, after or 0)
    return answered({"seq": found[-1].seq if found else after or 0, "entries": [wire.fact(one) for one in found]})


def alerts(desk: Desk, session: str) -> Response:
    """What was said in a session, and who answered."""
    view = desk.clinic.session_view(session, desk.clinic.clock())
    return answered(alert_list.told(view, desk.clinic.entries(session)))


def flowsheet(desk: Desk, session: str) -> Response:
    """The flowsheet of a session, for paper; the log notes who printed it. Who looks at the answer reads why there is none."""
    try:
        made = paper.printed(desk.clinic, desk.press, session, access.who(), demo=desk.demo)
    except (TooMany, NotPrinted) as error:
        if not unprinted.looks(request):
            raise
        return unprinted.said(error, session, request.path)
    return Response(made, mimetype=PDF, headers={"Content-Disposition": f'inline; filename="flowsheet-{session}.pdf"'})


def patients(desk: Desk) -> Response:
    """Patients whose name or identifier holds what was typed."""
    found = desk.clinic.patients(request.args.get("find", ""), access.who())
    return answered({"patients": [wire.patient(one) for one in found[:FOUND]]})


def open_session(desk: Desk) -> Response:
    """Open a session in a room."""
    view = desk.clinic.open_session(entries.session(body()), access.who())
    return answered({"id": view.row.id, "picture": wire.picture(view)}, 201)


def observations(desk: Desk, session: str) -> Response:
    """What somebody or a device saw at one instant."""
    return measured(desk, session, entries.observations(body()))


def observations_in_room(desk: Desk, room: str) -> Response:
    """What was seen in a room, by somebody or something that does not know the ids of sessions."""
    seen = entries.observations(body())
    return measured(desk, desk.clinic.devices.session_in(room, seen, access.device()), seen)


def doses(desk: Desk, session: str) -> Response:
    """A dose was given."""
    return record(desk, session, entries.dose(body()))


def notes(desk: Desk, session: str) -> Response:
    """A note."""
    return record(desk, session, entries.note(body()))


def acknowledgements(desk: Desk, session: str) -> Response:
    """A named person has seen the standing alert of a signal."""
    return record(desk, session, entries.acknowledgement(body()))


def skips(desk: Desk, session: str) -> Response:
    """A due check was not made, and why."""
    return record(desk, session, entries.skip(body()))


def void(desk: Desk, session: str, fact: str) -> Response:
    """An entry should never have been recorded; it stays, struck through."""
    change = entries.void(body())
    return record(desk, session, Voided(id=change.id, at=0, target=fact, reason=change.reason), change.seen)


def amend(desk: Desk, session: str, fact: str) -> Response:
    """A reading was wrong; what was really seen takes its place."""
    return _amend(desk, session, fact, entries.amendment(body()))


def amend_dose(desk: Desk, session: str, fact: str) -> Response:
    """A dose was wrong; what was really given takes its place."""
    return _amend(desk, session, fact, entries.dose_amendment(body()))


def _amend(desk: Desk, session: str, fact: str, change: entries.Change) -> Response:
    amended = Amended(id=change.id, at=0, target=fact, reason=change.reason, content=change.content)
    return record(desk, session, amended, change.seen)


def sign_in_ending(desk: Desk) -> Response:
    """When the sign-in is over if nobody does anything; asking does not count as doing something."""
    ending, lasting = desk.clinic.sign_ins.ending(access.token()), desk.clinic.sign_ins.lasting
    return answered({"now": desk.clinic.clock(), "ends": ending.at, "final": ending.final, "idle": lasting.idle})


def stay_signed_in(desk: Desk) -> Response:
    """Somebody is here: the time without use begins anew."""
    return sign_in_ending(desk)


def stream_all(desk: Desk) -> Response:
    """Every change in every running session, as server-sent events."""
    return _stream(desk, None)


def stream(desk: Desk, session: str) -> Response:
    """Every change in one session, as server-sent events."""
    desk.clinic.session_view(session, desk.clinic.clock())
    return _stream(desk, session)


ROUTES = (
    Route("GET", "/api/v1/board", Act.SEE, board, "Every room with the session that runs in it"),
    Route("GET", "/api/v1/patients", Act.OPEN, patients, "Patients by part of their name or identifier (?find=)"),
    Route("POST", "/api/v1/sessions", Act.OPEN, open_session, "Open a session in a room", "Session"),
    Route("GET", f"{SESSION}/picture", Act.SEE, picture, "One session as it stands"),
    Route("GET", f"{SESSION}/since", Act.SEE, since, "What was written after an entry (?after=seq)"),
    Route("GET", f"{SESSION}/alerts", Act.SEE, alerts, "What was said in a session, newest first, and who answered"),
    Route("GET", f"{SESSION}/flowsheet.pdf", Act.SEE, flowsheet, "The flowsheet of a session as PDF, for paper"),
    Route("GET", f"{SESSION}/stream", Act.SEE, stream, "One session's changes as server-sent events"),
    Route("GET", "/api/v1/sign-in", Act.SEE, sign_in_ending, "When the sign-in is over if nobody does anything"),
    Route("POST", "/api/v1/sign-in", Act.SEE, stay_signed_in, "Stay signed in: the time without use begins anew"),
    Route("GET", "/api/v1/stream", Act.SEE, stream_all, "All running sessions' changes as server-sent events"),
    Route("POST", f"{SESSION}/observations", Act.RECORD, observations, "Record what was seen at one instant", *SEEN),
    Route("POST", ROOM, Act.RECORD, observations_in_room, "Record what was seen in the session that ran in a room then", *SEEN),
    Route("POST", f"{SESSION}/doses", Act.RECORD, doses, "Record a dose", "Dose"),
    Route("POST", f"{SESSION}/notes", Act.RECORD, notes, "Record a note", "Note"),
    Route(
        "POST",
        f"{SESSION}/acknowledgements",
        Act.ACKNOWLEDGE,
        acknowledgements,
        "Acknowledge a standing alert",
        "Acknowledgement",
    ),
    Route("POST", f"{SESSION}/skips", Act.RECORD, skips, "Say why a due check is not made", "Skip"),
    Route("POST", f"{SESSION}/facts/<fact>/void", Act.CORRECT, void, "Strike an entry through", "Void"),
    Route("POST", f"{SESSION}/facts/<fact>/amend", Act.CORRECT, amend, "Correct a reading", "Amendment"),
    Route("POST", f"{SESSION}/doses/<fact>/amend", Act.CORRECT, amend_dose, "Correct a dose", "DoseAmendment"),
    *BEDSIDE,
    *HEARING,
    *IMPORTS,
    *MAPPINGS,
)


def register(server: Flask, desk: Desk) -> None:
    """Put every route on the server, and turn our errors into answers."""
    for route in ROUTES:
        server.add_url_rule(route.path, route.endpoint, partial(route.answer, desk), methods=[route.method])
    server.register_error_handler(VigilError, refused)
    server.register_error_handler(HTTPException, _unknown)

    def leave(response: Response) -> Response:
        return _allowed(server, response)

    server.after_request(leave)


def refused(error: VigilError) -> Response:
    """What is wrong, in words, and field by field."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    answer = answered(wrong(error), status)
    if isinstance(error, TooMany | StoreFailed):
        answer.headers["Retry-After"] = "10"
    return answer


def _unknown(error: HTTPException) -> Response | HTTPException:
    """An error of HTTP itself: JSON for a script, the usual page for a browser."""
    if not request.path.startswith("/api/"):
        return error
    answer = answered({"message": error.description or error.name, "errors": []}, error.code or 500)
    answer.headers.extend({"Allow": ", ".join(error.valid_methods or ())} if isinstance(error, MethodNotAllowed) else {})
    return answer


def _allowed(server: Flask, response: Response) -> Response:
    """Say which methods there are at an address of ours, without those of the pages, whose address matches every other."""
    if request.path.startswith("/api/") and response.allow:
        ours = server.url_map.bind("").match
        found = [m for m in sorted(response.allow) if m == "OPTIONS" or ours(request.path, m)[0].startswith("api.")]
        response.headers["Allow"] = ", ".join(found)
    return response


def _after(text: str | None) -> int | None:
    """The entry after which to go on; None where nobody said."""
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Refused(f"after is {text[:20]!r}. It must be the seq of an entry, a whole number.")
    return int(text)


def _welcome(desk: Desk, session: str | None, token: str) -> Callable[[], bool]:
    """Whether a stream may go on: while its sign-in lasts, and that of all sessions also while it only hears."""
    sign_ins = desk.clinic.sign_ins
    return lambda: sign_ins.who(token, used=False) is not None or (session is None and sign_ins.hears(token) is not None)


def _stream(desk: Desk, session: str | None) -> Response:
    """A stream of events; where all places are taken, 503 tells the screen to poll."""
    token = access.token()
    after = _after(request.headers.get("Last-Event-ID") or request.args.get("after"))
    named = Sight(desk.clinic.sign_ins, token).named

    try:
        frames = desk.broadcast.listen(Wish(session, after, token, _welcome(desk, session, token), named))
    except TooMany as full:
        answer = refused(full)
        answer.status_code = 503
        return answer
    kept = {"X-Accel-Buffering": "no", "Vary": "Accept-Encoding"}
    if not request.accept_encodings["gzip"]:
        return Response(frames, mimetype=STREAM, headers=kept)
    return Response(Packed(frames), mimetype=STREAM, headers=kept | {"Content-Encoding": "gzip"})
