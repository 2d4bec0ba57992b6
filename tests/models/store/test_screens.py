"""Does every process of a clinic know which screens can be heard?"""

from __future__ import annotations

from dataclasses import replace

from models.store import Screen, Store

DESK = Screen(id="a", name="desk", rooms=None, armed=True, seen=100)


def test_the_last_word_of_a_screen_is_kept(store: Store) -> None:
    """A screen that speaks again takes the place of what it said before."""
    with store.writing() as writer:
        writer.keep_screen(DESK, 0)
        writer.keep_screen(replace(DESK, name="room 3", rooms=("3", "4 b"), armed=False, seen=200), 0)
    with store.reading() as reader:
        assert reader.screens() == [Screen(id="a", name="room 3", rooms=("3", "4 b"), armed=False, seen=200)]


def test_a_screen_that_was_silent_for_long_is_forgotten(store: Store) -> None:
    """Screens that are gone for good do not pile up, and none of it is a row of the log."""
    with store.writing() as writer:
        writer.keep_screen(DESK, 0)
        writer.keep_screen(replace(DESK, id="b", seen=900), 500)
    with store.reading() as reader:
        assert [screen.id for screen in reader.screens()] == ["b"]
        assert reader.screens(since=901) == []
        assert reader.head() == 0


def test_a_screen_covers_its_rooms() -> None:
    """A screen at the desk is for all rooms, one in a room for that room."""
    room = replace(DESK, rooms=("3",))
    assert (DESK.covers("1"), room.covers("3"), room.covers("1")) == (True, True, False)
