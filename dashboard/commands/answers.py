"""How does a command answer? Text for people or JSON for programs on stdout, one line on stderr when it cannot, an exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import typer

from models.errors import NotFound, StoreFailed, VigilError
from models.vitals import Millis

DONE, UNEXPECTED, USAGE, REFUSED, QUESTION = 0, 1, 2, 3, 4
"""The published exit codes."""


ENTRY = " What was not acknowledged is not saved: enter it again."
"""What the store tells somebody who enters a reading; whoever gave a command has entered nothing."""


@contextmanager
def told(known: str = "") -> Iterator[None]:
    """Turn our errors into one line on stderr and an exit code; `known` is the command that lists what there is."""
    try:
        yield
    except StoreFailed as error:
        said = str(error)
        lost = f"{said.removesuffix(ENTRY)} Run `vigil doctor`: it says what is set." if said.endswith(ENTRY) else said
        leave(lost, UNEXPECTED)
    except NotFound as error:
        leave(f"{error} Run `{known}` to see which there are." if known and known not in str(error) else str(error), REFUSED)
    except VigilError as error:
        leave(str(error), REFUSED)


def content(file: Path) -> bytes:
    """What is in a file that was named; a file that cannot be read is a command that was called wrongly."""
    try:
        return file.read_bytes()
    except OSError as error:
        leave(f"{file} cannot be read: {error.strerror}. Name a file that is there and may be read.", USAGE)


def leave(message: str, code: int) -> NoReturn:
    """Say what is wrong in one line, and end."""
    typer.echo(f"vigil: {' '.join(message.split())}", err=True)
    sys.exit(code)


def step(doing: str) -> None:
    """Say on a terminal what is being done, when it takes a while; nothing where nobody sits at it."""
    if sys.stderr.isatty():
        typer.echo(doing, err=True)


def print_json(value: Any) -> None:
    """One JSON value on one line."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows as text, each column as wide as its widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def moment(at: Millis, zone: str) -> str:
    """An instant as people read it in a table, such as 2026-11-22 14:05:30, in the named zone."""
    return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"


def span(first: Millis, last: Millis, zone: str) -> str:
    """From when to when, the day said once where it is the same."""
    begin, end = moment(first, zone), moment(last, zone)
    return begin if first == last else f"{begin} to {end[11:] if begin[:10] == end[:10] else end}"


def counted(number: int, one: str, several: str = "") -> str:
    """How many of a thing: 1 alert, 2 alerts."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"
