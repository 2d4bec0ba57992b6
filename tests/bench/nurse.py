"""Who enters readings while a measurement runs: a nurse who is signed in, on one connection that stays open."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import requests

from models.store import wall_clock
from tests.bench.place import NURSE, PASSWORD, Server, iso


class Nurse:
    """Somebody who is signed in to a server of Vigil."""

    def __init__(self, server: Server) -> None:
        self.address = server.address
        self.web = requests.Session()
        self.web.post(f"{self.address}/sign-in", {"name": NURSE, "password": PASSWORD}, timeout=30).raise_for_status()

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies of the sign-in, for a browser or a raw connection."""
        return dict(self.web.cookies.items())

    def save(self, session: str, values: dict[str, Any]) -> int:
        """Store a reading of now; its place in the log."""
        return self._send(session, "observations", {"at": iso(wall_clock()), **values})

    def acknowledge(self, session: str, signal: str) -> int:
        """Answer the standing alert of this signal; its place in the log."""
        return self._send(session, "acknowledgements", {"signal": signal})

    def _send(self, session: str, what: str, body: dict[str, Any]) -> int:
        headers = {"X-CSRFToken": self.cookies["_csrf_token"]}
        address = f"{self.address}/api/v1/sessions/{session}/{what}"
        answer = self.web.post(address, json={"client_id": str(uuid4()), **body}, headers=headers, timeout=60)
        if not answer.ok:
            raise RuntimeError(f"{answer.status_code} {answer.text}")
        return int(answer.json()["seq"])


class PeerNurse:
    """The same for the plain app, which has no sign-in."""

    def __init__(self, server: Server) -> None:
        self.address = server.address
        self.cookies: dict[str, str] = {}

    def save(self, _session: str, values: dict[str, Any]) -> int:
        """Store a reading of now."""
        body = {"at": wall_clock(), **values}
        requests.post(f"{self.address}/reading", json=body, timeout=120).raise_for_status()
        return 0
