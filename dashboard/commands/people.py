"""`vigil users`, as it is typed: its commands, what each takes, and an example of each."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.commands.choices import Json, Name, Role, Stdin

users = typer.Typer(no_args_is_help=True, help="The people who may sign in.")


@users.command("add", epilog='Example: vigil users add petra --full-name "Petra Lund" --role nurse')
def users_add(
    name: Name,
    full_name: Annotated[str, typer.Option(help="As colleagues know the person.")],
    role: Annotated[Role, typer.Option(help="What this person may do.")],
    password_stdin: Stdin = False,
) -> None:
    """Add somebody; the password is asked for and never shown, or read from a pipe."""
    from dashboard.commands import users as deeds

    deeds.add(name, full_name, role, from_stdin=password_stdin)


@users.command("list", epilog="Example: vigil users list --json")
def users_list(as_json: Json = False) -> None:
    """Everybody who may or might sign in."""
    from dashboard.commands import users as deeds

    deeds.show_all(as_json=as_json)


@users.command("disable", epilog="Example: vigil users disable petra")
def users_disable(name: Name) -> None:
    """Let somebody in no more, and end that person's sign-ins; what was recorded stays."""
    from dashboard.commands import users as deeds

    deeds.disable(name)


@users.command("reset", epilog="Example: vigil users reset petra")
def users_reset(name: Name, password_stdin: Stdin = False) -> None:
    """Give somebody a new password and let that person in again; sign-ins under the old one end."""
    from dashboard.commands import users as deeds

    deeds.reset(name, from_stdin=password_stdin)
