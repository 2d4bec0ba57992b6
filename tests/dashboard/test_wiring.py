"""Is it put together right? One application around one clinic, small to load, and nothing left running."""

from __future__ import annotations

import re
import threading

import pytest

from dashboard import theme
from dashboard.app import create_app
from models.errors import StoreFailed
from models.store import Store
from tests.dashboard.clinics import Browser, Clock, Office, clinic_on, new_session, settings
from tests.dashboard.clinics import office as make

COLD = 1_200_000
"""Bytes on the wire until a screen that was never here before shows a session."""


def addresses(page: str) -> list[str]:
    """Every script and style that a page asks for; what it only announces is not among them."""
    return re.findall(r'<(?:script|link(?! rel="preload"))[^>]* (?:src|href)="([^"]+)"', page)


def test_a_page_shows_its_frame_to_whoever_is_signed_in(nurse: Browser) -> None:
    """The layout says where one is and who is signed in, and that Vigil is an adjunct."""
    layout = nurse.get("/_dash-layout").get_data(as_text=True)
    for said in ("Clinic North", "Nina", "Adjunct - not a primary monitor or alarm.", "not approved by a medical director"):
        assert said in layout


@pytest.mark.parametrize("address", [address for address, _ in theme.EARLY])
def test_what_a_page_asks_for_early_is_there(office: Office, address: str) -> None:
    """Everything that a browser is told to fetch before Dash asks for it is answered, and named in the page."""
    nurse = office.browser("nurse")
    assert f'href="{address}"' in nurse.get("/").get_data(as_text=True)
    assert nurse.get(address).status_code == 200


def test_the_router_draws_each_page(nurse: Browser, session: str) -> None:
    """Each address draws its page through one callback; an unknown one says so."""
    drawn = {
        path: nurse.callback("main.children", ("place", "pathname", path)) for path in ("/", f"/session/{session}", "/nowhere")
    }
    assert {answer.status_code for answer in drawn.values()} == {200}
    assert "Patient 0042" in drawn[f"/session/{session}"].get_data(as_text=True)
    assert "Nothing to show" in drawn["/nowhere"].get_data(as_text=True)


@pytest.mark.parametrize(
    ("whose", "shown"),
    [("http://localhost/session/{}", True), ("http://elsewhere.example/session/{}", False), ("http://localhost/users", False)],
)
def test_the_first_answer_holds_the_page(nurse: Browser, session: str, whose: str, shown: bool) -> None:  # noqa: FBT001
    """Whoever opens a page gets it with the frame around it, if it is a page of ours and theirs to see."""
    layout = nurse.client.get("/_dash-layout", headers={"Referer": whose.format(session)}).get_data(as_text=True)
    assert ("Patient 0042" in layout) is shown
    assert ("Nothing to show" in layout) is whose.endswith("/users")


def test_demo_is_said_on_every_screen(sqlite_store: Store) -> None:
    """What is invented is marked as such, also on the sign-in page."""
    demo = make(sqlite_store, demo=True)
    assert "DEMO" in demo.browser("nurse").get("/_dash-layout").get_data(as_text=True)
    assert "DEMO" in demo.browser().get("/sign-in").get_data(as_text=True)
    demo.stop()


def test_a_page_has_a_language(nurse: Browser) -> None:
    """A screen reader knows how to speak it."""
    assert '<html lang="en"' in nurse.get("/").get_data(as_text=True)


def test_nothing_comes_from_elsewhere(nurse: Browser) -> None:
    """Every script and style comes from this server: it works without the internet, and nobody learns who uses it."""
    assert [address for address in addresses(nurse.get("/").get_data(as_text=True)) if not address.startswith("/")] == []


@pytest.mark.ux("U48")
def test_a_cold_load_is_small(nurse: Browser) -> None:
    """Everything that a new screen loads is at most 1.2 MB on the wire, the chart library included once."""
    sizes = {}
    for address in addresses(nurse.get("/").get_data(as_text=True)):
        answer = nurse.client.get(address, headers={"Accept-Encoding": "br"})
        sizes[address] = len(answer.get_data())
        answer.close()
    assert sum(sizes.values()) < COLD, sizes
    assert sum("plotly" in address for address in sizes) == 1


