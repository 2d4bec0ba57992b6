"""What was rejected and skipped in a file, how often, and where for example?"""

from __future__ import annotations

from collections import Counter

from models.intake.values import Example, Rejected, Skipped

EXAMPLES = 3
_LONGEST = 80


class Tally:
    """Counts by (signal, reason) and by what was skipped, in the order of first sight; keeps the first three places of each."""

    def __init__(self) -> None:
        self._rejected: dict[tuple[str, str], int] = {}
        self._examples: dict[tuple[str, str], list[Example]] = {}
        self._skipped: Counter[str] = Counter()

    def reject(self, signal: str, reason: str, where: str, text: str, count: int = 1) -> None:
        """`count` values of this signal are no readings; one of them is `text` at `where`."""
        key = (signal, reason)
        self._rejected[key] = self._rejected.get(key, 0) + count
        examples = self._examples.setdefault(key, [])
        if len(examples) < EXAMPLES:
            examples.append(Example(where, _short(text)))

    def skip(self, what: str, count: int = 1) -> None:
        """`count` things that are no vital signs were passed over."""
        if count:
            self._skipped[_short(what)] += count

    def rejected(self) -> tuple[Rejected, ...]:
        """All that was rejected, first seen first."""
        return tuple(Rejected(*key, count, tuple(self._examples[key])) for key, count in self._rejected.items())

    def skipped(self) -> tuple[Skipped, ...]:
        """All that was skipped, first seen first."""
        return tuple(Skipped(what, count) for what, count in self._skipped.items())

    def in_words(self, most: int = 4) -> str:
        """What was left out, in one line for a person; "" when nothing was."""
        parts = [f"{reason} ({signal.replace('_', ' ')}, {count} ×)" for (signal, reason), count in self._rejected.items()]
        parts += [f"{count} × {what}" for what, count in self._skipped.most_common()]
        more = f", and {len(parts) - most} more kinds" if len(parts) > most else ""
        return ", ".join(parts[:most]) + more


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
