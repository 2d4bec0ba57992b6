"""`vigil replay`: what was said in a session then, beside what is said of it now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from dashboard.commands.answers import content, counted, moment, print_json, table, told
from dashboard.commands.judging import chosen
from models.bundle import Bundle, read
from models.judge import iso
from models.replay import Pair, Replay, Saying, replay

HEADS = ("said", "time", "signal", "level", "why", "value", "limit")


def replay_file(file: Path, name: str, *, as_json: bool) -> None:
    """Check the bundle in this file, and print what was said then beside what its own protocol or this one says now."""
    with told():
        bundle = read(content(file))
        done = replay(chosen(name) if name else bundle.protocol, bundle.facts)
    if as_json:
        print_json(_json(bundle, done))
    else:
        typer.echo("\n".join(_words(bundle, done)))


def _words(bundle: Bundle, done: Replay) -> list[str]:
    whose, protocol = bundle.patient, done.picture.protocol
    odd = f"{len(done.differences)} of them not alike" if done.differences else "all alike"
    lines = [
        f"session {bundle.session.id} of {' '.join(filter(None, (whose.identifier, whose.name)))}, {bundle.origin.clinic}",
        f"{counted(len(bundle.rows), 'entry', 'entries')}, each with its digest as it was written; the last is {_last(bundle)}",
        f"{protocol.name} {protocol.version}: {counted(len(done.pairs), 'thing')} said, {odd}; times in {bundle.origin.zone}",
    ]
    if bundle.origin.invented:
        lines.insert(0, "DEMO: nothing in this bundle is real.")
    rows = [HEADS, *(_row(pair, bundle.origin.zone) for pair in done.pairs)]
    return [*lines, table(rows)] if done.pairs else lines


def _last(bundle: Bundle) -> str:
    return f"row {bundle.rows[-1].seq} of the log, {bundle.rows[-1].hash}" if bundle.rows else "none"


def _row(pair: Pair, zone: str) -> tuple[str, ...]:
    """One thing that was said; where it is said otherwise now, why, value and limit are those of then, an arrow, and of now."""
    said, now = pair.shown, pair.now or pair.shown
    told = [_both(str(then), str(again)) for then, again in ((said.why, now.why), (_g(said.value), _g(now.value)))]
    limit = _both(_g(said.limit), _g(now.limit))
    return (pair.told, moment(said.at, zone), f"{said.signal} {said.direction}", said.priority, *told, limit)


def _both(then: str, now: str) -> str:
    return then if then == now else f"{then} -> {now}"


def _g(value: float | str | None) -> str:
    """A number as short as it is; "-" where there is none, never 0."""
    return value if isinstance(value, str) else "-" if value is None else f"{value:g}"


def _json(bundle: Bundle, done: Replay) -> dict[str, Any]:
    protocol, last = done.picture.protocol, bundle.rows[-1] if bundle.rows else None
    return {
        "session": bundle.session.id,
        "patient": {"identifier": bundle.patient.identifier, "name": bundle.patient.name},
        "invented": bundle.origin.invented,
        "checked": {"entries": len(bundle.rows), "links": bundle.links, "last": last and {"seq": last.seq, "hash": last.hash}},
        "ran_under": bundle.session.protocol,
        "protocol": protocol.name,
        "version": protocol.version,
        "digest": protocol.digest,
        "alike": not done.differences,
        "said": [_pair(pair) for pair in done.pairs],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {"told": pair.told, "then": _saying(pair.then), "now": _saying(pair.now)}


def _saying(said: Saying | None) -> dict[str, Any] | None:
    """One side of a pair, with the words of `vigil judge --json`."""
    if said is None:
        return None
    words = ("signal", "direction", "priority", "rule", "limit", "value", "why")
    return {"at": iso(said.at), **{word: getattr(said, word) for word in words}}
