"""`vigil listen` as a monitor gateway meets it: over a socket, with lost connections, slow neighbours and a killed listener."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from urllib.request import HTTPHandler, Request, build_opener

import pytest
from hl7.client import MLLPClient

from dashboard.commands.listener import STALLED, Listener
from models.clinic import Clinic, House, NewSession
from models.intake.mllp import LONGEST, Frame, framed
from models.store import Store, wall_clock
from tests.dashboard.served import add_nurse, server, vigil
from tests.models.wards import IV, NURSE, patient
from tests.monitors import at, code, listening, message, rates, reading


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database in which a session of patient 0042 runs in room 1."""
    return f"sqlite:///{tmp_path / 'vigil.db'}"


@pytest.fixture
def session(database: str) -> Iterator[str]:
    """The session that runs."""
    store = Store.open(database)
    store.migrate()
    clinic = Clinic(store, wall_clock, house=House(rooms=("1", "2")))
    yield clinic.open_session(NewSession(room="1", patient=patient(), protocol=IV), NURSE).row.id
    store.close()


def test_a_gateway_sends_loses_its_line_and_goes_on(database: str, session: str) -> None:
    """Each message is acknowledged under its own control id; half a message of a lost line is not stored, sent again it is."""
    with listening(database) as (port, _):
        with MLLPClient("127.0.0.1", port) as first:
            assert code(first.send_message(reading("1", 71))) == ("AA", "1")
            half = framed(reading("2", 72).encode())
            first.socket.sendall(half[:60])
        with MLLPClient("127.0.0.1", port) as again:
            assert [code(again.send(half)) for _ in range(2)] == [("AA", "2")] * 2
            assert code(again.send_message(message("3", at=at(wall_clock()), kind="ADT^A01"))) == ("AR", "3")
            assert code(again.send_message(reading("4", 74))) == ("AA", "4")
    assert rates(database, session) == [71, 72, 74]


def test_what_a_gateway_sends_is_on_the_screens_with_its_alert(database: str) -> None:
    """A screen that is open hears of the reading, and of the alert that it raises, as soon as the gateway hears AA."""
    add_nurse(database)
    with server(database) as (script, _), listening(database) as (port, _), MLLPClient("127.0.0.1", port) as client:
        session = script.sign_in().open_session()
        asked = Request(f"{script.url}/api/v1/sessions/{session}/stream", headers=script.headers())
        with build_opener(HTTPHandler).open(asked, timeout=20) as screen:
            assert code(client.send_message(reading("1", 187))) == ("AA", "1")
            said = next(line for line in screen if b'"heart_rate"' in line and b'"high"' in line)
    assert b"187" in said


def test_a_gateway_sends_what_it_kept_back_as_a_batch(database: str, session: str) -> None:
    """What was kept back while the line was down may come as one batch: it is stored whole, and answered once by its number."""
    head = f"BHS|^~\\&|MON|WARD|||{at(wall_clock())}||||B9\r"
    kept = f"{head}{reading('1', 71)}{reading('2', 72)}BTS|2\r"
    with listening(database) as (port, _), MLLPClient("127.0.0.1", port) as client:
        assert code(client.send(framed(kept.encode()))) == ("AA", "B9")
        assert code(client.send_message(reading("3", 73))) == ("AA", "3")
    assert rates(database, session) == [71, 72, 73]


def test_nobody_waits_for_a_silent_neighbour(database: str, session: str) -> None:
    """Connections that say nothing, half of something or rubbish keep no other gateway waiting."""
    with listening(database) as (port, _), MLLPClient("127.0.0.1", port) as good:
        neighbours = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
        for number, one in enumerate(neighbours):
            one.sendall([b"\x0bMSH|", b"rubbish" * 1000, b"\x1c\r"][number % 3])
        assert [code(good.send_message(reading(str(n), 70 + n))) for n in range(5)] == [("AA", str(n)) for n in range(5)]
        for one in neighbours:
            one.close()
    assert rates(database, session) == [70, 71, 72, 73, 74]


def test_a_message_that_never_ends_is_answered_and_its_line_closed(database: str, session: str) -> None:
    """Whoever sends without an end hears AR and is let go; the listener goes on."""
    with listening(database) as (port, _):
        with socket.create_connection(("127.0.0.1", port)) as endless:
            endless.sendall(b"\x0bMSH|" + b"x" * LONGEST)
            said = b"".join(iter(lambda: endless.recv(4096), b""))
            assert code(said) == ("AR", "")
        with MLLPClient("127.0.0.1", port) as next_one:
            assert code(next_one.send_message(reading("1", 71))) == ("AA", "1")


def test_nothing_that_was_acknowledged_is_lost_when_the_listener_is_killed(database: str, session: str) -> None:
    """Killed again and again between and within messages, it has stored every acknowledged one; sent again none is doubled."""
    acknowledged, sent = list[int](), list[str]()
    for kill in range(3):
        with listening(database) as (port, process), MLLPClient("127.0.0.1", port) as client:
            for number in range(kill * 10, kill * 10 + 10):
                sent.append(reading(str(number), 60 + number))
                assert code(client.send_message(sent[-1])) == ("AA", str(number))
                acknowledged.append(60 + number)
            sent.append(reading(f"late {kill}", 100 + kill))
            client.socket.sendall(framed(sent[-1].encode()))
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert set(acknowledged) <= set(rates(database, session))
    with listening(database) as (port, _), MLLPClient("127.0.0.1", port) as client:
        assert {code(client.send_message(one))[0] for one in sent} == {"AA"}
    assert sorted(rates(database, session), key=float) == [*acknowledged, 100, 101, 102]


