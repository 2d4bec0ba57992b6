"""What runs beside Vigil to set a flowsheet? A program of its own: the words as JSON on its input, the PDF on its output.

Typst keeps some 400 MB of what it has set, and is no Python: in a process of its own it gives the memory back, and whatever goes
wrong in it cannot reach the alarms. It needs nothing of Vigil but the template beside it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("flowsheet.typ")
BLANK = "could not be displayed"
"""What Typst says when no font has a letter."""
UNPRINTABLE = 3
"""The exit code when no font of this machine has a letter."""

LAST = 10
"""How far it stands behind Vigil for the processor: alarms come first."""


def main() -> int:
    """Set what is on the input: with the fonts of Typst, or, for letters that they lack, with those of this machine too."""
    os.nice(LAST)
    asked = json.load(sys.stdin)
    for system in (False, True):
        try:
            sys.stdout.buffer.write(_set(asked, system=system))
        except typst.TypstError as error:
            if BLANK not in error.message:
                raise
        else:
            return 0
    return UNPRINTABLE


def _set(asked: dict[str, Any], *, system: bool) -> bytes:
    fonts = typst.Fonts(include_system_fonts=system)
    given = {"page": json.dumps(asked["page"])}
    press = typst.Compiler(TEMPLATE.read_bytes(), font_paths=fonts, ignore_system_fonts=not system, sys_inputs=given)
    made = press.compile(format="pdf", pdf_standards=asked["standards"], timestamp=asked["at"])
    return made if isinstance(made, bytes) else b""


if __name__ == "__main__":
    sys.exit(main())
