"""How are people called on screens and on paper? As colleagues know them; the log keeps what they sign in with."""

from __future__ import annotations

from models.clinic import Clinic, User, operator
from models.people import NOBODY, Names
from models.store import Store, wall_clock

OPERATOR = operator("test")


def test_people_are_called_by_their_full_name() -> None:
    """Who signs in as anna is Anna Berg; a device, and somebody who is not known, keeps the name that the log has."""
    names = Names.told_apart([("anna", "Anna Berg"), ("ben", "Ben Okoro")])
    assert [names.of(name) for name in ("anna", "ben", "monitor-3", "")] == ["Anna Berg", "Ben Okoro", "monitor-3", ""]
    assert NOBODY.of("anna") == "anna"


def test_two_of_one_name_are_told_apart() -> None:
    """Where two people have the same full name, what they sign in with stands beside it."""
    names = Names.told_apart([("anna", "Anna Berg"), ("anna2", "Anna Berg"), ("ben", "Ben Okoro")])
    assert [names.of(name) for name in ("anna", "anna2", "ben")] == ["Anna Berg (anna)", "Anna Berg (anna2)", "Ben Okoro"]


def test_who_may_sign_in_no_more_is_still_called_by_name(sqlite_store: Store) -> None:
    """What somebody did stays, and so does who it was."""
    clinic = Clinic(sqlite_store, wall_clock)
    anna = User(name="anna", full_name="Anna Berg", role="nurse", password_hash="")
    clinic.staff.add(anna, "correct horse battery", OPERATOR)
    clinic.staff.disable("anna", OPERATOR)
    assert clinic.staff.names(anna).of("anna") == "Anna Berg"
