"""Does a file that is dropped on the page go in as it was shown, whole or not at all, and can it be taken back?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from dashboard import access
from models.errors import TooMany
from models.facts import Signed, Voided
from models.intake import apart
from models.uploads import MOST, Target, Upload, Uploads, courses
from models.vitals import MINUTE, Signal
from tests.dashboard.clinics import START, Browser, Office, new_session

FILE = "time,hr,sbp,dbp,spo2\n"


def table(rows: int = 5, at: int = START) -> bytes:
    """A monitor's file: one row a minute, from `at` on."""
    times = (datetime.fromtimestamp((at + n * MINUTE) / 1000, UTC).isoformat() for n in range(rows))
    return (FILE + "".join(f"{time},{70 + n},{120 + n},80,97\n" for n, time in enumerate(times))).encode()


def send(browser: Browser, content: bytes, name: str = "monitor.csv", **said: str) -> tuple[list[dict[str, Any]], int]:
    """Send a file as the page does; what is told line by line, and the status."""
    sent = {"files": (BytesIO(content), name), **said}
    headers = {access.CSRF_HEADER: browser.csrf}
    answer = browser.client.post("/api/v1/imports", data=sent, headers=headers, content_type="multipart/form-data")
    lines = answer.text.splitlines() if answer.status_code == 200 else [answer.text]
    return [json.loads(line) for line in lines], answer.status_code


def stored(browser: Browser, content: bytes, **said: str) -> dict[str, Any]:
    """Look at a file, then import it, as somebody does who presses the button; the last thing that was told."""
    shown, _ = send(browser, content, **said)
    told, _ = send(browser, content, digest=shown[-1]["digest"], id=uuid4().hex, **said)
    return told[-1]


@pytest.fixture
def session(office: Office) -> str:
    """A session that runs since an hour."""
    running = office.clinic.open_session(new_session(), office.users["nurse"]).row.id
    office.clock.wait(60)
    return running


def readings(office: Office, session: str) -> list[float]:
    """The heart rates of a session that stand."""
    return [reading.heart_rate for reading in office.clinic.session_view(session, office.clock.now).sets]


def test_a_file_is_shown_before_anything_is_stored(office: Office, session: str) -> None:
    """What is good, where it goes and its chart are told, and nothing is in the record yet."""
    told, status = send(office.browser("nurse"), table(), session=session)
    (file,) = told[-1]["files"]
    assert (status, file["verdict"], file["would_store"], file["stored"]) == (200, "ready", 5, 0)
    assert file["sessions"][0]["session"] == session
    assert {trace["name"] for trace in told[-1]["figure"]["data"]} >= {"Heart rate", "Systolic pressure"}
    assert not office.clinic.entries(session)[1:]


def test_it_is_told_how_far_it_is(office: Office, session: str) -> None:
    """Reading and storing are told while they go on."""
    shown, _ = send(office.browser("nurse"), table(), session=session)
    told, _ = send(office.browser("nurse"), table(), session=session, digest=shown[-1]["digest"], id="import-0001")
    assert [(one["phase"], one.get("done")) for one in told[:-1]] == [("reading", None), ("storing", 0), ("storing", 5)]
    assert told[-1]["files"][0]["stored"] == 5


def test_what_was_not_shown_is_not_stored(office: Office, session: str) -> None:
    """A file that has changed since it was shown is refused, and nothing of it is stored."""
    browser = office.browser("nurse")
    shown, _ = send(browser, table(), session=session)
    told, _ = send(browser, table(6), session=session, digest=shown[-1]["digest"], id="import-0001")
    assert "not the files that were shown" in told[-1]["message"]
    assert not office.clinic.entries(session)[1:]


def test_the_same_file_again_adds_nothing(office: Office, session: str) -> None:
    """Who imports a file twice is told that all of it is stored already."""
    browser = office.browser("nurse")
    stored(browser, table(), session=session)
    again = send(browser, table(), session=session)[0][-1]["files"][0]
    assert (again["would_store"], again["duplicates"]) == (0, 5)


def test_an_import_is_undone_within_ten_minutes(office: Office, session: str) -> None:
    """All that it stored is struck through by whoever undid it, and stays to be seen; undoing again changes nothing."""
    browser = office.browser("nurse")
    done = stored(browser, table(), session=session)
    assert browser.post(f"/api/v1/imports/{done['id']}/undo").json == {"undone": 5}
    struck = [entry.fact for entry in office.clinic.entries(session) if isinstance(entry.fact, Voided)]
    assert {(fact.by, fact.reason) for fact in struck} == {("nina", "the import was undone")}
    assert len(struck) == 5
    again = browser.post(f"/api/v1/imports/{done['id']}/undo")
    assert (again.status_code, "undone already" in again.json["message"]) == (409, True)


def test_after_ten_minutes_it_stays(office: Office, session: str) -> None:
    """Eleven minutes later an import is part of the record: what is wrong is struck through one by one."""
    browser = office.browser("nurse")
    done = stored(browser, table(), session=session)
    office.clock.wait(11)
    assert browser.post(f"/api/v1/imports/{done['id']}/undo").status_code == 409
    assert browser.post("/api/v1/imports/unknown-import/undo").status_code == 404


