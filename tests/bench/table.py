"""How a measurement is printed: one line each, the ratio to the first line beside it."""

from __future__ import annotations

from collections.abc import Sequence


def show(title: str, unit: str, rows: Sequence[tuple[str, float]]) -> None:
    """Print rows of (what, number); the last column says how many times the first row it is."""
    print(f"\n{title}")
    first = rows[0][1]
    for what, number in rows:
        times = f"{number / first:8.2f} x" if first else ""
        print(f"  {what:<62}{number:>14,.3f} {unit:<16}{times}")


def centile(values: Sequence[float], share: float) -> float:
    """The value below which this share (0..1) of the values lies: nearest rank; NaN where there is none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else float("nan")
