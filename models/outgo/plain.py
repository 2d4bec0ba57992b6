"""What is the plain form of a session? The table which `vigil judge` and `vigil import` read again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from models.facts import Acknowledged, Dose, Ended, Fact, Note, Stopped, standing
from models.vitals import Millis, ObservationSet, Signal, numbers

NAMES = {Signal.SEDATION: "moaas", Signal.AGITATION: "rass"}
COLUMNS = ("time", *(NAMES.get(signal, signal.word) for signal in Signal), "symptoms", "moved", "note", "event")
_FORMULA = re.compile("'*[=+@\\t\\r\\n\uff1d\uff0b\uff0d\uff20-]")
"""How a text begins that a spreadsheet would work out, perhaps behind apostrophes (OWASP, CSV injection)."""


def table(facts: Iterable[Fact], zone: tzinfo) -> str:
    """The facts that hold after corrections, as CSV (RFC 4180): one row per set or event, in order of time.

    Times are ISO 8601 in `zone` with offset; an empty cell was not measured. A note that a spreadsheet would take for a formula
    has an apostrophe before it, which the import takes away again. Everything is of one source: the plain form names none.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for fact in standing(facts):
        row = _row(fact)
        if row is not None:
            writer.writerow([_time(fact.at, zone), *row])
    return out.getvalue()


def _row(fact: Fact) -> list[str] | None:
    """The cells after the time; None for what the plain form does not hold. All words but the note are our own."""
    if isinstance(fact, ObservationSet):
        values = [_number(value) for value in numbers(fact)]
        cells = [*values, ";".join(fact.symptoms), "yes" if fact.moved else "", _safe(fact.note), ""]
        return cells if fact.measured() or fact.symptoms or fact.note else None
    note, event = _safe(fact.text) if isinstance(fact, Note) else "", _event(fact)
    return [*("" for _ in Signal), "", "", note, event] if note or event else None


def _number(value: float | None) -> str:
    """The number to its last digit, so that what is read again is the same number."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def _safe(text: str) -> str:
    """The text as a cell that no spreadsheet works out."""
    return f"'{text}" if _FORMULA.match(text) else text


def _event(fact: Fact) -> str:
    match fact:
        case Dose():
            return "dose"
        case Stopped():
            return "stop"
        case Ended():
            return "end"
        case Acknowledged():
            return f"acknowledge:{fact.signal}"
        case _:
            return ""


def _time(at: Millis, zone: tzinfo) -> str:
    return datetime.fromtimestamp(at / 1000, zone).isoformat(timespec="milliseconds" if at % 1000 else "seconds")
