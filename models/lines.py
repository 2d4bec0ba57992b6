"""What does a TOML text say, and in which line? Whatever is wrong in it is named with its line and with what to write instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from typing import Any

from models.errors import VigilError

_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")
_HEADER = re.compile(r"""\s*\[(\[)?\s*["']?([\w-]+)["']?\s*\]""")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing that is wrong in a text, and its line (from 1)."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.text}"


class ProtocolError(VigilError):
    """A protocol that cannot be used. `mistakes` names each by its line; it is empty where no text could be read."""

    def __init__(self, *wrong: Mistake | str) -> None:
        super().__init__(" ".join(map(str, wrong)))
        self.mistakes = tuple(one for one in wrong if isinstance(one, Mistake))


def parts(text: str) -> tuple[Part, ...]:
    """The keys above the first table, then each table in its order; ProtocolError when the text is no TOML."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(_unreadable(str(error), len(text.splitlines()))) from None
    above, *tables = _tables(text)
    named = {one.name for one in tables}
    tables += [_Lines(key, above.keys.get(key, 1), {}) for key, value in raw.items() if _is_table(value) and key not in named]
    plain = {key: value for key, value in raw.items() if not _is_table(value)}
    return Part("", plain, above), *(Part(one.name, _raw(raw, one), one) for one in tables)


def _unreadable(said: str, end: int) -> Mistake:
    """What the reader of TOML says, with its line in front."""
    found = _PLACE.search(said)
    line, column = (int(found[1]), f" at column {found[2]}") if found and found[1] else (max(end, 1), "")
    return Mistake(line, f"this is not valid TOML: {_PLACE.sub('', said)}{column}.")


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where a table and its keys stand. `index` counts the tables of a list such as [[limit]] from 0; None for a single one."""

    name: str
    line: int
    keys: dict[str, int]
    index: int | None = None


def _tables(text: str) -> Iterator[_Lines]:
    here, many = _Lines("", 1, {}), dict[str, int]()
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            yield here
            index = many.get(header[2], 0) if header[1] else None
            many[header[2]] = (index or 0) + 1
            here = _Lines(header[2], number, {}, index)
        elif key:
            here.keys.setdefault(key[1], number)
    yield here


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _raw(raw: dict[str, Any], table: _Lines) -> dict[str, Any]:
    found = raw.get(table.name, {})
    if isinstance(found, list):
        found = found[table.index or 0] if (table.index or 0) < len(found) else {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a text (name "" = the keys above all tables). Each question gives a checked value or raises ProtocolError."""

    name: str
    raw: dict[str, Any]
    place: _Lines
    known: tuple[str, ...] = ()
    """The keys that it may have."""

    def line(self, key: str = "") -> int:
        """The line of a key, or of the table where it has none."""
        return self.place.keys.get(key, self.place.line)

    def wrong(self, key: str, text: str) -> ProtocolError:
        """A refusal that names the line of a key."""
        return ProtocolError(Mistake(self.line(key), text))

    def stray(self, known: Sequence[str]) -> Mistake:
        """That there is no table of this name; the one that was probably meant is named."""
        meant = closest(self.name, known)
        said = f"Did you mean [{meant}]?" if meant else f"There are {', '.join(known)}."
        return Mistake(self.line(), f"there is no table [{self.name}]. {said}")

    def unknown(self) -> tuple[Mistake, ...]:
        """Every key that it may not have; the one that was probably meant is named."""
        return tuple(self._unknown(key) for key in self.raw if key not in self.known)

    def _unknown(self, key: str) -> Mistake:
        meant = closest(key, self.known)
        said = f"Did you mean {meant!r}?" if meant else f"There are {', '.join(self.known)}."
        return Mistake(self.line(key), f"there is no {key!r} {self._where}. {said}")

    @property
    def _where(self) -> str:
        if not self.name:
            return "above the tables"
        return f"in [[{self.name}]]" if self.place.index is not None else f"in [{self.name}]"

    def _told(self, key: str, fits: Callable[[Any], bool], wanted: str) -> Any:
        value = self.raw.get(key)
        if value is None:
            raise ProtocolError(self._missing(key, wanted))
        if not fits(value):
            raise self.wrong(key, f"{key} is {value!r}; write {wanted}.")
        return value

    def _missing(self, key: str, wanted: str) -> Mistake:
        """That there is no such key; where it is only misspelt, the mistake is that and no second one."""
        for stray in (one for one in self.raw if one not in self.known and closest(one, self.known) == key):
            return self._unknown(stray)
        return Mistake(self.line(), f"there is no {key!r} {self._where}; write {wanted}.")

    def text(self, key: str, *, empty: bool = False) -> str:
        """A text that is not blank, unless it may be."""
        wanted = f'text in quotes, like {key} = "…"'
        return str(self._told(key, lambda v: isinstance(v, str) and (empty or bool(v.strip())), wanted))

    def word(self, key: str, known: Sequence[str]) -> str:
        """One of these words."""
        return str(self._told(key, lambda v: v in known, f"{', '.join(known[:-1])} or {known[-1]}"))

    def number(self, key: str) -> float:
        """A number that is not negative."""
        return float(self._told(key, _is_number, "a number that is not negative"))

    def optional(self, key: str) -> float | None:
        """A number that is not negative, None where there is none."""
        return self.number(key) if key in self.raw else None

    def numbers(self, key: str) -> tuple[float, ...]:
        """At least one number."""
        return tuple(map(float, self._told(key, _are_numbers, "a list of numbers like [10, 20]")))

    def words(self, key: str, known: Sequence[str]) -> tuple[str, ...]:
        """Any of these words, none twice."""
        found = self._told(key, lambda v: isinstance(v, list), f'a list like ["{known[0]}"]')
        for one in found:
            if one not in known:
                raise self.wrong(key, f"{one!r} in {key} is none of {', '.join(known)}.")
        return tuple(dict.fromkeys(found))

    def flag(self, key: str) -> bool:
        """Yes or no; no where nothing is said."""
        return key in self.raw and bool(self._told(key, lambda v: isinstance(v, bool), "true or false"))


def closest(word: str, known: Sequence[str]) -> str:
    """The known word that was probably meant, "" when none is near."""
    return next(iter(get_close_matches(word, known, 1)), "")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value >= 0


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_number, value))
