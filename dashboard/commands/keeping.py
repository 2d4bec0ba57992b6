"""`vigil backup, restore, migrate, audit`: is the record safe, and is it as it was written?"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer

from dashboard.commands.answers import ENTRY, UNEXPECTED, USAGE, content, leave, moment, print_json, table, told
from dashboard.commands.opening import SQLITE, opened
from dashboard.settings import here
from models.errors import Refused, StoreFailed
from models.store import Head, Store, Trace, Verdict


def backup(file: Path) -> None:
    """Copy the database to a new file, and check the copy."""
    with told(), opened() as store:
        if file.exists():
            raise Refused(f"{file} is there already. Choose another name; a backup is never overwritten.")
        if not file.absolute().parent.is_dir():
            leave(f"The folder {file.absolute().parent} is not there. Make it, or name another place.", USAGE)
        store.backup(file)
        head = _checked(file).head
    typer.echo(f"{file} holds the log up to row {head.seq}, {head.hash}")


def restore(file: Path, *, only_verify: bool) -> None:
    """Check a backup and, unless it is only to be checked, put it where the settings point."""
    with told():
        head = _checked(file).head
        if not only_verify:
            _put(file, Path(_path(here().database_url)))
    done = "is sound" if only_verify else "was restored"
    typer.echo(f"{file} {done}: the log up to row {head.seq}, {head.hash}")


def _path(url: str) -> str:
    if not url.startswith(SQLITE):
        raise Refused("Only SQLite is restored by Vigil. Use pg_restore for PostgreSQL.")
    return url.removeprefix(SQLITE)


def _put(file: Path, place: Path) -> None:
    """Copy to a file that is not there yet, readable by its owner only."""
    if place.exists():
        raise Refused(f"{place} is there already, and is not overwritten. Move it away first.")
    descriptor = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with file.open("rb") as source, os.fdopen(descriptor, "wb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())


def _checked(file: Path) -> Verdict:
    """What a walk along the chain of a backup finds; Refused when it is not sound."""
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    store = Store.open(f"{SQLITE}{file}")
    try:
        verdict = store.verify()
    except StoreFailed as error:
        raise Refused(f"{file} is no backup of Vigil: {str(error).removesuffix(ENTRY)}") from error
    finally:
        store.close()
    if verdict.bad is not None:
        raise Refused(f"{file} is not sound: {verdict.why}.")
    return verdict


def migrate() -> None:
    """Bring the database to this version."""
    with told(), opened(prepare=True) as store:
        head = store.head()
    typer.echo(f"The database is prepared. Its log has {head.seq} rows.")


def verify(against: Path | None, *, as_json: bool) -> None:
    """Follow the hash chain; a checkpoint that was kept elsewhere shows a log that was cut short."""
    with told(), opened() as store:
        verdict = store.verify(_checkpoint(against))
    told_ = {
        "checked": verdict.checked,
        "seq": verdict.head.seq,
        "hash": verdict.head.hash,
        "bad": verdict.bad,
        "why": verdict.why,
    }
    if as_json:
        print_json(told_)
    elif verdict.bad is None:
        typer.echo(f"The log is as it was written: {verdict.checked} rows, head {verdict.head.hash}")
    if verdict.bad is not None:
        leave(f"The log is not as it was written, from row {verdict.bad} on: {verdict.why}.", UNEXPECTED)


def _checkpoint(file: Path | None) -> Head | None:
    if file is None:
        return None
    try:
        kept = json.loads(content(file))
        return Head(int(kept["seq"]), str(kept["hash"]))
    except (ValueError, KeyError, TypeError):
        leave(f"{file} is no checkpoint. Give a file with what `vigil audit verify --json` printed.", USAGE)


def trail(after: int, limit: int, *, as_json: bool) -> None:
    """Print rows of the audit trail."""
    with told(), opened() as store, store.reading() as db:
        found = db.trail(after, limit)
    if as_json:
        for trace in found:
            print_json(_described(trace))
    else:
        typer.echo(_words(found, here().zone) if found else f"There is nothing behind row {after}.")


def _words(found: Sequence[Trace], zone: str) -> str:
    """The rows as a table, times in the clinic's zone."""
    heads = ("row", f"time ({zone})", "who", "session", "action", "about", "detail")
    rows = [
        (str(t.seq), moment(t.logged, zone), t.actor or "-", t.session or "-", t.action, t.about, t.detail[:60]) for t in found
    ]
    return table([heads, *rows])


def _described(trace: Trace) -> dict[str, object]:
    told_ = {"seq": trace.seq, "at": _time(trace), "actor": trace.actor, "session": trace.session}
    return {**told_, "action": trace.action, "about": trace.about, "detail": trace.detail, "hash": trace.hash}


def _time(trace: Trace) -> str:
    return datetime.fromtimestamp(trace.logged / 1000, UTC).isoformat(timespec="milliseconds")
