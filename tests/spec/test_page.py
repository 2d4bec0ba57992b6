"""Can a clinician read and sign what was tried?"""

from __future__ import annotations

from html import escape

from models import protocol
from tests.spec.__main__ import page
from tests.spec.rows import ROWS
from tests.spec.ways import WAYS


def test_every_row_is_on_the_page() -> None:
    """Each row that was tried stands on the page that is signed, beside the digest of the protocols it was tried with."""
    text = page()
    assert all(escape(row.title) in text for row in (*ROWS, *WAYS))
    assert all(protocol.load(name).digest in text for name in protocol.shipped())
