"""Which text do these bytes hold?"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINES = re.compile(rb"(?<=[\r\n])")
_HEADER = re.compile(rb"[\x0b\s]*MSH([^A-Za-z0-9\s])")
_NAMES = re.compile(r"[~^\\&]+")
_CHARSET = 17
_WESTERN = "cp1252"
# MSH-18 (HL7 table 0211). Letters of several bytes, of which some look like delimiters.
_CODINGS = {
    "gb 18030-2000": "gb18030", "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "big-5": "big5", "big5": "big5",
    "ks x 1001": "cp949", "iso ir87": "cp932", "iso ir159": "cp932", "iso ir14": "cp932",
    **{f"8859/{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 15)},
}  # fmt: skip
_SHIFTED = b"\x1b$"
"""How ISO 2022 begins Japanese letters, which are all of seven bits."""
_ALLOWED = frozenset("\t\n\r\f\v\x0b\x1c\x1d\x1e\x85\ufeff")


def decoded(content: bytes) -> str | None:
    """The text in UTF-8, UTF-16 or UTF-32 (by its mark, UTF-16 also by its zeros), else line by line in UTF-8 or Windows-1252.

    Where a message of HL7 v2 says in which letters it is written (MSH-18), its lines are read so. None when it is no text.
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
        return "".join(_lines(content)) if _SHIFTED in content else content.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_lines(content))


def _lines(content: bytes) -> Iterator[str]:
    """Line by line: a capture may hold messages of several senders, and what is no UTF-8 elsewhere says nothing of this one."""
    coding = _WESTERN
    for line in _LINES.split(content):
        header = _HEADER.match(line)
        coding = _stated(line, header[1]) if header else coding
        yield _line(line, coding)


def _stated(header: bytes, between: bytes) -> str:
    """The coding that MSH-18 names; Windows-1252 where it names none that Vigil knows."""
    fields = header.split(between)
    names = fields[_CHARSET].decode("ascii", "replace").casefold() if len(fields) > _CHARSET else ""
    return next((_CODINGS[name] for name in map(str.strip, _NAMES.split(names)) if name in _CODINGS), _WESTERN)


def _line(content: bytes, coding: str) -> str:
    if _SHIFTED in content:
        return content.decode("iso2022_jp_2", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode(coding, "replace")
