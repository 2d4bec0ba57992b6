"""What may be chosen at the bedside? Routes, drugs, devices, what is usually done, and rating scales; never an amount."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from models.doses import OFF, RATE_UNITS, TREATMENT
from models.fitting import NO_PRESSURE
from models.ratings import INTERVENTIONS, SCALES
from models.signing import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.clinic import User
    from models.protocol import Protocol

DRUGS = {
    "IV": ("Ketamine", "Esketamine"),
    "IM": ("Ketamine",),
    "SC": ("Ketamine",),
    "nasal": ("Esketamine",),
    "oral": ("Ketamine",),
}
"""What is given by each route, as it is offered; anything else can be typed."""
SPOKEN = {"iv": "IV", "nasal": "nasal"}
"""The route of a protocol, as a dose says it."""


def offered(used: Protocol, colleagues: Iterable[User], reader: User) -> str:
    """JSON for the scripts of a session's page: what its forms offer under this protocol.

    `stay` says how long (ms) and since when everybody stays; `off` is which share of what mg/kg and weight
    make an amount may be away from it before it is asked about; `treatment` are parts of the names of what is treated with;
    `unmeasured` is what is asked of a first dose before which no pressure was measured;
    `people` are, each with the sign-in name and the full one, the `colleagues` who could check a dose that `reader` records.
    """
    return json.dumps(
        {
            "route": SPOKEN.get(used.route, ""),
            "drugs": DRUGS,
            "devices": used.stay.devices,
            "rest": used.stay.rest,
            "off": OFF,
            "rates": RATE_UNITS,
            "treatment": TREATMENT,
            "unmeasured": NO_PRESSURE,
            "scales": [[one.name, one.lowest, one.highest] for one in SCALES],
            "interventions": INTERVENTIONS,
            "meanings": MEANINGS,
            "people": [[one.name, one.full_name] for one in colleagues if one.name != reader.name],
        }
    )
