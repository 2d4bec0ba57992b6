"""`vigil mappings`, as it is typed: its commands, what each takes, and an example of each."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.commands.choices import Json

mappings = typer.Typer(no_args_is_help=True, help="What was said once of a device's files, and is used for the next ones.")
Mapping = Annotated[str, typer.Argument(help="The name under which the answers were saved.")]


@mappings.command("list", epilog="Example: vigil mappings list --json")
def mappings_list(as_json: Json = False) -> None:
    """Every mapping: what it says, by which columns its files are known again, and who saved it when."""
    from dashboard.commands import mappings as deeds

    deeds.show_all(as_json=as_json)


@mappings.command("rename", epilog='Example: vigil mappings rename Omron "Omron of clinic B"')
def mappings_rename(name: Mapping, to: Annotated[str, typer.Argument(help="Its new name.")]) -> None:
    """Give a mapping another name; what it says stays."""
    from dashboard.commands import mappings as deeds

    deeds.rename(name, to)


@mappings.command("remove", epilog='Example: vigil mappings remove "Omron of clinic B"')
def mappings_remove(name: Mapping) -> None:
    """Forget a mapping: files of its kind are asked about again; what was imported stays."""
    from dashboard.commands import mappings as deeds

    deeds.remove(name)
