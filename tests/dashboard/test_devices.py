"""What can a monitor or a gateway do with its token, and what not?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from dashboard.access import COOKIE
from tests.dashboard.clinics import OPERATOR, Office, new_session
from tests.dashboard.served import vigil
from tests.dashboard.test_access import OPEN_TO, PUBLIC

ROOM = "/api/v1/rooms/1/observations"
SEEN = {"heart_rate": 72, "systolic": 128, "diastolic": 84, "spo2": 97}
RECORDS = {("POST", "/api/v1/rooms/<room>/observations"), ("POST", "/api/v1/sessions/<session>/observations")}


@dataclass
class Monitor:
    """Something that measures, with its token and without a cookie."""

    office: Office
    name: str
    secret: str

    def ask(self, method: str, path: str, body: object = None, address: str = "192.0.2.7") -> TestResponse:
        """Send a request as a gateway does."""
        asked = {"headers": {"Authorization": f"Bearer {self.secret}"}, "environ_base": {"REMOTE_ADDR": address}}
        client = self.office.app.server.test_client()
        return client.open(path, method=method, json=body, **asked)  # type: ignore[arg-type]

    def send(self, path: str = ROOM, **values: object) -> TestResponse:
        """Send a reading under a new id, unless one is said."""
        return self.ask("POST", path, {"client_id": str(uuid4()), **(values or SEEN)})


@pytest.fixture
def monitor(office: Office) -> Monitor:
    """A monitor whose token is good in any room."""
    return Monitor(office, "bedside-1", office.clinic.devices.add("bedside-1", "", OPERATOR)[1])


def at_bedside(office: Office, room: str) -> Monitor:
    """A monitor whose token is good in one room."""
    return Monitor(office, f"bedside-{room}", office.clinic.devices.add(f"bedside-{room}", room, OPERATOR)[1])


@pytest.mark.parametrize("path", [ROOM, "/api/v1/sessions/<session>/observations"])
def test_a_monitor_records_what_it_measures(office: Office, monitor: Monitor, session: str, path: str) -> None:
    """A reading from a monitor is on the screens under the monitor's name, whether it names the room or the session."""
    answer = monitor.send(path.replace("<session>", session))
    assert answer.status_code == 201
    stored = office.clinic.entries(session)[-1].fact
    assert (stored.by, stored.source, stored.heart_rate) == ("bedside-1", "bedside-1", 72)  # type: ignore[union-attr]
    latest = office.browser("nurse").get(f"/api/v1/sessions/{session}/picture").json["latest"]
    assert latest["hr"]["v"] == 72


def test_a_device_learns_nothing_of_the_patient(monitor: Monitor, session: str) -> None:
    """The answer says that the reading is stored, and where: no name, no picture, no alert."""
    answer = monitor.send(systolic=201, diastolic=99)
    assert answer.json.keys() == {"id", "seq", "revision"}


def test_the_same_reading_again_is_stored_once(monitor: Monitor, session: str) -> None:
    """A gateway that lost the answer sends the reading again: it is the same one; other numbers under its id are refused."""
    sent = {"client_id": str(uuid4()), **SEEN}
    statuses = [monitor.send(**sent).status_code for _ in range(2)]
    assert [*statuses, monitor.send(**{**sent, "heart_rate": 73}).status_code] == [201, 200, 409]


def test_a_device_may_ask_no_other_address(monitor: Monitor, session: str) -> None:
    """A device reads no patient, corrects nothing, answers no alert and signs nothing, whatever address it tries."""
    statuses = {}
    for method, rule in OPEN_TO:
        path = rule.replace("<session>", session).replace("<room>", "1").replace("<fact>", "f").replace("<path:path>", "users")
        statuses[method, rule] = monitor.ask(method, path, {} if method == "POST" else None).status_code
    assert {route for route, status in statuses.items() if status != 403} == RECORDS
    assert not RECORDS & PUBLIC


@pytest.mark.parametrize("word", ["sedation", "moaas", "rass", "dissociation", "distress", "symptoms", "note", "confirmed"])
def test_a_device_does_not_judge(monitor: Monitor, session: str, word: str) -> None:
    """What only staff can judge is refused at its field, and nothing of the reading is stored."""
    value = {"symptoms": ["nausea"], "note": "calm", "confirmed": True}.get(word, 0)
    answer = monitor.send(heart_rate=72, **{word: value})
    assert answer.status_code == 422
    assert "staff" in answer.json["message"]
    assert len(answer.json["errors"]) == 1


