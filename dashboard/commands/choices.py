"""What can be chosen in more than one command, and which words are there to choose from?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class DateOrder(StrEnum):
    """How dates such as 03/04/2026 are written."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class Form(StrEnum):
    """In which form a session leaves."""

    CSV = "csv"
    FHIR = "fhir"
    PDF = "pdf"
    BUNDLE = "bundle"


class Role(StrEnum):
    """What somebody is in the clinic."""

    NURSE = "nurse"
    CLINICIAN = "clinician"
    ADMINISTRATOR = "administrator"


Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Protocol = Annotated[str, typer.Option(help="The name of a shipped protocol, or a TOML file.")]
Zone = Annotated[str, typer.Option(help="Time zone of times that carry none, such as Europe/Berlin.")]
Name = Annotated[str, typer.Argument(help="The sign-in name.")]
Limit = Annotated[int, typer.Option(min=1, help="At most this many rows.")]
Stdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking.")]
