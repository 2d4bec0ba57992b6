"""May this be entered? What a nurse typed is accepted whole, or refused field by field with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from math import isfinite

from models.doses import RATE_UNITS
from models.errors import FieldError, Refused
from models.facts import (
    Amended,
    Decided,
    Dose,
    Ended,
    Fact,
    HandedOver,
    Infused,
    InfusionStep,
    Intervention,
    Note,
    Score,
    Stopped,
    Ticked,
    Voided,
)
from models.ratings import known_scales, scale
from models.vitals import MINUTE, Millis, ObservationSet, Signal, out_of_range

AHEAD: Millis = 2 * MINUTE
"""How far in the future a time may lie: clocks of devices differ, but nobody measures tomorrow."""
BEFORE: Millis = 60 * MINUTE
"""How long before the session was opened a reading may have been taken."""
LATE: Millis = 2 * MINUTE
"""A reading that reaches Vigil later than this is late: what it reveals is listed, and marked so."""
LONGEST = 2_000
"""Characters of one note or reason."""
WEIGHT = (20, 400)
"""The weight (kg) that an adult can have; anything else is mistyped."""
MANUAL = "manual"
"""The source of what staff type. What a device sends is never refused: what cannot be true is kept as rejected, and alarms."""
SCALES = (Signal.SEDATION, Signal.AGITATION, Signal.DISSOCIATION, Signal.DISTRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is saved without a question. Anything else is possible, but staff are asked once whether it is right.

    `ranges` are the lowest and highest usual value of a signal, in its unit. `jumps` are the changes from the last value, at most
    `jump_within` ms ago, from which on it is asked. `pulse` is the usual range of systolic minus diastolic (mmHg). A time more
    than `late` ms ago and the same values again within `again` ms are asked about too.
    """

    ranges: tuple[tuple[Signal, float, float], ...]
    jumps: tuple[tuple[Signal, float], ...]
    jump_within: Millis
    pulse: tuple[float, float]
    late: Millis
    again: Millis


USUAL = Usual(
    ranges=(
        (Signal.HEART_RATE, 40, 130),
        (Signal.SYSTOLIC, 90, 180),
        (Signal.DIASTOLIC, 50, 110),
        (Signal.SPO2, 92, 100),
        (Signal.RESPIRATORY_RATE, 8, 30),
    ),
    jumps=((Signal.HEART_RATE, 40), (Signal.SYSTOLIC, 40)),
    jump_within=15 * MINUTE,
    pulse=(20, 100),
    late=15 * MINUTE,
    again=MINUTE,
)
"""A proposal, as every limit here is until a clinician has approved it: general early-warning bands, no ketamine data."""


def checked(fact: Fact) -> Fact:
    """The fact with its texts trimmed; refused when it cannot be entered whatever is known of the session."""
    match fact:
        case ObservationSet():
            fact = replace(fact, note=check_text("note", fact.note))
            if fact.source == MANUAL:
                check_set(fact)
        case Note():
            fact = replace(fact, text=check_text("text", fact.text, needed=True), reason=check_text("reason", fact.reason))
        case Dose():
            fact = _dose(fact)
        case Amended() if fact.content is not None:
            fact = replace(fact, reason=check_text("reason", fact.reason, needed=True), content=_amended(fact.content))
        case Voided():
            fact = replace(fact, reason=check_text("reason", fact.reason, needed=True))
        case _:
            fact = _step(fact)
    return fact


def _amended(content: ObservationSet | Dose) -> ObservationSet | Dose:
    """What was really seen or given, as staff may enter it."""
    if isinstance(content, Dose):
        return _dose(content)
    check_set(content)
    return replace(content, note=check_text("note", content.note))


