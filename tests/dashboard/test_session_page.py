"""What does the page of a session consist of, and who may do what on it?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from dash.development.base_component import Component

from dashboard.ids import Session
from dashboard.pages import session
from dashboard.pages.visit import Visit
from models.clinic import Clinic
from models.entry import USUAL
from models.errors import NotFound
from models.facts import Dose, Raised
from models.store import Entry, Store
from models.vitals import MINUTE, ObservationSet
from tests.browser.ward import NURSE, SESSION, Clock, open_clinic

MADE_BY_SCRIPTS = (Session.SETS, Session.VALUES, Session.ENTRY, Session.CHART_BAR)


@pytest.fixture
def clinic(sqlite_store: Store) -> Clinic:
    """A clinic with one session, 38 min after the dose."""
    return open_clinic(sqlite_store, Clock())


def page(clinic: Clinic, **changes: object) -> Component:
    """The page as a nurse opens it."""
    visit = Visit(clinic, NURSE, clinic.clock(), SESSION)
    return session.layout(replace(visit, **changes))  # type: ignore[arg-type]


def parts(component: Component) -> Iterator[Component]:
    """The component and everything in it."""
    yield component
    yield from component._traverse()  # noqa: SLF001 - how Dash walks its own trees


def test_every_element_of_the_page_is_there_once(clinic: Clinic) -> None:
    """Each id of the session page is on it exactly once."""
    found = [part.id for part in parts(page(clinic)) if isinstance(part, Component) and getattr(part, "id", None)]
    assert sorted(found) == sorted(Session)


def test_what_scripts_fill_is_left_empty(clinic: Clinic) -> None:
    """Where a script writes, Dash writes nothing: a redraw can never wipe what a nurse is typing."""
    made = {part.id: part for part in parts(page(clinic)) if isinstance(part, Component) and getattr(part, "id", None)}
    assert all(getattr(made[name], "children", None) is None for name in MADE_BY_SCRIPTS)


def test_who_stands_at_the_bed_reads_all_that_was_given(clinic: Clinic) -> None:
    """Beside the patient stands what was given by each route, and of a drug that was given by several how much that is."""
    shot = Dose(id="shot", at=clinic.clock(), drug="Ketamine", amount=10, route="IM", confirmed=True)
    clinic.record(SESSION, shot, NURSE)
    (said,) = [part.children for part in parts(page(clinic)) if getattr(part, "className", "") == "treatment"]
    assert said == "Ketamine 35 mg IV, Ketamine 10 mg IM (in all Ketamine 45 mg)"


def test_the_page_goes_exactly_as_far_as_its_log(clinic: Clinic) -> None:
    """Chart, table and values are of one instant, and the script is told of which: what comes later is added once."""
    made = page(clinic)
    head = clinic.head()
    figure = next(p for p in parts(made) if isinstance(p, Component) and getattr(p, "id", "") == Session.FIGURE).data
    told = made.to_plotly_json()["props"]
    assert int(told["data-seq"]) == figure["layout"]["meta"]["seq"] == json.loads(told["data-picture"])["seq"] == head


def test_the_table_holds_no_stream(clinic: Clinic) -> None:
    """A monitor's readings are on the chart; the table holds what staff entered and what was measured of pressure and mind."""
    for number, values in enumerate(({"heart_rate": 80.0}, {"systolic": 130.0, "diastolic": 80.0})):
        seen = ObservationSet(id=f"m{number}", at=clinic.clock(), source="monitor-3", **values)  # type: ignore[arg-type]
        clinic.record(SESSION, seen, NURSE)
    entries = clinic.entries(SESSION)
    listed = [entry.fact for entry in session.listed(entries)]
    assert [fact.id for fact in listed if fact.id in {"m0", "m1"}] == ["m1"]
    assert not any(isinstance(fact, Raised) for fact in listed)


def test_who_it_is_says_all_that_was_given(clinic: Clinic) -> None:
    """Beside the name stands the whole dose, not the first part of it: 35 mg and 14 mg more are 49 mg."""
    more = Dose(id="more", at=clinic.clock(), drug="Ketamine", amount=14, unit="mg", route="IV", confirmed=True)
    clinic.record(SESSION, more, NURSE)
    said = [part.children for part in parts(page(clinic)) if getattr(part, "className", "") == "treatment"]
    assert said == ["Ketamine 49 mg IV"]


