"""How is Python kept from looking for cycles of objects while very many are made?"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Python looks for no cycles of objects meanwhile: there are hardly any, and looking costs time with each object made."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
