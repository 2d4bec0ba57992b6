"""A recording of one patient and source is stored as columns: read one by one or whole, met again, corrected, once for ever."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from models.errors import Conflict
from models.facts import Voided
from models.store import Store, batch, strips
from models.strip import Strip, Subject
from models.vitals import ObservationSet, Signal, numbers
from tests.models.store.ward import append, entries, open_sessions, reading

WHOSE = Subject("4711", "", "csv")
NONE = (None,) * (len(Signal) - 3)


@pytest.fixture(autouse=True)
def short_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten readings make a strip."""
    monkeypatch.setattr(strips, "LONGEST", 10)


def recording(seconds: Iterable[int] = range(25), systolic: float = 120.5, whose: Subject = WHOSE) -> Strip:
    """Heart rate and, in every third reading, a pressure."""
    at = np.array([1_000 * second for second in seconds])
    pressure = np.where(at % 3_000 == 0, systolic, np.nan)
    return Strip(whose, at, (60 + at / 1_000 % 30, pressure, pressure - 40.5, *NONE), "csv", 7)


@pytest.fixture
def stored(store: Store) -> Store:
    """A session with a reading by hand before an imported recording of 25, and one after."""
    open_sessions(store, "s", "other")
    append(store, "s", reading("before"))
    store.append_batch("b", [("s", recording())], "nora")
    append(store, "s", reading("after"))
    return store


def test_columns_come_back_as_they_went_in(stored: Store) -> None:
    """Nothing of a recording is lost or changed: what was not measured is not measured, and each reading has its own number."""
    found = entries(stored, "s")
    assert [one.fact for one in found[1:-1]] == list(recording().sets())
    assert [one.revision for one in found] == list(range(1, 28))
    assert stored.verify().bad is None
    with stored.reading() as reader:
        lines = reader.lines("s")
        assert [len(one.fact) for one in lines if isinstance(one.fact, Strip)] == [10, 10, 5]
        assert [(one.first, one.revision) for one in lines] == [(1, 1), (2, 11), (12, 21), (22, 26), (27, 27)]
        assert reader.lines("s", after=15) == lines[2:]
        rows = [row for row in reader.columns(["s"]) if row[1] not in {"before", "after"}]
        assert rows == [("s", seen.id, seen.at, *numbers(seen)) for seen in recording().sets()]


def test_times_with_and_without_a_step_come_back(stored: Store) -> None:
    """A recording that leaves seconds out keeps the time of each reading."""
    gaps = recording([0, 1, 3, 7, 100, 101, 5_000], whose=WHOSE._replace(visit="2"))
    stored.append_batch("gaps", [("s", gaps), ("s", recording([9], whose=WHOSE._replace(visit="3")))])
    with stored.reading() as reader:
        found = [one.fact for one in reader.lines("s") if isinstance(one.fact, Strip)]
    assert [one.at.tolist() for one in found[-2:]] == [gaps.at.tolist(), [9_000]]


def test_the_same_recording_again_adds_nothing(stored: Store) -> None:
    """A second import of a file stores what is new in it and counts the rest, wherever the two begin and end."""
    done = stored.append_batch("again", [("s", recording(range(-5, 30)))], "nora")
    assert (done.stored, done.duplicates) == (10, 25)
    assert len({one.fact.id for one in entries(stored, "s")}) == len(entries(stored, "s")) == 37


def test_readings_by_themselves_and_in_columns_are_the_same_readings(stored: Store) -> None:
    """A short file and a long one of the same recording store each reading once, whichever comes first."""
    singly: list[tuple[str, ObservationSet]] = [("s", seen) for seen in recording(range(20, 40)).sets()]
    short = stored.append_batch("short", singly, "nora")
    long = stored.append_batch("long", [("s", recording(range(60)))], "nora")
    assert [(one.stored, one.duplicates) for one in (short, long)] == [(15, 5), (20, 40)]


