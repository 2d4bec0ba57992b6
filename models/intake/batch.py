"""Which messages stand in one HL7 v2 batch (FHS, BHS ... BTS, FTS), and by which number does its sender know it?"""

from __future__ import annotations

import re
from typing import NamedTuple

MOST = 500
"""Messages of one batch on a line; whoever has more of them has a file."""
_AROUND = ("FHS", "BHS", "BTS", "FTS")


class Batch(NamedTuple):
    """The messages, each with its own segments only; `control` is the number of the batch (BHS-11) or file (FHS-11), or ""."""

    messages: tuple[str, ...]
    control: str


def parted(text: str) -> Batch:
    """The messages of a text, with or without an envelope; what stands before the first of them belongs to none."""
    found: list[list[str]] = []
    controls: dict[str, str] = {}
    for line in filter(None, (part.strip() for part in re.split(r"[\r\n\x0b\x1c]+", text))):
        if line[:3] in _AROUND:
            controls.setdefault(line[:3], _control(line))
        elif line.startswith("MSH") and len(line) > 7:
            found.append([line])
        elif found:
            found[-1].append(line)
    control = controls.get("BHS") or controls.get("FHS") or ""
    return Batch(tuple("".join(f"{line}\r" for line in one) for one in found), control)


def _control(line: str) -> str:
    """BHS-11 or FHS-11; the header counts its own delimiter as its first field."""
    fields = line.split(line[3]) if len(line) > 3 else []
    return fields[10] if len(fields) > 10 else ""
