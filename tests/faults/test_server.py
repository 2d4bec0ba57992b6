"""What does a nurse at a screen lose when the server is killed? Nothing that was shown as saved, and nothing is saved twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from threading import Event, Thread
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from uuid import UUID

import pytest

from models.store import Store
from tests.shape.tree import ROOT

PASSWORD = "correct horse battery staple"
READY = "Vigil is at "
VIGIL = [sys.executable, "-c", "from dashboard.cli import main; main()"]


@dataclass
class Screen:
    """A browser of one nurse: it keeps its cookies over restarts of the server."""

    cookies: CookieJar
    opener: OpenerDirector
    url: str = ""

    def sign_in(self) -> None:
        """Sign in as the nurse."""
        self._send(Request(f"{self.url}/sign-in", urlencode({"name": "nora", "password": PASSWORD}).encode()))

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Send JSON; the status of the answer and what it says."""
        csrf = next(cookie.value or "" for cookie in self.cookies if cookie.name == "_csrf_token")
        headers = {"Content-Type": "application/json", "X-CSRFToken": csrf}
        return self._send(Request(self.url + path, json.dumps(body).encode(), headers))

    def entries(self, session: str) -> list[str]:
        """The ids of the readings that the server has."""
        _, found = self._send(Request(f"{self.url}/api/v1/sessions/{session}/since?after=0"))
        return [entry["i"] for entry in found["entries"] if entry["k"] == "set"]

    def _send(self, asked: Request) -> tuple[int, Any]:
        with self.opener.open(asked, timeout=60) as answer:
            body = answer.read()
            return answer.status, json.loads(body) if "json" in answer.headers["Content-Type"] else None


@pytest.fixture
def screen() -> Screen:
    """A browser without cookies."""
    jar = CookieJar()
    return Screen(jar, build_opener(HTTPCookieProcessor(jar)))


@contextmanager
def serving(database: str, screen: Screen) -> Iterator[subprocess.Popen[str]]:
    """A server on the database, with which the screen speaks; it is killed in the end, with all its processes."""
    command = [*VIGIL, "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(database), stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        try:
            assert server.stdout is not None
            screen.url = next(line for line in server.stdout if line.startswith(READY)).removeprefix(READY).strip()
            yield server
        finally:
            os.killpg(server.pid, signal.SIGKILL)


def environment(database: str) -> dict[str, str]:
    """Where the server finds its database."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("VIGIL_")}
    return others | {"VIGIL_DATABASE_URL": database}


def with_nurse(database: str) -> None:
    """Let a nurse sign in."""
    command = [*VIGIL, "users", "add", "nora", "--full-name", "Nora N.", "--role", "nurse", "--password-stdin"]
    subprocess.run(command, cwd=ROOT, env=environment(database), input=PASSWORD, text=True, check=True, capture_output=True)


@pytest.mark.slow
def test_a_killed_server_loses_nothing_that_was_shown_as_saved(store: Store, database: str, screen: Screen) -> None:
    """Through three kills in the middle of entering, every reading that was answered as saved is there, each of them once."""
    chance, saved, session = random.Random(9), list[str](), ""
    with_nurse(database)
    for kill in range(3):
        with serving(database, screen) as server:
            if not session:
                screen.sign_in()
                opened = {"room": "1", "patient": {"name": "Anna Muster"}, "protocol": "iv-ketamine-40min", "planned": None}
                session = screen.post("/api/v1/sessions", opened)[1]["id"]
            saved += entered(screen, session, kill, server, chance.randint(3, 25))
    with serving(database, screen):
        found = screen.entries(session)
        assert set(saved) <= set(found)
        assert len(found) == len(set(found))
        assert {screen.post(f"/api/v1/sessions/{session}/observations", reading(name))[0] for name in saved} == {200}
        assert screen.entries(session) == found
    assert store.verify().bad is None


def entered(screen: Screen, session: str, kill: int, server: subprocess.Popen[str], count: int) -> list[str]:
    """The ids of the readings that were answered as saved; after `count` of them the server is killed, whatever it is doing."""
    saved, enough = list[str](), Event()

    def kills() -> None:
        enough.wait()
        os.killpg(server.pid, signal.SIGKILL)

    killer = Thread(target=kills)
    killer.start()
    try:
        while True:
            name = str(UUID(int=kill << 32 | len(saved)))
            assert screen.post(f"/api/v1/sessions/{session}/observations", reading(name))[0] in {200, 201}
            saved.append(name)
            if len(saved) == count:
                enough.set()
    except (URLError, HTTPException, OSError):
        assert len(saved) >= count
        return saved
    finally:
        enough.set()
        killer.join()


def reading(name: str) -> dict[str, Any]:
    """A reading under this id; the server says when it was."""
    return {"client_id": name, "heart_rate": 72}
