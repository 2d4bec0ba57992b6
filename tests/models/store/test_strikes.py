"""Strikes: a recording whose import was undone takes few rows more, and every reading of it is struck through all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

from models import bundle, undoing
from models.bundle import Bundle, Origin
from models.errors import Refused
from models.facts import Amended, Fact, Note, Voided, standing
from models.parts import standing as together
from models.store import Store, batch, strips
from models.store.rows import Head
from models.strip import Strip, Struck, Subject
from models.vitals import MINUTE, ObservationSet, Signal
from tests.models.store.heard import Heard
from tests.models.store.test_chain import unlocked
from tests.models.store.ward import ANNA, append, entries, ids, open_sessions, reading, sql

NOW = 10 * MINUTE
COLUMNS = Strip(
    Subject("p", "v", "monitor"),
    np.arange(25) * 1_000,
    tuple(np.arange(25) + 60.0 if signal is Signal.HEART_RATE else None for signal in Signal),
    by="nora",
    received=NOW,
)
NAMED = [replace(reading(f"r{second}", at=1_000 * second), source="finger", received=NOW) for second in range(20)]


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten readings make a strip, and a row is a chunk."""
    monkeypatch.setattr(strips, "LONGEST", 10)
    monkeypatch.setattr(batch, "CHUNK", 1)


@pytest.fixture
def stored(store: Store) -> Store:
    """An import of 45 readings and a note, of whose readings two were struck through by hand and one was amended."""
    open_sessions(store, "s", "other")
    append(store, "s", reading("before"))
    items = [("s", COLUMNS), *(("s", seen) for seen in NAMED), ("s", Note(id="n", at=1, received=NOW, text="calm"))]
    store.append_batch("b", items, "nora")
    wrong = COLUMNS.one(3)
    right = Amended(id="a", at=NOW, target=COLUMNS.one(4).id, content=replace(COLUMNS.one(4), heart_rate=99))
    append(store, "s", Voided(id="v", at=NOW, target=wrong.id), Voided(id="w", at=NOW, target="r14"), right)
    return store


def undo(store: Store) -> None:
    """Undo the import."""
    with store.reading() as reader:
        items = undoing.struck(reader, "b", "omar", NOW)
    store.append_batch(undoing.named("b"), items, "omar")


@pytest.fixture
def undone(stored: Store) -> Store:
    """The same, and then it was undone."""
    undo(stored)
    append(stored, "s", reading("after"))
    return stored


def voided() -> list[Fact]:
    """What undoing strikes through, one by one."""
    left = [seen for seen in (*COLUMNS.sets(), *NAMED) if seen.id not in {COLUMNS.one(3).id, "r14"}]
    said = {"at": NOW, "by": "omar", "received": NOW, "reason": undoing.REASON}
    return [Voided(id=f"{name}:undone", target=name, **said) for name in [*(seen.id for seen in left), "n"]]


def test_undoing_takes_a_row_for_each_strip(undone: Store) -> None:
    """The audit trail names what was undone by its strips, and says of how many readings each is; the chain is whole."""
    with undone.reading() as reader:
        lines = [(line.action, line.actor, line.detail) for line in reader.trail() if line.action == "struck"]
    counts = ["9 readings", "10 readings", "5 readings", "10 readings", "9 readings"]
    assert lines == [("struck", "omar", count) for count in counts]
    assert undone.verify().bad is None


def test_each_voiding_has_its_own_number(undone: Store) -> None:
    """Whoever reads the session meets a voiding of each reading, numbered without a gap, as if each had a row."""
    found = entries(undone, "s")
    assert [one.fact for one in found[50:-1]] == voided()
    assert [one.revision for one in found] == list(range(1, len(found) + 1))
    assert [one.seq for one in found[50:-1]] == list(range(found[50].seq, found[50].seq + 44))


@pytest.mark.parametrize("known", range(45, 96, 7))
def test_reading_goes_on_in_the_middle_of_an_undoing(undone: Store, known: int) -> None:
    """A screen that was cut off while an import was undone gets the rest of it, and nothing twice."""
    found = entries(undone, "s")
    rest, seq = found[known:], found[known - 1].seq
    with undone.reading() as reader:
        assert reader.entries("s", after=known) == rest
        assert reader.since(seq, "s") == rest
        assert reader.since(seq, limit=3) == rest[:3]
        lines = reader.lines("s", after=known)
    assert lines == [] or lines[0].first <= known + 1
    assert not lines or lines[-1].revision == len(found)


def test_a_follower_is_handed_each_voiding(undone: Store) -> None:
    """What another program undoes is struck through on the screens reading by reading."""
    heard = Heard()
    follower = undone.follow(heard, after=0)
    assert heard.wait(95) == ids(entries(undone, "s"))
    follower()


def test_a_voiding_is_found_by_its_id(undone: Store) -> None:
    """What strikes a reading through can be pointed at like any other entry."""
    wanted = [f"{COLUMNS.one(12).id}:undone", "r3:undone", "n:undone"]
    with undone.reading() as reader:
        assert sorted(ids(reader.facts([*wanted, "r14:undone", "none:undone", COLUMNS.one(3).id]))) == sorted(
            [*wanted, COLUMNS.one(3).id]
        )
        rows = [line.about for line in reader.trail() if line.action in {"strip", "struck"}]
        assert reader.facts(rows) == []


