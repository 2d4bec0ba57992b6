"""Who comes in, and what may each do? Every address is named here with its roles; one that is not fails the build."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.access import COOKIE, CSRF_COOKIE
from dashboard.app import _needed
from models.people import MAY, STAFF, Act, Role
from models.sign_ins import WRONG, hashed
from models.store import Store
from tests.dashboard.clinics import OPERATOR, Browser, Office, new_session
from tests.dashboard.clinics import office as make

PASSWORD = "correct horse battery"
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
    ("GET", f"{_S}/picture"): ALL,
    ("GET", f"{_S}/since"): ALL,
    ("GET", f"{_S}/stream"): ALL,
    ("GET", "/api/v1/patients"): CLINICAL,
    ("POST", "/api/v1/sessions"): CLINICAL,
    ("POST", f"{_S}/observations"): CLINICAL,
    ("POST", f"{_S}/doses"): CLINICAL,
    ("POST", f"{_S}/notes"): CLINICAL,
    ("POST", f"{_S}/acknowledgements"): CLINICAL,
    ("POST", f"{_S}/skips"): CLINICAL,
    ("POST", f"{_S}/stops"): CLINICAL,
    ("POST", f"{_S}/end"): CLINICAL,
    ("POST", f"{_S}/facts/<fact>/void"): CLINICAL,
    ("POST", f"{_S}/facts/<fact>/amend"): CLINICAL,
}
PUBLIC = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-out"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/api/openapi.json"),
    ("GET", "/_favicon.ico"),
    ("GET", "/assets/<path:filename>"),
    ("GET", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"),
}


def routes(office: Office) -> set[tuple[str, str]]:
    """Every method and address that the server answers."""
    rules = office.app.server.url_map.iter_rules()
    return {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def ask(browser: Browser, method: str, rule: str, session: str = "s") -> int:
    """The status of an address with something in its places."""
    path = rule.replace("<session>", session).replace("<fact>", "f").replace("<path:path>", "somewhere")
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
    refused = {route for route, status in statuses.items() if status in {403, 404} and "facts" not in route[1]}
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
    assert {_needed(output) for output in office.app.callback_map} == {Act.SEE, Act.TREND, Act.USERS}
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


# --------------------------------------------------------------------------------------------------------------- sign-in
@pytest.fixture(scope="module")
def password_hash() -> str:
    """The hash of PASSWORD: making one takes long, and is meant to."""
    return hashed(PASSWORD)


@pytest.fixture
def door(sqlite_store: Store, password_hash: str) -> Iterator[Office]:
    """An office whose users have a password."""
    made = make(sqlite_store)
    with sqlite_store.writing() as db:
        for user in made.users.values():
            db.set_user(type(user)(name=user.name, full_name=user.full_name, role=user.role, password_hash=password_hash), "test")
    yield made
    made.stop()


def enter(browser: Browser, name: str, password: str = PASSWORD, next_: str = "/") -> tuple[int, str]:
    """Sign in by the form: the status, and where it leads."""
    answer = browser.client.post("/sign-in", data={"name": name, "password": password, "next": next_})
    return answer.status_code, answer.headers.get("Location", "")


def test_a_nurse_signs_in_and_goes_on_where_she_wanted(door: Office) -> None:
    """After signing in one is where one wanted to be; an address of another site is not followed."""
    browser = door.browser()
    assert browser.get("/session/7?a=1").headers["Location"] == "/sign-in?next=/session/7%3Fa%3D1"
    assert enter(browser, "nina", next_="/session/7") == (303, "/session/7")
    assert browser.get("/").status_code == 200
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "/sign-out"):
        assert enter(browser, "nina", next_=elsewhere) == (303, "/")


def test_cookies_cannot_be_read_or_sent_from_elsewhere(door: Office) -> None:
    """The sign-in is out of reach of scripts and other sites; only the CSRF token can be read."""
    answer = door.browser().client.post("/sign-in", data={"name": "nina", "password": PASSWORD})
    cookies = {line.split("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    assert "HttpOnly" in cookies[COOKIE]
    assert "HttpOnly" not in cookies[CSRF_COOKIE]
    assert all("SameSite=Strict" in line for line in cookies.values())


def test_a_script_signs_in_with_json(door: Office) -> None:
    """A script gets its CSRF token in the answer."""
    answer = door.browser().client.post("/sign-in", json={"name": "nina", "password": PASSWORD})
    assert answer.status_code == 200
    assert len(answer.json["csrf"]) == 64


@pytest.mark.parametrize(("name", "password"), [("nina", "wrong wrong"), ("nobody", PASSWORD), ("", ""), ("nina\x00", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_the_same(door: Office, name: str, password: str) -> None:
    """Nobody learns by trying who works here."""
    answer = door.browser().client.post("/sign-in", data={"name": name, "password": password})
    assert answer.status_code == 401
    assert WRONG in answer.get_data(as_text=True)


def test_after_ten_tries_a_minute_nothing_is_checked_any_more(door: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing one person's password from one place ends after ten tries; a minute later it is possible again."""
    browser = door.browser()
    checks: list[str] = []
    monkeypatch.setattr(door.clinic.sign_ins, "_holds", lambda kept, _: bool(checks.append(kept)))
    statuses = [enter(browser, "nina", "guess")[0] for _ in range(12)]
    assert (statuses, len(checks)) == ([401] * 10 + [429] * 2, 10)
    door.clock.wait(1)
    assert enter(browser, "nina", "guess")[0] == 401


