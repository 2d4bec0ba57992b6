"""What goes onto a flowsheet? Everything that is known of one session when it is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo

from models.alerts import Picture
from models.facts import JUDGED, Fact
from models.limits import Level
from models.vitals import Millis, Signal


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose name stands in the record: the name that facts carry, the printed name, and the role."""

    name: str
    full_name: str = ""
    role: str = ""

    @property
    def words(self) -> str:
        """Such as Petra Lund (petra, nurse)."""
        known = ", ".join(word for word in (self.name if self.full_name else "", self.role) if word)
        return f"{self.full_name or self.name} ({known})" if known else self.name


@dataclass(frozen=True, slots=True)
class Line:
    """A stream of one signal without a gap: (epoch ms, value in the signal's unit), in the order of time."""

    signal: Signal
    points: tuple[tuple[Millis, float], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One spot reading. `doubt` = suspect; `hollow` = rejected, corrected or voided, so that nothing is judged by it."""

    signal: Signal
    at: Millis
    value: float
    doubt: bool = False
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit that was judged from `since` to `until`: beyond `number` in `direction` (high, low) this level was said."""

    signal: Signal
    level: Level
    direction: str
    number: float
    since: Millis
    until: Millis


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn on the chart, as on the screens."""

    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    bounds: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist; `by` is "" where a reading decides it, and `at` None while nobody has said or measured anything.

    `why` says why it does not hold, `note` is what was written beside it; both may be "".
    """

    text: str
    done: bool = False
    by: str = ""
    at: Millis | None = None
    why: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list of things to be done before the dose, or before somebody leaves."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One session for one flowsheet.

    `birth` is None and `identifier`, `allergies`, `room` are "" where nobody recorded them. `log` is every fact of the session,
    corrected and voided ones too, and `picture` what they amount to. An entry that came more than `late` ms after it was seen is
    marked so. `seq` and `digest` name the end of the whole log at printing, `noted` whether that row notes this printing. `stage`
    says where the session stands, `remarks` what was done although something spoke against it, `lists` what was ticked; all three
    may be empty.
    """

    clinic: str
    zone: tzinfo
    demo: bool = False
    name: str
    birth: date | None
    identifier: str
    allergies: str
    session: str
    room: str
    picture: Picture
    log: tuple[Fact, ...]
    staff: tuple[Person, ...]
    drawing: Drawing
    late: Millis
    printed_at: Millis
    printed_by: Person
    seq: int
    digest: str
    noted: bool = True
    stage: str = ""
    remarks: tuple[str, ...] = ()
    lists: tuple[Checklist, ...] = ()

    @property
    def begin(self) -> Millis:
        """When the session begins on paper: at its opening, or with the first fact where something was seen before."""
        opened = self.picture.opened_at
        return min([*_times(self.log), self.printed_at if opened is None else opened])

    @property
    def end(self) -> Millis:
        """When it ends on paper: with its end, with what was seen last, or at printing while it runs.

        What was noted, signed or sent days later makes no chart longer.
        """
        ended = self.picture.ended_at
        return max([*_times(fact for fact in self.log if isinstance(fact, JUDGED)), self.printed_at if ended is None else ended])


def _times(log: Iterable[Fact]) -> list[Millis]:
    return [fact.at for fact in log]
