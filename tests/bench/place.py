"""Where a measurement happens: a database of its own, with rooms, running sessions and a nurse; and a server over it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from models.facts import Fact
from models.protocol import load
from models.sign_ins import hashed
from models.store import Patient, SessionRow, Store, User, wall_clock
from models.vitals import Millis
from tests.bench.recording import SECOND, dense

NURSE, PASSWORD = "anna", "correct horse battery"
Recording = Callable[[int, Millis, int], list[Fact]]
PROTOCOL = "iv-ketamine-40min"


@dataclass(frozen=True, slots=True)
class Place:
    """A furnished database; `sessions` are running, one in each room, the first one with `seconds` readings behind it."""

    url: str
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers; `pids` are its processes."""

    address: str
    pids: tuple[int, ...]

    def cpu(self) -> float:
        """Seconds of processor time that its processes have used, all threads, exact to the nanosecond."""
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in self.pids)


def furnish(folder: Path, rooms: int, seconds: int, recorded: Recording = dense) -> Place:
    """A new database in the folder, with one running session per room; each has `seconds` readings at 1 Hz until now."""
    return furnished(f"sqlite:///{folder / 'bench.db'}", rooms, seconds, recorded)


def furnished(url: str, rooms: int, seconds: int, recorded: Recording = dense) -> Place:
    """As `furnish`, for a database that is there or is made at this address."""
    store = Store.open(url)
    store.migrate()
    start = wall_clock() - seconds * SECOND
    sessions = tuple(f"s{number}" for number in range(1, rooms + 1))
    _people(store)
    for number, session in enumerate(sessions, 1):
        _open(store, session, number, start)
        with store.writing() as writer:
            writer.append(session, recorded(seconds, start, number), NURSE)
    store.close()
    return Place(url, sessions)


def _people(store: Store) -> None:
    protocol = load(PROTOCOL)
    with store.writing() as writer:
        writer.add_user(User(name=NURSE, full_name="Anna", role="nurse", password_hash=hashed(PASSWORD)), "bench")
        writer.keep_protocol(protocol.text, protocol.digest, protocol.name, protocol.version, "bench")


def _open(store: Store, session: str, number: int, start: int) -> None:
    patient = Patient(id=f"p{number}", name=f"Patient {number}", identifier=f"MRN{number}")
    row = SessionRow(id=session, patient=patient.id, room=str(number), protocol=load(PROTOCOL).digest, opened_at=start)
    with store.writing() as writer:
        writer.add_room(row.room)
        writer.admit(patient)
        writer.open_session(row)


@contextmanager
def vigil(place: Place) -> Iterator[Server]:
    """`vigil serve` over this database."""
    port = free_port()
    rooms = ",".join(str(n) for n in range(1, len(place.sessions) + 1))
    settings = {"VIGIL_DATABASE_URL": place.url, "VIGIL_ROOMS": rooms, "VIGIL_MAX_STREAMS": "200"}
    command = [str(Path(sys.executable).parent / "vigil"), "serve", "--port", str(port)]
    with running(command, f"http://127.0.0.1:{port}", "/healthz", settings) as server:
        yield server


@contextmanager
def peer(place: Place, *, chart_only: bool = False) -> Iterator[Server]:
    """The plain app over the first session of this database, under the same kind of server."""
    port = free_port()
    made = f"tests.bench.peer:create('{place.url}', '{place.sessions[0]}', chart_only={chart_only})"
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "64", "-b", f"127.0.0.1:{port}", made]
    with running(command, f"http://127.0.0.1:{port}", "/", {}) as server:
        yield server


@contextmanager
def running(command: list[str], address: str, path: str, settings: dict[str, str]) -> Iterator[Server]:
    """Start a server, wait until it answers, stop it at the end."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("VIGIL_")} | settings
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        try:
            wait(address + path, process, said)
            yield Server(address, (process.pid, *children(process.pid)))
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end; end it when it does not."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait(address: str, process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    """Come back as soon as the address answers; RuntimeError with what it said when the server is gone or a minute has passed."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    process.kill()
    said.seek(0)
    raise RuntimeError(said.read().decode() or "no answer in a minute")


def children(pid: int) -> tuple[int, ...]:
    """The processes that this one has started, and theirs."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return tuple(found for child in map(int, listed) for found in (child, *children(child)))


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def iso(at: int) -> str:
    """The instant in ISO 8601, UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat()
