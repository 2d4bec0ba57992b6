"""How little does it cost to tell every screen: one frame for all, only what changed, and packed?"""

from __future__ import annotations

import zlib

import pytest

from dashboard import stream as streams
from dashboard.stream import Packed, Wish
from models.vitals import ObservationSet, Symptom
from tests.dashboard.clinics import Office
from tests.dashboard.listening import listen, observe, office_streams, until


def test_a_reading_costs_few_bytes(live: Office, running: str) -> None:
    """A whole nurse's set is at most 300 bytes with its framing."""
    full = {
        "heart_rate": 172,
        "systolic": 128,
        "diastolic": 84,
        "mean": 99,
        "spo2": 97,
        "respiratory_rate": 14,
        "sedation": 5,
        "dissociation": 2,
    }
    seen = ObservationSet(id="0b0f6b64-6d0a-4b5e-9d6b-2f1a4c1c9f10", at=0, **full)  # type: ignore[arg-type]
    entry = live.clinic.record(running, seen, live.users["nurse"]).entry
    assert len(office_streams(live).facts((entry,))) <= 300


def test_a_frame_is_made_once_for_all_screens(live: Office, running: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty screens cost one encoding: all of them get the same bytes."""
    observe(live, running, 1)
    entry, made = live.clinic.entries(running)[-1], list[int]()
    monkeypatch.setattr(streams.wire, "fact", lambda one: made.append(one.seq) or {})
    frames = {office_streams(live).facts((entry,)) for _ in range(50)}
    assert (len(frames), made.count(entry.seq) <= 1) == (1, True)


def test_of_a_second_picture_only_what_is_different_is_sent(live: Office, running: str) -> None:
    """An alert travels without the lists and names that every screen knows; put together, each screen has the whole session."""
    events = listen(live, running)
    first = until(events, lambda e: e.event == "p")[-1]
    live.clinic.record(running, ObservationSet(id="pain", at=0, symptoms=(Symptom.CHEST_PAIN,)), live.users["nurse"])
    second = until(events, lambda e: e.event == "p")[-1]
    assert {"patient", "lists", "stage"} <= first.came
    assert {"s", "seq", "now", "alerts"} <= second.came
    assert not {"patient", "lists", "protocol"} & second.came
    asked = live.browser("nurse").get(f"/api/v1/sessions/{running}/picture").json
    assert asked | {"now": 0} == second.data | {"now": 0}


def test_a_packed_reading_is_there_as_soon_as_it_is_sent(live: Office, running: str) -> None:
    """A browser, to which everything comes packed, has each reading with the bytes that were sent for it, and they are few."""
    packed = Packed(office_streams(live).listen(Wish(running, None, "token", lambda: True)))
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    found: list[tuple[int, bytes]] = []
    for number in range(3):
        observe(live, running, number)
        while not found or b'"m%d"' % number not in found[-1][1]:
            sent = next(packed)
            found.append((len(sent), unpacker.decompress(sent)))
    packed.close()
    assert office_streams(live).open == 0
    assert found[-1][0] < len(found[-1][1]) / 2


@pytest.mark.parametrize(("takes", "sent"), [("gzip, br", "gzip"), ("", None)])
def test_a_stream_is_packed_for_who_can_unpack_it(live: Office, running: str, takes: str, sent: str | None) -> None:
    """A script that says nothing of packing gets plain events."""
    client = live.browser("nurse").client
    answer = client.get(f"/api/v1/sessions/{running}/stream", headers={"Accept-Encoding": takes}, buffered=False)
    assert answer.headers.get("Content-Encoding") == sent
    answer.close()
