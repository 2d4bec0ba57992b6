"""What is left of an import that was undone? All of it, struck through; and the same file may come in again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import intake, undoing
from models.alerts import fold
from models.facts import Amended, ObservationSet, Voided, singly
from models.filed import Target
from models.intake import Answers, Intake
from models.outgo import plain
from models.store import Store
from models.vitals import MINUTE, Signal
from tests.conftest import opened
from tests.models.wards import NURSE, START, Ward, ward

MANY = 1_200
"""Rows of a file that is read and kept as columns."""


@pytest.fixture
def here(store: Store) -> Ward:
    """A clinic with a session in room 1 that has run for an hour."""
    made = ward(store)
    made.wait(60)
    return made


def file(rows: range = range(MANY), high: int = 0) -> Intake:
    """A monitor's file: a row for each of these seconds since the session was opened, one of them with a high pressure."""
    times = (datetime.fromtimestamp(START / 1000 + second, UTC).isoformat() for second in rows)
    pressures = (205 if high and second == high else 120 + second % 10 for second in rows)
    lines = [f"{time},{70 + n % 7},{pressure},78" for time, pressure, n in zip(times, pressures, rows, strict=True)]
    return intake.read("x.csv", "\n".join(["time,hr,sbp,dbp", *lines]).encode(), Answers())


def keep(here: Ward, what: Intake, id: str, target: Target | None = None) -> tuple[int, int]:
    """Import a file; how many readings were stored, and how many were there."""
    (done,) = here.clinic.files.keep([what], target or Target(session=here.session), NURSE, id=id)
    return done.stored, done.duplicates


def left(here: Ward) -> list[ObservationSet]:
    """The readings of the session that hold."""
    view = here.clinic.session_view(here.session, here.clock.now)
    return [fact for fact in singly(view.log) if isinstance(fact, ObservationSet)]


def test_a_long_import_is_undone_in_a_few_rows(here: Ward) -> None:
    """A recording of which every reading is struck through costs the record a row for each strip of it, not one for each."""
    before = here.clinic.session_view(here.session, here.clock.now).picture
    keep(here, file(high=600), "one")
    assert here.clinic.session_view(here.session, here.clock.now).picture.latest_of(Signal.SYSTOLIC) is not None
    assert here.clinic.files.undo("one", NURSE) == MANY
    after = here.clinic.session_view(here.session, here.clock.now).picture
    assert (after.latest, after.alerts, after.checks) == (before.latest, before.alerts, before.checks)
    assert left(here) == []
    struck = [entry.fact for entry in here.clinic.entries(here.session) if isinstance(entry.fact, Voided)]
    assert {(fact.by, fact.reason) for fact in struck} == {("nina", "the import was undone")}
    assert len({fact.target for fact in struck}) == MANY
    with here.clinic.store.reading() as db:
        assert [line.detail for line in db.trail() if line.action == "struck"] == [f"{MANY} readings"]


def test_the_same_file_comes_in_again_and_again(here: Ward) -> None:
    """After each undo the same file may be imported once, under names of its own; without one it adds nothing."""
    for name in ("one", "two", "three"):
        assert keep(here, file(), name) == (MANY, 0)
        assert keep(here, file(), f"{name} again") == (0, MANY)
        assert len(left(here)) == MANY
        if name != "three":
            assert here.clinic.files.undo(name, NURSE) == MANY
    facts = [entry.fact.id for entry in here.clinic.entries(here.session)]
    assert len(facts) == len(set(facts))
    assert here.clinic.store.verify().bad is None


def test_a_part_of_a_file_that_came_in_again_is_there(here: Ward) -> None:
    """A short file with some readings of a long one that was undone and imported again adds only what is new."""
    keep(here, file(), "one")
    here.clinic.files.undo("one", NURSE)
    assert keep(here, file(range(20)), "short") == (20, 0)
    assert keep(here, file(), "two") == (MANY - 20, 20)
    assert keep(here, file(range(MANY - 10, MANY + 10)), "end") == (10, 10)
    assert len(left(here)) == MANY + 10


