"""What is the plain form of a session? The table which `vigil judge` and `vigil import` read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime, tzinfo

from models.facts import Acknowledged, Dose, Ended, Fact, Stopped, standing
from models.vitals import Millis, ObservationSet, Signal, numbers

NAMES = {Signal.SEDATION: "moaas", Signal.AGITATION: "rass"}
COLUMNS = ("time", *(NAMES.get(signal, signal.word) for signal in Signal), "symptoms", "event")


def table(facts: Iterable[Fact], zone: tzinfo) -> str:
    """The facts that hold after corrections, as CSV (RFC 4180): one row per set or event, in order of time.

    Times are ISO 8601 in `zone` with offset; an empty cell was not measured. Notes are not in it.
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
    """The cells after the time; None for what the plain form does not hold. All words are our own, so no cell is a formula."""
    if isinstance(fact, ObservationSet):
        values = ["" if value is None else f"{value:g}" for value in numbers(fact)]
        return [*values, ";".join(fact.symptoms), ""] if fact.measured() or fact.symptoms else None
    event = _event(fact)
    return [*("" for _ in Signal), "", event] if event else None


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
