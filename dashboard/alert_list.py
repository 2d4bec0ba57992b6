"""How does the list of a session's alerts travel? Each alert as one small JSON object, newest first (additions are free)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dashboard.wire import beyond, spoken
from models.alert_list import Listed, listed

if TYPE_CHECKING:
    from models.clinic import Entry, SessionView
    from models.episodes import Rise
    from models.facts import Acknowledged


def told(view: SessionView, entries: Iterable[Entry]) -> dict[str, Any]:
    """`alerts` of a session, newest first, as of `now` (ms): entries of its log beyond the view are left out."""
    facts = [entry.fact for entry in entries if entry.revision <= view.revision]
    found = listed(view.picture.alerts, facts, view.picture.now)
    return {"now": view.picture.now, "alerts": [_alert(one) for one in reversed(found)]}


def _alert(one: Listed) -> dict[str, Any]:
    """One alert; `level` and `text` are of the moment when it was as urgent as it ever was, all instants in ms or null."""
    return {
        "signal": one.signal,
        "direction": one.direction,
        "at": one.at,
        "level": one.peak.to.word,
        "text": f"{spoken(one.signal, one.peak.value)}{beyond(one.direction, one.peak.value)}",
        "limit": one.peak.limit,
        "value": one.peak.value,
        "rises": [_rise(rise) for rise in one.rises],
        "answers": [_answer(fact) for fact in one.answers],
        "unanswered": one.unanswered,
        "over": one.over,
        "late": one.late,
        "withdrawn": one.withdrawn,
    }


def _rise(rise: Rise) -> dict[str, Any]:
    return {"t": rise.at, "level": rise.to.word, "rule": rise.rule, "limit": rise.limit, "value": rise.value, "why": rise.why}


def _answer(fact: Acknowledged) -> dict[str, Any]:
    return {"t": fact.at, "by": fact.by, "outcome": fact.outcome and fact.outcome.value}