def test_a_file_of_the_wrong_patient_goes_to_the_right_one(office: Office, session: str) -> None:
    """After an undo the same file is imported where it belongs, and there it can be undone and imported once more."""
    browser = office.browser("nurse")
    other = office.clinic.open_session(new_session("2", "2"), office.users["nurse"]).row.id
    for where in (session, other, other):
        done = stored(browser, table(at=office.clock.now - 5 * MINUTE), session=where)
        assert done["files"][0]["stored"] == 5
        assert browser.post(f"/api/v1/imports/{done['id']}/undo").json == {"undone": 5}


def test_what_was_struck_by_hand_does_not_come_back(office: Office, session: str) -> None:
    """A reading that a nurse found to be wrong stays struck through when its file is imported again."""
    browser, nurse = office.browser("nurse"), office.users["nurse"]
    stored(browser, table(), session=session)
    wrong = next(entry.fact for entry in office.clinic.entries(session) if getattr(entry.fact, "heart_rate", None) == 72)
    office.clinic.record(session, Voided(id="v", at=0, target=wrong.id, reason="cuff"), nurse)
    assert send(browser, table(), session=session)[0][-1]["files"][0]["would_store"] == 0


def test_a_signed_import_is_not_undone_at_a_stroke(office: Office) -> None:
    """An import in a session that somebody has signed by now is not undone."""
    browser = office.browser("nurse")
    done = stored(browser, table(at=START - 60 * MINUTE), new="yes")
    session = done["files"][0]["sessions"][0]["session"]
    with office.clinic.store.writing() as db:
        db.append(session, [Signed(id="s", at=office.clock.now, by="cleo", meaning="reviewed")])
    assert "signed by" in browser.post(f"/api/v1/imports/{done['id']}/undo").json["message"]


def test_what_must_be_asked_is_asked_in_words_of_the_page(office: Office) -> None:
    """A file that says no patient and no zone asks for both, without options of a command, and the answers make it ready."""
    content = b"time,hr\n2026-11-17 09:00,70\n2026-11-17 09:05,71\n"
    browser = office.browser("nurse")
    first = send(browser, content)[0][-1]["files"][0]
    assert [one["about"] for one in first["questions"]] == ["zone"]
    assert "--" not in json.dumps(first["questions"])
    second = send(browser, content, zone="Europe/Berlin")[0][-1]["files"][0]
    assert [one["about"] for one in second["questions"]] == ["patient"]
    assert send(browser, content, zone="Europe/Berlin", new="yes")[0][-1]["files"][0]["would_store"] == 2


def test_no_file_and_nonsense_are_refused(office: Office) -> None:
    """Nothing sent, an order of dates that there is not, and a column that is no role each get a sentence."""
    browser = office.browser("nurse")
    none = browser.client.post("/api/v1/imports", data={}, headers={access.CSRF_HEADER: browser.csrf})
    assert (none.status_code, none.json["errors"][0]["field"]) == (422, "files")
    assert send(browser, table(), date_order="xyz")[1] == 422
    assert send(browser, table(), mapping="hr = heartbeat")[1] == 422
    assert send(browser, table(), session="a", new="yes")[1] == 422


def test_a_file_that_nobody_can_read_is_refused_with_its_reason(office: Office) -> None:
    """A picture is refused in one sentence; nothing is stored, and the server goes on."""
    told, status = send(office.browser("nurse"), b"\x89PNG\r\n\x1a\n" + bytes(200), "photo.png", new="yes")
    assert (status, told[-1]["files"][0]["verdict"]) == (200, "refused")
    assert told[-1]["files"][0]["reason"]


def test_only_who_looks_after_patients_imports(office: Office, session: str) -> None:
    """An administrator may not import, nor undo."""
    browser = office.browser("administrator")
    assert send(browser, table(), session=session)[1] == 403
    assert browser.post("/api/v1/imports/whatever-it-is/undo").status_code == 403


def test_what_takes_too_long_is_stopped(office: Office, session: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading that does not end is ended, with a sentence that says what to do."""
    monkeypatch.setattr(apart, "LONGEST", 0)
    told, _ = send(office.browser("nurse"), table(), session=session)
    assert "was stopped" in told[-1]["message"]


def test_reading_gives_way_when_others_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """While as many uploads are read as may be, another is asked to wait: a row of clicks starts no row of programs."""
    monkeypatch.setattr("models.uploads.AT_ONCE", 0)
    busy = Uploads(office.clinic.files, office.clinic.mappings)
    with pytest.raises(TooMany, match="Try again in a minute"):
        busy.read(Upload((), _answers(), Target()), office.users["nurse"])


def test_a_preview_loses_no_peak(office: Office, session: str) -> None:
    """Of a hundred thousand readings the chart shows few, and the highest and the lowest are among them."""
    lines = (f"{START // 1000 + n},{190 if n == 7777 else 41 if n == 5 else 70 + n % 5}\n" for n in range(20_000))
    (file,) = apart.read([_half("time,hr\n" + "".join(lines))], _answers())
    (course,) = courses([file])
    values = [value for _, value in course.points]
    assert (course.signal, course.count, max(values), min(values)) == (Signal.HEART_RATE, 20_000, 190, 41)
    assert len(values) <= MOST


def _half(text: str) -> Any:
    return apart.Half("m.csv", text.encode())


def _answers() -> Any:
    return apart.Answers(zone="UTC")
