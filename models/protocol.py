"""What is abnormal and when to look: a clinic's limits and schedule, read from TOML, frozen, and named by their digest."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.errors import VigilError
from models.limits import Level, Rule
from models.vitals import Signal

SHIPPED = Path(__file__).parent / "protocols"


class ProtocolError(VigilError):
    """A protocol that cannot be used; the message names the line and what to write instead."""


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
    """A clinic's whole protocol. Two with the same `digest` are the same text; `approved_by` "" means that it is a proposal."""

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


def shipped() -> tuple[str, ...]:
    """The names of the protocols that come with Vigil."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load(name_or_path: str) -> Protocol:
    """A shipped protocol by its name, or one from a TOML file; ProtocolError says what is wrong and where."""
    path = SHIPPED / f"{name_or_path}.toml" if name_or_path in shipped() else Path(name_or_path)
    try:
        return parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProtocolError(f"There is no protocol {name_or_path!r}. Shipped are: {', '.join(shipped())}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ProtocolError(f"{name_or_path} cannot be read as a protocol: {error}.") from None


@cache
def parse(text: str) -> Protocol:
    """The protocol that this TOML text describes; ProtocolError names the line of the first mistake."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"The protocol is not valid TOML: {error}.") from None
    return _Reader(text, raw).protocol()


_OPS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
_OVER = {"at_least_over_baseline": (">=", 1), "at_most_under_baseline": ("<=", -1)}
_COMPANIONS = ("danger symptom", "deep sedation")
_OPTIONS = {
    "signal", "level", "and_at_least", "for", "spots", "confirm", "with", "within",
    "unless_baseline_below", "only_baseline_below", "from_minute", "only_at_minute", *_OPS, *_OVER,
}  # fmt: skip
_SECOND, _MINUTE = 1_000, 60_000


