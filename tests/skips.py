"""What a skipped test means: a word in the summary at a desk, a failure where CI=true, so that nothing is left out unseen."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

ALLOWED = "../shared/data"
"""Recordings that are not part of this repository: a test that needs them may say so and be skipped anywhere."""

R = TypeVar("R", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge the report of a test."""
    return judged((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Judge the report of a file that was skipped as a whole."""
    return judged((yield))


def judged(report: R) -> R:
    """The report, failed where it says that something was skipped and CI=true; an expected failure is no skip."""
    if report.skipped and not hasattr(report, "wasxfail") and strict() and ALLOWED not in str(report.longrepr):
        report.longrepr = f"skipped, and with CI=true nothing may be: {reason(report.longrepr)}"
        report.outcome = "failed"
    return report


def strict() -> bool:
    """Whether a skip is a failure."""
    return os.environ.get("CI", "").lower() == "true"


def reason(longrepr: object) -> str:
    """The words of a skip: pytest gives them as (file, line, words)."""
    return str(longrepr[-1]) if isinstance(longrepr, tuple) else str(longrepr)
