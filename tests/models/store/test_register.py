"""The register: who was treated, and what happened, is found among many years without reading all of them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import create_engine, text

from models.facts import Dose, Ended, Stopped, Voided
from models.store import Patient, SessionRow, Sought, Store
from models.store.questions import no_set, patients_by_last
from models.store.tables import log
from models.vitals import Millis
from tests.models.store.ward import ids, reading

DAY: Millis = 86_400_000
PEOPLE = (
    Patient(id="p1", name="OKAFOR, Ruth", birth=date(1984, 3, 12), identifier="0042"),
    Patient(id="p2", name="Özdemir, Öykü", birth=date(1991, 7, 1), identifier="0077"),
    Patient(id="p3", name="Lind, Sven", birth=None, identifier="100%"),
)


@pytest.fixture
def years(store: Store) -> Store:
    """Three people: one with three sessions, one with one, one who was never treated."""
    with store.writing("nora") as db:
        db.keep_protocol("text", "sha256:00", "p", "1")
        for person in PEOPLE:
            db.admit(person)
        for name, whose, day in (("a1", "p1", 1), ("a2", "p1", 5), ("b1", "p2", 3), ("a3", "p1", 2)):
            db.open_session(SessionRow(id=name, patient=whose, room="1", protocol="sha256:00", opened_at=day * DAY))
    return store


def names(store: Store, *words: str, birth: date | None = None) -> list[str]:
    """The ids of those who are meant."""
    with store.reading() as db:
        return [line.patient.id for line in db.seek(Sought(words, birth), 10)]


def test_who_was_here_last_comes_first(years: Store) -> None:
    """The list begins with who was here last, says how often each was here, and ends with who never was."""
    with years.reading() as db:
        found = [(line.patient.id, line.sessions, line.last) for line in db.seek(Sought(), 10)]
    assert found == [("p1", 3, 5 * DAY), ("p2", 1, 3 * DAY), ("p3", 0, None)]


@pytest.mark.parametrize("typed", ["okafor", "OKA", "ruth", "42"])
def test_any_part_of_a_name_or_number_in_any_capitals_will_do(years: Store, typed: str) -> None:
    """Who remembers a part of the name or of the number finds the patient."""
    assert names(years, typed) == ["p1"]


@pytest.mark.parametrize("typed", ["özdemir", "ÖZDEMIR", "Özd", "öykü"])
def test_letters_with_marks_have_capitals_too(years: Store, typed: str) -> None:
    """A name with ö and ü is found however it is typed, on both databases."""
    assert names(years, typed) == ["p2"]


def test_words_together_mean_one_person(years: Store) -> None:
    """First name and family name in any order mean the patient who has both; a sign of SQL is only a letter."""
    assert names(years, "ruth", "okafor") == ["p1"]
    assert names(years, "ruth", "lind") == []
    assert names(years, "%") == ["p3"]
    assert names(years, "_") == []


def test_a_birthday_finds_who_was_born_then(years: Store) -> None:
    """The date of birth is enough; with a name beside it both must be right."""
    assert names(years, birth=date(1984, 3, 12)) == ["p1"]
    assert names(years, "lind", birth=date(1984, 3, 12)) == []


def test_a_page_says_how_long_the_list_is(years: Store) -> None:
    """A page holds no more than was asked for, and the whole length is known all the same."""
    with years.reading() as db:
        assert [line.patient.id for line in db.seek(Sought(), 1)] == ["p1"]
        assert (db.sought(Sought()), db.sought(Sought(("r",)))) == (3, 2)
        assert [row.id for row in db.latest(2)] == ["a2", "b1"]
        assert [row.id for row in db.latest(9, "p1")] == ["a2", "a3", "a1"]
        assert (db.count_sessions(), db.count_sessions("p1")) == (4, 3)


def test_what_happened_is_told_without_what_was_measured(years: Store) -> None:
    """A list of sessions needs doses, ends and alerts, and never reads a monitor's stream."""
    with years.writing("nora") as db:
        db.append("a1", [Dose(id="d", at=1), *(reading(f"r{n}") for n in range(20)), Stopped(id="s", at=2), Ended(id="e", at=3)])
        db.append("b1", [Dose(id="d2", at=1), Voided(id="v", at=2, target="d2")])
    with years.reading() as db:
        assert ids(db.told(["a1", "b1"])) == ["d", "s", "e", "d2", "v"]
        assert ids(db.told(["a2"])) == []


def test_patients_of_some_sessions_come_together(years: Store) -> None:
    """The names for a page of sessions are read at once."""
    with years.reading() as db:
        assert {patient.id for patient in db.patients_of({"p1", "p3", "gone"})} == {"p1", "p3"}


def test_years_of_sessions_are_asked_by_index(sqlite_store: Store, sqlite_url: str) -> None:
    """However many sessions there are, the lists are answered from indexes and not by reading every row."""
    engine = create_engine(sqlite_url)
    questions = (
        (patients_by_last(Sought()), "sessions_patient"),
        (log.select().where(log.c.session.in_(["a", "b"]), no_set()), "log_told"),
    )
    with engine.connect() as connection:
        for asked, index in questions:
            words = str(asked.compile(engine, compile_kwargs={"literal_binds": True}))
            plan = " ".join(str(row[-1]) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {words}")))
            assert f"INDEX {index}" in plan
    engine.dispose()
