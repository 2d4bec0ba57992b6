"""What is left of a sign-in that nobody has used for long, on a screen that sounds? That it is heard, and nothing else."""

from __future__ import annotations

from uuid import uuid4

import pytest

from dashboard.access import COOKIE
from models.vitals import MINUTE
from tests.dashboard.clinics import Browser, Office

DESK = {"client_id": str(uuid4()), "screen": "desk", "armed": True, "rooms": None}
BEAT, STREAM = "/api/v1/listening", "/api/v1/stream"


def beats(office: Office, browser: Browser, minutes: int, **said: object) -> list[int]:
    """A screen that nobody uses says every minute whether it can be heard; what it is answered."""
    answers = []
    for _ in range(minutes):
        answers.append(browser.post(BEAT, {**DESK, **said}).status_code)
        office.clock.wait(1)
    return answers


def opens(browser: Browser) -> int:
    """Whether a browser that asks for the stream gets one."""
    answer = browser.get(STREAM)
    answer.close()
    return answer.status_code


def test_an_armed_screen_goes_on_hearing_when_nobody_uses_it(office: Office, nurse: Browser) -> None:
    """After the idle time alarms go on coming and the screen still counts as one that is heard, until twelve hours are over."""
    assert set(beats(office, nurse, 719)) == {200}
    assert opens(nurse) == 200
    office.clock.wait(1)
    assert (nurse.post(BEAT, DESK).status_code, opens(nurse)) == (401, 401)


def test_it_opens_reads_and_enters_nothing(office: Office, nurse: Browser, session: str) -> None:
    """Whoever finds that screen can read no record and enter, acknowledge or silence nothing with its sign-in."""
    beats(office, nurse, 31)
    got = {
        nurse.get(f"/api/v1/{path}").status_code
        for path in ("board", f"sessions/{session}/picture", f"sessions/{session}/stream")
    }
    sent = {nurse.enter(session, what).status_code for what in ("observations", "acknowledgements", "notes")}
    assert (got | sent, nurse.post("/api/v1/sign-in").status_code) == ({401}, 401)
    assert nurse.post("/api/v1/silences", {"client_id": str(uuid4()), "screen": "desk"}).status_code == 401
    assert nurse.get("/").status_code == 303


@pytest.mark.parametrize("said", [[], [{}, {"armed": False}]])
def test_a_screen_without_sound_is_over(office: Office, nurse: Browser, said: list[dict[str, bool]]) -> None:
    """A screen that never sounded, or whose sound was turned off, keeps nothing: the stream is refused as well."""
    for armed in said:
        beats(office, nurse, 1, **armed)
    office.clock.wait(27)
    assert opens(nurse) == 200
    office.clock.wait(4)
    assert (opens(nurse), nurse.post(BEAT, DESK).status_code) == (401, 401)


def test_a_screen_that_went_silent_is_over(office: Office, nurse: Browser) -> None:
    """A browser that was closed long ago cannot take up its hearing again."""
    beats(office, nurse, 5)
    office.clock.wait(31)
    assert opens(nurse) == 401


def test_whoever_signs_out_or_is_shut_out_hears_nothing(office: Office, nurse: Browser) -> None:
    """Signing out is the end of all of it, whatever copy of the cookie there is."""
    beats(office, nurse, 5)
    kept = nurse.client.get_cookie(COOKIE)
    nurse.post("/sign-out")
    assert kept is not None
    nurse.client.set_cookie(COOKIE, kept.value)
    assert opens(nurse) == 401
    assert nurse.get("/api/v1/sign-in").json["ran_out"] is False


def test_a_screen_is_told_what_became_of_its_sign_in(office: Office, nurse: Browser) -> None:
    """A refusal says whether time has run out, and whether alarms still come: the screen locks, or says that none reach it."""
    beats(office, nurse, 31)
    said = nurse.get("/api/v1/sign-in").json
    assert (said["ran_out"], said["hears"]) == (True, True)
    office.clock.now += 12 * 60 * MINUTE
    said = nurse.get("/api/v1/sign-in").json
    assert (said["ran_out"], said["hears"]) == (True, False)


def test_its_stream_goes_on(office: Office, nurse: Browser) -> None:
    """A stream that was open when the idle time ended is not cut; a stream of one session is."""
    beats(office, nurse, 1)
    streams = office.app.server.extensions["vigil"].broadcast
    answer = nurse.get(STREAM)
    [stream] = streams._streams  # noqa: SLF001 - which streams are open is asked nowhere else
    assert stream.wish.welcome()
    beats(office, nurse, 31)
    assert stream.wish.welcome()
    beats(office, nurse, 31, armed=False)
    assert not stream.wish.welcome()
    answer.close()
