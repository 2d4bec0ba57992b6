"""What must the scripts of a session's page know at first? The limits, what is usual, and whence the last numbers came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dashboard.bands import limits
from dashboard.readings import MANUAL, Reading
from dashboard.wire import ABBREVIATION
from models.entry import USUAL, Usual
from models.vitals import Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.alerts import Latest, Picture


def ranges() -> str:
    """JSON: the hard range of each signal, in its unit."""
    return json.dumps({signal.word: [signal.lowest, signal.highest] for signal in Signal})


def usual(known: Usual = USUAL) -> str:
    """JSON: what is saved without a question; signals by their published names, in their units, times in ms."""
    return json.dumps(
        {
            "ranges": {signal.word: [low, high] for signal, low, high in known.ranges},
            "jumps": {signal.word: most for signal, most in known.jumps},
            "jump_within": known.jump_within,
            "pulse": known.pulse,
            "late": known.late,
            "again": known.again,
        }
    )


def judged(picture: Picture) -> str:
    """JSON: every limit that is judged in this session, with the time for which it holds, so that a number can be coloured."""
    found = [limit for signal in Signal for limit in limits(picture, signal)]
    return json.dumps(
        [
            {
                "signal": limit.signal.word,
                "dir": limit.direction,
                "lvl": limit.level.word,
                "n": limit.number,
                "strict": limit.strict,
                "since": limit.since,
                "until": limit.until,
            }
            for limit in found
        ]
    )


def sources(picture: Picture, drawn: Sequence[Reading]) -> str:
    """JSON: for each signal whose last number a device sent: when, which device, and whether it was part of a stream."""
    found = [last for last in picture.latest if last.source != MANUAL]
    told = {ABBREVIATION[last.signal]: {"t": last.at, "src": last.source} for last in found}
    return json.dumps(
        {key: one | {"streamed": _streamed(last, picture, drawn)} for (key, one), last in zip(told.items(), found, strict=True)}
    )


def _streamed(last: Latest, picture: Picture, drawn: Sequence[Reading]) -> bool:
    """Whether the reading before it, of the same signal and device, was so near that both are a stream."""
    same = (r.at for r in reversed(drawn) if r.signal is last.signal and r.source == last.source and not r.hollow)
    before = next((at for at in same if at < last.at), None)
    return before is not None and last.at - before <= picture.protocol.stream.gap
