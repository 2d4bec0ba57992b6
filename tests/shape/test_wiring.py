"""Is everything connected: what callbacks name is on the pages that people really see, and each thing has one writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboard import pages
from dashboard.app import create_app
from dashboard.components import Frame, shell
from dashboard.pages.visit import Visit
from models.facts import Dose
from models.store import Store
from models.vitals import ObservationSet
from tests.dashboard.clinics import START, Office, new_session, settings
from tests.dashboard.clinics import office as opened

FRAME = Frame(clinic="Clinic", user="Nina", role="nurse", demo=False, proposals=())


@dataclass(frozen=True, slots=True)
class Screens:
    """The application, and every page as somebody who may see it sees it, by its address."""

    office: Office
    pages: dict[str, Component]

    @property
    def wires(self) -> list[Any]:
        """Every callback as the browser is told of it."""
        return list(self.office.app._callback_list)  # noqa: SLF001 - Dash keeps its wiring there


@pytest.fixture
def screens(sqlite_store: Store) -> Iterator[Screens]:
    """One clinic with a session that runs, and all of its pages."""
    office = opened(sqlite_store)
    clinic, users = office.clinic, office.users
    row = clinic.open_session(new_session(), users["nurse"]).row
    dose = Dose(id="d", at=START, drug="ketamine", amount=40, confirmed=True)
    for fact in (dose, ObservationSet(id="o", at=START, systolic=128, diastolic=80)):
        clinic.record(row.id, fact, users["nurse"])
    seen = {"/": "nurse", f"/session/{row.id}": "nurse", f"/trends/{row.patient}": "clinician", "/users": "administrator"}
    seen |= {"/patients": "nurse", f"/patients/{row.patient}": "nurse", "/sessions": "nurse", "/handover": "nurse"}
    drawn = {path: pages.draw(path, Visit(clinic, users[role], clinic.clock())) for path, role in seen.items()}
    yield Screens(office, drawn)
    office.stop()


def test_what_a_callback_names_is_on_a_real_page(screens: Screens) -> None:
    """No button is dead: every id that a callback names is on a page as it is really drawn."""
    laid = {name for page in (shell(FRAME), *screens.pages.values()) for name in ids(page)}
    named = {name for wire in screens.wires for name in (*read(wire), *written(wire).ids)}
    gone = sorted(map(str, named - laid))
    assert not gone


def test_everything_has_one_writer(screens: Screens) -> None:
    """No two callbacks write to the same place, so that neither undoes what the other said."""
    writers = Counter(place for wire in screens.wires for place in written(wire).places)
    assert not {place for place, count in writers.items() if count > 1}


def test_no_page_has_two_things_of_one_name(screens: Screens) -> None:
    """A script that looks for an element finds the one that is meant."""
    for path, page in screens.pages.items():
        counted = Counter((*ids(shell(FRAME)), *ids(page)))
        assert not {name for name, count in counted.items() if count > 1}, path


def test_two_clinics_in_one_process_share_no_wiring(screens: Screens) -> None:
    """A second application in the same process has its own callbacks, all of them, and takes none of the first."""
    before = len(screens.wires)
    second = pages_only(screens.office)
    assert second == before == len(screens.wires) > 0


def test_a_misspelt_name_is_not_hidden(screens: Screens) -> None:
    """Dash says so when a callback names something that is nowhere."""
    assert not screens.office.app.config.suppress_callback_exceptions


def pages_only(office: Office) -> int:
    """How many callbacks a further application has."""
    return len(create_app(office.clinic, settings())._callback_list)  # noqa: SLF001 - Dash keeps its wiring there


def parts(component: Any) -> Iterator[Component]:
    """A component and everything in it."""
    if isinstance(component, Component):
        yield component
        yield from component._traverse()  # noqa: SLF001 - the one way through a layout


def ids(page: Component) -> list[str]:
    """The ids of a page; a pattern is no id."""
    return [part.id for part in parts(page) if isinstance(getattr(part, "id", None), str)]


@dataclass(frozen=True, slots=True)
class Written:
    """Where a callback writes: ids, and places as id.property."""

    ids: list[str]
    places: list[str]


def written(wire: Any) -> Written:
    """Where this callback writes; patterns left out."""
    places = [place for place in wire["output"].strip(".").split("...") if not place.startswith("{")]
    return Written([place.rsplit(".", 1)[0] for place in places], [place.partition("@")[0] for place in places])


def read(wire: Any) -> list[str]:
    """The ids that this callback reads; patterns left out."""
    return [one["id"] for one in (*wire["inputs"], *wire["state"]) if not one["id"].startswith("{")]
