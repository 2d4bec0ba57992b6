"""What does one [[limit]] of a protocol say? Its table becomes a rule, or a refusal that names the line."""

from __future__ import annotations

from models.limits import Level, Rule
from models.lines import Part
from models.vitals import MINUTE, Signal

LEVELS = ("low", "medium", "high")
SIGNALS = tuple(signal.word for signal in Signal)
_OPS = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
_OVER = {"at_least_over_baseline": (">=", 1), "at_most_under_baseline": ("<=", -1)}
_BOUNDS = (*_OPS, *_OVER)
_COMPANIONS = ("danger symptom", "deep sedation")
LIMIT = (
    "signal", "level", "and_at_least", "for", "spots", "confirm", "with", "within",
    "unless_baseline_below", "only_baseline_below", "from_minute", "only_at_minute", *_BOUNDS,
)  # fmt: skip
"""The keys that a [[limit]] may have."""
_SECOND = 1_000


def rule(limit: Part, hysteresis: dict[str, float]) -> Rule:
    """The rule of this table; `hysteresis` is how far back inside a limit of each signal ends (in its unit)."""
    signal = Signal.named(limit.word("signal", SIGNALS))
    op, number, relative = _bound(limit)
    return Rule(
        signal=signal,
        level=Level.named(limit.word("level", LEVELS)),
        op=op,
        number=number,
        relative=relative,
        floor=limit.optional("and_at_least"),
        hold=int(_SECOND * (limit.optional("for") or 0)),
        spots=int(limit.optional("spots") or 1),
        confirm=limit.flag("confirm"),
        companion=_companion(limit),
        within=int(MINUTE * (limit.optional("within") or 0)),
        unless_baseline_below=limit.optional("unless_baseline_below"),
        only_baseline_below=limit.optional("only_baseline_below"),
        from_dose=_minutes(limit.optional("from_minute")),
        only_at=_minutes(limit.optional("only_at_minute")),
        hysteresis=hysteresis.get(signal.word, 0.0),
    )


def _bound(limit: Part) -> tuple[str, float, bool]:
    given = [key for key in _BOUNDS if key in limit.raw]
    if len(given) != 1:
        raise limit.wrong(given[-1] if given else "", f"a limit needs exactly one of {', '.join(_BOUNDS)}.")
    number = limit.number(given[0])
    if given[0] in _OPS:
        return _OPS[given[0]], number, False
    op, sign = _OVER[given[0]]
    return op, sign * number, True


def _companion(limit: Part) -> str:
    if "with" not in limit.raw:
        return ""
    if limit.raw["with"] not in _COMPANIONS or "within" not in limit.raw:
        raise limit.wrong("with", f"`with` is one of {', '.join(_COMPANIONS)} and needs `within` in minutes.")
    return str(limit.raw["with"])


def _minutes(value: float | None) -> int | None:
    return None if value is None else int(MINUTE * value)
