"""Does the chart show what was measured, all of it, and no more than that?"""

from __future__ import annotations

from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard.bands import limits
from dashboard.figures import CONFIG, graph, session_figure, summary
from dashboard.readings import MANUAL, Reading, readings, thinned
from dashboard.theme import NIGHT
from models import alerts, protocol
from models.facts import Amended, Dose, Fact, Note, Opened, Voided
from models.limits import Level
from models.vitals import MINUTE, Millis, ObservationSet, Quality, Signal

DOSE: Millis = 1_790_000_000_000
BERLIN = ZoneInfo("Europe/Berlin")


def seen(minute: float, source: str = MANUAL, **values: float) -> ObservationSet:
    """A set some minutes after the dose."""
    at = DOSE + round(minute * MINUTE)
    return ObservationSet(id=f"{source} {minute}", at=at, received=at, by="Nurse A", source=source, **values)  # type: ignore[arg-type]


def drawn(*facts: Fact, now: float = 60) -> dict[str, Any]:
    """The chart of a session with these facts, a dose and a baseline of 124/78, 70 /min."""
    log = [
        Opened(id="open", at=DOSE - 20 * MINUTE),
        seen(-5, heart_rate=70, systolic=124, diastolic=78, spo2=98, sedation=5, dissociation=0),
        Dose(id="dose", at=DOSE, drug="Ketamine", amount=35, unit="mg", route="IV"),
        *facts,
    ]
    picture = alerts.fold(protocol.load("iv-ketamine-40min"), log, DOSE + round(now * MINUTE))
    return session_figure(picture, log, readings(log), NIGHT, BERLIN, session="s1", seq=7)


def trace(figure: dict[str, Any], feed: str) -> dict[str, Any]:
    """The trace with this feed."""
    return next(t for t in figure["data"] if t["meta"]["feed"] == feed)


