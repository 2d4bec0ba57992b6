"""Does every screen say what it must: that it is an adjunct, whose data they are, and what is not known?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import ADJUNCT, Frame, Identity, empty, identity_bar, nothing_here, shell
from dashboard.ids import Shell
from models.people import Names

FRAME = Frame(clinic="Clinic North", user="Anna Berg", role="nurse")
TODAY = date(2026, 11, 22)
WHO = Identity(
    name="Okafor, Ruth",
    birth=date(1984, 11, 23),
    identifier="0042",
    allergies="Penicillin",
    treatment="Esketamine 84 mg",
    dose_at=1,
)


def parts(component: Any) -> Iterator[Component]:
    """A component and everything in it."""
    if isinstance(component, Component):
        yield component
        inner = getattr(component, "children", None)
        yield from chain.from_iterable(parts(child) for child in (inner if isinstance(inner, list | tuple) else [inner]))


def words(component: Component) -> str:
    """All text of a component."""
    texts = (getattr(part, "children", None) for part in parts(component))
    flat = chain.from_iterable(text if isinstance(text, list | tuple) else [text] for text in texts)
    return " ".join(text for text in flat if isinstance(text, str))


def by_id(component: Component, id: str) -> Component:
    """The part with this id."""
    return next(part for part in parts(component) if getattr(part, "id", None) == id)


def test_every_screen_says_that_it_is_an_adjunct() -> None:
    """The permanent line says that Vigil is no primary monitor or alarm."""
    assert ADJUNCT in words(shell(FRAME))


def test_unapproved_protocols_are_named() -> None:
    """Until a medical director has approved it, a protocol is called a proposal on every screen."""
    assert "Esketamine nasal spray: proposal, not approved" in words(shell(replace(FRAME, proposals=("Esketamine nasal spray",))))
    assert "proposal" not in words(shell(FRAME))


def test_a_demo_says_so_on_every_screen() -> None:
    """Invented patients are marked DEMO; a real clinic is not."""
    assert "DEMO" in words(shell(replace(FRAME, demo=True)))
    assert "DEMO" not in words(shell(FRAME))


def test_scripts_own_empty_places() -> None:
    """What scripts fill is rendered without content, so that a redraw never wipes it."""
    frame = shell(FRAME)
    for place in (Shell.HEALTH, Shell.LOST, Shell.ALERT_BAR, Shell.KEYS):
        assert getattr(by_id(frame, place), "children", None) is None


def test_the_skip_link_comes_before_anything_else() -> None:
    """Somebody at the keyboard jumps over the frame with the first link, to the content."""
    links = [part for part in parts(shell(FRAME)) if type(part).__name__ in ("A", "Link", "Button")]
    assert links[0].href == f"#{Shell.MAIN}"  # type: ignore[attr-defined]


def test_only_an_administrator_sees_the_way_to_the_users() -> None:
    """The menu leads to the users only for who may change them."""
    assert "Users" not in words(shell(FRAME))
    assert "Users" in words(shell(replace(FRAME, role="administrator")))


def test_identity_has_two_identifiers_the_age_and_allergies() -> None:
    """Name, date of birth with age (the day before a birthday too), id and allergies stand together."""
    said = words(identity_bar(WHO, TODAY))
    for part in ("Okafor, Ruth", "23 Nov 1984 (41)", "0042", "Penicillin", "Esketamine 84 mg"):
        assert part in said
    assert "(42)" in words(identity_bar(WHO, date(2026, 11, 23)))


def test_the_room_and_the_protocol_stand_beside_the_patient() -> None:
    """A page about a session says in which room and under which protocol; a page about the patient alone says neither."""
    said = words(identity_bar(replace(WHO, room="3", protocol="Ketamine IV"), TODAY)).split()
    assert {"Room", "3", "Ketamine", "IV"} <= set(said)
    assert "Room" not in words(identity_bar(WHO, TODAY))


def test_what_is_not_known_is_said() -> None:
    """Nobody asked about allergies is not "no allergies"; a missing date of birth and id say so."""
    said = words(identity_bar(replace(WHO, birth=None, identifier="", allergies="", dose_at=None), TODAY))
    assert "date of birth not recorded" in said
    assert said.count("not recorded") == 3
    assert "no dose yet" in said


def test_the_session_clock_counts_from_the_dose() -> None:
    """The clock is handed the instant of the dose, and of the end where there is one; a page about no session has no clock."""
    clock = next(p for p in parts(identity_bar(replace(WHO, ended_at=9), TODAY)) if getattr(p, "className", "") == "clock")
    assert (clock.to_plotly_json()["props"]["data-since"], clock.to_plotly_json()["props"]["data-until"]) == ("1", "9")
    assert not [p for p in parts(identity_bar(replace(WHO, session=False), TODAY)) if getattr(p, "className", "") == "clock"]


def test_the_way_to_the_trend() -> None:
    """A session's page leads to the patient's trend; the trend's own page does not lead to itself."""
    links = [part.href for part in parts(identity_bar(replace(WHO, patient="p1"), TODAY)) if type(part).__name__ == "Link"]  # type: ignore[attr-defined]
    assert links == ["/trends/p1"]
    assert "Trend" not in words(identity_bar(WHO, TODAY))


def test_empty_places_say_what_to_do() -> None:
    """Where there is nothing yet, the screen says so and what to do next."""
    assert "No sessions yet" in words(empty("No sessions yet", "Start one."))
    assert "Back to the board" in words(nothing_here("There is no session x."))


def test_every_id_is_named_once() -> None:
    """No two elements share an id."""
    groups = [group for group in vars(ids).values() if isinstance(group, type) and group.__module__ == ids.__name__]
    names = [str(one) for group in groups for one in group]  # type: ignore[attr-defined]
    assert len(names) == len(set(names))


def test_the_scripts_know_how_staff_are_called() -> None:
    """Each page tells its scripts the full name of everybody who works here, by what they sign in with."""
    made = shell(replace(FRAME, staff=Names((("anna", "Anna Berg"),)))).to_plotly_json()["props"]
    assert json.loads(made["data-staff"]) == {"anna": "Anna Berg"}
