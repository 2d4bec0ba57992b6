"""How does somebody come in, and leave? The sign-in page, the page of a locked screen, and the two addresses behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Request, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard import access
from dashboard.api import answered
from dashboard.components import sounding
from dashboard.pages import locked
from dashboard.pages import sign_in as page
from dashboard.parcel import versioned
from dashboard.settings import Settings
from models.clinic import Clinic
from models.errors import Forbidden, TooMany, VigilError

LONGEST = 80
"""Letters of a name that are shown again."""
PUBLIC = ("sign_in_page", "locked_page", "sign_in", "sign_out")
"""What somebody may ask who is not signed in."""


@dataclass(frozen=True, slots=True)
class Door:
    """The way in and out of one clinic; `ended` is told the token of a sign-in that is over."""

    clinic: Clinic
    settings: Settings
    ended: Callable[[str], None]

    def page(self) -> AnyResponse:
        """The page where one signs in; whoever is signed in goes on."""
        if self.clinic.sign_ins.who(access.token(), used=False) is not None:
            return redirect(_next(request), 303)
        return self._page("", 200)

    def locked(self) -> AnyResponse:
        """The page of a locked screen, so that one that is loaded anew goes on hearing; whoever is signed in goes on."""
        if self.clinic.sign_ins.who(access.token(), used=False) is not None:
            return redirect(_next(request), 303)
        found = self.clinic.sign_ins.hears(access.token())
        if found is None:
            return redirect(access.way_in("/sign-in", _next(request)), 303)
        house = self.clinic.house
        drawn = locked.html(
            zone=self.clinic.zone, mark=access.mark_of(found), sound=sounding(sound=house.sound, demo=self.settings.demo),
            on_call=house.on_call,
        )  # fmt: skip
        return Response(versioned(drawn), mimetype="text/html")

    def come_in(self) -> AnyResponse:
        """Sign in, by the form or with JSON. A browser has one sign-in: the one before ends."""
        try:
            user, token = self.clinic.sign_ins.sign_in(*_typed(request), request.remote_addr or "", access.token())
        except (Forbidden, TooMany) as refused:
            return self._turned_away(refused)
        self._leave(user.name)
        answer = answered({"csrf": access.csrf_of(token)}) if request.is_json else redirect(_next(request), 303)
        access.give(answer, token, self.settings)
        return answer

    def go_out(self) -> AnyResponse:
        """Sign out."""
        self._leave()
        answer = answered({}) if request.is_json else redirect("/sign-in", 303)
        access.take_back(answer)
        return answer

    def _leave(self, by: str = "") -> None:
        """The sign-in of this browser ends: it is left, or somebody (`by`) signs in after it."""
        if access.token():
            self.clinic.sign_ins.sign_out(access.token(), by)
            self.ended(access.token())

    def _turned_away(self, refused: VigilError) -> AnyResponse:
        status = 429 if isinstance(refused, TooMany) else 401
        return answered({"message": str(refused), "errors": []}, status) if request.is_json else self._page(str(refused), status)

    def _page(self, message: str, status: int) -> Response:
        name = _typed(request)[0][:LONGEST] if message else ""
        drawn = page.html(self.settings.clinic, message, name=name, next_=_next(request), demo=self.settings.demo)
        return Response(versioned(drawn), status, mimetype="text/html")


def register(server: Flask, door: Door) -> None:
    """Put /sign-in, /locked and /sign-out on the server."""
    server.add_url_rule("/sign-in", "sign_in_page", door.page)
    server.add_url_rule(access.LOCKED, "locked_page", door.locked)
    server.add_url_rule("/sign-in", "sign_in", door.come_in, methods=["POST"])
    server.add_url_rule("/sign-out", "sign_out", door.go_out, methods=["POST"])


def _typed(asked: Request) -> tuple[str, str]:
    """Name and password as they were typed, from the form or as JSON."""
    sent = asked.get_json(silent=True) if asked.is_json else asked.form.to_dict()
    fields = sent if isinstance(sent, dict) else {}
    name, password = fields.get("name"), fields.get("password")
    return (name if isinstance(name, str) else "").strip(), password if isinstance(password, str) else ""


def _next(asked: Request) -> str:
    """Where to go after signing in: an address of ours, never one of somebody else."""
    path = asked.args.get("next") or asked.form.get("next") or "/"
    ours = (
        path.startswith("/") and not path.startswith(("//", "/sign-", access.LOCKED)) and path.isprintable() and "\\" not in path
    )
    return path if ours else "/"
