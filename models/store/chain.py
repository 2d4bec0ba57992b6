"""Is the log as it was written? Each row carries a SHA-256 over the hash before it and its own content.

What a sound chain proves: no row was edited, taken out, put in or moved, unless everything after it was written anew.
What it does not prove: that nothing was cut off the end, or that the whole chain was not written anew by somebody who may write
the database file. A checkpoint (`Head`) that is kept elsewhere shows both, up to the row that it names; rows that were added and
removed after the last such checkpoint leave no trace. It says nothing of whether an entry is true, nor whether the machine's
clock was right, and it covers patients, users and sessions only through the acts by which they were written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from models.store.records import LogRow
from models.store.rows import Head, Verdict

EMPTY = Head(0, "0" * 64)
"""The head of a log without rows."""


def canonical(row: LogRow) -> str:
    """The content of a row as JSON: sorted keys, no blanks, empty columns left out, without the two hashes."""
    content = {name: value for name, value in zip(LogRow._fields, row, strict=True) if value is not None}
    del content["prev"], content["hash"]
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def digest(row: LogRow) -> str:
    """SHA-256 over the previous hash and the content, as 64 hexadecimal digits."""
    return sha256((row.prev + canonical(row)).encode()).hexdigest()


def sealed(row: LogRow) -> LogRow:
    """The row with its hash."""
    return row._replace(hash=digest(row))


def walk(rows: Iterable[LogRow], against: Head | None = None) -> Verdict:
    """Follow the chain over rows in the order of seq, from the first; stop at the first that is not as it was written.

    `against` is a checkpoint: its row must be there with its hash, so a log that was cut short or replaced is seen.
    """
    head, revisions = EMPTY, Counter[str]()
    for row in rows:
        revisions[row.session] += row.readings or 1
        why = _fault(row, head, revisions[row.session]) or _contradiction(Head(row.seq, row.hash), against)
        if why:
            return Verdict(head.seq, head, bad=head.seq + 1, why=why)
        head = Head(row.seq, row.hash)
    if against is not None and head.seq < against.seq:
        why = f"entries {head.seq + 1} to {against.seq} are missing: the checkpoint was taken when they were there"
        return Verdict(head.seq, head, bad=head.seq + 1, why=why)
    return Verdict(head.seq, head)


def _fault(row: LogRow, before: Head, revision: int) -> str:
    if row.seq != before.seq + (row.readings or 1):
        return f"entry {before.seq + 1} is missing: the next one is {row.seq}"
    if row.prev != before.hash:
        return f"entry {row.seq} does not follow entry {before.seq}: an entry was changed, put in or moved"
    if row.hash != digest(row):
        return f"entry {row.seq} was changed after it was written"
    if row.revision != revision:
        return f"entry {row.seq} says revision {row.revision} of its session and is its number {revision}"
    return ""


def _contradiction(head: Head, against: Head | None) -> str:
    if against is None or head.seq != against.seq or head.hash == against.hash:
        return ""
    return f"entry {head.seq} is not the one that the checkpoint names: this is another log, or it was written anew"
