"""Which halves of a pressure belong together that stand in rows of their own?

Where an instant has one systolic and one diastolic number, these two. Where it has several, those that stand side by side, one
pair after the other. Of others nobody can say which is whose: they stay halves.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

UNPAIRED = "several pressures at one instant, and the file does not say which halves belong together"


class Half(NamedTuple):
    """One half of a pressure alone in its row: the word of its signal, its number in mmHg, and where it stands.

    `run` is the same for rows of one instant that follow each other without a row of another one. `moved` = the arm moved.
    """

    word: str
    value: float
    where: str
    run: int
    moved: bool = False


class Paired(NamedTuple):
    """Halves of one instant of one source: those that are one pressure, those that are of one at most, and the unclear ones."""

    pairs: tuple[tuple[Half, Half], ...] = ()
    single: tuple[Half, ...] = ()
    unclear: tuple[Half, ...] = ()


def paired(halves: Sequence[Half]) -> Paired:
    """What belongs together of these halves, in the order of the file."""
    if not _several(halves):
        return Paired(single=tuple(halves))
    pairs, left = list[tuple[Half, Half]](), list[Half]()
    for _, found in groupby(halves, attrgetter("run")):
        run = list(found)
        if _alternate(run):
            pairs += zip(run[::2], run[1::2], strict=True)
        else:
            left += run
    return Paired(tuple(pairs), (), tuple(left)) if _several(left) else Paired(tuple(pairs), tuple(left))


def _several(halves: Sequence[Half]) -> bool:
    """Whether one half has several numbers."""
    return len({(half.word, half.value) for half in halves}) > len({half.word for half in halves})


def _alternate(run: Sequence[Half]) -> bool:
    """Whether one half follows the other, always in the same order."""
    first, second = {half.word for half in run[::2]}, {half.word for half in run[1::2]}
    return len(run) % 2 == 0 and len(first) == len(second) == 1 and first != second
