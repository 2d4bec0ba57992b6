"""How does a flowsheet become a PDF? Its words are handed to Typst as data and set on A4, for archives and for screen readers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import Any

from models.errors import TooMany, VigilError
from models.outgo.flowsheet.page import Page, page
from models.outgo.flowsheet.sheet import Sheet

TYPESETTER = Path(__file__).with_name("typesetter.py")
UNPRINTABLE = 3
"""Its exit code when no font of this machine has a letter."""
LONGEST = 30
"""Seconds that it may take, with all attempts: fifty times what it needs."""
PATIENCE = 5.0
"""Seconds that somebody waits for the paper of others."""
QUEUE = 4
"""How many may be at the press at once, whose paper is being set among them: whoever waits takes a thread from the alarms."""
BUSY = "The printer is busy. Press again in a few seconds."
INSTEAD = "Try again; `vigil export --as csv` gives the numbers."
STANDARDS = ("a-2a", "ua-1")
"""PDF/A-2a keeps for decades with its fonts inside, PDF/UA-1 can be read aloud. Neither leaves out a letter in silence."""
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Letters that nobody sees, or that turn the order of others: a note must not change how anything else is read."""
RARE = re.compile(
    "[^\n\x20-\x7e\xa0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u2080-\u2089\u20acᵐ≤≥−▲▼●■✕]"
)
"""Letters that the fonts which come with Typst may lack: all but Latin, Greek, Cyrillic and what a flowsheet itself uses."""
FOREIGN = re.compile("[^\n\x20-\x7e]")
"""Whatever is no plain letter: the last resort."""


class NotPrinted(VigilError):
    """A flowsheet could not be set."""


class Press:
    """The press of one process: one paper at a time, so that a row of clicks starts no row of programs beside the alarms."""

    def __init__(self) -> None:
        self.patience = PATIENCE
        self._room, self._free = BoundedSemaphore(QUEUE), Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The press is yours while this lasts; TooMany when others have it for longer than `patience` (s), or too many wait."""
        if not self._room.acquire(blocking=False):
            raise TooMany(BUSY)
        try:
            if not self._free.acquire(timeout=self.patience):
                raise TooMany(BUSY)
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._room.release()


def pdf(sheet: Sheet) -> bytes:
    """The flowsheet as PDF/A-2a and PDF/UA-1; NotPrinted when it cannot be set."""
    return pressed(page(sheet), sheet.printed_at // 1000)


def pressed(words: Page, at: int) -> bytes:
    """These words on paper; `at` is the instant of printing (epoch seconds) that the file carries.

    Letters that the fonts of Typst lack are taken from those of this machine; where it has none, they are spelled as [U+738B].
    """
    data: Any = asdict(words)
    until = monotonic() + LONGEST
    for letters in (UNSEEN, RARE, FOREIGN):
        data = _spelled(data, letters)
        made = _set(data, at, until)
        if made is not None:
            return made
    raise NotPrinted("The flowsheet was not printed: no font has its letters. Please report this.")


def lettered(words: Page, at: int) -> bool:
    """Whether some font that can be used here has every letter of these words; NotPrinted when nothing can be set."""
    return _set(asdict(words), at, monotonic() + LONGEST) is not None


def _spelled(value: Any, letters: re.Pattern[str]) -> Any:
    """The same data with these letters written as their numbers."""
    if isinstance(value, str):
        return letters.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)
    if isinstance(value, dict):
        return {name: _spelled(one, letters) for name, one in value.items()}
    return [_spelled(one, letters) for one in value] if isinstance(value, list | tuple) else value


def _set(data: Any, at: int, until: float) -> bytes | None:
    """What the typesetter makes of it up to `until` (of the monotonic clock); None where it lacks a letter."""
    asked = json.dumps({"page": data, "at": at, "standards": STANDARDS}).encode()
    command = [sys.executable, "-I", str(TYPESETTER)]
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=max(0, until - monotonic()), check=False)  # noqa: S603  # our own
    except subprocess.TimeoutExpired as late:
        raise NotPrinted(f"The flowsheet was not printed: it took longer than {LONGEST} s and was stopped. {INSTEAD}") from late
    except OSError as error:
        raise NotPrinted(f"The flowsheet was not printed: {error}. {INSTEAD}") from error
    if done.returncode not in (0, UNPRINTABLE):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotPrinted(f"The flowsheet was not printed: {said[-1] if said else 'the typesetter stopped'}. Please report this.")
    return None if done.returncode == UNPRINTABLE else done.stdout
