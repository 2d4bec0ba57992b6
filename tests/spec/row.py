"""What is one row: what happened, and everything that is said of it?"""

from __future__ import annotations

from dataclasses import dataclass

from tests.spec.ward import usual


@dataclass(frozen=True, slots=True)
class Say:
    """At `at` the alert of `signal` and `direction` stands at `level` ("-" = nothing stands), and not so one second before."""

    at: str
    signal: str
    direction: str
    level: str
    rule: str = ""
    limit: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what happened, and everything that is said of the signals named."""

    title: str
    facts: str
    said: tuple[Say, ...]
    before: str = usual()
    protocol: str = "iv-ketamine-40min"


def overdue(at: str, level: str, limit: float | None = None) -> Say:
    """The checks that nobody made are said at this level from then on; "-" = none is missed any more."""
    return Say(at, "check", "missing", level, "overdue" if level != "-" else "", limit)
