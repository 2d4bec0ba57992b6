"""Is each fact of an import in it once, however often and in whatever form its files hold it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from models.errors import Conflict
from models.facts import Fact
from models.store import records
from models.store.strips import Item
from models.strip import Strip, Struck


class Once:
    """Each fact of an import once; `again` counts those that came another time. Conflict where they differ."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items, self.again = items, 0
        self._known, self._strips = dict[str, tuple[str, Fact]](), list[tuple[str, Strip]]()

    def __iter__(self) -> Iterator[Item]:
        for session, what in self._items:
            if isinstance(what, Strip):
                yield from self._new_readings(session, what)
            elif isinstance(what, Struck):
                yield session, what
            elif not self._came(session, what):
                self._known[what.id] = session, what
                yield session, what

    def _came(self, session: str, fact: Fact) -> bool:
        """Whether a fact came before, by itself or in a strip."""
        home, earlier = self._known.get(fact.id, ("", None))
        if earlier is None:
            home = next((home for home, strip in self._strips if strip.held(fact.id) is not None), "")
            self._same(home in {"", session}, fact.id)
            self.again += bool(home)
            return bool(home)
        self._same(home == session and records.same(earlier, fact), fact.id)
        self.again += 1
        return True

    def _new_readings(self, session: str, strip: Strip) -> Iterator[Item]:
        """The readings of a strip that came neither in another one nor by themselves."""
        met = [(home, strip.met(earlier)) for home, earlier in self._strips]
        alone = [(home, place) for home, fact in self._known.values() if (place := strip.held(fact.id)) is not None]
        met += [(home, np.arange(len(strip)) == place) for home, place in alone]
        for home, _ in (one for one in met if one[1].any()):
            self._same(home == session, strip.source)
        new = ~np.any([mask for _, mask in met], axis=0) if met else ~np.zeros(len(strip), bool)
        self.again += len(strip) - int(new.sum())
        self._strips.append((session, strip))
        if new.any():
            yield session, strip.part(new)

    @staticmethod
    def _same(same: bool, what: str) -> None:  # noqa: FBT001  # what it asks
        if not same:
            raise Conflict(f"{what} is in this import twice, and differs. Nothing was stored.")
