"""Who comes in, and what may each do? Every address is named here with its roles; one that is not fails the build."""

from __future__ import annotations

import pytest

from dashboard.access import COOKIE
from dashboard.app import _needed
from models.people import MAY, STAFF, Act, Role
from models.store import Store
from tests.dashboard.clinics import Browser, Office, new_session
from tests.dashboard.clinics import office as make

NOBODY, CLINICAL, ALL = (), ("nurse", "clinician"), ("nurse", "clinician", "administrator")
_S = "/api/v1/sessions/<session>"
OPEN_TO: dict[tuple[str, str], tuple[str, ...]] = {
    ("GET", "/"): ALL,
    ("GET", "/<path:path>"): ALL,
    ("GET", "/_dash-layout"): ALL,
    ("GET", "/_dash-dependencies"): ALL,
    ("POST", "/_dash-update-component"): NOBODY,  # each callback for itself: see the tests of callbacks
    ("GET", "/_reload-hash"): NOBODY,
    ("GET", "/api/v1/board"): ALL,
    ("GET", "/api/v1/stream"): ALL,
    ("POST", "/api/v1/listening"): ALL,
    ("POST", "/api/v1/silences"): ALL,
    ("GET", "/api/v1/sign-in"): ALL,
    ("POST", "/api/v1/sign-in"): ALL,
    ("GET", f"{_S}/picture"): ALL,
    ("GET", f"{_S}/since"): ALL,
    ("GET", f"{_S}/alerts"): ALL,
    ("GET", f"{_S}/flowsheet.pdf"): ALL,
    ("GET", f"{_S}/stream"): ALL,
    ("GET", "/api/v1/patients"): CLINICAL,
    ("POST", "/api/v1/sessions"): CLINICAL,
    ("POST", "/api/v1/imports"): CLINICAL,
    ("POST", "/api/v1/imports/<batch>/undo"): CLINICAL,
    ("GET", "/api/v1/mappings"): ALL,
    ("POST", "/api/v1/mappings"): CLINICAL,
    ("POST", "/api/v1/mappings/<name>/rename"): ("clinician", "administrator"),
    ("POST", "/api/v1/mappings/<name>/remove"): ("clinician", "administrator"),
    ("POST", f"{_S}/observations"): CLINICAL,
    ("POST", "/api/v1/rooms/<room>/observations"): CLINICAL,
    ("POST", f"{_S}/doses"): CLINICAL,
    ("POST", f"{_S}/notes"): CLINICAL,
    ("POST", f"{_S}/acknowledgements"): CLINICAL,
    ("POST", f"{_S}/skips"): CLINICAL,
    ("POST", f"{_S}/stops"): CLINICAL,
    ("POST", f"{_S}/end"): CLINICAL,
    ("POST", f"{_S}/facts/<fact>/void"): CLINICAL,
    ("POST", f"{_S}/facts/<fact>/amend"): CLINICAL,
    ("POST", f"{_S}/doses/<fact>/amend"): CLINICAL,
    ("GET", f"{_S}/facts/<fact>/elsewhere"): CLINICAL,
    ("POST", f"{_S}/facts/<fact>/move"): CLINICAL,
    ("POST", f"{_S}/ticks"): CLINICAL,
    ("POST", f"{_S}/decisions"): CLINICAL,
    ("POST", f"{_S}/infusions"): CLINICAL,
    ("POST", f"{_S}/interventions"): CLINICAL,
    ("POST", f"{_S}/scores"): CLINICAL,
    ("POST", f"{_S}/signatures"): CLINICAL,
    ("POST", f"{_S}/handovers"): CLINICAL,
    ("POST", f"{_S}/takeovers"): CLINICAL,
}
PUBLIC = {
    ("GET", "/sign-in"),
    ("GET", "/locked"),
    ("POST", "/sign-in"),
    ("POST", "/sign-out"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/api/openapi.json"),
    ("GET", "/_favicon.ico"),
    ("GET", "/assets/<path:filename>"),
    ("GET", "/assets/vigil.js"),
    ("GET", "/assets/vigil.css"),
    ("GET", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"),
}


def routes(office: Office) -> set[tuple[str, str]]:
    """Every method and address that the server answers."""
    rules = office.app.server.url_map.iter_rules()
    return {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def ask(browser: Browser, method: str, rule: str, session: str = "s") -> int:
    """The status of an address with something in its places."""
    path = rule.replace("<session>", session).replace("<fact>", "f").replace("<room>", "1").replace("<path:path>", "somewhere")
    answer = browser.get(path) if method == "GET" else browser.post(path)
    answer.close()
    return answer.status_code


def test_no_address_is_forgotten(office: Office) -> None:
    """Every address of the server is in the table of this file: one that nobody thought about fails here."""
    assert routes(office) == OPEN_TO.keys() | PUBLIC


@pytest.mark.parametrize("role", ALL)
def test_each_role_may_do_what_the_table_says(office: Office, session: str, role: str) -> None:
    """Nurses and clinicians treat, administrators look: any other address is refused, whatever is sent."""
    browser = office.browser(role)
    statuses = {route: ask(browser, *route, session) for route in OPEN_TO}
    unknown = ("<fact>", "<batch>", "<name>")  # what is not there is a 404 for whoever may ask
    refused = {
        route for route, status in statuses.items() if status in {403, 404} and not any(one in route[1] for one in unknown)
    }
    refused |= {route for route, status in statuses.items() if status == 403}
    assert refused == {route for route, roles in OPEN_TO.items() if role not in roles}


def test_a_stranger_is_let_in_nowhere(office: Office, session: str) -> None:
    """Without a sign-in every page leads to the sign-in page and everything else says 401; no layout is handed out."""
    browser = office.browser()
    statuses = {route: ask(browser, *route, session) for route in OPEN_TO}
    assert {route: status for route, status in statuses.items() if status not in {401, 303}} == {}
    assert {route for route, status in statuses.items() if status == 303} == {("GET", "/"), ("GET", "/<path:path>")}


def test_what_is_not_allowed_is_forbidden() -> None:
    """The table of roles and acts is deny by default: every act of every role is one that was written down."""
    everything = {(role, act) for role in Role for act in Act}
    allowed = {(role, act) for role, acts in MAY.items() for act in acts}
    assert allowed < everything
    assert not {(role, act) for role, act in allowed if role in STAFF and role is not Role.ADMINISTRATOR and act is Act.USERS}
    assert (Role.NURSE, Act.ADOPT) not in allowed


def test_a_nurse_cannot_call_the_callbacks_of_the_users_page(office: Office) -> None:
    """Hiding a button protects nothing: the server asks who calls, for each callback."""
    output = next(name for name in office.app.callback_map if "users-table" in name)
    assert office.browser("nurse").post("/_dash-update-component", {"output": output}).status_code == 403
    assert office.browser("nurse").post("/_dash-update-component", {"output": "unknown.children"}).status_code == 403


def test_an_administrator_reads_no_trend(office: Office, session: str) -> None:
    """Who runs the users does not read patients' histories: neither by the page nor by its callback."""
    drawn = office.browser("administrator").callback("main.children", ("place", "pathname", "/trends/any"))
    assert "may not see a patient" in drawn.get_data(as_text=True)


def test_every_callback_has_a_page(office: Office) -> None:
    """No callback is open by accident: each writes to the elements of a page whose reader's rights are known."""
    assert {_needed(output) for output in office.app.callback_map} == {Act.SEE, Act.TREND, Act.USERS, Act.DEVICES}
    with pytest.raises(ValueError, match="no page"):
        _needed("stray.children")


# ------------------------------------------------------------------------------------------------------------------ CSRF
@pytest.mark.parametrize("token", ["", "0" * 64])
def test_another_site_cannot_enter_anything(nurse: Browser, session: str, token: str) -> None:
    """An entry without the token of this very sign-in is refused, and so is every callback."""
    for path in (f"/api/v1/sessions/{session}/observations", "/_dash-update-component"):
        assert nurse.client.post(path, json={}, headers={"X-CSRFToken": token}).status_code == 403


def test_the_token_of_another_sign_in_is_worth_nothing(office: Office, nurse: Browser, session: str) -> None:
    """A token is bound to its sign-in: that of a colleague does not pass."""
    foreign = office.browser("clinician").csrf
    answer = nurse.client.post(f"/api/v1/sessions/{session}/end", json={}, headers={"X-CSRFToken": foreign})
    assert answer.status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_what_a_browser_sends_from_elsewhere_is_refused(nurse: Browser, session: str, headers: dict[str, str]) -> None:
    """A browser says where a request comes from; from another site it is refused even with the token."""
    sent = {**headers, "X-CSRFToken": nurse.csrf}
    assert nurse.client.post(f"/api/v1/sessions/{session}/end", json={}, headers=sent).status_code == 403
    assert nurse.client.post("/sign-in", data={"name": "x", "password": "y"}, headers=headers).status_code == 403


# -------------------------------------------------------------------------------------------------------------- headers
def test_every_answer_is_locked_down(office: Office, nurse: Browser) -> None:
    """No page runs a script that is not ours, sits in another site's frame, or is kept by a browser or proxy."""
    page = nurse.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    for answer in (page, nurse.get("/api/v1/board"), office.browser().get("/sign-in")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_proxy_on_this_machine_is_believed_and_nobody_else(office: Office) -> None:
    """Behind a local TLS proxy tries are counted by the address it saw; what a stranger claims of himself is ignored."""
    seen: list[str] = []
    office.clinic.sign_ins.sign_in = lambda _name, _password, address, _before: seen.append(address) or 1 // 0  # type: ignore[assignment, method-assign, return-value]
    claimed = {"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}
    for peer in ("127.0.0.1", "198.51.100.4"):
        office.browser().client.post("/sign-in", headers=claimed, environ_base={"REMOTE_ADDR": peer})
    assert seen == ["192.0.2.7", "198.51.100.4"]


def test_the_sign_in_page_survives_what_is_typed_into_it(office: Office) -> None:
    """Whatever is in the address or the form is text there, never markup."""
    page = office.browser().client.get('/sign-in?next=/"><script>alert(1)</script>')
    assert "<script>alert" not in page.get_data(as_text=True)


def test_errors_tell_a_stranger_nothing(office: Office, nurse: Browser, session: str) -> None:
    """A mistake of ours is a plain 500 without a word of patients or code."""
    office.clinic.entries = lambda *_: 1 // 0  # type: ignore[assignment, method-assign]
    answer = nurse.get(f"/api/v1/sessions/{session}/since")
    assert (answer.status_code, "Traceback" in answer.get_data(as_text=True)) == (500, False)


def test_two_offices_share_nothing(office: Office, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two clinics in one process do not see each other's sign-ins or sessions."""
    other_store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('other') / 'v.db'}")
    other_store.migrate()
    other = make(other_store)
    other.clinic.open_session(new_session(), other.users["nurse"])
    nurse = office.browser("nurse")
    token = nurse.client.get_cookie(COOKIE)
    assert [room["session"] for room in nurse.get("/api/v1/board").json["rooms"]] == [None] * 3
    stranger = other.browser()
    stranger.client.set_cookie(COOKIE, token.value if token else "")
    assert stranger.get("/api/v1/board").status_code == 401
    other.stop()
    other_store.close()
