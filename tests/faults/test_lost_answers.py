"""Is an entry saved exactly once when its answer is lost after the server has stored it?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dashboard.served import add_nurse, server
from tests.faults.browsing import browser, opened, sets
from tests.faults.dropping import TIMES, losing_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENTERING = """async ([session, count]) => {
    const said = [];
    for (let number = 0; number < count; number += 1) {
        const id = vigil.wire.uuid(), at = vigil.now();
        const body = { client_id: id, at: new Date(at).toISOString(), heart_rate: 60 + number };
        const late = new Promise((done) => window.addEventListener('vigil:settled', ({ detail }) => {
            if (detail.item.id === id) { done(detail.state); } }));
        const { state } = await vigil.outbox.send({ id, session, at, said: 'HR', set: { heart_rate: body.heart_rate }, body,
            url: `/api/v1/sessions/${session}/observations` });
        const again = setInterval(vigil.outbox.nudge, 20);
        said.push(state === 'saved' ? state : `${state}, ${await late}`);
        clearInterval(again);
    }
    return said;
}"""
"""So many sets are entered one after the other, and each is sent again at once until it is saved; what was said of each."""


def test_a_hundred_lost_answers_are_a_hundred_entries(sqlite_url: str, tmp_path: Path) -> None:
    """Of a hundred entries whose answers were lost again and again, each is there once, in order."""
    add_nurse(sqlite_url)
    with server(sqlite_url) as (script, _), losing_answers(script.url) as network:
        session = script.sign_in().open_session()
        with browser(tmp_path / "profile", script.cookies, network.url) as context:
            said = opened(context, network.url, session).evaluate(ENTERING, [session, 100])
        stored = sets(script, session)
    print(f"\n{sum(network.lost.values())} answers were lost; {len(stored)} rows; {said.count('waiting, saved')} were sent again")  # noqa: T201 - a figure
    assert set(network.lost.values()) == {TIMES}
    assert len(network.lost) == 100
    assert set(said) <= {"saved", "waiting, saved"}
    assert [entry["v"]["hr"] for entry in stored] == [60 + number for number in range(100)]
