"""What changed from session to session? One patient's sessions, each judged by the protocol that was in force then.

The columns of `per_session`; NaN means not measured or not applicable, never zero:

    session            str    its name
    protocol           str    name and version of the protocol that judges this row
    opened             int    epoch ms
    date               date   of the opening, in the clinic's zone
    dose               str    what was given in words, each drug added up, "" where nothing was
    dose_mg            float  sum of the doses in mg; NaN where none was given or one is in another unit
    {s}_baseline       float  mean before the first dose, NaN = no baseline. s = systolic, diastolic (mmHg), heart_rate (/min)
    {s}_peak           float  highest reading from the first dose on (of the whole session where no dose was given), suspect ones
                              included: an artefact is looked into, a missed pressure is not
    {s}_peak_suspect   bool   whether that reading was marked suspect
    {s}_peak_minutes   float  its minutes from the first dose
    {s}_change         float  peak less baseline
    {s}_limit_{l}      float  the protocol's own absolute upper limit; s = systolic, diastolic; l = low, medium, high; NaN = none
    {s}_over_{l}       float  minutes beyond that limit, see `minutes_beyond`; NaN = never measured, or no such limit
    spo2_min           float  lowest SpO2 (%) from the dose on
    sedation_min       float  deepest sedation (MOAA/S) from the dose on
    dissociation_peak  float  0-4, from the dose on
    dissociation_zero  float  minutes from the dose to the first 0 after the last value above 0; NaN = never above 0, or not back
    alerts_{l}         int    alerts by the highest priority that each reached; that nobody could hear the alarms is said of the
                              clinic, not of the patient, and is not counted
    checks_missed      int    checks that were not skipped with a reason, and that nobody made before their medium alert (6 min;
                              3 min for the 40-minute one), or at all
    interventions      int    things done for the patient
    stopped            bool   whether an infusion was stopped early
    minutes            float  from the first dose to the end (to the picture's instant where it has not ended)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from models.alerts import Picture
from models.doses import together
from models.facts import Dose, Fact, Intervention, Score, Stopped
from models.limits import Level, Rule
from models.listening import SIGNAL as LISTENING
from models.schedule import Check
from models.vitals import MINUTE, Millis, ObservationSet, Quality, Signal, assess

HOLD: Millis = 15 * MINUTE
"""The longest time that one reading speaks for when minutes beyond a limit are summed: nobody knows what a pressure did later."""
WATCHED = (Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.HEART_RATE)
LIMITED = (Signal.SYSTOLIC, Signal.DIASTOLIC)
LEVELS = (Level.LOW, Level.MEDIUM, Level.HIGH)
READING_COLUMNS = ("at", "signal", "value", "suspect")
ALIGNED_COLUMNS = ("session", "minutes", "signal", "value")
SCORE_COLUMNS = ("session", "date", "scale", "total")


@dataclass(frozen=True, slots=True)
class Past:
    """One session to compare: its name, its picture under the protocol in force then, its standing facts (`facts.standing`)."""

    session: str
    picture: Picture
    facts: tuple[Fact, ...]


def per_session(sessions: Iterable[Past], zone: str = "UTC") -> pd.DataFrame:
    """One row per session, oldest first; the columns are described at the top of this module."""
    ordered = sorted(sessions, key=lambda past: (_opened(past), past.session))
    return pd.DataFrame([_row(past, zone) for past in ordered], columns=_columns())


def aligned(sessions: Iterable[Past]) -> pd.DataFrame:
    """Every reading that was not rejected, on the time of the dose. A session without a dose has no such time and is left out.

    session str · minutes float (from the first dose, negative before it) · signal str (published name) · value float (its unit).
    Ordered by opening, time and signal.
    """
    return _laid(sessions, lambda past: past.picture.first_dose)


def from_opening(sessions: Iterable[Past]) -> pd.DataFrame:
    """Like `aligned`, for a patient who never had a dose: minutes from the opening of each session."""
    return _laid(sessions, _opened)


def _laid(sessions: Iterable[Past], zero: Callable[[Past], Millis | None]) -> pd.DataFrame:
    ordered = sorted(sessions, key=lambda past: (_opened(past), past.session))
    frames = [_since_zero(past, begin) for past in ordered if (begin := zero(past)) is not None]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(ALIGNED_COLUMNS))


def scores(sessions: Iterable[Past], zone: str = "UTC") -> pd.DataFrame:
    """The totals of rating scales over the sessions: session str · date (in `zone`) · scale str · total float, oldest first."""
    found = [
        (past.session, _date(fact.at, zone), fact.scale, float(fact.total), fact.at)
        for past in sessions
        for fact in past.facts
        if isinstance(fact, Score)
    ]
    rows = [row[:4] for row in sorted(found, key=lambda row: (row[4], row[2]))]
    return pd.DataFrame(rows, columns=list(SCORE_COLUMNS))


def readings(facts: Iterable[Fact]) -> pd.DataFrame:
    """The readings that were not rejected, in order of time: at int (epoch ms) · signal str · value float · suspect bool."""
    rows = [
        (seen.at, found.signal.word, float(found.value), found.quality is Quality.SUSPECT)
        for seen in facts
        if isinstance(seen, ObservationSet)
        for found in assess(seen)
        if found.quality is not Quality.REJECTED
    ]
    frame = pd.DataFrame(rows, columns=list(READING_COLUMNS))
    return frame.sort_values(["at", "signal"], kind="stable", ignore_index=True)


def minutes_beyond(times: pd.Series[int], values: pd.Series[float], rule: Rule, end: Millis) -> float:
    """Minutes beyond an absolute limit. Each reading speaks until the next one, at most `HOLD`; the last one until `end`.

    A spot reading is all that is known of its interval, so this counts what was seen, not what was: between two readings a
    pressure may have passed the limit unseen. `times` are epoch ms in order; NaN where there is no reading.
    """
    if values.empty:
        return float("nan")
    held = times.shift(-1, fill_value=end).sub(times).clip(lower=0, upper=HOLD)
    return float(held[_beyond(values, rule)].sum()) / MINUTE


def limit_rules(picture: Picture, signal: Signal) -> dict[Level, Rule]:
    """The protocol's absolute upper limits of a signal: for each level the one that is reached first."""
    rules = [r for r in picture.protocol.rules if r.signal is signal and r.kind == "absolute" and r.direction == "high"]
    found = {level: [r for r in rules if r.level is level and r.only_at is None] for level in LEVELS}
    return {level: min(at_level, key=lambda r: r.number) for level, at_level in found.items() if at_level}