def test_what_was_struck_by_hand_stays_struck(here: Ward) -> None:
    """A reading of a long file that a nurse found to be wrong is not struck twice, and does not come in again with the file."""
    keep(here, file(), "one")
    wrong = next(entry.fact for entry in here.clinic.entries(here.session) if entry.fact.at == START + 600_000)
    here.enter(Voided(id="v", at=0, target=wrong.id, reason="cuff"))
    assert here.clinic.files.undo("one", NURSE) == MANY - 1
    assert keep(here, file(), "two") == (MANY - 1, 1)
    assert wrong.at not in {seen.at for seen in left(here)}


def test_a_recording_of_its_own_goes_into_a_new_session(here: Ward) -> None:
    """A long file that made a session is undone there and makes another one, in which it is whole."""
    place = Target(new=True)
    for name in ("one", "two"):
        assert keep(here, file(), name, place) == (MANY, 0)
        here.clinic.files.undo(name, NURSE)
    with here.clinic.store.reading() as db:
        made = [row.id for row in db.sessions(running=False)]
        assert len(made) == 2
        assert db.columns(made) == ()
        assert [sum(isinstance(one.fact, ObservationSet) for one in db.entries(name)) for name in made] == [MANY, MANY]


def test_a_screen_that_looks_in_between_sees_what_holds(here: Ward) -> None:
    """Whoever watches the session sees the readings go when the import is undone, and what was entered since stay."""
    keep(here, file(), "one")
    here.see(heart_rate=99)
    assert len(left(here)) > 0
    here.clinic.files.undo("one", NURSE)
    here.wait(1)
    assert here.clinic.session_view(here.session, here.clock.now).picture.latest[0].value == 99
    here.see(systolic=130, diastolic=80)
    assert [seen.systolic for seen in left(here)] == [130]
    assert here.clock.now - START == 61 * MINUTE


def test_an_undone_import_is_the_same_for_everybody_who_asks(store: Store, tmp_path: Path) -> None:
    """Exports, bundles, trends and lists show of an undone import what they would show had each reading been struck by itself."""
    with contextmanager(opened)(f"sqlite:///{tmp_path / 'other.db'}") as other:
        assert _undone(store, one_by_one=False) == _undone(other, one_by_one=True)


def _undone(store: Store, *, one_by_one: bool) -> tuple[object, ...]:
    """All that is told of a session whose import was undone, after one reading was corrected and another struck by hand."""
    here = ward(store)
    here.wait(60)
    (done,) = here.clinic.files.keep([file(high=600)], Target(new=True), NURSE, id="one")
    here.session = done.places[0].session
    first, second = (one.fact for one in here.clinic.entries(here.session)[5:7])
    assert isinstance(first, ObservationSet)
    here.enter(Amended(id="a", at=0, target=first.id, content=replace(first, systolic=150), reason="typed wrong"))
    here.enter(Voided(id="v", at=0, target=second.id, reason="cuff"))
    if one_by_one:
        with store.reading() as db:
            struck = undoing.struck(db, "one", "nina", here.clock())
        items = [(session, fact) for session, what in struck for fact in singly([what])]
        here.clinic.files.take(undoing.named("one"), items, (), NURSE)
    else:
        here.clinic.files.undo("one", NURSE)
    return tuple(_told(here))


def _told(here: Ward) -> Iterator[object]:
    copied = here.clinic.papers.copy(here.session, NURSE)
    trend = here.clinic.trend(copied.view.patient.id, replace(NURSE, role="clinician"), here.clock())
    yield copied.facts, copied.view.said, copied.view.revision
    yield plain.table(copied.facts, UTC)
    bundle = here.clinic.papers.bundle(here.session, NURSE, "c", "UTC")
    yield bundle.facts
    pictures = [copied.view.picture, fold(bundle.protocol, bundle.facts), *(past.picture for past in trend.sessions)]
    yield [[getattr(one, field.name) for field in fields(one) if field.name != "watch"] for one in pictures]
    yield [past.facts for past in trend.sessions]
    yield [line for line in here.clinic.register.sessions(NURSE).lines if line.row.id == here.session]
    with here.clinic.store.reading() as db:
        yield db.columns([here.session])
