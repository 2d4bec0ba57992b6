"""What can happen in a session: the dated facts, their total order, and their form as plain records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from models.strip import UNDONE, Bulk, Strip, Struck
from models.vitals import Millis, ObservationSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every fact carries: who or what vouches for it (`by`), when it happened (`at`) and when Vigil got it (`received`)."""

    id: str
    at: Millis
    by: str = ""
    received: Millis = 0
    source: str = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Event):
    """The session was opened. `planned` is the planned first dose, None where nobody planned one."""

    planned: Millis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose(Event):
    """A dose was given or an infusion begun. The amount is what staff entered; Vigil never proposes one.

    `per_kg` (mg/kg) is what was ordered, `weight` (kg) the patient's, `lot` the batch on the package, `device` the nasal device
    (1 to 3, 0 = not said). `second` is who else checked it, by sign-in name (once as somebody typed it), "" = nobody.
    `confirmed` = staff were asked whether it is right to give it now, and said so. Of an infusion `pump` says which one gives it,
    `rate` how fast in `rate_unit` (mg/h or mL/h, as typed and never worked out); both may be unknown.
    """

    drug: str = ""
    amount: float | None = None
    unit: str = "mg"
    route: str = ""
    lot: str = ""
    device: int = 0
    per_kg: float | None = None
    weight: float | None = None
    second: str = ""
    confirmed: bool = False
    pump: str = ""
    rate: float | None = None
    rate_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Event):
    """Free text about the patient. `reason` says why it was added after the record had been signed."""

    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention(Event):
    """Something was done for the patient (reassured, oxygen given, ...)."""

    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Event):
    """The total of a rating scale (CADSS, PHQ-9, ...): charted, never an alert."""

    scale: str = ""
    total: float = 0


class SkipReason(StrEnum):
    """Why a due check was not made."""

    ASLEEP = "asleep"
    REFUSED = "refused"
    DOCTOR = "by doctor"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedCheck(Event):
    """The check that was due at `due` was not made, and why."""

    due: Millis = 0
    reason: SkipReason = SkipReason.ASLEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended(Event):
    """The fact `target` was wrong and `content` holds what was really seen or given; it keeps the id of the target."""

    target: str = ""
    content: ObservationSet | Dose | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided(Event):
    """The fact `target` should never have been recorded; it stays, struck through."""

    target: str = ""
    reason: str = ""


class Outcome(StrEnum):
    """What staff made of an alert when they acknowledged it."""

    ACTED = "acted"
    EXPECTED = "expected effect"
    ARTEFACT = "artefact"
    TOLD = "told the clinician"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(Event):
    """A named person has seen the standing alert of this signal; `direction` "" means every direction."""

    signal: str = ""
    direction: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised(Event):
    """What was said: appended with the reading that raised it, so that said-then and derived-now can be compared.

    `priority`, `rule`, `limit`, `value` and `why` are as said; `digest` names the protocol; `late` = not said at `at` but when a
    reading was entered afterwards.
    """

    signal: str = ""
    direction: str = ""
    priority: str = ""
    rule: str = ""
    limit: float | None = None
    value: float | str | None = None
    why: str = ""
    digest: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Silenced(Event):
    """One screen was silenced until `until`."""

    screen: str = ""
    until: Millis = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Event):
    """Responsibility passes from `by` to `to`."""

    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Event):
    """`by` has taken over the patient whom `frm` handed over: the other half of the handover."""

    frm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked(Event):
    """Something on a checklist was checked, or (`done` False) it turned out not to be so; the last one holds."""

    item: str = ""
    done: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Event):
    """What the prescriber decided about a pressure above the gate, and why. `by` wrote it down; never a lock."""

    about: str = "gate"
    go: bool = False
    prescriber: str = ""
    reason: str = ""


class InfusionStep(StrEnum):
    """What was done with an infusion that runs; `Stopped` is one that was ended early."""

    PAUSED = "paused"
    RESUMED = "resumed"
    RATE = "rate"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Infused(Event):
    """The infusion was paused, went on, or is through, or (step RATE) from now on runs at `rate` in `rate_unit`."""

    step: InfusionStep = InfusionStep.FINISHED
    reason: str = ""
    rate: float | None = None
    rate_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening(Event):
    """From now on so many screens with armed sound watch this session (0 = nobody hears its alarms), as Vigil itself says.

    `where` names them, parted by commas, such as "desk, room 3".
    """

    screens: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Event):
    """The infusion was stopped early, and why."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Event):
    """The session is over: nothing more is due. `reason` is why, where the patient was not yet ready to leave."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Event):
    """A named person signed, `meaning` says as what: the session's log up to its `revision`, whose hash is `digest`."""

    meaning: str = ""
    digest: str = ""
    revision: int = 0


Fact = (
    Opened | Dose | ObservationSet | Note | Intervention | Score | SkippedCheck | Amended | Voided | Acknowledged | Raised
    | Silenced | HandedOver | TakenOver | Ticked | Decided | Infused | Listening | Stopped | Ended | Signed
)  # fmt: skip

JUDGED = (Opened, Dose, ObservationSet, SkippedCheck, Acknowledged, Stopped, Ended, Listening)
"""The kinds of facts that the fold looks at; the others are part of the record only."""

_RANK: dict[type, int] = {kind: rank for rank, kind in enumerate(JUDGED)}


def order(fact: Fact) -> tuple[int, int, str, str]:
    """The total order of facts: time, kind, source, id. Ties of values are settled by the worse one."""
    return fact.at, _RANK.get(type(fact), len(JUDGED)), fact.source, fact.id


def singly(facts: Iterable[Fact | Bulk]) -> Iterator[Fact]:
    """The facts one by one, those of strips too."""
    for fact in facts:
        if isinstance(fact, Strip):
            yield from fact.sets()
        elif isinstance(fact, Struck):
            yield from voids(fact)
        else:
            yield fact


def voids(struck: Struck) -> Iterator[Voided]:
    """What strikes each of these readings through, in their order."""
    said = {"at": struck.at, "by": struck.by, "received": struck.received, "source": struck.source, "reason": struck.reason}
    seen = struck.readings.sets() if isinstance(struck.readings, Strip) else iter(struck.readings)
    return (Voided(id=f"{one.id}{UNDONE}", target=one.id, **said) for one in seen)  # type: ignore[arg-type]


def standing(facts: Iterable[Fact | Bulk]) -> list[Fact]:
    """The facts that hold after corrections, in their total order: voided ones gone, amended ones replaced, one per id."""
    known: dict[str, Fact] = {}
    for fact in sorted(singly(facts), key=order):
        known.setdefault(fact.id, fact)
    changes = [fact for fact in known.values() if isinstance(fact, Amended | Voided)]
    if not changes:
        return list(known.values())
    for change in sorted(changes, key=lambda fact: (fact.received, fact.id)):
        if isinstance(change, Voided):
            known.pop(change.target, None)
        elif change.content is not None and change.target in known:
            known[change.target] = replace(change.content, id=change.target)
    return sorted(known.values(), key=order)
