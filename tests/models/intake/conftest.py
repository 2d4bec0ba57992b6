"""What do the tests of the readers share: the recordings of other people's devices, and readings in short form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.intake import Answers, Intake, read

DATA = Path(__file__).parents[3].parent / "shared" / "data"
Real = Callable[..., Intake]


@pytest.fixture
def real() -> Real:
    """Reads a file of ../shared/data; skips where it is absent, since it is no part of this repository."""

    def reading(path: str, **answers: str) -> Intake:
        if not (DATA / path).is_file():
            pytest.skip(f"../shared/data/{path} is not here")
        return read(Path(path).name, (DATA / path).read_bytes(), Answers(**answers))

    return reading
