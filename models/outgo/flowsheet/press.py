"""How does a flowsheet become a PDF? Its words are handed to Typst as data and set on A4, for archives and for screen readers."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from models.outgo.flowsheet.page import Page, page
from models.outgo.flowsheet.sheet import Sheet

TEMPLATE = Path(__file__).with_name("flowsheet.typ")
STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")
"""PDF/A-2a keeps for decades with its fonts inside, PDF/UA-1 can be read aloud. Neither leaves out a letter in silence."""
BLANK = "could not be displayed"
"""What Typst says when no font has a letter."""
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Letters that nobody sees, or that turn the order of others: a note must not change how anything else is read."""
RARE = re.compile(
    "[^\n\x20-\x7e\xa0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u2080-\u2089\u20acᵐ≤≥−▲▼●■✕]"
)
"""Letters that the fonts which come with Typst may lack: all but Latin, Greek, Cyrillic and what a flowsheet itself uses."""


def pdf(sheet: Sheet) -> bytes:
    """The flowsheet as PDF/A-2a and PDF/UA-1."""
    return pressed(page(sheet), sheet.printed_at // 1000)


def pressed(words: Page, at: int) -> bytes:
    """These words on paper; `at` is the instant of printing (epoch seconds) that the file carries.

    Letters that the fonts of Typst lack are taken from those of this machine; where it has none, they are spelled as [U+738B].
    """
    from typst import TypstError  # noqa: PLC0415  # 80 MB of it, and only whoever prints needs them

    data = _spelled(asdict(words), UNSEEN)
    for system in (False, True):
        try:
            return _set(data, at, system=system)
        except TypstError as error:
            if BLANK not in error.message:
                raise
    return _set(_spelled(data, RARE), at, system=False)


def _spelled(value: Any, letters: re.Pattern[str]) -> Any:
    """The same data with these letters written as their numbers."""
    if isinstance(value, str):
        return letters.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)
    if isinstance(value, dict):
        return {name: _spelled(one, letters) for name, one in value.items()}
    return [_spelled(one, letters) for one in value] if isinstance(value, list | tuple) else value


def _set(data: Any, at: int, *, system: bool) -> bytes:
    import typst  # noqa: PLC0415  # as above

    fonts = typst.Fonts(include_system_fonts=system)
    given = {"page": json.dumps(data)}
    press = typst.Compiler(TEMPLATE.read_bytes(), font_paths=fonts, ignore_system_fonts=not system, sys_inputs=given)
    made = press.compile(format="pdf", pdf_standards=[*STANDARDS], timestamp=at)
    return made if isinstance(made, bytes) else b""
