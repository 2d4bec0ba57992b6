"""Does what comes days after a session stand on its flowsheet without changing how the session looks?"""

from __future__ import annotations

from models.facts import Ticked
from models.forms import REMS
from models.outgo.flowsheet.page import page
from models.vitals import MINUTE
from tests.models.outgo.visit import at, sets, sheet, told

DAY = 24 * 60


def test_a_form_that_was_sent_days_later_makes_no_chart_longer() -> None:
    """That the form was sent is told in the course of the session, with its name; the chart ends with the session as before."""
    log = [*sets(), *told()]
    sent = Ticked(id="sent", at=at(5 * DAY), received=at(5 * DAY), by="petra", item=REMS)
    before, after = page(sheet(log, printed_at=at(6 * DAY))), page(sheet([*log, sent], printed_at=at(6 * DAY)))
    assert after.chart == before.chart
    assert "checked: rems form" in " ".join(str(one) for one in after.course)
    assert sheet(log).end == sheet([*log, sent]).end < at(5 * DAY) - MINUTE