def test_what_holds_is_what_was_not_undone(undone: Store) -> None:
    """A trend, and whoever takes the log in bulk, see nothing that was undone, and of the session what was not."""
    with undone.reading() as reader:
        assert [row[1] for row in reader.columns(["s", "other"])] == ["after", "before"]
        held = together(line.fact for line in reader.lines("s"))
        told = [entry.fact.id for entry in reader.told(["s"])]
    assert (ids_of(held.facts), held.strips) == (["after", "before", "a", "n:undone", "v", "w"], [])
    assert sum(map(len, held.struck)) == 43
    assert ids_of(standing(one.fact for one in entries(undone, "s")))[:2] == ["after", "before"]
    assert told == ["n", "v", "w", "a", "n:undone"]


def ids_of(facts: list[Fact]) -> list[str]:
    """The ids of these facts."""
    return [fact.id for fact in facts]


def test_what_was_undone_is_known(undone: Store) -> None:
    """Which readings of a file were stored and undone is known of each: those that were struck through by hand were not."""
    with undone.reading() as reader:
        assert np.flatnonzero(~reader.undone(COLUMNS)).tolist() == [3]
        assert not reader.undone(replace(COLUMNS, whose=Subject("q", "v", "monitor"))).any()


def test_undoing_an_undoing_strikes_nothing(undone: Store) -> None:
    """What strikes readings through is no reading: there is nothing in it to be struck through."""
    with undone.reading() as reader:
        assert undoing.struck(reader, undoing.named("b"), "omar", NOW) == []


def test_an_undoing_that_was_interrupted_is_finished_by_the_next_start(stored: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """An undoing that was decided on is finished by the next start when the program is ended; one that was not leaves nothing."""
    before, steps = len(entries(stored, "s")), iter(["seal", "move"])
    real = {name: getattr(batch.Importer, name) for name in ("seal", "move")}
    for name in steps:
        with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
            patched.setattr(batch.Importer, name, _ends(real[name], after=int(name == "move")))
            undo(stored)
        assert len(entries(stored, "s")) in {before, before + 9}
    assert len(entries(stored, "s")) > before
    append(stored, "s", reading("meanwhile"))
    stored.migrate()
    assert sorted(ids(entries(stored, "s"))[before:]) == sorted([*ids_of(voided()), "meanwhile"])
    assert stored.verify().bad is None


def _ends(real: object, after: int) -> object:
    """The same, until it was done so often; then the program is ended."""
    left: Iterator[int] = iter(range(after))

    def ends(*given: object) -> object:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return real(*given)  # type: ignore[operator]

    return ends


def test_live_entries_get_their_turn_during_an_undoing(stored: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While an import is undone, a nurse's entry is stored at once."""
    seen = list[int]()

    def look(_: float) -> None:
        append(stored, "other", reading(f"live{len(seen)}"))
        seen.append(len(entries(stored, "s")))

    monkeypatch.setattr(batch.time, "sleep", look)
    undo(stored)
    assert len(set(seen)) > 3
    assert len(entries(stored, "other")) == len(seen)


def test_a_changed_undoing_is_seen(undone: Store, database: str) -> None:
    """Somebody who lets a reading stand that was undone, behind Vigil's back, is found out."""
    sql(database, *unlocked(database), "UPDATE log SET body = replace(body, '[0,', '[1,') WHERE kind = 'struck'")
    assert undone.verify().bad is not None


def test_a_bundle_holds_an_undone_import(undone: Store) -> None:
    """A session with an undone import leaves in one file and is the same elsewhere; a strike of what is not in it is refused."""
    with undone.reading() as reader:
        rows, row = tuple(reader.rows_of("s")), reader.session("s")
    assert row is not None
    origin = Origin(clinic="c", zone="UTC", made=1, head=Head(*undone.head()), invented=True)
    text = "[protocol]"
    whole = Bundle(origin=origin, session=row, patient=ANNA, staff=(), text=text, rows=rows)
    assert list(whole.facts) == [one.fact for one in entries(undone, "s")]
    without = replace(whole, rows=tuple(one for one in rows if one.kind != "strip"))
    with pytest.raises(Refused):
        bundle.read(bundle.written(without).encode())


@pytest.mark.parametrize("which", [(25,), (-1,), (0.5,), ("0",), (True,)])
def test_a_strike_of_a_reading_that_is_not_there_is_no_strike(which: tuple[int, ...]) -> None:
    """A row of a bundle that strikes through what its strip does not hold is refused, whatever it says."""
    wrong = strips.strike_of(Struck("strip:1", which, (NAMED[0],), at=1))
    with pytest.raises(ValueError, match="does not hold"):
        strips.struck(wrong, COLUMNS)


def test_what_strikes_through_says_so_one_by_one() -> None:
    """A strike of named readings is as long as its readings are many."""
    found: tuple[ObservationSet, ...] = tuple(NAMED[:3])
    assert len(Struck("strip:1", None, found, at=1)) == 3
