"""What would the nurse write down and do? Remarks, rating scales, doses, and answers to alerts of the demo sessions."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

from models.alerts import Alert, Level
from models.facts import Dose, Outcome
from models.vitals import MINUTE, Millis, ObservationSet, Symptom
from sample_data.population import Route
from sample_data.rounds import other

DEVICE = 28
"""What one nasal device holds, in mg (label)."""
REST: Millis = 5 * MINUTE
"""The rest after each device (label)."""

_CALM = (
    "Resting with eyes closed, answers at once.",
    "Comfortable, listening to music.",
    "Quiet, no complaints.",
    "Sitting up, chatting, asks for water.",
)
_ADRIFT = (
    "Says the ceiling is drifting. Calm, answers when spoken to.",
    "Feels far away from the room, finds it pleasant.",
    "Describes colours behind closed eyes. Oriented when asked.",
    "Time feels stretched. Holds the call bell, not worried.",
)
_DROWSY = ("Drowsy, opens eyes to name.", "Dozing, slow to answer, rousable.")
_UNEASY = (
    "Uneasy, asked me to stay. Settled with talking and dimmed lights.",
    "Anxious for some minutes, breathing together helped.",
)
_SICK = ("Feels sick, bowl at hand.", "Queasy when moving the head, lying still helps.")
_DIZZY = ("Room spins when sitting up. Stays lying down.",)
_HIGH = (
    "Pressure high, no headache, no chest pain, sight normal. Clinician told.",
    "No complaints with this pressure. Cuff position checked.",
)
_LEAVING = (
    "Walks steadily, oriented, escort here. Reminded not to drive until tomorrow.",
    "Back to usual, had tea. Taxi booked, no driving today.",
    "Feels lighter than on arrival. Collected by family.",
)


def remark(dice: Random, seen: ObservationSet, said: Collection[str]) -> str:
    """A sentence of plain ward English that fits what was seen and was not `said` before, "" where nothing was worth writing."""
    fitting = _fitting(seen)
    fresh = [text for text in fitting if text not in said]
    return dice.choice(fresh) if fresh and dice.random() < (0.2 if fitting is _CALM else 0.5) else ""


def _fitting(seen: ObservationSet) -> tuple[str, ...]:
    if (seen.systolic or 0) >= 175:
        return _HIGH
    if Symptom.NAUSEA in seen.symptoms:
        return _SICK
    if seen.distress:
        return _UNEASY
    if seen.dissociation:
        return _ADRIFT
    if seen.sedation is not None and seen.sedation < 5:
        return _DROWSY
    return _DIZZY if Symptom.DIZZINESS in seen.symptoms else _CALM


def farewell(dice: Random) -> str:
    """How the patient left."""
    return dice.choice(_LEAVING)


def done_for(seen: ObservationSet) -> str:
    """What staff did about what the patient reports, "" for nothing. Never a drug or an amount."""
    if Symptom.VOMITING in seen.symptoms:
        return "Bowl and mouth care, head raised, clinician informed"
    return "Reassured, stayed beside the patient" if (seen.distress or 0) >= 2 else ""


def answer(alert: Alert) -> Outcome:
    """What an experienced nurse would give as the reason when acknowledging this alert."""
    if alert.signal in ("dissociation", "sedation"):
        return Outcome.EXPECTED
    if alert.signal in ("event", "spo2"):
        return Outcome.ACTED
    return Outcome.TOLD if alert.highest is Level.HIGH else Outcome.EXPECTED


def mood(dice: Random, start: float, number: int) -> int:
    """PHQ-9 total (0-27) before session `number`: falls from `start` towards a third. Invented; no course was published."""
    floor = start / 3
    expected = floor + (start - floor) * 0.72 ** (number - 1)
    return min(27, max(0, round(dice.gauss(expected, 1.5))))


def dissociated(dice: Random, level: float) -> int:
    """CADSS total (0-92) for this dissociation (0-4): above 4 from 1 on (label); over all sessions 7.7 (SD 9.2) was published."""
    return max(5, round(dice.gauss(9 * level, 4))) if level else dice.randint(0, 4)


def doses(route: Route, age: float, weight: float, number: int, *, id: str, at: Millis, by: str) -> tuple[Dose, ...]:
    """What session `number` is given from `at` on: 0.5 mg/kg, or 56 then 84 mg; from 65 years 28 then 56 (US label, EU summary).

    Into the nose each device of 28 mg is a dose of its own, the next one after five minutes' rest (label).
    """
    if route is Route.IV:
        amount, told = round(weight / 2), "IV over 40 min"
        return (Dose(id=id, at=at, received=at, by=by, drug="Ketamine", amount=amount, route=told, second=other(by)),)
    first, later = (28, 56) if age >= 65 else (56, 84)
    devices = (first if number == 1 else later) // DEVICE
    return tuple(_device(n, id=id, at=at + (n - 1) * REST, by=by) for n in range(1, devices + 1))


def _device(number: int, *, id: str, at: Millis, by: str) -> Dose:
    name = id if number == 1 else f"{id}-{number}"
    return Dose(
        id=name, at=at, received=at, by=by, drug="Esketamine", amount=DEVICE, route="nasal", device=number, second=other(by)
    )
