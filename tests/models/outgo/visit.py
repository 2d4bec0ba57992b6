"""Which session is printed? Three hours with a monitor, 36 sets, alerts, corrections and everything else that paper must show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from math import exp
from zoneinfo import ZoneInfo

from dashboard.paper import drawing
from models.alerts import fold
from models.current import sayings
from models.facts import (
    Acknowledged,
    Amended,
    Dose,
    Ended,
    Fact,
    HandedOver,
    Intervention,
    Note,
    Opened,
    Outcome,
    Score,
    SkippedCheck,
    SkipReason,
    Voided,
)
from models.outgo.flowsheet import Checklist, Item, Person, Sheet
from models.protocol import load
from models.vitals import MINUTE, Millis, ObservationSet, Symptom

SECOND: Millis = 1_000
OPENED: Millis = 1_795_350_000_000
"""22 Nov 2026 13:20 in Berlin."""
DOSE: Millis = OPENED + 40 * MINUTE
END: Millis = OPENED + 205 * MINUTE
STAFF = (Person("petra", "Petra Lund", "nurse"), Person("omar", "Omar Żak", "nurse"), Person("lin", "Dr Lin Пётр", "clinician"))
PROTOCOL = "iv-ketamine-40min"
SHA = "8ec83c39da09711db355b65d80c0ca808acceca70928468054cd58fc966d6c12"


def at(minute: float) -> Millis:
    """So many minutes from the dose."""
    return DOSE + round(minute * MINUTE)


def seen(minute: float, **values: object) -> ObservationSet:
    """A set that a nurse entered at once."""
    when = at(minute)
    name = str(values.pop("id", f"set{minute:g}"))
    return ObservationSet(id=name, at=when, **{"by": "petra", "received": when + 20 * SECOND, **values})  # type: ignore[arg-type]


def sets(count: int = 36) -> list[ObservationSet]:
    """A set every five minutes from a quarter of an hour before the dose: pressures that peak at 40 minutes, and come down."""
    return [_round(5 * n - 15) for n in range(count)]


def _round(minute: int) -> ObservationSet:
    lift = 58 * exp(-(((minute - 38) / 26) ** 2)) if minute > 0 else 0
    high, mind = round(126 + lift), 3 if 15 <= minute <= 45 else 1 if 5 <= minute <= 60 else 0
    values = {
        "systolic": high,
        "diastolic": round(79 + lift * 0.42),
        "heart_rate": round(68 + lift / 2),
        "spo2": 92 if 20 <= minute <= 25 else 97,
    }
    by = "petra" if minute < 90 else "omar"
    sedation = {3: 4, 1: 5, 0: 5}[mind]
    return seen(minute, **values, respiratory_rate=14, dissociation=mind, distress=0, sedation=sedation, by=by)


def stream(minutes: range = range(-20, 165)) -> list[ObservationSet]:
    """A monitor that sends heart rate and saturation each second."""
    return [_beat(DOSE + minute * MINUTE + second * SECOND, second) for minute in minutes for second in range(60)]


def _beat(when: Millis, second: int) -> ObservationSet:
    return ObservationSet(
        id=f"m{when}",
        at=when,
        received=when,
        by="monitor 3",
        source="monitor-3",
        heart_rate=70 + second % 7,
        spo2=96 + second % 3,
    )


def told() -> list[Fact]:
    """What happened besides the regular sets: notes, answers, corrections, a late entry, two pressures that cannot be right."""
    return [
        _with(Opened(id="open", at=OPENED, planned=DOSE), "petra"),
        _with(Dose(id="dose", at=DOSE, drug="ketamine", amount=40, unit="mg", route="IV over 40 min"), "petra"),
        _with(Score(id="cadss", at=at(41), scale="CADSS", total=14), "petra"),
        _with(Note(id="note", at=at(22), text="#panic() *dreamy*, smiles; “music is far away” <b>"), "petra"),
        _with(Intervention(id="calm", at=at(36), what="reassured, lights down, cuff moved to the left arm"), "petra"),
        _with(Acknowledged(id="ack1", at=at(31), signal="systolic", outcome=Outcome.TOLD), "petra"),
        _with(Acknowledged(id="ack2", at=at(43), signal="systolic", outcome=Outcome.EXPECTED), "lin"),
        _with(Acknowledged(id="ack3", at=at(44), signal="diastolic"), "lin"),
        _with(HandedOver(id="hand", at=at(88), to="omar"), "petra"),
        _with(SkippedCheck(id="skip", at=at(70), due=at(70), reason=SkipReason.ASLEEP), "petra"),
        _with(Ended(id="end", at=END), "omar"),
        seen(33, id="nausea", symptoms=(Symptom.NAUSEA,), note="feels sick, basin given"),
        seen(52, id="late", systolic=151, diastolic=92, received=at(71)),
        seen(57, id="odd", systolic=131, diastolic=121, heart_rate=84, moved=True),
        seen(63, id="impossible", source="cuff-2", by="cuff 2", systolic=80, diastolic=128),
        *_corrections(),
    ]


def _with(fact: Fact, by: str) -> Fact:
    return replace(fact, by=by, received=fact.at + 15 * SECOND)


def _corrections() -> list[Fact]:
    """A pressure with two digits turned, another one, and a set that belongs to somebody else."""
    turned, other = seen(48, id="turned", systolic=211, diastolic=88), seen(72, id="other", systolic=99, diastolic=61)
    right = replace(turned, systolic=121, by="omar", received=at(50))
    return [
        turned,
        other,
        Amended(id="amend", at=at(50), received=at(50), by="omar", target="turned", content=right, reason="digits turned"),
        Voided(id="void", at=at(74), received=at(74), by="omar", target="other", reason="belongs to room 2"),
    ]


def lists() -> tuple[Checklist, ...]:
    """Both lists of the nasal protocol, everything ticked."""
    asked = load("esketamine-nasal").checklist
    pairs = (("Before the dose", asked.before, -20), ("Before leaving", asked.discharge, 160))
    return tuple(
        Checklist(title, tuple(Item(one.text, done=True, by="petra", at=at(when)) for one in items))
        for title, items, when in pairs
    )


def sheet(log: Iterable[Fact] | None = None, **changes: object) -> Sheet:
    """The flowsheet of a session, the whole visit where no log is given."""
    facts = tuple([*sets(), *told(), *stream()] if log is None else log)
    picture = fold(load(PROTOCOL), facts, END + 5 * MINUTE)
    said = tuple(sayings("s1", fold(load(PROTOCOL), [fact for fact in facts if not isinstance(fact, Amended | Voided)])))
    usual = Sheet(
        clinic="Clinic North",
        zone=ZoneInfo("Europe/Berlin"),
        name="Anna Grünewald-Łęcka",
        birth=date(1984, 3, 12),
        identifier="4711",
        allergies="penicillin; latex",
        session="1a2b3c4d",
        room="3",
        picture=picture,
        log=(*facts, *said),
        staff=STAFF,
        drawing=drawing(picture, facts),
        late=2 * MINUTE,
        printed_at=END + 5 * MINUTE,
        printed_by=STAFF[1],
        seq=48_212,
        digest=SHA,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]
