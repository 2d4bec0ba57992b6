"""At which instant was a written time, given what is known of its zone?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.intake.moments import DAY_ONLY, NO_TIME, NOT_UNDERSTOOD, Written
from models.intake.values import Answers, Question
from models.vitals import Millis

SKIPPED_HOUR = "this local time does not exist: the clocks went forward"
TWICE = "this local time happened twice: the clocks went back, and the file does not say which one it is"
_EPOCH = date(1970, 1, 1).toordinal()
_DAY: Millis = 86_400_000
_FIXED = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)

_INSIDE = re.compile(r"[\[(]([^\])]+)[\])]")
_UTC = re.compile(r"(?<![A-Z])UTC(?![a-z])|(?<![^\W_])utc(?![^\W_])|datetimeutc")


class Twice(NamedTuple):
    """The two instants of a local time that happened twice."""

    first: Millis
    second: Millis


def zone_named(text: str) -> tzinfo | None:
    """The zone called Europe/Berlin, UTC, Z or +01:00; None when there is none of that name."""
    text = text.strip()
    if text.upper() in {"UTC", "Z", "GMT", "ETC/UTC"}:
        return UTC
    fixed = _FIXED.fullmatch(text)
    if fixed:
        minutes = int(fixed[2]) * 60 + int(fixed[3] or 0)
        return timezone(timedelta(minutes=-minutes if fixed[1] == "-" else minutes)) if minutes < 1440 else None
    return _listed(text)


def zone_in(name: str) -> str | None:
    """The zone that the name of a column states: `Time (UTC)`, `timestamp_utc`, `Zeit [Europe/Berlin]`; None = none."""
    inside = _INSIDE.search(name)
    if inside and zone_named(inside[1]):
        return inside[1].strip()
    return "UTC" if _UTC.search(name) else None


def _listed(name: str) -> tzinfo | None:
    if not re.fullmatch(r"[A-Za-z_+\-0-9]+(/[A-Za-z_+\-0-9]+)*", name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def instant(told: Written, zone: tzinfo | None) -> Millis | Twice | str:
    """Epoch milliseconds; Twice in the hour that the clocks repeat; a str says why the time cannot be used."""
    if told.day is None or told.micros is None:
        return DAY_ONLY if told.day else NOT_UNDERSTOOD
    local = (told.day.toordinal() - _EPOCH) * _DAY + told.micros // 1000
    if told.offset is not None:
        return local - _millis(told.offset)
    if zone is None:
        return "no time zone"
    early, late = _offsets(zone, told.day, told.micros // 60_000_000)
    if early == late:
        return local - early
    return Twice(local - early, local - late) if early > late else SKIPPED_HOUR


@lru_cache(maxsize=8192)
def _offsets(zone: tzinfo, day: date, minute: int) -> tuple[Millis, Millis]:
    """The offset of a local minute, read as before and as after a change of the clocks."""
    local = datetime(day.year, day.month, day.day, minute // 60 % 24, minute % 60, tzinfo=zone)
    return _millis(local.utcoffset()), _millis(local.replace(fold=1).utcoffset())


def _millis(offset: timedelta | None) -> Millis:
    return 0 if offset is None else offset // timedelta(milliseconds=1)


class Timekeeper:
    """Turns written times into instants with what the person answered, and remembers what was used and what must be asked."""

    def __init__(self, answers: Answers, stated: str | None = None) -> None:
        """`stated` is the zone that the file itself names; it is nearer to the device than any answer, unless nobody knows it."""
        self._name = stated or answers.zone or answers.clinic_zone
        self.zone = zone_named(self._name) if self._name else None
        if stated and self.zone is None and answers.zone:
            self._name, self.zone = answers.zone, zone_named(answers.zone)
        self.used: str | None = None
        self._asked = False

    def at(self, told: Written | None) -> Millis | Twice | str:
        """The instant, or why there is none. A time without offset uses the zone, and asks for it where there is none."""
        if told is None:
            return NOT_UNDERSTOOD
        if told.offset is None and told.day is not None and told.micros is not None:
            self._asked = self._asked or self.zone is None
            self.used = self._name
        return instant(told, self.zone)

    def once(self, told: Written | None) -> Millis | str:
        """As `at`, for times that no neighbour can tell apart: an hour that happened twice has no instant."""
        at = self.at(told)
        return TWICE if isinstance(at, Twice) else at

    def questions(self) -> tuple[Question, ...]:
        """The question of the zone, if a time needed it and nobody has said it."""
        if not self._asked:
            return ()
        known = f'"{self._name}" is no time zone that Vigil knows. ' if self._name else ""
        text = f"{known}The times in this file do not say their time zone. Give it, for example --zone Europe/Berlin."
        return (Question("zone", text),)

    def zone_used(self) -> str | None:
        """The name of the zone that times without offset were read in, None when no time needed one."""
        return self.used if self.zone is not None else None


def iso(at: Millis, zone: str | None = None) -> str:
    """The instant in ISO 8601 with offset, in the named zone or UTC; thousandths only where there are any."""
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
    local = when.astimezone((zone and zone_named(zone)) or UTC)
    return local.isoformat(timespec="milliseconds" if at % 1000 else "seconds")


__all__ = ["NO_TIME", "SKIPPED_HOUR", "TWICE", "Timekeeper", "Twice", "instant", "iso", "zone_in", "zone_named"]
