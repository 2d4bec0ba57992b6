"""What readings do the two halves of a WFDB record hold?

A monitor's numerics as PhysioNet and research gateways keep them: a header (`.hea`) that says what each signal is, and its
samples (`.dat`). Each half alone says nothing, so the other must be among the files that were given with it. The record becomes a
table and is read as one: names, units, zone and start are decided there, by the same rules as for the same record as CSV.
Signals with more than four samples a second are waveforms (an ECG, the curve of breathing), which hold no readings. A record
may be made of several others, with gaps between them and other signals in each: then all of them are given together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import NamedTuple

from models.intake import tabular, telling
from models.intake.decoding import decoded
from models.intake.kinds import of_table
from models.intake.moments import SECOND
from models.intake.recalling import recalled
from models.intake.table import Row, Table
from models.intake.units import unit_of
from models.intake.values import Answers, Half, Intake, Question
from models.intake.wfdb_header import Channel, Header, Joined, NoHeader, looks, parse
from models.intake.wfdb_samples import FORMATS

FORMAT = "wfdb"
FASTEST = 4.0
"""Samples a second above which a signal is a waveform: monitors send numbers once a second, curves 25 times and more."""
_HALVES = (".hea", ".dat")
_HEADER_ALONE = (
    "This is the header of a WFDB recording; its readings are in {files}. Give both at once: vigil import {name} {files}"
)
_PARTS_ALONE = (
    "This is the header of a WFDB recording that is made of several others. Give all of them, headers and samples, at once: vigil"
    " import {name} {files}"
)
_SAMPLES_ALONE = (
    "These are the samples of a WFDB recording; what they mean stands in its header, a file that ends in .hea. Give both at once:"
    " vigil import RECORD.hea {name}"
)
_CUT = "{file} holds {found} of the {told} samples of which its header tells: it was cut off. Copy the .dat again."
_OTHER = "{file} is not what its header describes: the sum of {signal} is another. Copy both files again from one place."
_FORMAT_UNKNOWN = (
    "{file} is written in WFDB format {format}, which Vigil does not read. Write it as CSV: rdsamp -r {record} -c -v -pd > x.csv"
)
_WAVEFORMS = (
    "This record holds waveforms only ({signals}), no readings. Give the numerics of the monitor, which are another record."
)
_BEYOND = "By its header this recording goes on beyond the year 9999. Copy the .hea again."
_WHICH_DAY = (
    "The header says that this record began at {clock}, not on which day. Give both, for example"
    " --start 2024-03-14T{clock}+01:00."
)


class _Unreadable(ValueError):
    """The samples are not what the header describes; the message says what to do."""


class _Part(NamedTuple):
    """The numerics of one header: its slow signals with their values, from `begins` (ms after the beginning of the whole) on."""

    header: Header
    begins: float
    channels: tuple[Channel, ...]
    columns: list[list[float | None]]


def is_half(name: str) -> bool:
    """Whether a file of this name may be a half of a WFDB record."""
    return name.casefold().endswith(_HALVES)


def is_header(head: str, name: str) -> bool:
    """Whether this text is the header of a record; `name` in small letters."""
    return name.endswith(".hea") and looks(head)


def read_header(name: str, text: str, answers: Answers) -> Intake:
    """The record of this header, with the samples that were given beside it; never raises.

    The header of a part stands for the whole, where that was given too.
    """
    try:
        whole = next((half for half in answers.beside if half.name != name and _joins(half, name)), None)
        if whole is not None:
            both = replace(answers, beside=(*answers.beside, Half(name, text.encode())))
            return _read(whole.name, parse(decoded(whole.content) or ""), both)
        return _read(name, parse(text), answers)
    except (NoHeader, _Unreadable) as error:
        return telling.refused(FORMAT, str(error))
    except OverflowError:
        return telling.refused(FORMAT, _BEYOND)


def read_samples(name: str, content: bytes, answers: Answers) -> Intake:
    """The record of the header that was given beside these samples and names them; never raises."""
    header = header_of(name, answers)
    if header is None:
        return telling.refused(FORMAT, _SAMPLES_ALONE.format(name=name))
    both = replace(answers, beside=(*answers.beside, Half(name, content)))
    return read_header(header.name, decoded(header.content) or "", both)


def header_of(name: str, answers: Answers) -> Half | None:
    """The header beside this file that names it as its samples."""
    return next((half for half in answers.beside if half.name != name and name.casefold() in _named(half)), None)


def _parsed(half: Half) -> Header | Joined | None:
    text = decoded(half.content) if half.name.casefold().endswith(".hea") else None
    try:
        return parse(text) if text and looks(text) else None
    except NoHeader:
        return None


def _named(half: Half) -> tuple[str, ...]:
    found = _parsed(half)
    return tuple(map(str.casefold, found.files)) if isinstance(found, Header) else ()


def _joins(half: Half, name: str) -> bool:
    """Whether this is the header of a whole of which the file of this name is a part."""
    found = _parsed(half)
    return isinstance(found, Joined) and name.casefold() in (f"{part}.hea".casefold() for part, _ in found.parts)


def _read(name: str, found: Header | Joined, answers: Answers) -> Intake:
    given = {half.name.casefold(): half.content for half in answers.beside}
    whole = found.whole if isinstance(found, Joined) else found
    headers = list(_parts(name, found, given)) if isinstance(found, Joined) else [(0.0, found)]
    if missing := [file for _, header in headers for file in header.files if file.casefold() not in given]:
        reason = _PARTS_ALONE if isinstance(found, Joined) else _HEADER_ALONE
        return telling.refused(FORMAT, reason.format(name=name, files=_list(missing)))
    parts = [_part(header, begins, given) for begins, header in headers]
    if not any(part.channels for part in parts):
        told = dict.fromkeys(channel.name or "without a name" for _, header in headers for channel in header.channels)
        return telling.refused(FORMAT, _WAVEFORMS.format(signals=", ".join(list(told)[:6])))
    if whole.day is None and whole.clock and not answers.start:
        return telling.asking(FORMAT, (Question("start", _WHICH_DAY.format(clock=_clock(whole.clock))),))
    table = _table(whole, parts)
    return recalled(of_table(table), answers, lambda said: tabular.of(table, said))


def _parts(name: str, found: Joined, given: Mapping[str, bytes]) -> Iterator[tuple[float, Header]]:
    """The headers of the parts that hold samples, each with its beginning in ms after that of the whole.

    Raises:
        _Unreadable: one of them is missing, or is itself made of others.
    """
    there = [(part, frames) for part, frames in found.parts if part != "~" and frames]
    if missing := [f"{part}.hea" for part, _ in there if f"{part}.hea".casefold() not in given]:
        raise _Unreadable(_PARTS_ALONE.format(name=name, files=_list(missing)))
    frame = 0
    for part, frames in found.parts:
        if part != "~" and frames:
            header = parse(decoded(given[f"{part}.hea".casefold()]) or "")
            if isinstance(header, Joined):
                raise _Unreadable(_PARTS_ALONE.format(name=name, files=f"{part}.hea"))
            yield frame / found.whole.rate * 1000, header
        frame += frames


def _list(files: Sequence[str], most: int = 6) -> str:
    known = list(dict.fromkeys(files))
    return " ".join([*known[:most], *([f"and {len(known) - most} more"] if len(known) > most else [])])


def _part(header: Header, begins: float, given: Mapping[str, bytes]) -> _Part:
    slow = [at for at, channel in enumerate(header.channels) if header.rate * channel.samples <= FASTEST]
    return _Part(header, begins, tuple(header.channels[at] for at in slow), _columns(header, slow, given))


def _clock(micros: int) -> str:
    return str(timedelta(seconds=micros // SECOND)).zfill(8)


def _table(whole: Header, parts: Sequence[_Part]) -> Table:
    """A row for each instant at which there is a number, a column for each signal."""
    signals = {key: index for index, key in enumerate(dict.fromkeys(key for part in parts for key in _keys(part)), 1)}
    rows: dict[int, list[str]] = {}
    for part in parts:
        for key, channel, numbers in zip(_keys(part), part.channels, part.columns, strict=True):
            step = 1000 / (part.header.rate * channel.samples)
            for i, number in enumerate(numbers):
                if number is not None:
                    rows.setdefault(round(part.begins + i * step), [""] * (len(signals) + 1))[signals[key]] = f"{number:.7g}"
    names = ("time [s]" if whole.day is None else "time", *(name for name, _, _ in signals))
    units = ("", *(unit for _, unit, _ in signals))
    return Table("", (), (), names, units, list(_timed(whole, rows)), FORMAT, "sample")


def _keys(part: _Part) -> list[tuple[str, str, int]]:
    """What is the same signal in every part: its name and unit, and which of its like it is."""
    named = [(_name(channel), channel.unit) for channel in part.channels]
    return [(*one, named[:at].count(one)) for at, one in enumerate(named)]


def _name(channel: Channel) -> str:
    """A unit that Vigil does not know becomes a part of the name, which is then none that it knows."""
    return f"{channel.name} ({channel.unit})" if channel.unit and not unit_of(channel.unit) else channel.name


def _timed(header: Header, rows: dict[int, list[str]]) -> Iterator[Row]:
    """The rows in their order, each with its time: by the clock where the header names a day, else in seconds since the start."""
    begun = None if header.day is None else datetime.combine(header.day, time()) + timedelta(microseconds=header.clock or 0)
    for offset in sorted(rows):
        at = str(offset / 1000) if begun is None else (begun + timedelta(milliseconds=offset)).isoformat(" ", "milliseconds")
        yield round(offset * header.rate / 1000) + 1, [at, *rows[offset][1:]]


def _columns(header: Header, slow: Sequence[int], given: Mapping[str, bytes]) -> list[list[float | None]]:
    """The values of these channels in their units; None where the device had none. A file is taken apart once.

    Raises:
        _Unreadable: they are written in another way, cut off, or not those of which the header tells.
    """
    files = {header.channels[at].file for at in slow} - {"~"}
    apart = {file: _numbers(header, file, given[file.casefold()]) for file in files}
    return [_samples(header, at, apart[header.channels[at].file]) if header.channels[at].file in apart else [] for at in slow]


def _numbers(header: Header, file: str, content: bytes) -> Sequence[int]:
    """The numbers of all signals of the file, one after the other, whole frames only."""
    beside = [channel for channel in header.channels if channel.file == file]
    known = FORMATS.get(beside[0].format)
    if known is None or any(channel.format != beside[0].format for channel in beside):
        raise _Unreadable(_FORMAT_UNKNOWN.format(file=file, format=beside[0].format, record=header.record))
    frame = sum(channel.samples for channel in beside)
    numbers = known.read(content[beside[0].skip :])
    whole = len(numbers) // frame
    if not whole or whole < header.frames:
        raise _Unreadable(_CUT.format(file=file, found=whole, told=header.frames or "many"))
    return numbers[: (header.frames or whole) * frame]


def _samples(header: Header, at: int, numbers: Sequence[int]) -> list[float | None]:
    """One channel out of the frames of its file."""
    channel = header.channels[at]
    frame = sum(one.samples for one in header.channels if one.file == channel.file)
    before = sum(one.samples for one in header.channels[:at] if one.file == channel.file)
    own = [number for i in range(0, len(numbers), frame) for number in numbers[i + before : i + before + channel.samples]]
    if channel.checksum and (sum(own) - channel.checksum) % 65536:
        raise _Unreadable(_OTHER.format(file=channel.file, signal=channel.name or "a signal"))
    absent = FORMATS[channel.format].absent
    return [None if number == absent else (number - channel.baseline) / channel.gain for number in own]