def _step(fact: Fact) -> Fact:
    """A step of the session with its texts trimmed."""
    match fact:
        case Ticked():
            fact = replace(fact, item=check_text("item", fact.item, needed=True), note=check_text("note", fact.note))
        case Decided():
            who, why = (check_text(name, getattr(fact, name), needed=True) for name in ("prescriber", "reason"))
            fact = replace(fact, prescriber=who, reason=why)
        case Infused():
            fact = _infused(fact)
        case Stopped() | Ended():
            fact = replace(fact, reason=check_text("reason", fact.reason))
        case Intervention():
            fact = replace(fact, what=check_text("what", fact.what, needed=True))
        case HandedOver():
            fact = replace(fact, to=check_text("to", fact.to, needed=True))
        case Score():
            fact = _score(fact)
    return fact


def _infused(fact: Infused) -> Infused:
    """A step of an infusion; a new rate goes with the step that says so, and with no other."""
    errors = list(_rate(fact.rate, fact.rate_unit))
    if (fact.step is InfusionStep.RATE) != (fact.rate is not None) and not errors:
        said = "The new rate is missing. Type it." if fact.rate is None else "A rate goes with the step rate only."
        errors.append(FieldError("rate", said))
    if errors:
        raise Refused.of(*errors)
    return replace(fact, reason=check_text("reason", fact.reason))


def _rate(rate: float | None, unit: str) -> Iterator[FieldError]:
    """What is wrong with the rate of an infusion: a number of its own, in a unit that somebody has said."""
    if rate is None and unit:
        yield FieldError("rate", f"The rate is missing. Type how many {unit}, or choose no unit.")
    if rate is not None and not (isfinite(rate) and rate > 0):
        yield FieldError("rate", f"The rate must be more than 0 {unit}. You entered {rate:g}.")
    if (rate is not None or unit) and unit not in RATE_UNITS:
        yield FieldError("rate_unit", f"Say in what the rate is: {' or '.join(RATE_UNITS)}. You entered {unit!r}.")


def _score(fact: Score) -> Score:
    """A total of a scale that is known, within what it can be."""
    known = scale(fact.scale)
    if known is None:
        raise Refused.of(FieldError("scale", f"There is no scale {fact.scale!r}. Known are {known_scales()}."))
    if not (isfinite(fact.total) and fact.total == int(fact.total) and known.lowest <= fact.total <= known.highest):
        bounds = f"a whole number, {known.lowest} to {known.highest}"
        raise Refused.of(FieldError("total", f"{known.name} must be {bounds}. You entered {fact.total:g}."))
    return replace(fact, scale=known.name)


def stamped(fact: Fact, received: Millis, by: str, now: Millis) -> Fact:
    """The fact as it is stored: who vouches for it, when Vigil got it, and `now` where nobody said when it happened."""
    return replace(fact, received=received, by=by, at=fact.at or now)


def check_set(seen: ObservationSet) -> None:
    """Refuse a set that staff typed when it is empty, out of range, half a pressure, or 80/128."""
    if not (seen.measured() or seen.symptoms or seen.note.strip()):
        raise Refused("Nothing was entered. Enter at least one value, one symptom or a note.")
    errors = [error for signal, value in seen.measured() if (error := _number(signal, value))]
    errors += [] if errors else _pressure(seen)
    if errors:
        raise Refused.of(*errors)


def _dose(dose: Dose) -> Dose:
    errors = []
    if dose.amount is not None and not (isfinite(dose.amount) and dose.amount > 0):
        errors.append(FieldError("amount", f"The amount must be more than 0 {dose.unit}. You entered {dose.amount:g}."))
    if dose.amount is not None and not dose.unit.strip():
        errors.append(FieldError("unit", "The unit is missing. Say mg, or what the amount is in."))
    if dose.per_kg is not None and not (isfinite(dose.per_kg) and dose.per_kg > 0):
        errors.append(FieldError("per_kg", f"The dose per kg must be more than 0 mg/kg. You entered {dose.per_kg:g}."))
    if dose.weight is not None and not WEIGHT[0] <= dose.weight <= WEIGHT[1]:
        errors.append(FieldError("weight", f"The weight must be {WEIGHT[0]} to {WEIGHT[1]} kg. You entered {dose.weight:g}."))
    errors += _rate(dose.rate, dose.rate_unit)
    if errors:
        raise Refused.of(*errors)
    drug, pump = check_text("drug", dose.drug, needed=True), check_text("pump", dose.pump)
    unit, route, lot, second = (check_text(name, getattr(dose, name)) for name in ("unit", "route", "lot", "second"))
    return replace(dose, drug=drug, unit=unit, route=route, lot=lot, second=second, pump=pump)