def test_the_page_is_handed_what_is_usual(clinic: Clinic) -> None:
    """What staff are asked about once is the server's table of usual values, handed to the page beside the possible ones."""
    told = page(clinic).to_plotly_json()["props"]
    usual = json.loads(told["data-usual"])
    assert usual["ranges"] == {
        "heart_rate": [40, 130],
        "systolic": [90, 180],
        "diastolic": [50, 110],
        "spo2": [92, 100],
        "respiratory_rate": [8, 30],
    }
    assert (usual["jumps"], usual["jump_within"]) == ({"heart_rate": 40, "systolic": 40}, 15 * MINUTE)
    assert (usual["pulse"], usual["late"], usual["again"]) == ([20, 100], 15 * MINUTE, MINUTE)
    assert all(low <= high for low, high in json.loads(told["data-ranges"]).values())


def test_what_is_usual_can_be_possible() -> None:
    """No usual range lies outside of what can be measured: nobody is asked about what is refused anyway."""
    assert all(signal.lowest <= low < high <= signal.highest for signal, low, high in USUAL.ranges)
    assert {signal for signal, _ in USUAL.jumps} <= {signal for signal, _, _ in USUAL.ranges}


def test_the_page_is_handed_the_limits_that_are_judged(clinic: Clinic) -> None:
    """A number is coloured by the very limits that raise the alerts, relative ones too, each for the time for which it holds."""
    (node,) = [part for part in parts(page(clinic)) if isinstance(part, Component) and getattr(part, "data-limits", None)]
    known = [one for one in json.loads(getattr(node, "data-limits")) if one["signal"] == "systolic" and one["dir"] == "high"]
    dose = clinic.session_view(SESSION, clinic.clock()).picture.first_dose
    assert [(one["lvl"], one["n"]) for one in known if one["since"] == dose] == [("low", 155), ("medium", 165), ("high", 180)]
    assert [(one["lvl"], one["n"]) for one in known if one["until"] == dose] == [("low", 165), ("high", 180)]


def test_the_page_knows_what_a_device_streams(clinic: Clinic) -> None:
    """A number from a monitor that streams is told apart from a device's single one, and from what staff entered."""
    now = clinic.clock()
    for name, at, source, values in (
        ("a", now - 3000, "monitor-3", {"heart_rate": 80.0}),
        ("b", now - 2000, "monitor-3", {"heart_rate": 81.0}),
        ("c", now - 1000, "trolley", {"spo2": 97.0}),
    ):
        clinic.record(SESSION, ObservationSet(id=name, at=at, source=source, **values), NURSE)  # type: ignore[arg-type]
    told = json.loads(page(clinic).to_plotly_json()["props"]["data-sources"])
    assert told == {
        "hr": {"t": now - 2000, "src": "monitor-3", "streamed": True},
        "spo2": {"t": now - 1000, "src": "trolley", "streamed": False},
    }


def test_the_header_names_room_and_protocol(clinic: Clinic) -> None:
    """Whoever stands at the bed sees the room, and under which protocol's limits and that nobody has approved it."""
    words = [str(getattr(part, "children", "")) for part in parts(page(clinic)) if isinstance(part, Component)]
    assert "Ketamine IV, 40 minutes, version 1 (proposal)" in words
    assert "3" in words


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("nurse", {"record", "correct", "acknowledge", "end", "sign", "import"}), ("administrator", set())],
)
def test_who_may_only_look_gets_no_form(clinic: Clinic, role: str, allowed: set[str]) -> None:
    """A nurse may enter, correct, acknowledge, end and sign; an administrator may look."""
    told = page(clinic, user=replace(NURSE, role=role)).to_plotly_json()["props"]
    assert set(told["data-may"].split()) == allowed


def test_a_session_that_is_not_there_is_refused(clinic: Clinic) -> None:
    """An address without a session is answered in words."""
    with pytest.raises(NotFound, match="no session"):
        page(clinic, about="s99")


def test_a_stream_of_pressures_is_no_table() -> None:
    """A monitor that sends a pressure every second fills the chart, not the table; a cuff every five minutes has its rows."""
    stream = [ObservationSet(id=f"a{n}", at=n * 1000, source="line", systolic=120, diastolic=80) for n in range(100)]
    cuff = [ObservationSet(id=f"c{n}", at=n * 300_000, source="cuff", systolic=120, diastolic=80) for n in range(3)]
    entries = [Entry(n, "s1", n, fact) for n, fact in enumerate([*stream, *cuff], 1)]
    assert [entry.fact.id for entry in session.listed(entries)] == ["a0", "c0", "c1", "c2"]
    assert session.pressed(entries) == {"line": 99_000, "cuff": 600_000}


def test_the_chart_calls_people_by_their_full_name(clinic: Clinic) -> None:
    """Who points at a mark reads the name of whoever measured it, not what that person signs in with."""
    (figure,) = [part.data for part in parts(page(clinic)) if getattr(part, "id", "") == Session.FIGURE]
    trace = next(one for one in figure["data"] if one["meta"]["feed"] == "heart_rate.spot")
    assert set(trace["text"]) == {NURSE.full_name}
