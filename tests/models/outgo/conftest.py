"""What may every test of paper ask for? The words of a whole session's flowsheet, put together once."""

from __future__ import annotations

import pytest

from models.outgo.flowsheet.page import Page, page
from tests.models.outgo.visit import sheet


@pytest.fixture(scope="session")
def whole() -> Page:
    """The flowsheet of a whole session."""
    return page(sheet())
