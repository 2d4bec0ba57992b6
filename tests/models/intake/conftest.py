"""What do the tests of the readers share: the recordings of other people's devices, and readings in short form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.intake import Answers, Half, Intake, read

DATA = Path(__file__).parents[3].parent / "shared" / "data"
Real = Callable[..., Intake]


@pytest.fixture
def real() -> Real:
    """Reads a file of ../shared/data (with the one `beside` it); skips where it is absent: it is no part of this repository."""

    def reading(path: str, beside: str = "", **answers: Any) -> Intake:
        file = DATA / path
        if not file.is_file():
            pytest.skip(f"../shared/data/{path} is not here")
        halves = (Half(beside, file.with_name(beside).read_bytes()),) if beside else ()
        return read(file.name, file.read_bytes(), Answers(**answers, beside=halves))

    return reading
