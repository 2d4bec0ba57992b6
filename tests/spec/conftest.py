"""What does every story of silence begin with?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store import Store
from tests.spec.anew import Ward


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    """A ward on an empty database."""
    store = Store.open(f"sqlite:///{tmp_path / 'ward.db'}")
    store.migrate()
    yield Ward(store)
    store.close()
