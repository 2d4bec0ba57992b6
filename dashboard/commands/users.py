"""`vigil users`: who may sign in."""

from __future__ import annotations

import sys

import typer

from dashboard.commands.answers import REFUSED, leave, print_json, table, told
from dashboard.commands.opening import at_work, clinic_of, me, opened
from dashboard.settings import here
from models.clinic import User


def add(name: str, full_name: str, role: str, *, from_stdin: bool) -> None:
    """Add somebody. The first user may come before the first `vigil serve`: the database is made where there is none."""
    password = _password(from_stdin=from_stdin)
    with told(), opened(prepare=True) as store:
        clinic_of(here(), store).staff.add(User(name=name, full_name=full_name, role=role, password_hash=""), password, me())
    typer.echo(f"{name} may sign in as {role}.")


def show_all(*, as_json: bool) -> None:
    """List everybody."""
    with told(), at_work() as clinic:
        found = clinic.staff.all(me())
    if as_json:
        print_json([{"name": u.name, "full_name": u.full_name, "role": u.role, "disabled": u.disabled} for u in found])
    else:
        typer.echo(table([(u.name, u.role, u.full_name, "disabled" if u.disabled else "") for u in found]) or "Nobody yet.")


def disable(name: str) -> None:
    """Let somebody in no more."""
    with told("vigil users list"), at_work() as clinic:
        clinic.staff.disable(name, me())
    typer.echo(f"{name} can no longer sign in.")


def reset(name: str, *, from_stdin: bool) -> None:
    """Give somebody a new password, and let that person in again."""
    password = _password(from_stdin=from_stdin)
    with told("vigil users list"), at_work() as clinic:
        clinic.staff.reset(name, password, me())
        clinic.staff.enable(name, me())
    typer.echo(f"{name} has a new password.")


def _password(*, from_stdin: bool) -> str:
    """The password, never from the command line: others could read it there. What is piped is read without asking."""
    if not from_stdin and sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    given = sys.stdin.readline().rstrip("\r\n")
    if not given:
        leave("No password came on standard input. Pipe one in, or run this on a terminal to be asked.", REFUSED)
    return given
