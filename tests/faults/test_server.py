"""What survives when the server is killed in the middle of entries? All that was shown as saved, once, and what it had said."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPException
from threading import Lock
from typing import Any
from uuid import uuid4

import pytest

from models.store import Store
from tests.dashboard.served import Script, add_nurse, server

KILLS = (7, 25, 13)
"""After how many readings that were answered as saved the server is killed, whatever it is doing then."""
PATIENCE = 5_000
"""How often the server is asked, one answer after the other, whether it has said what is due."""


class Saved:
    """The ids of the readings that were answered as saved, whoever entered them; `enough` of them, and the server is killed."""

    def __init__(self, enough: int, kill: Callable[[], None]) -> None:
        self.ids, self.enough, self.kill, self.lock = list[str](), enough, kill, Lock()

    def add(self, name: str) -> None:
        """One more was answered as saved."""
        with self.lock:
            self.ids.append(name)
            if len(self.ids) == self.enough:
                self.kill()


def entering(script: Script, session: str, saved: Saved) -> None:
    """A nurse who enters set after set, until nobody answers any more."""
    while True:
        name = str(uuid4())
        try:
            status = send(script, session, name)
        except (OSError, HTTPException):
            return
        assert status == 201
        saved.add(name)


def send(script: Script, session: str, name: str) -> int:
    """Send a reading under this id; the server says when it was."""
    return script.send(f"/api/v1/sessions/{session}/observations", {"client_id": name, "spo2": 97})[0]


def killed_while_entering(database: str, cookies: dict[str, str], session: str, enough: int) -> list[str]:
    """Two nurses enter sets until the server is killed as by a power cut; what it had answered as saved."""
    with server(database) as (script, process), ThreadPoolExecutor(2) as nurses:
        script.cookies |= cookies
        saved = Saved(enough, lambda: os.killpg(process.pid, signal.SIGKILL))
        for done in [nurses.submit(entering, script, session, saved) for _ in range(2)]:
            done.result()
    return saved.ids


def entries(script: Script, session: str) -> list[dict[str, Any]]:
    """Everything that the server has of the session."""
    return list(script.get(f"/api/v1/sessions/{session}/since?after=0")[1]["entries"])


def sets(script: Script, session: str) -> list[str]:
    """The ids of the readings that the server has."""
    return [entry["i"] for entry in entries(script, session) if entry["k"] == "set"]


@pytest.mark.slow
def test_a_killed_server_loses_nothing_that_was_shown_as_saved(store: Store, database: str) -> None:
    """Through three kills every reading that two nurses saw saved is there once; sent again it is the same; answers stand."""
    add_nurse(database)
    with server(database) as (script, _):
        session = script.sign_in().open_session()
        script.enter(session, heart_rate=150)
        script.enter(session, "acknowledgements", signal="heart_rate", direction="high", outcome="acted")
    saved = [name for enough in KILLS for name in killed_while_entering(database, script.cookies, session, enough)]
    assert len(saved) >= sum(KILLS)
    with server(database) as (again, _):
        again.cookies |= script.cookies  # whoever was signed in still is
        found = sets(again, session)
        assert set(saved) <= set(found)
        assert len(found) == len(set(found))
        assert {send(again, session, name) for name in saved} == {200}
        assert sets(again, session) == found
        alerts = again.get(f"/api/v1/sessions/{session}/picture")[1]["alerts"]
    assert [(one["signal"], one["acked_by"]) for one in alerts if one["signal"] == "heart_rate"] == [("heart_rate", "nina")]
    assert store.verify().bad is None


@pytest.mark.slow
def test_what_became_due_while_the_server_was_down_is_said_when_it_is_back(store: Store, database: str) -> None:
    """An alert that time alone raises is not forgotten by a restart: the server says it at once, as of when it was due."""
    add_nurse(database)
    with server(database) as (script, process):
        session = script.sign_in().open_session()
        at = script.get("/api/v1/board")[1]["now"] - 175_000
        entered = script.enter(session, at=datetime.fromtimestamp(at / 1000, UTC).isoformat(), systolic=182, diastolic=96)
        assert entered[1]["picture"]["alerts"][0]["level"] == "medium"
        os.killpg(process.pid, signal.SIGKILL)
    with server(database) as (again, _):
        again.cookies |= script.cookies
        for _ in range(PATIENCE):
            said = [(one["lvl"], one["t"]) for one in entries(again, session) if one["k"] == "raised"]
            if len(said) > 1:
                break
        (alert,) = again.get(f"/api/v1/sessions/{session}/picture")[1]["alerts"]
    assert said == [("medium", at), ("high", at + 180_000)]
    assert (alert["level"], alert["why"]) == ("high", "not repeated in 3 min")
