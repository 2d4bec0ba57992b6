"""Can a flowsheet be set on this machine at all? One of nobody is set, and thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from models import alerts, protocol
from models.outgo.flowsheet.page import Page, page
from models.outgo.flowsheet.press import lettered, pressed
from models.outgo.flowsheet.sheet import Drawing, Person, Sheet
from models.vitals import Millis

PLAIN, RARE = "Test page", "\u738b \u0645\u062d\u0645\u062f"
"""A name in letters that the typesetter has, and one in Chinese and Arabic ones, which only fonts of the machine may have."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What came out: how many bytes of PDF, and whether there are letters for a Chinese and an Arabic name."""

    size: int
    rare: bool


def proof(now: Millis) -> Proof:
    """Set a flowsheet of nobody at `now` (ms since 1970); NotPrinted says why it cannot be set."""
    at = now // 1000
    return Proof(len(pressed(_empty(PLAIN, now), at)), lettered(_empty(RARE, now), at))


def _empty(name: str, now: Millis) -> Page:
    """The flowsheet of a session in which nothing has happened."""
    picture = alerts.fold(protocol.load(protocol.shipped()[0]), (), now)
    nobody = Person("doctor", "vigil doctor", "operator")
    return page(
        Sheet(
            clinic="Vigil",
            zone=ZoneInfo("UTC"),
            demo=True,
            name=name,
            birth=None,
            identifier="",
            allergies="",
            session="none",
            room="",
            picture=picture,
            log=(),
            staff=(nobody,),
            drawing=Drawing((), (), ()),
            late=0,
            printed_at=now,
            printed_by=nobody,
            seq=0,
            digest="",
            noted=False,
            stage="",
            remarks=(),
            lists=(),
        )
    )
