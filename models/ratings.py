"""Which words and which totals does the ward enter with one tap? What was done for the patient, and rating scales as numbers."""

from __future__ import annotations

from dataclasses import dataclass

INTERVENTIONS = (
    "reassured",
    "music or light changed",
    "position changed",
    "infusion slowed",
    "oxygen given",
    "fluids given",
    "medicine given for nausea",
    "medicine given for blood pressure",
    "medicine given for agitation",
    "clinician called",
    "emergency team called",
)
"""What is usually done when something happens in a session. Anything else can be written; no dose and no medicine is proposed."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A rating scale by its name, and the lowest and highest total that it can have. A total is charted and never an alert."""

    name: str
    lowest: int
    highest: int


SCALES = (
    Scale("CADSS", 0, 92),
    Scale("CADSS-6", 0, 24),
    Scale("PHQ-9", 0, 27),
    Scale("GAD-7", 0, 21),
    Scale("QIDS-SR16", 0, 27),
    Scale("MADRS", 0, 60),
)
"""Totals only: no text of an item is shown, because some scales need a licence.

CADSS 23 items of 0-4; CADSS-6 six of them (not validated by itself); PHQ-9, GAD-7, QIDS-SR16 and MADRS as published. The KSET
has four forms and no published total, so it is no number here.
"""


def scale(name: str) -> Scale | None:
    """The scale of this name, in any capitals; None when there is none."""
    return next((one for one in SCALES if one.name.casefold() == name.strip().casefold()), None)


def known_scales() -> str:
    """The names of all scales, for a sentence."""
    return ", ".join(one.name for one in SCALES)
