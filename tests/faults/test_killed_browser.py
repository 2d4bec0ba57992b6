"""Is an entry saved exactly once when the browser is killed before it could be sent?"""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.browser.waiting import enter, hold, let_go, wait
from tests.dashboard.served import Script, add_nurse, server
from tests.faults.browsing import browser, opened, sets

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_killed_browser_loses_nothing(sqlite_url: str, tmp_path: Path) -> None:
    """Five entries that were not sent when the browser was killed are there when it is opened again, and are stored once."""
    add_nurse(sqlite_url)
    profile = tmp_path / "profile"
    with server(sqlite_url) as (script, _):
        session = script.sign_in().open_session()
        with killed(profile, script) as page:
            page.goto(f"{script.url}/session/{session}")
            page.wait_for_selector("html[data-link=live]")
            page.context.set_offline(True)
            for number in range(5):
                enter(page, heart_rate=70 + number, note="canary in the note")
            wait(page, 5)
        assert sets(script, session) == []
        assert not [path for path in files(profile) if b"canary in the note" in path.read_bytes()]
        with browser(profile, script.cookies, script.url) as context:
            hold(context)
            page = opened(context, script.url, session)
            wait(page, 5)
            let_go(context)
            wait(page, 0)
        stored = sets(script, session)
    assert [entry["v"]["hr"] for entry in stored] == [70, 71, 72, 73, 74]
    assert all(entry["rt"] - entry["t"] > 0 for entry in stored)


@contextmanager
def killed(profile: Path, script: Script) -> Iterator[Page]:
    """A browser that is killed in the end, as by a crash; nothing of it is closed in order."""
    program = shutil.which("chromium") or pytest.skip("no chromium")
    with sync_playwright() as play:
        context = play.chromium.launch_persistent_context(profile, executable_path=program, args=ARGUMENTS)
        context.add_cookies([{"name": name, "value": value, "url": script.url} for name, value in script.cookies.items()])
        yield context.new_page()
        for process in processes(profile):
            os.kill(process, signal.SIGKILL)


def processes(profile: Path) -> list[int]:
    """The processes of the browser that uses this profile, and of no other."""
    mark = f"--user-data-dir={profile}".encode()
    lines = ((int(path.parent.name), read(path)) for path in Path("/proc").glob("[0-9]*/cmdline"))
    return [number for number, line in lines if re.search(re.escape(mark) + rb"(\0|$)", line)]


def read(path: Path) -> bytes:
    """The file; nothing when it is gone."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def files(profile: Path) -> list[Path]:
    """Everything that the browser keeps."""
    return [path for path in profile.rglob("*") if path.is_file()]