def test_one_import_that_holds_a_reading_twice_stores_it_once(store: Store) -> None:
    """Two files of one import that overlap, one as columns and one row by row, store each reading once."""
    open_sessions(store, "s")
    overlapping = [("s", seen) for seen in recording([3, 4, 99]).sets()]
    done = store.append_batch("b", [("s", recording()), *overlapping, ("s", recording(range(20, 30)))], "nora")
    assert (done.stored, done.duplicates) == (31, 7)
    done = store.append_batch("c", [*overlapping, ("s", recording(range(90, 110)))], "nora")
    assert (done.stored, done.duplicates) == (19, 4)


def test_readings_of_a_recording_are_in_one_session_only(stored: Store) -> None:
    """What was measured of one patient is never stored in a second session, and nothing of such an import is."""
    with pytest.raises(Conflict, match="in session s"):
        stored.append_batch("b2", [("other", recording(range(50, 80))), ("other", recording([24, 25]))], "nora")
    assert entries(stored, "other") == []
    with stored.reading() as reader:
        assert [(session, met.tolist()) for session, met in reader.kept(recording([23, 24, 25]))] == [("s", [True, True, False])]
        assert reader.kept(recording([23, 24], whose=Subject("q", "", "csv"))) == []


@pytest.mark.parametrize("session", ["s", "other"])
def test_two_imports_of_the_same_readings_at_the_same_time_keep_each_reading_once(
    store: Store, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a second import was decided on before the first had moved, both end, and no reading is stored twice or lost."""
    open_sessions(store, "s", "other")
    finish = batch.finish

    def later(importing: batch.Importing, id: str) -> object:
        if id == "one":
            monkeypatch.setattr(batch, "finish", finish)
            store.append_batch("two", [("s", recording(range(10, 40)))], "omar")
        return finish(importing, id)

    monkeypatch.setattr(batch, "finish", later)
    done = store.append_batch("one", [(session, recording())], "nora")
    assert (done.stored, done.duplicates) == (10, 15)
    names = [one.fact.id for home in ("s", "other") for one in entries(store, home)]
    assert sorted(names) == sorted(seen.id for seen in recording(range(40)).sets())
    with store.reading() as reader:
        said = {(line.about, line.detail) for line in reader.trail() if line.action == batch.KEPT}
    assert {about for about, _ in said} == ({"other"} if session == "other" else set())


def test_two_recordings_that_begin_at_one_instant_come_in_together(store: Store) -> None:
    """A file of heart rates and one of pressures, of the same source and from the same second on, are one import."""
    open_sessions(store, "s")
    files = recording(), recording(systolic=99), recording(range(0, 50, 3), systolic=98)
    done = store.append_batch("b", [("s", one) for one in files], "nora")
    names = {seen.id for one in files for seen in one.sets()}
    assert (done.stored, done.duplicates) == (len(names), sum(map(len, files)) - len(names))
    assert sorted(one.fact.id for one in entries(store, "s")) == sorted(names)


def test_a_reading_of_a_recording_is_found_and_struck_like_any_other(stored: Store) -> None:
    """Staff point at one reading of a recording and strike it through; trends no longer see it."""
    wrong = recording().one(13)
    with stored.reading() as reader:
        found = reader.fact(wrong.id)
    assert found is not None
    assert found.fact == wrong
    assert append(stored, "s", wrong)[0] == found
    append(stored, "s", Voided(id="v", at=99_000, target=wrong.id))
    with stored.reading() as reader:
        assert wrong.id not in {row[1] for row in reader.columns(["s"])}


def test_another_number_at_the_same_time_is_kept_beside_the_first(stored: Store) -> None:
    """A file that says another pressure of the same instant does not overwrite what is stored, nor is it lost."""
    done = stored.append_batch("c", [("s", recording(range(3), systolic=121))], "nora")
    assert (done.stored, done.duplicates) == (1, 2)
    pressures = [one.fact.systolic for one in entries(stored, "s") if isinstance(one.fact, ObservationSet) and one.fact.at == 0]
    assert sorted(value for value in pressures if value) == [120.5, 121.0]
