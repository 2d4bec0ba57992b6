"""How do facts and pictures travel to browsers and scripts? Each as one small JSON object (published: additions are free)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashboard import journey
from dashboard.freshness import interval
from models.facts import (
    Acknowledged,
    Amended,
    Decided,
    Dose,
    Ended,
    HandedOver,
    Infused,
    Intervention,
    Listening,
    Note,
    Opened,
    Raised,
    Score,
    Signed,
    Silenced,
    SkippedCheck,
    Stopped,
    TakenOver,
    Ticked,
    Voided,
)
from models.limits import Level
from models.listening import SIGNAL as LISTENING
from models.vitals import Millis, ObservationSet, Quality, Signal, assess

if TYPE_CHECKING:
    from models.alerts import Alert, Check
    from models.clinic import Entry, Patient, SessionView
    from models.facts import Fact
    from models.protocol import Protocol, Schedule

ABBREVIATION = {
    Signal.HEART_RATE: "hr",
    Signal.SYSTOLIC: "sys",
    Signal.DIASTOLIC: "dia",
    Signal.MEAN: "map",
    Signal.SPO2: "spo2",
    Signal.RESPIRATORY_RATE: "rr",
    Signal.TEMPERATURE: "temp",
    Signal.SEDATION: "sed",
    Signal.AGITATION: "rass",
    Signal.DISSOCIATION: "diss",
    Signal.DISTRESS: "dist",
}
NOBODY = "NOBODY IS LISTENING"
AT_ONCE: Millis = 1_000
"""What reaches Vigil within this time carries no time of its own for that."""
_PLACE = ("s", "seq", "now")
"""Which picture of which session it is."""
_SHORT = {signal.word: signal.short for signal in Signal}
KIND: dict[type, str] = {
    ObservationSet: "set",
    Dose: "dose",
    Note: "note",
    Intervention: "intervention",
    Score: "score",
    SkippedCheck: "skip",
    Amended: "amend",
    Voided: "void",
    Acknowledged: "ack",
    Raised: "raised",
    Stopped: "stop",
    Ended: "end",
    Opened: "open",
    Silenced: "silence",
    HandedOver: "handover",
    TakenOver: "takeover",
    Ticked: "tick",
    Decided: "decision",
    Infused: "infusion",
    Listening: "listening",
    Signed: "signed",
}


def compact(value: object) -> str:
    """JSON without a blank too many; a number that is not finite is a mistake, never text."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def frame(event: str, value: object, seq: int | None = None) -> bytes:
    """One server-sent event; `seq` is what the browser hands back as Last-Event-ID."""
    line = "" if seq is None else f"id: {seq}\n"
    return f"event: {event}\n{line}data: {compact(value)}\n\n".encode()


def fact(entry: Entry) -> dict[str, Any]:
    """An entry of the log. Only what was measured is there; an absent key is an absent value.

    `t` is when it was so, `rt` when Vigil got it, where that was later by more than `AT_ONCE`.
    """
    said = entry.fact
    head = {
        "s": entry.session,
        "r": entry.revision,
        "n": entry.seq,
        "k": KIND[type(said)],
        "i": said.id,
        "t": said.at,
        "by": said.by,
    }
    waited = said.received - said.at
    return head | ({"rt": said.received} if waited > AT_ONCE else {}) | _body(said)


def _body(said: Fact) -> dict[str, Any]:
    if isinstance(said, ObservationSet):
        return _seen(said)
    if isinstance(said, Amended):
        return {"ref": said.target, "why": said.reason} | _amended(said.content)
    if isinstance(said, Raised):
        level = {"ref": said.signal, "dir": said.direction, "lvl": said.priority, "txt": said.why}
        return level | ({"late": True} if said.late else {})
    return _told(said)


def _amended(right: ObservationSet | Dose | None) -> dict[str, Any]:
    """What holds instead, `at` which instant; `of` says of what kind it is where it is no set."""
    if right is None:
        return {}
    if isinstance(right, ObservationSet):
        return {"at": right.at} | _seen(right)
    return {"at": right.at, "of": KIND[Dose]} | _told(right)


