"""`vigil tokens`: which devices may send readings."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from dashboard.commands.answers import moment, print_json, table, told
from dashboard.commands.opening import at_work, me
from dashboard.settings import here
from models.clinic import Token
from models.vitals import Millis

SCOPE = "record observations"
"""What every token is for, and all that it is for."""


def add(name: str, room: str, *, as_json: bool) -> None:
    """Let a device record; only now can its token be seen."""
    with told("vigil tokens list"), at_work() as clinic:
        token, secret = clinic.devices.add(name, room, me())
    if as_json:
        print_json({"token": secret, **_told(token)})
        return
    typer.echo(secret)
    typer.echo(f"This is the token of {token.device}. Put it into the device now: it is not shown again.", err=True)


def show_all(*, as_json: bool) -> None:
    """List every token, never the token itself."""
    with told(), at_work() as clinic:
        found = clinic.devices.all(me())
    if as_json:
        print_json([_told(token) for token in found])
    else:
        typer.echo(table([_line(token, here().zone) for token in found]) or "Nobody yet: vigil tokens add lets a device in.")


def revoke(name: str) -> None:
    """Let a device in no more."""
    with told("vigil tokens list"), at_work() as clinic:
        clinic.devices.revoke(name, me())
    typer.echo(f"{name} can no longer record.")


def _told(token: Token) -> dict[str, str | None]:
    times = {"made": token.made, "last_used": token.seen, "revoked": token.revoked}
    return {"device": token.device, "scope": SCOPE, "room": token.room or None} | {word: _iso(at) for word, at in times.items()}


def _iso(at: Millis | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC).isoformat()


def _line(token: Token, zone: str) -> tuple[str, ...]:
    used = "never used" if token.seen is None else f"last used {moment(token.seen, zone)}"
    gone = "" if token.revoked is None else f"revoked {moment(token.revoked, zone)}"
    return token.device, f"room {token.room}" if token.room else "any room", f"made {moment(token.made, zone)}", used, gone
