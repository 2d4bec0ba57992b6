"""What does a text of HL7 v2 mean in which delimiters are escaped?"""

from __future__ import annotations

import re
from functools import lru_cache

_HEX = re.compile(r"X((?:[0-9A-Fa-f]{2})+)")


def unescaped(text: str, marks: str) -> str:
    """The text as it is meant. `marks` are the delimiters: of fields, components, repetitions, the escape, subcomponents.

    Formatting (a new line, an indent) becomes a blank, highlighting nothing; what is no escape stays as it is.
    """
    escape = marks[3:4]
    return _pattern(escape).sub(lambda found: _meant(found, marks), text) if escape and escape in text else text


@lru_cache(maxsize=64)
def _pattern(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(f"{mark}([^{mark}]{{0,200}}){mark}")


def _meant(found: re.Match[str], marks: str) -> str:
    word = found[1]
    named = dict(zip("FSRET", marks, strict=False)) | {"H": "", "N": ""}
    if word in named:
        return named[word]
    if word.startswith("."):
        return " "
    coded = _HEX.fullmatch(word)
    return bytes.fromhex(coded[1]).decode("cp1252", "replace") if coded else found[0]
