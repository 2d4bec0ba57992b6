"""What is heard from a screen? Its pulses of sound, noted as they begin, and somebody who has touched it."""

from __future__ import annotations

import json
from uuid import uuid4

from playwright.sync_api import Page, expect

from dashboard.access import mark_of
from models.clinic import User
from tests.browser.ward import NURSE

_SPY = """chosen => { window.pulses = []; const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) { window.pulses.push(this.frequency.value); return start.call(this, at); };
  const key = "vigil.sound";
  if (chosen && !localStorage[key]) { localStorage[key] = JSON.stringify({ ...chosen, tested: Date.now() }); } }"""
HIGH = {"heart_rate": 90.0, "systolic": 204.0, "diastolic": 84.0}


def spy(*, on: bool | None, room: str = "", who: User = NURSE) -> str:
    """The script that notes what sounds, on a screen where `who` has heard the test and has it on or off; None = nobody chose."""
    chosen = {"on": on, "room": room, "id": str(uuid4()), "by": mark_of(who), "tester": who.full_name}
    return f"({_SPY})({json.dumps(None if on is None else chosen)})"


def touch(page: Page) -> None:
    """Somebody touches the screen: from then on it may sound."""
    page.locator("#health .time").click()
    expect(page.locator("#health .sound")).to_have_attribute("data-state", "on")


def pulses(page: Page, count: int) -> None:
    """Wait until so many pulses have been started, then forget them."""
    page.wait_for_function("count => window.pulses.length >= count", arg=count)
    assert page.evaluate("window.pulses.splice(0).length") == count
