"""What does a nurse do in a session? Each step as she does it on her screen, and what she then sees there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from models.alerts import Picture
from models.facts import Ended
from models.vitals import MINUTE, ObservationSet
from tests.browser.test_alarm_reach import press
from tests.browser.test_bedside import act, told
from tests.browser.test_board import tile
from tests.browser.waiting import enter, wait
from tests.browser.ward import NURSE, SESSION, Ward

STATUS = "#entry-status"
BAR = "#alert-bar .alert-first .alert"
SHEET = ".sheet"


@dataclass(frozen=True, slots=True)
class Bedside:
    """A screen of the clinic that shows one session, and whoever is signed in there."""

    ward: Ward
    page: Page
    session: str

    @property
    def picture(self) -> Picture:
        """The session as it stands now, read from the log and not from the screen."""
        return self.ward.clinic.session_view(self.session, self.ward.clock()).picture

    def stored(self, kind: type) -> list[Any]:
        """The facts of one kind that are in the log, in the order in which they were written."""
        return [entry.fact for entry in self.ward.clinic.entries(self.session) if isinstance(entry.fact, kind)]


# -- arriving, and time ------------------------------------------------------------------------------------------------------


def everybody_else_has_gone_home(ward: Ward) -> None:
    """The session that the clinic begins with is over: this story is about one patient."""
    ward.clinic.record(SESSION, Ended(id="home", at=0, reason="gone home"), NURSE)


def start_a_session_for_a_new_patient(ward: Ward, board: Page, name: str, protocol: str) -> Bedside:
    """On the board: room 1, a new patient, the protocol; the session's page opens by itself."""
    tile(board, "1").get_by_role("button", name="Start session in room 1").click()
    board.get_by_role("button", name="New patient").click()
    board.get_by_label("Name family").fill(name)
    board.get_by_label("Date of birth").fill("12 3 1984")
    board.get_by_label("ID", exact=False).last.fill("0077")
    board.select_option("#start-protocol", protocol)
    board.locator("dialog").get_by_role("button", name="Start session").click()
    expect(board).to_have_url(re.compile(r"/session/\w+$"))
    expect(board.locator(".identity")).to_contain_text(name)
    expect(board.locator("#entry-heart_rate")).to_be_focused()
    return Bedside(ward, board, board.url.rsplit("/", 1)[1])


def minutes_pass(bedside: Bedside, minutes: float) -> None:
    """Time goes on, and the screen knows what time it is."""
    bedside.ward.clock.ahead += round(minutes * MINUTE)
    bedside.page.evaluate("window.dispatchEvent(new Event('online'))")  # asks the server at once, not within ten seconds
    bedside.page.wait_for_function("now => vigil.now() > now - 2000", arg=bedside.ward.clock())


def it_is_minute(bedside: Bedside, minute: float) -> None:
    """So many minutes have passed since the first dose."""
    first = bedside.picture.first_dose
    assert first is not None
    ahead = first + minute * MINUTE - bedside.ward.clock()
    assert ahead > 0, f"minute {minute} is over"
    minutes_pass(bedside, ahead / MINUTE)


def next_set_is_due_at_minute(bedside: Bedside) -> int:
    """How many minutes after the first dose the next look is due."""
    picture = bedside.picture
    assert picture.next_check is not None
    assert picture.first_dose is not None
    return round((picture.next_check.due - picture.first_dose) / MINUTE)


# -- before the dose ---------------------------------------------------------------------------------------------------------


def stage(bedside: Bedside, name: str) -> None:
    """The line over the chart says how far the session is."""
    expect(bedside.page.locator(".stages [aria-current=step]")).to_have_text(name)


def not_further_because(bedside: Bedside, *reasons: str) -> None:
    """Pressed, the line over the chart says all that keeps the session from its next stage."""
    page = bedside.page
    page.locator(".stage .why").click()
    for reason in reasons:
        expect(page.locator(f"{SHEET} .reasons").first).to_contain_text(reason)
    put_the_sheet_away(bedside)


