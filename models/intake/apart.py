"""How are files read beside a clinic's alarms? In a program of their own, which is ended when it takes too long or too much."""

from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection

from models.errors import Refused
from models.intake import formats
from models.intake.values import Answers, Half, Intake
from models.intake.wfdb import is_half

LONGEST = 120
"""Seconds after which nobody waits any more; a million rows of a table take about as long."""
MEMORY = 2 << 30
"""Bytes that reading may take, the program itself among them."""
INSTEAD = "Nothing was stored. Split the file, or use `vigil import` at the machine itself."
_NICE = 10


def read(files: Sequence[Half], answers: Answers) -> tuple[Intake, ...]:
    """What these files hold, in their order; halves of one recording find each other. Refused when one asks for too much."""
    context = get_context("spawn")  # a copy of a program with threads would be a copy of its locks
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=_read, args=(theirs, tuple(files), answers), daemon=True)
    reader.start()
    theirs.close()
    try:
        return _answer(ours)
    finally:
        reader.kill()
        reader.join()
        ours.close()


def _answer(told: Connection) -> tuple[Intake, ...]:
    if not told.poll(LONGEST):
        raise Refused(f"Reading took longer than {LONGEST} s and was stopped. {INSTEAD}")
    try:
        found: tuple[Intake, ...] = told.recv()
    except EOFError as ended:
        raise Refused(f"Reading took more memory than it may, and was stopped. {INSTEAD}") from ended
    return found


def _read(answer: Connection, files: tuple[Half, ...], answers: Answers) -> None:
    """The program that reads. It gives way to whatever watches over patients."""
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    beside = replace(answers, beside=tuple(file for file in files if is_half(file.name)))
    answer.send(tuple(formats.read(file.name, file.content, beside) for file in files))
