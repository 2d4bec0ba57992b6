"""How does a command answer? Text for people or JSON for programs on stdout, one line on stderr when it cannot, an exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer

from models.errors import StoreFailed, VigilError

DONE, UNEXPECTED, USAGE, REFUSED, QUESTION = 0, 1, 2, 3, 4
"""The published exit codes."""


@contextmanager
def told() -> Iterator[None]:
    """Turn our errors into one line on stderr and an exit code."""
    try:
        yield
    except VigilError as error:
        leave(str(error), UNEXPECTED if isinstance(error, StoreFailed) else REFUSED)


def leave(message: str, code: int) -> NoReturn:
    """Say what is wrong in one line, and end."""
    typer.echo(f"vigil: {' '.join(message.split())}", err=True)
    sys.exit(code)


def print_json(value: Any) -> None:
    """One JSON value on one line."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows as text, each column as wide as its widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