def put_the_sheet_away(bedside: Bedside) -> None:
    """Esc closes it, and the cursor is back in the heart rate."""
    bedside.page.keyboard.press("Escape")
    expect(bedside.page.locator(SHEET)).to_have_count(0)


def tick_every_line(bedside: Bedside, button: str) -> list[str]:
    """Each line of the list is asked and ticked, one tap each; returns what they say."""
    page = bedside.page
    act(page, button)
    lines = page.locator(".check-item")
    words = [line.locator("span").nth(1).inner_text() for line in lines.all()]
    for number in range(len(words)):
        if lines.nth(number).get_attribute("aria-pressed") == "false":
            lines.nth(number).click()
        expect(lines.nth(number)).to_have_attribute("aria-pressed", "true")
    return words


def the_prescriber_goes_on(bedside: Bedside, prescriber: str, reason: str) -> None:
    """On the list before the dose the pressure above the gate is decided on, by name and with a reason."""
    page = bedside.page
    page.fill("#gate-prescriber", prescriber)
    page.fill("#gate-reason", reason)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".gate")).to_contain_text(f"{prescriber} decided: go on ({reason})")


def give(bedside: Bedside, drug: str, device: int = 0, **typed: object) -> None:
    """The dose form: drug and route with one tap, the rest typed; what was asked must have been answered before."""
    page = bedside.page
    type_a_dose(bedside, drug, device, **typed)
    page.press("#dose-lot", "Enter")
    expect(page.locator(STATUS)).to_contain_text("Saved")
    expect(page.locator(SHEET)).to_have_count(0)


def type_a_dose(bedside: Bedside, drug: str, device: int = 0, **typed: object) -> None:
    """Fill in the dose form and record nothing yet; no field holds a number before somebody types one."""
    page = bedside.page
    act(page, "Dose")
    assert {page.input_value(f"#dose-{name}") for name in ("amount", "per_kg", "weight", "second", "lot")} == {""}
    page.get_by_role("button", name=drug, exact=True).click()
    if device:
        page.locator(".dose-form .device").get_by_role("radio", name=str(device), exact=True).check()
    for name, value in typed.items():
        if name == "second":
            page.select_option("#dose-second", str(value))
        else:
            page.fill(f"#dose-{name}", str(value))


def put_the_dose_off(bedside: Bedside) -> None:
    """The first Esc leaves the field, the second the sheet; nothing is recorded."""
    bedside.page.keyboard.press("Escape")
    expect(bedside.page.locator(".dose-form :focus")).to_have_count(0)
    put_the_sheet_away(bedside)


def give_what_was_put_off(bedside: Bedside, **typed: object) -> None:
    """What was typed before is there again, and is recorded with Enter."""
    page = bedside.page
    act(page, "Dose")
    for name, value in typed.items():
        expect(page.locator(f"#dose-{name}")).to_have_value(str(value))
    page.press("#dose-lot", "Enter")
    expect(page.locator(SHEET)).to_have_count(0)
    expect(page.locator(STATUS)).to_contain_text("Saved")


def rest_runs(bedside: Bedside) -> None:
    """The clock of the rest after a device counts down from five minutes."""
    expect(bedside.page.locator(".stage .rest")).to_have_text(re.compile(r"^rest (5:00|4:\d\d)$"))


# -- while it works ----------------------------------------------------------------------------------------------------------


def enter_a_set(bedside: Bedside, **values: object) -> ObservationSet:
    """Type a set, press Enter, once more where it is asked whether it is right. It is in the log as typed, and in the table."""
    enter(bedside.page, **values)
    expect(bedside.page.locator(STATUS)).to_contain_text("Saved")
    last: ObservationSet = bedside.stored(ObservationSet)[-1]
    assert {name: getattr(last, name) for name in values} == values
    expect(bedside.page.locator(f".sets tr[data-fact='{last.id}']")).to_be_attached()
    return last


