"""Are alarms heard, by whom, and does everybody learn it when they are not?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from models.clinic import House, User, operator
from models.facts import Acknowledged, Listening, Silenced
from tests.browser.conftest import Screen
from tests.browser.sounding import HIGH, pulses, spy, touch
from tests.browser.test_offline import cut_off
from tests.browser.waiting import enter, no
from tests.browser.ward import HOUSE, NURSE, PASSWORD, SESSION, Ward, sign_in

SECOND = User(name="nurse.b", full_name="Nurse B", role="nurse", password_hash="")
BAR = "#alert-bar .alert-first .alert"
REFUSES = """() => { const held = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, "state").get;
  const resume = AudioContext.prototype.resume; let touched = false;
  addEventListener("click", () => { touched = true; }, { capture: true });
  Object.defineProperty(BaseAudioContext.prototype, "state", { get() { return touched ? held.call(this) : "suspended"; } });
  AudioContext.prototype.resume = function () { return touched ? resume.call(this) : new Promise(() => {}); }; }"""
"""A browser that lets nothing sound before a click. Chromium does so too, but takes whatever Playwright asks a page for one."""


@pytest.fixture
def house() -> House:
    """A clinic that wants every session listened to, and names who is on call."""
    return replace(HOUSE, sound=True, on_call="Dr Lin")


@pytest.fixture
def screen(chromium: Browser, ward: Ward) -> Iterator[Screen]:
    """Opens another browser whose pulses of sound are noted; `room` "" = armed at the desk, None = nobody has chosen anything."""
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def show(path: str = "/", *, width: int = 1280, height: int = 800, room: str | None = "") -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height})
        opened.append(context)
        context.add_cookies(sign_in(ward.url))  # type: ignore[arg-type]
        context.add_init_script(spy(on=None if room is None else True, room=room or ""))
        if room is None:
            context.add_init_script(f"({REFUSES})()")
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(ward.url + path)
        if room is None:
            return page
        expect(page.locator("#health .sound-state")).to_be_visible()
        touch(page)
        return page

    yield show
    for context in opened:
        context.close()
    assert not wrong, wrong


def press(page: Page, what: str) -> None:
    """Press something in the bar, once it has stood there long enough to be meant."""
    page.evaluate("window.stood = Date.now()")
    page.wait_for_function("() => Date.now() - window.stood > 700")
    page.locator(what).first.click()


def logged(ward: Ward, kind: type) -> list[Any]:
    """The facts of one kind in the log of the session."""
    return [entry.fact for entry in ward.clinic.entries(SESSION) if isinstance(entry.fact, kind)]


# -- may this screen be heard ------------------------------------------------------------------------------------------------


def test_n10_a_browser_that_lets_nothing_sound_says_so(ward: Ward, screen: Screen) -> None:
    """Where the browser refuses sound, it is said across the screen, alerts are seen all the same, and one press turns it on."""
    page = screen(room=None)
    expect(page.locator("#sound")).to_contain_text("SOUND BLOCKED")
    expect(page.locator("#health .sound")).to_have_attribute("data-state", "blocked")
    assert page.locator("#sound").bounding_box()["width"] == 1280  # type: ignore[index]
    ward.seen(**HIGH)
    expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")
    assert page.evaluate("window.pulses.length") == 0
    page.get_by_role("button", name="Turn sound on").click()
    expect(page.locator("#sound")).to_be_empty()
    pulses(page, 10)


def test_the_sound_is_tested_at_the_start_of_the_shift(ward: Ward, screen: Screen) -> None:
    """Until somebody has heard both sounds here today the screen says "sound not tested", and counts for nobody."""
    page = screen(room=None)
    page.get_by_role("button", name="Turn sound on").click()
    expect(page.locator("#health .sound")).to_contain_text("sound not tested")
    page.get_by_role("button", name="Test sound").click()
    expect(page.locator("dialog")).to_contain_text("Did you hear it?")
    pulses(page, 13)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator("dialog")).to_contain_text("Turn the volume up")
    expect(page.locator("#health .sound")).to_contain_text("sound not tested")
    page.get_by_role("button", name="Test sound").click()
    page.get_by_role("button", name="Yes, I heard both").click()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#health .sound")).to_contain_text("sound on")


def test_a_screen_whose_sound_is_off_shows_it_for_ever(ward: Ward, screen: Screen) -> None:
    """Sound off is never silent about itself: the crossed bell and the words stay, and nothing is heard."""
    page = screen()
    page.locator("#health .sound-state").click()
    page.get_by_role("button", name="Sound off on this screen").click()
    expect(page.locator("#health .sound")).to_contain_text("sound off")
    ward.seen(**HIGH)
    expect(page.locator(BAR)).to_contain_text("SBP 204 HIGH")
    page.reload()
    expect(page.locator("#health .sound")).to_contain_text("sound off")
    assert page.evaluate("window.pulses.length") == 0


def test_a_test_of_the_sound_is_that_of_who_heard_it(ward: Ward, screen: Screen) -> None:
    """Another nurse at a tested screen is told who tested it and when; it counts for nobody until she has heard it herself."""
    ward.clinic.staff.add(SECOND, PASSWORD, operator("test"))
    first = screen()
    expect(first.locator("#sound")).to_be_empty()
    ward.clock.ahead += 26_000
    first.wait_for_function("() => vigil.pictures.get('s1')?.sound?.where === 'desk'")
    first.context.add_cookies(sign_in(ward.url, SECOND.name))  # type: ignore[arg-type]
    first.reload()
    first.locator("#health .time").click()
    expect(first.locator("#health .sound")).to_have_attribute("data-state", "untested")
    expect(first.locator("#sound")).to_contain_text(re.compile(r"Sound tested \d\d:\d\d by Nurse A. Test it for your own shift"))
    ward.clock.ahead += 26_000
    first.wait_for_function("() => vigil.pictures.get('s1').sound.screens === 0")
    first.locator("#sound").get_by_role("button", name="Test sound").click()
    expect(first.locator("dialog .said")).to_contain_text("by Nurse A. Not tested by you.")
    first.get_by_role("dialog").get_by_role("button", name="Test sound").click()
    first.get_by_role("button", name="Yes, I heard both").click()
    expect(first.locator("dialog .said")).to_contain_text("by Nurse B. This screen counts as one that is heard.")
    expect(first.locator("#sound")).to_be_empty()
    first.wait_for_function("() => vigil.pictures.get('s1').sound.where === 'desk'")


# -- what is heard -----------------------------------------------------------------------------------------------------------


def test_high_and_medium_sound_different_until_somebody_answers(ward: Ward, screen: Screen) -> None:
    """Medium is three pulses, high is ten and comes at once; an acknowledgement ends it."""
    page = screen()
    ward.seen(sedation=3)
    pulses(page, 3)
    ward.seen(**HIGH)
    pulses(page, 10)
    for signal in ("systolic", "sedation"):
        ward.clinic.record(SESSION, Acknowledged(id=f"ack-{signal}", at=0, signal=signal), NURSE)
    expect(page.locator(BAR)).to_contain_text("acknowledged")
    page.wait_for_function("() => vigil.sounder.audible() === 'none'")


def test_what_nobody_answers_is_said_again(ward: Ward, screen: Screen) -> None:
    """An alert that stands unanswered sounds again after some seconds."""
    page = screen()
    ward.seen(**HIGH)
    pulses(page, 10)
    page.clock.install()
    page.clock.fast_forward(9_000)
    pulses(page, 10)


def test_one_tab_of_a_browser_sounds(ward: Ward, screen: Screen) -> None:
    """Two tabs of one browser are one voice; when the one that sounds is closed, the other one does."""
    first = screen()
    second = first.context.new_page()
    second.goto(ward.url)
    touch(second)
    ward.seen(**HIGH)
    pulses(first, 10)
    expect(second.locator(BAR)).to_contain_text("SBP 204")
    assert second.evaluate("window.pulses.length") == 0
    first.close()
    second.wait_for_function("() => window.pulses.length === 10")


def test_two_screens_sound_both(ward: Ward, screen: Screen) -> None:
    """Screens of different browsers sound each for itself."""
    pages = [screen(), screen(room="3")]
    ward.seen(**HIGH)
    for page in pages:
        pulses(page, 10)


# -- a silence ---------------------------------------------------------------------------------------------------------------


def test_a_silence_counts_down_and_is_logged(ward: Ward, screen: Screen) -> None:
    """One press silences this screen for two minutes, with a crossed bell and the seconds; both ends of it are logged."""
    page = screen()
    ward.seen(sedation=3)
    pulses(page, 3)
    page.locator("#health .hush").click()
    expect(page.locator("#health .sound")).to_have_attribute("data-state", "silenced")
    expect(page.locator("#health .sound-state")).to_have_text(re.compile(r"silent (2:00|1:5\d)"))
    with page.expect_response("**/silences"):
        page.get_by_role("button", name="Sound again").click()
    pulses(page, 3)
    first, second = logged(ward, Silenced)
    assert (first.screen, first.by, first.until - first.at, second.until - second.at) == ("desk", "nurse.a", 120_000, 0)


@pytest.mark.parametrize("lost", [False, True])
def test_something_worse_breaks_through_a_silence(ward: Ward, screen: Screen, *, lost: bool) -> None:
    """A high alert sounds also while this screen was silenced for a medium one, also without the server."""
    page = screen(f"/session/{SESSION}")
    if lost:
        cut_off(page)
    enter(page, systolic=166, diastolic=92)
    pulses(page, 3)
    page.locator("#health .hush").click()
    expect(page.locator("#health .sound")).to_have_attribute("data-state", "silenced")
    enter(page, systolic=204, diastolic=92)
    pulses(page, 10)
    expect(page.locator("#health .sound")).to_have_attribute("data-state", "on")


def test_what_was_judged_here_is_silenced_at_once_and_logged_once(ward: Ward, screen: Screen) -> None:
    """While the link is lost one press silences this screen, and the log has it once, as of the press, also after a reload."""
    page = screen(f"/session/{SESSION}")
    page.on("dialog", lambda dialog: dialog.accept())
    cut_off(page)
    enter(page, systolic=204, diastolic=92)
    pulses(page, 10)
    page.locator("#health .hush").click()
    pressed = ward.clock()
    expect(page.locator("#health .sound-state")).to_have_text(re.compile(r"silent (2:00|1:5\d)"))
    expect(page.locator("#sound")).not_to_contain_text("NOT SILENCED")
    page.context.route("**/silences", no)
    page.context.set_offline(False)
    page.reload()
    page.locator("#health .time").click()
    expect(page.locator("#health .sound")).to_have_attribute("data-state", "silenced")
    expect(page.locator("#health .unsent")).to_have_text("1 not sent")
    ward.clock.ahead += 20_000
    page.context.unroute("**/silences", no)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#health .unsent")).to_have_text("0 not sent")
    (fact,) = logged(ward, Silenced)
    assert (fact.screen, fact.by, fact.until - fact.at) == ("desk", "nurse.a", 120_000)
    assert abs(fact.at - pressed) < 5_000


@pytest.mark.parametrize("what", ["silences", "acknowledgements"])
def test_what_is_refused_goes_on_sounding_and_says_so(ward: Ward, screen: Screen, what: str) -> None:
    """A silence or an acknowledgement that the server did not take silences nothing: the screen says so and sounds on."""
    page = screen()
    page.route(f"**/{what}", lambda route: route.fulfill(status=403, json={"message": "A device may not do this."}))
    ward.seen(**HIGH)
    pulses(page, 10)
    press(page, "#health .hush" if what == "silences" else f"{BAR} .acknowledge")
    expect(page.locator("#sound" if what == "silences" else BAR)).to_contain_text("A device may not do this.")
    assert page.evaluate("vigil.sounder.audible()") == "high"
    page.clock.install()
    page.clock.fast_forward(9_000)
    pulses(page, 10)


# -- who listens -------------------------------------------------------------------------------------------------------------


def test_everybody_sees_who_listens_and_when_nobody_does(ward: Ward, screen: Screen) -> None:
    """Tile and session page name the screens that are heard; half a minute after the last one is off, every screen says it."""
    board, here = screen(), screen(f"/session/{SESSION}", room=None)
    ward.clock.ahead += 26_000
    for node in (board.locator(".tile .hears"), here.locator(".identity .hears")):
        expect(node).to_have_text("sound: desk")
    board.evaluate("vigil.listening.choose({ on: false })")
    expect(here.locator(".identity .hears")).to_have_text("sound: nobody listens")
    ward.clock.ahead += 30_000
    for page in (board, here):
        expect(page.locator(BAR)).to_contain_text("NOBODY IS LISTENING")
        expect(page.locator(BAR)).to_contain_text("Room 3")
        expect(page.locator(BAR)).to_contain_text("arm the sound on a screen")
    here.locator(BAR).get_by_role("button", name="Test sound").click()
    expect(here.locator("dialog")).to_contain_text("Sound on this screen")
    board.evaluate("vigil.listening.choose({ on: true })")
    expect(board.locator("#alert-bar .quiet")).to_have_text("No alert is standing.")


def test_a_killed_browser_is_missed(ward: Ward, screen: Screen) -> None:
    """A browser that is gone without a word is noticed by its silence, and every other screen says that nobody listens."""
    gone, here = screen(), screen(f"/session/{SESSION}", room=None)
    ward.clock.ahead += 26_000
    expect(here.locator(".identity .hears")).to_have_text("sound: desk")
    gone.context.close()
    ward.clock.ahead += 56_000
    expect(here.locator(BAR)).to_contain_text("NOBODY IS LISTENING")
    assert [fact.screens for fact in logged(ward, Listening)][-2:] == [1, 0]
