"""How is the real server tested? As a process of its own on a free port of this machine, reached as a script reaches it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.error import HTTPError
from urllib.request import HTTPHandler, Request, build_opener
from uuid import uuid4

from dashboard import cli

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("VIGIL_")}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command said, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def program(*words: str, database: str, stdin: str = "") -> Ran:
    """Run the `vigil` command as a program of its own, with this on its standard input."""
    command = [sys.executable, "-m", "dashboard.cli", *words]
    environment = CLEAN | {"VIGIL_DATABASE_URL": database}
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, encoding="utf-8"
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def vigil(*words: str, database: str, stdin: str = "", **more: str) -> Ran:
    """Run the `vigil` command in this process, with this environment and standard input."""
    out, err, code = StringIO(), StringIO(), 0
    environment = CLEAN | {"VIGIL_DATABASE_URL": database} | more
    with ExitStack() as here:
        here.enter_context(patch.dict(os.environ, environment, clear=True))
        here.enter_context(patch.object(sys, "argv", ["vigil", *words]))
        here.enter_context(patch.object(sys, "stdin", StringIO(stdin)))
        here.enter_context(redirect_stdout(out))
        here.enter_context(redirect_stderr(err))
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


@dataclass
class Script:
    """A script that talks to the server with the cookies of a sign-in."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self, name: str = "nina") -> Script:
        """Sign in."""
        self.send("/sign-in", {"name": name, "password": PASSWORD})
        return self

    def send(self, path: str, body: object = None) -> tuple[int, Any]:
        """POST JSON: the status and what was answered; OSError where there was no answer."""
        return self._ask(Request(self.url + path, json.dumps(body or {}).encode(), self.headers()))

    def get(self, path: str) -> tuple[int, Any]:
        """GET: the status and what was answered."""
        return self._ask(Request(self.url + path, headers=self.headers()))

    def enter(self, session: str, what: str = "observations", **values: object) -> tuple[int, Any]:
        """Enter something into a session under a new id."""
        return self.send(f"/api/v1/sessions/{session}/{what}", {"client_id": str(uuid4()), **values})

    def open_session(self, room: str = "1", identifier: str = "0042") -> str:
        """Open a session."""
        who = {"name": f"Patient {identifier}", "identifier": identifier}
        status, answer = self.send("/api/v1/sessions", {"room": room, "patient": who, "protocol": "iv-ketamine-40min"})
        assert status == 201, answer
        return str(answer["id"])

    def headers(self) -> dict[str, str]:
        """What a request of this script carries: its cookies and the token against forgery."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Content-Type": "application/json", "Cookie": cookies, "X-CSRFToken": self.cookies.get("_csrf_token", "")}

    def _ask(self, request: Request) -> tuple[int, Any]:
        try:
            with build_opener(HTTPHandler).open(request, timeout=20) as answer:
                for line in answer.headers.get_all("Set-Cookie") or ():
                    self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
                return answer.status, json.loads(answer.read() or b"null")
        except HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"null")


@contextmanager
def server(database: str, *words: str, **more: str) -> Iterator[tuple[Script, subprocess.Popen[str]]]:
    """The server on this database, once it says that it answers; ended afterwards, unless a test has killed it."""
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--port", "0", *words]
    environment = CLEAN | {"VIGIL_DATABASE_URL": database} | more
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            assert said.startswith("Vigil is at http://"), said
            yield Script(said.split()[-1]), process
        finally:
            process.terminate()
            process.wait(20)


def add_nurse(database: str, name: str = "nina") -> None:
    """Make the database, where there is none, and a nurse in it."""
    done = vigil(
        "users",
        "add",
        name,
        "--full-name",
        name.title(),
        "--role",
        "nurse",
        "--password-stdin",
        database=database,
        stdin=PASSWORD,
    )
    assert done.returncode == 0, done.stderr
