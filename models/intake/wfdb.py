"""What readings do the two halves of a WFDB record hold?

A monitor's numerics as PhysioNet and research gateways keep them: a header (`.hea`) that says what each signal is, and its
samples (`.dat`). Each half alone says nothing, so the other must be among the files that were given with it. The record becomes a
table and is read as one: names, units, zone and start are decided there, by the same rules as for the same record as CSV.
Signals with more than four samples a second are waveforms (an ECG, the curve of breathing), which hold no readings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from models.intake import tabular, telling
from models.intake.decoding import decoded
from models.intake.kinds import of_table
from models.intake.moments import SECOND
from models.intake.recalling import recalled
from models.intake.table import Row, Table
from models.intake.units import unit_of
from models.intake.values import Answers, Half, Intake, Question
from models.intake.wfdb_header import Channel, Header, NoHeader, looks, parse
from models.intake.wfdb_samples import FORMATS

FORMAT = "wfdb"
FASTEST = 4.0
"""Samples a second above which a signal is a waveform: monitors send numbers once a second, curves 25 times and more."""
_HALVES = (".hea", ".dat")
_HEADER_ALONE = (
    "This is the header of a WFDB recording; its readings are in {files}. Give both at once: vigil import {name} {files}"
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


def is_half(name: str) -> bool:
    """Whether a file of this name may be a half of a WFDB record."""
    return name.casefold().endswith(_HALVES)


def is_header(head: str, name: str) -> bool:
    """Whether this text is the header of a record; `name` in small letters."""
    return name.endswith(".hea") and looks(head)


def read_header(name: str, text: str, answers: Answers) -> Intake:
    """The record of this header, with the samples that were given beside it; never raises."""
    try:
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


def _named(half: Half) -> tuple[str, ...]:
    text = decoded(half.content) if half.name.casefold().endswith(".hea") else None
    try:
        return tuple(map(str.casefold, parse(text).files)) if text and looks(text) else ()
    except NoHeader:
        return ()


def _read(name: str, header: Header, answers: Answers) -> Intake:
    given = {half.name.casefold(): half.content for half in answers.beside}
    if missing := [file for file in header.files if file.casefold() not in given]:
        return telling.refused(FORMAT, _HEADER_ALONE.format(name=name, files=" ".join(missing)))
    slow = [at for at, channel in enumerate(header.channels) if header.rate * channel.samples <= FASTEST]
    if not slow:
        told = ", ".join(channel.name or "without a name" for channel in header.channels[:6])
        return telling.refused(FORMAT, _WAVEFORMS.format(signals=told))
    if header.day is None and header.clock and not answers.start:
        return telling.asking(FORMAT, (Question("start", _WHICH_DAY.format(clock=_clock(header.clock))),))
    channels = [header.channels[at] for at in slow]
    table = _table(header, channels, _columns(header, slow, given))
    return recalled(of_table(table), answers, lambda said: tabular.of(table, said))


def _clock(micros: int) -> str:
    return str(timedelta(seconds=micros // SECOND)).zfill(8)


def _table(header: Header, channels: Sequence[Channel], columns: Sequence[Sequence[float | None]]) -> Table:
    """A row for each instant at which there is a number, a column for each signal."""
    rows: dict[int, list[str]] = {}
    for index, (channel, numbers) in enumerate(zip(channels, columns, strict=True), 1):
        step = 1000 / (header.rate * channel.samples)
        for i, number in enumerate(numbers):
            if number is not None:
                rows.setdefault(round(i * step), [""] * (len(channels) + 1))[index] = f"{number:.7g}"
    names = ("time [s]" if header.day is None else "time", *map(_name, channels))
    units = ("", *(channel.unit for channel in channels))
    return Table("", (), (), names, units, list(_timed(header, rows)), FORMAT, "sample")


def _name(channel: Channel) -> str:
    """A unit that Vigil does not know becomes a part of the name, which is then none that it knows."""
    return f"{channel.name} ({channel.unit})" if channel.unit and not unit_of(channel.unit) else channel.name


def _timed(header: Header, rows: dict[int, list[str]]) -> Iterator[Row]:
    """The rows in their order, each with its time: by the clock where the header names a day, else in seconds since the start."""
    begun = None if header.day is None else datetime.combine(header.day, time()) + timedelta(microseconds=header.clock or 0)
    for offset in sorted(rows):
        at = str(offset / 1000) if begun is None else (begun + timedelta(milliseconds=offset)).isoformat(" ", "milliseconds")
        yield round(offset * header.rate / 1000) + 1, [at, *rows[offset][1:]]


def _columns(header: Header, slow: Sequence[int], given: dict[str, bytes]) -> list[list[float | None]]:
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
