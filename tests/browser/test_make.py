"""Does what is not there stay off the screen, instead of being written out as a word?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_judge import ASSETS

NESTED = "[false, [null, ['SBP 204', [undefined, [false, true, ' HIGH']]]], vigil.make('b', {}, [[false], ' now'])]"
"""What a script may hand on: lists in lists, with what is not there among what is."""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """An empty page with nothing but the script that puts things on a screen."""
    page = chromium.new_page()
    page.add_script_tag(path=ASSETS / "make.js")
    yield page
    page.close()


@pytest.mark.parametrize("made", [f"vigil.make('p', {{}}, {NESTED})", f"vigil.button({NESTED})"])
def test_what_is_not_there_is_not_written(page: Page, made: str) -> None:
    """However deep in lists, "false", "null" and "[object ...]" never stand beside an alert."""
    assert page.evaluate(f"{made}.textContent") == "SBP 204 HIGH now"


def test_what_is_drawn_anew_is_taken_the_same_way(page: Page) -> None:
    """A sheet that is drawn a second time shows what it showed the first time, and nothing that is not there."""
    drawn = (
        f"(() => {{ const node = vigil.make('p', {{}}, 'old'); vigil.fill(node, {NESTED}, null); return node.textContent; }})()"
    )
    assert page.evaluate(drawn) == "SBP 204 HIGH now"
