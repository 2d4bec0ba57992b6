"""A command was called wrongly: what is wrong with it, and where does it say how?"""

from __future__ import annotations

import re
import sys
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from dashboard.commands.answers import leave

PLAIN = (
    (r"Value error, ", ""),
    (r"Input should be a valid integer.*", "it must be a whole number"),
    (r"Input should be greater than or equal to (\S+)", r"it must be at least \1"),
    (r"Input should be less than or equal to (\S+)", r"it must be at most \1"),
)
"""What the library says of a value, and the same in plain words."""


def misused(error: TyperException) -> NoReturn:
    """Say what is wrong and where to read how, or give the help itself when nothing was said."""
    message = error.format_message()
    if message.startswith("Usage:"):
        typer.echo(message)
        sys.exit(error.exit_code)
    for found, plain in PLAIN:
        message = re.sub(found, plain, message)
    leave(f"{message.rstrip('.')}. See {_command(error)} --help.", error.exit_code)


def _command(error: TyperException) -> str:
    """The command that was meant, as it is typed; where the library does not say, the words before the first option."""
    context = getattr(error, "ctx", None)
    if context is not None:
        return str(context.command_path)
    words = [word for word in sys.argv[1:3] if re.fullmatch(r"[a-z]+", word)]
    return " ".join(["vigil", *words])