@pytest.mark.ux("U48")
def test_what_did_not_change_is_not_asked_for_again(nurse: Browser) -> None:
    """Every file carries its version in its address and is kept for good; a second load asks for none of them."""
    for address in addresses(nurse.get("/").get_data(as_text=True)) + addresses(
        nurse.client.get("/sign-in").get_data(as_text=True)
    ):
        answer = nurse.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address
        answer.close()


def test_a_part_of_dash_without_a_version_is_asked_for_in_few_bytes(nurse: Browser) -> None:
    """What Dash loads without a version is asked for again, and answered with "unchanged"."""
    path = "/_dash-component-suites/dash/dcc/async-graph.js"
    first = nurse.client.get(path, headers={"Accept-Encoding": "br"})
    again = nurse.client.get(path, headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_agents_are_offered_nothing(nurse: Browser, monkeypatch: pytest.MonkeyPatch, sqlite_store: Store) -> None:
    """No environment variable can make the callbacks into tools for language models."""
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    made = make_second(sqlite_store)
    assert not [rule for rule in made.app.server.url_map.iter_rules() if "mcp" in rule.rule]
    made.stop()


def make_second(store: Store) -> Office:
    """Another application on the same clinic."""
    clock = Clock()
    clinic = clinic_on(store, clock)
    return Office(clinic, clock, {}, create_app(clinic, settings()))


def test_nothing_runs_that_nobody_asked_for(office: Office) -> None:
    """An application that is only looked at starts no thread; one that is served starts two, and stops them."""
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("vigil")]


def test_what_was_started_is_stopped(sqlite_store: Store) -> None:
    """Stopping the server leaves no thread behind."""
    made = make(sqlite_store, live=True)
    assert {t.name for t in threading.enumerate() if t.name.startswith("vigil")} == {"vigil-watchman", "vigil-follower"}
    made.stop()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("vigil")]


def test_health_is_told_without_a_sign_in_and_without_patients(office: Office, session: str) -> None:
    """Machines that look after machines see whether Vigil is well; no name, number or id of anybody is in it."""
    browser = office.browser()
    told = {path: browser.get(path) for path in ("/healthz", "/readyz", "/metrics")}
    assert {path: answer.status_code for path, answer in told.items()} == {"/healthz": 200, "/readyz": 200, "/metrics": 200}
    office.browser("nurse").get(f"/api/v1/sessions/{session}/picture")
    text = browser.get("/metrics").get_data(as_text=True)
    assert "vigil_sessions_running 1.0" in text
    measured = re.compile(r"(?<=[\s\"])\d+\.\d+(?:e[+-]\d+)?(?=[\s\"]|$)")
    for secret in (session, "0042", "Patient", "nina"):
        assert secret not in measured.sub("a number", text)


def test_a_database_that_does_not_answer_is_not_ready(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """/readyz fails while the database is away."""

    def away() -> bool:
        raise StoreFailed("gone")

    monkeypatch.setattr(office.clinic.store, "is_current", away)
    answer = office.browser().get("/readyz")
    assert (answer.status_code, answer.json["why"]) == (503, "the database does not answer")


def test_a_broken_database_is_not_healthy(office: Office) -> None:
    """After a failed write to the disk nothing more is promised."""
    office.clinic.store.broken = "The disk failed."
    assert office.browser().get("/healthz").status_code == 503


def test_a_new_session_is_on_the_board_of_the_page(office: Office, nurse: Browser) -> None:
    """What the door stores is what the interface shows."""
    made = office.clinic.open_session(new_session("2", "77"), office.users["nurse"])
    rooms = nurse.get("/api/v1/board").json["rooms"]
    assert rooms[1]["session"]["s"] == made.row.id
