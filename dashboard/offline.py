"""What must a browser know to judge what is entered by hand while the server cannot be asked? The very rules of the protocol."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from models.entry import SCALES
from models.vitals import Signal, Symptom

if TYPE_CHECKING:
    from models.alerts import Picture
    from models.limits import Rule
    from models.protocol import Protocol


def rules(protocol: Protocol) -> str:
    """JSON: every limit of the protocol, what each signal can be in its unit, and when a pressure is repeated; times in ms."""
    return json.dumps(
        {
            "rules": [_rule(rule) for rule in protocol.rules],
            "signals": {signal.word: _signal(signal) for signal in Signal},
            "repeat": [protocol.repeat_from, protocol.repeat_to],
            "gap": protocol.stream.gap,
            "event": {"level": int(protocol.event_level), "words": list(protocol.event_words)},
            "danger": [symptom.value for symptom in Symptom if symptom.danger],
        }
    )


def baselines(picture: Picture) -> str:
    """JSON: when the first dose was given (ms, null before it), and the baseline of each signal in its unit, unrounded."""
    return json.dumps({"dose": picture.first_dose, "base": {signal.word: value for signal, value in picture.baselines}})


def _signal(signal: Signal) -> dict[str, Any]:
    about = {"short": signal.short, "label": signal.label, "unit": signal.unit}
    return about | {"low": signal.lowest, "high": signal.highest, "physical": signal.physical, "whole": signal in SCALES}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "signal": rule.signal.word,
        "direction": rule.direction,
        "level": int(rule.level),
        "kind": rule.kind,
        "op": rule.op,
        "number": rule.number,
        "relative": rule.relative,
        "floor": rule.floor,
        "hold": rule.hold,
        "spots": rule.spots,
        "confirm": rule.confirm,
        "companion": rule.companion,
        "within": rule.within,
        "unless": rule.unless_baseline_below,
        "only": rule.only_baseline_below,
        "from": rule.from_dose,
        "onlyAt": rule.only_at,
        "slack": rule.hysteresis,
    }