def test_a_value_that_cannot_be_true_is_kept_and_never_shown(office: Office, monitor: Monitor, session: str) -> None:
    """What a monitor sends without a signal is not lost and not charted: it is kept as rejected."""
    assert monitor.send(heart_rate=72, spo2=0).status_code == 201
    latest = office.browser("nurse").get(f"/api/v1/sessions/{session}/picture").json["latest"]
    assert {signal: one["v"] for signal, one in latest.items()} == {"hr": 72}
    assert office.clinic.entries(session)[1].fact.spo2 == 0  # type: ignore[union-attr]


def test_a_token_for_one_room_is_refused_in_another(office: Office, session: str) -> None:
    """A monitor that was carried next door, or whose room was mistyped, writes into nobody else's record."""
    elsewhere = at_bedside(office, "2")
    for path in (ROOM, f"/api/v1/sessions/{session}/observations"):
        answer = elsewhere.send(path)
        assert (answer.status_code, answer.json["message"]) == (403, "bedside-2 may record in room 2 only.")


def test_a_room_without_a_session_is_said(office: Office) -> None:
    """Where nobody is treated nothing is recorded, and the gateway is told so."""
    answer = at_bedside(office, "2").send("/api/v1/rooms/2/observations")
    assert answer.status_code == 404
    assert "No session ran in room 2 at that time. Nothing was stored." in answer.json["message"]


def test_a_late_reading_is_not_the_next_patients(office: Office, monitor: Monitor, session: str) -> None:
    """A reading that was measured before this patient came is never in this patient's record."""
    measured = office.clock.now
    office.clock.wait(5)
    nurse = office.browser("nurse")
    assert nurse.enter(session, "end").status_code == 201
    office.clock.wait(5)
    following = office.clinic.open_session(new_session("1", "0043"), office.users["nurse"]).row.id
    assert monitor.send(at=datetime.fromtimestamp(measured / 1000, UTC).isoformat(), **SEEN).status_code == 201
    assert len(office.clinic.entries(following)) == 1


@pytest.mark.parametrize("secret", ["", "vigil_wrong", "é", "a b"])
def test_a_wrong_token_is_turned_away(office: Office, session: str, secret: str) -> None:
    """Without a right token nothing is recorded; the answer says what is wrong and how one is shown."""
    answer = Monitor(office, "", secret).send()
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "This token is not known." in answer.json["message"]


def test_a_revoked_token_is_turned_away_at_once(office: Office, monitor: Monitor, session: str) -> None:
    """The request after the revoking is refused, with one sentence that says why and what to do."""
    assert monitor.send().status_code == 201
    office.clinic.devices.revoke("bedside-1", OPERATOR)
    answers = [monitor.send() for _ in range(12)]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[-1].json["message"] == "The token of bedside-1 was revoked. Ask an administrator for a new one."


