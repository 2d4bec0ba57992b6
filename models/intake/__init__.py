"""What does this file hold: which readings, of whom, when, and what must be asked first?

Bytes in, values out: no database, no clock, no network. `read` never raises; any file at all ends in *ready*, *question* or
*refused*.
"""

from __future__ import annotations

from models.intake import formats, mapping
from models.intake.report import as_json
from models.intake.values import (
    Answers,
    Example,
    Half,
    Intake,
    Kind,
    Question,
    Recording,
    Rejected,
    Remembered,
    Settings,
    Skipped,
)
from models.intake.wfdb import is_half

__all__ = [
    "Answers",
    "Example",
    "Half",
    "Intake",
    "Kind",
    "Question",
    "Recording",
    "Rejected",
    "Remembered",
    "Settings",
    "Skipped",
    "as_json",
    "is_half",
    "mapping",
    "read",
]


def read(name: str, content: bytes, answers: Answers | None = None) -> Intake:
    """What the file of this name holds.

    `name` is used only to recognise formats whose bytes do not say it (.dat, .hea) and to say which file was meant. Times
    are epoch milliseconds, pressures mmHg, temperature °C. The same content gives the same fact ids, whatever the file is
    called.
    """
    return formats.read(name, content, answers or Answers())
