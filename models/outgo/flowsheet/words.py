"""How are times and people said on paper? In the clinic's zone, with the time from the dose, and by the name in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from models.doses import totals
from models.facts import Amended, Dose, Voided
from models.vitals import MINUTE, Millis, Signal

NONE = "–"
"""What stands where nothing was measured; the foot of the table says so in words."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The clinic's clock: `first` is the instant whose day and offset need not be said again, `dose` the first dose or None."""

    zone: tzinfo
    first: Millis
    dose: Millis | None = None

    def here(self, at: Millis) -> datetime:
        """The instant as the clinic's wall clock shows it."""
        return datetime.fromtimestamp(at / 1000, self.zone)

    def plain(self, at: Millis) -> str:
        """Such as 14:05."""
        return f"{self.here(at):%H:%M}"

    def time(self, at: Millis) -> str:
        """Such as 14:05; with the day where it is another one, and with the offset where the clocks were changed."""
        here, first = self.here(at), self.here(self.first)
        day = "" if here.date() == first.date() else f"{_short(here.date())} "
        return f"{day}{here:%H:%M}{'' if here.utcoffset() == first.utcoffset() else ' ' + offset(here)}"

    def since(self, at: Millis) -> str:
        """The time from the first dose, such as +0:40 or −0:15; "" where none was given."""
        return "" if self.dose is None else since((at - self.dose) // MINUTE)

    def day(self, at: Millis) -> str:
        """Such as 22 Nov 2026."""
        return long(self.here(at).date())

    def stamp(self, at: Millis) -> str:
        """Such as 22 Nov 2026 14:05."""
        return f"{self.day(at)} {self.plain(at)}"

    def frame(self, at: Millis) -> str:
        """The day and the offset in which wall clock times are meant, such as 22 Nov 2026, UTC+01:00."""
        return f"{self.day(at)}, {offset(self.here(at))}"


def since(minutes: int) -> str:
    """Minutes from the dose as they are said: +0:40, −0:15; with a minus that is as wide as the plus."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'−' if minutes < 0 else '+'}{hours}:{rest:02d}"


def offset(here: datetime) -> str:
    """Such as UTC+01:00."""
    away = f"{here:%z}"
    return f"UTC{away[:3]}:{away[3:5]}"


def long(day: date) -> str:
    """Such as 5 Mar 1984."""
    return f"{_short(day)} {day:%Y}"


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def age(birth: date, day: date) -> int:
    """Whole years on this day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def drug(dose: Dose) -> str:
    """A dose as staff say it, such as Esketamine 84 mg nasal; an amount that nobody entered is said to be missing."""
    amount = "amount not recorded" if dose.amount is None else f"{dose.amount:g} {dose.unit}"
    return " ".join(word for word in (dose.drug or "drug not recorded", amount, dose.route) if word)


def doses(given: tuple[Dose, ...]) -> str:
    """All doses in one line, and what was given of each drug, such as esketamine 28 + 28 mg nasal; in all esketamine 56 mg."""
    if not given:
        return "no dose recorded"
    kinds = {(dose.drug, dose.unit, dose.route): dose for dose in given}
    amounts = {kind: [dose.amount for dose in given if (dose.drug, dose.unit, dose.route) == kind] for kind in kinds}
    said = "; ".join(_sum(kinds[kind], found) for kind, found in amounts.items())
    return said if len(given) == 1 else f"{said}; in all {', '.join(totals(given))}"


def _sum(dose: Dose, amounts: list[float | None]) -> str:
    said = " + ".join("amount not recorded" if amount is None else f"{amount:g}" for amount in amounts)
    unit = "" if amounts[-1] is None else dose.unit
    return " ".join(word for word in (dose.drug or "drug not recorded", said, unit, dose.route) if word)


def struck(end: Amended | Voided | None, clock: Clock) -> str:
    """Who struck it through, when and why; "" while it holds."""
    if end is None:
        return ""
    deed = "voided" if isinstance(end, Voided) else "corrected"
    return f"{deed} {clock.time(end.received)} by {end.by}: {end.reason or 'no reason given'}"


def spoken(signal: Signal) -> str:
    """The name of a signal within a sentence, such as sedation (MOAA/S)."""
    return signal.label[0].lower() + signal.label[1:]


def plain(word: str) -> str:
    """A word of the record as it is written on paper: chest_pain is chest pain."""
    return word.replace("_", " ")
