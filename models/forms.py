"""Which form must be sent after a session, until when, and was it? Nasal esketamine: the patient monitoring form of its REMS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from models.facts import Dose, Ended, Fact, Ticked
from models.vitals import Millis

REMS = "rems_form"
"""The item whose tick says that the form was sent; it is on no list of a protocol, and may come days after the signature."""
NASAL = "nasal"
WITHIN = timedelta(days=7)
"""Calendar days after every outpatient session (REMS patient monitoring form, 11/2021)."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a closed session asks for. `treated` is the first dose; not sent: `sent_at` None, `sent_by` ""."""

    treated: Millis
    sent_at: Millis | None
    sent_by: str

    def due(self, zone: tzinfo) -> date:
        """The last day on which it may be sent, in the zone of the clinic."""
        return datetime.fromtimestamp(self.treated / 1000, zone).date() + WITHIN


def form(route: str, facts: Iterable[Fact]) -> Form | None:
    """The form that these facts ask for, which hold, in their order; None where none is: not nasal, not ended, or no dose."""
    known = tuple(facts)
    first = next((fact.at for fact in known if isinstance(fact, Dose)), None)
    if route != NASAL or first is None or not any(isinstance(fact, Ended) for fact in known):
        return None
    last = next((fact for fact in reversed(known) if isinstance(fact, Ticked) and fact.item == REMS), None)
    return Form(first, last.at, last.by) if last is not None and last.done else Form(first, None, "")
