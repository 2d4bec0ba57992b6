"""What does a clinician see of a patient's sessions: in the charts, and in words?"""

from __future__ import annotations

import itertools
import json
from typing import Any

import pandas as pd
import pytest

from dashboard import theme
from dashboard.courses import CROWD, courses
from dashboard.pages.trends import HEADS, OVER, cells, peak_caption, peak_words
from dashboard.peaks import peaks
from models import alerts, protocol, trends
from models.facts import Dose, Ended, Fact, Opened
from models.trends import Past
from models.vitals import MINUTE, Millis, ObservationSet

DAY: Millis = 24 * 60 * MINUTE
FIRST: Millis = 1_763_805_600_000
LIMITS = {"advisory": 165.0, "high": 180.0}


def past(week: int, peak: float, *, baseline: bool = True, measured: bool = True) -> Past:
    """A session of this week, with a pressure before the dose, one at 40 min and one at 80."""
    dose = FIRST + 7 * week * DAY
    log: list[Fact] = [Opened(id="o", at=dose - 30 * MINUTE), Dose(id="d", at=dose, drug="Esketamine", amount=84, unit="mg")]
    minutes = [*([-5] if baseline else []), *([40, 80] if measured else [])]
    for minute in minutes:
        high = {-5: 124.0, 40: peak, 80: 130.0}[minute]
        values = {
            "systolic": high,
            "diastolic": 80.0,
            "heart_rate": 70.0,
            "spo2": 97.0,
            "dissociation": 2.0 if minute == 40 else 0.0,
        }
        log.append(ObservationSet(id=f"b{minute}", at=dose + minute * MINUTE, received=dose + minute * MINUTE, **values))
    log.append(Ended(id="e", at=dose + 120 * MINUTE))
    return Past(f"s{week}", alerts.fold(protocol.load("esketamine-nasal"), log), tuple(log))


def table(*sessions: Past) -> pd.DataFrame:
    """Their trend."""
    return trends.per_session(sessions)


def told(session: Past) -> dict[str, str]:
    """One session in words, by the heads of the table."""
    return dict(zip(HEADS[1:], cells(table(session).to_dict("records")[0]), strict=True))


def test_a_session_in_words() -> None:
    """Each number of the table stands with its time, its unit or its limit."""
    said = told(past(0, 184))
    assert said["Dose"] == "Esketamine 84 mg"
    assert said["Baseline BP"] == "124/80"
    assert said["Peak BP"] == "184/80 at +0:40"
    assert said["Change"] == "+60/+0"
    assert said[OVER] == "15 over 165 · 15 over 180"
    assert said["Lowest SpO₂"] == "97 %"
    assert said["Dissociation"] == "2, 0 at +1:20"


def test_no_baseline_is_said_in_words() -> None:
    """Where nothing was measured before the dose, the table says "no baseline", not zero and not a dash."""
    said = told(past(0, 150, baseline=False))
    assert (said["Baseline BP"], said["Change"]) == ("no baseline", "no baseline")


def test_limits_that_all_sessions_share_stand_in_the_head() -> None:
    """Where every session had the same limits they are said once, above the column, so that the table fits a tablet."""
    row = table(past(0, 184)).to_dict("records")[0]
    assert dict(zip(HEADS[1:], cells(row, shared=True), strict=True))[OVER] == "15 · 15"


def test_the_chart_says_which_sessions_have_no_baseline() -> None:
    """A bar that is missing has a reason, and the words above the chart give it."""
    assert peak_caption(table(past(0, 150))) == "Systolic pressure: baseline to peak"
    assert peak_caption(table(past(0, 150), past(1, 150, baseline=False))).endswith("(no baseline: 29 Nov)")
    assert peak_caption(table(past(0, 150), *(past(n, 150, baseline=False) for n in (1, 2, 3)))).endswith(
        "no baseline: 3 of 4 sessions)"
    )
    assert peak_caption(table(past(0, 150, baseline=False))) == "Systolic pressure: peak, no baseline"


def test_of_many_peaks_only_two_have_their_number() -> None:
    """Of forty sessions the latest and the highest peak are numbered; forty numbers would lie upon each other."""
    figure = peaks(table(*(past(week, 130.0 + week % 7) for week in range(40))), theme.NIGHT)
    marks = next(trace for trace in figure["data"] if trace["mode"] == "markers+text")
    assert [text for text in marks["text"] if text] == ["136", "134"]


@pytest.mark.parametrize("count", [1, 2, 5, 9, 40])
def test_the_latest_session_has_its_date(count: int) -> None:
    """However many sessions there are, few dates stand beneath them, the latest always, with the year where there are several."""
    axis = peaks(table(*(past(week, 150) for week in range(count))), theme.NIGHT)["layout"]["xaxis"]
    assert axis["tickvals"][-1] == count - 1
    assert len(axis["tickvals"]) <= 5
    assert axis["tickangle"] == 0
    assert ("<br>" in axis["ticktext"][-1]) == (count > 5)


def test_a_long_session_is_shown_to_its_end() -> None:
    """A course that goes on beyond two and a half hours is not cut off; one that never ends does not squeeze the others."""
    readings = trends.aligned([past(0, 150)])
    for longest, end in ((80.0, 150.0), (200.0, 205.0), (3000.0, 305.0)):
        longer = readings.assign(minutes=readings["minutes"].replace(80.0, longest))
        assert courses(longer, "s0", LIMITS, theme.NIGHT)["layout"]["xaxis"]["range"][1] == end


