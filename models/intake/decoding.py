"""Which text do these bytes hold?"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINES = re.compile(rb"(?<=[\r\n])")
_ALLOWED = frozenset("\t\n\r\f\v\x0b\x1c\x1d\x1e\x85\ufeff")


def decoded(content: bytes) -> str | None:
    """The text in UTF-8, UTF-16 or UTF-32 (by its mark, UTF-16 also by its zeros), else line by line in UTF-8 or Windows-1252.

    None when it is no text.
    """
    text = _decoded(content)
    if text is None:
        return None
    text = text.removeprefix("\ufeff")
    sample = text[:4096] + text[-4096:]
    odd = sum(1 for c in sample if (c < " " or c == "\ufffd" or "\x7f" <= c < "\xa0") and c not in _ALLOWED)
    return None if "\x00" in text or odd * 50 > len(sample) else text


def _decoded(content: bytes) -> str | None:
    mark = next((coding for mark, coding in _MARKS if content.startswith(mark)), None)
    if mark:
        return content.decode("utf-8-sig" if mark == "utf-8" else mark, "replace")
    if content[1::2][:400].count(0) * 2 > len(content[1::2][:400]) > 1:
        return content.decode("utf-16-le", "replace")
    if content[0::2][:400].count(0) * 2 > len(content[0::2][:400]) > 1:
        return content.decode("utf-16-be", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(map(_line, _LINES.split(content)))


def _line(content: bytes) -> str:
    """One line: a capture may hold messages of several senders, and what is no UTF-8 elsewhere says nothing of this one."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
