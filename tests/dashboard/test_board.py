"""What does the board begin with, and where does each address lead?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from dash.development.base_component import Component

from dashboard import pages
from dashboard.components import shell
from dashboard.ids import Board, Devices, Handover, Patients, Session, Sessions, Shell, Trends, Users
from dashboard.pages.visit import Visit
from models.clinic import Clinic, House, User, operator
from models.store import Store
from tests.dashboard.test_components import FRAME, by_id, parts, words

NURSE = User(name="nurse.a", full_name="Nurse A", role="nurse", password_hash="")
ADMIN = User(name="admin", full_name="Admin", role="administrator", password_hash="")


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """A clinic with three rooms and nobody in them."""
    store = Store.open(f"sqlite:///{tmp_path / 'v.db'}")
    store.migrate()
    yield Clinic(
        store, lambda: 1_763_805_600_000, zone="Europe/Berlin", house=House(rooms=("1", "2", "3"), protocol="esketamine-nasal")
    )
    store.close()


def visit(clinic: Clinic, who: User = NURSE) -> Visit:
    """A look of this person."""
    return Visit(clinic, who, clinic.clock())


def test_the_list_of_rooms_belongs_to_the_script(clinic: Clinic) -> None:
    """The board begins as an empty list that the script fills: no redraw of the page can wipe a tile."""
    assert getattr(by_id(pages.draw("/", visit(clinic)), Board.ROOMS), "children", None) is None


def test_the_start_form_offers_the_protocols_of_the_clinic(clinic: Clinic) -> None:
    """The clinic's own protocol comes first, and one that nobody approved is known as a proposal."""
    place = by_id(pages.draw("/", visit(clinic)), Board.START)
    offered: list[dict[str, Any]] = json.loads(place.to_plotly_json()["props"]["data-protocols"])
    assert [one["name"] for one in offered] == ["esketamine-nasal", "iv-ketamine-40min"]
    assert not any(one["approved"] for one in offered)


@pytest.mark.parametrize("path", ["/nowhere", "/session/unknown", "/trends/unknown", "/session/"])
def test_an_address_that_leads_nowhere_says_so(clinic: Clinic, path: str) -> None:
    """A wrong address is answered with a sentence and the way back, never with an empty page."""
    said = words(pages.draw(path, visit(clinic)))
    assert "Nothing to show" in said
    assert "Back to the board" in said


def test_users_are_for_administrators(clinic: Clinic) -> None:
    """A nurse who types the address of the users sees why she may not; an administrator sees who may sign in."""
    clinic.staff.add(ADMIN, "correct horse battery", operator("test"))
    assert "may not change users" in words(pages.draw("/users", visit(clinic)))
    assert "Add somebody" in words(pages.draw("/users", visit(clinic, ADMIN)))


def test_an_administrator_sees_no_trends(clinic: Clinic) -> None:
    """A patient's trend is for those who treat."""
    assert "may not see a patient's trend" in words(pages.draw("/trends/p1", visit(clinic, ADMIN)))


def test_everything_that_a_callback_names_is_there(clinic: Clinic) -> None:
    """Every id that a callback names is on some page, so that no button is dead."""
    app = Dash("test", use_async=False)
    pages.register(app, clinic, lambda: visit(clinic))
    laid = {part.id for part in parts(app.validation_layout) if isinstance(getattr(part, "id", None), str)}
    named = {name for wire in app._callback_list for name in _named(wire)}  # noqa: SLF001 - Dash keeps its wiring there
    assert named <= laid, named - laid


def _named(wire: dict[str, Any]) -> Iterator[str]:
    """The ids of one callback; a pattern is no id."""
    inputs = [one["id"] for one in (*wire["inputs"], *wire["state"])]
    outputs = [part.rsplit(".", 1)[0] for part in wire["output"].strip(".").split("...")]
    return (name for name in (*inputs, *outputs) if not name.startswith("{"))


def test_what_callbacks_name_is_really_on_the_pages(clinic: Clinic) -> None:
    """What Dash checks its wiring against is not a wish: the frame and the pages hold these very ids."""
    clinic.staff.add(ADMIN, "correct horse battery", operator("test"))
    drawn = [pages.draw(path, visit(clinic, ADMIN)) for path in ("/users", "/patients", "/sessions", "/handover")]
    screens: list[Component] = [shell(FRAME), *drawn]
    laid = {part.id for screen in screens for part in parts(screen) if isinstance(getattr(part, "id", None), str)}
    wanted = {part.id for part in parts(pages.everything()) if getattr(part, "id", None) is not None}
    assert {one for one in wanted if one in {*Shell, *Users, *Devices, *Patients, *Sessions, *Handover}} <= laid
    assert wanted <= {*Shell, *Users, *Devices, *Patients, *Sessions, *Handover, *Session, *Trends}
