"""Does the plain form of a session hold what it held before, whatever else is in the record now?"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from models.outgo import plain
from tests.models.store.ward import FACTS


def test_what_the_plain_form_does_not_hold_is_left_out() -> None:
    """Ticks, decisions, signatures and the like are no rows: what reads the table today reads it tomorrow."""
    header, *rows = plain.table(FACTS, ZoneInfo("UTC")).splitlines()
    assert header == ",".join(plain.COLUMNS)
    assert {row.rsplit(",", 1)[1] for row in rows} == {"", "dose", "acknowledge:systolic", "stop", "end"}
    assert all(row.count(",") == header.count(",") for row in rows)
