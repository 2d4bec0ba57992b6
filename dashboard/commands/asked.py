"""May this be said on the command line? What makes no sense is refused before a file is read, also where it is not needed."""

from __future__ import annotations

from datetime import datetime

from dashboard.commands.answers import USAGE, leave
from models.intake.zones import zone_named


def check_zone(name: str) -> None:
    """Refuse a name that is no time zone; "" is none at all."""
    if name and zone_named(name) is None:
        leave(f"--zone is {name!r}, which is no time zone. Use a name such as Europe/Berlin.", USAGE)


def check_start(text: str) -> None:
    """Refuse a time that is none."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        leave(f"--start is {text!r}. Give an ISO 8601 time, such as 2026-11-22T14:05:00+01:00.", USAGE)