def test_who_guesses_tokens_is_slowed_down(office: Office, monitor: Monitor, session: str) -> None:
    """After ten wrong tokens a minute the answer is to wait; a monitor behind the same address goes on recording."""
    guesser = Monitor(office, "", "vigil_guess")
    answers = [guesser.send() for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert monitor.send().status_code == 201


def test_a_token_is_all_that_counts_where_one_is_sent(office: Office, monitor: Monitor, session: str) -> None:
    """A request with both is judged by the token: the cookie of a nurse opens nothing beside it, and vouches for nothing."""
    client = office.app.server.test_client()
    client.set_cookie(COOKIE, office.clinic.sign_ins.begin(office.users["nurse"]))
    both = {"Authorization": f"bearer {monitor.secret}"}
    assert client.get("/api/v1/board", headers=both).status_code == 403
    assert client.get("/api/v1/board", headers={"Authorization": "Bearer vigil_wrong"}).status_code == 401
    assert client.post(ROOM, json={"client_id": str(uuid4()), **SEEN}, headers=both).status_code == 201
    assert office.clinic.entries(session)[-1].fact.by == "bedside-1"


def test_the_password_of_a_proxy_is_no_token(office: Office, session: str) -> None:
    """A clinic whose proxy asks for a password of its own signs in as before."""
    nurse = office.browser("nurse")
    assert nurse.client.get("/api/v1/board", headers={"Authorization": "Basic bmluYTp4"}).status_code == 200


def test_a_nurse_may_name_the_room_as_well(office: Office, session: str) -> None:
    """The address of a room is for scripts of staff too; theirs needs the CSRF token like any other entry."""
    nurse = office.browser("nurse")
    sent = {"client_id": str(uuid4()), **SEEN}
    assert nurse.client.post(ROOM, json=sent).status_code == 403
    assert nurse.post(ROOM, sent).json["picture"]["latest"]["hr"]["v"] == 72


# ------------------------------------------------------------------------------------------------------------ commands
def listed(database: str) -> list[dict[str, Any]]:
    """What `vigil tokens list --json` says."""
    found: list[dict[str, Any]] = json.loads(vigil("tokens", "list", "--json", database=database).stdout)
    return found


def test_tokens_are_made_listed_and_revoked_at_a_terminal(tmp_path: Path) -> None:
    """An administrator lets a device in and keeps it out; the token itself is shown once, and nowhere else."""
    database = f"sqlite:///{tmp_path / 'vigil.db'}"
    vigil("migrate", database=database)
    assert "Nobody yet" in vigil("tokens", "list", database=database).stdout
    made = vigil("tokens", "add", "bedside-3", "--room", "3", database=database)
    secret = made.stdout.strip()
    assert (made.returncode, secret.startswith("vigil_"), "not shown again" in made.stderr) == (0, True, True)
    (row,) = listed(database)
    assert (row["device"], row["room"], row["scope"], row["last_used"]) == ("bedside-3", "3", "record observations", None)
    assert vigil("tokens", "revoke", "bedside-3", database=database).stdout == "bedside-3 can no longer record.\n"
    assert listed(database)[0]["revoked"]
    said = [vigil(*words, database=database) for words in (("tokens", "list"), ("audit", "show"))]
    assert all(secret not in one.stdout for one in said)
    assert all(action in said[1].stdout for action in ("add token", "revoke token"))


def test_a_program_gets_the_token_as_json(tmp_path: Path) -> None:
    """A script that sets up many devices reads each token from one line of JSON."""
    database = f"sqlite:///{tmp_path / 'vigil.db'}"
    vigil("migrate", database=database)
    made = json.loads(vigil("tokens", "add", "gateway-1", "--json", database=database).stdout)
    assert (made["device"], made["room"], made["token"][:6]) == ("gateway-1", None, "vigil_")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "x"), "such as bedside-3"),
        (("add", "bedside-3"), "Revoke that one first"),
        (("revoke", "bedside-4"), "Run `vigil tokens list` to see which there are."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """A name that will not do, a device that has a token, and one that has none are refused with what to do."""
    database = f"sqlite:///{tmp_path / 'vigil.db'}"
    vigil("migrate", database=database)
    vigil("tokens", "add", "bedside-3", database=database)
    done = vigil("tokens", *words, database=database)
    assert (done.returncode, len(done.stderr.splitlines()), said in done.stderr) == (3, 1, True)


# ---------------------------------------------------------------------------------------------------------------- page
OUTPUT = "..devices-table.children...devices-message.children...devices-form.children.."


def press(office: Office, role: str, pressed: object, name: str = "", room: str = "") -> TestResponse:
    """Press a button of the devices, as the page does."""
    parts = [part.rsplit(".", 1) for part in OUTPUT.strip(".").split("...")]
    said = pressed if isinstance(pressed, str) else json.dumps(pressed, separators=(",", ":"), sort_keys=True)
    revoke = [] if isinstance(pressed, str) else [{"id": pressed, "property": "n_clicks", "value": 1}]
    body = {
        "output": OUTPUT,
        "outputs": [{"id": one, "property": prop} for one, prop in parts],
        "inputs": [{"id": "devices-add", "property": "n_clicks", "value": 1}, revoke],
        "changedPropIds": [f"{said}.n_clicks"],
        "state": [{"id": f"devices-{w}", "property": "data", "value": v} for w, v in (("name", name), ("room", room))],
    }
    return office.browser(role).post("/_dash-update-component", body)


def test_an_administrator_lets_a_device_in_on_the_page(office: Office, session: str) -> None:
    """The page shows a new token once; it lets the device in until the administrator revokes it there."""
    shown = press(office, "administrator", "devices-add", "bedside-1", "1").json["response"]
    secret = shown["devices-message"]["children"][1]["props"]["children"]
    monitor = Monitor(office, "bedside-1", secret)
    assert monitor.send().status_code == 201
    revoke = press(office, "administrator", {"type": "device-revoke", "name": "bedside-1"})
    assert "can no longer record" in revoke.get_data(as_text=True)
    assert secret not in revoke.get_data(as_text=True)
    assert monitor.send().status_code == 401


def test_nobody_else_lets_devices_in_on_the_page(office: Office) -> None:
    """A nurse or a clinician who calls what the page calls is refused, and no token is made."""
    assert {press(office, role, "devices-add", "bedside-1").status_code for role in ("nurse", "clinician")} == {403}
    assert office.clinic.devices.all(OPERATOR) == ()
