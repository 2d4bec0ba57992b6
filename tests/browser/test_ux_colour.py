"""Do words and marks stand out, is alarm never only a colour and no colour but an alarm's, and does a dim room stay dim?"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import expect

from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.test_axe import PAGES, opened, paint
from tests.browser.ward import PATIENT, Ward, add_session, past
from tests.dashboard.test_theme import contrast

DRAWN = """(chart) => {
  const root = document.getElementById(chart);
  const paper = getComputedStyle(root.closest("figure")).backgroundColor;
  const all = (what) => [...root.querySelectorAll(what)].filter((node) => node.getClientRects().length);
  const filled = ({ fill, fillOpacity }) => fill !== "none" && fillOpacity !== "0";
  const ink = (node) => { const style = getComputedStyle(node); return filled(style) ? style.fill : style.stroke; };
  const texts = all("svg text").filter((node) => node.textContent.trim()).map((node) => [node.textContent, ink(node)]);
  const marks = all(".scatterlayer .point, .scatterlayer .js-line").map((node) => [node.getAttribute("class"), ink(node)]);
  return { paper, texts, marks };
}"""
"""The colours of what a chart is made of, as they are computed: what is behind it, its words and its marks."""
STRAY = """() => {
  const hue = (text) => {
    const [r, g, b, a] = (text.match(/[\\d.]+/g) || []).map(Number);
    const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
    if (a === 0 || !(high - low >= 0.35 * high) || high < 60) { return null; }
    const h = high === r ? (g - b) / (high - low) : high === g ? 2 + (b - r) / (high - low) : 4 + (r - g) / (high - low);
    return (h * 60 + 360) % 360;
  };
  const reserved = (text) => { const h = hue(text); return h !== null && [0, 48, 186, 360].some((x) => Math.abs(h - x) < 15); };
  const ALARM = "[data-level]:not([data-level=none], [data-level='']), #alert-bar, #lost, .sound-place";
  const LIMITS = ".shapelayer, .layer-below, .layer-above, .infolayer, .charts .scatterlayer";
  const shown = (node) => node.getClientRects().length && getComputedStyle(node).visibility === "visible";
  const colours = (node) => {
    const s = getComputedStyle(node);
    const edge = parseFloat(s.borderTopWidth) ? [s.borderTopColor] : [];
    return node instanceof SVGElement ? [s.fill, s.stroke] : [s.color, s.backgroundColor, ...edge];
  };
  return [...document.querySelectorAll("body *")].filter((node) => shown(node) && !node.closest(ALARM) && !node.closest(LIMITS))
    .filter((node) => colours(node).some(reserved)).map((node) => `${node.tagName}.${node.className}`);
}"""
"""What is red, yellow or cyan and is no alarm; a limit that is drawn in a chart is where an alarm begins, and has its colour."""
LIGHT = """async ([source, across]) => {
  const image = new Image(); image.src = source; await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const pen = canvas.getContext("2d"); pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  const table = Array.from({ length: 256 }, (_, c) => (c / 255) ** 2.2);
  const down = Math.round(across * image.height / image.width), bright = new Array(across * down).fill(0);
  const light = (at) => 0.2126 * table[data[at]] + 0.7152 * table[data[at + 1]] + 0.0722 * table[data[at + 2]];
  let sum = 0;
  for (let pixel = 0; pixel < image.width * image.height; pixel += 1) {
    const [x, y] = [pixel % image.width, Math.floor(pixel / image.width)];
    const patch = Math.floor(y * down / image.height) * across + Math.floor(x * across / image.width);
    sum += light(4 * pixel);
    bright[patch] += light(4 * pixel);
  }
  const pixels = image.width * image.height;
  return { mean: sum / pixels, bright: bright.filter((light) => light / (pixels / bright.length) > 0.8).length / bright.length };
}"""
"""Of a picture, its mean light as a share of white, and which share of its area is in patches that are brighter than 80 %."""
SHAPES = """async (sources) => Promise.all(sources.map(async (source) => {
  const image = new Image(); image.src = source; await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 20 });
  const pen = canvas.getContext("2d"); pen.drawImage(image, 0, 0, 60, 20);
  const { data } = pen.getImageData(0, 0, 60, 20);
  const grey = Array.from({ length: 1200 }, (_, i) => data[4 * i]);
  const middle = (Math.max(...grey) + Math.min(...grey)) / 2, border = grey[10 * 60 + 1] > middle;
  const coloured = data.some((c, i) => i % 4 < 3 && Math.abs(c - data[i - i % 4]) > 3);
  return { coloured, range: Math.max(...grey) - Math.min(...grey), ink: grey.map((c) => (c > middle) !== border) };
}))"""
"""Of each picture, whether any colour is left, how far its lightest is from its darkest, and where its ink is."""


def hexadecimal(colour: str) -> str:
    """#RRGGBB of "rgb(1, 2, 3)"."""
    parts = colour[colour.index("(") + 1 : -1].split(",")[:3]
    return "#" + "".join(f"{round(float(part)):02x}" for part in parts)


