"""Does this entry fit what is known of the session? What speaks against it is said; what is only unusual is asked about once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from models import corrections, entry, forms, signing
from models.alerts import Picture
from models.current import Current
from models.doses import OFF, PAUSED, RUNNING, given, infusion, intravenous, named, of_treatment
from models.errors import Conflict, FieldError, Refused
from models.facts import (
    Acknowledged,
    Amended,
    Dose,
    Ended,
    Fact,
    HandedOver,
    Infused,
    InfusionStep,
    Signed,
    SkippedCheck,
    TakenOver,
    Ticked,
    Voided,
)
from models.parts import steps, told
from models.people import Act, may
from models.stages import Progress, progress
from models.store import Entry, Reader
from models.vitals import MINUTE, ObservationSet, Quality, Signal, assess

NEEDS = {
    InfusionStep.PAUSED: (RUNNING,),
    InfusionStep.RESUMED: (PAUSED,),
    InfusionStep.RATE: (RUNNING, PAUSED),
    InfusionStep.FINISHED: (RUNNING, PAUSED),
}
"""How an infusion must stand for each step."""
NO_PRESSURE = "No pressure was measured before the dose: without it no rise can be judged."
"""What is asked before a first dose, by the server and, while it cannot be reached, by the form."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a new entry must fit: the store as this transaction sees it, the session in it, and the clinic's time zone."""

    db: Reader
    current: Current
    zone: ZoneInfo

    def picture(self, fact: Fact) -> Picture:
        """The session when Vigil got the fact. For what was measured, what time alone has brought since decides nothing."""
        return self.current.picture if isinstance(fact, ObservationSet) else self.current.at(fact.received).ahead

    def progress(self, fact: Fact) -> Progress:
        """How far the session is when the fact happens."""
        patient = self.db.patient(self.current.row.patient)
        return progress(self.picture(fact), self.current.known, fact.at, patient.birth if patient else None)


def fitted(scene: Scene, fact: Fact, seen: int | None) -> Fact:
    """The fact as it is stored, once it is sure that it fits; Refused, Conflict or NotFound in words where it does not.

    `seen` is the revision that whoever corrects had on the screen.
    """
    signing.unsealed(fact, scene.current.known)
    at, picture = fact.at, scene.picture(fact)
    match fact:
        case Amended():
            wrong = corrections.target(_entries(scene), fact.target, seen)
            fact = corrections.amending(fact, wrong)
            at = fact.content.at if fact.content else at
            if isinstance(fact.content, Dose) and isinstance(wrong, Dose):
                _amended_dose(scene, fact.content, wrong)
        case Voided():
            corrections.voiding(corrections.target(_entries(scene), fact.target, seen))
            return fact
        case Signed():
            revision = scene.current.revision
            return signing.signing(fact, picture, scene.current.known, scene.db.hash_of(scene.current.row.id, revision), revision)
        case _:
            _fits(scene, fact, picture)
    ended = None if signing.afterwards(fact) else picture.ended_at
    entry.check_time(at, fact.received, scene.current.row.opened_at, ended, scene.zone)
    return fact


def again(fact: Fact, known: Fact) -> Fact:
    """The same fact with what Vigil filled in when it was stored first, so that a retry can be compared with it."""
    meant = entry.stamped(fact, known.received, known.by, known.at)
    if isinstance(meant, Signed) and isinstance(known, Signed):
        return replace(meant, digest=known.digest, revision=known.revision)
    return meant


def _entries(scene: Scene) -> list[Entry]:
    return scene.db.entries(scene.current.row.id)


def _fits(scene: Scene, fact: Fact, picture: Picture) -> None:
    match fact:
        case Acknowledged():
            corrections.acknowledging(fact, picture.standing)
        case SkippedCheck():
            following = () if picture.next_check is None else (picture.next_check,)
            corrections.skipping(fact, (*picture.checks, *following), scene.zone)
        case Dose():
            _dose(scene, fact, picture)
        case Infused():
            _infused(scene, fact)
        case Ticked():
            _listed(scene, fact)
        case Ended():
            _leaves(scene, fact)
        case HandedOver():
            _hands_over(scene, fact)
        case TakenOver():
            _takes_over(scene, fact, picture)


def _dose(scene: Scene, dose: Dose, picture: Picture) -> None:
    """A dose that cannot be is refused; one that is unusual is asked about, and taken when it is confirmed. None is locked."""
    _possible(scene, dose)
    first = picture.first_dose is None or dose.at <= picture.first_dose
    before = (*_before_the_gate(scene, dose), *_without_a_pressure(scene, dose)) if first else ()
    _ask(dose, *before, *_another_drug(dose), *_after_a_device(scene, dose), *_sums(dose))


def _amended_dose(scene: Scene, dose: Dose, wrong: Dose) -> None:
    """What was given is given: what is asked before a first dose is not asked of a correction."""
    _possible(scene, dose, wrong.second)
    _ask(dose, *_another_drug(dose), *_after_a_device(scene, dose), *_sums(dose))


def _possible(scene: Scene, dose: Dose, known: str = "") -> None:
    """`known` is who had checked it until it was corrected: that may be a name that somebody once typed."""
    most = scene.current.protocol.stay.devices
    if not 0 <= dose.device <= most:
        raise Refused.of(FieldError("device", f"Device {dose.device} cannot be: this protocol has {most or 'no'} devices."))
    if dose.second:
        _second(scene, dose, known)


