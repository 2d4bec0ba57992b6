"""What becomes of a step of the infusion, and of a skipped check, that waited in a browser until the server could be asked?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from models.vitals import MINUTE, Millis
from tests.dashboard.clinics import Browser, Office


def sent(at: Millis, **said: object) -> dict[str, Any]:
    """What a browser kept: its own id, the time at which it happened, and what it says."""
    return {"client_id": str(uuid4()), "at": datetime.fromtimestamp(at / 1000, UTC).isoformat(), **said}


def told(nurse: Browser, session: str, kind: str) -> list[dict[str, Any]]:
    """The entries of one kind, as a screen is told of them."""
    entries = nurse.get(f"/api/v1/sessions/{session}/since?after=0").json["entries"]
    return [one for one in entries if one["k"] == kind]


def running(office: Office, nurse: Browser, session: str) -> Millis:
    """An infusion was begun 20 minutes ago."""
    nurse.enter(session, "doses", drug="Ketamine", amount=36, route="IV", second="cleo", confirmed=True)
    begun = office.clock.now
    office.clock.wait(20)
    return begun


def test_steps_that_waited_count_from_their_own_time_and_once(office: Office, nurse: Browser, session: str) -> None:
    """A pause, a resumption and the end that arrive late, each twice, are in the record once, in order, as of their own times."""
    begun = running(office, nurse, session)
    steps = [sent(begun + minute * MINUTE, step=step) for minute, step in ((5, "paused"), (8, "resumed"), (12, "finished"))]
    answers = [nurse.enter(session, "infusions", **step).status_code for step in steps for _ in range(2)]
    assert answers == [201, 200, 201, 200, 201, 200]
    found = told(nurse, session, "infusion")
    assert [(one["step"], (one["t"] - begun) // MINUTE) for one in found] == [("paused", 5), ("resumed", 8), ("finished", 12)]
    assert nurse.get(f"/api/v1/sessions/{session}/picture").json["stage"]["infusion"] == "finished"


def test_a_step_that_comes_too_late_is_refused_in_words(office: Office, nurse: Browser, session: str) -> None:
    """Where somebody else has recorded the end meanwhile, a later pause is refused with how the infusion stands."""
    begun = running(office, nurse, session)
    nurse.enter(session, "infusions", **sent(begun + 4 * MINUTE, step="finished"))
    answer = nurse.enter(session, "infusions", **sent(begun + 5 * MINUTE, step="paused", reason="nausea"))
    assert answer.status_code == 422
    assert "The infusion is finished: it cannot be paused." in answer.json["message"]
    assert nurse.enter(session, "infusions", **sent(begun + 3 * MINUTE, step="paused")).status_code == 201


def test_a_stop_that_waited_is_recorded_once(office: Office, nurse: Browser, session: str) -> None:
    """A stop that arrives late, twice, is in the record once, as of its own time, and is said once."""
    begun = running(office, nurse, session)
    stop = sent(begun + 5 * MINUTE, reason="Distress")
    assert [nurse.enter(session, "stops", **stop).status_code for _ in range(2)] == [201, 200]
    assert [(one["t"] - begun) // MINUTE for one in told(nurse, session, "stop")] == [5]
    assert [alert["signal"] for alert in nurse.get(f"/api/v1/sessions/{session}/picture").json["alerts"]].count("event") == 1


@pytest.mark.parametrize("reason", ["asleep", "refused", "by doctor"])
def test_a_skipped_check_that_waited_counts_from_its_own_time(office: Office, nurse: Browser, session: str, reason: str) -> None:
    """A check that was skipped when it was due is skipped once when that arrives late; nobody is called late for it any more."""
    nurse.enter(session, heart_rate=72, systolic=128, diastolic=84, spo2=97, sedation=5, dissociation=0)
    running(office, nurse, session)
    due = nurse.get(f"/api/v1/sessions/{session}/picture").json["next"]["due"]
    skip = sent(due + MINUTE, due=due, reason=reason)
    assert [nurse.enter(session, "skips", **skip).status_code for _ in range(2)] == [201, 200]
    assert [(one["t"], one["txt"]) for one in told(nurse, session, "skip")] == [(due + MINUTE, reason)]
    assert nurse.get(f"/api/v1/sessions/{session}/picture").json["next"]["due"] > due
    again = nurse.enter(session, "skips", **sent(due + 2 * MINUTE, due=due, reason=reason))
    assert (again.status_code, "No check is owed at" in again.json["message"]) == (422, True)
