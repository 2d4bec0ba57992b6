"""Is everything on the screen where it can be read and pressed, whatever is being said? Nothing moves, nothing is cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from models.facts import Ended, Note, Opened
from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.test_axe import paint, violations
from tests.browser.test_session_entry import press, said
from tests.browser.ward import NURSE, PATIENT, SESSION, Ward, add_session, past

DESK, TABLET, UPRIGHT = (1280, 800), (1024, 768), (768, 1024)
LONG = replace(
    PATIENT,
    id="p2",
    name="VAN DER MEER-SCHIMMELPENNINCK, Anneliese",
    birth=date(1948, 12, 22),
    identifier="0000047",
    allergies="Penicillin, latex, contrast media",
)
PHONE = (390, 844)
CUT = """() => {
  const range = document.createRange();
  const area = (node) => { range.selectNodeContents(node); return range.getBoundingClientRect(); };
  const broken = (node) => node.matches(".mark") && area(node).height > 1.9 * parseFloat(getComputedStyle(node).fontSize);
  const words = document.querySelectorAll(".value :is(.name, .unit, .mark, .age, .still, .number)");
  const shown = [...words].filter((node) => node.textContent && node.getClientRects().length);
  const beyond = (text, box) => text.right > box.right + 1 || text.left < box.left - 1 || text.bottom > box.bottom + 3;
  const box = (one) => getComputedStyle(one).display !== "contents";
  const within = (node) => [node.parentNode, node.closest(".value")].filter(box);
  const cut = (node) => within(node).some((one) => beyond(area(node), one.getBoundingClientRect()));
  return shown.filter((node) => cut(node) || broken(node)).map((node) => `${node.className}: ${node.textContent}`);
}"""
"""What is cut off or reaches beyond its tile, and badges that are broken in two."""
PARTS = (".identity", "#session-values", "#session-entry", ".button.save", ".acts", "#session-chart")


def boxes(page: Page, *parts: str) -> dict[str, Any]:
    """Where parts of the page are, once what was asked for is drawn."""
    page.wait_for_function("() => vigil.chart.idle() && !document.querySelector('.clock:empty')")
    return {part: page.locator(part).last.bounding_box() for part in parts or PARTS}


def inside(page: Page, size: tuple[int, int]) -> None:
    """Everything that is pressed or read at once is on the screen, and nothing has to be scrolled to."""
    assert page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [size[1], size[0]]
    for part, box in boxes(page).items():
        assert box["y"] + box["height"] <= size[1], part
        assert box["x"] + box["width"] <= size[0], part
    hidden = (
        "[...document.querySelectorAll('.session-right, .values, .identity')].filter(n => n.scrollHeight > n.clientHeight + 1)"
    )
    assert page.evaluate(f"{hidden}.map(node => node.className)") == []


def cut(page: Page) -> list[str]:
    """Words of who the patient is that are cut off."""
    found: list[str] = page.eval_on_selector_all(
        ".identity > *", "nodes => nodes.filter(n => n.scrollWidth > n.clientWidth + 1 && n.clientWidth).map(n => n.textContent)"
    )
    return found


@pytest.mark.parametrize("size", [DESK, TABLET])
def test_who_where_and_under_what_is_never_cut(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """Room, name, birth, identifier, allergies, dose, protocol with its version, and the clock are there in full."""
    add_session(ward.clinic, "s2", "2", LONG, past(ward.clock(), "other "))
    page = screen("/session/s2", width=size[0], height=size[1])
    for words in (LONG.name, "22 Dec 1948", LONG.identifier, LONG.allergies, "Room 2", "Ketamine 35 mg IV"):
        expect(page.locator(".identity")).to_contain_text(words)
    expect(page.locator(".identity .under")).to_have_text("Ketamine IV, 40 minutes, version 1 (proposal)")
    expect(page.locator(".identity .clock")).to_contain_text("+0:38")
    assert cut(page) == []
    inside(page, size)


@pytest.mark.parametrize("size", [DESK, TABLET, PHONE])
def test_no_tile_cuts_its_words(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """With a badge on every tile, or with nothing measured, each name, age and badge among the last values is there in full."""
    opened = Opened(id="opened", at=ward.clock(), received=ward.clock(), by="nurse.a")
    add_session(ward.clinic, "s2", "2", LONG, [opened])
    page = screen("/session/s2", width=size[0], height=size[1])
    expect(page.locator("[data-value=dist]")).to_contain_text("not measured")
    assert page.evaluate(CUT) == []
    ward.seen(minutes=4, spo2=87, sedation=2, distress=4, heart_rate=135, systolic=204, diastolic=104)
    ward.seen(minutes=3, spo2=86, sedation=2, heart_rate=135)
    ward.seen(minutes=1, spo2=91, sedation=4)
    page.goto(f"{ward.url}/session/{SESSION}")
    expect(page.locator("[data-value=sed] .still")).to_have_text(re.compile(r"^was 2, \d\d:\d\d$"))
    expect(page.locator("[data-value=dist] .mark")).to_have_text("▲ MEDIUM")
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


@pytest.mark.parametrize("size", [DESK, TABLET])
def test_whatever_is_said_nothing_moves(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """A question about many values, a refusal of many fields, a swap and a correction leave every button where it was."""
    page = screen(width=size[0], height=size[1])
    before = boxes(page)
    press(page, "1 9 0 Tab 1 9 5 / 4 0 Tab 8 0 Enter")
    said(page, "are unusual")
    assert boxes(page) == before
    for name in ("heart_rate", "systolic", "diastolic", "spo2", "dissociation", "sedation", "respiratory_rate"):
        page.fill(f"#entry-{name}", "999")
    page.press("#entry-heart_rate", "Enter")
    said(page, "Also wrong")
    assert boxes(page) == before
    page.fill("#entry-systolic", "80")
    page.fill("#entry-diastolic", "128")
    page.press("#entry-diastolic", "Enter")
    said(page, "Systolic must be higher")
    assert boxes(page) == before
    page.locator("tr[data-fact=set30]").get_by_role("button", name="Correct").click()
    page.locator(".tray").get_by_role("button", name="Typing error").click()
    page.fill("#entry-systolic", "138")
    expect(page.locator(".banner")).to_contain_text("Will hold")
    assert {part: box["y"] for part, box in boxes(page, ".button.save", ".acts").items()} == {
        part: before[part]["y"] for part in (".button.save", ".acts")
    }
    inside(page, size)


@pytest.mark.parametrize("size", [DESK, TABLET, UPRIGHT])
def test_an_alert_moves_nothing(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """When an alert comes, and when it is acknowledged, everything below its bar stays where it is."""
    page = screen(width=size[0], height=size[1])
    before = boxes(page)
    ward.seen(heart_rate=90, systolic=204, diastolic=104)
    expect(page.locator("#alert-bar .alert-first .acknowledge")).to_be_visible()
    assert boxes(page) == before
    page.wait_for_timeout(700)
    page.locator("#alert-bar .alert-first .acknowledge").click()
    expect(page.locator("#alert-bar")).to_contain_text("by Nurse A")
    assert boxes(page) == before


@pytest.mark.parametrize("size", [DESK, TABLET, UPRIGHT])
def test_the_value_now_is_never_cut(ward: Ward, screen: Screen, size: tuple[int, int]) -> None:
    """The bar has room for the value now beside the one that raised the alert, also while it asks what it was."""
    ward.seen(minutes=3, heart_rate=90, systolic=204, diastolic=104)
    ward.seen(minutes=1, systolic=186, diastolic=96)
    page = screen(width=size[0], height=size[1])
    bar = page.locator("#alert-bar .alert-first .alert")
    cut_off = "node => [...node.querySelectorAll('.first, .second, .words')].some(n => n.scrollWidth > n.clientWidth + 1)"
    tall = "node => node.scrollHeight > node.clientHeight + 1"
    expect(bar).to_contain_text("now 186, 1 min ago")
    assert (bar.evaluate(cut_off), bar.evaluate(tall)) == (False, False)
    page.wait_for_timeout(700)
    bar.locator(".acknowledge").click()
    expect(bar.locator(".outcomes")).to_be_visible()
    assert (bar.evaluate(cut_off), bar.evaluate(tall)) == (False, False)


@pytest.mark.ux("U15")
def test_upright_nothing_lies_on_anything(ward: Ward, screen: Screen) -> None:
    """On an upright tablet identity, alert, values and entry are above the fold, and the chart begins below them."""
    page = screen(width=UPRIGHT[0], height=UPRIGHT[1])
    found = boxes(page, "#alert-bar", ".identity", "#session-values", "#session-entry", ".chart", "#session-sets")
    order = list(found.values())
    for above, below in pairwise(order):
        assert above["y"] + above["height"] <= below["y"] + 1
    assert found["#session-entry"]["y"] + found["#session-entry"]["height"] <= UPRIGHT[1]
    assert page.evaluate("document.documentElement.scrollWidth") == UPRIGHT[0]


def asked(page: Page, ward: Ward) -> None:
    """A question about an unusual value is open, beside a high alert that is back inside."""
    ward.seen(minutes=2, heart_rate=90, systolic=204, diastolic=104)
    ward.seen(heart_rate=90, systolic=130, diastolic=80)
    press(page, "1 9 0 Enter")
    said(page, "unusual")


def correcting(page: Page, _ward: Ward) -> None:
    """A correction is open, with one value replaced."""
    page.locator("tr[data-fact=set30]").get_by_role("button", name="Correct").click()
    page.locator(".tray").get_by_role("button", name="Typing error").click()
    page.fill("#entry-systolic", "138")


def dosing(page: Page, _ward: Ward) -> None:
    """The form of a dose is open."""
    page.get_by_role("button", name="Dose").click()


def ended(page: Page, ward: Ward) -> None:
    """The session has ended, and what was entered is corrected."""
    ward.clinic.record(SESSION, Ended(id="end", at=0, reason="ended by the test"), NURSE)
    expect(page.locator(".next")).to_contain_text("Session ended")
    correcting(page, ward)
    page.press("#entry-systolic", "Enter")
    expect(page.locator("tr.corrected")).to_have_count(1)


def aged(page: Page, ward: Ward) -> None:
    """Every number is old, and a check is overdue."""
    ward.clock.ahead += 9 * MINUTE
    expect(page.locator("[data-value=sys]")).to_have_attribute("data-old", "yes")


@pytest.mark.ux("U18")
@pytest.mark.parametrize("state", [asked, correcting, dosing, ended, aged])
def test_every_state_is_for_everybody(ward: Ward, screen: Screen, state: Callable[[Page, Ward], None]) -> None:
    """A question, a correction, a dose, an ended session and old numbers pass WCAG 2.2 AA by axe, in both palettes."""
    page = screen(width=TABLET[0], height=TABLET[1])
    state(page, ward)
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []


@pytest.mark.ux("U18")
def test_an_empty_session_is_for_everybody(ward: Ward, screen: Screen) -> None:
    """A session in which nothing was measured says so in each place, and passes in both palettes."""
    opened = Opened(id="opened", at=ward.clock(), received=ward.clock(), by="nurse.a")
    add_session(ward.clinic, "s2", "2", LONG, [opened])
    page = screen("/session/s2", width=TABLET[0], height=TABLET[1])
    expect(page.locator("[data-value=hr]")).to_contain_text("not measured")
    expect(page.locator(".identity .clock")).to_have_text("no dose yet")
    expect(page.locator("#session-sets")).to_contain_text("Nothing was entered yet.")
    inside(page, TABLET)
    for palette in ("night", "day"):
        paint(page, palette)
        assert violations(page) == []


def test_marks_of_what_happened_do_not_overlap(ward: Ward, screen: Screen) -> None:
    """A note beside a dose, a stop and two notes of one minute can all be read, also those that come while the page is open."""
    page = screen()
    for minutes, text in ((37.5, "calm"), (36.9, "eyes closed")):
        ward.clinic.record(SESSION, Note(id=f"n{minutes}", at=ward.clock() - round(minutes * 60_000), text=text), NURSE)
    page.get_by_role("button", name="Stop infusion").click()
    page.locator(".sheet").get_by_role("button", name="Stop early").click()
    expect(page.locator(".chart")).to_have_attribute("data-drawn", str(ward.clinic.head()))
    expect(page.locator("#session-chart")).to_contain_text("■ stop")
    expect(page.locator("#session-chart")).to_contain_text("✎2")
    found = page.eval_on_selector_all(
        "#session-chart .textpoint text",
        """nodes => nodes.map(node => [node.textContent, node.getBoundingClientRect()])
            .map(([text, box]) => [text, box.left, box.right, box.top, box.bottom])""",
    )
    assert {"▮ 35 mg", "■ stop", "✎2"} <= {text for text, *_ in found}
    for number, (text, left, right, top, bottom) in enumerate(found):
        lies = [
            other for other in found[:number] if other[1] < right and left < other[2] and other[3] < bottom and top < other[4]
        ]
        assert not lies, (text, lies)


def test_numbers_come_before_the_chart(ward: Ward, screen: Screen) -> None:
    """On opening a page the alert, the last values and the cursor in the first field are there before the chart is."""
    ward.seen(heart_rate=90, systolic=204, diastolic=104)
    page = screen("/")
    page.add_init_script(
        """window.order = [];
        new MutationObserver(() => {
            const text = place => document.querySelector(place)?.textContent || "";
            const seen = { number: text("[data-value=sys] .number") === "204/104",
                alert: text("#alert-bar").includes("SBP 204 HIGH"),
                cursor: document.activeElement?.id === "entry-heart_rate",
                chart: document.querySelector("#session-chart .main-svg") };
            Object.keys(seen).filter(name => seen[name] && !window.order.includes(name)).forEach(name => window.order.push(name));
        }).observe(document, { childList: true, subtree: true, characterData: true });"""
    )
    page.goto(f"{ward.url}/session/{SESSION}")
    expect(page.locator(".chart[data-drawn]")).to_be_visible()
    page.wait_for_function("() => window.order.length === 4")
    assert page.evaluate("window.order")[-1] == "chart"
    page.keyboard.type("72")
    expect(page.locator("#entry-heart_rate")).to_have_value("72")