def check_text(field: str, text: str, *, needed: bool = False) -> str:
    """The text without blanks around it; refused when it is needed and empty, too long, or holds control characters."""
    text = text.strip()
    if needed and not text:
        raise Refused.of(FieldError(field, f"{field.replace('_', ' ').capitalize()} is missing. Say it in a few words."))
    if len(text) > LONGEST:
        raise Refused.of(FieldError(field, f"This text has {len(text)} characters. Keep it under {LONGEST:,}."))
    if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in text):
        raise Refused.of(FieldError(field, "This text holds control characters. Type it again."))
    return text


def check_time(at: Millis, now: Millis, opened: Millis, ended: Millis | None, zone: tzinfo) -> None:
    """Refuse a time in the future, long before the session, or after its end. What was seen before the end may come late."""
    said, spoken = clock(at, zone), clock(now, zone)
    if at > now + AHEAD:
        _refuse(f"The time must not be in the future. You entered {said}; it is {spoken}.")
    if at < opened - BEFORE:
        _refuse(f"The time is long before the session. You entered {said}; the session was opened at {clock(opened, zone)}.")
    if ended is not None and at > ended:
        _refuse(f"The session is closed: it ended at {clock(ended, zone)}. You entered {said}. Start a new session.")


def instant(text: str) -> Millis:
    """An ISO 8601 time as epoch milliseconds; ValueError for anything else, and for a time without its offset: nobody guesses."""
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise ValueError(f"{text} has no offset")
    return round(moment.timestamp() * 1000)


def clock(at: Millis, zone: tzinfo) -> str:
    """An instant as staff read it, such as 22 Nov 14:05, in the clinic's zone."""
    moment = datetime.fromtimestamp(at / 1000, zone)
    return f"{moment.day} {moment:%b %H:%M}"


def _refuse(message: str) -> None:
    raise Refused.of(FieldError("at", message))


def _number(signal: Signal, value: float) -> FieldError | None:
    """Why this number cannot be entered as the signal, or None."""
    bounds = f"{signal.lowest:g} to {signal.highest:g}{signal.unit and ' ' + signal.unit}"
    if not isfinite(value) or out_of_range(signal, value):
        return FieldError(signal.word, f"{signal.label} must be {bounds}. You entered {value:g}.{_meant(signal, value)}")
    if signal in SCALES and value != int(value):
        return FieldError(signal.word, f"{signal.label} must be a whole number, {bounds}. You entered {value:g}.")
    return None


def _meant(signal: Signal, value: float) -> str:
    """Where one digit was typed and another is missing, which numbers it may have been."""
    if value not in range(1, 10) or not signal.lowest <= 10 * value <= signal.highest - 9 or signal.lowest < 10:
        return ""
    return f" Did you mean {10 * value:g}-{10 * value + 9:g}?"


def _pressure(seen: ObservationSet) -> list[FieldError]:
    """What is wrong with a pressure as one thing of two numbers."""
    if (seen.systolic is None) != (seen.diastolic is None):
        lacking = Signal.DIASTOLIC if seen.diastolic is None else Signal.SYSTOLIC
        said = f"{_typed(seen.systolic)}/{_typed(seen.diastolic)}"
        return [FieldError(lacking.word, f"{lacking.label} is missing. Enter both numbers. You entered {said}.")]
    if seen.systolic is not None and seen.diastolic is not None and seen.systolic <= seen.diastolic:
        said = f"{seen.systolic:g}/{seen.diastolic:g}"
        return [FieldError("systolic", f"Systolic must be higher than diastolic. You entered {said}.")]
    return []


def _typed(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
