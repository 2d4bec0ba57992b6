"""What may the tests of the screens' server ask for? A clinic with its application, and a session in room 1."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.store import Store
from tests.dashboard.clinics import Browser, Office, new_session
from tests.dashboard.clinics import office as make


@pytest.fixture
def office(sqlite_store: Store) -> Iterator[Office]:
    """An application around a staffed clinic; nothing runs in the background."""
    made = make(sqlite_store)
    yield made
    made.stop()


@pytest.fixture
def session(office: Office) -> str:
    """A session in room 1."""
    return office.clinic.open_session(new_session(), office.users["nurse"]).row.id


@pytest.fixture
def nurse(office: Office) -> Browser:
    """A nurse who is signed in."""
    return office.browser("nurse")


@pytest.fixture
def live(sqlite_store: Store) -> Iterator[Office]:
    """An application that hears what is written."""
    made = make(sqlite_store, live=True, max_streams=3)
    yield made
    made.stop()


@pytest.fixture
def running(live: Office) -> str:
    """A session in room 1 of the live application."""
    return live.clinic.open_session(new_session(), live.users["nurse"]).row.id
