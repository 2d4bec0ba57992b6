"""Is the interface as it is described? Whatever the description allows, and what it does not, is sent to every address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from dashboard import access
from models.uploads import Remembered
from models.vitals import ObservationSet
from tests.dashboard.clinics import OPERATOR, START, Office, new_session

SEED, EXAMPLES = 20261122, 8
"""So many of what is allowed, and as many of what is not, for each address."""
ASKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
"""What is demanded of each answer. What fits the schema may be refused all the same, such as a time in the future."""
NEVER_ENDS = ("/stream",)
DEAR = ("/flowsheet.pdf", "/imports")
"""Setting a paper or reading a file takes a second: it is asked for once or twice."""

Sign = Callable[[Case], None]


@pytest.fixture
def described(office: Office) -> Any:
    """The published description, with the application behind it."""
    load_all_checks()
    return schemathesis.openapi.from_wsgi("/api/openapi.json", office.app.server)


def as_person(office: Office) -> Sign:
    """A clinician's cookie and the token that goes with it."""
    token = office.clinic.sign_ins.begin(office.users["clinician"])

    def sign(case: Case) -> None:
        case.cookies[access.COOKIE] = token
        case.headers[access.CSRF_HEADER] = access.csrf_of(token)

    return sign


def as_device(office: Office) -> Sign:
    """The token of a device that may record in any room."""
    _, secret = office.clinic.devices.add("gateway-1", "", OPERATOR)

    def sign(case: Case) -> None:
        case.headers["Authorization"] = f"Bearer {secret}"

    return sign


def place(office: Office, number: int) -> dict[str, str]:
    """What is really there: a room with a session, a reading in it, and a mapping."""
    nurse, room = office.users["nurse"], str(number)
    session = office.clinic.open_session(new_session(room, room), nurse).row.id
    reading = ObservationSet(id=str(uuid4()), at=START, heart_rate=72)
    office.clinic.record(session, reading, nurse)
    office.clinic.mappings.save(f"cuff {room}", Remembered(f"csv-{room}", zone="UTC"), "", nurse)
    return {"session": session, "room": room, "fact": reading.id, "batch": "no-such-import", "name": f"cuff {room}"}


def send(case: Case, sign: Sign, real: dict[str, str], asked: tuple[str, ...], sent: Counter[int]) -> None:
    """Send one request, three in four to what is really there, and hold the answer to what is demanded."""
    if sent.total() % 4:
        case.path_parameters = {name: real[name] for name in case.path_parameters or {}}
    case.headers.pop(access.FOR_HEADER, None)  # that somebody else is signed in has tests of its own
    sign(case)
    answer = case.call(headers={"Accept-Encoding": "identity"})
    sent[answer.status_code] += 1
    case.validate_response(answer, checks=[CHECKS.get_one(name) for name in asked])


def operations(described: Any) -> Iterator[Any]:
    """Every address that answers and ends."""
    for found in described.get_all_operations():
        if not found.ok().path.endswith(NEVER_ENDS):
            yield found.ok()


def tried(office: Office, described: Any, sign: Sign, most: int = EXAMPLES) -> dict[str, Counter[int]]:
    """How often each address answered which status, to what fits its description and to what does not."""
    statuses: dict[str, Counter[int]] = {}
    for number, operation in enumerate(operations(described), 10):
        real, sent = place(office, number), statuses.setdefault(operation.label, Counter())
        for mode in modes(operation):
            asked = (*ASKED, "negative_data_rejection") if mode is GenerationMode.NEGATIVE else ASKED
            run(operation, mode, most, partial(send, sign=sign, real=real, asked=asked, sent=sent))
    return statuses


def modes(operation: Any) -> Iterator[GenerationMode]:
    """What fits the description, and what does not where something can be sent that does not fit."""
    yield GenerationMode.POSITIVE
    if list(operation.body) or list(operation.query):
        yield GenerationMode.NEGATIVE


def run(operation: Any, mode: GenerationMode, most: int, each: Callable[[Case], None]) -> None:
    """Send bounded examples, the same ones each time."""

    @seed(SEED)
    @settings(
        max_examples=1 if operation.path.endswith(DEAR) else most, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def example(case: Case) -> None:
        each(case)

    example()


@pytest.mark.slow
def test_every_address_answers_as_it_is_described(office: Office, described: Any) -> None:
    """Whatever a script sends, no address breaks, and none gives an answer that the published description does not name."""
    statuses = tried(office, described, as_person(office))
    assert not [label for label, sent in statuses.items() if not sent]
    assert {"POST /api/v1/sessions/{session}/observations", "GET /api/v1/sessions/{session}/since"} <= statuses.keys()
    assert sum(sent[201] for sent in statuses.values()) > 5


@pytest.mark.slow
def test_a_device_is_answered_as_it_is_described(office: Office, described: Any) -> None:
    """With the token of a device every address refuses but those where measurements go, all as the description says."""
    statuses = tried(office, described, as_device(office), most=3)
    let_in = {label for label, sent in statuses.items() if set(sent) - {401, 403}}
    public = {f"GET {path}" for path in ("/healthz", "/readyz", "/metrics")}
    recording = {"POST /api/v1/sessions/{session}/observations", "POST /api/v1/rooms/{room}/observations"}
    assert let_in == public | recording


@pytest.mark.parametrize(("method", "status"), [("OPTIONS", 200), ("DELETE", 405)])
def test_an_address_says_what_can_be_asked_there(office: Office, method: str, status: int) -> None:
    """A gateway that asks in a way that there is not learns which there are, and of none that leads nowhere."""
    nurse = office.browser("nurse")
    answer = nurse.client.open("/api/v1/rooms/1/observations", method=method, headers={access.CSRF_HEADER: nurse.csrf})
    assert (answer.status_code, set(answer.allow)) == (status, {"OPTIONS", "POST"})


def test_streams_are_left_out_because_they_never_end(described: Any) -> None:
    """What is left out here is exactly what never ends."""
    paths = {found.ok().path for found in described.get_all_operations()}
    assert paths - {operation.path for operation in operations(described)} == {
        "/api/v1/stream",
        "/api/v1/sessions/{session}/stream",
    }
