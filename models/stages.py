"""How far is this session, and why not further? A pure function of its facts, its protocol and the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models import doses
from models.alerts import Alert, Picture
from models.deciding import deciding
from models.doses import Infusion, given
from models.facts import (
    Ended,
    Fact,
    HandedOver,
    Opened,
    Signed,
    TakenOver,
)
from models.gating import AtGate, at_gate
from models.leaving import Item, left, measured, spoken, stayed, ticked
from models.limits import Level
from models.schedule import Check
from models.stay import ESCORT
from models.strip import Strip
from models.tracks import BASELINE
from models.vitals import PRESSURE, Millis, Quality, Signal

_SHORT = {signal.word: signal.short for signal in Signal}


class Stage(StrEnum):
    """How far a session is, in the order in which it goes."""

    SCHEDULED = "scheduled"
    PRE_DOSE = "pre-dose"
    DOSING = "dosing"
    PEAK = "peak window"
    RECOVERY = "recovery"
    READY = "ready"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a session is at one instant. None of it locks anything: staff may always go on, and the record says how.

    `reasons` say why the next stage is not reached, in the ward's words; none where the patient is ready or the session closed.
    `unready` is everything that speaks against leaving, or did when the session ended; nothing before the first dose.
    `first_dose`, `last_dose`, `rest_until` (when the next nasal device may follow) and `stay_until` (when the minimum stay is
    over) are None where there is none. `infusion` is "", running, paused, finished or stopped, `begun` when it began, `pump` by
    which it is given and `rate` how fast (both may be ""). `handed` is a handover that nobody has taken over yet, `nurse` who is
    responsible. `said` is what was done although something spoke against it, and what must be known of the doses.
    """

    stage: Stage
    reasons: tuple[str, ...]
    unready: tuple[str, ...]
    first_dose: Millis | None
    last_dose: Millis | None
    rest_until: Millis | None
    stay_until: Millis | None
    infusion: str
    begun: Millis | None
    pump: str
    rate: str
    before: tuple[Item, ...]
    discharge: tuple[Item, ...]
    gate: AtGate | None
    signatures: tuple[Signed, ...]
    handed: HandedOver | None
    nurse: str
    said: tuple[str, ...]

    @property
    def signed(self) -> Signed | None:
        """The first signature; from then on the record takes nothing but amendments with a reason."""
        return self.signatures[0] if self.signatures else None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A session up to `until` (now, or its end): what the reasons are read from."""

    picture: Picture
    facts: tuple[Fact, ...]
    until: Millis
    before: tuple[Item, ...]
    discharge: tuple[Item, ...]
    gate: AtGate | None
    infusion: Infusion
    rest_until: Millis | None


def progress(picture: Picture, log: Iterable[Fact | Strip], now: Millis, birth: date | None = None) -> Progress:
    """How far the session is at `now`.

    `log` are its facts in any order, corrections too; sets without a pressure may be left out. `picture` is the fold of the same
    session at `now`. `birth` is the patient's, None = not known.
    """
    until = now if picture.ended_at is None else min(now, picture.ended_at)
    facts = deciding(log, picture.first_dose, until)
    seen = _look(picture, facts, until, birth)
    stage, reasons = _stage(seen)
    stay = next((item.at for item in seen.discharge if item.name == "stay"), None)
    return Progress(
        stage=stage,
        reasons=reasons,
        unready=tuple(_against(seen)),
        first_dose=picture.first_dose,
        last_dose=_last(facts),
        rest_until=seen.rest_until,
        stay_until=stay,
        infusion=seen.infusion.state,
        begun=seen.infusion.begun,
        pump=seen.infusion.pump,
        rate=seen.infusion.rate,
        before=seen.before,
        discharge=seen.discharge,
        gate=seen.gate,
        signatures=tuple(fact for fact in facts if isinstance(fact, Signed)),
        handed=_handed(facts),
        nurse=_nurse(facts),
        said=tuple(_said(seen)),
    )


def _look(picture: Picture, facts: tuple[Fact, ...], until: Millis, birth: date | None) -> _Seen:
    flow = doses.infusion(facts, picture.protocol.route)
    lists = picture.protocol.checklist
    before, leaving = ticked(lists.before, facts), ticked(lists.discharge, facts)
    since = picture.first_dose if picture.protocol.stay.since == "first dose" else flow.over if flow.state else _last(facts)
    worked_out = (stayed(picture, leaving, since, until), *measured(picture, facts, until))
    gate, rest = at_gate(picture, facts, until, birth), doses.rest_until(facts, picture.protocol.stay, until)
    return _Seen(picture, facts, until, before, (*worked_out, *leaving), gate, flow, rest)


def _last(facts: Sequence[Fact]) -> Millis | None:
    """When the last dose was given."""
    return max((dose.at for dose in given(facts)), default=None)


def _stage(seen: _Seen) -> tuple[Stage, tuple[str, ...]]:
    """The first stage that something keeps it in; none of them is skipped while it has reasons."""
    if seen.picture.ended_at is not None:
        return Stage.CLOSED, ()
    for stage, why in _KEEPS.items():
        reasons = tuple(why(seen))
        if reasons:
            return stage, reasons
    return Stage.READY, ()


def _nothing_yet(seen: _Seen) -> Iterator[str]:
    if not (seen.picture.latest or any(not isinstance(fact, Opened) for fact in seen.facts)):
        yield "nothing recorded yet"


def _not_dosed(seen: _Seen) -> Iterator[str]:
    if seen.picture.first_dose is not None:
        return
    yield from (f"checklist: {item.why}" for item in seen.before if not item.done)
    lacking = [s for s in seen.picture.protocol.schedule.required if not _fresh(seen, s)]
    if lacking:
        yield f"baseline missing: {_names(lacking)}"
    if seen.gate is not None and seen.gate.holds:
        yield seen.gate.holds
    yield "no dose recorded"


def _fresh(seen: _Seen, signal: Signal) -> bool:
    """Whether there is a valid value that would count for the baseline, were the dose given now."""
    last = seen.picture.latest_of(signal)
    return last is not None and last.quality is Quality.VALID and seen.until - last.at <= BASELINE


def _dosing(seen: _Seen) -> Iterator[str]:
    if seen.infusion.flows:
        yield f"infusion {seen.infusion.state}"
    if seen.rest_until is not None:
        yield f"rest after {doses.named(given(seen.facts)[-1])}: {left(seen.rest_until, seen.until)} min more"


def _peak(seen: _Seen) -> Iterator[str]:
    first, stay = seen.picture.first_dose, seen.picture.protocol.stay
    if first is None:
        return
    owed = next((c for c in seen.picture.checks if c.strict and c.met_at is None and not c.skipped), None)
    if owed is not None:
        yield _owed(owed, (owed.due - first) // 60_000, seen.picture.protocol.schedule.required)
    if seen.until < first + stay.peak:
        yield f"peak window: {left(first + stay.peak, seen.until)} min to {spoken(stay.peak)}"


def _owed(check: Check, minute: int, required: tuple[Signal, ...]) -> str:
    """The 40-minute look that nobody has made; the pressure is what it is about."""
    lacking = check.lacking or required
    return f"{minute}-min BP missing" if set(lacking) & set(PRESSURE) else f"{minute}-min check: {_names(lacking)} missing"


def _recovering(seen: _Seen) -> Iterator[str]:
    if seen.picture.first_dose is None:
        return
    alone = seen.picture.protocol.stay.alone is not None
    yield from (item.why for item in seen.discharge if item.measured and not item.done)
    named = (item for item in seen.discharge if not item.measured and not (alone and item.name == ESCORT))
    yield from (f"discharge list: {item.why}" for item in named if not item.done)
    yield from (f"alert standing: {_alert(alert)}" for alert in seen.picture.alerts if _lasts(alert, seen.picture.ended_at))


_KEEPS = {
    Stage.SCHEDULED: _nothing_yet,
    Stage.PRE_DOSE: _not_dosed,
    Stage.DOSING: _dosing,
    Stage.PEAK: _peak,
    Stage.RECOVERY: _recovering,
}
"""What keeps a session in each stage, in the order of the stages."""


def _against(seen: _Seen) -> Iterator[str]:
    """Everything that speaks against leaving; nothing where no dose was given: then nobody has to recover."""
    for why in (_dosing, _peak, _recovering):
        yield from why(seen)


def _lasts(alert: Alert, ended: Millis | None) -> bool:
    """Whether an alert that sounds stands, or stood when the session ended."""
    if alert.cleared_at is None:
        return alert.level >= Level.MEDIUM
    return alert.cleared_at == ended and alert.audible


def _alert(alert: Alert) -> str:
    if alert.signal == "event":
        return "infusion stopped early" if alert.value == "stop" else str(alert.value).replace("_", " ")
    return f"{_SHORT.get(alert.signal, alert.signal)} {alert.direction}"


def _names(signals: Sequence[Signal]) -> str:
    """The signals as staff say them; the halves of a pressure are one."""
    return ", ".join(dict.fromkeys("BP" if signal in PRESSURE else signal.short for signal in signals))


def _handed(facts: Sequence[Fact]) -> HandedOver | None:
    """The last handover, unless somebody has taken over since."""
    last = [fact for fact in facts if isinstance(fact, HandedOver | TakenOver)][-1:]
    return last[0] if last and isinstance(last[0], HandedOver) else None


def _nurse(facts: Sequence[Fact]) -> str:
    """Who is responsible: whoever took over last, else whoever opened the session."""
    known = [fact.by for fact in facts if isinstance(fact, TakenOver)] or [f.by for f in facts if isinstance(f, Opened)]
    return known[-1] if known else ""


def _said(seen: _Seen) -> Iterator[str]:
    """What was done although something spoke against it, and what must be known of the doses."""
    if seen.gate is not None and seen.gate.passed:
        decided = (
            f"although {seen.gate.prescriber} had decided against it" if seen.gate.go is False else "before a prescriber decided"
        )
        yield f"dose given at {seen.gate.words}, {decided}"
    yield from doses.remarks(seen.facts, seen.picture.protocol.stay)
    ended = next((fact for fact in seen.facts if isinstance(fact, Ended)), None)
    if ended is not None and ended.reason:
        yield f"ended although {'; '.join(_against(seen)) or 'nothing spoke against it'}: {ended.reason}"
