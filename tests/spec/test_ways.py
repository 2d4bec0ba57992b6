"""Is a session exactly as far as the table says, for exactly the reasons that it gives?"""

from __future__ import annotations

import pytest

from models.stages import Progress, progress
from tests.spec.ward import clock, facts, picture
from tests.spec.ways import WAYS, Way


def far(way: Way, at: str) -> Progress:
    """How far the session of this row was at this moment."""
    known = [fact for fact in facts(way.facts) if fact.at <= clock(at)]
    return progress(picture(way.facts, at, way.protocol), known, clock(at), way.birth)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.title)
def test_way(way: Way) -> None:
    """At each instant of the row the session is in this stage, for these reasons and no others."""
    for stand in way.stands:
        made = far(way, stand.at)
        assert (stand.at, made.stage.value, made.reasons) == (stand.at, stand.stage, stand.reasons)
