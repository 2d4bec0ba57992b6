"""How a measurement is printed: one line each, the ratio to the first line beside it."""

from __future__ import annotations

from collections.abc import Sequence


def show(title: str, unit: str, rows: Sequence[tuple[str, float]]) -> None:
    """Print rows of (what, number); the last column says how many times the first row it is."""
    print(f"\n{title}")
    for what, number in rows:
        print(f"  {what:<66}{number:>14,.3f} {unit:<8}{_times(number, rows[0][1]):>12}")


def _times(number: float, first: float) -> str:
    if not number or not first:
        return ""
    return f"{number / first:,.2f} x" if number >= first / 2 else f"1/{first / number:,.1f}"


def centile(values: Sequence[float], share: float) -> float:
    """The value below which this share (0..1) of the values lies: nearest rank; NaN where there is none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else float("nan")
