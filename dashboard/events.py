"""What happened besides readings? Doses, stops and notes as marks of the last strip that never lie on one another.

From top to bottom: notes, two rows of labels (doses, stop, end), and the time from the dose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.theme import Palette
from models.doses import pumped, speed, stepped, superseded
from models.facts import Amended, Dose, Ended, Fact, Infused, Intervention, Note, Score, Stopped, standing
from models.vitals import MINUTE, Millis, ObservationSet

Trace = dict[str, Any]
Span = tuple[Millis, Millis]
Called = Callable[[str], str]
NOTES, ROWS, CLOCK = 1.45, (1.03, 0.63), 0.2
"""The heights of the rows; the script that adds what comes live puts a note at the height of notes."""
HEIGHT = (0.0, 1.7)
"""What the strip shows from its lowest to its highest row."""
PLOT = 455
"""Pixels of the time axis on the narrowest screen that shows the whole page: what fits there fits everywhere."""
LETTER, NOTE = 9, 24
"""Pixels that a letter of a label and a mark of a note need."""
STEPS = (20, 40, 60, 120)
"""Minutes between the times from the dose that are written; the first that leaves room."""
FURTHEST = 24 * 60
"""The last minute from the dose that is ever written."""
AFTER: Millis = 6 * 60 * MINUTE
"""How far beyond the time axis times are written, for a chart that runs on."""


@dataclass(frozen=True, slots=True)
class Label:
    """A mark with its words. `left` = it is written to the left of its time, because there is no room at the right.

    `gone` = it no longer holds: it is grey, and struck through.
    """

    at: Millis
    sign: str
    words: str
    row: float = ROWS[0]
    left: bool = False
    gone: bool = False


def near(shown: Span) -> Millis:
    """How near two notes of a chart that shows this time can be without lying on one another (ms)."""
    return _long(NOTE, shown)


def event_traces(
    log: Iterable[Fact], dose: Millis | None, shown: Span, palette: Palette, axis: str, *, called: Called = str
) -> list[Trace]:
    """Notes and symptoms, then doses, stop and end, and under them the time from the dose.

    `shown` is the time axis, `called` says the full name of a sign-in name.
    """
    known = list(log)
    happened = standing(known)
    looks = {"type": "scatter", "mode": "text", "yaxis": axis, "cliponaxis": True}
    return [
        looks | _notes(happened, shown, palette) | {"meta": {"feed": "events"}},
        looks | _labels(happened, list(_gone(known, called)), shown, palette, called) | {"meta": {"feed": "labels"}},
        looks | _clock(dose, shown, palette) | {"meta": {"feed": "since"}},
    ]


def _long(pixels: float, shown: Span) -> Millis:
    """The time that so many pixels of the time axis stand for."""
    return round((shown[1] - shown[0]) * pixels / PLOT)


# -- notes -----------------------------------------------------------------------------------------------------------------------


def _notes(happened: list[Fact], shown: Span, palette: Palette) -> Trace:
    """A mark for each note, symptom, intervention and total; notes that would lie on one another share one, with their number."""
    groups: list[list[tuple[Millis, str]]] = []
    for at, words in ((fact.at, words) for fact in happened if (words := _noted(fact))):
        if groups and at - groups[-1][0][0] < near(shown):
            groups[-1].append((at, words))
        else:
            groups.append([(at, words)])
    points: Trace = {"x": [group[0][0] for group in groups], "y": [NOTES] * len(groups)}
    points["text"] = ["✎" if len(group) == 1 else f"✎{len(group)}" for group in groups]
    return (
        points | _said(["; ".join(words for _, words in group) for group in groups], palette) | {"textposition": "middle right"}
    )


def _noted(fact: Fact) -> str:
    match fact:
        case Note():
            return fact.text
        case Intervention():
            return fact.what
        case Score():
            return f"{fact.scale} {fact.total:g}"
        case ObservationSet():
            return ", ".join([*(symptom.replace("_", " ") for symptom in fact.symptoms), *([fact.note] if fact.note else [])])
    return ""


def _said(words: list[str], palette: Palette) -> Trace:
    hover = {
        "hovertext": [escape(text, quote=False) for text in words],
        "hovertemplate": "%{x|%H:%M}  %{hovertext}<extra></extra>",
    }
    return hover | {"textfont": {"color": palette.text, "size": 13}}


# -- labels ----------------------------------------------------------------------------------------------------------------------


def _labels(happened: list[Fact], gone: list[Label], shown: Span, palette: Palette, called: Called) -> Trace:
    devices = _devices(fact for fact in happened if isinstance(fact, Dose))
    found = [label for fact in happened if (label := _label(fact, devices, called)) is not None]
    placed = list(laid([*found, *gone], shown))
    points: Trace = {"x": [one.at for one in placed], "y": [one.row for one in placed], "text": [_written(one) for one in placed]}
    points["textposition"] = ["middle left" if one.left else "middle right" for one in placed]
    said = _said([one.words for one in placed], palette)
    said["textfont"] |= {"color": [palette.muted if one.gone else palette.text for one in placed]}
    return points | said


def _written(label: Label) -> str:
    return f"<s>{escape(label.sign, quote=False)}</s>" if label.gone else label.sign


def _gone(log: list[Fact], called: Called) -> Iterator[Label]:
    """The marks of doses that were corrected or struck through, each at the time that was said first, with by whom and why."""
    for dose, change in superseded(log):
        right = change.content if isinstance(change, Amended) else None
        if isinstance(right, Dose) and _marked(right) == _marked(dose):
            continue  # what was corrected is nothing that a mark shows
        deed = "corrected" if right is not None else "struck through"
        amount = "" if dose.amount is None else f" {dose.amount:g} {dose.unit}"
        words = f"{_given(dose, called)}, {deed} by {called(change.by)}: {change.reason}"
        yield Label(dose.at, f"▮{amount}", words, gone=True)


def _marked(dose: Dose) -> tuple[Millis, str, float | None, str, str]:
    return dose.at, dose.drug, dose.amount, dose.unit, dose.route


def laid(labels: list[Label], shown: Span) -> list[Label]:
    """The labels in two rows so that none lies on another; where both rows are taken, only the sign is left of the words."""
    ends, placed = dict.fromkeys(ROWS, shown[0] - (shown[1] - shown[0])), []
    for label in sorted(labels, key=lambda one: one.at):
        wide = _long(LETTER * len(label.sign), shown)
        left = label.at + wide > shown[1]
        begin = label.at - wide if left else label.at
        row = next((row for row in ROWS if ends[row] <= begin), None)
        if row is None:
            row, wide, left = min(ROWS, key=lambda one: ends[one]), _long(LETTER, shown), False
        sign = label.sign if wide > _long(LETTER, shown) else label.sign[:1]
        ends[row] = label.at if left else label.at + wide
        placed.append(Label(label.at, sign, label.words, row, left, label.gone))
    return placed


def _devices(doses: Iterable[Dose]) -> dict[str, int]:
    """How many doses the label of each says: the first of several like devices says all of them, those after it none."""
    found: dict[str, int] = {}
    first: Dose | None = None
    for dose in doses:
        if (
            first is not None
            and dose.device > 1
            and (dose.drug, dose.amount, dose.unit) == (first.drug, first.amount, first.unit)
        ):
            found[first.id], found[dose.id] = found[first.id] + 1, 0
        else:
            first, found[dose.id] = dose if dose.device else None, 1
    return found


def _label(fact: Fact, devices: dict[str, int], called: Called) -> Label | None:
    """The label of a dose, of a step of an infusion and of the end; None for what has none."""
    match fact:
        case Dose():
            amount = "" if fact.amount is None else f"{fact.amount:g} {fact.unit}"
            times = f"{devices[fact.id]} x " if devices[fact.id] > 1 else ""
            sign = f"▮ {times}{amount}" if devices[fact.id] else "▮"
            return Label(fact.at, sign, _given(fact, called))
        case Stopped():
            return Label(fact.at, "■ stop", _with("infusion stopped", fact.reason))
        case Infused():
            sign = f"▯ {speed(fact.rate, fact.rate_unit) or fact.step.value}"
            return Label(fact.at, sign, _with(stepped(fact), fact.reason))
        case Ended():
            return Label(fact.at, "■ end", _with("session ended", fact.reason))
    return None


def _given(dose: Dose, called: Called) -> str:
    """A dose in full: what was given, by which pump and how fast, and who else has checked it."""
    amount = "" if dose.amount is None else f"{dose.amount:g} {dose.unit}"
    words = " ".join(word for word in (dose.drug, amount, dose.route) if word)
    return ", ".join(part for part in (words, pumped(dose), dose.second and f"checked by {called(dose.second)}") if part)


def _with(words: str, reason: str) -> str:
    return f"{words}: {reason}" if reason else words


# -- the time from the dose ------------------------------------------------------------------------------------------------------


def _clock(dose: Millis | None, shown: Span, palette: Palette) -> Trace:
    times = [] if dose is None else _minutes(dose, shown)
    points: Trace = {"x": [(dose or 0) + m * MINUTE for m in times], "y": [CLOCK] * len(times), "text": [since(m) for m in times]}
    return points | {"hoverinfo": "skip", "textfont": {"color": palette.muted, "size": 12}}


def _minutes(dose: Millis, shown: Span) -> list[int]:
    """The minutes from the dose that are written, from an hour before it on, where the edge cuts none."""
    step = next((step for step in STEPS if step * MINUTE > _long(LETTER * 5, shown)), STEPS[-1])
    cut = range(shown[0], shown[0] + _long(LETTER * 2.5, shown))
    times = ((minute, dose + minute * MINUTE) for minute in range(-60 // step * step, FURTHEST, step))
    return [minute for minute, at in times if at < shown[1] + AFTER and (minute >= 0 or at not in cut)]


def since(minutes: int) -> str:
    """Minutes from the dose as they are said: +0:40, -0:15."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours}:{rest:02d}"