def enter_a_set_while_the_network_is_cut(bedside: Bedside, **values: object) -> None:
    """It is said that it is not sent, never that it is saved; when the network is back it is stored by itself, with its time."""
    page, before, at = bedside.page, len(bedside.stored(ObservationSet)), bedside.ward.clock()
    page.context.set_offline(True)
    enter(page, **values)
    expect(page.locator(STATUS)).to_contain_text("Not sent - Vigil keeps trying")
    wait(page, 1)
    assert len(bedside.stored(ObservationSet)) == before
    page.context.set_offline(False)
    expect(page.locator(".sets tr.pending")).to_have_count(0)
    (late,) = bedside.stored(ObservationSet)[before:]
    assert {name: getattr(late, name) for name in values} == values
    assert abs(late.at - at) < MINUTE


def tap(bedside: Bedside, *labels: str) -> None:
    """Among the events: one tap each, saved before the next."""
    page = bedside.page
    act(page, "Events")
    for label in labels:
        page.locator(f'{SHEET} button[aria-label="{label}"], {SHEET} button[aria-label^="{label} "]').click()
        told(page, label)
    expect(page.locator(f"{SHEET} .sheet-head .status")).to_contain_text("Saved")
    put_the_sheet_away(bedside)


def enter_a_score(bedside: Bedside, scale: str, total: int) -> None:
    """The total of a rating scale goes into its slot."""
    page = bedside.page
    act(page, "Events")
    page.fill(f"#score-{scale}", str(total))
    page.press(f"#score-{scale}", "Enter")
    told(page, f"{scale} {total}")
    expect(page.locator(f"{SHEET} .sheet-head .status")).to_contain_text("Saved")
    put_the_sheet_away(bedside)


def note_by_phrase(bedside: Bedside, phrase: str) -> None:
    """A note without typing: a phrase, Done, Enter."""
    page = bedside.page
    act(page, "Symptoms")
    page.locator(".tray").get_by_role("button", name=phrase, exact=True).click()
    page.locator(".tray").get_by_role("button", name="Done").click()
    page.press("#entry-note", "Enter")
    expect(page.locator(STATUS)).to_contain_text(f"note “{phrase}”")


def skip_the_check(bedside: Bedside, reason: str) -> None:
    """The look that is due is not made, and the record says why."""
    page = bedside.page
    page.get_by_role("button", name="Skip…").click()
    page.locator(".tray").get_by_role("button", name=reason).click()
    expect(page.locator(STATUS)).to_contain_text("Check skipped")


def step_of_the_infusion(bedside: Bedside, button: str, then: str, reason: str = "") -> None:
    """Pause, resume or finish, with a reason where there is one; the line over the chart follows."""
    page = bedside.page
    page.locator(".stage .flow").click()
    if reason:
        page.fill("#infusion-why", reason)
    page.locator(SHEET).get_by_role("button", name=button).click()
    expect(page.locator(".stage .flow")).to_have_text(f"infusion {then}")


def answer_the_alarm(bedside: Bedside, words: str, outcome: str) -> None:
    """The bar says this; it is acknowledged, and what was made of it is one more tap. Both stay in sight."""
    page, bar = bedside.page, bedside.page.locator(BAR)
    expect(bar).to_contain_text(words)
    press(page, f"{BAR} .acknowledge")
    expect(bar).to_contain_text(re.compile(r"acknowledged \d\d:\d\d by \w+"))
    page.locator("#alert-bar .outcomes").first.get_by_role("button", name=outcome).click()
    expect(bar).to_contain_text(f": {outcome}")


def no_alarm_stands(bedside: Bedside) -> None:
    """The bar at the top of the screen is quiet."""
    expect(bedside.page.locator("#alert-bar .quiet")).to_have_text("No alert is standing.")
