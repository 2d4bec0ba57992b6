"""What does a browser fetch of ours? One script and one style sheet, each named by what is in it, so that nobody asks twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from flask import Flask, Request, Response, request

ASSETS = Path(__file__).parent / "assets"
YEAR = 31_536_000
"""Seconds for which a file with its version in its address may be kept."""
SCRIPT, STYLE = "vigil.js", "vigil.css"
PUBLIC = (SCRIPT, STYLE)
"""The endpoints that anybody may load: programs and styles, nothing about anybody."""
FIRST = "palette.js"
"""The one script that is loaded by itself: it must have run before anything is painted."""
_KINDS = {SCRIPT: "text/javascript", STYLE: "text/css"}
_APART = "try {\n%s\n} catch (wrong) { reportError(wrong); }\n"
_ADDRESS = re.compile(r'(?<=")/assets/([\w./-]+\.(?:js|css|svg|png|ico))(?=")')


def parcels() -> dict[str, bytes]:
    """Our scripts as one and our styles as one, in the order of their names; forty small answers take longer than one.

    A script that fails as it begins is reported to the browser and keeps none of those behind it from beginning.
    """
    scripts = sorted(path for path in ASSETS.glob("*.js") if path.name != FIRST)
    return {SCRIPT: _joined(scripts, _APART), STYLE: _joined(sorted(ASSETS.glob("*.css")), "%s\n")}


def _joined(paths: list[Path], form: str) -> bytes:
    return "".join(form % path.read_text(encoding="utf-8") for path in paths).encode()


def versioned(page: str) -> str:
    """The page with the digest of what it names in the address of each asset: the same from every server that has the same."""
    packed = parcels()
    return _ADDRESS.sub(lambda found: f"{found[0]}?m={_digest(packed, found[1])}", page)


def _digest(packed: Mapping[str, bytes], name: str) -> str:
    content = packed[name] if name in packed else (ASSETS / name).read_bytes()
    return sha256(content).hexdigest()[:16]


def register(server: Flask) -> None:
    """Serve the parcels, and have browsers keep what carries its version in its address."""
    for name, content in parcels().items():
        server.add_url_rule(f"/assets/{name}", name, partial(Response, content, mimetype=_KINDS[name]))
    server.after_request(_kept)
    server.after_request(_whole)


def _whole(response: Response) -> Response:
    """A file as bytes: what compresses it would otherwise leave it open."""
    if fixed(request):
        response.direct_passthrough = False
        response.make_sequence()
    return response


def _kept(response: Response) -> Response:
    suites = request.path.startswith("/_dash-component-suites/") and response.cache_control.max_age == YEAR
    named = request.path.startswith("/assets/") and "m" in request.args
    if response.status_code == 200 and (suites or named or request.path == "/_favicon.ico"):
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def fixed(asked: Request) -> bool:
    """Whether an address answers the same as long as this process lives."""
    return asked.path.startswith(("/assets/", "/_dash-component-suites/"))


def shelf_mark(asked: Request) -> str:
    """Under which name a compressed answer is kept; "" for what is different each time."""
    return asked.path if fixed(asked) else ""


@dataclass(slots=True)
class Shelf:
    """Programs and styles as they were compressed once: doing it for each browser costs more than all else of a first look."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def get(self, key: str) -> bytes | None:
        """What is kept under "algorithm;address"; None where nothing is, and for what is different each time."""
        return self.kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep it; there are as many addresses as there are files."""
        if not key.endswith(";"):
            self.kept[key] = value
