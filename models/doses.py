"""What was given, how does an infusion stand, and what must be known of a dose? Nothing here says how much to give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from unicodedata import combining, normalize

from models.facts import Amended, Dose, Fact, Infused, InfusionStep, Stopped, Voided
from models.stay import Stay
from models.vitals import MINUTE, Millis

INTRAVENOUS = ("iv", "i.v.", "intravenous")
RUNNING, PAUSED, FINISHED, STOPPED = "running", "paused", "finished", "stopped"
_STEPS = {InfusionStep.PAUSED: PAUSED, InfusionStep.RESUMED: RUNNING, InfusionStep.FINISHED: FINISHED}  # a new rate is none
RATE_UNITS = ("mg/h", "mL/h")
"""In what the rate of an infusion is typed. One is never turned into the other: that needs a concentration nobody entered."""
TREATMENT = ("ketam", "ketalar", "ketanest", "spravato")
"""Parts of the names of what these protocols treat with, in small letters without accents."""
UNSTATED = "Drug not stated"
"""What a dose is called outside Vigil of which nobody said the drug."""
OFF = 0.1
"""How far (as a share) an amount may be from what mg/kg and weight make, before it is asked about: a slipped point is far off."""


def intravenous(dose: Dose, route: str) -> bool:
    """Whether this dose begins an infusion ("IV over 40 min"); a dose without a route is given as the protocol says."""
    words = (dose.route.strip() or route).lower().split()
    return bool(words) and words[0] in INTRAVENOUS


def of_treatment(drug: str) -> bool:
    """Whether this names what is treated with; who names nothing means that. Another drug as a dose would start the clocks."""
    plain = "".join(letter for letter in normalize("NFKD", drug.casefold()) if not combining(letter))
    return not drug.strip() or any(name in plain for name in TREATMENT)


@dataclass(frozen=True, slots=True)
class Infusion:
    """How the latest infusion stands ("" = there was none), when it was begun, and when it was over (epoch ms, None = not).

    `pump` is the one that gives it and `rate` how fast, in words, as both were last entered; "" = nobody said.
    """

    state: str = ""
    begun: Millis | None = None
    over: Millis | None = None
    pump: str = ""
    rate: str = ""

    @property
    def flows(self) -> bool:
        """Whether it is not through yet, also while it is paused."""
        return self.state in (RUNNING, PAUSED)


def infusion(facts: Sequence[Fact], route: str) -> Infusion:
    """The latest infusion. `facts` hold, in their order. Another medicine given while it flows is no new one."""
    found = Infusion()
    for fact in facts:
        if isinstance(fact, Dose) and intravenous(fact, route) and (of_treatment(fact.drug) or not found.flows):
            found = Infusion(RUNNING, fact.at, pump=fact.pump, rate=speed(fact.rate, fact.rate_unit))
        elif isinstance(fact, Infused) and found.flows:
            found = _on(found, fact)
        elif isinstance(fact, Stopped) and found.flows:
            found = replace(found, state=STOPPED, over=fact.at)
    return found


def _on(found: Infusion, fact: Infused) -> Infusion:
    if fact.step is InfusionStep.RATE:
        return replace(found, rate=speed(fact.rate, fact.rate_unit))
    state = _STEPS[fact.step]
    return replace(found, state=state, over=fact.at if state == FINISHED else None)


def speed(rate: float | None, unit: str) -> str:
    """How fast an infusion runs, such as 48 mL/h; "" where nobody said."""
    return "" if rate is None else f"{rate:g} {unit}"


def pumped(dose: Dose) -> str:
    """By which pump and how fast, such as pump B-12, 48 mL/h; what is lacking of the two is named, "" where both are."""
    fast = speed(dose.rate, dose.rate_unit)
    if not (dose.pump or fast):
        return ""
    return f"{f'pump {dose.pump}' if dose.pump else 'pump not recorded'}, {fast or 'rate not recorded'}"


def stepped(fact: Infused) -> str:
    """What was done with an infusion: infusion paused, infusion rate 60 mL/h."""
    return " ".join(word for word in ("infusion", fact.step.value, speed(fact.rate, fact.rate_unit)) if word)


def rest_until(facts: Sequence[Fact], stay: Stay, now: Millis) -> Millis | None:
    """When the rest after the last nasal device is over; None where it is, or where no further one can follow."""
    last = given(facts)[-1:]
    if not last or not 0 < last[0].device < stay.devices:
        return None
    over = last[0].at + stay.rest
    return over if now < over else None


def given(facts: Sequence[Fact]) -> tuple[Dose, ...]:
    """The doses among these facts."""
    return tuple(fact for fact in facts if isinstance(fact, Dose))


def superseded(log: Iterable[Fact]) -> Iterator[tuple[Dose, Amended | Voided]]:
    """Each dose as it was before a correction took its place or it was struck through, with that change."""
    known = list(log)
    changes = sorted((fact for fact in known if isinstance(fact, Amended | Voided)), key=lambda fact: (fact.received, fact.id))
    for dose in given(known):
        held = dose
        for change in (one for one in changes if one.target == dose.id):
            if isinstance(change, Voided):
                yield held, change
                break
            if isinstance(change.content, Dose):
                yield held, change
                held = change.content


def checkers(facts: Iterable[Fact]) -> frozenset[str]:
    """Who else has ever checked a dose, as the log names them, also where that was corrected since."""
    said = (fact.content if isinstance(fact, Amended) else fact for fact in facts)
    return frozenset(fact.second for fact in said if isinstance(fact, Dose) and fact.second)


def together(doses: Iterable[Dose]) -> tuple[Dose, ...]:
    """Doses of one drug, unit and route as one, from the first of them: three devices of 28 mg are 84 mg.

    A dose whose amount is not known is added to nothing and stands for itself.
    """
    found: dict[tuple[str, ...], Dose] = {}
    for dose in doses:
        key = (dose.drug.casefold(), dose.unit, dose.route) if dose.amount is not None else (dose.id,)
        known = found.get(key)
        found[key] = dose if known is None else replace(known, amount=(known.amount or 0) + (dose.amount or 0), device=0)
    return tuple(found.values())


def totals(doses: Iterable[Dose]) -> tuple[str, ...]:
    """How much of each drug was given by all routes, such as Ketamine 46 mg; "at least" where an amount is not known.

    Amounts in different units are never added up.
    """
    found: dict[tuple[str, str], list[Dose]] = {}
    for dose in doses:
        found.setdefault((dose.drug.casefold(), dose.unit), []).append(dose)
    return tuple(_total(kind) for kind in found.values())


def _total(kind: Sequence[Dose]) -> str:
    known = [dose.amount for dose in kind if dose.amount is not None]
    some = "at least " if len(known) < len(kind) else ""
    amount = f"{some}{sum(known):g} {kind[0].unit}" if known else "amount not recorded"
    return " ".join(word for word in (kind[0].drug, amount) if word)


def named(dose: Dose) -> str:
    """A dose in a sentence, such as device 2, or Ketamine 36 mg."""
    if dose.device:
        return f"device {dose.device}"
    amount = "" if dose.amount is None else f"{dose.amount:g} {dose.unit}"
    return " ".join(word for word in (dose.drug, amount) if word) or "dose"


def remarks(facts: Sequence[Fact], stay: Stay) -> Iterator[str]:
    """What a reader of the record must know of the doses: a rest that was cut short, a dose that nobody else checked."""
    doses = given(facts)
    for earlier, later in pairwise(doses):
        if earlier.device and later.device and later.at - earlier.at < stay.rest:
            minutes = (later.at - earlier.at) // MINUTE
            yield f"device {later.device} came {minutes} min after device {earlier.device} (rest: {stay.rest // MINUTE} min)"
    yield from (f"{named(dose)} not checked by a second person" for dose in doses if dose.source == "manual" and not dose.second)
