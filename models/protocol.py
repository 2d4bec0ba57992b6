"""What is abnormal and when to look: a clinic's limits and schedule, read from TOML, frozen, and named by their digest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from models.bounds import LEVELS, LIMIT, SIGNALS, rule
from models.limits import Level, Rule
from models.lines import Mistake, Part, ProtocolError, closest, parts
from models.stay import CHECKLIST, ROUTES, STAY, Checklist, Stay, checklist, stay
from models.vitals import Signal, Symptom

__all__ = ["Gate", "Protocol", "ProtocolError", "Schedule", "Streaming", "load", "parse", "shipped"]

SHIPPED = Path(__file__).parent / "protocols"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When somebody must look. All times in ms; `due` counts from the first dose, `before` back from the planned dose."""

    due: tuple[int, ...]
    then_every: int
    then_while: str
    strict: int
    before: tuple[int, ...]
    opening: int
    required: tuple[Signal, ...]
    early: int
    low_after: int
    medium_after: int
    closer_every: int
    closer_within: int
    closer_for: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """The pre-dose pressure (mmHg) above which a prescriber decides: esketamine label; 150 from 65 years as in its trials."""

    systolic: float
    diastolic: float
    systolic_from_65: float


@dataclass(frozen=True, slots=True)
class Streaming:
    """When readings are a stream, and when the stream counts as lost. Times in ms."""

    signals: tuple[Signal, ...]
    gap: int
    lost_after: int
    lost_gaps: float
    medium_times: int


@dataclass(frozen=True, slots=True)
class Protocol:
    """A clinic's whole protocol. Two with the same `digest` are the same text; `approved_by` "" means that it is a proposal.

    `route` is how the drug is given, nasal or iv, "" where nobody said.
    """

    name: str
    version: str
    title: str
    approved_by: str
    digest: str
    text: str
    rules: tuple[Rule, ...]
    schedule: Schedule
    gate: Gate
    repeat_from: int
    repeat_to: int
    stream: Streaming
    event_level: Level
    event_words: tuple[str, ...]
    route: str
    checklist: Checklist
    stay: Stay


