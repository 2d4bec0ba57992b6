"""What does a long quiet stretch of readings change? The same as its readings one by one, without looking at each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from models.facts import Fact, order
from models.strip import Instants, Mask, Strip, Values
from models.tracks import ESTABLISHED, Track
from models.vitals import PRESSURE, Finding, Millis, Quality, Signal
from models.watch import Watch

AHEAD = 4_096
"""Readings that are looked at together."""
SHORT = 32
"""Where less than this is quiet, as many readings are taken one by one before anybody looks for quiet again."""


class Piece(NamedTuple):
    """The readings of a strip from number `begin` up to, not including, `end`: nothing else happened in between."""

    strip: Strip
    begin: int
    end: int


# -- in which order ---------------------------------------------------------------------------------------------------------


def timeline(facts: Sequence[Fact], strips: Sequence[Strip]) -> Iterator[list[Fact] | Piece]:
    """What happened, in order: the facts of each instant, and between them pieces of strips. `facts` are in their order."""
    if not strips:
        return (list(group) for _, group in groupby(facts, attrgetter("at")))
    single: Instants = np.fromiter((fact.at for fact in facts), np.int64, len(facts))
    taken = np.concatenate([single, *(strip.at for strip in strips)])
    instants, counts = np.unique(taken, return_counts=True)
    shared = np.union1d(instants[counts > 1], single)
    loose = [seen for strip in strips for seen in strip.part(np.isin(strip.at, shared)).sets()]
    known = sorted([*facts, *loose], key=order) if loose else facts
    alone = [strip.part(~np.isin(strip.at, shared)) for strip in strips]
    return _merged([list(group) for _, group in groupby(known, attrgetter("at"))], [one for one in alone if len(one)])


def _merged(instants: Sequence[list[Fact]], strips: Sequence[Strip]) -> Iterator[list[Fact] | Piece]:
    """Instants and strips of which none has an instant of another, in the order of time."""
    times = [np.fromiter((group[0].at for group in instants), np.int64, len(instants)), *(strip.at for strip in strips)]
    owner = np.repeat(np.arange(len(times)), [len(one) for one in times])
    owner = owner[np.argsort(np.concatenate(times), kind="stable")]
    ends = np.flatnonzero(np.diff(owner, append=-1)) + 1
    done, begin = [0] * len(times), 0
    for end in ends.tolist():
        whose = int(owner[begin])
        first, done[whose] = done[whose], done[whose] + end - begin
        if whose:
            yield Piece(strips[whose - 1], first, done[whose])
        else:
            yield from instants[first : done[0]]
        begin = end


# -- what it changes --------------------------------------------------------------------------------------------------------


def take(watch: Watch, piece: Piece) -> None:
    """Take all readings of a piece: quiet ones together, the others one by one."""
    strip, at, end = piece
    while at < end:
        quiet = _quiet(watch, strip, at, min(end, at + AHEAD))
        if quiet:
            _pass(watch, strip.part(slice(at, at + quiet)))
        at += quiet
        singly = strip.part(slice(at, min(end, at + (1 if quiet >= SHORT else SHORT)))) if quiet < AHEAD else strip.part(slice(0))
        for seen in singly.sets():
            watch.instant([seen])
        at += len(singly)


def _quiet(watch: Watch, strip: Strip, begin: int, end: int) -> int:
    """How many readings from `begin` on change nothing but the latest numbers."""
    fed = _fed(watch, strip)
    if watch.close or watch.pressures.unusable.satisfied or fed is None:
        return 0
    end = begin + int(np.searchsorted(strip.at[begin:end], _until(watch, fed), "right"))
    ahead = strip.part(slice(begin, end))
    fine = _sound(ahead)
    for track in fed:
        values = ahead.of(track.signal)
        assert values is not None  # noqa: S101  # tracks are fed by columns
        fine &= np.isnan(values) | ((track.low < values) & (values < track.high))
        fine &= _steady(track, ahead, values)
    return len(fine) if fine.all() else int(fine.argmin())


def _fed(watch: Watch, strip: Strip) -> list[Track] | None:
    """The tracks of the signals that the strip holds; None where one of them is not calm or not an established stream."""
    fed = [track for track in watch.tracks if strip.of(track.signal) is not None]
    for track in fed:
        stream = track.streams.get(strip.source)
        if not track.calm or track.wanted or stream is None or stream.streamed < ESTABLISHED or stream.said:
            return None
    return fed


def _until(watch: Watch, fed: Sequence[Track]) -> Millis:
    """Up to when nothing happens by itself as long as the streams of these tracks go on."""
    now = watch.ran
    times = [watch.unheard.due, watch.rota.wake(now)]
    for track in watch.tracks:
        times += track.timers(now) if track not in fed or len(track.streams) > 1 else ()
    if watch.first_dose is not None and watch.ended is None:
        rules = (judge.rule.only_at for track in watch.tracks for judge in track.judges)
        times += [watch.first_dose + after for after in rules if after is not None and watch.first_dose + after > now]
    return min(times)


def _steady(track: Track, ahead: Strip, values: Values) -> Mask:
    """Where the stream of a signal goes on without a gap in which it could be lost. A reading without a number is no gap yet."""
    there = np.flatnonzero(~np.isnan(values))
    at = np.concatenate([[track.streams[ahead.source].last], ahead.at[there]])
    most = min(track.gap, track.lost_after)
    late = np.append(np.flatnonzero(np.diff(at) > most), len(there))[0]
    end = int(np.searchsorted(ahead.at, at[late] + most, "right"))
    return np.arange(len(values)) < end


def _sound(ahead: Strip) -> Mask:
    """Where the pressure of a reading is valid, or there is none."""
    none = np.ones(len(ahead), bool)
    for signal in PRESSURE:
        if (values := ahead.of(signal)) is not None:
            none &= np.isnan(values)
    return none | ahead.usable()


def _pass(watch: Watch, quiet: Strip) -> None:
    """Take readings that change nothing but the latest numbers."""
    heart = _heart_rates(watch, quiet)
    for track in watch.tracks:
        values = quiet.of(track.signal)
        there = np.flatnonzero(~np.isnan(values)) if values is not None else np.empty(0, np.intp)
        if values is not None and len(there):
            track.stream_on(quiet.one(int(there[-1])), quiet.at[there], values[there])
    systolic = quiet.of(Signal.SYSTOLIC)
    if systolic is not None:
        _pressures(watch, quiet, systolic, heart)
    watch.now, watch.ran, watch.last = quiet.last, quiet.last - 1, quiet.one(len(quiet) - 1)
    watch.plan()


def _pressures(watch: Watch, quiet: Strip, systolic: Values, heart: Values) -> None:
    """The last two pressures decide what is left to ask; the others only count."""
    there = np.flatnonzero(~np.isnan(systolic)).tolist()
    watch.pressures.sets += max(0, len(there) - 2)
    for n in there[-2:]:
        rate = None if np.isnan(heart[n]) else float(heart[n])
        found = Finding(Signal.SYSTOLIC, float(systolic[n]), Quality.VALID)
        watch.pressures.read(int(quiet.at[n]), [found], rate)


def _heart_rates(watch: Watch, quiet: Strip) -> Values:
    """The latest heart rate at each reading, NaN where there was none yet."""
    before = watch.heart_rate
    values = quiet.of(Signal.HEART_RATE)
    found = np.concatenate([[np.nan if before is None else before], np.full(len(quiet), np.nan) if values is None else values])
    last = np.maximum.accumulate(np.where(np.isnan(found), 0, np.arange(len(found))))
    return found[last][1:]
