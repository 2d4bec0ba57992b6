"""What survives when the server is killed in the middle of entries? Everything that it acknowledged, and what it had said."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPException
from itertools import count
from pathlib import Path
from threading import Event
from time import sleep

import pytest

from tests.dashboard.served import Script, add_nurse, server


def entering(script: Script, session: str, stopped: Event) -> list[str]:
    """A nurse who enters set after set; the ids that the server acknowledged."""
    done, numbers = list[str](), count()
    while not stopped.is_set():
        number = next(numbers)
        try:
            status, answer = script.enter(session, spo2=95 + number % 5)
        except (OSError, HTTPException):
            break
        assert status == 201, answer
        done.append(answer["id"])
    return done


def killed_while_entering(database: str, session: str, seconds: float) -> list[str]:
    """Two nurses enter sets until the server is killed as by a power cut; what it had acknowledged."""
    stopped = Event()
    with server(database) as (script, process), ThreadPoolExecutor(2) as nurses:
        script.sign_in()
        entered = [nurses.submit(entering, script, session, stopped) for _ in range(2)]
        sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        stopped.set()
        return [name for one in entered for name in one.result()]


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    """After kill -9 during entries every acknowledged reading is there once, and the alerts stand as they stood."""
    database = f"sqlite:///{tmp_path / 'vigil.db'}"
    add_nurse(database)
    with server(database) as (script, _):
        session = script.sign_in().open_session()
        script.enter(session, heart_rate=150)
        script.enter(session, "acknowledgements", signal="heart_rate", direction="high", outcome="acted")
    acknowledged = [name for seconds in (0.6, 1.1, 0.8) for name in killed_while_entering(database, session, seconds)]
    with server(database) as (script, _):
        entries = script.sign_in().get(f"/api/v1/sessions/{session}/since?after=0")[1]["entries"]
        picture = script.get(f"/api/v1/sessions/{session}/picture")[1]
    stored = [entry["i"] for entry in entries if entry["k"] == "set"]
    assert len(acknowledged) > 30
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))
    assert [(a["signal"], a["acked_by"]) for a in picture["alerts"] if a["signal"] == "heart_rate"] == [("heart_rate", "nina")]


@pytest.mark.slow
def test_what_became_due_while_the_server_was_down_is_said_when_it_is_back(tmp_path: Path) -> None:
    """An alert that time alone raises is not forgotten by a restart: the server says it at once, as of when it was due."""
    database = f"sqlite:///{tmp_path / 'vigil.db'}"
    add_nurse(database)
    with server(database) as (script, _):
        session = script.sign_in().open_session()
        now = script.get("/api/v1/board")[1]["now"]
        at = datetime.fromtimestamp(now / 1000 - 175, UTC).isoformat()
        assert script.enter(session, at=at, systolic=182, diastolic=96)[1]["picture"]["alerts"][0]["level"] == "medium"
    sleep(5)
    with server(database) as (script, _):
        (alert,) = script.sign_in().get(f"/api/v1/sessions/{session}/picture")[1]["alerts"]
        said = [e for e in script.get(f"/api/v1/sessions/{session}/since?after=0")[1]["entries"] if e["k"] == "raised"]
    assert (alert["level"], alert["why"]) == ("high", "not repeated in 3 min")
    assert [one["lvl"] for one in said] == ["medium", "high"]
