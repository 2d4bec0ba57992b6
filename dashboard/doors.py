"""How does somebody come in, and leave? The sign-in page, and the two addresses behind it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Request, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard import access
from dashboard.api import answered
from dashboard.pages import sign_in as page
from dashboard.settings import Settings
from dashboard.versions import versioned
from models.clinic import Clinic
from models.errors import Forbidden, TooMany, VigilError

PUBLIC = ("sign_in_page", "sign_in", "sign_out")
"""What somebody may ask who is not signed in."""


def register(server: Flask, clinic: Clinic, settings: Settings, ended: Callable[[str], None]) -> None:
    """Put /sign-in and /sign-out on the server; `ended` is told the token of a sign-in that is over."""

    def sign_in_page() -> AnyResponse:
        if clinic.sign_ins.who(access.token(), used=False) is not None:
            return redirect(_next(request), 303)
        return _page(settings, "", 200)

    def sign_in() -> AnyResponse:
        try:
            _, token = clinic.sign_ins.sign_in(*_typed(request), request.remote_addr or "")
        except (Forbidden, TooMany) as refused:
            return _turned_away(settings, refused)
        answer = answered({"csrf": access.csrf_of(token)}) if request.is_json else redirect(_next(request), 303)
        access.give(answer, token, settings)
        return answer

    def sign_out() -> AnyResponse:
        clinic.sign_ins.sign_out(access.token())
        ended(access.token())
        answer = answered({}) if request.is_json else redirect("/sign-in", 303)
        access.take_back(answer)
        return answer

    server.add_url_rule("/sign-in", "sign_in_page", sign_in_page)
    server.add_url_rule("/sign-in", "sign_in", sign_in, methods=["POST"])
    server.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])


def _typed(asked: Request) -> tuple[str, str]:
    """Name and password as they were typed, from the form or as JSON."""
    sent = asked.get_json(silent=True) if asked.is_json else asked.form.to_dict()
    fields = sent if isinstance(sent, dict) else {}
    name, password = fields.get("name"), fields.get("password")
    return (name if isinstance(name, str) else "").strip(), password if isinstance(password, str) else ""


def _turned_away(settings: Settings, refused: VigilError) -> AnyResponse:
    status = 429 if isinstance(refused, TooMany) else 401
    return answered({"message": str(refused), "errors": []}, status) if request.is_json else _page(settings, str(refused), status)


def _page(settings: Settings, message: str, status: int) -> Response:
    drawn = page.html(settings.clinic, message, next_=_next(request), demo=settings.demo)
    return Response(versioned(drawn), status, mimetype="text/html")


def _next(asked: Request) -> str:
    """Where to go after signing in: an address of ours, never one of somebody else."""
    path = asked.args.get("next") or asked.form.get("next") or "/"
    ours = path.startswith("/") and not path.startswith(("//", "/sign-")) and path.isprintable() and "\\" not in path
    return path if ours else "/"