def _told(said: Fact) -> dict[str, Any]:
    return {key: value for key, value in _WORDS[type(said)](said).items() if value not in ("", None)}


def _seen(said: ObservationSet) -> dict[str, Any]:
    """What was measured; `q` where a number is in doubt, `ok` where staff were asked about an unusual one and said yes."""
    found = {f.signal: f for f in assess(said)}
    doubts = {ABBREVIATION[s]: f.quality.value for s, f in found.items() if f.quality is not Quality.VALID}
    optional = {
        "q": doubts,
        "txt": said.note,
        "y": [s.value for s in said.symptoms],
        "src": "" if said.source == "manual" else said.source,
        "ok": said.confirmed,
    }
    return {"v": {ABBREVIATION[s]: _short(f.value) for s, f in found.items()}} | {k: v for k, v in optional.items() if v}


def trial(view: SessionView) -> dict[str, Any]:
    """The test alert, in the form of a picture, with `at`: when it was raised. It is about nobody and is never shown."""
    return {"at": view.row.opened_at} | picture(view)


def news(view: SessionView, before: SessionView | None) -> dict[str, Any]:
    """What a picture says that `before` did not, with `s`, `seq` and `now`: all where there is none, {} where it is the same."""
    told = picture(view)
    if before is None:
        return told
    place, known = {key: told[key] for key in _PLACE}, picture(before)
    fresh = {key: value for key, value in told.items() if key not in _PLACE and value != known[key]}
    return place | fresh if fresh else {}


def _short(value: float) -> float:
    """72.0 travels as 72."""
    return int(value) if value == int(value) else value


def picture(view: SessionView) -> dict[str, Any]:
    """A session as it stands: who, where, under which protocol, the last values, what stands, and what is due next."""
    row, seen = view.row, view.picture
    return {
        "s": row.id,
        "seq": view.seq,
        "now": seen.now,
        "room": row.room,
        "patient": patient(view.patient),
        "protocol": protocol(seen.protocol),
        "opened": row.opened_at,
        "planned": row.planned,
        "dose": seen.first_dose,
        "drug": journey.given(seen.doses),
        "ended": seen.ended_at,
        "phase": view.phase,
        "latest": {
            ABBREVIATION[last.signal]: {"v": _short(last.value), "t": last.at, "q": last.quality.value} for last in seen.latest
        },
        "baseline": {ABBREVIATION[signal]: round(value, 1) for signal, value in seen.baselines},
        "alerts": [alert(one, view.said_at(one)) | {"sounds": view.sounds(one)} for one in seen.standing],
        "every": interval(seen),
        "next": None if seen.next_check is None else _check(seen.next_check, seen.protocol.schedule),
        "asks": [{"t": ask.at, "why": ask.why} for ask in seen.asks],
        "repeat": seen.repeat and {"opens": seen.repeat.opens, "by": seen.repeat.by},
        "sound": seen.listening and {"screens": seen.listening.screens, "where": seen.listening.where},
        **journey.progress(view.progress),
    }


_WORDS: dict[type, Callable[[Any], dict[str, Any]]] = {
    Note: lambda said: {"txt": said.text, "why": said.reason},
    Dose: journey.dose,
    Intervention: lambda said: {"txt": said.what},
    Score: lambda said: {"txt": f"{said.scale} {said.total:g}"},
    SkippedCheck: lambda said: {"ref": said.due, "txt": said.reason.value},
    Voided: lambda said: {"ref": said.target, "why": said.reason},
    Acknowledged: lambda said: {"ref": said.signal, "dir": said.direction, "txt": said.outcome and said.outcome.value},
    Silenced: lambda said: {"txt": said.screen, "until": said.until},
    HandedOver: lambda said: {"txt": said.to},
    TakenOver: lambda said: {"txt": said.frm},
    Ticked: lambda said: {"ref": said.item, "done": said.done, "txt": said.note},
    Decided: lambda said: {"ref": said.about, "go": said.go, "who": said.prescriber, "txt": said.reason},
    Infused: lambda said: {"step": said.step.value, "rate": said.rate, "rate_unit": said.rate_unit, "txt": said.reason},
    Listening: lambda said: {"screens": said.screens, "txt": said.where},
    Signed: lambda said: {"txt": said.meaning, "digest": said.digest, "rev": said.revision},
    Opened: lambda said: {"planned": said.planned},
    Stopped: lambda said: {"txt": said.reason},
    Ended: lambda said: {"txt": said.reason},
}
"""What else a fact of each kind says; empty texts and absent values are left out."""