def band(figure: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The bands and lines with this name."""
    return [shape for shape in figure["layout"]["shapes"] if shape["name"] == name]


def test_a_pressure_is_two_carets_and_a_bar() -> None:
    """A blood pressure is one mark of two numbers: tips at both, joined by a thin bar."""
    figure = drawn(seen(10, systolic=136, diastolic=84))
    assert trace(figure, "systolic.spot")["y"] == [124, 136]
    assert trace(figure, "diastolic.spot")["y"] == [78, 84]
    assert trace(figure, "bars")["y"] == [124, 78, None, 136, 84, None]


def test_times_are_the_clinics_wall_clock() -> None:
    """A reading at 14:40 in Berlin is drawn at 14:40, whatever the zone of the server or of the tablet."""
    at = trace(drawn(), "heart_rate.spot")["x"][0]
    assert at == "2026-09-21T16:08:20.000"


def test_a_stream_is_a_line_and_a_gap_breaks_it() -> None:
    """Readings within a minute of each other are joined; where more than a minute is missing nothing is drawn."""
    stream = [seen(10 + i / 12, "monitor-3", heart_rate=80 + i) for i in (0, 1, 2, 20, 21)]
    figure = drawn(*stream)
    assert trace(figure, "heart_rate.line")["y"] == [80, 81, 82, None, 100, 101]
    assert trace(figure, "heart_rate.line")["mode"] == "lines"
    assert trace(figure, "heart_rate.spot")["y"] == [70]


def test_two_sources_are_not_joined() -> None:
    """Two monitors are two lines, not one that jumps between them."""
    figure = drawn(*(seen(10 + i / 60, f"monitor-{i % 2}", heart_rate=70 + 30 * (i % 2)) for i in range(8)))
    assert trace(figure, "heart_rate.line")["y"] == [70, 70, 70, 70, None, 100, 100, 100, 100]


def test_what_staff_type_is_never_a_line() -> None:
    """Two sets that a nurse entered within a minute are two marks."""
    figure = drawn(seen(10, heart_rate=80), seen(10.5, heart_rate=90))
    assert trace(figure, "heart_rate.spot")["y"] == [70, 80, 90]
    assert trace(figure, "heart_rate.line")["y"] == [None]


def test_the_first_point_of_a_kind_needs_no_new_drawing() -> None:
    """What will be fed is there from the start, with a hole and no number where nothing was measured; what is not is empty."""
    figure = drawn()
    assert trace(figure, "systolic.doubt")["x"] == trace(figure, "systolic.doubt")["y"] == [None]
    assert trace(figure, "hollow.y")["x"] == []


def test_a_rejected_reading_is_hollow_and_in_no_line() -> None:
    """A pressure of 90/130 stays visible, hollow, and is part of no line, bar or band."""
    figure = drawn(seen(10, systolic=90, diastolic=130))
    assert trace(figure, "hollow.y")["y"] == [90, 130]
    assert trace(figure, "systolic.spot")["y"] == [124]
    assert "-open" in trace(figure, "hollow.y")["marker"]["symbol"]


def test_a_suspect_pressure_is_an_open_caret() -> None:
    """A pressure that must be repeated does not look like one that holds."""
    figure = drawn(seen(10, systolic=140, diastolic=130))
    assert trace(figure, "systolic.doubt")["y"] == [140]
    assert trace(figure, "systolic.doubt")["marker"]["symbol"].endswith("-open")


def test_corrections_show_old_and_new() -> None:
    """A voided and a corrected reading stay as hollow marks; only what holds is filled."""
    wrong, other = seen(10, heart_rate=180), seen(20, heart_rate=85)
    right = Amended(id="a", at=DOSE + 12 * MINUTE, received=1, target=wrong.id, content=seen(10, heart_rate=80), reason="typo")
    figure = drawn(
        wrong, other, right, Voided(id="v", at=DOSE + 21 * MINUTE, received=2, target=other.id, reason="other patient")
    )
    assert trace(figure, "heart_rate.spot")["y"] == [70, 80]
    assert trace(figure, "hollow.y2")["y"] == [180, 85]
    assert "struck: other patient" in trace(figure, "hollow.y2")["text"][1]


def test_a_correction_of_a_correction_shows_all_that_was_wrong() -> None:
    """Each number that once was there stays hollow, with the reason for its end; what a correction left alone is one dot."""
    wrong = seen(10, heart_rate=180, spo2=96)
    first = Amended(id="a", at=DOSE, received=1, target=wrong.id, content=seen(10, heart_rate=108, spo2=96), reason="typo")
    second = Amended(id="b", at=DOSE, received=2, target=wrong.id, content=seen(10, heart_rate=80, spo2=96), reason="cuff")
    figure = drawn(wrong, first, second)
    assert (trace(figure, "heart_rate.spot")["y"], trace(figure, "hollow.y2")["y"]) == ([70, 80], [180, 108])
    assert [text.split("struck: ")[1] for text in trace(figure, "hollow.y2")["text"]] == ["typo", "cuff"]
    assert trace(figure, "hollow.y3")["y"] == []


def test_scores_are_steps() -> None:
    """Sedation and dissociation hold until the next look: steps, never slopes."""
    figure = drawn(seen(10, dissociation=2, sedation=4), seen(20, dissociation=3, sedation=3))
    for feed, values in (("dissociation.spot", [0, 2, 3]), ("sedation.spot", [5, 4, 3])):
        assert trace(figure, feed)["y"] == values
        assert trace(figure, feed)["line"]["shape"] == "hv"


def test_distress_is_a_diamond_on_the_scale_of_dissociation() -> None:
    """Distress is drawn in the strip of dissociation, in another shape, and says its name where somebody points at it."""
    figure = drawn(seen(10, dissociation=2, distress=2), seen(20, dissociation=3, distress=1))
    distress, dissociation = trace(figure, "distress.spot"), trace(figure, "dissociation.spot")
    assert (distress["y"], distress["yaxis"], distress["line"]["shape"]) == ([2, 1], dissociation["yaxis"], "hv")
    assert distress["marker"]["symbol"] == "diamond"
    assert dissociation["marker"]["size"] < distress["marker"]["size"]
    feeds = [one["meta"]["feed"] for one in figure["data"]]
    assert feeds.index("distress.spot") < feeds.index("dissociation.spot")
    assert ("Distress %{y}" in distress["hovertemplate"], "Diss %{y}" in dissociation["hovertemplate"]) == (True, True)
    assert "◆ <b>Distr</b>" in " ".join(one["text"] for one in figure["layout"]["annotations"])


def test_what_is_struck_says_which_of_two_it_is() -> None:
    """In a strip of two signals a struck mark says whether it was dissociation or distress, systolic or diastolic."""
    wrong = seen(10, dissociation=3, distress=4)
    figure = drawn(wrong, Voided(id="v", at=DOSE + 21 * MINUTE, received=2, target=wrong.id, reason="other patient"))
    hollow = trace(figure, "hollow.y4")
    assert sorted(text.split("  ")[0] for text in hollow["text"]) == ["Diss 3", "Distress 4"]
    texts = trace(drawn(seen(10, systolic=90, diastolic=130)), "hollow.y")["text"]
    assert sorted(text.split("  ")[0] for text in texts) == ["DBP 130", "SBP 90"]


def test_doses_and_notes_are_marked() -> None:
    """The dose with its amount and each note have a sign at their time; a note is never markup."""
    figure = drawn(Note(id="n", at=DOSE + MINUTE, text="<b>calm</b>"))
    assert (trace(figure, "labels")["text"], trace(figure, "events")["text"]) == (["▮ 35 mg"], ["✎"])
    assert trace(figure, "labels")["hovertext"] == ["Ketamine 35 mg IV"]
    assert trace(figure, "events")["hovertext"] == ["&lt;b&gt;calm&lt;/b&gt;"]
    assert trace(figure, "since")["text"][:4] == ["-1:00", "-0:40", "+0:00", "+0:20"]


def test_the_bands_are_the_limits_that_are_judged() -> None:
    """The number at which a band begins is the number at which the alert is raised, for this patient's own baseline."""
    figure = drawn()
    starts = {level: band(figure, f"systolic high {level}")[-1]["y0"] for level in ("low", "medium", "high")}
    assert starts == {"low": 154, "medium": 164, "high": 180}
    said = alerts.fold(protocol.load("iv-ketamine-40min"), _log(154)).standing
    assert [(alert.signal, alert.level) for alert in said if alert.signal == "systolic"] == [("systolic", Level.LOW)]
    assert not [a for a in alerts.fold(protocol.load("iv-ketamine-40min"), _log(153)).standing if a.signal == "systolic"]


def _log(systolic: float) -> list[Fact]:
    """A session with one pressure after the dose."""
    return [seen(-5, systolic=124, diastolic=78), Dose(id="dose", at=DOSE), seen(10, systolic=systolic, diastolic=78)]


def test_before_the_dose_only_fixed_limits_are_drawn() -> None:
    """A limit that counts from the baseline begins with the dose; before it the fixed one is drawn."""
    lows = band(drawn(), "systolic high low")
    assert [(shape["y0"], shape["x1"] == drawn()["layout"]["shapes"][-3]["x0"]) for shape in lows] == [(165, True), (154, False)]


def test_without_a_baseline_no_limit_is_made_up() -> None:
    """Where nothing was measured before the dose, only the fixed limits are there."""
    log: list[Fact] = [Dose(id="dose", at=DOSE), seen(10, systolic=130, diastolic=80)]
    picture = alerts.fold(protocol.load("iv-ketamine-40min"), log)
    assert {limit.number for limit in limits(picture, Signal.SYSTOLIC)} == {165, 180, 90}


def test_no_reading_lies_outside_of_its_strip() -> None:
    """However far out a reading is, the strip grows until its mark is in it."""
    figure = drawn(seen(10, systolic=262, diastolic=144, heart_rate=210, spo2=71))
    for key, values in (("yaxis", (262, 144)), ("yaxis2", (210,)), ("yaxis3", (71,))):
        low, high = figure["layout"][key]["range"]
        assert all(low < value < high for value in values)


def test_a_long_recording_keeps_every_extreme() -> None:
    """An hour of readings, two each second, is drawn with some hundred points; a spike of one second is still there."""
    chance = Random(1)
    run = [Reading(Signal.SPO2, i * 500, 97 + chance.gauss(0, 1), Quality.VALID, "m", "") for i in range(7200)]
    run[4321] = Reading(Signal.SPO2, 4321 * 500, 71, Quality.VALID, "m", "")
    run[99] = Reading(Signal.SPO2, 99 * 500, 100.5, Quality.VALID, "m", "")
    kept = thinned(run, 150)
    assert len(kept) <= 604
    assert run[4321] in kept
    assert {min(r.value for r in kept), max(r.value for r in kept)} == {min(r.value for r in run), max(r.value for r in run)}
    assert [r.at for r in kept] == sorted(r.at for r in kept)
    assert (kept[0], kept[-1]) == (run[0], run[-1])


def test_a_short_one_is_drawn_as_it_is() -> None:
    """Nothing is left out where there is little."""
    run = [Reading(Signal.SPO2, i, 97, Quality.VALID, "m", "") for i in range(500)]
    assert thinned(run, 150) == run


def test_the_script_is_told_what_is_drawn() -> None:
    """The figure says whose it is and up to which entry, so that nothing is drawn twice; zoom belongs to the session."""
    layout = drawn()["layout"]
    assert (layout["meta"]["seq"], layout["meta"]["session"], layout["meta"]["offset"]) == (7, "s1", 2 * 60 * MINUTE)
    assert layout["uirevision"] == "s1"
    feeds = [t["meta"]["feed"] for t in drawn()["data"]]
    assert len(feeds) == len(set(feeds))


def test_figures_are_plain_lists() -> None:
    """Only lists can be extended in the browser: no array of numpy or pandas is in a figure."""

    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(plain(inner) for inner in value.values())
        if isinstance(value, list):
            return all(plain(inner) for inner in value)
        return value is None or isinstance(value, str | int | float | bool)

    assert plain(drawn(seen(10, heart_rate=80)))


def test_the_chart_is_there_in_words() -> None:
    """Who cannot see the chart hears each signal's count, range and last value; what was not measured is said so."""
    log = [seen(10, heart_rate=80), seen(20, heart_rate=95), seen(25, systolic=90, diastolic=130)]
    words = summary(readings(log), BERLIN)
    assert "Heart rate: 2 readings, 80 to 95 /min, last 95 at 16:33." in words
    assert "Systolic pressure: not measured." in words
    assert "Distress (0-4): not measured." in words
    assert "Distress (0-4): 1 readings, 3 to 3, last 3 at" in summary(readings([seen(10, distress=3)]), BERLIN)


@pytest.mark.parametrize("button", ["sendChartToCloud"])
def test_no_chart_can_be_uploaded(button: str) -> None:
    """Plotly's button that uploads a chart to a public cloud is on no chart of Vigil."""
    made = graph("g")
    assert button in CONFIG["modeBarButtonsToRemove"]
    assert made.config["plotlyServerURL"] == ""
    assert made.config["displayModeBar"] is False