def test_a_listener_that_is_asked_to_end_ends_well(database: str, session: str) -> None:
    """The system's own way to stop a program is no error, also while a gateway is connected."""
    with listening(database) as (port, process), MLLPClient("127.0.0.1", port) as client:
        client.send_message(reading("1", 71))
        process.terminate()
        assert process.wait(20) == 0


def test_a_bed_that_the_clinic_has_named_is_found(database: str, session: str) -> None:
    """VIGIL_MONITORS says where a device stands that the message names and no room is called after."""
    with listening(database, VIGIL_MONITORS="B7=1") as (port, _), MLLPClient("127.0.0.1", port) as client:
        assert code(client.send_message(message("1", at=at(wall_clock()), device="B7", heart_rate=71))) == ("AA", "1")


def test_what_was_not_taken_is_shown_to_the_operator(database: str, session: str) -> None:
    """`--rejected` lists when, from whom and why; the text, which names patients, is in the JSON only."""
    nothing = vigil("listen", "--rejected", database=database)
    with listening(database) as (port, _), MLLPClient("127.0.0.1", port) as client:
        client.send_message(message("1", at=at(wall_clock()), bed="^^9", patient="0815", heart_rate=71))
    words, told = (vigil("listen", "--rejected", *more, database=database).stdout for more in ((), ("--json",)))
    kept = json.loads(told)
    assert (nothing.returncode, nothing.stdout) == (0, "Every message that is known of was taken.\n")
    assert (kept["sender"], "No session runs for patient 0815" in kept["reason"]) == ("MON WARD 9 from 127.0.0.1", True)
    assert ("Doe^Jane" in kept["text"], "Doe" in words, kept["reason"] in words) == (True, False, True)


@pytest.mark.parametrize("where", ["", "2575", "here:port", ":2575", "127.0.0.1:70000"])
def test_an_address_that_is_none_is_wrong_usage(database: str, session: str, where: str) -> None:
    """Whoever gives no address is told how one is written."""
    done = vigil("listen", "--mllp", where, database=database)
    assert (done.returncode, "HOST:PORT" in done.stderr, done.stdout) == (2, True, "")


def test_an_address_that_is_taken_is_said(database: str, session: str) -> None:
    """A port that another program has is named in one line."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = vigil("listen", "--mllp", f"127.0.0.1:{other.getsockname()[1]}", database=database)
    assert (done.returncode, "Cannot listen on 127.0.0.1" in done.stderr) == (2, True)


@pytest.mark.parametrize(("monitors", "code"), [("B7=9", 2), ("B7", 3), ("=1", 3)])
def test_a_monitor_in_no_room_is_refused_at_the_start(database: str, session: str, monitors: str, code: int) -> None:
    """A slip in VIGIL_MONITORS is found before readings are."""
    done = vigil("listen", "--mllp", "127.0.0.1:0", database=database, VIGIL_MONITORS=monitors)
    assert (done.returncode, "VIGIL_MONITORS" in done.stderr) == (code, True)


def test_a_database_that_is_not_prepared_is_said(tmp_path: Path) -> None:
    """The listener makes no database of its own beside the clinic's."""
    done = vigil("listen", "--mllp", "127.0.0.1:0", database=f"sqlite:///{tmp_path / 'none.db'}")
    assert (done.returncode, "vigil migrate" in done.stderr, list(tmp_path.iterdir())) == (1, True, [])


@contextmanager
def small(**limits: float) -> Iterator[Listener]:
    """A listener that says of each frame what it got, with limits that a test can reach."""

    def take(frame: Frame, _peer: str) -> bytes:
        return frame.content + frame.fault.encode()

    with Listener("127.0.0.1", 0, take, **limits) as listener:  # type: ignore[arg-type]
        thread = Thread(target=listener.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield listener
        finally:
            listener.shutdown()
            thread.join()


def test_a_message_that_stops_in_the_middle_is_given_up() -> None:
    """Half a message that is not finished in time is answered and its line closed; a line that only rests stays open."""
    with small(patience=0.2) as listener, MLLPClient(*listener.server_address[:2]) as resting:
        assert resting.send_message(b"a") == framed(b"a")
        with socket.create_connection(listener.server_address[:2]) as stopped:
            stopped.sendall(b"\x0bhalf")
            assert b"".join(iter(lambda: stopped.recv(4096), b"")) == framed(STALLED.encode())
        assert resting.send_message(b"b") == framed(b"b")


def test_more_connections_than_can_be_are_turned_away() -> None:
    """When every place is taken the next one is let go at once, and is served as soon as one leaves."""
    with small(connections=1) as listener:
        where = listener.server_address[:2]
        with MLLPClient(*where) as first:
            assert first.send_message(b"a") == framed(b"a")
            with socket.create_connection(where) as second:
                assert second.recv(1) == b""
        assert next(filter(None, (tried(where) for _ in range(1_000)))) == framed(b"b")


def tried(where: tuple[str, int]) -> bytes:
    """The answer to a message, b"" where the connection was turned away."""
    try:
        with MLLPClient(*where) as client:
            return bytes(client.send_message(b"b"))
    except OSError:
        return b""
