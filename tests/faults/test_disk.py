"""Does what is acknowledged reach the disk, and what is said when the disk refuses? strace watches and breaks the calls."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hl7.client import MLLPClient

from models.clinic import Clinic, NewSession
from models.store import Store, wall_clock
from tests.faults.trying import RAISED
from tests.faults.writing import FAILED
from tests.models.store.ward import entries, ids, open_sessions
from tests.models.wards import IV, NURSE, patient
from tests.monitors import code, listening, rates, reading
from tests.shape.tree import ROOT

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (Debian: strace)")

WRITES = (1, 2, 5, 11, 20, 29, 38)
"""Which write of the program fails, of the fifty or so that six readings take."""


@pytest.fixture
def ward(sqlite_store: Store) -> Store:
    """A session to record into."""
    open_sessions(sqlite_store, "s")
    return sqlite_store


def recorded(url: str, count: int, calls: Path, *under: str) -> list[str]:
    """What a program says that records so many readings under strace; the calls that were watched are written to a file."""
    strace = ["strace", "-f", "--seccomp-bpf", "-o", str(calls), *under]
    command = [*strace, sys.executable, "-m", "tests.faults.writing", url, "s", "w", str(count)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def test_every_commit_is_synced(ward: Store, sqlite_url: str, tmp_path: Path) -> None:
    """A hundred acknowledged readings are a hundred syncs to the disk at least."""
    calls = tmp_path / "calls"
    assert len(recorded(sqlite_url, 100, calls, "-e", "trace=fdatasync")) == 100
    assert calls.read_text(encoding="utf-8").count("fdatasync(") >= 100


def test_a_disk_that_does_not_sync_is_not_trusted_again(ward: Store, sqlite_url: str, tmp_path: Path) -> None:
    """After one failed sync nothing more is acknowledged until a restart, and what was acknowledged before is there."""
    said = recorded(sqlite_url, 20, tmp_path / "calls", "-e", "inject=fdatasync:error=EIO:when=10")
    acknowledged = [line for line in said if not line.startswith(FAILED)]
    assert 0 < len(acknowledged) < 20
    assert said[: len(acknowledged)] == acknowledged
    assert all("Nothing more is written until Vigil is started anew" in line for line in said[len(acknowledged) + 1 :])
    assert ids(entries(ward, "s"))[: len(acknowledged)] == acknowledged
    assert ward.verify().bad is None


def test_a_full_disk_refuses_in_words_and_recovers(ward: Store, sqlite_url: str, tmp_path: Path) -> None:
    """While the disk is full every entry is refused with that reason; with space again the next one is stored."""
    said = recorded(sqlite_url, 20, tmp_path / "calls", "-e", "inject=pwrite64:error=ENOSPC:when=60..70")
    refused = [line for line in said if line.startswith(FAILED)]
    assert refused
    assert all("disk of the database is full" in line for line in refused)
    assert ids(entries(ward, "s")) == [line for line in said if not line.startswith(FAILED)]
    assert said[-1] == "w-19"
    assert ward.verify().bad is None


def test_a_gateway_hears_of_a_full_disk_and_is_heard_again(sqlite_store: Store, sqlite_url: str, tmp_path: Path) -> None:
    """While the disk is full a gateway hears AE on the same line; sent again with space, each message is stored once."""
    clinic = Clinic(sqlite_store, wall_clock)
    session = clinic.open_session(NewSession(room="1", patient=patient(), protocol=IV), NURSE).row.id
    full = ("strace", "-f", "--seccomp-bpf", "-o", str(tmp_path / "calls"), "-e", "inject=pwrite64:error=ENOSPC:when=20..28")
    sent = [reading(str(number), 60 + number) for number in range(20)]
    with listening(sqlite_url, *full) as (port, _), MLLPClient("127.0.0.1", port) as client:
        first = [code(client.send_message(one)) for one in sent]
        assert {said for said, _ in first} == {"AA", "AE"}
        assert rates(sqlite_url, session) == [60 + int(number) for said, number in first if said == "AA"]
        assert {code(client.send_message(one))[0] for one in sent} == {"AA"}
    assert sorted(rates(sqlite_url, session), key=float) == [60 + number for number in range(20)]
    assert sqlite_store.verify().bad is None


def test_no_test_alert_is_raised_on_a_full_disk(ward: Store, sqlite_url: str, tmp_path: Path) -> None:
    """While the disk is full test alerts fail with that reason, so that screens say it; with space again they are raised."""
    full = ("strace", "-f", "--seccomp-bpf", "-o", str(tmp_path / "calls"), "-e", "inject=pwrite64:error=ENOSPC:when=20..28")
    command = [*full, sys.executable, "-m", "tests.faults.trying", sqlite_url, "20"]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    failed = [line for line in said if line != RAISED]
    assert failed
    assert all("disk of the database is full" in line for line in failed)
    assert (said[0], said[-1]) == (RAISED, RAISED)
    assert ward.verify().bad is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "number"),
    [
        *(("fdatasync:error=EIO", n) for n in (1, 2, 4, 6)),
        *((f"pwrite64:error={e}", n) for e in ("EIO", "ENOSPC") for n in WRITES),
    ],
)
def test_whichever_write_fails_nothing_acknowledged_is_lost(
    ward: Store, sqlite_url: str, tmp_path: Path, call: str, number: int
) -> None:
    """Whichever write or sync of the program fails, a reading is there whole or not at all, and there if it was acknowledged."""
    calls = tmp_path / "calls"
    said = recorded(sqlite_url, 6, calls, "-e", f"inject={call}:when={number}")
    assert "INJECTED" in calls.read_text(encoding="utf-8")
    stored = ids(entries(ward, "s"))
    assert {line for line in said if not line.startswith(FAILED)} <= set(stored)
    assert len(stored) == len(set(stored))
    assert ward.verify().bad is None
