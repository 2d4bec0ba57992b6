"""How does the way of a session travel: where it stands and why not further, its lists, the gate, and who signed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.doses import together, totals

if TYPE_CHECKING:
    from models.facts import Dose, Signed
    from models.gating import AtGate
    from models.leaving import Item
    from models.stages import Progress


def progress(made: Progress) -> dict[str, Any]:
    """The keys of a picture that say how far the session is: `stage`, `lists` and `gate`.

    `reasons` say why the next stage is not reached, `unready` everything that speaks against leaving, `said` what the record must
    say of what was done all the same. `first`, `last`, `rest`, `stay` and `begun` (of the infusion) are instants (ms) or null;
    the `pump` of the infusion and its `rate` are words, "" where nobody said.
    """
    return {
        "stage": {
            "name": made.stage.value,
            "reasons": list(made.reasons),
            "unready": list(made.unready),
            "first": made.first_dose,
            "last": made.last_dose,
            "rest": made.rest_until,
            "infusion": made.infusion,
            "begun": made.begun,
            "pump": made.pump,
            "rate": made.rate,
            "stay": made.stay_until,
            "signed": made.signed and signature(made.signed),
            "signatures": [signature(one) for one in made.signatures],
            "handed": made.handed and {"by": made.handed.by, "to": made.handed.to, "at": made.handed.at},
            "nurse": made.nurse,
            "said": list(made.said),
        },
        "lists": {"before": [item(one) for one in made.before], "discharge": [item(one) for one in made.discharge]},
        "gate": made.gate and gate(made.gate),
    }


def item(one: Item) -> dict[str, Any]:
    """One line of a checklist; `measured` = it is worked out from readings and cannot be ticked: `why` says what is not so."""
    optional = {"why": one.why, "note": one.note} if one.measured else {"by": one.by, "at": one.at, "note": one.note}
    found = {"item": one.name, "text": one.text, "done": one.done, "measured": one.measured}
    return found | {key: value for key, value in optional.items() if value}


def gate(at: AtGate) -> dict[str, Any]:
    """A pre-dose pressure above the gate, and what the prescriber decided; `go` is null while nobody has."""
    return {
        "sys": at.systolic,
        "dia": at.diastolic,
        "at": at.at,
        "limit": at.limit,
        "go": at.go,
        "prescriber": at.prescriber,
        "reason": at.reason,
        "passed": at.passed,
    }


def signature(one: Signed) -> dict[str, Any]:
    """Who signed, when, and as what."""
    return {"by": one.by, "at": one.at, "meaning": one.meaning, "digest": one.digest, "revision": one.revision}


def dose(said: Dose) -> dict[str, Any]:
    """What else a dose fact says; without `second` it was not checked by a second person."""
    optional = {
        "lot": said.lot,
        "device": said.device or None,
        "per_kg": said.per_kg,
        "weight": said.weight,
        "pump": said.pump,
        "rate": said.rate,
        "rate_unit": said.rate_unit,
        "confirmed": said.confirmed or None,
    }
    plain: dict[str, Any] = {"drug": said.drug, "amount": said.amount, "unit": said.unit, "route": said.route}
    return {"txt": drug_words(said)} | plain | optional | {"second": said.second}


def drug_words(said: Dose) -> str:
    """A dose as staff say it, such as Esketamine 84 mg nasal, or Esketamine 28 mg, device 2."""
    amount = "" if said.amount is None else f"{said.amount:g} {said.unit}"
    words = " ".join(word for word in (said.drug, amount, said.route) if word)
    return f"{words}, device {said.device}" if said.device else words


def given(doses: Sequence[Dose]) -> str | None:
    """All that was given of one drug as one dose: three devices of 28 mg are Esketamine 84 mg. None where nothing was given.

    Doses that cannot be added up (another drug, unit or route, or no amount) are told by the first and their number.
    """
    if not doses:
        return None
    kinds = together(doses)
    if len(kinds) > 1:
        return f"{drug_words(doses[0])} and {len(doses) - 1} more"
    return drug_words(replace(kinds[0], device=0))


def in_all(doses: Sequence[Dose]) -> str:
    """All that was given, each drug and route added up; what was given of one drug in several ways is added up once more.

    Such as Ketamine 36 mg IV, Ketamine 10 mg IM (in all Ketamine 46 mg); "" where nothing was given.
    """
    kinds, sums = together(doses), totals(doses)
    said = ", ".join(drug_words(replace(kind, device=0)) or "dose" for kind in kinds)
    return said if len(kinds) == len(sums) else f"{said} (in all {', '.join(sums)})"