def _columns() -> list[str]:
    parts = ("baseline", "peak", "peak_suspect", "peak_minutes", "change")
    watched = [f"{s.word}_{part}" for s in WATCHED for part in parts]
    limited = [f"{s.word}_{part}_{level.word}" for s in LIMITED for part in ("limit", "over") for level in LEVELS]
    lowest = ["spo2_min", "sedation_min", "dissociation_peak", "dissociation_zero"]
    counted = [f"alerts_{level.word}" for level in LEVELS] + ["checks_missed", "interventions", "stopped", "minutes"]
    return ["session", "protocol", "opened", "date", "dose", "dose_mg", *watched, *limited, *lowest, *counted]


def _row(past: Past, zone: str) -> dict[str, object]:
    seen = readings(past.facts)
    after = seen if past.picture.first_dose is None else seen[seen["at"] >= past.picture.first_dose]
    row = dict(_who(past, zone))
    for signal in WATCHED:
        row |= _peak(past.picture, signal, after[after["signal"] == signal.word])
    for signal in LIMITED:
        row |= _over(past.picture, signal, after[after["signal"] == signal.word])
    return row | _lowest(past.picture, after) | _counted(past)


def _who(past: Past, zone: str) -> Iterator[tuple[str, object]]:
    protocol, doses = past.picture.protocol, past.picture.doses
    amounts = [dose.amount for dose in doses if dose.unit == "mg" and dose.amount is not None]
    yield "session", past.session
    yield "protocol", f"{protocol.name} {protocol.version}"
    yield "opened", _opened(past)
    yield "date", _date(_opened(past), zone)
    yield "dose", ", ".join(_words(dose) for dose in together(doses))
    yield "dose_mg", sum(amounts) if doses and len(amounts) == len(doses) else float("nan")


def _words(dose: Dose) -> str:
    amount = "" if dose.amount is None else f"{dose.amount:g} {dose.unit}"
    return " ".join(word for word in (dose.drug or "Dose", amount) if word)


