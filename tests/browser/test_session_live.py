"""Does a screen show what was entered elsewhere, exactly, and does it say so when it cannot?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from models.vitals import MINUTE
from tests.browser.conftest import Screen
from tests.browser.waiting import PENDING, enter, held, no, wait
from tests.browser.ward import Ward

HOLLOW = """() => document.querySelector('#session-chart .js-plotly-plot')
    .data.find((trace) => trace.meta.feed === 'unsent.y2').marker.symbol"""
"""How what is not sent is drawn."""


def points(page: Page, feed: str) -> list[Any]:
    """The values that a trace of the chart holds, without the hole with which an empty one begins."""
    gd = "document.querySelector('#session-chart .js-plotly-plot')"
    found: list[Any] = page.evaluate(f"{gd}.data.find(trace => trace.meta.feed === '{feed}').y")
    return found[1:] if found[:1] == [None] else found


def shown(page: Page) -> list[str]:
    """The part of the time axis that is shown."""
    found: list[str] = page.evaluate("document.querySelector('#session-chart .js-plotly-plot').layout.xaxis.range")
    return [text.replace("T", " ")[:19] for text in found]


def drawn(page: Page, ward: Ward) -> None:
    """Wait until the chart holds everything that was stored."""
    expect(page.locator(".chart")).to_have_attribute("data-drawn", str(ward.clinic.head()))


@pytest.mark.ux("U08")
def test_a_reading_from_elsewhere_is_drawn_and_counted(ward: Ward, screen: Screen) -> None:
    """What another screen enters is on the chart, among the last values and in the table, without a reload."""
    page = screen()
    ward.seen(heart_rate=81, systolic=133, diastolic=82, spo2=98)
    expect(page.locator("[data-value=sys] .number")).to_have_text("133/82")
    expect(page.locator(".sets tbody tr").first).to_contain_text("133/82")
    drawn(page, ward)
    assert points(page, "systolic.spot")[-1] == 133
    assert points(page, "bars")[-3:] == [133, 82, None]


def test_a_burst_of_forty_is_drawn_exactly(ward: Ward, screen: Screen) -> None:
    """Forty readings at once are forty points: none is lost, none is drawn twice, and all are in order."""
    page = screen()
    start = ward.clock() - 60_000
    for number in range(40):
        ward.monitor(60 + number, start + number * 1000)
    drawn(page, ward)
    page.wait_for_timeout(500)
    assert points(page, "heart_rate.line") == list(range(60, 100))


def test_a_reading_does_not_wait_for_older_ones(ward: Ward, screen: Screen) -> None:
    """A reading that comes in its order is shown at once, also while a slow network still fetches what came before."""
    page = screen()
    page.route("**/since?*", lambda _: None)
    with page.expect_request("**/since?*"):
        page.evaluate("window.dispatchEvent(new CustomEvent('vigil:open'))")
    ward.seen(heart_rate=93)
    expect(page.locator("[data-value=hr] .number")).to_have_text("93")


def test_distress_is_drawn_as_it_comes_and_while_it_waits(ward: Ward, screen: Screen) -> None:
    """Distress from another screen is a diamond at once; one that waits is hollow on the same scale, and says what it is."""
    page = screen()
    ward.seen(minutes=2, distress=1)
    ward.seen(minutes=1, dissociation=3, distress=2)
    drawn(page, ward)
    assert points(page, "distress.spot") == [1, 2]
    assert points(page, "dissociation.spot")[-1] == 3
    with held(page):
        page.keyboard.press("/")
        page.keyboard.type("d1 dist3 rass+1")
        page.keyboard.press("Enter")
        wait(page, 1)
        page.wait_for_function(f"() => {GD}.data.find({WAITS}).y.length === 2")
        text = page.evaluate(f"{GD}.data.find({WAITS}).text")
        assert sorted(text) == ["Diss 1", "Distress 3"]
        expect(page.locator(PENDING)).to_contain_text("RASS +1")
    expect(page.locator(PENDING)).to_have_count(0)
    drawn(page, ward)
    assert points(page, "distress.spot") == [1, 2, 3]


def test_what_was_drawn_stays_when_a_monitor_goes_on(ward: Ward, screen: Screen) -> None:
    """After each reading of a monitor every mark, number and dose that was on the chart before is still there to be seen."""
    page = screen()
    ward.seen(heart_rate=81, systolic=133, diastolic=82, spo2=98, dissociation=1)
    drawn(page, ward)
    seen = [page.locator(f"#session-chart {what}").count() for what in (".point", ".textpoint", ".js-line")]
    start = ward.clock() - 5_000
    for number in range(4):
        ward.monitor(70 + number, start + number * 1000)
        drawn(page, ward)
    after = [page.locator(f"#session-chart {what}").count() for what in (".point", ".textpoint", ".js-line")]
    assert min(seen) > 0
    assert (after[0] - seen[0], after[1] - seen[1]) == (1, 0)
    assert after[2] >= seen[2]


def test_missing_minutes_are_no_line(ward: Ward, screen: Screen) -> None:
    """Where a monitor sent nothing for more than a minute, the line is broken."""
    page = screen()
    start = ward.clock() - 5 * MINUTE
    for number in (0, 1, 2, 200, 201, 202):
        ward.monitor(70, start + number * 1000)
    drawn(page, ward)
    assert points(page, "heart_rate.line") == [70, 70, 70, None, 70, 70, 70]


@pytest.mark.ux("U44")
def test_the_zoom_survives_three_updates(ward: Ward, screen: Screen) -> None:
    """A nurse who looks at ten minutes still does after three readings and a correction; one press shows all again."""
    page = screen()
    box = page.locator("#session-chart .nsewdrag").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 40, steps=4)
    page.mouse.up()
    expect(page.get_by_text("Show all again")).to_be_visible()
    zoomed = shown(page)
    for number in range(3):
        ward.seen(heart_rate=80 + number)
        drawn(page, ward)
    page.locator("tr[data-fact=set30] >> text=Void").click()
    page.click("text=Cuff or sensor")
    expect(page.locator("tr.struck")).to_have_count(1)
    drawn(page, ward)
    page.wait_for_timeout(500)
    assert shown(page) == zoomed
    page.get_by_text("Show all again").click()
    expect(page.get_by_text("Show all again")).to_have_count(0)
    assert shown(page)[0] < zoomed[0] < zoomed[1] < shown(page)[1]


def test_a_void_reading_is_hollow_on_the_chart(ward: Ward, screen: Screen) -> None:
    """A voided pressure leaves the line of pressures and stays as a hollow mark."""
    page = screen()
    before = points(page, "systolic.spot")
    page.locator("tr[data-fact=set30] >> text=Void").click()
    page.click("text=Typing error")
    expect(page.locator("tr.struck")).to_have_count(1)
    drawn(page, ward)
    assert points(page, "systolic.spot") == before[:-1]
    assert points(page, "hollow.y") == [136, 84]


def test_the_chart_is_in_the_clinics_time(ward: Ward, screen: Screen) -> None:
    """A tablet that is set to another time zone shows the same times as every other."""
    here, there = screen(zone="Asia/Tokyo"), screen(zone="America/New_York")
    ticks = [page.locator("#session-chart .xtick text").all_text_contents() for page in (here, there)]
    assert ticks[0] == ticks[1]
    assert shown(here) == shown(there)


def test_a_screen_that_is_cut_off_says_so_and_recovers(ward: Ward, screen: Screen) -> None:
    """When the server is gone the whole width says NOT UPDATING; afterwards everything entered meanwhile is there."""
    page = screen()
    with ward.cut_off():
        expect(page.locator("#lost")).to_contain_text(re.compile(r"NOT UPDATING since \d\d:\d\d:\d\d"))
        assert page.locator("#lost").bounding_box()["width"] == 1280  # type: ignore[index]
        ward.seen(heart_rate=91)
    expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("[data-value=hr] .number")).to_have_text("91")
    drawn(page, ward)
    assert points(page, "heart_rate.spot")[-1] == 91


@pytest.mark.ux("U38")
def test_half_an_answer_is_no_answer(ward: Ward, screen: Screen) -> None:
    """An answer that is cut in the middle is never taken for the session as it is: alarms go on being shown."""
    page = screen()
    page.route("**/picture", lambda route: route.fulfill(status=200, content_type="application/json", body='{"s": "s1", "al'))
    assert page.evaluate("vigil.wire.get('/api/v1/sessions/s1/picture')") == {"status": 0, "body": {}}
    ward.seen(systolic=204, diastolic=104, heart_rate=90)
    expect(page.locator("#alert-bar")).to_contain_text("SBP 204 HIGH")


def test_what_is_entered_while_cut_off_is_sent_later_once(ward: Ward, screen: Screen) -> None:
    """A set that could not be sent says Not sent, never Saved, keeps its time, and is stored once when the server is back."""
    page = screen()
    with ward.cut_off():
        page.keyboard.type("77")
        page.keyboard.press("Enter")
        expect(page.locator("#entry-status")).to_contain_text("Not sent")
        expect(page.locator("#entry-status")).not_to_contain_text("Saved")
        expect(page.locator(".sets tr.pending")).to_contain_text("77")
        page.wait_for_function("vigil.chart.idle()")
        assert points(page, "unsent.y2") == [77]
        assert page.evaluate(HOLLOW) == "circle-open"
        entered = ward.clock()
        page.wait_for_timeout(1500)
    expect(page.locator(".sets tr.pending")).to_have_count(0)
    expect(page.locator("#entry-status")).to_contain_text("Saved")
    sets = [fact for fact in ward.sets() if fact.heart_rate == 77]
    assert len(sets) == 1
    assert abs(sets[0].at - entered) < 3000
    drawn(page, ward)
    assert (points(page, "unsent.y2"), points(page, "heart_rate.spot")[-1]) == ([], 77)


def test_eight_tabs_share_one_stream(ward: Ward, screen: Screen) -> None:
    """Eight tabs of one browser all stay current, also when the first one is closed."""
    first = screen()
    others = [first.context.new_page() for _ in range(7)]
    for page in others:
        page.goto(first.url)
        expect(page.locator(".chart[data-drawn]")).to_be_attached()
    ward.seen(heart_rate=88)
    for page in others:
        expect(page.locator("[data-value=hr] .number")).to_have_text("88")
    first.close()
    ward.seen(heart_rate=89)
    for page in others:
        expect(page.locator("[data-value=hr] .number")).to_have_text("89")


@pytest.mark.ux("U13")
@pytest.mark.ux("U14")
def test_everything_is_in_sight(ward: Ward, screen: Screen) -> None:
    """On a desktop and on a tablet nothing must be scrolled to, and the chart is at least 420 px high on both."""
    for width, height in ((1280, 800), (1024, 768)):
        page = screen(width=width, height=height)
        sizes = page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
        assert sizes == [height, width]
        for part in ("#session-chart", "#session-values", "#entry-heart_rate", ".button.save", ".acts button:last-child"):
            box = page.locator(part).bounding_box()
            assert box
            assert box["y"] + box["height"] <= height, part
            assert box["x"] + box["width"] <= width, part
        assert page.locator(".chart").bounding_box()["height"] >= 420  # type: ignore[index]


PAINTED = """() => {
  const { data, layout } = document.querySelector('#session-chart .js-plotly-plot');
  const inks = data.filter(({ meta }) => meta && meta.feed === 'systolic.spot').map(({ marker }) => marker.color);
  const words = layout.annotations.map(({ font }) => font && font.color);
  return inks[0] === vigil.palette.colour('--bp') && words.includes(vigil.palette.colour('--muted')); }"""
"""Whether marks and words of the chart have the colours of the palette that is shown."""
GD = "document.querySelector('#session-chart .js-plotly-plot')"
WAITS = "({ meta, yaxis }) => meta && meta.feed === 'unsent.' + yaxis && yaxis === 'y4'"
"""The trace of what is not sent yet, in the strip of dissociation and distress."""
PLACED = """() => {
  const { data, layout } = document.querySelector('#session-chart .js-plotly-plot');
  const trace = data.find(({ meta }) => meta && meta.feed === 'systolic.spot');
  const { range: [low, high], domain: [from, to] } = layout[trace.yaxis.replace('y', 'yaxis')];
  const word = layout.annotations.find(({ x, text }) => x === 1 && text.endsWith(' 180'));
  const band = layout.shapes.find(({ name }) => name === 'systolic high high');
  return [high > 246, Math.round(low + ((word.y - from) / (to - from)) * (high - low)), band.y1 === high]; }"""
"""Whether 246 is on the axis, at which pressure the words of the limit 180 stand, and whether its band reaches the top."""


def test_the_chart_changes_its_colours_without_a_server(screen: Screen) -> None:
    """Who chooses the other palette while nothing reaches the server has a chart that can be read, not the old colours."""
    page = screen()
    page.context.route("**/_dash-update-component", no)
    page.evaluate("vigil.palette.choose('day')")
    page.wait_for_function(PAINTED)
    page.evaluate("vigil.palette.choose('night')")
    page.wait_for_function(PAINTED)


def test_a_value_beyond_the_axis_is_seen_before_it_is_sent(screen: Screen) -> None:
    """A pressure higher than all before it is on the chart while it waits, and the limits stay at their numbers."""
    page = screen()
    with held(page):
        enter(page, systolic=246, diastolic=130)
        wait(page, 1)
        page.wait_for_function(f"() => ({PLACED})()[0]")
        assert page.evaluate(PLACED) == [True, 180, True]
