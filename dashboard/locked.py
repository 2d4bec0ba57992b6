"""What may a locked screen still be told? How each room is and what alarms there; never who the patient is, or who did what."""

from __future__ import annotations

from typing import Any

from models.sign_ins import SignIns
from models.vitals import Millis

PICTURE = ("s", "seq", "now", "room", "opened", "dose", "ended", "phase", "latest", "every", "next", "sound")
"""What is left of a picture. Only what is named here goes out: what is new in a picture stays unseen until somebody names it."""
ALERT = ("id", "signal", "short", "direction", "level", "value", "limit", "raised", "since", "said", "acked", "text", "sounds")
"""What is left of an alert: not who acknowledged it."""


def unnamed(told: dict[str, Any]) -> dict[str, Any]:
    """What is left of a picture, or of what is new of one (wire.py): nothing that staff wrote, nothing that names anybody."""
    left = {key: told[key] for key in PICTURE if key in told}
    alerts = [{key: alert[key] for key in ALERT} for alert in told.get("alerts", ())]
    return left | ({"alerts": alerts} if "alerts" in told else {})


class Sight:
    """Whether somebody is signed in with one token at this moment, so that names may be told.

    It is asked before each frame of a stream, and asks the record only when the time of the sign-in may have run out.
    """

    def __init__(self, sign_ins: SignIns, token: str) -> None:
        self._sign_ins, self._token = sign_ins, token
        self._until: Millis = 0

    def named(self) -> bool:
        """True while somebody is signed in; asking does not count as use."""
        if self._sign_ins.clock() >= self._until:
            self._until = self._sign_ins.until(self._token)
        return self._sign_ins.clock() < self._until
