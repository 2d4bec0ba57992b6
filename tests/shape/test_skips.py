"""Nothing is left out unseen: where CI=true a skipped test is a failed one."""

from __future__ import annotations

import pytest

from tests.skips import judged


@pytest.mark.parametrize(
    ("ci", "words", "outcome"),
    [
        ("true", "Skipped: no chromium", "failed"),
        ("true", "Skipped: ../shared/data absent", "skipped"),
        ("", "Skipped: no chromium", "skipped"),
    ],
)
def test_a_skip_is_a_failure_on_the_build_server(monkeypatch: pytest.MonkeyPatch, ci: str, words: str, outcome: str) -> None:
    """Only recordings that are no part of this repository may be missing on the build server."""
    monkeypatch.setenv("CI", ci)
    report = pytest.TestReport("a", ("a", 1, "a"), {}, "skipped", ("a.py", 1, words), "call")
    assert judged(report).outcome == outcome


def test_a_failure_says_what_was_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the build's log sees what was missing."""
    monkeypatch.setenv("CI", "true")
    report = pytest.TestReport("a", ("a", 1, "a"), {}, "skipped", ("a.py", 1, "Skipped: no chromium"), "call")
    assert "no chromium" in str(judged(report).longrepr)
