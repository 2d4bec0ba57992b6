"""What do the tests of the store write? One patient, some sessions, and readings in them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import create_engine

from models.facts import (
    Acknowledged,
    Amended,
    Decided,
    Dose,
    Ended,
    Fact,
    HandedOver,
    Infused,
    InfusionStep,
    Intervention,
    Listening,
    Note,
    Opened,
    Outcome,
    Raised,
    Score,
    Signed,
    Silenced,
    SkippedCheck,
    SkipReason,
    Stopped,
    TakenOver,
    Ticked,
    Voided,
)
from models.store import Entry, Patient, SessionRow, Store
from models.vitals import ObservationSet, Symptom

ANNA = Patient(id="p1", name="Anna Muster", identifier="4711", allergies="latex")

FACTS: tuple[Fact, ...] = (
    Opened(id="f01", at=1, planned=60_000),
    Dose(id="f02", at=2, by="nora", drug="Esketamine", amount=84, route="intranasal"),
    ObservationSet(
        id="f03", at=3, by="nora", heart_rate=72, systolic=128.5, diastolic=84, symptoms=(Symptom.NAUSEA,), note="ö\n₂"
    ),
    ObservationSet(id="f04", at=4, received=9, source="monitor", spo2=97, agitation=-3, moved=True, confirmed=True),
    Note(id="f05", at=5, text="calm\nsaid “thanks”"),
    Intervention(id="f06", at=6, what="oxygen"),
    Score(id="f07", at=7, scale="CADSS", total=12.5),
    SkippedCheck(id="f08", at=8, due=7, reason=SkipReason.REFUSED),
    Amended(
        id="f09", at=9, target="f03", content=ObservationSet(id="f03", at=3, systolic=118, diastolic=84), reason="typing error"
    ),
    Amended(id="f10", at=9, target="f04", content=None, reason="nothing"),
    Voided(id="f11", at=10, target="f05", reason="wrong patient"),
    Acknowledged(id="f12", at=11, signal="systolic", direction="high", outcome=Outcome.ACTED),
    Acknowledged(id="f13", at=11, signal="systolic"),
    Raised(
        id="f14", at=12, signal="systolic", priority="high", rule="absolute", limit=180, value=184.0, why="184 >= 180", late=True
    ),
    Raised(id="f15", at=12, signal="event", value="chest pain", digest="sha256:ab"),
    Silenced(id="f16", at=13, screen="room 3", until=99),
    HandedOver(id="f17", at=14, by="nora", to="omar"),
    Stopped(id="f18", at=15),
    Ended(id="f19", at=16),
    Signed(id="f20", at=17, meaning="reviewed", digest="ab" * 32, revision=19),
    Ticked(id="f21", at=18, item="escort", note="sister"),
    Ticked(id="f22", at=19, item="escort", done=False),
    Decided(id="f23", at=20, go=True, prescriber="Dr Lin", reason="usual for him"),
    Dose(id="f24", at=21, drug="Ketamine", amount=36, route="IV", lot="L1", per_kg=0.5, weight=72, second="omar", confirmed=True),
    Infused(id="f25", at=22, step=InfusionStep.PAUSED, reason="nausea"),
    TakenOver(id="f26", at=23, by="omar", frm="nora"),
    Listening(id="f27", at=24, screens=2),
    Dose(id="f29", at=26, drug="Ketamine", amount=36, route="IV", pump="B-12", rate=48.5, rate_unit="mL/h"),
    Infused(id="f30", at=27, step=InfusionStep.RATE, rate=60, rate_unit="mg/h"),
    Amended(
        id="f28", at=25, target="f24", content=Dose(id="f24", at=21, drug="Ketamine", amount=63, route="IV"), reason="turned"
    ),
)
"""One of each kind at least."""


def open_sessions(store: Store, *names: str) -> None:
    """Open sessions of one patient."""
    with store.writing("nora") as writer:
        writer.admit(ANNA)
        writer.keep_protocol("[protocol]", "sha256:00", "ward", "1")
        for name in names:
            writer.open_session(SessionRow(id=name, patient=ANNA.id, room="1", protocol="sha256:00", opened_at=1))


def reading(id: str, at: int = 1, heart_rate: float = 72) -> ObservationSet:
    """A reading of the heart rate."""
    return ObservationSet(id=id, at=at, by="nora", heart_rate=heart_rate)


def append(store: Store, session: str, *facts: Fact) -> list[Entry]:
    """Append in one transaction."""
    with store.writing("nora") as writer:
        return writer.append(session, facts)


def entries(store: Store, session: str) -> list[Entry]:
    """Every entry of a session."""
    with store.reading() as reader:
        return reader.entries(session)


def ids(found: Iterable[Entry]) -> list[str]:
    """The ids of these entries' facts."""
    return [entry.fact.id for entry in found]


def sql(url: str, *statements: str) -> None:
    """Run statements as somebody who has the database and not the program."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
