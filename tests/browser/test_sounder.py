"""What does the sounder make of the alerts that stand: what is heard here, when again, and does the screen stay awake for it?"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Screen
from tests.browser.ward import Ward

WANTED = """([alerts, how]) => {
  const one = ([room, level, more]) => ({ picture: { s: "s" + room, room, sound: null, ...more?.picture },
    alert: { level, acked: null, ...more?.alert } });
  const all = { on: true, soft: false, rooms: null, silence: null, ...how };
  return vigil.sounder.wanted(alerts.map(one), all, 5000); }"""
DESK = {"picture": {"sound": {"screens": 1, "where": "desk, room 3"}}}
ROOM = {"picture": {"sound": {"screens": 1, "where": "room 3"}}}


HEARD: list[tuple[list[Any], dict[str, Any], str]] = [
    ([["3", "medium"], ["1", "high"]], {}, "high"),
    ([["3", "low"]], {}, "none"),
    ([["3", "high", {"alert": {"acked": 1}}]], {}, "none"),
    ([["3", "high", {"alert": {"sounds": False}}]], {}, "none"),
    ([["3", "high"]], {"on": False}, "none"),
    ([["1", "high"], ["3", "medium", ROOM]], {"rooms": ["3"], "soft": True}, "medium"),
    ([["3", "medium", DESK]], {"rooms": ["3"], "soft": True}, "none"),
    ([["3", "high", DESK]], {"rooms": ["3"], "soft": True}, "high"),
    ([["3", "medium"]], {"silence": {"until": 5001, "level": "medium"}}, "none"),
    ([["3", "medium"], ["1", "high"]], {"silence": {"until": 5001, "level": "medium"}}, "high"),
    ([["3", "medium"]], {"silence": {"until": 5001, "level": "none"}}, "medium"),
    ([["3", "medium"]], {"silence": {"until": 5000, "level": "high"}}, "medium"),
]


def test_what_is_heard(ward: Ward, screen: Screen) -> None:
    """The worst of what nobody answered; at a bed only high, unless no desk listens; a silence ends, and holds for no worse."""
    page = screen("/")
    assert [page.evaluate(WANTED, [alerts, how]) for alerts, how, _ in HEARD] == [level for _, _, level in HEARD]


def test_n2_an_answered_alert_is_said_again_after_two_minutes(ward: Ward, screen: Screen) -> None:
    """Acknowledged and still high: silent for 120 s, then one reminder, and one more each 120 s."""
    found = screen("/").evaluate(
        """() => { const known = new Map(); const how = { on: true, soft: false, rooms: null, silence: null };
        const one = (level) => [{ picture: { s: "s", room: "1" }, alert: { id: "a", level, acked: 1000, sounds: false } }];
        const at = (seconds, level) => vigil.sounder.reminder(one(level || "high"), how, 1000 + seconds * 1000, known);
        return [at(0), at(119), at(120), at(121), at(239), at(240), at(360, "low")]; }"""
    )
    assert found == ["none", "none", "high", "none", "none", "high", "none"]


def test_a_screen_that_may_fall_asleep_says_so(ward: Ward, screen: Screen) -> None:
    """Where the browser does not keep the screen awake during a session, the health line says it."""
    page = screen("/")
    page.add_init_script("navigator.wakeLock.request = () => Promise.reject(new DOMException('no', 'NotAllowedError'))")
    page.reload()
    expect(page.locator("#health .asleep")).to_have_text("screen may sleep")
