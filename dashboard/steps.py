"""What did the caller send about the way of a session: a tick, a decision, an infusion, a signature, a handover, a move?"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.entries import AT, ID, Field, choice, fact_of, number, read, text, truth, whole
from models.clinic import Move
from models.facts import (
    Decided,
    Ended,
    HandedOver,
    Infused,
    InfusionStep,
    Intervention,
    Score,
    Signed,
    Stopped,
    TakenOver,
    Ticked,
)

REASON = Field("reason", text)


def tick(body: object) -> Ticked:
    """Something on a checklist, checked or no longer so."""
    fields = (Field("item", text, needed=True), Field("done", truth), Field("note", text))
    return Ticked(**fact_of(read(body, ID, AT, *fields)))


def decision(body: object) -> Decided:
    """What the prescriber decided about a pressure above the gate; whoever types it names the prescriber."""
    needed = (Field("go", truth, needed=True), Field("prescriber", text, needed=True), Field("reason", text, needed=True))
    return Decided(**fact_of(read(body, ID, AT, *needed)))


def infusion(body: object) -> Infused:
    """A step of an infusion that runs, or the rate at which it runs from now on."""
    rate = (Field("rate", number), Field("rate_unit", text))
    return Infused(**fact_of(read(body, ID, AT, Field("step", choice(InfusionStep), needed=True), REASON, *rate)))


def intervention(body: object) -> Intervention:
    """Something that was done for the patient."""
    return Intervention(**fact_of(read(body, ID, AT, Field("what", text, needed=True))))


def score(body: object) -> Score:
    """The total of a rating scale."""
    return Score(**fact_of(read(body, ID, AT, Field("scale", text, needed=True), Field("total", number, needed=True))))


def stop(body: object) -> Stopped:
    """The infusion was stopped early."""
    return Stopped(**fact_of(read(body, ID, AT, REASON)))


def end(body: object) -> Ended:
    """The session is over; the reason is needed where the patient is not ready to leave."""
    return Ended(**fact_of(read(body, ID, AT, REASON)))


def handover(body: object) -> HandedOver:
    """The patient is handed over to somebody."""
    return HandedOver(**fact_of(read(body, ID, AT, Field("to", text, needed=True))))


def takeover(body: object) -> TakenOver:
    """The patient is taken over from somebody."""
    values = fact_of(read(body, ID, AT, Field("from", text, needed=True)))
    return TakenOver(frm=values.pop("from"), **values)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature with the password that stands behind it; the password goes no further than its check."""

    signed: Signed
    password: str


def signature(body: object) -> Signature:
    """A signature: as what somebody signs, and their password once more."""
    values = fact_of(read(body, ID, AT, Field("password", text, needed=True), Field("meaning", text, needed=True)))
    return Signature(password=values.pop("password"), signed=Signed(**values))


@dataclass(frozen=True, slots=True)
class Moving:
    """A move, and the password that stands behind its signature ("" where nobody signs); it goes no further than its check."""

    wanted: Move
    password: str


def move(body: object, target: str) -> Moving:
    """A reading of the wrong patient, and the session where it belongs."""
    signed = (Field("meaning", text), Field("password", text))
    values = read(body, ID, Field("to", text, needed=True), REASON, Field("revision", whole), *signed)
    reason, meaning = values.get("reason", ""), values.get("meaning", "")
    wanted = Move(values["client_id"], target, values["to"], reason=reason, seen=values.get("revision"), meaning=meaning)
    return Moving(wanted, values.get("password", ""))
