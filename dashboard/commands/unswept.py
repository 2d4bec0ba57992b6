"""How is Python kept from looking for cycles of objects while very many are made?"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Python looks for no cycles of objects meanwhile: it takes a quarter of the time of a long file, and of loading programs."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
