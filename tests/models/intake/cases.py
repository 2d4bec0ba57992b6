"""What do the tests of unseen tables share: a small file, what is answered, and what comes of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from models.intake import Answers, Intake, as_json, read

DAY = "2024-03-14"
START = {"start": f"{DAY}T10:00Z"}


class Case(NamedTuple):
    """A file, what is answered beforehand, and what comes of it.

    `readings` = per signal the values in time order with their clock times in UTC; `asks` = what is asked instead; `left` = how
    many are rejected per signal.
    """

    what: str
    text: str
    readings: dict[str, str] = {}  # noqa: RUF012  # never changed
    answers: dict[str, Any] = {}  # noqa: RUF012
    asks: tuple[str, ...] = ()
    left: dict[str, int] = {}  # noqa: RUF012
    file: str = "x.csv"


def taken(case: Case) -> Intake:
    """The file, read in UTC unless the answers say otherwise."""
    return read(case.file, case.text.encode(), Answers(**{"zone": "UTC", **case.answers}))


def charted(intake: Intake) -> dict[str, str]:
    """The first and the last reading of each signal: `10:00 120/80`, or both with their count."""
    return {word: _told(signal) for word, signal in as_json(intake)["signals"].items()}


def _told(signal: dict[str, Any]) -> str:
    ends = [_point(signal[end]) for end in ("first", "last")]
    return ends[0] if signal["count"] == 1 else f"{signal['count']}: {ends[0]}, {ends[1]}"


def _point(point: dict[str, Any]) -> str:
    value = point["value"]
    shown = "/".join(f"{half:g}" for half in value) if isinstance(value, list) else f"{value:g}"
    return f"{point['at'].removeprefix(DAY + 'T').removesuffix('+00:00').removesuffix(':00')} {shown}"


def left(intake: Intake) -> dict[str, int]:
    """How many of each signal are rejected, for whatever reason."""
    counts: dict[str, int] = {}
    for rejected in intake.rejected:
        counts[rejected.signal] = counts.get(rejected.signal, 0) + rejected.count
    return counts


def check(case: Case) -> Intake:
    """What comes of the file is what the case says; the file as it was read."""
    intake = taken(case)
    assert [question.about for question in intake.questions] == list(case.asks)
    assert (charted(intake), left(intake)) == (case.readings, case.left)
    return intake
