"""Who sits at a browser whose profile stays when it is closed: a nurse who is signed in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.dashboard.served import Script


@contextmanager
def browser(profile: Path, cookies: dict[str, str], url: str) -> Iterator[BrowserContext]:
    """A browser of its own with everything that its profile kept, in which the nurse is signed in."""
    program = shutil.which("chromium") or pytest.skip("no chromium")
    with sync_playwright() as play:
        context = play.chromium.launch_persistent_context(profile, executable_path=program, args=ARGUMENTS)
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
        yield context
        context.close()


def opened(context: BrowserContext, url: str, session: str) -> Page:
    """The page of the session, live."""
    page = context.new_page()
    page.goto(f"{url}/session/{session}")
    page.wait_for_selector("#entry-heart_rate")
    page.wait_for_selector("html[data-link=live]")
    return page


def sets(script: Script, session: str) -> list[dict[str, Any]]:
    """The sets that the server has, in their order."""
    entries = script.get(f"/api/v1/sessions/{session}/since?after=0")[1]["entries"]
    return [entry for entry in entries if entry["k"] == "set"]
