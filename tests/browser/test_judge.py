"""Does a browser that is cut off say of what is entered by hand exactly what the server would say?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser

from dashboard.parcel import ASSETS
from tests.browser.vectors import Case, asked, differences, edges, random, spec

FOLD = """text => {
    const { under, cases } = JSON.parse(text);
    const order = (one, other) => (one.signal + one.direction < other.signal + other.direction ? -1 : 1);
    const fold = ({ protocol, known, facts, now }) => vigil.judge.fold({ ...under[protocol], known }, facts, now).sort(order);
    return JSON.stringify(cases.map(fold)); }"""


def judged(chromium: Browser, cases: Sequence[Case]) -> list[tuple[Case, list[dict[str, Any]]]]:
    """What the script of the page says of each case, in a browser."""
    page = chromium.new_page()
    for name in ("rule.js", "judge.js"):
        page.add_script_tag(path=ASSETS / name)
    said = json.loads(page.evaluate(FOLD, asked(cases)))
    page.close()
    return list(zip(cases, said, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["edges", "spec"])
def test_every_limit_is_judged_as_on_the_server(chromium: Browser, kind: str) -> None:
    """At, above and below every limit, for each protocol, baseline, dose and symptom, both say the same words."""
    found = judged(chromium, list({"edges": edges, "spec": spec}[kind]()))
    assert len({(one["signal"], one["direction"], one["level"]) for _, said in found for one in said}) > 10
    assert differences(found) == []


@pytest.mark.slow
def test_random_sessions_are_judged_as_on_the_server(chromium: Browser) -> None:
    """Of a thousand random sessions with repeats, doubtful pressures and acknowledgements, none is judged differently."""
    assert differences(judged(chromium, list(random(1000)))) == []
