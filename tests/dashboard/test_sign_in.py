"""How does somebody come in, stay, and leave? Slowly for who guesses, and for good on the server."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from dashboard.access import COOKIE, CSRF_COOKIE
from models.errors import StoreFailed
from models.sign_ins import WRONG, hashed
from models.store import Store, Writer
from tests.dashboard.clinics import OPERATOR, Browser, Office
from tests.dashboard.clinics import office as make

PASSWORD = "correct horse battery"


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


def test_signing_in_anew_ends_the_sign_in_before(door: Office) -> None:
    """A browser has one sign-in: the token from before a new one is worth nothing."""
    browser = door.browser()
    enter(browser, "nina")
    kept = browser.client.get_cookie(COOKIE)
    enter(browser, "cleo")
    assert kept is not None
    browser.client.set_cookie(COOKIE, kept.value)
    assert browser.get("/api/v1/board").status_code == 401


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


def left(browser: Browser, post: bool = False) -> tuple[float, bool]:  # noqa: FBT001, FBT002  # asking, or staying
    """Minutes until the sign-in is over, and whether nothing can be done about it."""
    said = (browser.post("/api/v1/sign-in") if post else browser.get("/api/v1/sign-in")).json
    return (said["ends"] - said["now"]) / 60_000, said["final"]


def test_a_screen_can_ask_how_long_somebody_stays_signed_in(office: Office, nurse: Browser) -> None:
    """A screen knows when to warn; asking is no use, and saying that somebody is here begins the thirty minutes anew."""
    assert left(nurse) == (30, False)
    office.clock.wait(28.5)
    assert left(nurse) == (1.5, False)
    assert left(nurse, post=True) == (30, False)
    office.clock.wait(31)
    assert nurse.get("/api/v1/sign-in").status_code == 401


def test_twelve_hours_are_the_end_in_any_case(office: Office, nurse: Browser) -> None:
    """When a sign-in is as old as it may be, a screen learns that staying is not possible."""
    for _ in range(26):
        office.clock.wait(27)
        nurse.post("/api/v1/sign-in")
    assert left(nurse) == (18, True)
    assert left(nurse, post=True) == (18, True)


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


# ------------------------------------------------------------------------------------------------- locked screens
def left_alone(door: Office, browser: Browser, minutes: int = 32) -> None:
    """A desk whose sound is on, and nobody who touches it until it is locked."""
    desk = {"client_id": str(uuid4()), "screen": "desk", "armed": True, "rooms": None}
    for _ in range(minutes):
        assert browser.post("/api/v1/listening", desk).status_code == 200
        door.clock.wait(1)


def last(door: Office, count: int) -> list[tuple[str, str, str, str]]:
    """The last acts in the audit trail: who, what, about whom, and the rest."""
    with door.clinic.store.reading() as db:
        return [(trace.actor, trace.action, trace.about, trace.detail) for trace in db.trail(limit=1000)][-count:]


def test_everything_about_a_locked_screen_is_in_the_log(door: Office) -> None:
    """Whose screen was locked, where nobody could unlock it, and who did, with the name of the screen; locked is said once."""
    browser = door.browser("nurse")
    left_alone(door, browser)
    browser.get("/")
    enter(browser, "nina", "wrong")
    enter(browser, "my secret password", "x")
    enter(browser, "cleo")
    assert last(door, 5) == [
        ("", "lock screen", "nina", "desk"),
        ("nina", "refused unlock", "nina", "desk, 127.0.0.1"),
        ("", "refused unlock", "unknown name", "desk, 127.0.0.1"),
        ("cleo", "sign in", "cleo", ""),
        ("cleo", "unlock screen", "nina", "desk"),
    ]
    assert [act for _, act, _, _ in last(door, 100)].count("lock screen") == 1


def test_a_lock_that_nothing_saw_is_in_the_log_before_its_unlock(door: Office) -> None:
    """Where no screen asked between the end of the idle time and the next sign-in, the log holds both, in their order."""
    browser = door.browser("nurse")
    left_alone(door, browser, minutes=5)
    door.clock.wait(27)
    enter(browser, "nina")
    assert [act for _, act, _, _ in last(door, 3)] == ["lock screen", "sign in", "unlock screen"]


def test_what_was_locked_stays_locked(door: Office) -> None:
    """A clock that is put back does not sign anybody in again."""
    browser = door.browser("nurse")
    left_alone(door, browser)
    door.clock.wait(-20)
    assert browser.get("/api/v1/board").status_code == 401


def test_leaving_a_locked_screen_is_a_sign_out(door: Office) -> None:
    """Who ends a locked sign-in without another one has signed out, and unlocked nothing."""
    browser = door.browser("nurse")
    left_alone(door, browser)
    browser.post("/sign-out")
    assert last(door, 1) == [("nina", "sign out", "nina", "")]


def test_alarms_do_not_wait_for_the_log(door: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the log cannot be written a locked screen goes on hearing, and the lock is noted when it can be written again."""
    browser = door.browser("nurse")
    with monkeypatch.context() as broken:
        broken.setattr(Writer, "lock_web_session", lambda *_: (_ for _ in ()).throw(StoreFailed("The disk is full.")))
        left_alone(door, browser)
    assert "lock screen" not in [act for _, act, _, _ in last(door, 9)]
    browser.get("/api/v1/sign-in")
    assert last(door, 1) == [("", "lock screen", "nina", "desk")]
