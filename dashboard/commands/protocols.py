"""`vigil protocols`: which there are, what they say, whether one can be used."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import typer

from dashboard.commands.answers import REFUSED, content, leave, print_json, table, told
from dashboard.commands.opening import at_work, me
from dashboard.settings import here
from models import protocol
from models.errors import StoreFailed
from models.protocol import Protocol, ProtocolError


def show_all(*, as_json: bool) -> None:
    """List the protocols on offer; without a prepared database those that come with Vigil."""
    with told():
        found = _offered()
    rows = [
        (one.name, one.version, one.title, f"approved by {one.approved_by}" if one.approved_by else "proposal") for one in found
    ]
    if as_json:
        print_json([_described(one) for one in found])
    else:
        typer.echo(table(rows))


def _offered() -> tuple[Protocol, ...]:
    here()
    try:
        with at_work() as clinic:
            return clinic.offered()
    except StoreFailed:
        return tuple(protocol.load(name) for name in protocol.shipped())


def _described(one: Protocol) -> dict[str, object]:
    return {
        "name": one.name,
        "version": one.version,
        "title": one.title,
        "digest": one.digest,
        "approved_by": one.approved_by,
        "shipped": one.name in protocol.shipped(),
    }


def show(name: str) -> None:
    """Print the text of a protocol."""
    with told():
        found = next((one for one in _offered() if one.name == name), None)
        typer.echo((found or protocol.load(name)).text, nl=False)


def check(file: Path, *, as_json: bool) -> None:
    """Say whether a protocol file can be used."""
    with told():
        here()
    made = _read(file, as_json=as_json)
    if as_json:
        print_json(_described(made))
        return
    standing = f"approved by {made.approved_by}" if made.approved_by else "a proposal: approved_by is empty"
    typer.echo(f"{file} can be used: {made.name} {made.version}, {len(made.rules)} limits, {standing}, {made.digest}")


def _read(file: Path, *, as_json: bool) -> Protocol:
    """The protocol in a file, or every mistake in it; a file that is not there is a command that was called wrongly."""
    content(file)
    try:
        return protocol.load(str(file))
    except ProtocolError as error:
        _refuse(file, error, as_json=as_json)


def _refuse(file: Path, error: ProtocolError, *, as_json: bool) -> NoReturn:
    """Say every mistake of a file, each with its line, and the first of them once more as what went wrong."""
    if as_json:
        print_json({"mistakes": [{"line": one.line, "text": one.text} for one in error.mistakes]})
    else:
        for one in error.mistakes:
            typer.echo(f"{file}: {one}")
    first = error.mistakes[0] if error.mistakes else error
    more = f" It is the first of {len(error.mistakes)}." if len(error.mistakes) > 1 else ""
    leave(f"{file} cannot be used. {first}{more}", REFUSED)


def adopt(file: Path) -> None:
    """Keep a protocol for sessions to come."""
    with told():
        text = _read(file, as_json=False).text
        with at_work() as clinic:
            made = clinic.adopt(text, me())
    typer.echo(f"Adopted {made.name} {made.version}, {made.digest}. New sessions can run under it.")
