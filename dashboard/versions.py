"""Which version of a file is meant? Every address of an asset carries one, so that a browser never asks for it twice."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask, Response, request

ASSETS = Path(__file__).parent / "assets"
YEAR = 31_536_000
"""Seconds for which a file with its version in its address may be kept."""
_ADDRESS = re.compile(r'(?<=")/assets/([\w./-]+\.(?:js|css|svg|png|ico))(?=")')


def versioned(page: str) -> str:
    """The page with the version in the address of each asset; it is the one that Dash gives the same file."""
    return _ADDRESS.sub(lambda found: f"{found[0]}?m={_changed(ASSETS / found[1])}", page)


def _changed(path: Path) -> float:
    return path.stat().st_mtime if path.is_file() else 0


def register(server: Flask) -> None:
    """Have browsers keep what carries its version in its address, without asking again."""

    def whole(response: Response) -> Response:
        """A file as bytes: what compresses it would otherwise leave it open."""
        if request.path.startswith("/assets/"):
            response.direct_passthrough = False
            response.make_sequence()
        return response

    def keep(response: Response) -> Response:
        suites = request.path.startswith("/_dash-component-suites/") and response.cache_control.max_age == YEAR
        named = request.path.startswith("/assets/") and "m" in request.args
        if response.status_code == 200 and (suites or named or request.path == "/_favicon.ico"):
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response

    server.after_request(keep)
    server.after_request(whole)
