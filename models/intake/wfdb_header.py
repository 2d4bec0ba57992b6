"""Which signals does the header of a WFDB record (`.hea`) describe, how are they written, and when did it begin?

The words and defaults are those of header(5), WFDB Applications Guide, physionet.org/physiotools/wag/header-5.htm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from models.intake.moments import HOUR, MINUTE, SECOND

_RATE, _GAIN = 250.0, 200.0
_MOST, _LONGEST = 1000, 20_000
_FORMAT = re.compile(r"(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?")
_CALIBRATED = re.compile(r"([-+]?[\d.]+(?:[eE][-+]?\d+)?)?(?:\(([-+]?\d+)\))?(?:/(.*))?")
_CLOCK = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,2})(?:\.(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class Channel:
    """One signal of a record.

    (number in the file - `baseline`) / `gain` is the value in `unit` ("" = not said). `samples` of it stand in each frame, from
    byte `skip` of the file on; `checksum` = the last 16 bits of the sum of all numbers, None = not said.
    """

    file: str
    format: int
    samples: int
    skip: int
    gain: float
    baseline: int
    unit: str
    checksum: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Header:
    """A record: `rate` frames a second, `frames` of them (0 = not said); `clock` in microseconds since midnight."""

    record: str
    rate: float
    frames: int
    clock: int | None
    day: date | None
    channels: tuple[Channel, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The files that hold the samples, each once."""
        return tuple(dict.fromkeys(channel.file for channel in self.channels if channel.file != "~"))


@dataclass(frozen=True, slots=True)
class Joined:
    """A record that is made of several others, one after the other: (name, frames) each, "~" where nothing was recorded.

    Time runs from the beginning of the whole, `rate` frames a second.
    """

    whole: Header
    parts: tuple[tuple[str, int], ...]


class NoHeader(ValueError):
    """The text is no header that can be read; the message says why and what to do."""


def looks(text: str) -> bool:
    """Whether this text begins like a header: the name of a record and how many signals it has."""
    lines = _lines(text)
    return bool(lines) and re.match(r"\S+\s+\d+(?:\s|$)", lines[0]) is not None


def parse(text: str) -> Header | Joined:
    """The header that this text writes.

    Raises:
        NoHeader: a line is missing or cannot be read.
    """
    lines = _lines(text)
    fields = lines[0].split()
    name, slash, several = fields[0].partition("/")
    count = int((several if slash else fields[1])[:9]) if (several if slash else fields[1]).isdecimal() else 0
    if not 0 < count <= (_LONGEST if slash else _MOST) or len(lines) <= count:
        told = f"{count} {'parts' if slash else 'signals'}"
        raise NoHeader(f"This header tells of {told} and describes {len(lines) - 1}. It may be cut off: copy the .hea again.")
    clock = _clock(fields[4]) if len(fields) > 4 else None
    day = _day(fields[5]) if len(fields) > 5 else None
    if slash:
        return Joined(Header(name, _rate(fields), _frames(fields), clock, day, ()), tuple(map(_part, lines[1 : count + 1])))
    return Header(name, _rate(fields), _frames(fields), clock, day, tuple(map(_channel, lines[1 : count + 1])))


def _part(line: str) -> tuple[str, int]:
    name, frames = [*line.split(), "", ""][:2]
    if not re.fullmatch(r"\d{1,12}", frames):
        raise NoHeader(f'A line of this header cannot be read ("{line[:60]}"). Copy the .hea again.')
    return name, int(frames)


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]


def _rate(fields: list[str]) -> float:
    """Frames a second; a counter frequency behind it (`125/10(0)`) is of no matter here."""
    text = re.split(r"[/(]", fields[2])[0] if len(fields) > 2 else str(_RATE)
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 1e-6 <= rate <= 1e6:
        raise NoHeader(f'This header says "{text[:40]}" samples a second, which cannot be. Copy the .hea again.')
    return rate


def _frames(fields: list[str]) -> int:
    return int(fields[3][:12]) if len(fields) > 3 and fields[3].isdecimal() else 0


def _clock(text: str) -> int | None:
    """14:05:30.5, 05:30 (minutes and seconds) and 30 (seconds), as the header writes it: the seconds come last."""
    found = _CLOCK.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3]) if found else (24, 0, 0)
    if found is None or hours > 23 or minutes > 59 or seconds > 59:
        raise NoHeader(f'This header says that it began at "{text[:40]}", which is no time of day. Copy the .hea again.')
    return hours * HOUR + minutes * MINUTE + seconds * SECOND + int((found[4] or "0").ljust(6, "0"))


def _day(text: str) -> date | None:
    """The day is always day/month/year."""
    try:
        day, month, year = map(int, text.split("/"))
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise NoHeader(f'This header says that it began on "{text[:40]}", which is no date. Copy the .hea again.') from error


def _channel(line: str) -> Channel:
    fields = [*line.split(None, 8), *[""] * 9][:9]
    written = _FORMAT.fullmatch(fields[1])
    calibrated = _CALIBRATED.fullmatch(fields[2])
    if written is None or calibrated is None or any(len(part or "") > 9 for part in written.groups()):
        raise NoHeader(f'A line of this header cannot be read ("{line[:60]}"). Copy the .hea again.')
    zero = _whole(fields[4]) or 0
    baseline = zero if calibrated[2] is None else int(calibrated[2][:12])
    return Channel(
        fields[0], int(written[1]), max(1, int(written[2] or 1)), int(written[4] or 0),
        _gain(calibrated[1]), baseline, calibrated[3] or "", _whole(fields[6]), fields[8].strip(),
    )  # fmt: skip


def _gain(text: str | None) -> float:
    """Steps to the unit; 0 or nothing means that the device was not calibrated, which is 200."""
    try:
        gain = float(text or 0)
    except ValueError:
        gain = 0.0
    return gain or _GAIN


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[-+]?\d{1,12}", text) else None