def shipped() -> tuple[str, ...]:
    """The names of the protocols that come with Vigil."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load(name_or_path: str) -> Protocol:
    """A shipped protocol by its name, or one from a TOML file; ProtocolError says what is wrong and in which lines."""
    path = SHIPPED / f"{name_or_path}.toml" if name_or_path in shipped() else Path(name_or_path)
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        known = f"There is no protocol {name_or_path!r}. Shipped are: {', '.join(shipped())}."
        raise ProtocolError(f"{known} A file is named with its path, such as protocols/mine.toml.") from None
    except UnicodeDecodeError:
        raise ProtocolError(f"{name_or_path} is no text in UTF-8. Save it as such, or name another file.") from None
    except OSError as error:
        raise ProtocolError(f"{name_or_path} cannot be read: {error.strerror}. Name a TOML file.") from None


@cache
def parse(text: str) -> Protocol:
    """The protocol that this TOML text describes; ProtocolError names what is wrong in it, each with its line."""
    reader = _Reader(text)
    wrong = sorted({mistake for piece in reader.pieces() for mistake in _mistakes(piece)})
    if wrong:
        raise ProtocolError(*wrong)
    return reader.protocol()


def _mistakes(piece: Callable[[], object]) -> tuple[Mistake, ...]:
    try:
        piece()
    except ProtocolError as error:
        return error.mistakes
    return ()


_EVENTS = (*(symptom.value for symptom in Symptom), "stop")
_ABOVE = ("name", "version", "title", "approved_by", "route")
_GATE = ("systolic_above", "diastolic_above", "systolic_above_from_65_years")
_TIMES = ("then_every", "strict", "opening", "early", "low_after", "medium_after", "closer_every", "closer_within")
_TABLES = {
    "gate": _GATE,
    "schedule": ("due", "then_while", "before", "required", "closer_for", *_TIMES),
    "repeat": ("from", "to"),
    "stream": ("signals", "gap", "lost_after", "lost_gaps", "medium_times"),
    "hysteresis": SIGNALS,
    "event": ("level", "words"),
    "checklist": CHECKLIST,
    "stay": STAY,
    "limit": LIMIT,
}
"""Every table of a protocol with the keys that it may have; all but [hysteresis], [checklist] and [stay] are needed."""
_SECOND, _MINUTE = 1_000, 60_000


class _Reader:
    """One protocol text while it is read, piece by piece, so that every mistake is found."""

    def __init__(self, text: str) -> None:
        self.text, (above, *tables) = text, parts(text)
        self.above = replace(above, known=_ABOVE)
        self.tables = [replace(table, known=_TABLES.get(table.name, ())) for table in tables]
        self.limits = [table for table in self.tables if table.name == "limit"]

    def pieces(self) -> Iterator[Callable[[], object]]:
        """What is read, each piece by itself; one that cannot be read raises ProtocolError."""
        yield self._known
        yield from (partial(self.above.text, key) for key in _ABOVE[:3])
        yield from (self._approved, self._hysteresis, self._schedule, self._gate, self._streaming, self._repeat, self._event)
        yield from (self._route, self._checklist, self._stay)
        yield from (partial(self._rule, limit) for limit in self.limits if not limit.unknown())

    def protocol(self) -> Protocol:
        (repeat_from, repeat_to), (level, words) = self._repeat(), self._event()
        return Protocol(
            name=self.above.text("name"),
            version=self.above.text("version"),
            title=self.above.text("title"),
            approved_by=self._approved(),
            digest="sha256:" + sha256(self.text.encode()).hexdigest(),
            text=self.text,
            rules=tuple(map(self._rule, self.limits)),
            schedule=self._schedule(),
            gate=self._gate(),
            repeat_from=repeat_from,
            repeat_to=repeat_to,
            stream=self._streaming(),
            event_level=level,
            event_words=words,
            route=self._route(),
            checklist=self._checklist(),
            stay=self._stay(),
        )

    def _known(self) -> None:
        """Refuse every table and key that a protocol does not have, and tables that are not there."""
        wrong = list(self.above.unknown())
        for table in self.tables:
            wrong += table.unknown() if table.name in _TABLES else [table.stray(tuple(_TABLES))]
        if not self.limits:
            wrong.append(Mistake(self._end, "the text ends without a [[limit]]: it would never alarm. Add at least one."))
        if wrong:
            raise ProtocolError(*wrong)

    @property
    def _end(self) -> int:
        return max(len(self.text.splitlines()), 1)

    def _table(self, name: str) -> Part:
        found = self._optional(name)
        for stray in (table for table in self.tables if found is None and closest(table.name, tuple(_TABLES)) == name):
            raise ProtocolError(stray.stray(tuple(_TABLES)))
        if found is None:
            raise ProtocolError(Mistake(self._end, f"the text ends without a [{name}] table; copy it from a shipped protocol."))
        return found

    def _approved(self) -> str:
        return self.above.text("approved_by", empty=True) if "approved_by" in self.above.raw else ""

    def _optional(self, name: str) -> Part | None:
        return next((table for table in self.tables if table.name == name), None)

    def _route(self) -> str:
        return self.above.word("route", ROUTES) if "route" in self.above.raw else ""

    def _checklist(self) -> Checklist:
        return checklist(self._optional("checklist"))

    def _stay(self) -> Stay:
        return stay(self._optional("stay"))

    def _hysteresis(self) -> dict[str, float]:
        table = self._optional("hysteresis")
        return {} if table is None else {key: table.number(key) for key in table.raw}

    def _rule(self, limit: Part) -> Rule:
        return rule(limit, self._hysteresis())

    def _schedule(self) -> Schedule:
        table = self._table("schedule")
        return Schedule(
            due=_whole(table.numbers("due"), _MINUTE),
            before=_whole(table.numbers("before"), _MINUTE),
            then_while=table.word("then_while", ("session", "pressure high")),
            required=_signals(table, "required"),
            closer_for=_signals(table, "closer_for"),
            **{key: int(_MINUTE * table.number(key)) for key in _TIMES},
        )

    def _gate(self) -> Gate:
        return Gate(*map(self._table("gate").number, _GATE))

    def _streaming(self) -> Streaming:
        table = self._table("stream")
        gap, lost = (int(_SECOND * table.number(key)) for key in ("gap", "lost_after"))
        return Streaming(_signals(table, "signals"), gap, lost, table.number("lost_gaps"), int(table.number("medium_times")))

    def _repeat(self) -> tuple[int, int]:
        table = self._table("repeat")
        return int(_SECOND * table.number("from")), int(_SECOND * table.number("to"))

    def _event(self) -> tuple[Level, tuple[str, ...]]:
        table = self._table("event")
        words = table.words("words", _EVENTS) if "words" in table.raw else ()
        return Level.named(table.word("level", LEVELS)), words


def _signals(table: Part, key: str) -> tuple[Signal, ...]:
    return tuple(map(Signal.named, table.words(key, SIGNALS)))


def _whole(values: tuple[float, ...], unit: int) -> tuple[int, ...]:
    return tuple(int(unit * value) for value in values)