def _second(scene: Scene, dose: Dose, known: str) -> None:
    """Who else checked it is somebody who looks after patients here, by sign-in name, and not whoever records it."""
    writer, said = scene.db.user(dose.by), dose.second.casefold()
    if said in {dose.by.casefold(), writer.full_name.casefold() if writer else ""}:
        raise _unchecked("Somebody else must check the dose. Choose who did, or nobody: the record says so.")
    checker = scene.db.user(dose.second)
    if dose.second == known or (checker is not None and not checker.disabled and may(checker, Act.RECORD)):
        return
    meant = next((one.name for one in scene.db.users() if said in {one.name.casefold(), one.full_name.casefold()}), "")
    hint = f"Did you mean {meant}? " if meant and meant != dose.second else ""
    raise _unchecked(f"{dose.second!r} is no colleague who may check a dose. {hint}Choose a nurse or a clinician, or nobody.")


def _unchecked(why: str) -> Refused:
    return Refused.of(FieldError("second", why))


def _ask(dose: Dose, *asks: str) -> None:
    if asks and not dose.confirmed:
        raise Refused.of(FieldError("confirmed", f"{' '.join(asks)} Confirm it if it is right all the same."))


def _another_drug(dose: Dose) -> Iterator[str]:
    """A rescue medicine as a dose would start or move the clocks, the rest and the stay."""
    if not of_treatment(dose.drug):
        yield f"{dose.drug} is not ketamine: as a dose it would start the clocks. Another medicine is entered under Events."


def _before_the_gate(scene: Scene, dose: Dose) -> Iterator[str]:
    gate = scene.progress(dose).gate
    if gate is not None and gate.holds:
        yield f"{gate.holds}."


def _without_a_pressure(scene: Scene, dose: Dose) -> Iterator[str]:
    """Without a usable pressure before the dose there is no mean that a rise could be measured against."""
    seen = (fact for fact in told(scene.current.known) if isinstance(fact, ObservationSet) and fact.at <= dose.at)
    found = (finding for one in seen for finding in assess(one) if finding.signal is Signal.SYSTOLIC)
    if all(finding.quality is Quality.REJECTED for finding in found):
        yield NO_PRESSURE


def _after_a_device(scene: Scene, dose: Dose) -> Iterator[str]:
    """The rest after a device, a device that is recorded twice, and an infusion on top of one that runs."""
    known = [fact for fact in steps(scene.current.known) if fact.at <= dose.at and fact.id != dose.id]
    stay, devices = scene.current.protocol.stay, [one for one in given(known) if one.device]
    if dose.device and devices and dose.at - devices[-1].at < stay.rest:
        minutes = (dose.at - devices[-1].at) // MINUTE
        yield f"It is {minutes} min since {named(devices[-1])}; the rest is {stay.rest // MINUTE} min."
    if dose.device and any(one.device == dose.device for one in devices):
        yield f"{named(dose).capitalize()} is recorded already."
    route = scene.current.protocol.route
    if intravenous(dose, route) and infusion(known, route).flows:
        yield "An infusion runs already."


def _sums(dose: Dose) -> Iterator[str]:
    """Where mg/kg and weight make another amount than the one that was entered: one of the three is mistyped."""
    if dose.amount is None or dose.per_kg is None or dose.weight is None or dose.unit != "mg":
        return
    made = dose.per_kg * dose.weight
    if abs(dose.amount - made) > OFF * made:
        yield f"{dose.per_kg:g} mg/kg x {dose.weight:g} kg is {made:g} mg. You entered {dose.amount:g} mg."


def _infused(scene: Scene, fact: Infused) -> None:
    known = [one for one in steps(scene.current.known) if one.at <= fact.at]
    state = infusion(known, scene.current.protocol.route).state
    if state not in NEEDS[fact.step]:
        said = f"The infusion is {state}" if state else "No infusion was begun"
        step = "given another rate" if fact.step is InfusionStep.RATE else fact.step.value
        raise Refused.of(FieldError("step", f"{said}: it cannot be {step}."))


def _listed(scene: Scene, fact: Ticked) -> None:
    if fact.item == forms.REMS:
        _sent(scene)
        return
    lists = scene.current.protocol.checklist
    known = [point.item for point in (*lists.before, *lists.discharge)]
    if fact.item not in known:
        said = f"Known are {', '.join(dict.fromkeys(known))}." if known else "This protocol has no checklist."
        raise Refused.of(FieldError("item", f"There is no item {fact.item!r} on the lists. {said}"))


def _sent(scene: Scene) -> None:
    if forms.form(scene.current.protocol.route, steps(scene.current.known)) is None:
        raise Refused.of(FieldError("item", "No REMS form is asked for here: only a nasal session that has ended has one."))


def _leaves(scene: Scene, fact: Ended) -> None:
    against = scene.progress(fact).unready
    if against and not fact.reason:
        raise Refused.of(
            FieldError("reason", f"Not ready to leave: {'; '.join(against)}. Say why the session ends all the same.")
        )


def _hands_over(scene: Scene, fact: HandedOver) -> None:
    to = scene.db.user(fact.to)
    if to is None or to.disabled or not may(to, Act.RECORD):
        raise Refused.of(FieldError("to", f"{fact.to!r} is nobody who may take over. Choose a nurse or a clinician."))
    if fact.to == fact.by:
        raise Refused.of(FieldError("to", "Choose somebody else: you cannot hand over to yourself."))


def _takes_over(scene: Scene, fact: TakenOver, picture: Picture) -> None:
    """Only what was handed over to this person, and only when nothing that sounds waits for an answer."""
    handed = scene.progress(fact).handed
    if handed is None or (handed.by, handed.to) != (fact.frm, fact.by):
        raise Conflict(f"{fact.frm or 'Nobody'} has not handed this patient over to you. Ask for it first.")
    if picture.unanswered:
        names = ", ".join(f"{alert.signal.replace('_', ' ')} {alert.direction}" for alert in picture.unanswered)
        raise Conflict(f"Alerts wait for an answer: {names}. Acknowledge them first, then take over.")
