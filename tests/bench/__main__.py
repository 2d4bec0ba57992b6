"""Which measurement is wanted: `python -m tests.bench` and the names of some, all where none is named."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("fold", "load", "live", "entry", "tablet", "viewers", "alarm", "paper", "listen", "importing", "mutated", "bombs")


def main(words: list[str]) -> int:
    """Run the named measurements; 2 when a name is not known."""
    strange = [word for word in words if word not in NAMES]
    if strange:
        print(f"There is no measurement {strange[0]!r}. Known are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    for name in words or NAMES:
        import_module(f"tests.bench.{name}").run()
    return 0


sys.exit(main(sys.argv[1:]))
