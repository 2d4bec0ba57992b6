"""Does it hold in the browser too: colours told apart by every eye, one sheet for three hours, and little to fetch twice?"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.theme import PALETTES
from models.facts import Dose, Ended, Fact, Opened
from models.vitals import MINUTE, ObservationSet
from tests.browser.conftest import Screen
from tests.browser.test_axe import paint
from tests.browser.test_session_layout import TABLET
from tests.browser.test_ux_colour import picture
from tests.browser.ward import PATIENT, SESSION, Ward, add_session
from tests.dashboard.test_theme import ALARMS, SIGNALS, distance
from tests.models.outgo.reading import Paper, read

PLACES = """([signals, alarms]) => {
  const wanted = (name) => { const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `var(--${name})`; const found = getComputedStyle(probe).color; probe.remove(); return found; };
  const box = (node) => node.getBoundingClientRect();
  const middle = (node) => [box(node).left + box(node).width / 2, box(node).top + box(node).height / 2];
  const inside = (node) => [box(node).left + 5, box(node).top + 5];
  const points = [...document.querySelectorAll("#session-chart .scatterlayer .point")];
  const mark = (name) => points.find((node) => getComputedStyle(node).fill === wanted(name));
  const badge = (level) => document.querySelector(`#alert-bar .alert[data-level=${level}] .badge`);
  const marks = signals.map((name) => [name, middle(mark(name))]);
  return Object.fromEntries([...marks, ...alarms.map((level) => [level, inside(badge(level))])]);
}"""
"""Where on the screen a mark of each signal and a badge of each level is."""
SEEN = """async ([source, places]) => {
  const image = new Image(); image.src = source; await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const pen = canvas.getContext("2d"); pen.drawImage(image, 0, 0);
  const pair = (channel) => channel.toString(16).padStart(2, "0").toUpperCase();
  const hexadecimal = ([x, y]) => `#${[...pen.getImageData(x, y, 1, 1).data].slice(0, 3).map(pair).join("")}`;
  return Object.fromEntries(Object.entries(places).map(([name, at]) => [name, hexadecimal(at)]));
}"""
"""The colour of a picture at each place."""
FETCHED = """() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
    .map(({ name, transferSize }) => [new URL(name).pathname, transferSize])"""
"""What the page was made of, and how many bytes of each came through the network; 0 of what the browser had kept."""
WIRE = 200_000
"""Bytes a second of a network like a fast 3G."""


@pytest.mark.ux("U20")
@pytest.mark.parametrize("eye", ["protanopia", "deuteranopia", "tritanopia"])
def test_whatever_the_eye_lacks_colours_on_the_screen_are_told_apart(ward: Ward, screen: Screen, eye: str) -> None:
    """As the browser shows it to such an eye, marks of signals and badges of levels look at least 20 apart, in both palettes."""
    page = screen()
    ward.seen(systolic=204, diastolic=104, heart_rate=90, spo2=93, sedation=3)
    page.locator("#alert-bar .more").click()
    for level in ALARMS:
        expect(page.locator(f"#alert-bar .alert[data-level={level}] .badge").first).to_be_visible()
    wire = page.context.new_cdp_session(page)
    for palette in PALETTES:
        paint(page, palette.name)
        wire.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
        assert seen(page) == {name: getattr(palette, name) for name in (*SIGNALS, *ALARMS)}
        wire.send("Emulation.setEmulatedVisionDeficiency", {"type": eye})
        found = seen(page)
        assert found["high"] != palette.high
        for names in (SIGNALS, ALARMS):
            for one, other in combinations(names, 2):
                assert distance(found[one], found[other], "normal") >= 20, (palette.name, one, other, found)


def seen(page: Page) -> dict[str, str]:
    """The colour in which each signal and each level is on the screen."""
    places = page.evaluate(PLACES, [SIGNALS, ALARMS])
    found: dict[str, str] = page.evaluate(SEEN, [picture(page.screenshot()), places])
    return found


def three_hours(start: int) -> list[Fact]:
    """A session of three hours with a dose and 36 sets, five minutes apart."""
    facts: list[Fact] = [Opened(id="h-open", at=start, received=start, by="nurse.a", planned=start + 5 * MINUTE)]
    for number in range(36):
        at = start + number * 5 * MINUTE
        values: dict[str, Any] = {"heart_rate": 70 + number % 9, "systolic": 124 + number % 12, "diastolic": 78, "spo2": 97}
        facts.append(ObservationSet(id=f"h{number}", at=at, received=at, by="nurse.a", sedation=5, dissociation=1, **values))
    dosed, over = start + 6 * MINUTE, start + 180 * MINUTE
    dose = Dose(id="h-dose", at=dosed, received=dosed, by="nurse.a", drug="Ketamine", amount=35, unit="mg", route="IV")
    return [*facts, dose, Ended(id="h-end", at=over, received=over, by="nurse.a", reason="went home")]


@pytest.mark.ux("U46")
def test_three_hours_are_one_sheet_from_the_page_of_the_session(ward: Ward, screen: Screen) -> None:
    """What the link on the page of an ended session prints is one A4 page that names the patient, in letters of 8 points."""
    late = replace(PATIENT, id="p2", name="LIND, Sven", identifier="0043")
    add_session(ward.clinic, "s2", "1", late, three_hours(ward.clock() - 181 * MINUTE))
    page = screen("/sessions")
    page.goto(f"{ward.url}/session/s2")
    address = page.get_by_role("link", name="Flowsheet").get_attribute("href")
    answer = page.context.request.get(f"{ward.url}{address}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    paper: Paper = read(answer.body())
    assert len(paper.pages) == 1
    assert min(paper.sizes) >= 8
    for words in ("LIND, Sven", "0043", "page 1 of 1", "Room 1", *(f"{124 + n % 12}/78 {70 + n % 9} 97" for n in range(36))):
        assert words in paper.text, words


@pytest.mark.ux("U48")
def test_a_second_look_fetches_hardly_anything(ward: Ward, screen: Screen) -> None:
    """A first look at a session takes no more than a poor network brings in five seconds, a second one what it brings in two.

    Of scripts, styles and the chart library nothing comes a second time.
    """
    page = screen(width=TABLET[0], height=TABLET[1])
    first = fetched(page)
    assert 0 < sum(first.values()) <= 5 * WIRE, first
    page.goto("about:blank")
    page.goto(f"{ward.url}/session/{SESSION}")
    expect(page.locator(".chart[data-drawn]")).to_be_visible()
    again = fetched(page)
    assert 0 < sum(again.values()) <= 2 * WIRE, again
    kept = [path for path in again if path.endswith((".js", ".css")) and "async-" not in path]
    assert any("plotly" in path for path in kept)
    assert {path: again[path] for path in kept if again[path]} == {}


def fetched(page: Page) -> dict[str, int]:
    """How many bytes of each address came through the network."""
    found: dict[str, int] = {}
    for path, size in page.evaluate(FETCHED):
        found[path] = found.get(path, 0) + size
    return found