def picture(shot: bytes) -> str:
    """A screenshot as an address that a page can load."""
    return f"data:image/png;base64,{b64encode(shot).decode()}"


def weak(drawn: dict[str, Any], what: str, least: float) -> list[tuple[str, str]]:
    """What has too little contrast."""
    paper = hexadecimal(drawn["paper"])
    return [(text, colour) for text, colour in drawn[what] if contrast(hexadecimal(colour), paper) < least]


def busy(ward: Ward) -> None:
    """A high alert, a milder one beside it, another patient who is quiet, and a check overdue."""
    other = replace(PATIENT, id="p2", name="LIND, Sven", identifier="0043")
    add_session(ward.clinic, "s2", "1", other, past(ward.clock(), "other "))
    ward.clock.ahead = 9 * MINUTE
    ward.seen(systolic=204, diastolic=104, heart_rate=112, spo2=93)


@pytest.mark.ux("U19")
def test_what_is_drawn_stands_out(ward: Ward, screen: Screen) -> None:
    """Every word in a chart has a contrast of 4.5 and every mark one of 3, by night and by day, on the session and the trend."""
    ward.seen(heart_rate=81, systolic=133, diastolic=82, spo2=98)
    page = screen()
    for path, chart, words in ((None, "session-chart", 12), ("/trends/p1", "trends-courses", 4)):
        if path:
            page.goto(ward.url + path)
        expect(page.locator(f"#{chart} .scatterlayer .point, #{chart} .js-line").first).to_be_attached()
        for palette in ("night", "day"):
            paint(page, palette)
            drawn = page.evaluate(DRAWN, chart)
            assert len(drawn["texts"]) > words
            assert drawn["marks"]
            assert weak(drawn, "texts", 4.5) == [], palette
            assert weak(drawn, "marks", 3) == [], palette


@pytest.mark.ux("U21")
def test_alarms_are_told_apart_in_grey(ward: Ward, screen: Screen) -> None:
    """On a screen without colour high, medium and low differ in shape and word, and each word stands out from its ground."""
    page = screen("/")
    ward.seen(systolic=204, diastolic=104, heart_rate=90, spo2=93, sedation=3)
    page.locator("#alert-bar .more").click()
    badges = page.locator("#alert-bar .badge")
    expect(badges.nth(2)).to_be_visible()
    seen = page.context.new_cdp_session(page)
    seen.send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    said: dict[str, bytes] = {}
    for badge in badges.all():
        said.setdefault(badge.inner_text(), badge.screenshot())
    assert set(said) == {"▲▲ HIGH", "▲ MEDIUM", "◆ LOW"}
    shapes = page.evaluate(SHAPES, [picture(shot) for shot in said.values()])
    assert [shape["coloured"] for shape in shapes] == [False] * 3
    assert min(shape["range"] for shape in shapes) > 100
    inks = [shape["ink"] for shape in shapes]
    apart = [
        sum(a != b for a, b in zip(one, other, strict=True))
        for one, other in ((inks[0], inks[1]), (inks[1], inks[2]), (inks[0], inks[2]))
    ]
    assert min(apart) > 60


@pytest.mark.ux("U22")
def test_alarm_colours_are_on_alarms_only(ward: Ward, screen: Screen) -> None:
    """On no screen, in neither palette, is anything red, yellow or cyan but an alarm and the limit where one begins."""
    busy(ward)
    page = screen()
    for name, path in PAGES.items():
        page.goto(ward.url + path)
        opened(page, name)
        for palette in ("night", "day"):
            paint(page, palette)
            assert page.evaluate(STRAY) == [], (name, palette)


@pytest.mark.ux("U23")
def test_a_dim_room_stays_dim(ward: Ward, screen: Screen) -> None:
    """At night a screen gives less than 8 % of the light of a white page, also in an alarm, and no large patch is bright."""
    page = screen()
    for alarm in (False, True):
        if alarm:
            busy(ward)
        for name, (width, height) in product(("session", "board", "trends"), ((1280, 800), (1024, 768))):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(ward.url + PAGES[name])
            opened(page, name)
            if alarm:
                expect(page.locator("#alert-bar .alert")).not_to_have_count(0)
            found = page.evaluate(LIGHT, [picture(page.screenshot()), 32])
            assert found["mean"] < 0.08, (name, width, height, alarm)
            assert found["bright"] <= 0.05, (name, width, height, alarm)
