"""Does what travels to a screen about an alert belong together?"""

from __future__ import annotations

from typing import Any

from dashboard import wire
from tests.spec.ward import clock, standing, usual


def shown(text: str, now: str) -> dict[str, Any]:
    """What a screen is told of the high systolic pressure at this time."""
    found = standing(f"{usual()}; {text}", now, "systolic", "high")
    assert found is not None
    return wire.alert(found, found.since)


def told(alert: dict[str, Any]) -> tuple[Any, ...]:
    """What the alert bar is made of: the words, when, the limit and why."""
    return alert["text"], alert["since"], alert["limit"], alert["value"], alert["why"]


FALLEN = "10:20 BP 204/84; 10:21 acknowledge systolic; 10:30 BP 158/84; 10:40 BP 172/84"
"""A pressure that is high at once, is answered, falls until it is only noted, and rises again, less high than before."""


def test_a_second_lower_rise_is_told_with_its_own_value() -> None:
    """After an answered 204 has fallen, a rise to 172 is "SBP 172 MEDIUM", with the time and the limit of the 172."""
    assert told(shown(FALLEN, "10:25"))[:4] == ("SBP 204 HIGH", clock("10:20"), 200, 204)
    text, since, limit, value, why = told(shown(FALLEN, "10:41"))
    assert (text, since, limit, value) == ("SBP 172 MEDIUM", clock("10:40"), 164, 172)
    assert why.startswith("172 ")


def test_the_record_keeps_the_worst_of_it() -> None:
    """What is asked afterwards is still how urgent it ever was: high, with 204."""
    alert = standing(f"{usual()}; {FALLEN}", "10:41", "systolic", "high")
    assert alert is not None
    assert (alert.highest.word, alert.value, alert.limit) == ("high", 204, 200)