def test_a_colleague_elsewhere_is_not_locked_out(door: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who guesses names keeps nobody from signing in at another place."""
    monkeypatch.setattr(door.clinic.sign_ins, "_holds", lambda _, password: password == PASSWORD)
    attacker, colleague = door.browser(), door.browser()
    for _ in range(11):
        enter(attacker, "nina", "guess")
    answer = colleague.client.post(
        "/sign-in", data={"name": "nina", "password": PASSWORD}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert answer.status_code == 303


def test_a_sign_in_that_was_left_is_over_on_the_server(nurse: Browser) -> None:
    """The cookie from before signing out opens nothing, wherever it was copied to."""
    kept = nurse.client.get_cookie(COOKIE)
    assert nurse.post("/sign-out").status_code == 200
    assert kept is not None
    nurse.client.set_cookie(COOKIE, kept.value)
    assert nurse.get("/api/v1/board").status_code == 401


def test_disabling_somebody_ends_the_sign_in_at_once(office: Office, nurse: Browser) -> None:
    """Who may no longer sign in is out with the next click."""
    office.clinic.staff.disable("nina", OPERATOR)
    assert nurse.get("/api/v1/board").status_code == 401


def test_polling_does_not_keep_a_sign_in_alive(office: Office, nurse: Browser) -> None:
    """A screen that nobody uses signs out after the idle time, however often it asks for news by itself."""
    for _ in range(31):
        office.clock.wait(1)
        status = nurse.get("/api/v1/board").status_code
    assert status == 401


def test_entries_and_page_loads_keep_a_sign_in_alive(office: Office, nurse: Browser, session: str) -> None:
    """Somebody who works is not signed out, until the twelve hours are over."""
    for minute in range(0, 11 * 60, 25):
        office.clock.wait(25)
        assert (nurse.get("/") if minute % 2 else nurse.enter(session, heart_rate=72)).status_code in {200, 201}
    office.clock.wait(61)
    assert nurse.get("/").status_code == 303


def test_everything_about_signing_in_is_in_the_log(door: Office) -> None:
    """Sign-ins, refused ones and sign-outs are in the audit trail; what was typed as an unknown name is not."""
    browser = door.browser()
    enter(browser, "nina", "wrong")
    enter(browser, "my secret password", "x")
    enter(browser, "nina")
    browser.post("/sign-out")
    with door.clinic.store.reading() as db:
        trail = [(trace.actor, trace.action, trace.about) for trace in db.trail(limit=1000)][-4:]
    assert trail == [
        ("nina", "refused sign-in", "nina"),
        ("", "refused sign-in", "unknown name"),
        ("nina", "sign in", "nina"),
        ("nina", "sign out", "nina"),
    ]


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
