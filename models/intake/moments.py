"""Which day, clock time and offset does this text write?

Pure text work: no zone is assumed here (models.intake.zones does that) and no order of day and month is guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

DateOrder = Literal["dmy", "mdy", "ymd"]
Kind = Literal["moment", "day", "clock", "unix", "number", ""]

NO_TIME = "no time"
NOT_UNDERSTOOD = "time not understood"
DAY_ONLY = "only a date, no time of day"
SECOND, MINUTE, HOUR = 1_000_000, 60_000_000, 3_600_000_000
_EARLIEST, _LATEST, _LONGEST = 1900, 9998, 64


class Written(NamedTuple):
    """What a text says of a time.

    `micros` = microseconds since midnight (over a day for 47:10 since the start); None = not said.
    """

    day: date | None = None
    micros: int | None = None
    offset: timedelta | None = None


# By the letters that tell them apart, in English, German, French, Spanish, Italian and Dutch.
_MONTH_NAMES = (
    "jan ene gen|feb fev|mar mär mrz maa mrt|apr avr abr|may mai mag mei|jun juin giu|jul juil lug|aug aou aoû ago"
    "|sep set|oct okt ott|nov|dec dez dic déc"
)
_MONTHS = {name: i for i, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()} | {"fév": 2}
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d:])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d:])")
_DAY_NAMED = re.compile(
    r"(?<![\d:])(\d{1,2})(?:\.|er)?(?: de|[ -])? ?([^\W\d_]{3,10})\.?(?: de|[ -])? ?(\d{4}|\d{2}(?![:\d]))(?!\d)"
)
_MONTH_NAMED = re.compile(r"([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})(?!\d)")
_YEAR_BEHIND = re.compile(r"([^\W\d_]{3}) +(\d{1,2}) +(\d{1,2}:\d{2}:\d{2}(?: [A-Z]{3,4})?) (\d{4})")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,3})(?::| ?h ?)(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?\s?m\.?(?![^\W\d_]))?\s*"
    r"(z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|[^\W\d_]{3,4}(?![^\W\d_]))?(?![\d:])",
    re.IGNORECASE,
)
_OFFSETS = {"z": 0, "utc": 0, "gmt": 0, "cet": 60, "cest": 120, "mez": 60, "mesz": 120}
_OFFSETS |= {"est": -300, "edt": -240, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag"
_SHORT_DAYS = "mon tue tues wed thu thur thurs fri sat sun mo di mi do fr sa so at um uhr t"
_FILLING = frozenset(f"{_WEEKDAYS} {_SHORT_DAYS}".split())
_COMPACT = re.compile(
    r"((?:19|2[0-2])\d{2})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?"
    r"(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?"
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
_NUMBER = re.compile(r"-?\d{1,19}(?:[.,]\d{1,20})?")
_DOTTED = re.compile(r"([01]?\d|2[0-3])[.,]([0-5]\d)")
_DOTS = re.compile(r"(?<![\d:.])\d{1,2}\.\d{2}(?:\.\d{2})?(?![\d:.])")
_CLOSE = re.compile(r"([01]\d|2[0-3])([0-5]\d)([0-5]\d)?")
_FIRST_SERIAL, _LAST_SERIAL = 36526, 55153
_ZEROTH = date(1899, 12, 30)


def written(text: str, order: DateOrder | None = None) -> Written | None:
    """What the text says, or None when it is no time. 03/04/2024 needs the order; with dots it is always day.month.year."""
    text = text.strip().strip("[]'\"").strip()
    if len(text) > _LONGEST:
        return None
    return _iso(text) or _compact(text) or _spelt(text, order)


def _iso(text: str) -> Written | None:
    if len(text) < 16 or text[4] != "-" or text[10] not in "T ":
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    micros = at.hour * HOUR + at.minute * MINUTE + at.second * SECOND + at.microsecond
    return _sane(Written(at.date(), micros, at.utcoffset()))


def _compact(text: str) -> Written | None:
    """20240314103000.5+0100, the way of HL7, 20240314T103000Z and 20240314 10:30."""
    found = _COMPACT.fullmatch(text)
    day = _day(found[1], found[2], found[3]) if found else None
    if found is None or day is None:
        return None
    offset = _offset(found[8]) if found[8] else None
    if found[4] is None:
        return _sane(Written(day, None, offset))
    micros = _micros(found[4], found[5], found[6], found[7])
    return None if micros is None or micros >= 24 * HOUR else _sane(Written(day, micros, offset))


def _spelt(text: str, order: DateOrder | None) -> Written | None:
    day, rest, dated = _dated(_YEAR_BEHIND.sub(r"\2 \1 \4 \3", text), order)
    rest = _DOTS.sub(lambda dots: dots[0].replace(".", ":"), rest) if day else rest
    if dated and day is None:
        return None
    clock = _CLOCK.search(rest)
    if day is None and rest[:1] in {"-", "+"}:
        return None
    zone = clock[6] if clock and clock[6] and not _fills(clock[6]) else ""
    offset = _offset(zone) if zone else None
    if not _fills(rest[: clock.start()] + " " + rest[clock.end() :] if clock else rest) or (zone and offset is None):
        return None
    if clock is None:
        return _sane(Written(day)) if day else None
    micros = _micros(clock[1], clock[2], clock[3], clock[4], clock[5])
    if micros is None or (day and micros >= 24 * HOUR):
        return None
    return _sane(Written(day, micros, offset))


def _fills(text: str) -> bool:
    """Whether a text that stands beside a date or a clock time says nothing more (a weekday, "at", "Uhr")."""
    return all(word in _FILLING for word in re.split(r"[\s,;:.T-]+", text.strip(" ,;:-.").casefold()) if word)


def _dated(text: str, order: DateOrder | None) -> tuple[date | None, str, bool]:
    """The day in the text, what is left of the text without it, and whether anything in it looks like a date."""
    for pattern, days in (
        (_YEAR_FIRST, _from_year),
        (_YEAR_LAST, _to_year),
        (_DAY_NAMED, _day_named),
        (_MONTH_NAMED, _month_named),
    ):
        found = pattern.search(text)
        if found:
            return days(found, order), f"{text[: found.start()]} {text[found.end() :]}", True
    return None, text, False


def _from_year(found: re.Match[str], _order: DateOrder | None) -> date | None:
    return _day(found[1], found[3], found[4])


def _to_year(found: re.Match[str], order: DateOrder | None) -> date | None:
    year = _year(found[4])
    if order == "ymd" and len(found[4]) == 2:
        return _day(_year(found[1]), found[3], found[4])
    if found[2] == ".":
        order = "dmy"
    if order == "dmy":
        return _day(year, found[3], found[1])
    return _day(year, found[1], found[3]) if order == "mdy" else None


def _day_named(found: re.Match[str], _order: DateOrder | None) -> date | None:
    return _day(_year(found[3]), _month(found[2]), found[1])


def _month_named(found: re.Match[str], _order: DateOrder | None) -> date | None:
    return _day(found[3], _month(found[1]), found[2])


def _year(text: str) -> str:
    return f"20{text.zfill(2)}" if len(text) < 3 else text


def _month(name: str) -> str:
    word = name.casefold()
    return str(_MONTHS.get(word[:4]) or _MONTHS.get(word[:3], 0))


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _micros(hours: str, minutes: str, seconds: str | None, fraction: str | None, half: str | None = None) -> int | None:
    h, m, s = int(hours), int(minutes), int(seconds or 0)
    if half:
        if not 1 <= h <= 12:
            return None
        h = h % 12 + (12 if half[0] in "pP" else 0)
    if m > 59 or s > 59:
        return None
    return h * HOUR + m * MINUTE + s * SECOND + int((fraction or "0")[:6].ljust(6, "0"))


def _offset(text: str) -> timedelta | None:
    """The offset of +01:00, UTC+1 or CET; None when it is none that Vigil knows."""
    if text.casefold() in _OFFSETS:
        return timedelta(minutes=_OFFSETS[text.casefold()])
    found = _OFFSET.search(text)
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return timedelta(minutes=-minutes if found[1] == "-" else minutes)


def _sane(told: Written) -> Written | None:
    """Without years that no recording has. The day before 1900 is how some programs write a clock time alone."""
    if told.day and told.micros is not None and (_ZEROTH - told.day).days in {0, -1}:
        return told._replace(day=None)
    return told if told.day is None or _EARLIEST <= told.day.year <= _LATEST else None


def beside_date(text: str) -> Written | None:
    """The time of day in a cell beside a date: as `written`, as 10.30, 1030 or 103000, or as Excel stores it (0.4375)."""
    close = _CLOSE.fullmatch(text.strip())
    if close:
        return Written(None, _micros(close[1], close[2], close[3], None))
    dotted = _DOTTED.fullmatch(text.strip())
    if dotted:
        return Written(None, int(dotted[1]) * HOUR + int(dotted[2]) * MINUTE)
    share = _number(text)
    if share is not None and 0 <= share < 1:
        return Written(None, round(share * 86_400_000) * 1000 % (24 * HOUR))
    return written(text) or written(text, "dmy") or written(text, "mdy")


def is_beside_date(text: str) -> bool:
    """Whether a number beside a date is a time of day."""
    return kind(text) == "number" and beside_date(text) is not None


def serial(text: str) -> Written | None:
    """The day, or day and time, that Excel stores as this number (of 2000 to 2050); None when it is no such number."""
    days = _number(text)
    if days is None or not _FIRST_SERIAL <= days <= _LAST_SERIAL:
        return None
    millis = round(days % 1 * 86_400_000)
    day = _ZEROTH + timedelta(days=int(days) + millis // 86_400_000)
    return Written(day, millis % 86_400_000 * 1000 if days % 1 else None)


def _number(text: str) -> float | None:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text.strip()) else None


def slashed(text: str) -> tuple[int, int] | None:
    """The first two numbers of a date whose order is open (03/04/2024, 3-4-2024), or None when it is no such date."""
    found = _YEAR_LAST.search(text) if len(text) <= _LONGEST else None
    return (int(found[1]), int(found[3])) if found and found[2] != "." and not _YEAR_FIRST.search(text) else None


def kind(text: str) -> Kind:
    """What sort of time stands here, whatever the order of its date; "" = none. 10, 13, 16 or 19 digits are unix time."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        digits = len(re.split(r"[.,]", text.lstrip("-"))[0])
        if digits in {8, 12, 14} and _compact(text):
            return "day" if digits == 8 else "moment"
        return "unix" if digits in {10, 13, 16, 19} and text[0] != "-" else "number"
    told = written(text, "dmy") or written(text, "mdy")
    if told is None:
        return ""
    if told.day is None:
        return "clock"
    return "day" if told.micros is None else "moment"


def unix_millis(text: str) -> int | None:
    """The instant that a unix time in seconds or thousandths, millionths or billionths of them means, in epoch milliseconds."""
    text = text.strip()
    if kind(text) != "unix":
        return None
    whole, _, fraction = text.replace(",", ".").partition(".")
    thousandths = int(fraction[:3].ljust(3, "0")) if fraction else 0
    return {10: int(whole) * 1000 + thousandths, 13: int(whole), 16: int(whole) // 1000, 19: int(whole) // 1_000_000}[len(whole)]
