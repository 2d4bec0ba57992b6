"""`vigil tokens`, as it is typed: its commands, what each takes, and an example of each."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.commands.choices import Json

tokens = typer.Typer(no_args_is_help=True, help="The monitors and gateways that may send readings, each with its token.")
Device = Annotated[str, typer.Argument(help="The name of the device, such as bedside-3: readings are under it.")]


@tokens.command("add", epilog="Example: vigil tokens add bedside-3 --room 3")
def tokens_add(
    name: Device,
    room: Annotated[str, typer.Option(help="The only room that it records in; without it, any room.")] = "",
    as_json: Json = False,
) -> None:
    """Let a device record what it measures; its token is shown this once, and cannot be shown again."""
    from dashboard.commands import tokens as deeds

    deeds.add(name, room, as_json=as_json)


@tokens.command("list", epilog="Example: vigil tokens list --json")
def tokens_list(as_json: Json = False) -> None:
    """Every token that was ever made: whose, for which room, when it was last used, and whether it was revoked."""
    from dashboard.commands import tokens as deeds

    deeds.show_all(as_json=as_json)


@tokens.command("revoke", epilog="Example: vigil tokens revoke bedside-3")
def tokens_revoke(name: Device) -> None:
    """Let a device in no more, from this moment on; what it recorded stays."""
    from dashboard.commands import tokens as deeds

    deeds.revoke(name)