class _Reader:
    """One protocol text while it is read; every refusal knows its line."""

    def __init__(self, text: str, raw: dict[str, Any]) -> None:
        self.text, self.raw = text, raw
        self.hysteresis = self._table("hysteresis", default={})

    def protocol(self) -> Protocol:
        repeat, event = self._table("repeat"), self._table("event")
        return Protocol(
            name=self._text("name"),
            version=self._text("version"),
            title=self._text("title"),
            approved_by=str(self.raw.get("approved_by", "")),
            digest="sha256:" + sha256(self.text.encode()).hexdigest(),
            text=self.text,
            rules=tuple(self._rule(i, limit) for i, limit in enumerate(self._limits())),
            schedule=self._schedule(),
            gate=self._gate(),
            repeat_from=self._ms(repeat, "repeat", "from", _SECOND),
            repeat_to=self._ms(repeat, "repeat", "to", _SECOND),
            stream=self._streaming(),
            event_level=self._level(event, self._line("event", "level")),
            event_words=tuple(str(w) for w in event.get("words", ())),
        )

    def _limits(self) -> list[dict[str, Any]]:
        limits = self.raw.get("limit")
        if not isinstance(limits, list) or not limits:
            raise ProtocolError("The protocol has no [[limit]]: it would never alarm. Add at least one.")
        return limits

    def _rule(self, index: int, raw: dict[str, Any]) -> Rule:
        for key in sorted(raw.keys() - _OPTIONS):
            raise ProtocolError(f"Line {self._limit_line(index, key)}: a limit has no option {key!r}.")
        signal = self._signal(raw, self._limit_line(index, "signal"))
        op, number, relative = self._bound(raw, index)
        return Rule(
            signal=signal,
            level=self._level(raw, self._limit_line(index, "level")),
            op=op,
            number=number,
            relative=relative,
            floor=self._optional(raw, index, "and_at_least"),
            hold=int(_SECOND * (self._optional(raw, index, "for") or 0)),
            spots=int(self._optional(raw, index, "spots") or 1),
            confirm=bool(raw.get("confirm", False)),
            companion=self._companion(raw, self._limit_line(index, "with")),
            within=int(_MINUTE * (self._optional(raw, index, "within") or 0)),
            unless_baseline_below=self._optional(raw, index, "unless_baseline_below"),
            only_baseline_below=self._optional(raw, index, "only_baseline_below"),
            from_dose=_minutes(self._optional(raw, index, "from_minute")),
            only_at=_minutes(self._optional(raw, index, "only_at_minute")),
            hysteresis=float(self.hysteresis.get(signal.word, 0)),
        )

    def _bound(self, raw: dict[str, Any], index: int) -> tuple[str, float, bool]:
        given = [key for key in (*_OPS, *_OVER) if key in raw]
        if len(given) != 1:
            line = self._limit_line(index, given[-1] if given else "")
            raise ProtocolError(f"Line {line}: a limit needs exactly one of {', '.join((*_OPS, *_OVER))}.")
        key = given[0]
        number = self._number(raw[key], self._limit_line(index, key), key)
        if key in _OPS:
            return _OPS[key], number, False
        op, sign = _OVER[key]
        return op, sign * number, True

    def _companion(self, raw: dict[str, Any], line: int) -> str:
        word = str(raw.get("with", ""))
        if word and (word not in _COMPANIONS or "within" not in raw):
            raise ProtocolError(f"Line {line}: `with` is one of {', '.join(_COMPANIONS)} and needs `within` in minutes.")
        return word

    def _signal(self, raw: dict[str, Any], line: int) -> Signal:
        try:
            return Signal.named(str(raw.get("signal", "")))
        except ValueError as error:
            raise ProtocolError(f"Line {line}: {error}.") from None

    def _level(self, raw: dict[str, Any], line: int) -> Level:
        word = raw.get("level")
        if word not in ("low", "medium", "high"):
            raise ProtocolError(f"Line {line}: level is {word!r}; write low, medium or high.")
        return Level.named(str(word))

    def _schedule(self) -> Schedule:
        raw = self._table("schedule")
        word = raw.get("then_while")
        if word not in ("session", "pressure high"):
            line = self._line("schedule", "then_while")
            raise ProtocolError(f'Line {line}: then_while is {word!r}; write "session" or "pressure high".')
        times = {
            key: self._ms(raw, "schedule", key, _MINUTE)
            for key in ("then_every", "strict", "opening", "early", "low_after", "medium_after", "closer_every", "closer_within")
        }
        return Schedule(
            due=self._minutes(raw, "due"),
            before=self._minutes(raw, "before"),
            then_while=str(word),
            required=self._signals(raw, "schedule", "required"),
            closer_for=self._signals(raw, "schedule", "closer_for"),
            **times,
        )

    def _gate(self) -> Gate:
        raw = self._table("gate")
        keys = ("systolic_above", "diastolic_above", "systolic_above_from_65_years")
        return Gate(*(self._number(raw.get(key), self._line("gate", key), key) for key in keys))

    def _streaming(self) -> Streaming:
        raw = self._table("stream")
        gap, lost = (self._ms(raw, "stream", key, _SECOND) for key in ("gap", "lost_after"))
        gaps, times = (self._ms(raw, "stream", key, 1) for key in ("lost_gaps", "medium_times"))
        return Streaming(self._signals(raw, "stream", "signals"), gap, lost, gaps, times)

    def _signals(self, raw: dict[str, Any], table: str, key: str) -> tuple[Signal, ...]:
        line = self._line(table, key)
        return tuple(self._signal({"signal": word}, line) for word in self._list(raw, key, line))

    def _minutes(self, raw: dict[str, Any], key: str) -> tuple[int, ...]:
        line = self._line("schedule", key)
        return tuple(int(_MINUTE * self._number(n, line, key)) for n in self._list(raw, key, line))

    def _list(self, raw: dict[str, Any], key: str, line: int) -> list[Any]:
        value = raw.get(key)
        if not isinstance(value, list) or not value:
            raise ProtocolError(f"Line {line}: {key} must be a list like [10, 20].")
        return value

    def _ms(self, raw: dict[str, Any], table: str, key: str, unit: int) -> int:
        number = self._number(raw.get(key), self._line(table, key), key)
        return int(unit * number)

    def _optional(self, raw: dict[str, Any], index: int, key: str) -> float | None:
        return None if key not in raw else self._number(raw[key], self._limit_line(index, key), key)

    def _number(self, value: object, line: int, key: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise ProtocolError(f"Line {line}: {key} is {value!r}; write a number that is not negative.")
        return float(value)

    def _table(self, name: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
        table = self.raw.get(name, default)
        if not isinstance(table, dict):
            raise ProtocolError(f"The protocol has no [{name}] table; copy it from a shipped protocol.")
        return table

    def _text(self, key: str) -> str:
        value = self.raw.get(key)
        if not isinstance(value, str) or not value.strip():
            raise ProtocolError(f'Line {self._line("", key)}: {key} must be text, like {key} = "my-clinic".')
        return value

    def _line(self, table: str, key: str) -> int:
        """The line of `key` in `[table]` (1 where the table is missing altogether)."""
        here, found = "", 1
        for number, line in enumerate(self.text.splitlines(), 1):
            if line.startswith("["):
                here = line.strip("[] \t").split("]")[0]
                found = number if here == table else found
            elif here == table and line.split("=")[0].strip() == key:
                return number
        return found

    def _limit_line(self, index: int, key: str = "") -> int:
        """The line of the index-th [[limit]], or of `key` in it."""
        lines = self.text.splitlines()
        starts = [n for n, line in enumerate(lines, 1) if line.strip().startswith("[[limit]]")]
        if index >= len(starts):
            return 1
        if not key:
            return starts[index]
        block = lines[starts[index] : starts[index + 1] - 1 if index + 1 < len(starts) else None]
        return next((starts[index] + 1 + n for n, line in enumerate(block) if line.split("=")[0].strip() == key), starts[index])


def _minutes(value: float | None) -> int | None:
    return None if value is None else int(_MINUTE * value)