def patient(who: Patient) -> dict[str, Any]:
    """Who the patient is; an unknown date of birth is null."""
    birth = None if who.birth is None else who.birth.isoformat()
    return {"id": who.id, "name": who.name, "birth": birth, "identifier": who.identifier, "allergies": who.allergies}


def protocol(used: Protocol) -> dict[str, Any]:
    """Which protocol judges, and whether a medical director has approved it."""
    return {"name": used.name, "version": used.version, "title": used.title, "approved": bool(used.approved_by)}


def alert(said: Alert, told: Millis) -> dict[str, Any]:
    """One alert. `text` is what the alert bar says, the level in words.

    `since` is when it last became more urgent, `said` (`told`) since when staff can know of that; `rule`, `limit`, `value` and
    `why` are of that same rise, never of an earlier and more urgent one that was answered since.
    """
    newest = said.newest
    return {
        "id": said.id,
        "signal": said.signal,
        "short": _name(said.signal),
        "direction": said.direction,
        "level": said.level.word,
        "rule": newest.rule,
        "limit": newest.limit,
        "value": newest.value,
        "why": newest.why,
        "raised": said.raised_at,
        "since": said.since,
        "said": told,
        "acked": said.acknowledged_at,
        "acked_by": said.acknowledged_by,
        "outcome": None if said.outcome is None else said.outcome.value,
        "text": NOBODY if said.signal == LISTENING else f"{spoken(said.signal, newest.value)}{_beyond(said)} {said.level.name}",
    }


def _beyond(said: Alert) -> str:
    """Which way, where the level could be read as the direction: an urgent low pressure is "SBP 84 too low, HIGH"."""
    ambiguous = said.direction == "low" or said.level is Level.LOW
    return f"{beyond(said.direction, said.newest.value)}," if ambiguous and beyond(said.direction, said.newest.value) else ""


def beyond(direction: str, value: float | str | None) -> str:
    """Which way a number passed its limit: " too high"; "" where there is no number, or none came."""
    return f" too {direction}" if isinstance(value, float | int) and direction != "missing" else ""


def _name(signal: str) -> str:
    return _SHORT.get(signal, signal.capitalize())


def spoken(signal: str, value: float | str | None) -> str:
    """What an alert is about, in words: SBP 184, CHECK OVERDUE, Chest pain, SpO₂ lost."""
    if signal in (LISTENING, "check"):
        return NOBODY if signal == LISTENING else "CHECK OVERDUE"
    if isinstance(value, str):
        return value.replace("_", " ").capitalize()
    return f"{_name(signal)} lost" if value is None else f"{_name(signal)} {_number(signal, value)}"


def _number(signal: str, value: float) -> str:
    return Signal.named(signal).shown(value) if signal in _SHORT else f"{value:g}"


def _check(check: Check, schedule: Schedule) -> dict[str, Any]:
    """The next check: when it is due, and when missing it is said low and medium (null: never low)."""
    low, medium = check.due + schedule.low_after, check.due + schedule.medium_after
    times = {"low": None, "medium": low} if check.strict else {"low": low, "medium": medium}
    return {"due": check.due, "opens": check.opens, **times, "lacking": [ABBREVIATION[signal] for signal in check.lacking]}