def test_without_a_dose_the_course_begins_at_the_opening() -> None:
    """Sessions without a dose are laid side by side from their opening, and no time of the label is marked."""
    log = [fact for fact in past(0, 150).facts if not isinstance(fact, Dose)]
    undosed = Past("s0", alerts.fold(protocol.load("esketamine-nasal"), log), tuple(log))
    readings = trends.from_opening([undosed])
    assert sorted(set(readings["minutes"])) == [25.0, 70.0, 110.0]
    figure = courses(readings, "s0", {}, theme.NIGHT, dosed=False)
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == [0]
    assert figure["layout"]["xaxis"]["range"][0] == -5


def test_what_was_not_measured_says_so() -> None:
    """A session without readings has words in every cell, never 0 and never nan."""
    said = told(past(0, 150, measured=False))
    assert said["Peak BP"] == said["Peak HR"] == said["Dissociation"] == "not measured"
    assert "nan" not in " ".join(said.values())


def test_a_limit_that_no_protocol_has_is_not_drawn() -> None:
    """The chart draws the limits of the protocol in force, step by step, and names the latest."""
    figure = peaks(table(past(0, 150), past(1, 184)), theme.NIGHT)
    lines = [
        trace
        for trace in figure["data"]
        if trace["hovertemplate" if "hovertemplate" in trace else "mode"].startswith(("advisory", "high"))
    ]
    assert [set(line["y"]) for line in lines] == [{165.0}, {180.0}]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["advisory 165", "high 180"]


def test_peaks_leave_a_gap_where_nothing_was_measured() -> None:
    """A session without a pressure has no mark at all: none at zero, none carried over."""
    figure = peaks(table(past(0, 150), past(1, 0, baseline=False, measured=False), past(2, 160)), theme.NIGHT)
    marks = next(trace for trace in figure["data"] if trace["mode"] == "markers+text")
    assert marks["y"] == [150.0, None, 160.0]
    assert marks["text"] == ["150", "", "160"]


def test_the_latest_session_is_in_colour_and_the_earlier_ones_grey() -> None:
    """The eye goes to the latest session; those before are its grey background, drawn beneath it."""
    figure = courses(trends.aligned([past(0, 150), past(1, 184)]), "s1", LIMITS, theme.NIGHT)
    systolic = [trace for trace in figure["data"] if trace["yaxis"] == "y" and max(trace["y"]) > 100]
    assert [trace["line"]["color"] for trace in systolic] == [theme.NIGHT.edge, theme.NIGHT.bp]


def test_pressure_and_heart_rate_never_share_a_plot_area() -> None:
    """Pressures, heart rate and dissociation are stacked strips with one time axis."""
    figure = courses(trends.aligned([past(0, 150)]), "s0", LIMITS, theme.NIGHT)
    by_axis = {trace["hovertemplate"].split("  ")[1].split(" %")[0]: trace["yaxis"] for trace in figure["data"]}
    assert by_axis == {"systolic": "y", "diastolic": "y", "heart rate": "y2", "dissociation": "y3"}
    strips = [figure["layout"][axis]["domain"] for axis in ("yaxis3", "yaxis2", "yaxis")]
    assert all(lower[1] < upper[0] for lower, upper in itertools.pairwise(strips))


def test_a_long_stream_loses_no_spike() -> None:
    """Of a monitor's stream the lowest and the highest reading of each minute are drawn."""
    stream = pd.DataFrame({"session": "s", "minutes": [i / 60 for i in range(7200)], "signal": "heart_rate", "value": 70.0})
    stream.loc[3333, "value"] = 141.0
    figure = courses(stream, "s", {}, theme.NIGHT)
    assert len(stream) > CROWD
    assert len(figure["data"][0]["x"]) <= 2 * 121
    assert max(figure["data"][0]["y"]) == 141


@pytest.mark.parametrize("palette", [theme.NIGHT, theme.DAY, theme.by_variable()], ids=lambda p: p.name)
def test_figures_are_plain_values(palette: theme.Palette) -> None:
    """Figures are lists and numbers that any browser reads as they are, with a name of nobody and no NaN."""
    sessions = [past(0, 150), past(1, 184, baseline=False)]
    for figure in (peaks(table(*sessions), palette), courses(trends.aligned(sessions), "s1", LIMITS, palette)):
        assert "bdata" not in json.dumps(figure, allow_nan=False)


def test_the_peaks_are_told_to_who_cannot_see_them() -> None:
    """A sentence says the range, the median and the latest peak; without any pressure it says so."""
    assert peak_words(table(past(0, 150), past(1, 184))) == "Peak systolic pressure 150 to 184 mmHg, median 167; latest 184."
    assert peak_words(table(past(0, 150, baseline=False, measured=False))) == "No pressure was measured."


def test_words_of_a_drug_are_text() -> None:
    """A drug's name is never read as markup by the chart."""
    odd = past(0, 150)
    log = [*odd.facts, Dose(id="x", at=FIRST + MINUTE, drug="<b>x</b>", amount=1, unit="mg")]
    figure: dict[str, Any] = peaks(table(Past("s0", alerts.fold(odd.picture.protocol, log), tuple(log))), theme.NIGHT)
    assert "<b>" not in json.dumps(figure)
