"""What does a monitor gateway send and hear? Messages as IHE PCD-01 writes them, and a listener that answers them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import hl7

from models.store import Store, wall_clock
from models.vitals import Millis, ObservationSet
from tests.dashboard.served import CLEAN, ROOT

_CODES = {
    "heart_rate": "147842^MDC_ECG_HEART_RATE^MDC",
    "systolic": "150021^MDC_PRESS_BLD_NONINV_SYS^MDC",
    "diastolic": "150022^MDC_PRESS_BLD_NONINV_DIA^MDC",
    "spo2": "150456^MDC_PULS_OXIM_SAT_O2^MDC",
}


def at(moment: Millis) -> str:
    """An instant as HL7 writes it, in UTC."""
    told = datetime.fromtimestamp(moment / 1000, UTC)
    return f"{told:%Y%m%d%H%M%S}.{moment % 1000:03}+0000"


def message(
    control: str,
    *,
    at: str,
    bed: str = "",
    patient: str = "",
    kind: str = "ORU^R01^ORU_R01",
    device: str = "",
    **values: float | str,
) -> str:
    """One message with these values, all of one instant; `bed` is PV1-3, `device` OBX-18."""
    head = rf"MSH|^~\&|MON|WARD|VIGIL|CLINIC|{at}||{kind}|{control}|P|2.6|||NE|AL"
    lines = [head, f"PID|||{patient}^^^CLINIC^MR||Doe^Jane" if patient else "PID|", f"PV1||I|{bed}", f"OBR|1|||VITALS|||{at}"]
    for number, (word, value) in enumerate(values.items(), 1):
        lines.append(f"OBX|{number}|NM|{_CODES[word]}||{value}||||||F|||{at}||||{device}")
    return "\r".join([*lines, ""])


def reading(control: str, rate: int) -> str:
    """A message of now about patient 0042 in room 1."""
    return message(control, at=at(wall_clock()), bed="^^1", patient="0042", heart_rate=rate)


def code(answer: bytes) -> tuple[str, str]:
    """MSA-1 and MSA-2 of a framed answer."""
    said = hl7.parse(answer.strip(b"\x0b\x1c\r").decode() + "\r").segment("MSA")
    return str(said[1]), str(said[2])


def rates(database: str, session: str) -> list[float | None]:
    """The heart rates that are stored in a session."""
    store = Store.open(database)
    with store.reading() as db:
        found = [entry.fact for entry in db.entries(session)]
    store.close()
    return [fact.heart_rate for fact in found if isinstance(fact, ObservationSet)]


@contextmanager
def listening(database: str, *under: str, **more: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The listener as a program of its own, once it says that it listens, with its port; `under` is a program that watches it."""
    command = [*under, sys.executable, "-m", "dashboard.cli", "listen", "--mllp", "127.0.0.1:0"]
    environment = CLEAN | {"VIGIL_DATABASE_URL": database} | more
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith("Vigil listens for HL7 v2 at 127.0.0.1:"), said
            yield int(said.rpartition(":")[2]), process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
