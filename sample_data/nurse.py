"""How would staff record a session? A simulated nurse does what Vigil asks, so that the record is complete and nothing is owed.

She makes the check that is due next, repeats a pressure that is high or in doubt, acknowledges what sounds and writes a line now
and then. She looks at the picture like everybody else: there is no second copy of the limits here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from models import alerts
from models.alerts import Alert, Level, Picture
from models.facts import Acknowledged, Ended, Fact, Intervention, Note, Opened, Score, SkippedCheck, SkipReason
from models.protocol import Protocol
from models.stay import Point
from models.vitals import MINUTE, PRESSURE, Millis, ObservationSet, Symptom
from sample_data import rounds, ward
from sample_data.cast import NURSES
from sample_data.population import Person, Route
from sample_data.response import Response

SECOND: Millis = 1_000
_OPENED = 25 * MINUTE
"""How long before the planned dose the session is opened."""
_LAST = {Route.IV: 100, Route.NASAL: 120}
"""The minute of the last planned check: an hour after the infusion; the two hours of the label."""
_LONGEST = 180
"""The minute of the last check where something still sounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One session as it is going to be: session `number` (from 1) of `who`, planned and dosed at these instants.

    `id` names the session; `low_mood` is the PHQ-9 total with which the course began.
    """

    id: str
    number: int
    planned: Millis
    dosed: Millis
    who: Person
    response: Response
    low_mood: float

    @property
    def by(self) -> str:
        """Which nurse has this session."""
        return NURSES[self.number % len(NURSES)]

    @property
    def opened(self) -> Millis:
        """When the session is opened."""
        return self.planned - _OPENED

    def minute(self, at: Millis) -> float:
        """Minutes from the first dose."""
        return (at - self.dosed) / MINUTE


class Diary:
    """The record while it is written: the facts so far, and the picture that they make."""

    def __init__(self, rules: Protocol, opened: Opened) -> None:
        self.facts: list[Fact] = [opened]
        self.picture: Picture = alerts.fold(rules, self.facts)

    def write(self, fact: Fact) -> None:
        """Add a fact; one that does not come last folds the session again."""
        self.facts.append(fact)
        self.picture = alerts.step(self.picture, fact) or alerts.fold(self.picture.protocol, self.facts)

    def soon(self, after: Millis) -> Millis:
        """An instant `after` ms later than the last fact."""
        return self.facts[-1].at + after


def record(visit: Visit, rules: Protocol, dice: Random) -> tuple[Fact, ...]:
    """The whole session from `Opened` to `Ended`, in time order."""
    at = visit.opened
    diary = Diary(rules, Opened(id=f"{visit.id}-open", at=at, received=at, by=visit.by, planned=visit.planned))
    _prepare(visit, diary, dice)
    while (due := _next(visit, diary)) is not None:
        _look(visit, diary, dice, due)
    _leave(visit, diary, dice)
    return tuple(diary.facts)


def _prepare(visit: Visit, diary: Diary, dice: Random) -> None:
    """Mood, two sets before the dose, the dose or each device of it."""
    diary.write(_score(visit, "PHQ-9", ward.mood(dice, visit.low_mood, visit.number), diary.soon(3 * MINUTE)))
    _tick(visit, diary, diary.picture.protocol.checklist.before)
    for before in (15, 5):
        seen = _seen(visit, visit.planned - before * MINUTE + dice.randrange(5, 60) * SECOND)
        diary.write(replace(seen, temperature=round(dice.gauss(36.6, 0.2), 1)) if before == 15 else seen)
    who, name = visit.who, f"{visit.id}-dose"
    for dose in ward.doses(who.route, who.age, who.weight, visit.number, id=name, at=visit.dosed, by=visit.by):
        diary.write(dose)


def _tick(visit: Visit, diary: Diary, points: Sequence[Point]) -> None:
    """Go through a list, line by line."""
    for tick in rounds.ticks(points, diary.soon(rounds.PACE), session=visit.id, by=visit.by):
        diary.write(tick)


def _next(visit: Visit, diary: Diary) -> Millis | None:
    """When the nurse looks next: at the check that is due, or before it when the patient vomits; None when all is done."""
    check = diary.picture.next_check
    sounding = any(alert.level >= Level.MEDIUM for alert in diary.picture.standing)
    last = _LONGEST if sounding else _LAST[visit.who.route]
    if check is None or visit.minute(check.due) > last:
        return None
    spells = [wave.onset for symptom, wave in visit.response.complaints if symptom is Symptom.VOMITING]
    sudden = [visit.dosed + round(onset * MINUTE) for onset in spells]
    return min([check.due, *(at for at in sudden if at > diary.facts[-1].at)])


def _look(visit: Visit, diary: Diary, dice: Random, due: Millis) -> None:
    """One check: the set, what the patient needs, and once more the cuff where the pressure is high or in doubt."""
    at = max(due + dice.randrange(-20, 80) * SECOND, diary.soon(15 * SECOND))
    if visit.minute(due) >= 70 and dice.random() < 0.03:
        skipped = SkippedCheck(id=_id(visit, "skip", at), at=at, received=at, by=visit.by, due=due, reason=SkipReason.ASLEEP)
        return diary.write(skipped)
    seen = _seen(visit, at)
    said = {fact.note for fact in diary.facts if isinstance(fact, ObservationSet)}
    diary.write(replace(seen, note=ward.remark(dice, seen, said)))
    _care(visit, diary, dice, seen)
    if _wants_repeat(diary.picture, at):
        diary.write(_cuff(visit, at + dice.randrange(75, 140) * SECOND))
        _answer(visit, diary, dice)
    if visit.minute(due) == 40:
        cadss = ward.dissociated(dice, seen.dissociation or 0)
        diary.write(_score(visit, "CADSS", cadss, diary.soon(40 * SECOND)))
        if visit.who.route is Route.IV:
            diary.write(rounds.taken_down(diary.soon(20 * SECOND), session=visit.id, by=visit.by))
    return None


def _care(visit: Visit, diary: Diary, dice: Random, seen: ObservationSet) -> None:
    """Answer what sounds and do something for a patient who is unwell."""
    _answer(visit, diary, dice)
    if what := ward.done_for(seen):
        at = diary.soon(20 * SECOND)
        diary.write(Intervention(id=_id(visit, "did", at), at=at, received=at, by=visit.by, what=what))


def _answer(visit: Visit, diary: Diary, dice: Random) -> None:
    """Acknowledge every alert that sounds and that nobody has acknowledged."""
    sounding = [a for a in diary.picture.standing if a.level >= Level.MEDIUM and a.acknowledged_at is None]
    for alert in sounding:
        diary.write(_acknowledged(visit, alert, diary.soon(dice.randrange(8, 25) * SECOND)))


def _acknowledged(visit: Visit, alert: Alert, at: Millis) -> Acknowledged:
    return Acknowledged(
        id=_id(visit, f"ack-{alert.signal}", at),
        at=at,
        received=at,
        by=visit.by,
        signal=alert.signal,
        direction=alert.direction,
        outcome=ward.answer(alert),
    )


def _wants_repeat(picture: Picture, at: Millis) -> bool:
    """Whether the pressure measured at `at` is in doubt, or has just made an alert sound."""
    words = {signal.word for signal in PRESSURE}
    fresh = [a for a in picture.standing if a.signal in words and a.level >= Level.MEDIUM]
    return bool(picture.asks) or any(at in (a.raised_at, *(rise.at for rise in a.rises)) for a in fresh)


def _leave(visit: Visit, diary: Diary, dice: Random) -> None:
    """The last line, and the end of the session."""
    at = diary.soon(dice.randrange(3, 9) * MINUTE)
    _tick(visit, diary, diary.picture.protocol.checklist.discharge)
    diary.write(Note(id=_id(visit, "note", at), at=at, received=at, by=visit.by, text=ward.farewell(dice)))
    at += 2 * MINUTE
    diary.write(Ended(id=f"{visit.id}-end", at=at, received=at, by=visit.by))


def _seen(visit: Visit, at: Millis) -> ObservationSet:
    return visit.response.observe(visit.minute(at), id=_id(visit, "set", at), at=at, by=visit.by)


def _cuff(visit: Visit, at: Millis) -> ObservationSet:
    """The cuff once more, with the pulse that it shows."""
    whole = _seen(visit, at)
    pulse, systolic, diastolic = whole.heart_rate, whole.systolic, whole.diastolic
    return ObservationSet(
        id=whole.id, at=at, received=at, by=visit.by, heart_rate=pulse, systolic=systolic, diastolic=diastolic, note="Repeat"
    )


def _score(visit: Visit, scale: str, total: int, at: Millis) -> Score:
    return Score(id=_id(visit, scale.lower(), at), at=at, received=at, by=visit.by, scale=scale, total=total)


def _id(visit: Visit, kind: str, at: Millis) -> str:
    """Unique within the session: what it is, and how many seconds after the opening."""
    return f"{visit.id}-{kind}-{(at - visit.opened) // SECOND}"