def _peak(picture: Picture, signal: Signal, seen: pd.DataFrame) -> dict[str, object]:
    baseline, name, nothing = picture.baseline(signal), signal.word, float("nan")
    row: dict[str, object] = {f"{name}_baseline": nothing if baseline is None else baseline}
    if seen.empty:
        return row | {f"{name}_{part}": nothing for part in ("peak", "peak_minutes", "change")} | {f"{name}_peak_suspect": False}
    top = seen.iloc[int(seen["value"].argmax())]
    return row | {
        f"{name}_peak": top["value"],
        f"{name}_peak_suspect": bool(top["suspect"]),
        f"{name}_peak_minutes": _since(picture, top["at"]),
        f"{name}_change": nothing if baseline is None else top["value"] - baseline,
    }


def _over(picture: Picture, signal: Signal, seen: pd.DataFrame) -> dict[str, object]:
    rules, nothing = limit_rules(picture, signal), float("nan")
    row: dict[str, object] = {}
    for level in LEVELS:
        rule = rules.get(level)
        row[f"{signal.word}_limit_{level.word}"] = nothing if rule is None else rule.number
        beyond = nothing if rule is None else minutes_beyond(seen["at"], seen["value"], rule, _end(picture))
        row[f"{signal.word}_over_{level.word}"] = beyond
    return row


def _beyond(values: pd.Series[float], rule: Rule) -> pd.Series[bool]:
    return values >= rule.number if rule.op == ">=" else values > rule.number


def _lowest(picture: Picture, seen: pd.DataFrame) -> dict[str, object]:
    by_signal = {signal: seen[seen["signal"] == signal.word] for signal in (Signal.SPO2, Signal.SEDATION, Signal.DISSOCIATION)}
    dissociation = by_signal[Signal.DISSOCIATION]
    return {
        "spo2_min": by_signal[Signal.SPO2]["value"].min(),
        "sedation_min": by_signal[Signal.SEDATION]["value"].min(),
        "dissociation_peak": dissociation["value"].max(),
        "dissociation_zero": _back_to_zero(picture, dissociation),
    }


def _back_to_zero(picture: Picture, seen: pd.DataFrame) -> float:
    above = seen[seen["value"] > 0]
    if above.empty:
        return float("nan")
    zeros = seen[(seen["value"] <= 0) & (seen["at"] > above["at"].max())]
    return float("nan") if zeros.empty else _since(picture, zeros["at"].min())


def _counted(past: Past) -> dict[str, object]:
    picture = past.picture
    reached = [alert.highest for alert in picture.alerts if alert.signal != LISTENING]
    dose = picture.first_dose
    return {f"alerts_{level.word}": reached.count(level) for level in LEVELS} | {
        "checks_missed": sum(_missed(check, picture) for check in picture.checks),
        "interventions": sum(isinstance(fact, Intervention) for fact in past.facts),
        "stopped": any(isinstance(fact, Stopped) for fact in past.facts),
        "minutes": float("nan") if dose is None else (_end(picture) - dose) / MINUTE,
    }


def _missed(check: Check, picture: Picture) -> bool:
    """Whether nobody made this check in time. One that a calm patient no longer needed was not owed."""
    if check.skipped or check.conditional or (check.closer and check.lapsed):
        return False
    schedule = picture.protocol.schedule
    if check.met_at is not None:
        return check.met_at >= check.due + (schedule.low_after if check.strict else schedule.medium_after)
    dose = picture.first_dose
    return check.due < (dose if dose is not None and check.opens < dose else _end(picture))


def _since_zero(past: Past, zero: Millis) -> pd.DataFrame:
    seen = readings(past.facts)
    minutes = (seen["at"] - zero) / MINUTE
    frame = pd.DataFrame({"session": past.session, "minutes": minutes, "signal": seen["signal"], "value": seen["value"]})
    return frame[list(ALIGNED_COLUMNS)]


def _since(picture: Picture, at: Millis) -> float:
    return float("nan") if picture.first_dose is None else (at - picture.first_dose) / MINUTE


def _end(picture: Picture) -> Millis:
    return picture.now if picture.ended_at is None else picture.ended_at


def _opened(past: Past) -> Millis:
    """When the session was opened; the picture's own instant where the log does not say."""
    return past.picture.now if past.picture.opened_at is None else past.picture.opened_at


def _date(at: Millis, zone: str) -> object:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).date()
